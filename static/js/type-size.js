/* 大字 without a reload: the same cookie that the server sets for ?type=…. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-type-size]");
  if (!link) return;
  event.preventDefault();
  const size = link.dataset.typeSize;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `yanxun_type=${size}; path=/; max-age=31536000; samesite=lax${secure}`;
  if (size === "normal") delete document.documentElement.dataset.type;
  else document.documentElement.dataset.type = size;
  for (const other of document.querySelectorAll("[data-type-size]")) {
    if (other.dataset.typeSize === size) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
});
