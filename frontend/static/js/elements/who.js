import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

/** Who reacted, on demand and on top of the page; as plain links they open a page. */
export function startWho() {
  const dialog = document.getElementById("who");
  if (!dialog?.showModal) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-who], #who .tabs a, #who .pager a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(dialog, link.getAttribute("href"));
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}

async function show(dialog, address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { "X-Plein": "fetch", Accept: "application/json" } }).catch(() => null);
  const json = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!json) {
    toast(say("Loading failed. Try again."));
    return;
  }
  dialog.querySelector("[data-place]").innerHTML = json.html;
  if (!dialog.open) dialog.showModal();
}
