import { element } from "../lib/page.js";
import { number } from "../lib/words.js";
import { dress } from "./dress.js";
import { makeRoom } from "./kinds.js";

const GLOW = 2000;
const WRITING = "textarea, select, [contenteditable], input:not([type=button], [type=submit], [type=checkbox], [type=radio])";

const waiting = new Map();

export const version = (row) => Number(row.dataset.v ?? 0);

/** Whether its reader is in the middle of something in this row. */
export function busy(row) {
  if (row.querySelector("details[open], dialog[open], [popover]:popover-open")) return true;
  const focused = row.contains(document.activeElement) && document.activeElement;
  return Boolean(focused && (focused.matches(WRITING) || focused.matches(":focus-visible")));
}

/** Make a row out of the server's HTML, dressed for this viewer. */
export function make(object) {
  const row = element(object.html);
  if (object.path && !row.dataset.path) row.dataset.path = object.path;
  if (object.n) counts(row, object.n);
  dress(row);
  return row;
}

export function glow(row) {
  row.dataset.fresh = "";
  setTimeout(() => delete row.dataset.fresh, GLOW);
}

/** Write the counts of this row, and not of rows inside it. Zero is nothing. */
export function counts(row, n) {
  makeRoom(row, n);
  for (const [name, value] of Object.entries(n)) {
    for (const place of row.querySelectorAll(`[data-count="${CSS.escape(name)}"], [data-n="${CSS.escape(name)}"]`)) {
      if (place.closest("[data-v]") === row) place.textContent = value ? number(value) : "";
    }
  }
}

/** Bring the row up to the object; not while its reader is busy in it, and never back to an older version. */
export function renew(row, object) {
  if (object.n) counts(row, object.n);
  if (object.v <= version(row)) return;
  if (busy(row)) {
    const before = waiting.get(row.id);
    if (!before || before.gone || before.v < object.v) waiting.set(row.id, object);
    return;
  }
  const made = make(object);
  const refocus = counterpart(row, made);
  row.replaceWith(made);
  refocus?.focus({ preventScroll: true });
  glow(made);
}

/** What has the focus in the old row, as it stands in the new one. */
function counterpart(old, made) {
  const focused = document.activeElement;
  if (!old.contains(focused)) return null;
  const all = "a[href], button, summary, [tabindex]";
  return made.querySelectorAll(all)[[...old.querySelectorAll(all)].indexOf(focused)] ?? null;
}

/** Take the row away; a reader who is writing in it may first finish the sentence. */
export function remove(row) {
  if (busy(row)) waiting.set(row.id, { id: row.id, gone: true });
  else row.remove();
}

/** The reader left a row: what came in the meantime is shown now. */
function settle() {
  for (const [id, object] of waiting) {
    const row = document.getElementById(id);
    if (row && busy(row)) continue;
    waiting.delete(id);
    if (row && object.gone) row.remove();
    else if (row) renew(row, object);
  }
}

export function watchBusy() {
  const soon = () => waiting.size && setTimeout(settle, 0);
  document.addEventListener("focusout", soon);
  document.addEventListener("toggle", soon, true);
  document.addEventListener("close", soon, true);
}
