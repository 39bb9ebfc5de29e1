const SILENCE = 25000;
const HANDSHAKE = 10000;
const PROBE = 4000;
const RESTART = 10000;
const LONGEST = 30000;
const TICKET_AGE = 9 * 60000;
const STEADY = 10000;
/** After so many refused sockets while plain HTTP works, something between us blocks them. */
const BLOCKED = 2;

const WHY = { 1012: "restart", 1013: "resync", 4401: "signed-out" };

/**
 * One websocket at a time, for as long as the page lives.
 *
 * `hear` is told: frame(frame), connected(), lost(why), blocked(), signedOut(), epoch().
 * `open(url)`, `ask(url, options)` and `random()` are the browser's own, unless a test says otherwise.
 */
export class Connection {
  constructor({ ticket, hear, open = (url) => new WebSocket(url), ask = (...all) => fetch(...all), random = Math.random }) {
    Object.assign(this, { ticket, hear, open, ask, random });
    this.ticketAt = Date.now();
    this.tries = 0;
    this.refusals = 0;
    this.ended = false;
  }

  get ready() {
    return this.greeted === true;
  }

  send(frame) {
    if (!this.greeted || this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  async connect() {
    clearTimeout(this.timer);
    if (this.ended || this.socket || this.connecting) return;
    this.connecting = true;
    const may = Date.now() - this.ticketAt < TICKET_AGE || (await this.freshTicket());
    this.connecting = false;
    if (may && !this.ended) this.dial();
  }

  dial() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.open(`${scheme}//${location.host}/live/?ticket=${encodeURIComponent(this.ticket)}`);
    this.socket = socket;
    this.opened = this.greeted = false;
    this.why = "";
    this.since = Date.now();
    this.guard(HANDSHAKE);
    socket.onopen = () => {
      this.opened = true;
    };
    socket.onmessage = (message) => this.heard(socket, message.data);
    socket.onclose = (close) => this.closed(socket, close.code);
  }

  heard(socket, text) {
    if (socket !== this.socket) return;
    this.guard(SILENCE);
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame.t === "bye") this.why = frame.why;
    else if (frame.t === "ticket") this.keepTicket(frame.ticket);
    else {
      if (frame.t === "hi") {
        this.greeted = true;
        this.refusals = 0;
      }
      this.hear.frame(frame);
    }
  }

  /** A socket that says nothing for so long is dead, whatever the network believes. */
  guard(limit) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.drop(), limit);
  }

  drop() {
    const socket = this.socket;
    if (!socket) return;
    this.closed(socket, 0);
    socket.close();
  }

  closed(socket, code) {
    if (socket !== this.socket) return;
    clearTimeout(this.silence);
    this.socket = null;
    const { opened, why = "" } = this;
    this.greeted = false;
    if (Date.now() - this.since > STEADY) this.tries = 0;
    this.after(why || WHY[code] || "", opened);
  }

  after(why, opened) {
    if (why === "epoch") return this.hear.epoch();
    if (why === "signed-out") return this.end();
    this.hear.lost(why);
    if (why === "restart") return this.again(this.random() * RESTART);
    if (why === "full") {
      this.hear.blocked();
      return this.again(2 * LONGEST);
    }
    if (!opened) return this.refused();
    return this.again(this.jitter());
  }

  jitter() {
    return this.random() * Math.min(LONGEST, 1000 * 2 ** this.tries++);
  }

  again(delay) {
    clearTimeout(this.timer);
    if (!this.ended) this.timer = setTimeout(() => this.connect(), delay);
  }

  /** Refused before it opened: a ticket too old, signed out, blocked on the way, or simply no network. */
  async refused() {
    this.connecting = true;
    const may = await this.freshTicket();
    this.connecting = false;
    if (!may) return;
    this.refusals += 1;
    if (this.refusals >= BLOCKED) {
      this.hear.blocked();
      this.again(2 * LONGEST);
    } else this.again(this.jitter());
  }

  /** True when a new ticket came. Otherwise it has been said why not, and the next try is set. */
  async freshTicket() {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), HANDSHAKE);
    try {
      const answer = await this.ask("/live/ticket", { credentials: "same-origin", cache: "no-store", signal: cut.signal });
      if (answer.status === 401) {
        this.end();
        return false;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { ticket, epoch } = await answer.json();
      this.keepTicket(ticket);
      this.hear.frame({ t: "epoch", epoch });
      return true;
    } catch {
      this.hear.lost("offline");
      this.again(this.jitter());
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  keepTicket(ticket) {
    this.ticket = ticket;
    this.ticketAt = Date.now();
  }

  /** The reader is back: connect now, or find out at once whether this socket still lives. */
  hurry() {
    if (this.ended || this.connecting) return;
    if (!this.socket) {
      this.connect();
      return;
    }
    if (this.greeted) this.guard(PROBE);
  }

  /** Let go without coming back by itself (the page goes into the browser's memory). */
  rest() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    this.greeted = false;
    socket?.close();
  }

  end() {
    this.ended = true;
    this.rest();
    this.hear.signedOut();
  }
}
