import { element } from "../lib/page.js";
import { desk } from "./desk.js";
import { marks, met, unread } from "./wishes.js";

/** The server counts so far; more is "9+". */
const MANY = 10;
const number = (id) => Number(id.slice(id.indexOf("-") + 1));

const counted = new Map(Object.entries(unread()));
const news = new Map();
const read = new Map(marks());

/** Up to which item the reader has read this place; undefined when it is none of theirs. */
export const readUpTo = (audience) => read.get(audience);

export function advance(audience, id) {
  read.set(audience, Math.max(id, read.get(audience) ?? 0));
  for (const one of news.get(audience) ?? []) if (one <= id) news.get(audience).delete(one);
}

/** The page was read again: other places may be the reader's own by now. */
export function takeMarks() {
  const fresh = new Map(marks());
  for (const gone of [...read.keys()].filter((audience) => !fresh.has(audience))) {
    for (const known of [read, counted, news]) known.delete(gone);
  }
  for (const [audience, id] of fresh) advance(audience, id);
  takeCounts(unread());
}

const of = (audience) => Math.min(MANY, (counted.get(audience) ?? 0) + (news.get(audience)?.size ?? 0));

function all() {
  const places = new Set([...counted.keys(), ...news.keys()]);
  return Math.min(MANY, [...places].reduce((sum, one) => sum + of(one), 0));
}

function draw(root = document) {
  for (const badge of root.querySelectorAll("[data-unread-of]")) {
    const name = badge.dataset.unreadOf;
    const n = name === "all" ? all() : of(name);
    badge.dataset.unread = n;
    badge.hidden = !n;
    badge.querySelector("[data-few]").textContent = n < MANY ? n : `${MANY - 1}+`;
  }
}

/** What the server counted just now: `{"4": 3}`. */
export function takeCounts(n) {
  for (const [audience, few] of Object.entries(n ?? {})) {
    counted.set(audience, few);
    news.delete(audience);
  }
  draw();
}

/** A run of a place's stream: what is new in it, and not the reader's own, is unread until they had it on screen. */
export function hearNews(objects, stream) {
  const audience = stream.slice(1);
  if (stream[0] !== "a" || (!read.has(audience) && !counted.has(audience))) return;
  for (const object of objects) note(object, audience);
  draw();
}

function note(object, audience) {
  const { id } = object;
  if (!id.startsWith("item-")) return;
  const found = news.get(audience) ?? new Set();
  news.set(audience, found);
  if (object.gone) found.delete(number(id));
  // A later version of what was there before is not news.
  if (!object.html || object.v > 1 || number(id) <= (read.get(audience) ?? 0)) return;
  const author = Number(element(object.html).dataset.author);
  if (author !== desk.member && met(author)) found.add(number(id));
}
