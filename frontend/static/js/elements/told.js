import { post } from "../lib/send.js";

/** So long a conversation is on screen before what was told of it counts as read, in ms. */
const LOOK = 1500;

/** Who has a conversation before them needs not be told of it any more. */
export function startTold() {
  const bell = document.getElementById("bell");
  const thread = document.querySelector("live-list[data-order=path]")?.dataset.stream;
  if (!bell || !thread) return;
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible" || !Number(bell.dataset.count)) return;
    timer = setTimeout(() => post("/notifications/read/", new URLSearchParams({ thread })), LOOK);
  };
  new MutationObserver(look).observe(bell, { attributes: true, attributeFilter: ["data-count"] });
  document.addEventListener("visibilitychange", look);
  look();
}
