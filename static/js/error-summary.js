/* A refused form: the summary has the focus, so that it is read first; its links put the focus into the field. */
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const control = target.matches("input, select, textarea, button") ? target : target.querySelector("input, select, textarea");
  target.scrollIntoView({ block: "center" });
  (control || target).focus({ preventScroll: true });
});
