import { element } from "../lib/page.js";

/** A group was archived, or is back: where one writes there is a sentence instead, or again the box of words with what was typed. */
function rest(audience, on) {
  for (const part of document.querySelectorAll(`[data-awake="${audience}"]`)) {
    if (on) part.querySelector("[data-put-away]")?.click();
    part.hidden = on;
  }
  for (const part of document.querySelectorAll(`[data-resting="${audience}"]`)) part.hidden = !on;
}

/** The house writes it down in the group: a note that is new on its stream. */
export function hearRest(objects, stream) {
  for (const { html, v } of objects) {
    const what = v === 1 && html?.includes("data-note=") && element(html).dataset.note;
    if (what === "archived" || what === "back") rest(stream.slice(1), what === "archived");
  }
}

/** As it is on the page that was read again. */
export function takeRest(doc) {
  for (const part of doc.querySelectorAll("[data-resting]")) rest(part.dataset.resting, !part.hidden);
}
