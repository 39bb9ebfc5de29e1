import { Draft } from "../lib/drafts.js";
import { newKey } from "../lib/page.js";
import { upload } from "../lib/send.js";
import { count, say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { pendingRow } from "./pending-row.js";

const PAUSED = new Set([0, 502, 503, 504]);

/**
 * A form for a text: sent without leaving the page, once, and never lost.
 * Around an ordinary `<form>`, which does the same slower when no script runs.
 */
export class SendForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.text = this.form?.querySelector("textarea");
    if (!this.text || this.started) return;
    this.started = true;
    this.place = `${location.pathname}>${this.form.getAttribute("action") ?? ""}`;
    this.draft = new Draft(`${desk.member}:${this.place}`, this.text, (kept) => this.sayKept(kept));
    this.draft.restore();
    this.querySelector("[data-draft-away]")?.addEventListener("click", () => this.throwAway());
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
    this.watchOutbox();
  }

  watchOutbox() {
    this.pending = document.createElement("div");
    this.pending.className = "feed";
    this.pending.dataset.pending = "";
    this.after(this.pending);
    const draw = () => this.drawPending();
    desk.outbox.addEventListener("change", draw);
    addEventListener("storage", draw);
    draw();
  }

  get key() {
    let field = this.form.elements.namedItem("key");
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "key" });
      this.form.append(field);
    }
    field.value ||= newKey();
    return field;
  }

  get files() {
    return [...this.form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  }

  async submit(event) {
    if (event.submitter?.name === "preview") return; // its script is not here yet: the server shows it
    event.preventDefault();
    if (this.sending) return;
    this.complain("");
    this.hold(true);
    const key = this.key.value;
    const data = new FormData(this.form, event.submitter);
    const url = this.form.action;
    const answer = this.files ? await upload(url, data, (part) => this.tell(part)) : await this.sendText(key, url, data);
    this.tell(null);
    this.hold(false);
    this.finish(answer);
  }

  sendText(key, url, data) {
    const fields = [...data].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    this.draft.clear();
    return desk.outbox.first({ key, url, fields, place: this.place, text: this.text.value, at: Date.now() });
  }

  finish(answer) {
    if (answer.kept) this.clear();
    else if (answer.ok && answer.json) this.done(answer.json);
    else {
      this.draft.save();
      this.complain(...refusal(answer, this.files));
      this.text.focus();
    }
  }

  done(json) {
    this.clear();
    const shown = json.object && desk.apply(json.object);
    if (!shown && json.location) location.assign(json.location);
  }

  /** How much of the pictures is on its way. */
  tell(part) {
    const bar = this.form.querySelector("[data-progress]");
    if (!bar) return;
    bar.hidden = part === null;
    bar.value = (part ?? 0) * 100;
  }

  sayKept(kept) {
    const line = this.querySelector("[data-draft]");
    if (line) line.hidden = !kept;
  }

  throwAway() {
    this.form.reset();
    this.draft.clear();
    this.text.focus();
  }

  /** One submission at a time; the button says so, and keeps the focus. */
  hold(on) {
    this.sending = on;
    const button = this.form.querySelector("button:not([type=button], [name])");
    button?.setAttribute("aria-busy", String(on));
    button?.setAttribute("aria-disabled", String(on));
    if (!on) {
      button?.removeAttribute("aria-busy");
      button?.removeAttribute("aria-disabled");
    }
  }

  clear() {
    this.form.reset();
    this.text.value = "";
    this.key.value = newKey();
    this.draft.clear();
    this.form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
  }

  /** Say what is wrong, beside what was typed. */
  complain(...sentences) {
    for (const old of this.form.querySelectorAll(".errorlist")) old.remove();
    const words = sentences.filter(Boolean);
    if (words.length) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
    if (!words.length) return;
    const list = document.createElement("div");
    list.className = "errorlist";
    list.setAttribute("role", "alert");
    list.append(...words.map((word) => Object.assign(document.createElement("p"), { textContent: word })));
    this.form.prepend(list);
  }

  drawPending() {
    if (!this.pending) return;
    const entries = desk.outbox.entries.filter((entry) => entry.place === this.place && entry.state !== "trying");
    this.pending.replaceChildren(...entries.map((entry) => pendingRow(entry, desk.outbox)));
    this.pending.hidden = !entries.length;
  }
}

function refusal({ ok, status, json }, files) {
  if (PAUSED.has(status)) return [say(files ? "The connection failed. Your text and pictures are still here; send them again when you are back." : "That did not work. Try again in a moment.")];
  if (ok || status === 401) return [say("You are signed out. Sign in again to go on; what you typed is kept.")];
  const words = [...new Set([json?.say, ...Object.values(json?.fields ?? {}).flat()])];
  if (status === 429 && json?.wait && !json.say) words.push(count("Wait {n} second and send it again.", "Wait {n} seconds and send it again.", json.wait));
  return words.some(Boolean) ? words : [say("That did not work. Try again in a moment.")];
}

customElements.define("send-form", SendForm);
