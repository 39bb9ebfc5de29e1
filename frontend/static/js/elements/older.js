import { element } from "../lib/page.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { dress } from "../live/dress.js";
import { takeOwn } from "../live/own.js";

const AHEAD = "0px 0px 800px 0px";
const going = new WeakSet();

/** The list that the link continues stands right before it; others may stand above. */
const listOf = (link) => link.closest("live-list") ?? [...(link.closest("nav, div, section")?.parentElement?.querySelectorAll("live-list") ?? [])].at(-1);

/** "Show older" adds to the list that is there; as a plain link it opens the next page. */
export function startOlder() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[rel=next]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const list = listOf(link);
    if (!list?.dataset.stream) return;
    event.preventDefault();
    if (link.getAttribute("aria-busy") !== "true") asked(link, list);
  });
}

/** Whoever asked for older rows once reads on: the next ones come before they reach the end. */
function goOn(link, list) {
  if (going.has(link)) return;
  going.add(link);
  const near = new IntersectionObserver(
    ([end]) => {
      if (!link.isConnected) near.disconnect();
      else if (end.isIntersecting && link.getAttribute("aria-busy") !== "true") load(link, list);
    },
    { rootMargin: AHEAD },
  );
  near.observe(link);
}

async function load(link, list) {
  link.setAttribute("aria-busy", "true");
  const first = await more(link, list).catch(() => null);
  link.removeAttribute("aria-busy");
  if (first === null) toast(say("Loading failed. Try again."));
  return first;
}

async function asked(link, list) {
  const first = await load(link, list);
  if (first !== null && list.dataset.order === "newest") goOn(link, list);
  if (!first || link.isConnected) return;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
}

/** Fetch the page behind `link` and add its rows; returns the first of them. */
export async function more(link, list) {
  const answer = await fetch(link.href, { credentials: "same-origin", headers: { "X-Plein": "fetch", Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = await answer.json();
  desk.live?.streams.place(page.streams);
  takeOwn(page.own);
  const made = rowsIn(page.rows).filter((row) => !document.getElementById(row.id));
  let last = list.end;
  for (const row of made) {
    dress(row);
    if (last) last.after(row);
    else list.prepend(row);
    last = row;
  }
  if (page.next) link.href = page.next;
  else (link.closest(".pager") ?? link).remove();
  return made[0] ?? false;
}

function rowsIn(rows) {
  if (typeof rows !== "string") return rows.map((row) => element(row.html ?? row));
  const box = document.createElement("template");
  box.innerHTML = rows;
  return [...box.content.children];
}
