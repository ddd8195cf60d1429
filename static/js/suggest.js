/* Suggestions under a search field: a combobox with a list (WAI-ARIA APG, list autocomplete with manual selection).
   At most one request per pause in typing; a newer one aborts the older; nothing is asked while an input method composes.
   Enter without a chosen suggestion sends the form, as without script. */
const PAUSE = 200;
let lists = 0;
for (const form of document.querySelectorAll("[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  if (!input) continue;
  const list = document.createElement("ul");
  list.id = `suggestions-${(lists += 1)}`;
  list.className = "suggestion-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.saidList);
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  const known = new Map();
  let timer = 0;
  let request = null;
  let chosen = -1;
  let typed = input.value;

  const choose = (at) => {
    const options = [...list.children];
    chosen = at;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      input.value = typed;
      return;
    }
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    clearTimeout(timer);
    if (request) request.abort();
    list.hidden = true;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    chosen = -1;
  };
  const show = (found) => {
    list.replaceChildren(
      ...found.map((each, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.className = `suggestion-list__item suggestion-list__item--${each.kind}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = each.url;
        for (const [part, text] of [["kind", each.name], ["label", each.label], ["note", each.note]]) {
          if (!text) continue;
          const span = document.createElement("span");
          span.className = `suggestion-list__${part}`;
          span.textContent = text;
          option.append(span, " ");
        }
        return option;
      }),
    );
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    status.textContent = found.length ? `${found.length}${form.dataset.saidCount}` : "";
  };
  const ask = async () => {
    const text = input.value.trim();
    typed = input.value;
    if (!text && !("own" in form.dataset)) return close();
    if (known.has(text)) return show(known.get(text));
    if (request) request.abort();
    request = new AbortController();
    const mine = request;
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: mine.signal });
      if (!answer.ok) return;
      const found = (await answer.json()).suggestions;
      known.set(text, found);
      if (mine === request && document.activeElement === input && input.value.trim() === text) show(found);
    } catch (stopped) {
      /* aborted by the next letter, or offline: the form works as it is */
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  const follow = (option) => {
    location.assign(option.dataset.url);
  };

  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("focus", () => {
    if (!input.value && "own" in form.dataset) later();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const number = list.hidden ? 0 : list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!number) {
        ask();
        return;
      }
      const next = chosen + (event.key === "ArrowDown" ? 1 : -1); // -1 is the field itself
      choose(next >= number ? -1 : next < -1 ? number - 1 : next);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      follow(list.children[chosen]);
    } else if (event.key === "Escape" && number) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) follow(option);
  });
  form.addEventListener("submit", close);
}
