import { serverNow } from "../elements/moments.js";
import { keep, kept } from "../lib/kept.js";
import { newKey } from "../lib/page.js";
import { post } from "../lib/send.js";
import { toast } from "../lib/toast.js";
import { count, number, say } from "../lib/words.js";
import { desk } from "../live/desk.js";
import { dressWith } from "../live/dress.js";
import { startNameless } from "./nameless.js";

const MOST = 300; // lines a page keeps
const NEAR = 60; // px from the end: the reader follows
const DRAFT = 1000;
const QUIET = "quiet-lines";
const SHOWN = 2000; // ms that what was called out stands

/**
 * The chat follows its end, unless the reader has scrolled up: then it says how many lines are new. However long they look back,
 * the page keeps no more than twice as many lines: what it let go at the end is read again when they return.
 */
function startChat() {
  const list = document.getElementById("lines");
  const pill = document.querySelector("[data-lines-new]");
  if (!list) return;
  const place = (row) => Number(row.id.slice("line-".length));
  let last = Math.max(0, ...list.rows.map(place));
  let missed = 0;
  let following = true;
  let due = false;
  let cut = false;
  const end = () => list.scrollTo({ top: list.scrollHeight });
  const settle = () => {
    due = false;
    if (following) {
      for (const row of list.rows.slice(0, -MOST)) row.remove();
      end();
      missed = 0;
      if (cut) desk.live.hear.stale(list.streams);
      cut = false;
    } else {
      for (const row of list.rows.slice(2 * MOST)) {
        row.remove();
        cut = true;
      }
    }
    if (pill) {
      pill.hidden = !missed;
      pill.textContent = missed ? count("{n} new line", "{n} new lines", missed) : "";
    }
  };
  list.addEventListener("scroll", () => {
    following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    if (following && missed) settle();
  });
  new MutationObserver((changes) => {
    for (const row of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!row.matches?.(".line") || place(row) <= last) continue; // one of before, or drawn anew
      last = place(row);
      missed += !following;
    }
    if (document.hidden) return settle(); // which draws no frame: an hour of lines would gather
    if (!due) requestAnimationFrame(settle);
    due = true;
  }).observe(list, { childList: true });
  new ResizeObserver(() => following && end()).observe(list);
  pill?.addEventListener("click", () => {
    following = true;
    settle();
  });
  end();
}

/** Who listens to the page may have it say nothing of new lines. */
function startAloud() {
  const box = document.querySelector("[data-aloud]");
  if (!box) return;
  box.checked = !kept(QUIET);
  const settle = () => {
    document.body.dataset.quietLines = box.checked ? "" : "yes";
    keep(QUIET, box.checked ? null : 1);
  };
  box.addEventListener("change", settle);
  settle();
}

/** In a chat Enter sends, and Shift with it makes a new line. */
function startEnter() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches?.("textarea[data-enter]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
}

/** For which questions the viewer voted: rows that come live are drawn for nobody. Who asks votes for it. */
function startVotes() {
  const voted = new Map();
  const all = (root) => (root.matches?.(".question") ? [root] : root.querySelectorAll(".question"));
  const mark = (row) => row.toggleAttribute("data-voted", voted.get(row.id) ?? row.hasAttribute("data-mine"));
  for (const row of all(document)) voted.set(row.id, row.hasAttribute("data-voted"));
  dressWith((root) => {
    for (const row of all(root)) {
      if (row.hasAttribute("data-voted")) voted.set(row.id, true);
      mark(row);
    }
  });
  document.addEventListener("acted", ({ detail }) => {
    for (const pk of detail.voted ?? []) voted.set(`question-${pk}`, true);
    for (const pk of detail.unvoted ?? []) voted.set(`question-${pk}`, false);
    all(document).forEach(mark);
  });
}

