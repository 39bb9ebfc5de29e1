import { refold } from "../elements/folds.js";
import { block } from "../lib/page.js";
import { ring } from "./apply.js";
import { dress } from "./dress.js";
import { takeOwn, unsure } from "./own.js";
import { takeRest } from "./rest.js";
import { remove, renew, version } from "./rows.js";
import { shut } from "./shut.js";
import { takeMarks } from "./unread.js";
import { takeWishes } from "./wishes.js";

/** A change of access comes before the rows that go with it; and thousands of pages do not ask in the same instant. */
const PAUSE = 300;
const SPREAD = 800;
const MOST_PAGES = 10;
const MOST_REFUSALS = 2;

/** Streams that cannot be resumed, or are not ours any more: the page is read again and the lists are brought up to it. */
export class Refetch {
  constructor(live) {
    this.live = live;
    this.names = new Set();
    this.refusals = new Map();
  }

  stale(names) {
    this.soon(names);
  }

  refused(names) {
    for (const name of names) this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
    this.soon(names.filter((name) => this.refusals.get(name) <= MOST_REFUSALS));
  }

  soon(names) {
    if (!names.length) return;
    for (const name of names) this.names.add(name);
    this.timer ||= setTimeout(() => this.run(), PAUSE + Math.random() * SPREAD);
  }

  async run() {
    const names = [...this.names].filter(shown);
    this.names.clear();
    try {
      if (names.length) await this.read(names);
      this.timer = 0;
      if (this.names.size) this.soon([...this.names]);
    } catch {
      for (const name of names) this.names.add(name);
      this.timer = setTimeout(() => this.run(), 5000);
    }
  }

  async read(names) {
    const answer = await fetch(block("live").at ?? location.href, { credentials: "same-origin", cache: "no-store" });
    if (answer.status === 403 || answer.status === 404) return shut("You can no longer see this place.");
    if (!answer.ok) throw new Error(String(answer.status));
    const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
    const page = block("live", doc);
    if (!page) return undefined;
    if (page.epoch !== this.live.epoch) return this.live.hear.epoch();
    // The door of a place that its reader could look into a moment ago: it has no rows at all.
    if (document.querySelector("main live-list") && !doc.querySelector("main live-list")) return shut("You can no longer see this place.");
    unsure([...doc.querySelectorAll("[data-v]")].map((row) => row.id));
    takeOwn(block("own", doc));
    const wishes = block("wants", doc);
    if (wishes) renewPlaces(wishes, doc);
    for (const list of document.querySelectorAll("live-list")) await bringUp(list, doc);
    alone(doc);
    takeRest(doc);
    const bell = doc.getElementById("bell");
    if (bell) ring(Number(bell.dataset.count || 0));
    return this.goOn(names, page.streams);
  }

  /** Listen again from the positions that were read together with these rows. */
  goOn(names, positions) {
    const { streams } = this.live;
    const fresh = names.filter((name) => name in positions && (this.refusals.get(name) ?? 0) <= MOST_REFUSALS);
    streams.place(positions);
    streams.place(Object.fromEntries(fresh.map((name) => [name, positions[name]])), { again: true });
    streams.want(fresh);
    // The reader joined or follows another place, or left one: the list has said by now of which it lets rows in.
    streams.want(Object.keys(positions).filter((name) => name[0] === "a"));
    // An item of which the page no longer tells: whatever it still shows of it is read when it comes near again.
    streams.forget(names.filter((name) => !(name in positions)));
  }
}

/** What the timeline lets in, and the reader's own groups beside it. */
function renewPlaces(wishes, doc) {
  takeWishes(wishes);
  const [before, after] = [document, doc].map((one) => one.querySelector("[data-own-places]"));
  if (before && after) before.replaceWith(document.adoptNode(after));
  takeMarks();
}

/** Whether the page still shows anything of the stream. An item that moved away went with its row. */
function shown(name) {
  if (name[0] !== "i") return true;
  return Boolean(document.getElementById(`item-${name.slice(1)}`) ?? document.querySelector(`live-list[data-stream~="${name}"]`));
}

const objectOf = (row) => ({ id: row.id, v: version(row), html: row.outerHTML, path: row.dataset.path, n: countsOf(row) });

function countsOf(row) {
  const places = [...row.querySelectorAll("[data-n], [data-count]")];
  return Object.fromEntries(places.map((place) => [place.dataset.n ?? place.dataset.count, Number(place.textContent.replace(/\D/g, "") || 0)]));
}

/** The same list on a page that was fetched. */
const twin = (list, doc) =>
  [...doc.querySelectorAll("live-list")].find((other) => (list.id ? other.id === list.id : other.dataset.stream === list.dataset.stream && other.dataset.order === list.dataset.order));

const rowsOf = (list) => [...(list?.querySelectorAll("[data-v]") ?? [])].filter((row) => !row.parentElement.closest("[data-v]"));

/** Where it goes on: its own link says so, or the one beside the lists. */
const nextOf = (list, doc) => (list?.querySelector("a[rel=next]") ?? doc.querySelector(".pager:not(live-list *) a[rel=next]"))?.getAttribute("href");

async function bringUp(list, doc) {
  const same = twin(list, doc);
  if (!same) return;
  if (same.dataset.stream) list.dataset.stream = same.dataset.stream;
  const rows = rowsOf(same);
  const known = new Set(rows.map((row) => row.id));
  const pages = await readFurther(list, nextOf(same, doc), rows, known);
  for (const row of rows) bring(list, objectOf(row));
  if (!pages) list.keepOnly(known);
  for (const row of list.rows) if (!known.has(row.id)) remove(row);
  refold(list, same);
}

function bring(list, object) {
  const row = document.getElementById(object.id);
  if (row) renew(row, object);
  else if (!list.revise(object)) list.put(object);
}

/** Rows that came through "Show older" are read again too, as far as the page has them. */
async function readFurther(list, from, rows, known) {
  let next = from;
  let pages = 0;
  while (next && pages < MOST_PAGES && list.rows.some((row) => !known.has(row.id)) && list.rows.length > rows.length) {
    const answer = await fetch(next, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) break;
    const more = new DOMParser().parseFromString(await answer.text(), "text/html");
    takeOwn(block("own", more));
    const same = twin(list, more);
    for (const row of rowsOf(same)) {
      rows.push(row);
      known.add(row.id);
    }
    next = nextOf(same, more);
    pages += 1;
  }
  return pages;
}

/** Rows outside lists: the item of an item page. */
function alone(doc) {
  for (const row of document.querySelectorAll("main [data-v]")) {
    if (row.closest("live-list")) continue;
    const fresh = doc.getElementById(row.id);
    if (fresh) renew(row, objectOf(fresh));
    else remove(row);
  }
  dress(document);
}
