/** Where one writes: one line until somebody comes to it; "Post" at the bottom of a phone leads there. */
export function startCompose() {
  document.addEventListener("focusin", ({ target }) => {
    fetchPeople(target);
    const form = target.closest?.("form.composer");
    if (!form) return;
    form.dataset.open = "";
    fetchTools(form.querySelector("[data-writing]"));
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[href$='#compose']") && compose()) event.preventDefault();
  });
  if (location.hash === "#compose") compose();
}

/** A field for people offers them while one types. */
async function fetchPeople(field) {
  const { people } = field.dataset ?? {};
  if (!people) return;
  delete field.dataset.people;
  const found = await import("../later/suggest.js").catch(() => null);
  if (found) new found.Suggest(field, { people });
}

/** The tools of writing come when somebody begins to: most who look at a page only read. Without them it is a box of text. */
async function fetchTools(box) {
  const tools = box && (await import("../later/writing.js").catch(() => null));
  tools?.startWriting(box);
}

/** Put the keyboard where one writes here; false when this page has no such place. */
export function compose() {
  const text = document.querySelector("main form.composer:not([hidden] *) textarea");
  text?.focus();
  text?.scrollIntoView({ block: "center" });
  return Boolean(text);
}

/** The quiet row of a composer gets its script when it is unfolded, by hand or because a draft holds something of it. */
export function startMore() {
  for (const details of document.querySelectorAll("details.composer-more")) {
    const load = () => import("../later/compose-more.js").then(({ More }) => new More(details)).catch(() => null);
    if (details.open) load();
    else details.addEventListener("toggle", load, { once: true });
  }
}
