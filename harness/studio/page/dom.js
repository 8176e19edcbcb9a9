// Elements made by hand: text is always text, never markup.

/** An element with properties, listeners (on…), attributes and children. */
export function h(name, given = {}, ...children) {
  const it = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) it.addEventListener(key.slice(2), value);
    else if (key === "class") it.className = value;
    else if (key === "dataset") Object.assign(it.dataset, value);
    else it.setAttribute(key, value === true ? "" : value);
  }
  it.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return it;
}

/** Replace what an element holds. */
export function fill(it, ...children) {
  it.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
}

/** A table that a narrow page shows as blocks: there each cell but the first names its column. */
export function stacked(...children) {
  const it = h("table", { class: "stack" }, children);
  const names = [...it.querySelectorAll("thead th")].map((cell) => cell.textContent);
  for (const row of it.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, index) => {
      if (index && names[index] && cell.textContent) cell.dataset.label = names[index];
    });
  }
  return it;
}

/** App text: runs in its own direction and cannot turn its neighbours. */
export function bdi(text, name = "bdi") {
  return h(name, { dir: "auto" }, text ?? "—");
}

/** A date and time in the reader's way of writing. */
export function moment(wallNs) {
  return wallNs ? new Date(wallNs / 1e6).toLocaleString(document.documentElement.lang) : "—";
}
