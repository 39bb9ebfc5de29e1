import { count } from "../lib/words.js";
import { unmet } from "../live/noted.js";
import { glow, make } from "../live/rows.js";
import { wanted } from "../live/wishes.js";
import { folded, inBranch, unfold, unfolded } from "./folds.js";

/** Nearer to the top of the page than this, the reader is at the beginning and sees new rows arrive. */
const AT_TOP = 40;

const KINDS = { a: "item", i: "comment", m: "notification" };

const VOTE = 2 ** 32; // more than there are ids: of as many votes, the older question
const number = ({ id }) => Number(id.slice(id.indexOf("-") + 1));

const order = {
  newest: { key: number, of: number, before: (a, b) => a > b },
  oldest: { key: number, of: number, before: (a, b) => a < b },
  votes: {
    key: (object) => (object.n?.votes ?? 0) * VOTE - number(object),
    of: (row) => Number(row.querySelector("[data-n=votes]")?.textContent.replace(/\D/g, "") || 0) * VOTE - number(row),
    before: (a, b) => a > b,
  },
  // Paths are small ASCII letters, digits and dots: comparing strings is comparing bytes.
  path: {
    key: ({ path }) => path,
    of: (row) => row.dataset.path ?? "",
    before: (a, b) => a < b,
  },
};

/**
 * Rows of one or more streams in one order: `<live-list data-stream="a1 a4" data-order="newest">`.
 * What would move under its reader's eyes waits behind a pill.
 */
export class LiveList extends HTMLElement {
  waiting = new Map();

  get streams() {
    return (this.dataset.stream ?? "").split(/\s+/).filter(Boolean);
  }

  get order() {
    return order[this.dataset.order] ?? order.newest;
  }

  get rows() {
    return [...this.querySelectorAll("[data-v]")].filter((row) => row.closest("live-list") === this && !row.parentElement.closest("[data-v]"));
  }

  /** The last row, or what belongs to it and is folded below it. */
  get end() {
    const last = this.rows.at(-1);
    return last?.nextElementSibling?.matches("[data-fold], .session-talk") ? last.nextElementSibling : last;
  }

  hears(stream) {
    return this.streams.includes(stream);
  }

  /** Whether a row of this kind belongs in this list: an item's stream tells of the item and of its comments. */
  shows(object) {
    if (this.dataset.only && !object[this.dataset.only] && !this.pins(object)) return false;
    const [first = ""] = this.streams;
    if (!object.id.startsWith(`${this.dataset.kind ?? KINDS[first[0]]}-`)) return false;
    if (this.dataset.shelf && this.dataset.shelf !== /data-shelf="(\w+)"/.exec(object.html)?.[1]) return false;
    if (object.path && !inBranch(this, object.path)) return false;
    return !object.on || this.hears(object.on.replace("item-", "i"));
  }

  /** Whether it stands on top here because it is pinned in this very place. */
  pins(object) {
    return Boolean(object.pinned) && object.pinned === this.dataset.pins;
  }

  /** Whether its own maker sees a row here that came with the answer, and not through a stream. */
  owns(row) {
    return !row.dataset.audience || this.dataset.order === "path" || this.hears(`a${row.dataset.audience}`);
  }

  /** This page of a conversation begins behind this path. */
  get after() {
    return new URLSearchParams(location.search).get("after") ?? "";
  }

  /** There are rows after the last one, on another page: its own link says so, or the one beside it. */
  get more() {
    const link = this.querySelector("a[rel=next]") ?? this.parentElement?.querySelector("a[rel=next]");
    return (link?.closest("live-list") ?? this) === this && Boolean(link);
  }

  /** Put a new row in its place; true when it is, or waits behind the pill. */
  put(object, { own = false } = {}) {
    if (this.id === "feed" && (!wanted(object) || unmet(object))) return false;
    const key = this.order.key(object);
    const rows = this.rows;
    if (!own && this.dataset.order === "path" && key <= this.after) return false;
    if (!own && this.dataset.order === "path" && folded(this, object)) return false;
    if (own && object.path) unfold(this, object);
    const next = rows.find((row) => this.order.before(key, this.order.of(row)));
    if (!next && rows.length && this.more && !own) return false;
    if (!own && this.moves(next)) {
      this.waiting.set(object.id, object);
      this.offer();
      return true;
    }
    const row = make(object);
    if (own && !this.owns(row)) return false;
    this.insert(row, next, rows);
    return true;
  }

