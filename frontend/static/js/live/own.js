import { block } from "../lib/page.js";
import { dressWith } from "./dress.js";
import { takeNoted, unnoted } from "./noted.js";
import { draw } from "./kinds.js";

/** What is this viewer's own: rows are made for nobody in particular and switched on here. */
const MODERATOR = 20;
const own = { member: 0, reacted: new Map(), ranks: new Map() };

export function takeOwn(state) {
  if (!state) return;
  own.member = state.member ?? own.member;
  for (const [id, kind] of Object.entries(state.reactions ?? {})) own.reacted.set(id, kind);
  for (const [audience, rank] of Object.entries(state.ranks ?? {})) own.ranks.set(audience, rank);
  takeNoted(state);
}

/** What the viewer reacted to a row with, or "". */
export const reacted = (id) => own.reacted.get(id) ?? "";

/** Remember that the viewer reacted to a row, or took it back (""), and show it. */
export function react(row, kind) {
  if (kind) own.reacted.set(row.id, kind);
  else own.reacted.delete(row.id);
  press(row);
}

function press(row) {
  const kind = reacted(row.id);
  for (const button of row.querySelectorAll("[data-react]")) {
    if (button.closest("[data-v]") !== row) continue;
    button.setAttribute("aria-pressed", String(Boolean(kind)));
    button.dataset.react = kind;
    draw(button, kind || "first");
  }
}

/** Forget the reactions of these rows before a fresh reading of them is taken. */
export function unsure(ids) {
  for (const id of ids) own.reacted.delete(id);
  unnoted(ids);
}

const rowsOf = (root) => [...(root.matches?.("[data-v]") ? [root] : []), ...root.querySelectorAll("[data-v]")];

function mark(root) {
  for (const row of rowsOf(root)) {
    const mine = Number(row.dataset.author) === own.member;
    row.toggleAttribute("data-mine", mine);
    const moderates = (own.ranks.get(row.dataset.audience) ?? 0) >= MODERATOR;
    row.toggleAttribute("data-may", mine || moderates);
    row.toggleAttribute("data-moderates", moderates);
    press(row);
  }
}

export function startOwn() {
  takeOwn({ member: block("live")?.member, ...block("own") });
  dressWith(mark);
}
