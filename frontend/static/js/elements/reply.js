import { say } from "../lib/words.js";

/** Of a comment that is quoted without choosing words. */
const LINES = 3;
const LONGEST = 300;

/** "Reply" puts the box of text to work where it is, when the page has one; otherwise it is a link. */
export function startReplies() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-reply], a[data-quote]");
    const form = link && !event.ctrlKey && !event.metaKey && document.querySelector("send-form:not([hidden]) form#answer");
    const row = link?.closest("[data-v]");
    if (!form || !row) return;
    event.preventDefault();
    const words = link.dataset.quote ? quoted(row) : "";
    answer(form, row);
    if (words) insert(form.querySelector("textarea"), words);
  });
  document.addEventListener("sent", (event) => release(event.target));
}

/** What is selected in the row, or how it begins. */
function quoted(row) {
  const body = row.querySelector(".comment-body");
  const chosen = getSelection();
  const inside = chosen && !chosen.isCollapsed && body.contains(chosen.anchorNode) && body.contains(chosen.focusNode);
  const words = (inside ? chosen.toString() : body.innerText).trim();
  const lines = words.split(/\n+/);
  return (inside ? lines : lines.slice(0, LINES)).map((line) => `> ${line.slice(0, LONGEST)}`).join("\n");
}

/** Put a quotation where one writes, behind what stands there. */
function insert(text, words) {
  const before = text.value.trimEnd();
  text.value = `${before ? `${before}\n\n` : ""}${words}\n\n`;
  text.setSelectionRange(text.value.length, text.value.length);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function answer(form, row) {
  release(form);
  const parent = form.elements.namedItem("parent") ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "parent" }));
  parent.value = row.id.slice(row.id.indexOf("-") + 1);
  const line = document.createElement("p");
  line.className = "comment-to";
  line.dataset.to = "";
  const name = row.querySelector(".byline-name")?.textContent.trim() ?? "";
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: say("Not as a reply") });
  stop.addEventListener("click", () => {
    release(form);
    form.querySelector("textarea").focus();
  });
  line.append(`${say("In reply to {name}", { name })} `, stop);
  form.prepend(line);
  form.querySelector("textarea").focus();
}

function release(form) {
  form.querySelector("[data-to]")?.remove();
  const parent = form.elements.namedItem("parent");
  // A branch of its own is about one comment: without another choice it is that one that is answered.
  if (parent) parent.value = form.dataset.parent ?? "";
}
