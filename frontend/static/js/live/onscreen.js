import { dressWith } from "./dress.js";

/** A row was seen when it was on screen for this long: half of it, or half of the screen, with the tab in front. */
const LONG = 1000;
const BEAT = 250;
const STEPS = [0, 0.25, 0.5, 0.75, 1];

const told = [];
const before = new Set();
const since = new Map();
let observer = null;
let timer = 0;

const enough = ({ isIntersecting, intersectionRatio, intersectionRect }) =>
  isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2);

function moved(changes) {
  for (const change of changes) {
    const { target } = change;
    if (!target.isConnected) observer.unobserve(target);
    if (!target.isConnected || !enough(change)) since.delete(target);
    else if (!since.has(target)) since.set(target, Date.now());
  }
  if (since.size) timer ||= setInterval(look, BEAT);
}

function look() {
  const rows = [];
  for (const [row, from] of since) {
    if (!row.isConnected) since.delete(row);
    else if (Date.now() - from >= LONG) {
      since.delete(row);
      observer.unobserve(row);
      before.add(row.id);
      rows.push(row);
    }
  }
  for (const hear of rows.length ? told : []) hear(rows);
  if (since.size) return;
  clearInterval(timer);
  timer = 0;
}

/** A tab that comes back to the front starts counting anew. */
function restart() {
  for (const row of since.keys()) since.set(row, document.visibilityState === "visible" ? Date.now() : Infinity);
}

function watch(root) {
  const rows = root.matches?.("[data-v]") ? [root] : root.querySelectorAll("[data-v]");
  for (const row of rows) if (row.id && !before.has(row.id)) observer.observe(row);
}

/** Be told of every row (`[data-v]`) that was on screen for a second, once a page: `hear([row, …])`. Register before `dress(document)`. */
export function onScreen(hear) {
  told.push(hear);
  if (observer) return;
  observer = new IntersectionObserver(moved, { threshold: STEPS });
  document.addEventListener("visibilitychange", restart);
  dressWith(watch);
}
