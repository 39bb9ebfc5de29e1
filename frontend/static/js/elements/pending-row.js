import { say } from "../lib/words.js";

function verb(label, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "act", textContent: label });
  button.addEventListener("click", act);
  return button;
}

/** A text that waits for its connection, or that the server refused: with what one can do about it. */
export function pendingRow(entry, outbox) {
  const failed = entry.state === "failed";
  const row = document.createElement("article");
  row.className = "row";
  row.dataset.state = failed ? "failed" : "sending";
  const body = Object.assign(document.createElement("p"), { textContent: entry.text });
  body.dir = "auto";
  const foot = document.createElement("footer");
  foot.className = "row-foot faint text-s";
  const words = document.createElement("span");
  words.className = failed ? "danger" : "";
  words.textContent = failed ? `${say("Not sent.")} ${entry.say ?? ""}`.trim() : say("Waiting for a connection. It is sent once when you are back.");
  foot.append(words, verb(say("Try again"), () => outbox.retry(entry.key)), verb(say("Discard"), () => outbox.discard(entry.key)));
  row.append(body, foot);
  return row;
}
