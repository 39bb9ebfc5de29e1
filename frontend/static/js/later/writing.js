import { MARKS } from "./marking.js";
import { post } from "../lib/send.js";
import { say } from "../lib/words.js";
import { Suggest } from "./suggest.js";

const KEYS = { b: "bold", i: "italic", k: "link" };

/** A box of words with its tools: signs by button and key, a look at how it will read, names while they are typed. */
class Writing {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.field = this.form.querySelector("textarea");
    this.preview = box.querySelector("[data-preview]");
    this.toWrite = box.querySelector("[data-write]");
    this.toLook = box.querySelector("[data-look]");
    this.toLook.type = "button";
    new Suggest(this.field, box.dataset);
    this.listen();
    this.show(false);
  }

  listen() {
    this.box.addEventListener("click", ({ target }) => {
      const mark = target.closest("[data-mark]")?.dataset.mark;
      if (mark) MARKS[mark](this.field);
    });
    this.field.addEventListener("keydown", (event) => {
      const mark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.key.toLowerCase()];
      if (!mark) return;
      event.preventDefault();
      MARKS[mark](this.field);
    });
    this.toWrite.addEventListener("click", () => this.write());
    this.toLook.addEventListener("click", () => this.look());
    this.form.addEventListener("sent", () => this.show(false));
  }

  write() {
    this.show(false);
    this.field.focus();
  }

  async look() {
    const data = new FormData();
    for (const field of ["csrfmiddlewaretoken", "text", "audience"]) {
      const found = this.form.elements.namedItem(field);
      if (found) data.set(field, found.value);
    }
    data.set("preview", "1");
    const { ok, json } = await post(this.form.action, data);
    if (ok && json) this.preview.innerHTML = json.html;
    else this.preview.textContent = json?.say || say("That did not work. Try again in a moment.");
    this.show(true);
  }

  show(looking) {
    this.preview.hidden = !looking;
    this.field.closest(".composer-row").hidden = looking;
    this.box.querySelector(".writing-tools").hidden = looking;
    this.toWrite.setAttribute("aria-pressed", String(!looking));
    this.toLook.setAttribute("aria-pressed", String(looking));
  }
}

const started = new WeakSet();

export function startWriting(box) {
  if (started.has(box)) return;
  started.add(box);
  new Writing(box);
}
