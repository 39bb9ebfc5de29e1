import { reacted } from "../live/own.js";
import { choose } from "./react.js";

/** How long a mouse rests, or a finger presses, before the reactions open; and how long they stay when it leaves. */
const REST = 400;
const PRESS = 450;
const LEAVE = 300;
const EDGE = 8;
const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const state = { button: null, timer: 0, pressed: false };
let picker = null;

const buttonOf = (target) => target?.closest?.("[data-react]");
const later = (delay, deed) => {
  clearTimeout(state.timer);
  state.timer = setTimeout(deed, delay);
};

/** What one reacts with: by resting on the button, by a long press, and by the arrow keys. */
export function startPicker() {
  picker = document.getElementById("reactions");
  if (!picker?.showPopover) return;
  document.addEventListener("pointerover", over);
  document.addEventListener("pointerdown", down);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => state.button || clearTimeout(state.timer));
  document.addEventListener("contextmenu", (event) => state.pressed && buttonOf(event.target) && event.preventDefault());
  document.addEventListener("click", click, true);
  document.addEventListener("keydown", key);
  picker.addEventListener("click", (event) => pick(event.target.closest("[data-kind]")));
  picker.addEventListener("focusout", (event) => !picker.contains(event.relatedTarget) && later(LEAVE, close));
  addEventListener("scroll", close, { passive: true });
}

function over(event) {
  if (event.pointerType !== "mouse") return;
  const button = buttonOf(event.target);
  if (picker.contains(event.target) || (button && button === state.button)) clearTimeout(state.timer);
  else if (button) later(REST, () => open(button));
  else if (state.button) later(LEAVE, () => picker.contains(document.activeElement) || close());
  else clearTimeout(state.timer);
}

function down(event) {
  state.pressed = false;
  const button = buttonOf(event.target);
  if (!button) {
    if (state.button && !picker.contains(event.target)) close();
  } else if (event.pointerType !== "mouse") {
    later(PRESS, () => {
      state.pressed = true;
      open(button);
    });
  }
}

/** The click that ends a long press chose nothing yet. */
function click(event) {
  if (!buttonOf(event.target)) return;
  if (state.pressed) {
    event.preventDefault();
    event.stopPropagation();
    state.pressed = false;
  } else {
    clearTimeout(state.timer);
    close();
  }
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { activeElement } = document;
  if (event.key === "Escape" && state.button) {
    const { button } = state;
    const inside = picker.contains(activeElement);
    close();
    if (inside) button.focus();
  } else if (event.key in ARROWS && picker.contains(activeElement)) {
    event.preventDefault();
    step(ARROWS[event.key]);
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && buttonOf(activeElement)) {
    event.preventDefault();
    open(activeElement);
    (picker.querySelector("[aria-pressed=true]") ?? picker.querySelector("[data-kind]"))?.focus();
  }
}

function step(by) {
  const all = [...picker.querySelectorAll("[data-kind]")];
  all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
}

/** It stands in the row, so that nothing replaces the row under it; and over everything, beside its button. */
function open(button) {
  clearTimeout(state.timer);
  const row = button.closest("[data-v]");
  if (!row || !button.isConnected) return;
  if (state.button) close();
  state.button = button;
  for (const one of picker.querySelectorAll("[data-kind]")) one.setAttribute("aria-pressed", String(one.dataset.kind === reacted(row.id)));
  button.after(picker);
  picker.showPopover();
  const at = button.getBoundingClientRect();
  const { width, height } = picker.getBoundingClientRect();
  picker.style.left = `${Math.max(EDGE, Math.min(at.left - EDGE, document.documentElement.clientWidth - width - EDGE))}px`;
  picker.style.top = `${at.top - height - EDGE / 2 < EDGE ? at.bottom + EDGE / 2 : at.top - height - EDGE / 2}px`;
}

function close() {
  if (!state.button) return;
  state.button = null;
  if (picker.isConnected) picker.hidePopover();
  document.body.append(picker);
}

function pick(chosen) {
  const row = state.button?.closest("[data-v]");
  if (!chosen || !row) return;
  const { button } = state;
  const inside = picker.contains(document.activeElement);
  close();
  if (inside) button.focus();
  choose(row, chosen.getAttribute("aria-pressed") === "true" ? "" : chosen.dataset.kind);
}
