const PAUSE = 30000;
const NAME = "plein:reloaded";

/** Read the whole page again: the database is another one. Not in a circle, should a page keep coming with the old name. */
export function reload(epoch) {
  const before = JSON.parse(sessionStorage.getItem(NAME) ?? "{}");
  if (before.epoch === epoch && Date.now() - before.at < PAUSE) {
    setTimeout(() => location.reload(), PAUSE);
    return;
  }
  sessionStorage.setItem(NAME, JSON.stringify({ epoch, at: Date.now() }));
  location.reload();
}