/** The answer to whatever is being answered now, read along by everybody: sent at most once a second. */
function startAnswer() {
  const form = document.querySelector("form[data-answer]");
  const now = document.getElementById("now");
  if (!form || !now) return;
  const text = form.elements.namedItem("text");
  let current = now.rows[0]?.id;
  let timer = 0;
  let said = text.value;
  const address = (verb) => `/questions/${current.slice("question-".length)}/${verb}/`;
  const draft = async () => {
    timer = 0;
    if (!current || text.value === said) return;
    said = text.value;
    const { status } = await post(address("draft"), new URLSearchParams({ text: said }));
    if (!status || status > 499) said = null; // it did not arrive
    if (text.value !== said) later();
  };
  const later = () => {
    timer ||= setTimeout(draft, DRAFT);
  };
  text.addEventListener("input", later);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    timer = 0;
    const answer = await post(address("answer"), new FormData(form));
    if (answer.ok) form.elements.namedItem("key").value = newKey();
    else text.setCustomValidity(answer.json?.say ?? say("That did not work. Try again in a moment."));
    text.reportValidity();
    text.setCustomValidity("");
  });
  new MutationObserver(() => {
    const shown = now.rows[0]?.id;
    form.hidden = !shown;
    if (shown === current) return;
    current = shown;
    said = "";
    text.value = "";
    if (shown) form.action = address("answer");
  }).observe(now, { childList: true });
}

/** How long until it begins, by the server's clock: the same in every browser. */
function startCountdown() {
  const draw = () => {
    const place = document.querySelector("[data-countdown]");
    if (!place) return;
    const left = Math.max(0, Math.round((Date.parse(place.dataset.countdown) - serverNow()) / 1000));
    const days = Math.floor(left / 86400);
    const clock = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map((n) => String(n).padStart(2, "0")).join(":");
    const text = left ? say("Begins in {time}", { time: days ? `${days} d ${clock}` : clock }) : say("It begins now");
    if (place.textContent !== text) place.textContent = text;
  };
  draw();
  setInterval(draw, 1000);
}

/** How many look at this session, some of their faces, and what they call out: one frame a second at most, the same for all. */
function startCrowd() {
  const place = document.querySelector("[data-crowd]");
  const live = desk.live;
  if (!place || !live) return;
  const join = () => live.send({ t: "crowd", s: place.dataset.crowd });
  const { connected } = live.hear;
  live.hear.connected = () => {
    connected();
    join();
  };
  live.hear.crowd = ({ s, n, html, c }) => {
    if (s !== place.dataset.crowd) return;
    if (n !== undefined) {
      place.hidden = !n;
      place.querySelector("[data-crowd-number]").textContent = number(n);
    }
    if (html !== undefined) place.querySelector("[data-crowd-faces]").innerHTML = html;
    for (const [kind, times] of Object.entries(c ?? {})) float(kind, times);
  };
  join();
}

function float(kind, times) {
  const floats = document.querySelector("[data-floats]");
  const drawn = document.querySelector(`.cheers [value="${CSS.escape(kind)}"] svg, #reactions [data-kind="${CSS.escape(kind)}"] svg`);
  if (!floats || !drawn || document.hidden) return;
  const made = document.createElement("span");
  made.className = `kind ${kind}`;
  made.append(drawn.cloneNode(true), times > 1 ? number(times) : "");
  floats.append(made);
  setTimeout(() => made.remove(), SHOWN);
}

/** A reaction and a hand leave without leaving the page, once more if nothing comes back; a reaction is shown to all with those of its second. */
function startCheers() {
  document.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (!submitter?.matches("[data-stay], [data-cheers] > [name=kind]")) return;
    event.preventDefault();
    const data = new FormData(target, submitter);
    data.set("key", newKey());
    const send = () => post(submitter.getAttribute("formaction") ?? target.action, data);
    let answer = await send();
    if (!answer.status) answer = await send();
    if (answer.json?.object) desk.apply(answer.json.object);
    if (!answer.ok) toast(answer.json?.say ?? say("That did not work. Try again in a moment."));
  });
}

startChat();
startAloud();
startEnter();
startVotes();
startAnswer();
startCountdown();
startCrowd();
startCheers();
startNameless();
