import { keep, kept } from "../lib/kept.js";
import { compose } from "./compose.js";
import { nextUnread } from "./thread.js";

/** Whoever talks to a machine, or types with one finger, switches them off. */
const NAME = "keys";
const WRITING = "input, textarea, select, [contenteditable], [role=textbox]";

const rows = () => [...document.querySelectorAll("main :is(.row, .comment)[data-v]")].filter((row) => row.getClientRects().length);

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const row = all[at < 0 ? (by > 0 ? 0 : -1) : at + by];
  if (!row) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** Into the box that is there; on a narrow screen to the page that has one. */
function search() {
  const box = [...document.querySelectorAll("[data-search]")].find((one) => one.getClientRects().length);
  if (box) box.select();
  else document.querySelector(".topbar-search-link")?.click();
}

const acts = {
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  c: () => compose(),
  n: () => nextUnread() || document.querySelector("[data-new]:not([hidden])")?.click(),
  r: () => document.activeElement.closest("[data-v]")?.querySelector("[data-reply]")?.click(),
};

/** One key for what one does often; "?" shows them. */
export function startKeys() {
  const help = document.getElementById("keys");
  const wanted = help?.querySelector("input[type=checkbox]");
  if (!wanted) return;
  wanted.checked = kept(NAME) !== false;
  wanted.addEventListener("change", () => keep(NAME, wanted.checked));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!wanted.checked || event.target.closest?.(WRITING) || document.querySelector("dialog[open]")) return;
    const act = event.key === "?" ? () => help.showModal() : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
