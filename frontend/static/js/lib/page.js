/** What the server wrote into the page for the scripts. */
export function block(id, doc = document) {
  try {
    return JSON.parse(doc.getElementById(id)?.textContent ?? "null");
  } catch {
    return null;
  }
}

/** An element made from one piece of the server's HTML. Scripts in it never run. */
export function element(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.firstElementChild;
}

/** A new random key; plain http on a local network has no crypto.randomUUID. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const csrf = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
