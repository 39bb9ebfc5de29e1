import { post } from "../lib/send.js";
import { newKey } from "../lib/page.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { reacted } from "../live/own.js";
import { choose, usual } from "./react.js";

const busy = new Set();

/** The verbs of rows all belong to `<form id="act">`; the ones a row can show the result of stay on the page. */
export function startActs() {
  document.getElementById("act")?.addEventListener("submit", (event) => {
    const button = event.submitter;
    const row = button?.closest("[data-v]");
    if (!row) return;
    event.preventDefault();
    if (button.matches("[data-react]")) choose(row, reacted(row.id) ? "" : usual());
    else if (!busy.has(button)) act(event.target, button);
  });
}

async function act(form, button) {
  busy.add(button);
  const data = new FormData(form, button);
  if (!data.has("key")) data.set("key", newKey());
  const answer = await post(button.getAttribute("formaction"), data);
  busy.delete(button);
  if (answer.ok && answer.json) {
    const acted = new CustomEvent("acted", { cancelable: true, detail: answer.json });
    if (document.dispatchEvent(acted)) shown(answer.json);
  }
  else toast(answer.json?.say || say("That did not work. Try again in a moment."));
}

function shown({ object, location: address }) {
  if (object ? desk.apply(object) : !address) return;
  if (address) location.assign(address);
}
