/* Filters and orders apply at once; their button stays for keyboards that step through choices. Empty controls leave the address.
   On phones a facet waits for its button: one chooses several before the page moves. */
const oneColumn = matchMedia("(max-width: 63.99rem)");
for (const form of document.querySelectorAll("[data-send-on-change]")) {
  form.addEventListener("change", (event) => {
    if (event.target.type === "checkbox" && oneColumn.matches) return;
    if (form.requestSubmit) form.requestSubmit();
    else form.submit();
  });
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
  });
}
for (const button of document.querySelectorAll("[data-hide-with-script]")) button.hidden = true;
