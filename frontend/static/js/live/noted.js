import { keep, kept } from "../lib/kept.js";
import { dressWith } from "./dress.js";

/** What the reader noted for themselves. Of what comes live a page knows through a list that is read now and then. */
const OLD = 600000;
const MOST = 300;
const noted = { saved: new Set(), hidden: new Set(), unread: new Set(), muted: new Set(), read: new Map() };
let name = "";

export function takeNoted(state) {
  for (const kind of ["saved", "hidden", "unread", "muted"]) for (const one of state[kind] ?? []) noted[kind].add(one);
  for (const [id, number] of Object.entries(state.read ?? {})) noted.read.set(id, number);
}

/** Forget these rows before a fresh reading of them is taken. */
export function unnoted(ids) {
  for (const id of ids) for (const kind of ["saved", "hidden", "unread"]) noted[kind].delete(id);
}

export const isNoted = (kind, one) => noted[kind].has(one);

/** Whether the reader does not want to meet this row in their lists: it is hidden, or its author is muted. */
export const unmet = ({ id, html }) => noted.hidden.has(id) || noted.muted.has(Number(/data-author="(\d+)"/.exec(html)?.[1]));

/** The number of the last comment that was read under this item; undefined when it was never read. */
export const readSoFar = (id) => noted.read.get(id);

export function note(kind, one, on) {
  if (on) noted[kind].add(one);
  else noted[kind].delete(one);
  if (kind === "hidden" || kind === "muted") store(Date.now());
}

function store(at) {
  keep(name, { at, hidden: [...noted.hidden].slice(-MOST), muted: [...noted.muted] });
}

/** Show on these rows what is noted about them and their authors. */
export function mark(root) {
  const rows = root.matches?.("[data-v]") ? [root] : root.querySelectorAll("[data-v]");
  for (const row of rows) {
    if (row.id.startsWith("comment-")) row.toggleAttribute("data-muted", noted.muted.has(Number(row.dataset.author)));
    else {
      row.toggleAttribute("data-saved", noted.saved.has(row.id));
      row.toggleAttribute("data-kept-away", noted.hidden.has(row.id));
    }
  }
}

export async function startNoted(member) {
  dressWith(mark);
  name = `quiet:${member}`;
  const before = kept(name);
  takeNoted(before ?? {});
  if (before && Date.now() - before.at < OLD) return;
  const answer = await fetch("/quiet/", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = await answer.json().catch(() => null);
  if (!fresh) return;
  noted.muted = new Set(fresh.muted);
  noted.hidden = new Set(fresh.hidden.map((id) => `item-${id}`));
  store(Date.now());
  mark(document);
}
