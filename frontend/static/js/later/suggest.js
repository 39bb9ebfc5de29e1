import { emojiLike } from "./emoji.js";
import { put } from "./marking.js";
import { count } from "../lib/words.js";

const ASKS = /(?:^|[\s([{"'“‘>*_])([@#:])([\p{L}\p{N}._-]*)$/u;
const NAMED = /(?:^|\s):([\p{L}\p{N}_-]{2,40}):$/u;
const PAUSE = 120;
const PERSON = /(?:^|[\s,;])(@?)([\p{L}\p{N}._-]*)$/u;
const LEAST = { "@": 0, "#": 1, ":": 2, "": 1 };
const AFTER = { "@": " ", "#": " ", ":": "" };
let lists = 0;

/**
 * While one types @, # or : in a box of text: who or what could be meant, for the keyboard, the mouse and the thumb.
 * In a field for people alone (without `topics`) every word asks for one.
 */
export class Suggest {
  constructor(field, { people, topics, emoji }) {
    Object.assign(this, { field, sources: { "@": people, "#": topics }, asks: topics ? ASKS : PERSON, emoji, turn: 0, options: [], at: -1, answers: new Map() });
    this.list = document.createElement("ul");
    Object.assign(this.list, { className: "suggestions", id: `suggestions-${(lists += 1)}`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", field.getAttribute("aria-label") ?? field.labels[0]?.textContent.trim() ?? "");
    this.said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.said.setAttribute("role", "status");
    field.after(this.list, this.said);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    this.listen();
  }

  listen() {
    this.field.addEventListener("input", () => this.look());
    this.field.addEventListener("click", () => this.close());
    this.field.addEventListener("blur", () => this.close());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const n = [...this.list.children].indexOf(event.target.closest("li"));
      if (n >= 0) this.pick(n);
    });
  }

  get typed() {
    const { value, selectionStart, selectionEnd } = this.field;
    return selectionStart === selectionEnd ? value.slice(Math.max(0, selectionStart - 80), selectionStart) : "";
  }

  async look() {
    const turn = (this.turn += 1);
    const named = this.emoji && NAMED.exec(this.typed);
    if (named) return this.name(named[1], turn);
    const [, typed, words] = this.asks.exec(this.typed) ?? [];
    if (!(words?.length >= LEAST[typed])) return this.close();
    const sign = typed || "@";
    const options = await this.find(sign, words, turn);
    if (turn === this.turn && document.activeElement === this.field) this.show(sign, typed + words, options);
  }

  /** ":name:" in full is the character itself. */
  async name(words, turn) {
    this.close();
    const [first] = await emojiLike(this.emoji, words);
    const end = this.field.selectionStart;
    if (turn === this.turn - 1 && first?.exact) put(this.field, end - words.length - 2, end, first.insert);
  }

  async find(sign, words, turn) {
    if (sign === ":") return emojiLike(this.emoji, words);
    const place = this.field.form.elements.namedItem("audience")?.value ?? this.field.form.dataset.audience ?? "";
    const address = `${this.sources[sign]}?${new URLSearchParams({ q: words, in: place })}`;
    if (!this.answers.has(address)) {
      await new Promise((done) => setTimeout(done, PAUSE));
      if (turn !== this.turn) return [];
      const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
      if (!answer?.ok) return [];
      this.answers.set(address, (await answer.json()).found);
    }
    return this.answers.get(address).map((one) => ({ ...one, insert: sign + one.insert, handle: sign === "@" ? `@${one.insert}` : "" }));
  }

  show(sign, typed, options) {
    if (!options.length || (options.length === 1 && options[0].insert === typed)) return this.close();
    Object.assign(this, { sign, length: typed.length, options });
    this.list.replaceChildren(...options.map((one, n) => this.option(one, n)));
    this.list.style.setProperty("--below", `${this.field.offsetTop + below(this.field)}px`);
    this.list.hidden = false;
    this.said.textContent = count("{n} suggestion", "{n} suggestions", options.length);
    // A new topic is as good as a known one: Enter takes one only when it was gone to.
    this.go(sign === "#" ? -1 : 0);
  }

  option(one, n) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${n}`;
    row.setAttribute("role", "option");
    const parts = [];
    if (one.mark) parts.push(piece("suggestion-mark", one.mark));
    if (one.face) parts.push(Object.assign(document.createElement("img"), { src: one.face, alt: "", className: "suggestion-face" }));
    else if (one.handle) parts.push(initials(one.name));
    parts.push(piece("suggestion-name", one.name));
    if (one.handle) parts.push(piece("suggestion-note", [one.handle, one.note].filter(Boolean).join(" · ")));
    row.append(...parts);
    return row;
  }

  go(n) {
    this.at = n;
    for (const [at, row] of [...this.list.children].entries()) row.setAttribute("aria-selected", String(at === n));
    const row = this.list.children[n];
    if (row) this.field.setAttribute("aria-activedescendant", row.id);
    else this.field.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { length } = this.options;
    const deeds = {
      ArrowDown: () => this.go((this.at + 1) % length),
      ArrowUp: () => this.go((Math.max(this.at, 0) - 1 + length) % length),
      Escape: () => this.close(),
      Enter: () => this.pick(this.at),
      Tab: () => this.pick(Math.max(this.at, 0)),
    };
    if (!deeds[event.key] || (event.key === "Enter" && this.at < 0) || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    deeds[event.key]();
  }

  pick(n) {
    const end = this.field.selectionStart;
    put(this.field, end - this.length, end, this.options[n].insert + AFTER[this.sign]);
    this.close();
  }

  close() {
    this.turn += 1;
    this.list.hidden = true;
    this.said.textContent = "";
    this.field.removeAttribute("aria-activedescendant");
  }
}

/** How far down in the box the line that is written ends: a copy of it, as wide, is measured. */
function below(field) {
  const copy = document.createElement("div");
  const look = getComputedStyle(field);
  for (const name of ["font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing"]) copy.style[name] = look[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", inlineSize: `${field.clientWidth}px`, whiteSpace: "pre-wrap", overflowWrap: "break-word" });
  copy.textContent = `${field.value.slice(0, field.selectionStart)}.`;
  field.after(copy);
  const height = copy.offsetHeight - field.scrollTop;
  copy.remove();
  return Math.max(0, Math.min(height, field.offsetHeight));
}

function initials(name) {
  const words = name.split(/\s+/);
  const made = piece("suggestion-face", [words[0][0], words.length > 1 ? words.at(-1)[0] : ""].join("").toUpperCase());
  made.ariaHidden = "true";
  return made;
}

const piece = (className, textContent) => Object.assign(document.createElement("span"), { className, textContent });
