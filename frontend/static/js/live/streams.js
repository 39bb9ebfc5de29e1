/** How long an earlier run may still be on its way, in ms. */
const PATIENCE = 500;
/** Frames may hold 8 KiB; so many names and positions always fit. */
const AT_ONCE = 200;
const MOST_HELD = 64;

/**
 * What this page has of each stream, and the client's rule of docs/realtime.md:
 * nothing is skipped, nothing is applied twice.
 *
 * `hear` is told: objects(list, stream), stale(names), refused(names), caughtUp(), behind().
 * `send` puts a frame on the wire; false when there is none.
 */
export class Streams {
  constructor(epoch, positions, hear, send) {
    this.epoch = epoch;
    this.last = new Map(Object.entries(positions ?? {}));
    this.wanted = new Set();
    this.asked = new Set();
    this.held = new Map();
    this.timers = new Map();
    this.hear = hear;
    this.send = send;
  }

  /** Listen to these streams, from the positions the page has of them. */
  want(names) {
    const added = names.filter((name) => this.last.has(name) && !this.wanted.has(name));
    for (const name of added) this.wanted.add(name);
    if (added.length) this.ask(added);
  }

  /** The position that was read together with rows; an older reading never takes one back. */
  place(positions, { again = false } = {}) {
    for (const [name, position] of Object.entries(positions ?? {})) {
      if (again || !this.last.has(name)) this.last.set(name, position);
    }
  }

  /** Stop listening; the position stays, so that coming back goes on from there. */
  leave(names) {
    const left = names.filter((name) => this.wanted.delete(name));
    for (const name of left) this.quiet(name);
    if (left.length) this.send({ t: "unsub", s: left });
  }

  /** Forget what this page has of these streams. */
  forget(names) {
    for (const name of names) {
      this.wanted.delete(name);
      this.last.delete(name);
      this.quiet(name);
    }
  }

  quiet(name) {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
    this.held.delete(name);
    this.asked.delete(name);
  }

  /** Ask for everything after our positions, for all streams: after every connect and every waking up. */
  resume() {
    for (const name of this.timers.keys()) clearTimeout(this.timers.get(name));
    this.timers.clear();
    this.asked.clear();
    this.ask([...this.wanted]);
    if (!this.wanted.size) this.hear.caughtUp();
  }

  ask(names) {
    for (let start = 0; start < names.length; start += AT_ONCE) {
      const some = names.slice(start, start + AT_ONCE);
      for (const name of some) this.asked.add(name);
      this.send({ t: "sub", epoch: this.epoch, s: Object.fromEntries(some.map((name) => [name, this.last.get(name)])) });
    }
  }

  /** Take a frame of the server; true when it was one of ours. */
  take(frame) {
    switch (frame.t) {
      case "run":
        this.run(frame);
        return true;
      case "ok":
        for (const [name, head] of Object.entries(frame.s)) this.confirmed(name, head);
        this.settle();
        return true;
      case "beat":
        for (const [name, head] of Object.entries(frame.s ?? {})) this.expect(name, head);
        return true;
      case "no":
        this.forget(frame.s);
        this.hear.refused(frame.s);
        this.settle();
        return true;
      case "stale":
        for (const name of frame.s) {
          this.wanted.delete(name);
          this.quiet(name);
        }
        this.hear.stale(frame.s);
        this.settle();
        return true;
      default:
        return false;
    }
  }

  run(run) {
    const last = this.last.get(run.s);
    if (last === undefined || run.to <= last) return;
    if (run.from > last + 1) {
      this.hold(run);
      this.later(run.s);
      return;
    }
    this.last.set(run.s, run.to);
    this.hear.objects(run.o, run.s);
    this.release(run.s);
  }

  hold(run) {
    const held = this.held.get(run.s) ?? [];
    held.push(run);
    if (held.length > MOST_HELD) held.shift();
    this.held.set(run.s, held);
  }

  /** A run came that others were waiting for. */
  release(name) {
    const held = this.held.get(name);
    if (!held) return;
    this.held.delete(name);
    held.sort((a, b) => a.from - b.from);
    for (const run of held) this.run(run);
  }

  confirmed(name, head) {
    this.asked.delete(name);
    this.expect(name, head);
  }

  /** The server is at `head` here; what we miss should come by itself within our patience. */
  expect(name, head) {
    if (this.wanted.has(name) && head > this.last.get(name)) this.later(name, head);
  }

  later(name, head = Infinity) {
    if (this.timers.has(name)) return;
    const timer = setTimeout(() => {
      this.timers.delete(name);
      const missing = this.held.has(name) || (head !== Infinity && head > this.last.get(name));
      if (!missing || !this.wanted.has(name)) return;
      this.held.delete(name);
      this.hear.behind();
      this.ask([name]);
    }, PATIENCE);
    this.timers.set(name, timer);
  }

  settle() {
    if (!this.asked.size) this.hear.caughtUp();
  }
}
