import { post } from "../lib/send.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { mark, note } from "../live/noted.js";

const number = (id) => Number(id.slice(id.indexOf("-") + 1));
/** Rows that were taken away here, to put them back when that is taken back. */
const away = new Map();

/** What a reader notes for themselves shows at once: saved, hidden, muted; a toast says so and takes it back. */
export function startNoting() {
  document.addEventListener("acted", (event) => {
    const { mark: noted, say: words, undo } = event.detail;
    if (!noted) return;
    event.preventDefault();
    show(noted);
    toast(words, undo && { undo: () => takeBack(undo) });
  });
}

async function takeBack(address) {
  const answer = await post(address, new URLSearchParams());
  if (answer.ok && answer.json?.mark) show(answer.json.mark);
  else toast(answer.json?.say || say("That did not work. Try again in a moment."));
}

function show({ id, name, on }) {
  note(name, name === "muted" ? number(id) : id, on);
  const rows = name === "muted" ? by(number(id)) : [document.getElementById(id)].filter(Boolean);
  for (const row of rows) if (leaves(row, name, on)) takeAway(row, id);
  if (!on || name === "saved") bringBack(id, name, on);
  mark(document);
}

const by = (author) => [...document.querySelectorAll(`live-list .row[data-author="${author}"]`)];

function leaves(row, name, on) {
  const list = row.closest("live-list");
  if (!list || name === "unread") return false;
  if (list.dataset.noted) return list.dataset.noted === name && !on;
  if (name === "muted") return on && list.streams.length > 0;
  return name === "hidden" && on;
}

function takeAway(row, id) {
  const list = row.closest("live-list");
  const { rows } = list;
  const at = rows.indexOf(row);
  const next = rows[at + 1] ?? rows[at - 1];
  if (!away.has(id)) away.set(id, []);
  away.get(id).push({ row, list, next: rows[at + 1] });
  const focused = row.contains(document.activeElement);
  row.remove();
  if (!focused || !next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

function bringBack(id, name, on) {
  const waiting = away.get(id) ?? [];
  const back = waiting.filter(({ list }) => (list.dataset.noted ? on : true));
  if (!back.length) return;
  away.set(id, waiting.filter((one) => !back.includes(one)));
  for (const { row, list, next } of back.reverse()) {
    if (document.getElementById(row.id) || !list.isConnected) continue;
    for (const menu of row.querySelectorAll("details[open]")) menu.open = false;
    list.insert(row, next?.isConnected ? next : undefined);
  }
}
