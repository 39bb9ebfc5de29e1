import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

const EDGE = 8;
const dialog = document.getElementById("who");
const reach = document.getElementById("reach");

dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest("[data-close]")) && dialog.close());
reach.querySelector("[data-close]").addEventListener("click", () => reach.hidePopover());

/** Who reacted lies over the page; who can see something stands beside it, as it is one sentence. */
export async function show(link) {
  const beside = link.matches("[data-reach]");
  // Its menu closes behind it: the keyboard goes back to what opened that.
  const opener = link.closest(".menu")?.querySelector("summary") ?? link;
  const answer = await fetch(link.getAttribute("href"), { credentials: "same-origin", headers: { "X-Plein": "fetch", Accept: "application/json" } }).catch(() => null);
  const json = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!json) {
    toast(say("Loading failed. Try again."));
    return;
  }
  const box = beside ? reach : dialog;
  box.querySelector("[data-place]").innerHTML = json.html;
  if (beside) open(opener);
  else if (!dialog.open) dialog.showModal();
}

/** Over everything, below what was pressed or above it, wherever there is room. */
function open(opener) {
  opener.focus({ preventScroll: true });
  reach.showPopover();
  const at = opener.getBoundingClientRect();
  const { width, height } = reach.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const top = at.bottom + EDGE / 2 + height > clientHeight - EDGE ? at.top - height - EDGE / 2 : at.bottom + EDGE / 2;
  reach.style.left = `${Math.max(EDGE, Math.min(at.right - width, clientWidth - width - EDGE))}px`;
  reach.style.top = `${Math.max(EDGE, top)}px`;
  reach.focus({ preventScroll: true });
}
