// Talks to studio. Whatever changes something bears the page's token.

const token = document.querySelector("meta[name=token]").content;

async function answered(response) {
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(data.error || `${response.status}`);
  return data;
}

export const get = async (path) => answered(await fetch(path));

export const post = async (path, body = {}) =>
  answered(
    await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-taptruth-token": token },
      body: JSON.stringify(body),
    }),
  );

/** A stream of events; handlers by name. Returns what closes it. */
export function listen(path, handlers) {
  const source = new EventSource(path);
  for (const [name, handler] of Object.entries(handlers)) {
    if (name === "error") source.onerror = handler;
    else source.addEventListener(name, (it) => handler(JSON.parse(it.data)));
  }
  return () => source.close();
}

export const enc = encodeURIComponent;
