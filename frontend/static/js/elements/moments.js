import { locale, say } from "../lib/words.js";
import { dressWith } from "../live/dress.js";

const STEPS = [
  ["minute", 60, 60],
  ["hour", 3600, 24],
  ["day", 86400, 7],
];

let ahead = 0;

/** The server's clock, in ms: this browser's may be wrong. */
export function setClock(now) {
  ahead = now - Date.now();
}

/** What the server's clock says now, in ms. */
export const serverNow = () => Date.now() + ahead;

/** A moment in words: "3 minutes ago", "in 2 hours", and the date when it is further away than a week. */
export function words(when, now) {
  const seconds = Math.abs(now - when) / 1000;
  if (seconds < 45) return say("just now");
  for (const [unit, size, most] of STEPS) {
    const n = Math.max(1, Math.round(seconds / size));
    if (n < most) return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(when > now ? n : -n, unit);
  }
  const year = new Date(when).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", year }).format(when);
}

/** Day and hour, in the clock of whoever reads it. */
const exactly = (when) => new Intl.DateTimeFormat(locale(), { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(when);

function draw(root) {
  const now = serverNow();
  const times = root.matches?.("time[data-moment]") ? [root] : root.querySelectorAll("time[data-moment]");
  for (const time of times) {
    const when = Date.parse(time.dateTime);
    if (Number.isNaN(when)) continue;
    const text = time.dataset.moment ? exactly(when) : words(when, now);
    if (time.textContent !== text) time.textContent = text;
    time.title ||= new Intl.DateTimeFormat(locale(), { dateStyle: "full", timeStyle: "short" }).format(when);
  }
}

export function startMoments() {
  dressWith(draw);
  setInterval(() => draw(document), 60000);
}
