/** Menus are `<details>`, dialogs are opened by commands: here only what browsers leave out. */
export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target) || event.target.closest(".menu-item")) menu.open = false;
    }
    if (!("commandForElement" in HTMLButtonElement.prototype)) command(event.target.closest?.("button[commandfor]"));
  });
  document.addEventListener("toggle", ({ target }) => target.matches?.("main details.menu[open]") && makeRoom(target), true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest?.("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

/** Open to the side where there is room between the bars, and no further than that. */
function makeRoom(menu) {
  const list = menu.querySelector(".menu-list");
  const { top, bottom } = menu.getBoundingClientRect();
  const edge = (bar, side, otherwise) => document.querySelector(bar)?.getBoundingClientRect()[side] || otherwise;
  const above = top - edge(".topbar", "bottom", 0);
  const below = edge(".bottombar", "top", innerHeight) - bottom;
  const up = list.offsetHeight > below && above > below;
  list.classList.toggle("up", up);
  list.style.setProperty("--most", `${Math.max(up ? above : below, 160) - 12}px`);
}

function command(button) {
  const target = button && document.getElementById(button.getAttribute("commandfor"));
  if (!target) return;
  if (button.getAttribute("command") === "show-modal") target.showModal();
  if (button.getAttribute("command") === "close") target.close();
}
