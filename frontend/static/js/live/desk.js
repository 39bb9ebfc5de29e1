import { Outbox } from "../lib/outbox.js";
import { block } from "../lib/page.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { apply } from "./apply.js";

/**
 * What the parts of one page share: who reads it, the outbox, the connection, and how an answer is shown.
 * Elements start as soon as they are imported, so this is ready before them.
 */
const page = block("live");
const member = page?.member ?? 0;

/** What was kept has been sent, or was refused: whatever page its writer is on by now. */
function heard(entry, { ok, json }) {
  if (!ok) toast(`${say("Not sent.")} ${json?.say ?? ""}`.trim());
  else if (json?.object) desk.apply(json.object);
}

export const desk = {
  page,
  member,
  live: null,
  outbox: new Outbox(member, { heard }),
  /** Show what its reader made here, just now; true when the page has a place for it. */
  apply: (object) => apply(object, "", { own: true }),
};
