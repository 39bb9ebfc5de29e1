import { block } from "../lib/page.js";

/** The organisation's face, seen while it is being chosen: in light and in dark, before anything is kept. */
export function showFace(form) {
  const least = block("least");
  const shows = (name) => document.querySelectorAll(`[data-preview-of="face"] [data-shows="${name}"]`);

  function words() {
    for (const box of shows("name")) box.textContent = form.elements.name.value;
    for (const box of shows("welcome")) box.textContent = form.elements.welcome.value;
  }

  function hue() {
    const chosen = form.elements.hue.value;
    for (const box of document.querySelectorAll('[data-preview-of="face"]')) box.style.setProperty("--hue", chosen);
    const line = document.getElementById("contrast");
    const [light, dark] = least[chosen];
    line.querySelector('[data-least="light"]').textContent = light.toLocaleString(document.documentElement.lang);
    line.querySelector('[data-least="dark"]').textContent = dark.toLocaleString(document.documentElement.lang);
    line.toggleAttribute("data-refused", Math.min(light, dark) < Number(line.dataset.enough));
  }

  function picture(input, put) {
    const [file] = input.files;
    if (file) put(URL.createObjectURL(file));
  }

  function pictures(target) {
    if (target.name === "logo") {
      picture(target, (src) => {
        for (const box of shows("logo")) {
          const image = Object.assign(new Image(), { src, alt: "", className: "brand-logo" });
          box.replaceChildren(image);
        }
      });
    }
    if (target.name === "welcome_picture") {
      picture(target, (src) => {
        for (const image of shows("picture")) Object.assign(image, { src, hidden: false });
      });
    }
  }

  function reactions() {
    for (const box of shows("reactions")) {
      for (const choice of form.querySelectorAll("#reactions input[type=checkbox]")) {
        const icon = box.querySelector(`[data-kind="${choice.value}"]`);
        icon.hidden = !choice.checked;
        box.append(icon);
      }
    }
  }

  form.addEventListener("input", ({ target }) => {
    words();
    hue();
    pictures(target);
    reactions();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    if (button.value.endsWith(":up")) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus();
    reactions();
  });
  hue();
}
