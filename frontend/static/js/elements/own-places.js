import { block } from "../lib/page.js";
import { takeCounts } from "../live/unread.js";

/** The reader's groups, beside a page that does not carry them; and what is unread wherever the page has a place for it. */
export async function startPlaces() {
  const box = document.querySelector("[data-places]");
  if (!box || (!box.getClientRects().length && !document.querySelector("main [data-unread-of]"))) return;
  try {
    const answer = await fetch(box.dataset.places, { credentials: "same-origin" });
    if (!answer.ok) return;
    const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = doc.querySelector("[data-own-places]");
    if (list) box.replaceWith(document.adoptNode(list));
    for (const link of list?.querySelectorAll("a") ?? []) if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    takeCounts(block("unread", doc));
  } catch {
    // Without it the page has its places all the same.
  }
}
