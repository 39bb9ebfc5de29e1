/** The page of a session brings its own script; no other page needs it. */
export function startSession() {
  if (document.querySelector("[data-session]")) import("../later/session.js").then(({ start }) => start());
}
