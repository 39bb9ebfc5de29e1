import { post } from "../lib/send.js";
import { toast } from "../lib/toast.js";
import { number, say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { first, makeRoom } from "../live/kinds.js";
import { reacted, react } from "../live/own.js";

const busy = new Set();

/** The kind that one press gives. */
export const usual = () => document.querySelector("#reactions [data-kind]")?.dataset.kind ?? "like";

/** React to the row with `kind`, or take the reaction back ("") : shown at once, and as it was when the server refuses. */
export async function choose(row, kind) {
  if (busy.has(row.id)) return;
  busy.add(row.id);
  const button = first(row, "[data-react]");
  const before = reacted(row.id);
  const address = button.getAttribute("formaction").split("?")[0];
  show(row, before, kind);
  const answer = await post(address, new URLSearchParams(kind ? { on: "1", kind } : { on: "0" }));
  busy.delete(row.id);
  if (answer.ok && answer.json) desk.apply(answer.json.object);
  else {
    show(document.getElementById(row.id) ?? row, kind, before);
    toast(answer.json?.say || say("That did not work. Try again in a moment."));
  }
}

/** The viewer's own reaction as it is now; the server's numbers come after it. */
function show(row, before, kind) {
  react(row, kind);
  if (kind) makeRoom(row, { [`reaction_${kind}`]: 1 });
  if (before) add(row, `reaction_${before}`, -1);
  if (kind) add(row, `reaction_${kind}`, 1);
  add(row, "reactions", Boolean(kind) - Boolean(before));
}

function add(row, name, change) {
  const place = first(row, `[data-n="${name}"]`);
  if (!place || !change) return;
  const after = Math.max(0, Number(place.textContent.replace(/\D/g, "") || 0) + change);
  place.textContent = after ? number(after) : "";
}
