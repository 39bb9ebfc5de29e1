import { forget, keep, kept } from "./kept.js";

const OLD = 30 * 24 * 3600 * 1000;
const PAUSE = 300;

/** What goes along with the words: a poll, praise, a time, an announcement, and who is to see it. */
const ALONG = ".composer-more [name], select[name=audience]";
const box = (one) => one.type === "checkbox";
const held = (one) => (box(one) ? one.checked : one.value);
const changed = (one) => !one.options && held(one) !== (box(one) ? one.defaultChecked : one.defaultValue);

/** Keep what is typed in `field`, and along with it, under the name of its place, so that no reload loses it; `said` hears whether there is a draft. */
export class Draft {
  constructor(name, field, said = () => {}) {
    Object.assign(this, { name: `draft:${name}`, field, said });
    this.along = [...(field.form?.querySelectorAll(ALONG) ?? [])];
    (field.form ?? field).addEventListener("input", () => this.later());
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
    if ((!value.trim() || value === defaultValue) && !this.along.some(changed)) this.clear();
    else this.said(keep(this.name, { text: value, base: defaultValue, at: Date.now(), along: this.along.map((one) => [one.name, held(one)]) }));
  }

  /** Put back what was typed here before, unless the page has other words to start from by now. */
  restore() {
    const draft = kept(this.name);
    if (!draft) return;
    const { value, defaultValue } = this.field;
    if (Date.now() - draft.at > OLD || draft.base !== defaultValue) forget(this.name);
    else if (value === defaultValue) {
      this.field.value = draft.text;
      this.putBack(draft.along ?? []);
      this.said(true);
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /** Where there is something it is open to be seen. A place that is not offered any more is not chosen. */
  putBack(along) {
    for (const one of this.along) {
      const at = along.findIndex(([name]) => name === one.name);
      if (at < 0) continue;
      const [[, value]] = along.splice(at, 1);
      if (box(one)) one.checked = value;
      else if (!one.options || [...one.options].some((option) => option.value === value)) one.value = value;
      for (let fold = changed(one) && one.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    }
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = 0;
    forget(this.name);
    this.said(false);
  }
}
