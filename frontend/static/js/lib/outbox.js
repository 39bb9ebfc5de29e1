import { keep, kept } from "./kept.js";
import { post } from "./send.js";

const AGAIN = 30000;
const LATER = new Set([0, 502, 503, 504]);

/**
 * Texts on their way to the server, kept in this browser until it has answered.
 *
 * Every entry carries the key of its form, so that however often it is sent, by whichever window,
 * it is one deed. `heard(entry, answer)` is told what became of each.
 */
export class Outbox extends EventTarget {
  constructor(member, { send = post, heard = () => {} } = {}) {
    super();
    Object.assign(this, { name: `outbox:${member}`, send, heard });
  }

  get entries() {
    return kept(this.name) ?? [];
  }

  write(entries) {
    const done = keep(this.name, entries);
    this.dispatchEvent(new Event("change"));
    return done;
  }

  find(key) {
    return this.entries.find((entry) => entry.key === key);
  }

  change(key, values) {
    this.write(this.entries.map((entry) => (entry.key === key ? { ...entry, ...values } : entry)));
  }

  discard(key) {
    this.write(this.entries.filter((entry) => entry.key !== key));
  }

  /** Keep first, send then: closing the window in between loses nothing. */
  async first(entry) {
    const safe = this.write([...this.entries.filter((other) => other.key !== entry.key), { ...entry, state: "trying" }]);
    const answer = await this.send(entry.url, new URLSearchParams(entry.fields));
    if (safe && LATER.has(answer.status)) {
      this.change(entry.key, { state: "waiting" });
      this.soon();
      return { ...answer, kept: true };
    }
    this.discard(entry.key);
    return answer;
  }

  /** A former page was closed while it was sending: nobody knows how that ended, so it is sent again. */
  adopt() {
    const entries = this.entries;
    if (entries.some((entry) => entry.state === "trying")) {
      this.write(entries.map((entry) => (entry.state === "trying" ? { ...entry, state: "waiting" } : entry)));
    }
  }

  soon(delay = AGAIN) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Send what waits, in the order it was written; one window does it, where the browser can tell (on https). */
  async flush() {
    if (this.flushing || !this.entries.some((entry) => entry.state === "waiting")) return;
    this.flushing = true;
    const all = () => this.sendAll();
    if (navigator.locks) await navigator.locks.request(`plein:${this.name}`, { ifAvailable: true }, (lock) => lock && all());
    else await all();
    this.flushing = false;
  }

  async sendAll() {
    const tried = new Set();
    for (;;) {
      const entry = this.entries.find((other) => other.state === "waiting" && !tried.has(other.key));
      if (!entry) return;
      tried.add(entry.key);
      const answer = await this.send(entry.url, new URLSearchParams(entry.fields));
      if (!this.settle(entry, answer)) return;
    }
  }

  /** False when there is no use in trying the next one now. */
  settle(entry, answer) {
    if (LATER.has(answer.status)) {
      this.soon();
      return false;
    }
    if (answer.status === 429) {
      this.soon((answer.json?.wait ?? 60) * 1000);
      return false;
    }
    if (answer.ok && answer.json) this.discard(entry.key);
    else this.change(entry.key, { state: "failed", say: answer.json?.say ?? "" });
    this.heard(entry, answer);
    return true;
  }

  retry(key) {
    this.change(key, { state: "waiting" });
    return this.flush();
  }
}
