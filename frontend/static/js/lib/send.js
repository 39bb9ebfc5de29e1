import { csrf } from "./page.js";

const LONGEST = 30000;

/**
 * POST a form's data. Never throws: `{ok, status, json}`, with status 0 when nothing came back.
 * @param {string} url
 * @param {FormData|URLSearchParams} data
 */
export async function post(url, data, ask = fetch) {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), data instanceof FormData ? 10 * LONGEST : LONGEST);
  try {
    const answer = await ask(url, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      headers: { "X-Plein": "fetch", "X-CSRFToken": csrf(), Accept: "application/json" },
      signal: cut.signal,
    });
    const json = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
    return { ok: answer.ok, status: answer.status, json, url: answer.url };
  } catch {
    return { ok: false, status: 0, json: null, url };
  } finally {
    clearTimeout(timer);
  }
}

/** The same for pictures, which take their time: `told` hears which part of them has left. */
export function upload(url, data, told) {
  return post(url, data, (address, { method, body, headers, signal }) => {
    const ask = new XMLHttpRequest();
    ask.open(method, address);
    for (const [name, value] of Object.entries(headers)) ask.setRequestHeader(name, value);
    ask.upload.addEventListener("progress", ({ loaded, total }) => told(loaded / total));
    signal.addEventListener("abort", () => ask.abort());
    return new Promise((done, failed) => {
      for (const end of ["error", "abort", "timeout"]) ask.addEventListener(end, () => failed(new Error(end)));
      ask.addEventListener("load", () =>
        done({
          ok: ask.status >= 200 && ask.status < 300,
          status: ask.status,
          url: ask.responseURL,
          headers: { get: (name) => ask.getResponseHeader(name) },
          json: async () => JSON.parse(ask.responseText),
        }),
      );
      ask.send(body);
    });
  });
}
