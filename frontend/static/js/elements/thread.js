import { csrf } from "../lib/page.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { dressWith } from "../live/dress.js";
import { isNoted, readSoFar } from "../live/noted.js";
import { onScreen } from "../live/onscreen.js";
import { openFold } from "./folds.js";

const PAUSE = 2000;

/** A comment's number in its conversation is the last part of its path. */
const numberOf = (row) => parseInt(row.dataset.path.slice(-4), 36);

let list = null;
let item = "";
let base = 0;
let read = 0;
let due = 0;
let timer = 0;

/** What was not read when the page was opened keeps its mark until its reader comes to it. */
function mark(root) {
  const all = root.matches?.(".comment, .fold") ? [root] : root.querySelectorAll(".comment[data-path], .fold");
  for (const one of all) {
    if (one.dataset.met) continue;
    const news = one.dataset.path ? numberOf(one) > base && Number(one.dataset.author) !== desk.member : Number(one.dataset.last) > base;
    one.toggleAttribute("data-unread", news);
  }
}

function meet(one) {
  if (!one?.hasAttribute("data-unread")) return;
  one.dataset.met = "yes";
  one.removeAttribute("data-unread");
}

/** The conversation has been read as far as the newest comment that was on screen. */
function seen(rows) {
  for (const row of rows) {
    if (row.id === item && isNoted("unread", item) && !due) due = read || -1;
    if (row.closest("live-list") === list && row.dataset.path) due = Math.max(due, numberOf(row));
  }
  if (due > read || due < 0) timer ||= setTimeout(report, PAUSE);
}

function report() {
  clearTimeout(timer);
  timer = 0;
  // Who marks it as unread here wants it to stay so.
  if (!due || due === read || document.body.dataset.keptUnread === item) return;
  read = Math.max(due, 0);
  due = read;
  fetch(`/items/${item.slice(5)}/read/`, {
    method: "POST",
    body: new URLSearchParams({ seq: read }),
    credentials: "same-origin",
    headers: { "X-Plein": "fetch", "X-CSRFToken": csrf(), Accept: "application/json" },
    keepalive: true,
  }).catch(() => {});
}

function go(row) {
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
}

/** To the next comment that was not read; false when this page has no conversation. */
export function nextUnread() {
  if (!list) return false;
  walk();
  return true;
}

async function walk(again = true) {
  const unread = [...list.querySelectorAll("[data-unread]")].filter((one) => one.getClientRects().length);
  const here = list.contains(document.activeElement) ? document.activeElement : null;
  const after = unread.find((one) => !here || here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) ?? unread[0];
  if (after?.matches(".fold")) {
    meet(after);
    if (!after.hasAttribute("data-open")) await openFold(after);
    return walk(again);
  }
  if (after) return go(after);
  const older = again && list.parentElement.querySelector("a[rel=next]");
  if (!older) return toast(say("You have read everything here."));
  older.click();
  return undefined;
}

/** A link to one row lights it and puts the keyboard there; it says so when the row is gone. */
function arrive() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!/^(item|comment)-\d+$/.test(id)) return;
  const row = document.getElementById(id);
  if (row) {
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  } else if (id.startsWith("comment-")) toast(say("That comment is not here any more."));
}

export function startThread() {
  addEventListener("hashchange", arrive);
  arrive();
  list = document.querySelector("live-list#thread");
  if (!list?.streams.length) return;
  item = `item-${list.streams[0].slice(1)}`;
  read = readSoFar(item) ?? 0;
  base = read;
  list.toggleAttribute("data-known", readSoFar(item) !== undefined);
  dressWith(mark);
  onScreen(seen);
  list.addEventListener("focusin", ({ target }) => meet(target.closest(".comment, .fold")));
  document.addEventListener("acted", ({ detail }) => {
    if (detail.mark?.name === "unread") document.body.dataset.keptUnread = detail.mark.id;
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && report());
}
