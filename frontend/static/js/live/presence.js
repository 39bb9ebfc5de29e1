import { number } from "../lib/words.js";
import { dressWith } from "./dress.js";

const MOST = 100;
const PAUSE = 300;

/** The dots of the people on this page. `tell` sends a frame. */
export class Presence {
  here = new Set();
  asked = "";

  constructor(tell) {
    this.tell = tell;
    dressWith(() => this.later());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /** Ask after the people on the page, when they are others than before. */
  ask({ again = false } = {}) {
    const people = [...new Set([...document.querySelectorAll("[data-presence]")].map((dot) => Number(dot.dataset.presence)))].slice(0, MOST);
    const list = people.join();
    if (again || list !== this.asked) {
      if (again) this.here.clear();
      if (people.length && this.tell({ t: "who", m: people })) this.asked = list;
    }
    this.draw();
  }

  hear({ n, on = [], off = [] }) {
    for (const id of on) this.here.add(id);
    for (const id of off) this.here.delete(id);
    this.count(n);
    this.draw();
  }

  /** Without a connection nobody knows who is here. */
  forget() {
    this.here.clear();
    this.asked = "";
    this.count();
    this.draw();
  }

  /** How many are here; unknown is not shown. */
  count(n) {
    for (const place of document.querySelectorAll("[data-here-count]")) place.textContent = n === undefined ? "" : number(n);
    for (const line of document.querySelectorAll("[data-here-now]")) line.hidden = !n;
  }

  draw() {
    for (const dot of document.querySelectorAll("[data-presence]")) {
      const here = this.here.has(Number(dot.dataset.presence));
      if (here !== dot.hasAttribute("data-here")) dot.toggleAttribute("data-here", here);
    }
  }
}
