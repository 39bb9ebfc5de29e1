import { element } from "./page.js";

const SHOWN = 7000;
const UNDO = 15000;

/** Say a sentence in the corner for some seconds; `undo` takes back what it tells of. Returns the button for that. */
export function toast(text, { undo } = {}) {
  const box = document.getElementById("toasts");
  if (!box || !text) return null;
  const made = document.getElementById("toast")?.content.firstElementChild.cloneNode(true) ?? element('<div class="toast"><span data-say></span></div>');
  made.querySelector("[data-say]").textContent = text;
  // It stays for who has it under the mouse or the keyboard.
  const go = () => (made.matches(":hover, :focus-within") ? setTimeout(go, SHOWN) : made.remove());
  const timer = setTimeout(go, undo ? UNDO : SHOWN);
  made.querySelector("[data-close]")?.addEventListener("click", () => {
    clearTimeout(timer);
    made.remove();
  });
  const back = undo && made.querySelector("[data-undo]");
  if (back) {
    back.hidden = false;
    back.addEventListener("click", () => {
      clearTimeout(timer);
      made.remove();
      undo();
    });
  }
  box.append(made);
  while (box.children.length > 3) box.firstElementChild.remove();
  return back;
}
