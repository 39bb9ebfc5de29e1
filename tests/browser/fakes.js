/** A server in the page: sockets and answers that the story controls. */
export class FakeSocket {
  static all = [];
  static get last() {
    return FakeSocket.all.at(-1);
  }

  constructor(url) {
    this.url = url;
    this.readyState = 0;
    this.sent = [];
    FakeSocket.all.push(this);
  }

  accept(epoch = "e1") {
    this.readyState = 1;
    this.onopen?.();
    this.say({ t: "hi", epoch, beat: 15, now: Date.now() });
  }

  say(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1006) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }

  subs() {
    return this.sent.filter((frame) => frame.t === "sub").map((frame) => frame.s);
  }
}

const TICKET = () => ({ ticket: "again", epoch: "e1", member: 7, language: "en" });

/** Answers of plain HTTP: `status` and what is said, and a list of what was asked. */
export function fakeFetch(answers = {}) {
  const asked = [];
  const ask = async (url) => {
    asked.push(String(url));
    const path = String(url).split("?")[0];
    const made = answers[path] ?? (path === "/live/ticket" ? TICKET : null);
    if (!made) throw new TypeError("no network");
    const said = made(url);
    return { ok: !said.status || said.status < 400, status: said.status ?? 200, json: async () => said };
  };
  ask.asked = asked;
  return ask;
}

/** A live page with streams a1 at 10 and m7 at 0 over a fake socket; `told` keeps what it was told. */
export async function live(answers = {}, random = () => 0.5) {
  const { Live } = await import("/static/js/live/socket.js");
  const told = { states: [], objects: [], stale: [], refused: [], epochs: 0 };
  const ask = fakeFetch(answers);
  const one = new Live(
    { epoch: "e1", ticket: "t", member: 7, streams: { a1: 10, m7: 0, i5: 3 } },
    {
      state: (name) => told.states.push(name),
      objects: (list, stream) => told.objects.push(...list.map((object) => [stream, object.id, object.v])),
      stale: (names) => told.stale.push(...names),
      refused: (names) => told.refused.push(...names),
      here() {},
      typing() {},
      clock() {},
      connected() {},
      epoch: () => (told.epochs += 1),
    },
    { open: (url) => new FakeSocket(url), ask, random },
  );
  one.streams.want(["a1", "m7"]);
  one.start();
  return Object.assign(globalThis, { one, told, ask, FakeSocket });
}

export const run = (from, to, ...ids) => ({ t: "run", s: "a1", from, to, o: ids.map((id) => ({ id: `item-${id}`, v: 1, html: "<p></p>" })) });
export const ok = (s = { a1: 10, m7: 0 }) => ({ t: "ok", s });
