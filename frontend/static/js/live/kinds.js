/** The reactions that were given to a row, by kind; a kind that comes for the first time gets its place here. */
const NAME = "reaction_";
const mine = (row, part) => part.closest("[data-v]") === row;

export const first = (row, selector) => [...row.querySelectorAll(selector)].find((part) => mine(row, part));

/** Point a drawing at another kind. */
export function draw(svg, kind) {
  svg?.querySelector("use")?.setAttribute("href", `#reaction-${kind}`);
}

/** Make places for the kinds among these numbers that the row has not shown yet. */
export function makeRoom(row, n) {
  for (const [name, value] of Object.entries(n)) {
    if (!value || !name.startsWith(NAME) || first(row, `[data-n="${CSS.escape(name)}"]`)) continue;
    const place = chip(name.slice(NAME.length));
    if (place) first(row, ".kinds")?.append(place);
  }
}

function chip(kind) {
  const given = document.querySelector(`#reactions [data-kind="${CSS.escape(kind)}"]`);
  const drawing = given?.querySelector("svg")?.cloneNode(true);
  if (!drawing) return null;
  const made = document.createElement("span");
  made.className = `kind ${kind}`;
  drawing.removeAttribute("aria-hidden");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", given.textContent.trim());
  const count = document.createElement("span");
  count.dataset.n = NAME + kind;
  made.append(drawing, count);
  return made;
}
