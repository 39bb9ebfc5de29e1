import { dressWith } from "./dress.js";

/** Items within two screens are listened to; of those, the nearest. */
const NEAR = "200% 0px";
const MOST = 60;
const PAUSE = 150;

const streamOf = (row) => `i${row.id.slice("item-".length)}`;

/** Listen to the items near what the reader sees, besides the streams the page always hears. */
export class Watch {
  constructor(streams, pinned) {
    this.streams = streams;
    this.pinned = new Set(pinned);
    this.near = new Set();
    this.heard = new Set();
    this.observer = new IntersectionObserver((changes) => this.moved(changes), { rootMargin: NEAR });
    dressWith((root) => this.look(root));
  }

  /** Rows that came with a frame carry no position: nearly always they are new, and all of their changes are few. */
  look(root) {
    const rows = root.matches?.("[data-v]") ? [root] : root.querySelectorAll("[data-v]");
    for (const row of rows) if (row.id.startsWith("item-")) this.observer.observe(row);
  }

  moved(changes) {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) this.near.add(target);
      else this.near.delete(target);
      if (!target.isConnected) this.observer.unobserve(target);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), PAUSE);
  }

  settle() {
    for (const row of this.near) if (!row.isConnected) this.near.delete(row);
    const middle = innerHeight / 2;
    const far = new Map([...this.near].map((row) => [row, Math.abs(row.getBoundingClientRect().top - middle)]));
    const chosen = [...this.near].sort((a, b) => far.get(a) - far.get(b)).slice(0, MOST);
    const wanted = new Set(chosen.map(streamOf).filter((name) => !this.pinned.has(name)));
    this.streams.leave([...this.heard].filter((name) => !wanted.has(name)));
    for (const name of wanted) this.streams.place({ [name]: 0 });
    this.heard = wanted;
    this.streams.want([...wanted]);
  }
}
