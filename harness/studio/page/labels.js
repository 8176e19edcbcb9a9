// A frame and its labels: boxes drawn, moved, sized, named, and kept as a fixture.

import { fill, h } from "./dom.js";
import { place } from "./boxes.js";
import { enc, post } from "./net.js";
import { t } from "./words.js";

const LEAST = 6;

/** Open the editor for a frame that was taken. */
export function edit(still, say) {
  const [width, height] = still.size;
  const step = Math.max(1, Math.round(width / 360));
  const labels = still.labels.map((it) => ({ ...it, box: [...it.box] }));
  let drag = null;

  const role = select("label-role", still.roles.map((it) => [it, t(`role.${it}`)]));
  const popup = select("label-popup", [["", t("label.none")], ...still.kinds.map((it) => [it, t(`popup.${it}`)])]);
  popup.value = still.popup ?? "";
  const set = h("input", { id: "label-set", value: "studio", maxlength: "40" });
  const layer = h("div", { class: "boxes" });
  const stage = h("div", { class: "stage", role: "group", "aria-label": t("label.picture") },
    h("img", { class: "picture", alt: "", draggable: "false", src: `/api/stills/${enc(still.id)}` }), layer);
  stage.style.setProperty("--wide", width);
  stage.style.setProperty("--high", height);
  const list = h("ul", { class: "boxlist" });
  const wrong = h("p", { class: "bad", role: "alert" });
  const field = (it, text) => h("div", { class: "field" }, h("label", { for: it.id }, t(text)), it);

  const dialog = h("dialog", { class: "labels", "aria-labelledby": "label-title" },
    h("h2", { id: "label-title" }, t("label.title")),
    h("div", { class: "edit" }, stage, h("form", { onsubmit: save },
      h("p", { class: "soft" }, t("label.lead")),
      h("div", { class: "row" }, field(role, "label.role"), field(popup, "label.popup"), field(set, "label.set")),
      h("h3", {}, t("label.boxes")), list,
      h("p", { class: "soft small" }, t(still.hierarchy ? "label.tree" : "label.no_tree")), wrong,
      h("div", { class: "row" }, h("button", { class: "primary" }, t("label.save")),
        h("button", { type: "button", onclick: () => dialog.close() }, t("page.close"))))));
  dialog.addEventListener("close", () => dialog.remove());

  function select(id, pairs) {
    return h("select", { id }, pairs.map(([value, text]) => h("option", { value }, text)));
  }

  // --- drawing ----------------------------------------------------------------------
  function draw(focus) {
    const boxes = labels.map((it, i) => {
      const box = h("div", { class: `box k-${it.role}${it.box[1] < 0.04 * height ? " low" : ""}${it.box[0] + it.box[2] / 2 > width / 2 ? " right" : ""}`, tabindex: "0", role: "group", "aria-label": named(it), dataset: { i: String(i) }, onkeydown: (key) => move(key, i) },
        h("span", {}, t(`role.${it.role}`)), h("i", { class: "grip" }));
      place(box, it.box, still.size);
      return box;
    });
    fill(layer, boxes);
    fill(list, labels.length ? labels.map((it, i) => row(it, i)) : h("li", { class: "soft" }, t("label.nothing")));
    if (focus !== undefined) boxes[focus]?.focus();
  }

  const named = (it) => t("label.box", { role: t(`role.${it.role}`), x: it.box[0], y: it.box[1], w: it.box[2], h: it.box[3] });

  function row(it, i) {
    const what = h("select", { "aria-label": named(it), onchange: () => { it.role = what.value; draw(); } }, still.roles.map((one) => h("option", { value: one }, t(`role.${one}`))));
    what.value = it.role;
    return h("li", {}, h("i", { class: `swatch k-${it.role}` }), what, h("code", {}, it.box.join(", ")),
      h("button", { type: "button", onclick: () => { labels.splice(i, 1); draw(); } }, t("label.remove")));
  }

  // --- by hand ----------------------------------------------------------------------
  const pixel = (it) => {
    const box = stage.getBoundingClientRect();
    return [((it.clientX - box.x) / box.width) * width, ((it.clientY - box.y) / box.height) * height];
  };
  const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));

  stage.addEventListener("pointerdown", (it) => {
    if (it.button !== 0) return;
    const at = pixel(it);
    const on = it.target.closest(".box");
    if (on) {
      const i = Number(on.dataset.i);
      drag = { i, at, from: [...labels[i].box], how: it.target.classList.contains("grip") ? "size" : "move" };
    } else {
      labels.push({ role: role.value, box: [clamp(at[0], width), clamp(at[1], height), 0, 0] });
      drag = { i: labels.length - 1, at, from: null, how: "new" };
    }
    stage.setPointerCapture(it.pointerId);
    it.preventDefault();
  });
  stage.addEventListener("pointermove", (it) => {
    if (!drag) return;
    const [x, y] = pixel(it);
    const label = labels[drag.i];
    if (drag.how === "new") label.box = between(drag.at, [x, y]);
    else if (drag.how === "move") label.box = moved(drag.from, x - drag.at[0], y - drag.at[1]);
    else label.box = sized(drag.from, x - drag.at[0], y - drag.at[1]);
    draw();
  });
  const end = () => {
    if (!drag) return;
    const { i, how } = drag;
    drag = null;
    if (how === "new" && Math.min(labels[i].box[2], labels[i].box[3]) < LEAST) labels.splice(i, 1);
    draw(i);
  };
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);

  function between([x0, y0], [x1, y1]) {
    const left = clamp(Math.min(x0, x1), width), top = clamp(Math.min(y0, y1), height);
    return [left, top, clamp(Math.max(x0, x1), width) - left, clamp(Math.max(y0, y1), height) - top];
  }
  const moved = ([x, y, w, high], dx, dy) => [clamp(x + dx, width - w), clamp(y + dy, height - high), w, high];
  const sized = ([x, y, w, high], dx, dy) => [x, y, Math.max(LEAST, clamp(w + dx, width - x)), Math.max(LEAST, clamp(high + dy, height - y))];

  function move(key, i) {
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key.key];
    if (by) labels[i].box = (key.shiftKey ? sized : moved)(labels[i].box, ...by);
    else if (key.key === "Delete" || key.key === "Backspace") labels.splice(i, 1);
    else return;
    key.preventDefault();
    draw(Math.min(i, labels.length - 1));
  }

  async function save(it) {
    it.preventDefault();
    try {
      const told = await post(`/api/stills/${enc(still.id)}/save`, { labels, popup: popup.value || null, set: set.value });
      dialog.close();
      say(t("label.saved", told));
    } catch (error) { wrong.textContent = error.message; }
  }

  document.body.append(dialog);
  draw();
  dialog.showModal();
}
