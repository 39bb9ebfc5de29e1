import { count } from "../lib/words.js";

const SPARING = 5000;
const SENTENCES = {
  item: ["{n} new post", "{n} new posts"],
  comment: ["{n} new comment", "{n} new comments"],
  line: ["{n} new line", "{n} new lines"],
  question: ["{n} new question", "{n} new questions"],
  notification: ["{n} new notification", "{n} new notifications"],
};

const news = new Map();
let timer = 0;
let region = null;

function speak() {
  timer = 0;
  if (!news.size) return;
  if (!region) {
    region = document.createElement("p");
    region.className = "visually-hidden";
    region.setAttribute("aria-live", "polite");
    region.id = "announcements";
    document.body.append(region);
  }
  region.textContent = [...news].map(([kind, n]) => count(...SENTENCES[kind], n)).join(", ");
  news.clear();
  timer = setTimeout(speak, SPARING);
}

/** Tell a screen reader that one more of `kind` came; at most one sentence in five seconds. */
export function announce(kind) {
  if (!SENTENCES[kind] || (kind === "line" && document.body.dataset.quietLines)) return;
  news.set(kind, (news.get(kind) ?? 0) + 1);
  timer ||= setTimeout(speak, 300);
}
