import { say } from "../lib/words.js";

const EVERY = 3000;
/** The server says when somebody stops; this only helps when it cannot. */
const LEASE = 60000;

/** "Nora is writing", where the page has a place for it: `<p class="typing" data-typing="i345">`. */
export class Typing {
  constructor(tell, me) {
    Object.assign(this, { tell, me });
    this.said = 0;
    this.timers = new Map();
    document.addEventListener("input", (event) => this.written(event));
  }

  written({ target }) {
    const line = target.matches?.("textarea") && target.form && this.lineFor(target);
    if (!line || Date.now() - this.said < EVERY || !target.value.trim()) return;
    this.said = Date.now();
    this.tell({ t: "typing", s: line.dataset.typing });
  }

  /** The line of the page that this box of text belongs to. */
  lineFor(box) {
    const form = box.closest("send-form");
    if (!form) return null;
    if (form.dataset.typing) return document.querySelector(`p[data-typing="${CSS.escape(form.dataset.typing)}"]`);
    return form.parentElement.querySelector("p[data-typing]");
  }

  hear({ s, m }) {
    const others = m.filter((id) => id !== this.me);
    for (const line of document.querySelectorAll(`p[data-typing="${CSS.escape(s)}"]`)) line.textContent = words(others);
    clearTimeout(this.timers.get(s));
    if (others.length) this.timers.set(s, setTimeout(() => this.hear({ s, m: [] }), LEASE));
  }
}

function words(ids) {
  if (!ids.length) return "";
  if (ids.length > 2) return say("Several people are writing");
  const [name, other] = ids.map(nameOf);
  return other ? say("{name} and {other} are writing", { name, other }) : say("{name} is writing", { name });
}

const nameOf = (id) => document.querySelector(`[data-author="${id}"] .byline-name`)?.textContent.trim() || say("Somebody");
