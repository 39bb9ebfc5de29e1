/** Who reacted, and who can see it, on the spot; as plain links they open a page. What shows it comes when it is first asked for. */
export function startWho() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-who], a[data-reach], #who .tabs a, #who .pager a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const shown = await import("../later/who.js").catch(() => null);
    if (shown) shown.show(link);
    else location.assign(link.href);
  });
}
