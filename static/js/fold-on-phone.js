/* What starts folded on a narrow screen; wider, and without script, it is simply open. */
const narrow = matchMedia("(max-width: 47.99rem)");
const foldFooter = () => {
  for (const column of document.querySelectorAll("[data-fold-on-phone]")) {
    column.open = !narrow.matches;
    column.firstElementChild.tabIndex = narrow.matches ? 0 : -1;
  }
};
narrow.addEventListener("change", foldFooter);
foldFooter();
if (matchMedia("(max-width: 63.99rem)").matches) {
  for (const panel of document.querySelectorAll("[data-close-on-phone]")) panel.open = false;
}
