import { element } from "../lib/page.js";
import { toast } from "../lib/toast.js";
import { count, say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { dress, dressWith } from "../live/dress.js";
import { takeOwn } from "../live/own.js";
import { glow } from "../live/rows.js";

/** A path has five characters a level but for the last dot; so many levels are indented, deeper ones are folded. */
const STEP = 5;
const LEVELS = 3;
const FACES = 4;

const depthOf = (path) => (path.length + 1) / STEP - 1;
const cut = (path, depth) => path.slice(0, (depth + 1) * STEP - 1);
const top = (list) => (list.dataset.root ? depthOf(list.dataset.root) : 0);
const foldAt = (list, path) => list.querySelector(`[data-fold="${path}"]`);
const within = (path, root) => path.startsWith(`${root}.`);

/** What was counted on a line and not shown. */
const counted = new Set();

/** Rows are drawn as they stand under the item; in a branch of its own they are indented from there. */
function level(root) {
  const list = document.querySelector("live-list[data-root]");
  if (!list) return;
  const rows = root.matches?.(".comment[data-path]") ? [root] : root.querySelectorAll(".comment[data-path]");
  for (const row of rows) row.dataset.level = Math.max(0, Math.min(LEVELS, depthOf(row.dataset.path) - top(list)));
}

/** Whether a comment belongs to the branch that this list is about. */
export const inBranch = (list, path) => !list.dataset.root || path === list.dataset.root || within(path, list.dataset.root);

/** A comment in a folded branch is counted on its line: true when it is not to be put among the rows. */
export function folded(list, object) {
  for (let depth = top(list) + LEVELS; depthOf(object.path) > depth; depth += LEVELS) {
    const path = cut(object.path, depth);
    const row = list.rows.find((one) => one.dataset.path === path);
    const fold = foldAt(list, path);
    if (!row) return true;
    if (fold ? fold.hasAttribute("data-open") : list.rows.some((one) => within(one.dataset.path, path))) continue;
    if (/class="comment gone"/.test(object.html)) unfolded(list, object.path);
    else if (object.v === 1) more(fold ?? begin(row), object);
    counted.add(object.id);
    return true;
  }
  return false;
}

/** Its writer is shown a comment that had come the other way already and was counted. */
export function unfold(list, object) {
  if (counted.delete(object.id)) unfolded(list, object.path);
}

/** A comment is gone from a folded branch. */
export function unfolded(list, path) {
  for (let depth = depthOf(path) - 1; depth >= top(list) + LEVELS; depth -= 1) {
    const fold = foldAt(list, cut(path, depth));
    if (!fold) continue;
    tell(fold, Number(fold.dataset.number) - 1);
    if (Number(fold.dataset.number) < 1) fold.remove();
    return;
  }
}

function begin(row) {
  const id = row.id.slice("comment-".length);
  const fold = element(`<div class="fold" id="fold-${id}" data-fold="${row.dataset.path}" data-number="0" data-last="0"><a class="fold-open" href="/comments/${id}/branch/"><span class="faces"></span><span data-number-words></span></a></div>`);
  row.after(fold);
  return fold;
}

function more(fold, object) {
  const face = element(object.html).querySelector(".avatar");
  const faces = fold.querySelector(".faces");
  if (face && faces.children.length < FACES) faces.append(face);
  fold.dataset.last = parseInt(object.path.slice(1 - STEP), 36);
  tell(fold, Number(fold.dataset.number) + 1);
  dress(fold);
  glow(fold);
}

function tell(fold, n) {
  fold.dataset.number = n;
  fold.querySelector("[data-number-words]").textContent = count("{n} more answer", "{n} more answers", n);
}

/** Show what is folded, where it is. */
export async function openFold(fold) {
  const link = fold.querySelector(".fold-open");
  link.setAttribute("aria-busy", "true");
  const answer = await fetch(link.href, { credentials: "same-origin", headers: { "X-Plein": "fetch", Accept: "application/json" } }).catch(() => null);
  link.removeAttribute("aria-busy");
  if (!answer?.ok) return toast(say("Loading failed. Try again."));
  const page = await answer.json();
  desk.live?.streams.place(page.streams);
  takeOwn(page.own);
  let last = fold;
  for (const html of page.rows) {
    const made = element(html);
    const there = document.getElementById(made.id);
    if (there) {
      last = there.dataset.path === fold.dataset.fold ? fold : there;
      continue;
    }
    if (made.dataset.path) made.dataset.level = LEVELS;
    dress(made);
    last.after(made);
    last = made;
  }
  fold.dataset.open = "";
  fold.toggleAttribute("data-whole", !page.next);
  link.setAttribute("aria-expanded", "true");
  return last;
}

function closeFold(fold) {
  const list = fold.closest("live-list");
  const inside = [...list.querySelectorAll("[data-path], [data-fold]")].filter((one) => within(one.dataset.path ?? one.dataset.fold, fold.dataset.fold));
  const shut = inside.filter((one) => one.matches("[data-fold]:not([data-open])"));
  const shown = inside.filter((one) => one.matches(".comment:not(.gone)")).length;
  if (fold.hasAttribute("data-whole")) tell(fold, shut.reduce((sum, one) => sum + Number(one.dataset.number), shown));
  for (const one of inside) one.remove();
  fold.removeAttribute("data-open");
  fold.querySelector(".fold-open").setAttribute("aria-expanded", "false");
}

/** The page was read again: its folded branches are as they were read. */
export function refold(list, fresh) {
  for (const old of list.querySelectorAll("[data-fold]")) old.remove();
  for (const fold of fresh.querySelectorAll("[data-fold]")) {
    list.rows.find((row) => row.dataset.path === fold.dataset.fold)?.after(fold.cloneNode(true));
  }
}

export function startFolds() {
  dressWith(level);
  document.addEventListener("click", (event) => {
    const fold = event.target.closest?.(".fold-open")?.parentElement;
    if (!fold || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (fold.hasAttribute("data-open")) closeFold(fold);
    else openFold(fold);
  });
}
