/* Notes that a hit was opened: the words and, of a lesson, which one; nothing about the reader. The link itself works without it. */
const asked = document.querySelector("[data-search-words]");
if (asked && asked.dataset.searchWords && navigator.sendBeacon) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".lesson-row a[href], .hit-row a[href]");
    if (!link) return;
    const code = link.pathname.match(/^\/lessons\/([a-z0-9]{4,16})\//);
    const noted = new FormData();
    noted.set("q", asked.dataset.searchWords);
    noted.set("lesson", code ? code[1] : "");
    navigator.sendBeacon(asked.dataset.openedUrl, noted);
  });
}
