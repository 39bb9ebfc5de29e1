import { Connection } from "./connection.js";
import { Polling } from "./poll.js";
import { Streams } from "./streams.js";

/** A timer of one second that comes so much too late has slept: the laptop was closed. */
const ASLEEP = 10000;

/**
 * The page's live side: connection, streams and fallback as one.
 *
 * `hear` is told: state(name), objects(list, stream), stale(names), refused(names), here(frame), typing(frame), crowd(frame), onair(frame), clock(ms), connected(), epoch().
 * States: live, catching-up, offline, polling, signed-out.
 */
export class Live {
  constructor(page, hear, { open, ask, random } = {}) {
    this.hear = hear;
    this.epoch = page.epoch;
    this.state = "catching-up";
    this.streams = new Streams(
      page.epoch,
      page.streams,
      {
        objects: (list, stream) => hear.objects(list, stream),
        stale: (names) => hear.stale(names),
        refused: (names) => hear.refused(names),
        caughtUp: () => this.say(this.polling.on ? "polling" : "live"),
        behind: () => this.say(this.polling.on ? "polling" : "catching-up"),
      },
      (frame) => this.connection.send(frame),
    );
    const own = {
      frame: (frame) => this.frame(frame),
      lost: () => this.polling.on || this.say("offline"),
      blocked: () => this.polling.start(),
      signedOut: () => this.signedOut(),
      epoch: () => hear.epoch(),
    };
    this.connection = new Connection({ ticket: page.ticket, hear: own, open, ask, random });
    this.polling = new Polling({
      connection: this.connection,
      streams: this.streams,
      hear: { frame: own.frame, lost: () => this.say("offline"), polled: () => this.say("polling") },
      ask,
    });
  }

  start() {
    this.connection.connect();
    this.listen();
  }

  say(state) {
    if (state === "live" && !this.connection.ready) return;
    if (state === this.state) return;
    this.state = state;
    this.hear.state(state);
  }

  frame(frame) {
    if (frame.t === "hi" || frame.t === "epoch") this.greet(frame);
    else if (["here", "typing", "crowd", "onair"].includes(frame.t)) this.hear[frame.t]?.(frame);
    else {
      this.streams.take(frame);
      if (frame.now) this.hear.clock(frame.now);
    }
  }

  greet(frame) {
    if (frame.now) this.hear.clock(frame.now);
    if (frame.epoch && frame.epoch !== this.epoch) {
      this.hear.epoch();
      return;
    }
    if (frame.t !== "hi" || frame.polled) return;
    this.polling.stop();
    this.say("catching-up");
    this.streams.resume();
    this.tellVisible();
    this.hear.connected();
  }

  send(frame) {
    return this.connection.send(frame);
  }

  tellVisible() {
    this.send({ t: "here", v: document.visibilityState === "visible" });
  }

  signedOut() {
    this.polling.stop();
    this.say("signed-out");
  }

  /** The reader is back, or may be: ask at once instead of waiting for the next beat. */
  wake() {
    this.connection.hurry();
    if (this.connection.ready) this.streams.resume();
    this.polling.hurry();
  }

  listen() {
    document.addEventListener("visibilitychange", () => {
      this.tellVisible();
      if (document.visibilityState === "visible") this.wake();
    });
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.connection.hurry());
    addEventListener("pagehide", (event) => event.persisted && this.connection.rest());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    let before = Date.now();
    setInterval(() => {
      const now = Date.now();
      if (now - before > ASLEEP && document.visibilityState === "visible") this.wake();
      before = now;
    }, 1000);
  }
}
