// The frame of the page: sections, language, theme, shortcuts.

import { fill, h } from "./dom.js";
import { language, loadWords, onSpeak, otherName, speak, t, translate } from "./words.js";
import { bundlesView } from "./bundles.js";
import { farmView } from "./farm.js";
import { ledgerView } from "./ledger.js";
import { phoneView } from "./phone.js";
import { scanView } from "./scan.js";

const MORE = { ledger: ledgerView, farm: farmView };
const VIEWS = { phone: phoneView, scan: scanView, bundles: bundlesView };
const THEMES = ["auto", "light", "dark"];
const shown = {};
let now = "";

/** One line about what happened; errors stay until the next one. */
export function say(text, bad = false) {
  const it = document.getElementById("said");
  it.textContent = text;
  it.classList.toggle("bad", bad);
}

function open() {
  const [name, id] = location.hash.slice(1).split("/");
  const wanted = VIEWS[name] ? name : "phone";
  if (wanted === now) return shown[now].show?.(id);
  shown[now]?.hide?.();
  for (const section of document.querySelectorAll("main > section"))
    section.hidden = section.id !== `view-${wanted}`;
  for (const link of document.querySelectorAll("#tabs a"))
    if (link.hash === `#${wanted}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  now = wanted;
  say("");
  const section = document.getElementById(`view-${wanted}`);
  shown[wanted] ??= VIEWS[wanted](section, say);
  translate(section);
  shown[wanted].show?.(id);
}

function theme(name) {
  localStorage.setItem("taptruth-theme", name);
  document.documentElement.dataset.theme = name;
  document.getElementById("theme").textContent = t(`theme.${name}`);
}

function keysOf() {
  const rows = [
    ["1 … 5", "keys.tabs"],
    ["?", "keys.help"],
    ["L", "keys.lang"],
    ["T", "keys.theme"],
    ["O", "keys.overlay"],
    ["B", "keys.back"],
    ["H", "keys.home"],
    ["S", "keys.still"],
    ["← ↑ → ↓", "keys.arrows"],
    ["Enter", "keys.tap"],
    ["Shift + ← ↑ → ↓", "keys.resize"],
    ["Delete", "keys.remove"],
    ["Esc", "keys.escape"],
  ];
  fill(
    document.querySelector("#keys dl"),
    rows.map(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(text))]),
  );
}

function turn() {
  const name = localStorage.getItem("taptruth-theme") || "auto";
  theme(THEMES[(THEMES.indexOf(name) + 1) % THEMES.length]);
}

const swap = () => speak(language() === "zh" ? "en" : "zh");
const help = () => document.getElementById("keys").showModal();

function pressed(it) {
  const typing = it.target.closest("input, select, textarea");
  if (typing || it.ctrlKey || it.metaKey || it.altKey || document.querySelector("dialog[open]"))
    return;
  const links = [...document.querySelectorAll("#tabs a:not([hidden])")];
  const link = links[Number(it.key) - 1];
  if (link) location.hash = link.hash;
  else if (it.key === "?") help();
  else if (it.key === "l") swap();
  else if (it.key === "t") turn();
  else if (!shown[now]?.key?.(it)) return;
  it.preventDefault();
}

await loadWords();
for (const name of document.querySelector("meta[name=parts]").content.split(" ").filter(Boolean)) {
  document.querySelector(`#tabs a[href="#${name}"]`).hidden = false;
  VIEWS[name] = MORE[name];
}
if (location.search) history.replaceState(null, "", `/${location.hash}`);
onSpeak(() => {
  document.getElementById("lang").textContent = otherName();
  document.getElementById("lang").lang = language() === "zh" ? "en" : "zh-CN";
  theme(localStorage.getItem("taptruth-theme") || "auto");
  keysOf();
});
speak(language());
document.getElementById("lang").addEventListener("click", swap);
document.getElementById("theme").addEventListener("click", turn);
document.getElementById("help").addEventListener("click", help);
document.querySelector("#keys .close").addEventListener("click", (it) => it.target.closest("dialog").close());
document.addEventListener("keydown", pressed);
window.addEventListener("hashchange", open);
open();
