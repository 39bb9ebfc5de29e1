/** On a phone one writes on a sheet over the page: the text fills it, and what belongs to it stands above the keyboard. */
const PHONE = "(max-width: 47.99rem)";

class Sheet {
  constructor(form) {
    this.form = form;
    this.behind = [];
    form.dataset.sheets = "";
    this.fit = () => form.style.setProperty("--seen", `${visualViewport.height}px`);
    form.addEventListener("focusin", (event) => event.target.matches("textarea") && this.open());
    form.addEventListener("sent", () => this.close());
    form.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    form.querySelector("[data-put-away]").addEventListener("click", () => this.close());
    matchMedia(PHONE).addEventListener("change", () => this.close());
  }

  open() {
    if (this.shown || !matchMedia(PHONE).matches) return;
    this.shown = true;
    this.form.dataset.sheet = "";
    this.behind = around(this.form).filter((one) => !one.inert);
    for (const one of this.behind) one.inert = true;
    globalThis.visualViewport?.addEventListener("resize", this.fit);
    if (globalThis.visualViewport) this.fit();
  }

  /** Away with it; what was typed stays. */
  close() {
    if (!this.shown) return;
    this.shown = false;
    delete this.form.dataset.sheet;
    for (const one of this.behind) one.inert = false;
    globalThis.visualViewport?.removeEventListener("resize", this.fit);
    document.activeElement?.blur();
  }
}

/** Everything of the page that the form is not in; what is said there still has to be heard. */
function around(form) {
  const found = [];
  for (let one = form; one !== document.body; one = one.parentElement) {
    found.push(...[...one.parentElement.children].filter((other) => other !== one && !other.matches("script, .toasts, dialog")));
  }
  return found;
}

export function startSheet() {
  for (const form of document.querySelectorAll("form.composer:has([data-put-away])")) new Sheet(form);
}
