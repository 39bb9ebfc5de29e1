import { dress } from "./dress.js";

/** What is on air stands in these places of every page but its own. `v` is another one when anything of it is. */
export function showAir({ v, ...said }) {
  for (const place of document.querySelectorAll("[data-aired]")) {
    if (place.dataset.aired === v) continue;
    place.dataset.aired = v;
    const html = said[place.dataset.part] ?? "";
    place.innerHTML = html.includes(`"${location.pathname}"`) ? "" : html;
    dress(place);
  }
}
