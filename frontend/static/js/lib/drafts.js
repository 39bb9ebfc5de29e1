import { forget, keep, kept } from "./kept.js";

const OLD = 30 * 24 * 3600 * 1000;
const PAUSE = 300;

/** Keep what is typed in `field` under the name of its place, so that no reload loses it; `said` hears whether there is a draft. */
export class Draft {
  constructor(name, field, said = () => {}) {
    Object.assign(this, { name: `draft:${name}`, field, said });
    field.addEventListener("input", () => this.later());
    addEventListener("pagehide", () => this.timer && this.save());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    this.timer = 0;
    const { value, defaultValue } = this.field;
    if (!value.trim() || value === defaultValue) this.clear();
    else this.said(keep(this.name, { text: value, base: defaultValue, at: Date.now() }));
  }

  /** Put back what was typed here before, unless the page has other words to start from by now. */
  restore() {
    const draft = kept(this.name);
    if (!draft) return;
    const { value, defaultValue } = this.field;
    if (Date.now() - draft.at > OLD || draft.base !== defaultValue) forget(this.name);
    else if (value === defaultValue) {
      this.field.value = draft.text;
      this.said(true);
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = 0;
    forget(this.name);
    this.said(false);
  }
}
