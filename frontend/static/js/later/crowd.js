import { post } from "../lib/send.js";
import { toast } from "../lib/toast.js";
import { number, say } from "../lib/words.js";
import { desk } from "../live/desk.js";

const SHOWN = 2000; // ms that what was called out stands

/** How many look at this session, some of their faces, and what they call out: one frame a second at most, the same for all. */
export function startCrowd() {
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

/** A reaction leaves without leaving the page; everybody sees it with those of that second, its giver too. */
export function startCheers() {
  const form = document.querySelector("form[data-cheers]");
  form?.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (submitter?.name !== "kind") return;
    event.preventDefault();
    told(await post(form.action, new FormData(form, submitter)));
  });
  document.getElementById("act")?.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (!submitter?.matches("[data-stay]")) return;
    event.preventDefault();
    const answer = await post(submitter.getAttribute("formaction"), new FormData(event.target, submitter));
    if (answer.json?.object) desk.apply(answer.json.object);
    told(answer);
  });
}

const told = ({ ok, json }) => ok || toast(json?.say ?? say("That did not work. Try again in a moment."));
