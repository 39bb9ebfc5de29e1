import { element } from "../lib/page.js";
import { post } from "../lib/send.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { dress } from "../live/dress.js";

const LONGEST = 2 ** 31 - 1;
const PAUSE = 400;
/** At least so long between two looks at a clock: this browser's may be ahead of the server's. */
const TICK = 5000;
const SPREAD = 1200;

/**
 * What stands inside a row and is another for each viewer: a poll, a post that is passed on.
 * The row says it for nobody in particular; this asks the server what its reader may see there.
 */
class CarriedPart extends HTMLElement {
  connectedCallback() {
    if (!this.heard) this.listen();
    if ("filled" in this.dataset) this.settle();
    else this.whenNear();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    clearTimeout(this.closing);
    this.near?.disconnect();
    this.counted?.disconnect();
  }

  listen() {
    this.heard = true;
    this.addEventListener("submit", (event) => this.vote(event));
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-again], a[data-back]");
      if (!link || event.ctrlKey || event.metaKey || event.button) return;
      event.preventDefault();
      this.read("again" in link.dataset ? "?again" : "", { focus: true });
    });
  }

  whenNear() {
    this.near = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      this.near.disconnect();
      this.read();
    }, { rootMargin: "100% 0px" });
    this.near.observe(this);
  }

  /** Shown as its reader may see it: results move with the votes, and closing shows when its time comes. */
  settle() {
    const voters = this.querySelector("[data-n=voters]");
    if ("results" in this.dataset && voters) {
      this.counted = new MutationObserver(() => this.soon());
      this.counted.observe(voters, { childList: true, characterData: true, subtree: true });
    }
    if (!this.dataset.closes) return;
    const left = Date.parse(this.dataset.closes) - Date.now() + PAUSE;
    this.closing = setTimeout(() => this.read(), Math.min(Math.max(left, TICK), LONGEST));
  }

  /** Many who look at the same results do not ask in the same instant. */
  soon() {
    this.timer ||= setTimeout(() => this.read(), PAUSE + Math.random() * SPREAD);
  }

  async read(how = "", { focus = false } = {}) {
    this.timer = 0;
    const answer = await fetch(this.dataset.src + how, { credentials: "same-origin", cache: "no-store", headers: { "X-Plein": "fetch", Accept: "application/json" } }).catch(() => null);
    const json = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!json?.html || !this.isConnected) return;
    const fresh = element(json.html);
    this.replaceWith(fresh);
    dress(fresh);
    if (!focus) return;
    fresh.tabIndex = -1;
    (fresh.querySelector("input") ?? fresh).focus({ preventScroll: true });
  }

  async vote(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const answer = await post(event.target.action, new FormData(event.target, event.submitter));
    this.sending = false;
    if (!answer.ok) {
      toast(answer.json?.say || say("That did not work. Try again in a moment."));
      return;
    }
    if (answer.json?.object) desk.apply(answer.json.object);
    await this.read("", { focus: true });
  }
}

customElements.define("carried-part", CarriedPart);
