// Texts in Chinese and English, switched on the page.

import { get } from "./net.js";

const TAGS = { zh: "zh-CN", en: "en" };
let texts = { zh: {}, en: {} };
let lang = "en";
const redraws = [];

export async function loadWords() {
  texts = await get("/api/texts");
  const first = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  speak(localStorage.getItem("taptruth-lang") || first);
}

/** The text of a key with {values} filled in; the key's last part where there is no text. */
export function t(key, values = {}) {
  const text = texts[lang][key];
  if (text === undefined) return key.slice(key.indexOf(".") + 1);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export const language = () => lang;
export const otherName = () => (lang === "zh" ? "English" : "中文");

/** Draw again whenever the language changes. */
export function onSpeak(redraw) {
  redraws.push(redraw);
}

export function speak(wanted) {
  lang = wanted === "zh" ? "zh" : "en";
  document.documentElement.lang = TAGS[lang];
  localStorage.setItem("taptruth-lang", lang);
  translate(document);
  for (const redraw of redraws) redraw();
}

/** Fill in the elements that name a text (data-t) or a label (data-t-label). */
export function translate(root) {
  for (const it of root.querySelectorAll("[data-t]")) it.textContent = t(it.dataset.t);
  for (const it of root.querySelectorAll("[data-t-label]"))
    it.setAttribute("aria-label", t(it.dataset.tLabel));
  for (const it of root.querySelectorAll("[data-t-hint]")) it.placeholder = t(it.dataset.tHint);
}
