import { say } from "../lib/words.js";

/** A connection that comes back within this time is not worth a sentence. */
const WORTH_SAYING = 2500;

const SENTENCES = {
  offline: "You are not connected. What you see may be old. Trying again.",
  "catching-up": "Connected again. Catching up.",
  polling: "Live updates are blocked here. This page looks for news every few seconds.",
  "signed-out": "You are signed out. Sign in again to go on; what you typed is kept.",
};

let timer = 0;
let wasAway = false;

/** Show how live this page is: a dot at once, a sentence when it matters. */
export function showState(state) {
  const dot = document.getElementById("live-state");
  const line = document.getElementById("live-line");
  if (dot) {
    dot.dataset.state = state === "signed-out" ? "offline" : state;
    notQuite(dot, state === "polling");
  }
  clearTimeout(timer);
  if (!line) return;
  if (state === "live") {
    line.hidden = true;
    wasAway = false;
    return;
  }
  const speak = () => {
    line.textContent = line.dataset[camel(state)] ?? say(SENTENCES[state]);
    line.hidden = false;
    wasAway = true;
  };
  if (state === "catching-up" && !wasAway) line.hidden = true;
  else if (wasAway || state === "signed-out") speak();
  else timer = setTimeout(speak, WORTH_SAYING);
}

/** The page's dot knows three words; the fallback has a fourth. */
function notQuite(dot, on) {
  let words = dot.querySelector("[data-nearly]");
  if (!words) {
    words = document.createElement("span");
    words.dataset.nearly = "";
    dot.append(words);
  }
  words.textContent = on ? say("Not quite live") : "";
  words.hidden = !on;
}

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
