/** The page of the organisation's face brings the script that shows it, seldom needed elsewhere. */
export async function startFace() {
  const form = document.getElementById("face");
  const preview = form && (await import("../later/face.js").catch(() => null));
  preview?.showFace(form);
}

/** Who read the welcome need not see it again in this browser. A cookie: the page then comes without it, and nothing jumps. */
export function startWelcome() {
  document.querySelector("[data-welcomed]")?.addEventListener("click", () => {
    document.cookie = "welcomed=1; path=/; max-age=2592000; samesite=lax";
    document.getElementById("welcome").remove();
    document.getElementById("main").focus();
  });
}
