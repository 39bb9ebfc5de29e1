import { csrf } from "../lib/page.js";
import { number } from "../lib/words.js";
import { onScreen } from "../live/onscreen.js";

const EVERY = 5000;
const MOST = 40;
const KEPT = 500;
const NAME = "plein:seen";

const waiting = new Set();
let before = new Set();
let timer = 0;

/** Which posts were on screen is counted, each once a visit; who it was is not kept. */
export function startSeen() {
  if (!document.querySelector("main .row[data-v], main live-list")) return;
  try {
    before = new Set(JSON.parse(sessionStorage.getItem(NAME) ?? "[]"));
  } catch {
    before = new Set();
  }
  onScreen((rows) => {
    for (const row of rows) {
      if (row.id.startsWith("item-") && !row.hasAttribute("data-mine") && !before.has(row.id)) waiting.add(row.id);
    }
    if (waiting.size) timer ||= setTimeout(send, EVERY);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
}

async function send() {
  clearTimeout(timer);
  timer = 0;
  const ids = [...waiting].slice(0, MOST);
  if (!ids.length) return;
  for (const id of ids) {
    waiting.delete(id);
    before.add(id);
  }
  try {
    sessionStorage.setItem(NAME, JSON.stringify([...before].slice(-KEPT)));
    const answer = await fetch("/seen/", {
      method: "POST",
      body: new URLSearchParams({ ids: ids.map((id) => id.slice(5)).join(",") }),
      credentials: "same-origin",
      headers: { "X-Plein": "fetch", "X-CSRFToken": csrf(), Accept: "application/json" },
      keepalive: true,
    });
    if (answer.ok) show((await answer.json()).seen);
  } catch {
    // A view that could not be counted is not worth a sentence.
  }
  if (waiting.size) timer ||= setTimeout(send, EVERY);
}

/** On the post's own page the number is there to be read. */
function show(seen) {
  for (const line of document.querySelectorAll("[data-seen]")) {
    const n = seen[line.dataset.seen];
    if (!n) continue;
    line.hidden = false;
    line.querySelector("[data-seen-number]").textContent = number(n);
  }
}
