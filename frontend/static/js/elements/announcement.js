import { newKey } from "../lib/page.js";
import { post } from "../lib/send.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

const READING = 3000;

/** An announcement stands on top until its reader says that they have read it, or has its own page open for a while. */
export function startAnnouncements() {
  document.addEventListener("submit", take, { capture: true });
  const alone = document.querySelector("main .on-top:not(live-list) [data-announcement]");
  if (alone) setTimeout(() => document.visibilityState === "visible" && alone.isConnected && read(alone, { quiet: true }), READING);
}

function take(event) {
  const button = event.submitter;
  if (!button?.matches("[data-announcement]")) return;
  event.preventDefault();
  event.stopPropagation();
  if (!button.hasAttribute("aria-busy")) read(button);
}

async function read(button, { quiet = false } = {}) {
  button.setAttribute("aria-busy", "true");
  const answer = await post(button.getAttribute("formaction"), new URLSearchParams({ key: newKey() }));
  button.removeAttribute("aria-busy");
  if (answer.ok) letGo(button);
  else if (!quiet) toast(answer.json?.say || say("That did not work. Try again in a moment."));
}

/** From the top of a list it goes; on its own page it is a post like others from now on. */
function letGo(button) {
  const row = button.closest("[data-v]");
  const list = row.closest("live-list.on-top");
  if (!list) {
    row.closest(".on-top")?.classList.remove("on-top");
    return;
  }
  const next = row.nextElementSibling?.querySelector("[data-announcement]") ?? document.querySelector("main h1");
  row.remove();
  if (next && !next.matches("button")) next.tabIndex = -1;
  next?.focus({ preventScroll: true });
}
