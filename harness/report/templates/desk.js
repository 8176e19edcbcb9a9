"use strict";
// The examiner's desk: scrubbing, overlay, zoom, compare. The page's facts do without it.
(() => {
  const root = document.documentElement;
  const tags = { "lang-zh": "zh-CN", "lang-en": "en" };
  const follow = () => {
    const chosen = document.querySelector("input.lang:checked");
    if (chosen) root.lang = tags[chosen.id];
  };
  document.querySelectorAll("input.lang").forEach((it) => it.addEventListener("change", follow));
  const template = document.getElementById("desk-template");
  if (!template || !window.HTMLDialogElement) return;
  root.classList.add("js");
  document.querySelector(".page").append(template.content.cloneNode(true));
  const desk = document.getElementById("desk");
  const one = (name) => desk.querySelector(name);
  const under = one(".under"), over = one(".over"), boxes = one(".boxes"), slide = one("input[type=range]");
  const list = one(".moments"), now = one(".now"), pane = one(".pane");
  let shots = [], mode = "";

  const drawBoxes = (told) => {
    boxes.replaceChildren();
    for (const [kind, left, top, width, height] of told ? JSON.parse(told) : []) {
      const box = document.createElement("i");
      box.className = "box k-" + kind;
      Object.assign(box.style, { left: left / 10 + "%", top: top / 10 + "%", width: width / 10 + "%", height: height / 10 + "%" });
      boxes.append(box);
    }
  };
  const show = (index) => {
    const shot = shots[index];
    const picture = shot.querySelector("img");
    if (picture) { under.src = picture.src; under.alt = picture.alt; } else { under.removeAttribute("src"); under.alt = ""; }
    drawBoxes(shot.dataset.boxes);
    now.replaceChildren(...[...shot.querySelector(".told").childNodes].map((it) => it.cloneNode(true)));
    const seconds = Number(shot.dataset.s);
    let last = null;
    list.querySelectorAll("li").forEach((it) => {
      const past = Number(it.dataset.s) <= seconds + 0.0005;
      it.classList.toggle("past", past);
      it.removeAttribute("aria-current");
      if (past) last = it;
    });
    if (last) { last.setAttribute("aria-current", "step"); last.scrollIntoView({ block: "nearest" }); }
  };
  const compare = (value) => { over.style.clipPath = "inset(0 0 0 " + value + "%)"; };
  const update = () => { const value = Number(slide.value); if (mode === "scrub") show(value); else compare(value); };
  const begin = (kind, title, most, value) => {
    mode = kind;
    desk.dataset.mode = kind;
    one("#desk-title").replaceChildren(...[...title.childNodes].filter((it) => it.nodeName !== "BUTTON").map((it) => it.cloneNode(true)));
    one(".zoom").checked = false;
    pane.classList.remove("large");
    over.removeAttribute("src");
    drawBoxes("");
    list.replaceChildren();
    now.replaceChildren();
    slide.max = most;
    slide.value = value;
    desk.showModal();
  };
  const nearest = (seconds) => {
    let best = 0;
    shots.forEach((shot, index) => {
      const gap = (it) => Math.abs(Number(shots[it].dataset.s) - seconds);
      if (gap(index) < gap(best)) best = index;
    });
    return best;
  };
  const scrub = (strip, index) => {
    shots = [...strip.querySelectorAll(".cells > li")];
    begin("scrub", strip.querySelector(".striphead"), shots.length - 1, index);
    const known = strip.querySelector(".moments");
    for (const it of known ? known.children : []) {
      const copy = it.cloneNode(true);
      copy.addEventListener("click", () => { slide.value = nearest(Number(copy.dataset.s)); update(); });
      list.append(copy);
    }
    update();
  };
  const reveal = (button, action) => { button.hidden = false; button.addEventListener("click", action); };
  document.querySelectorAll(".strip").forEach((strip) => {
    const button = strip.querySelector("button.open");
    if (button) reveal(button, () => scrub(strip, 0));
    strip.querySelectorAll(".cells > li").forEach((cell, index) => cell.addEventListener("click", () => scrub(strip, index)));
  });
  document.querySelectorAll(".proofbox").forEach((proof) => {
    const button = proof.querySelector("button.compare");
    const [before, after] = ["before", "after"].map((it) => proof.querySelector("." + it + " img"));
    if (!button || !before || !after) return;
    reveal(button, () => {
      begin("compare", proof.querySelector(".launchno"), 100, 50);
      under.src = before.src; under.alt = before.alt;
      over.src = after.src; over.alt = after.alt;
      update();
    });
  });
  document.querySelectorAll("img.shot").forEach((picture) => {
    picture.tabIndex = 0;
    picture.setAttribute("role", "button");
    const open = () => {
      const caption = picture.closest("figure").querySelector("figcaption") || document.createElement("p");
      begin("zoom", caption.querySelector("ul") ? document.createElement("p") : caption, 0, 0);
      under.src = picture.src; under.alt = picture.alt;
    };
    picture.addEventListener("click", open);
    picture.addEventListener("keydown", (it) => { if (it.key === "Enter" || it.key === " ") { it.preventDefault(); open(); } });
  });
  slide.addEventListener("input", update);
  const step = (by) => { slide.value = Number(slide.value) + by; update(); };
  one(".prev").addEventListener("click", () => step(-1));
  one(".next").addEventListener("click", () => step(1));
  one(".show-boxes").addEventListener("change", (it) => desk.classList.toggle("boxed", it.target.checked));
  one(".zoom").addEventListener("change", (it) => pane.classList.toggle("large", it.target.checked));
  one(".close").addEventListener("click", () => desk.close());
  desk.addEventListener("click", (it) => { if (it.target === desk) desk.close(); });
  window.addEventListener("beforeprint", () => { if (desk.open) desk.close(); });
})();
