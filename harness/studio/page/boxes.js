// What the detectors see, as boxes over a picture.

import { h } from "./dom.js";
import { t } from "./words.js";

export const ROLES = ["close", "skip", "dismiss", "cta", "countdown", "ad_label", "gesture_hint"];

const share = (part, whole) => `${(100 * part) / whole}%`;

/** Put an element over the box [x, y, w, h] of a picture of that size. */
export function place(it, [x, y, w, high], [width, height]) {
  it.style.left = share(x, width);
  it.style.top = share(y, height);
  it.style.width = share(w, width);
  it.style.height = share(high, height);
}

/** Elements for a sight on a frame of that size: the pop-up, then its controls. */
export function boxesOf(sight, size) {
  const found = [];
  if (sight?.popup) found.push(one("popup", sight.popup, size, `${t("see.popup")} · ${t(`popup.${sight.popup.kind}`)}`));
  for (const control of sight?.controls ?? [])
    found.push(one(control.role, control, size, t(`role.${control.role}`)));
  return found;
}

function one(kind, seen, size, name) {
  const low = seen.box[1] < 0.04 * size[1];
  const right = seen.box[0] + seen.box[2] / 2 > size[0] / 2;
  const label = h("span", {}, `${name} ${Math.round(100 * seen.score)}`);
  const it = h("div", { class: `box k-${kind}${low ? " low" : ""}${right ? " right" : ""}` }, label);
  place(it, seen.box, size);
  return it;
}
