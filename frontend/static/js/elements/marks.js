import { csrf } from "../lib/page.js";
import { onScreen } from "../live/onscreen.js";
import { advance, readUpTo, takeCounts } from "../live/unread.js";

/** The server hears of it so often at most, in ms; and at once when the tab goes away. */
const EVERY = 4000;
const MOST = 50;
const number = (row) => Number(row.id.slice(row.id.indexOf("-") + 1));

/**
 * What was on screen is read. `data-marks="now"`: newest first, so everything older is.
 * `data-marks="end"`: a list of the unread, which counts as read when its reader came to its end.
 */
class Marks {
  waiting = new Map();
  last = 0;
  timer = 0;

  constructor(list) {
    this.list = list;
    this.ended = list.dataset.marks === "now";
    onScreen((rows) => this.seen(rows));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.send({ keepalive: true }));
    addEventListener("pagehide", () => this.send({ keepalive: true }));
  }

  seen(rows) {
    const { list } = this;
    for (const row of rows) {
      // What stands on top of the list is of the same places.
      if (!row.closest("live-list#on-top") && row.closest("live-list") !== list) continue;
      if (!list.more && row === list.rows.at(-1)) this.ended = true;
      const { audience } = row.dataset;
      const id = number(row);
      const before = this.waiting.get(audience) ?? readUpTo(audience) ?? Infinity;
      if (id > before) this.waiting.set(audience, id);
    }
    this.soon();
  }

  soon() {
    if (!this.ended || !this.waiting.size) return;
    this.timer ||= setTimeout(() => this.send(), Math.max(200, this.last + EVERY - Date.now()));
  }

  async send({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.ended || !this.waiting.size) return;
    this.last = Date.now();
    const sent = [...this.waiting].slice(0, MOST);
    for (const [audience, id] of sent) {
      this.waiting.delete(audience);
      advance(audience, id);
    }
    const answer = await this.post(sent.map(([, id]) => id).join(" "), keepalive);
    if (answer) takeCounts(answer.object?.n);
    else for (const [audience, id] of sent) this.waiting.set(audience, Math.max(id, this.waiting.get(audience) ?? 0));
    this.soon();
  }

  /** The answer, `{}` when the server did not take it, or null when it may be sent again. */
  async post(items, keepalive) {
    try {
      const answer = await fetch(this.list.dataset.read, {
        method: "POST",
        body: new URLSearchParams({ items }),
        credentials: "same-origin",
        headers: { "X-Plein": "fetch", "X-CSRFToken": csrf(), Accept: "application/json" },
        keepalive,
      });
      if (answer.ok) return await answer.json();
      return answer.status === 429 || answer.status >= 500 ? null : {};
    } catch {
      return null;
    }
  }
}

export function startMarks() {
  const list = document.querySelector("live-list[data-marks]");
  if (list?.dataset.read) new Marks(list);
}
