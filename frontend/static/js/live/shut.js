import { say } from "../lib/words.js";

/** What this page shows is gone, or not ours any more: take it all away, and say so. */
export function shut(sentence) {
  for (const list of document.querySelectorAll("main live-list")) list.empty();
  for (const row of document.querySelectorAll("main :is([data-v], [data-fold])")) row.remove();
  for (const form of document.querySelectorAll("main send-form")) form.hidden = true;
  if (document.querySelector("main [data-shut]")) return;
  const line = Object.assign(document.createElement("p"), { className: "notice warn", textContent: say(sentence) });
  line.dataset.shut = "";
  line.setAttribute("role", "alert");
  document.querySelector("main")?.prepend(line);
}
