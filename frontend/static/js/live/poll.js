const EVERY = 5;
const MOST_NAMES = 150;

/** The same frames by plain HTTP, for networks that let no websocket through. */
export class Polling {
  constructor({ connection, streams, hear, ask = (...all) => fetch(...all) }) {
    Object.assign(this, { connection, streams, hear, ask });
    this.on = false;
  }

  start() {
    if (this.on) return;
    this.on = true;
    this.look();
  }

  stop() {
    this.on = false;
    clearTimeout(this.timer);
  }

  /** Look now: the reader is back. */
  hurry() {
    if (this.on && !this.looking) this.look();
  }

  async look() {
    clearTimeout(this.timer);
    this.looking = true;
    const every = await this.answer();
    this.looking = false;
    if (this.on) this.timer = setTimeout(() => this.look(), every * 1000);
  }

  async answer() {
    try {
      const answer = await this.ask(this.address(), { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(20000) });
      if (answer.status === 401 || answer.status === 403) {
        await this.connection.freshTicket();
        return EVERY;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { epoch, now, every, frames } = await answer.json();
      if (!this.on) return EVERY;
      this.hear.polled();
      this.hear.frame({ t: "hi", epoch, now, polled: true });
      for (const frame of frames) this.hear.frame(frame);
      return Math.max(1, every || EVERY);
    } catch {
      this.hear.lost("offline");
      return EVERY;
    }
  }

  address() {
    const names = [...this.streams.wanted].slice(0, MOST_NAMES);
    const s = names.map((name) => `${name}:${this.streams.last.get(name)}`).join(",");
    return `/live/poll?ticket=${encodeURIComponent(this.connection.ticket)}&epoch=${this.streams.epoch}&s=${s}`;
  }
}
