/** What only some pages need: its script comes then. */
export function startSomePages() {
  if (document.querySelector("[data-session]")) import("../later/session.js");
  const face = document.getElementById("face");
  if (face) import("../later/face.js").then(({ showFace }) => showFace(face));
  document.querySelector("[data-welcomed]")?.addEventListener("click", welcomed);
  document.addEventListener("click", who);
}

/** Who read the welcome need not see it again. A cookie: the page then comes without it, and nothing jumps. */
function welcomed() {
  document.cookie = "welcomed=1; path=/; max-age=2592000; samesite=lax";
  document.getElementById("welcome").remove();
  document.getElementById("main").focus();
}

/** Who reacted, and who can see it, on the spot; as plain links they open a page. */
async function who(event) {
  const link = event.target.closest?.("a[data-who], a[data-reach], #who .tabs a, #who .pager a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const shown = await import("../later/who.js").catch(() => null);
  if (shown) shown.show(link);
  else location.assign(link.href);
}
