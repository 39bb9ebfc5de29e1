import { keep, kept } from "../lib/kept.js";

const NAME = "nameless";
const MOST = 50;

const all = () => (Array.isArray(kept(NAME)) ? kept(NAME) : []);
const forget = (secret) => keep(NAME, all().filter((one) => one.secret !== secret));

/** The secret words of questions without a name: only this browser has them, and its reader can have it forget them. */
export function startNameless() {
  const asked = document.querySelector("[data-nameless]");
  const said = asked?.querySelector("[data-nameless-said]");
  if (said) {
    const { nameless: secret, words } = asked.dataset;
    forget(secret);
    said.hidden = !keep(NAME, [{ secret, words }, ...all()].slice(0, MOST));
    said.querySelector("[data-forget]").addEventListener("click", () => {
      forget(secret);
      said.hidden = true;
    });
  }
  const list = document.querySelector("[data-nameless-kept]");
  if (list) show(list);
}

function show(list) {
  const form = document.querySelector("[data-nameless-look]");
  for (const { secret, words } of all()) {
    const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-words]").textContent = words;
    row.querySelector("[data-look]").addEventListener("click", () => {
      form.elements.namedItem("secret").value = secret;
      form.requestSubmit(form.querySelector("[name=look]"));
    });
    row.querySelector("[data-forget]").addEventListener("click", () => {
      forget(secret);
      row.remove();
      list.hidden = !all().length;
    });
    list.querySelector("ul").append(row);
  }
  list.hidden = !all().length;
}
