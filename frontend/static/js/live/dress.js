/** What is done to every row that comes onto the page, however it came: the viewer's own state, times, dots. */
const dressers = [];

export const dressWith = (dresser) => dressers.push(dresser);

export function dress(root) {
  for (const dresser of dressers) dresser(root);
}