  insert(row, next, rows = this.rows) {
    this.querySelector(".empty")?.remove();
    if (next) next.before(row);
    else if (rows.length) this.end.after(row);
    else (this.querySelector("[data-rows]") ?? this).prepend(row);
    glow(row);
  }

  /** Whether a row before `next` would push away what the reader looks at. */
  moves(next) {
    if (this.dataset.order === "path" || this.dataset.kind || !next) return false;
    if (next.getBoundingClientRect().top > innerHeight) return false;
    return scrollY > AT_TOP || this.querySelector(":focus-visible, details[open]") !== null;
  }

  /** What this row stands in order by may have changed: put it where it belongs now. */
  reorder(row) {
    if (this.dataset.order !== "votes" || !row) return;
    const others = this.rows.filter((one) => one !== row);
    const next = others.find((one) => this.order.before(this.order.of(row), this.order.of(one))) ?? null;
    if (next === row.nextElementSibling) return;
    const focused = row.contains(document.activeElement) && document.activeElement;
    if (next) next.before(row);
    else others.at(-1)?.after(row);
    if (focused) focused.focus({ preventScroll: true });
  }

  /** A newer version of a row that waits behind the pill. */
  revise(object) {
    const before = this.waiting.get(object.id);
    if (!before) return false;
    const newer = object.html ? object.v >= before.v : true;
    if (newer) this.waiting.set(object.id, { ...before, ...object, n: { ...before.n, ...object.n } });
    return true;
  }

  /** A comment that is gone and was not shown. */
  lose(path) {
    if (path && this.dataset.order === "path") unfolded(this, path);
  }

  /** Gone from `stream`; what moved from there to another place of this list waits on. */
  drop(id, stream) {
    const home = /data-audience="(\d+)"/.exec(this.waiting.get(id)?.html)?.[1];
    if (home && stream[0] === "a" && stream !== `a${home}` && this.hears(`a${home}`)) return;
    if (this.waiting.delete(id)) this.offer();
  }

  /** Of what waits, only these rows are still there. */
  keepOnly(ids) {
    for (const id of this.waiting.keys()) if (!ids.has(id)) this.waiting.delete(id);
    this.offer();
  }

  get pill() {
    const found = this.querySelector("[data-new]") ?? this.parentElement.querySelector(":scope > [data-new]");
    if (found) return found;
    const made = document.createElement("button");
    made.type = "button";
    made.className = "new-pill";
    made.dataset.new = "";
    made.hidden = true;
    this.before(made);
    return made;
  }

  /** "3 new posts": the page does not jump, it offers. */
  offer() {
    const n = this.waiting.size;
    if (!n && !this.offered) return;
    const pill = this.pill;
    this.offered = true;
    pill.hidden = n === 0;
    const own = (n === 1 ? pill.dataset.one : pill.dataset.many)?.replace("{n}", n);
    (pill.querySelector("[data-say]") ?? pill).textContent = own ?? count("{n} new post", "{n} new posts", n);
    if (pill.dataset.heard) return;
    pill.dataset.heard = "yes";
    pill.addEventListener("click", () => this.reveal());
  }

  /** Show what waits, from the top, and put the keyboard there. */
  reveal() {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const object of waiting) {
      if (!document.getElementById(object.id)) this.put(object, { own: true });
    }
    this.offer();
    const first = this.rows[0];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollTo({ top: 0, behavior: calm ? "auto" : "smooth" });
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }

  /** Forget every row: its reader may no longer see this place. */
  empty() {
    this.waiting.clear();
    for (const row of this.querySelectorAll("[data-v], [data-fold]")) row.remove();
    this.offer();
  }
}

customElements.define("live-list", LiveList);
