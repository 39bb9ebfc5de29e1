import { number } from "../lib/words.js";
import { announce } from "./announce.js";
import { counts, remove, renew, version } from "./rows.js";
import { shut } from "./shut.js";

const kind = (id) => id.slice(0, id.indexOf("-"));

/** Bring the page up to these objects of a run, in their order. A row that cannot be shown harms no other. */
export function applyAll(objects, stream) {
  for (const object of objects) {
    try {
      apply(object, stream);
    } catch (problem) {
      console.error("not applied:", object?.id, problem);
    }
  }
}

/**
 * Apply one object of docs/realtime.md; true when the page shows it (or will, behind the pill).
 * `own`: its reader made it here, just now.
 */
export function apply(object, stream = "", { own = false } = {}) {
  if (object.id === "bell") return ring(object.n.unread);
  const row = document.getElementById(object.id);
  // A page of one item hears of it from its own stream; that of its place is told there for other things.
  if (row && stream[0] === "a" && !row.closest("live-list")) return true;
  if (object.gone) return take(object, row, stream);
  if (object.removed && row?.closest("live-list")) return take(object, row, "");
  if (row) {
    if (object.html && (displaced(row, object) || reshelved(row, object))) return true;
    if (object.html) renew(row, object);
    else if (object.n) counts(row, object.n);
    row.closest("live-list")?.reorder?.(document.getElementById(object.id));
    return true;
  }
  if (held(object)) return true;
  if (object.html && missed(object)) location.reload();
  return Boolean(object.html) && place(object, stream, own);
}

/** A row that was pinned goes on top of its place, one that is not any more back among the others. */
function displaced(row, object) {
  const list = row.closest("live-list");
  if (!list || !object.id.startsWith("item-") || object.v <= version(row)) return false;
  const top = document.querySelector("live-list[data-pins]");
  const up = top && top !== list && top.pins(object);
  const down = top === list && "pinned" in row.dataset && !object.pinned && !object.announced;
  if (!up && !down) return false;
  row.remove();
  (up ? [top] : lists("").filter((other) => other.shows(object))).some((other) => other.put(object, { own: up }));
  return true;
}

/** What became of it puts it into another list of this page. */
function reshelved(row, object) {
  const list = row.closest("live-list[data-shelf]");
  if (!list || object.v <= version(row) || list.shows(object)) return false;
  row.remove();
  place(object, "", true);
  return true;
}

/** This page was of an item that was gone, and that was brought back. */
const missed = (object) => document.querySelector("main [data-shut]") && location.pathname === `/${object.id.replace("-", "s/")}/`;

function lists(stream) {
  return [...document.querySelectorAll("live-list")].filter((list) => (stream ? list.hears(stream) : true));
}

function held(object) {
  return lists("").some((list) => list.revise?.(object));
}

function place(object, stream, own) {
  const wanted = lists(stream).filter((list) => list.shows(object));
  const placed = wanted.some((list) => list.put(object, { own }));
  if (placed && !own) announce(kind(object.id));
  return placed;
}

/** Gone from one audience is not gone from another that its list shows: an item that moved was put there by the other stream. */
function take(object, row, stream) {
  for (const list of lists("")) list.drop?.(object.id, stream);
  for (const list of lists(stream)) list.lose?.(object.path);
  if (!row || (stream[0] === "a" && stays(row, stream))) return Boolean(row);
  const page = !row.closest("live-list") && row.id.startsWith("item-");
  remove(row);
  if (page) shut("This post is not here any more.");
  return true;
}

function stays(row, stream) {
  const home = row.dataset.audience && `a${row.dataset.audience}`;
  const list = row.closest("live-list");
  return Boolean(home) && home !== stream && (!list || list.hears(home));
}

export function ring(unread) {
  const bell = document.getElementById("bell");
  if (!bell) return false;
  bell.dataset.count = unread;
  for (const place of bell.querySelectorAll("[data-n=unread], [data-count=unread]")) place.textContent = unread ? number(unread) : "";
  return true;
}
