import { language } from "../lib/words.js";

/** Emoji by their names and by words one looks for them with (Unicode CLDR); fetched when the first ":" is typed. */
const MOST = 8;
let all = null;

export async function emojiLike(address, typed) {
  all ??= fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error("no names")))).catch(() => (all = null));
  const rows = (await all) ?? [];
  const own = language() === "nl" ? [1, 2] : [2, 1];
  const words = typed.toLowerCase().replace(/[_-]/g, " ").trim();
  return rows
    .map((row) => [rank(row, own, words), row])
    .filter(([place]) => place < Infinity)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST)
    .map(([place, row]) => ({ insert: row[0], mark: row[0], name: row[own[0]], exact: Math.floor(place) === 0 }));
}

/** Lower is nearer: the whole name, its beginning, a word of it, a word it is known by; the reader's language before the other. */
function rank(row, own, words) {
  let best = Infinity;
  for (const [n, at] of own.entries()) {
    const name = row[at].toLowerCase();
    const known = row[at + 2].split(" ");
    const near = [name === words, name.startsWith(words), ` ${name}`.includes(` ${words}`), known.includes(words), known.some((one) => one.startsWith(words))].indexOf(true);
    if (near >= 0) best = Math.min(best, near + n / 2);
  }
  return best;
}
