import { newKey } from "../lib/page.js";
import { post } from "../lib/send.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { desk } from "../live/desk.js";

const send = (address) => post(address, new URLSearchParams({ key: newKey() }));
const failed = (answer) => toast(answer.json?.say || say("That did not work. Try again in a moment."));

/** One's own goes at once and can be brought back. Who takes away what somebody else wrote says why, on a page. */
export function startUndo() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-delete]");
    const row = link?.closest("[data-v]");
    if (!row?.hasAttribute("data-mine") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.getAttribute("aria-busy") !== "true") take(link, row);
  });
}

async function take(link, row) {
  link.setAttribute("aria-busy", "true");
  const inside = row.contains(document.activeElement);
  const answer = await send(link.href);
  link.removeAttribute("aria-busy");
  if (!answer.ok || !answer.json) return failed(answer);
  if (inside) document.activeElement.blur();
  desk.apply(answer.json.object);
  const said = toast(row.id.startsWith("item-") ? say("Post deleted.") : say("Comment deleted."), { undo: () => bringBack(answer.json.undo) });
  if (inside) said?.focus();
}

async function bringBack(address) {
  const answer = await send(address);
  if (!answer.ok || !answer.json) return failed(answer);
  if (!answer.json.object || !desk.apply(answer.json.object)) location.assign(answer.json.location);
}
