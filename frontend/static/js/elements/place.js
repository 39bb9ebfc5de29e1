import { more } from "./older.js";

const PAUSE = 150;
const MOST_PAGES = 50;
const number = (id) => Number(id.slice(id.indexOf("-") + 1));

/** Going back to a list finds it as it was left: the older rows are there, and the same row stands where it stood. */
class Place {
  constructor(list) {
    this.list = list;
    history.scrollRestoration = "manual";
  }

  get next() {
    return this.list.parentElement.querySelector("a[rel=next]");
  }

  /** The first row on screen, and how far from the top it is. */
  keep() {
    const row = scrollY > 0 && this.list.rows.find((one) => one.getBoundingClientRect().bottom > 0);
    const place = row ? { row: row.id, top: Math.round(row.getBoundingClientRect().top) } : null;
    history.replaceState({ ...history.state, place }, "");
  }

  async restore(place) {
    for (let n = 0; n < MOST_PAGES && this.above(place) && this.next; n += 1) await more(this.next, this.list);
    // The row itself may be gone: then the one that took its place.
    const row = this.list.rows.find((one) => number(one.id) <= number(place.row));
    if (row) scrollBy({ top: row.getBoundingClientRect().top - place.top, behavior: "instant" });
  }

  above(place) {
    const last = this.list.rows.at(-1);
    return last && number(last.id) > number(place.row);
  }

  follow() {
    let timer = 0;
    const soon = () => {
      timer ||= setTimeout(() => {
        timer = 0;
        this.keep();
      }, PAUSE);
    };
    addEventListener("scroll", soon, { passive: true });
    document.addEventListener("click", () => this.keep(), { capture: true });
  }
}

export async function startPlace() {
  const list = document.querySelector("live-list#feed");
  if (!list || list.dataset.order !== "newest") return;
  const place = new Place(list);
  const before = history.state?.place;
  if (before) await place.restore(before).catch(() => {});
  place.follow();
}
