import { block, element } from "../lib/page.js";
import { desk } from "./desk.js";

/** What this page's timeline lets in, as the server wrote it: its places whole; of others what these people or topics bring. */
let wishes = block("wants");

export const takeWishes = (fresh) => {
  if (fresh) wishes = fresh;
};

const has = (list, value) => (list ?? []).includes(value);

/** By the attribute: in a row that is on no page yet, a link has no address of its own. */
const topicOf = (link) => decodeURIComponent(link.getAttribute("href").split("/").at(-2));
const topicsOf = (row) => [...row.querySelectorAll(":scope > .row-body a.topic")].map(topicOf);

/** Whether the reader wants to meet this author at all. */
export const met = (author) => !has(wishes?.muted, author);

/** Whether a row that came live belongs into the timeline of this page. */
export function wanted(object) {
  if (!wishes || !object.html) return true;
  const row = element(object.html);
  const author = Number(row.dataset.author);
  if (!met(author) || (!wishes.mine && author === desk.member)) return false;
  if (has(wishes.audiences, Number(row.dataset.audience)) || has(wishes.people, author)) return true;
  return topicsOf(row).some((topic) => has(wishes.topics, topic));
}

/** Up to which item each place of the reader was read when the page was made, and how much was unread. */
export const marks = () => Object.entries(wishes?.read ?? {});
export const unread = () => wishes?.unread ?? {};
