// One phone, live: its picture, what is seen on it, where it is, and a hand on it.

import { bdi, fill, h } from "./dom.js";
import { boxesOf } from "./boxes.js";
import { edit } from "./labels.js";
import { enc, get, listen, post } from "./net.js";
import { onSpeak, t, translate } from "./words.js";

const DRAG_PX = 14;
const STEP = 0.02;

export function phoneView(root, say) {
  const live = { serial: "", size: [9, 16], frame: 0, sight: null, read: false, place: null, state: "connecting", why: "" };
  let hops = new Map();
  let stop = null;
  let cross = [0.5, 0.5];
  let down = null;

  // --- what it is made of ---------------------------------------------------------
  const picture = h("img", { class: "picture", draggable: "false", alt: "" });
  const boxes = h("div", { class: "boxes", "aria-hidden": "true" });
  const aim = h("div", { class: "aim", hidden: true });
  const veil = h("p", { class: "veil" });
  const stage = h("div", { class: "stage", tabindex: "0", role: "group", "data-t-label": "phone.stage" }, picture, boxes, aim, veil);
  const select = h("select", { id: "serial" });
  const state = h("span", { class: "badge" });
  const overlay = h("input", { type: "checkbox", id: "overlay", checked: true });
  const app = h("input", { id: "app", list: "apps", autocomplete: "off", spellcheck: "false", placeholder: "com.example.app" });
  const apps = h("datalist", { id: "apps" });
  const where = h("dl", { class: "facts" });
  const seen = h("div", { class: "seen" });
  const went = h("ol", { class: "hops" });
  const button = (name, text, action) => h("button", { type: "button", "data-t": text, "data-key": name, onclick: action });

  fill(
    root,
    h("h2", { class: "hush", "data-t": "tab.phone" }),
    h("div", { class: "desk" },
      h("div", { class: "left" }, stage,
        h("div", { class: "row middle" },
          button("back", "phone.back", () => press("back")),
          button("home", "phone.home", () => press("home")),
          button("recent", "phone.recent", () => press("recent")),
          button("still", "phone.still", () => still()))),
      h("div", { class: "right" },
        h("div", { class: "card row" },
          h("label", { for: "serial", "data-t": "phone.which" }), select, state,
          h("label", { class: "check" }, overlay, h("span", { "data-t": "phone.overlay" }))),
        h("form", { class: "card row", onsubmit: start },
          h("label", { for: "app", "data-t": "phone.app" }), app, apps,
          h("button", { class: "primary", "data-t": "phone.launch" })),
        h("div", { class: "card" }, h("h3", { "data-t": "phone.place" }), where),
        h("div", { class: "card" }, h("h3", { "data-t": "see.title" }), seen),
        h("div", { class: "card" }, h("h3", { "data-t": "phone.hops" }), went))),
  );

  // --- drawing ----------------------------------------------------------------------
  function drawState() {
    state.textContent = t(`state.${live.state}`);
    state.className = `badge s-${live.state}`;
    const hidden = live.state === "live" || (live.state === "resting" && live.frame > 0);
    veil.hidden = hidden;
    veil.textContent = hidden ? "" : [t(`state.${live.state}`), live.why].filter(Boolean).join(": ");
  }

  function drawSight() {
    fill(boxes, overlay.checked ? boxesOf(live.sight, live.size) : []);
    if (!live.sight) return fill(seen, h("p", { class: "soft" }, t("see.waiting")));
    const rows = live.sight.controls.map((it) =>
      h("li", {}, h("i", { class: `swatch k-${it.role}` }), h("b", {}, t(`role.${it.role}`)), ` ${Math.round(100 * it.score)} % `,
        it.text ? bdi(`“${it.text}” `, "q") : null,
        h("span", { class: "soft" }, [it.grounds.map((g) => t(`ground.${g}`)).join(" + "),
          it.size_dp ? `${it.size_dp.join(" × ")} dp` : "", it.contrast ? `${it.contrast} : 1` : ""].filter(Boolean).join(" · "))));
    const popup = live.sight.popup;
    fill(seen,
      h("p", {}, popup ? h("i", { class: "swatch k-popup" }) : null,
        popup ? h("b", {}, `${t("see.popup")}: ${t(`popup.${popup.kind}`)}`) : h("b", {}, t(live.sight.capturable ? "see.none" : "see.black")),
        popup ? ` ${Math.round(100 * popup.score)} %` : ""),
      rows.length ? h("ul", { class: "plain" }, rows) : null,
      live.sight.why ? h("details", {}, h("summary", {}, t("see.why")), h("p", { class: "small mono" }, live.sight.why)) : null,
      h("p", { class: "soft small" }, t(live.read ? "see.read" : "see.fast")));
  }

  function drawPlace() {
    const it = live.place;
    fill(where, it ? [
      h("dt", {}, t("phone.kind")), h("dd", {}, t(`place.${it.kind}`)),
      h("dt", {}, t("phone.package")), h("dd", {}, bdi(it.package, "code")),
      h("dt", {}, t("phone.activity")), h("dd", {}, bdi(it.activity, "code"))] : []);
  }

  function drawHops() {
    const rows = [...hops.values()].reverse().slice(0, 30);
    fill(went, rows.map((it) =>
      h("li", {}, h("b", {}, it.kind ? t(`place.${it.kind}`) : bdi(it.package)), " ",
        it.action ? h("code", {}, it.action.replace("android.intent.action.", "")) : null,
        h("div", {}, bdi(it.component ?? it.package, "code")),
        it.uri ? h("div", {}, bdi(it.uri, "code")) : null,
        it.caller ? h("div", { class: "soft small" }, t("phone.by"), " ", bdi(it.caller, "code")) : null)));
    if (!rows.length) fill(went, h("li", { class: "soft none" }, t("phone.no_hops")));
  }

  const draw = () => { translate(root); drawState(); drawSight(); drawPlace(); drawHops(); };
  onSpeak(draw);
  overlay.addEventListener("change", drawSight);

  // --- listening ------------------------------------------------------------------
  function watch(serial) {
    stop?.();
    stop = null;
    Object.assign(live, { serial, frame: 0, sight: null, place: null, state: "connecting", why: "" });
    hops = new Map();
    fill(apps);
    picture.removeAttribute("src");
    draw();
    if (!serial) return;
    const path = `/api/phones/${enc(serial)}`;
    stop = listen(`${path}/events`, {
      state: (it) => { Object.assign(live, it); drawState(); if (it.state === "live" && !apps.firstChild) loadApps(serial); },
      frame: (it) => {
        live.size = it.size;
        live.frame = it.number;
        live.sight = null;
        picture.src = `data:image/jpeg;base64,${it.jpeg}`;
        stage.style.setProperty("--wide", it.size[0]);
        stage.style.setProperty("--high", it.size[1]);
        fill(boxes);
        drawState();
      },
      sight: (it) => { if (it.number !== live.frame) return; live.sight = it.sight; live.read = it.read; drawSight(); },
      place: (it) => { live.place = it; drawPlace(); },
      hop: (it) => { hops.set(it.number, it); drawHops(); },
      error: () => { Object.assign(live, { state: "lost_page", why: "" }); drawState(); },
    });
  }

  async function loadApps(serial) {
    try {
      const { packages } = await get(`/api/phones/${enc(serial)}/packages`);
      if (live.serial === serial) fill(apps, packages.map((it) => h("option", { value: it })));
    } catch (error) { say(error.message, true); }
  }

  async function list() {
    try {
      const { length } = select.options;
      const found = await get("/api/phones");
      fill(select, found.map((it) => h("option", { value: it.serial, disabled: it.state !== "device" },
        [it.serial, it.model, it.state === "device" ? "" : it.state].filter(Boolean).join(" · "))));
      const ready = found.filter((it) => it.state === "device").map((it) => it.serial);
      const wanted = ready.includes(live.serial) ? live.serial : ready[0] ?? "";
      select.value = wanted;
      if (wanted !== live.serial || !stop) watch(wanted);
      if (!wanted) { live.state = "none"; drawState(); }
      if (length && length !== found.length) say(t("phone.changed"));
    } catch (error) { say(error.message, true); }
  }
  select.addEventListener("change", () => watch(select.value));

  // --- touching ------------------------------------------------------------------
  const send = async (what, body, done) => {
    try {
      const told = await post(`/api/phones/${enc(live.serial)}/${what}`, body);
      say(done(told));
    } catch (error) { say(error.message, true); }
  };
  const press = (name) => send("key", { name }, (it) => t("phone.pressed", { key: t(`phone.${name}`), ms: it.took_ms }));

  function start(it) {
    it.preventDefault();
    const name = app.value.trim();
    if (name) send("launch", { package: name }, (told) => t("phone.launched", { what: told.component }));
  }

  const pixel = ([x, y]) => [Math.min(live.size[0] - 1, Math.round(x * live.size[0])), Math.min(live.size[1] - 1, Math.round(y * live.size[1]))];
  function tap(at) {
    const [x, y] = pixel(at);
    mark(at, true);
    send("tap", { x, y }, (it) => t("phone.tapped", { x, y, ms: it.took_ms }));
  }
  function mark([x, y], pulse) {
    aim.hidden = false;
    aim.style.left = `${100 * x}%`;
    aim.style.top = `${100 * y}%`;
    aim.classList.toggle("pulse", false);
    if (pulse) requestAnimationFrame(() => aim.classList.add("pulse"));
  }
  const within = (it) => {
    const box = stage.getBoundingClientRect();
    return [(it.clientX - box.x) / box.width, (it.clientY - box.y) / box.height].map((s) => Math.min(1, Math.max(0, s)));
  };
  stage.addEventListener("pointerdown", (it) => { if (it.button === 0 && live.frame) { down = { at: within(it), x: it.clientX, y: it.clientY, ms: it.timeStamp }; stage.setPointerCapture(it.pointerId); } });
  stage.addEventListener("pointercancel", () => { down = null; });
  stage.addEventListener("pointerup", (it) => {
    if (!down) return;
    const far = Math.hypot(it.clientX - down.x, it.clientY - down.y) > DRAG_PX;
    const for_ms = Math.round(it.timeStamp - down.ms);
    if (far) send("swipe", { start: pixel(down.at), end: pixel(within(it)), for_ms }, (told) => t("phone.swiped", { ms: told.took_ms }));
    else tap(down.at);
    cross = within(it);
    down = null;
  });
  stage.addEventListener("keydown", (it) => {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP / 2], ArrowDown: [0, STEP / 2] }[it.key];
    if (by) { cross = cross.map((c, i) => Math.min(0.999, Math.max(0, c + by[i]))); mark(cross, false); }
    else if (it.key === "Enter" && live.frame) tap(cross);
    else if (it.key === "Escape") { aim.hidden = true; return; }
    else return;
    it.preventDefault();
    it.stopPropagation();
  });

  async function still() {
    if (!live.frame) return;
    try { edit(await post(`/api/phones/${enc(live.serial)}/still`, { frame: live.frame }), say); } catch (error) { say(error.message, true); }
  }

  let timer = 0;
  return {
    show() { list(); timer = setInterval(list, 5000); },
    hide() { clearInterval(timer); stop?.(); stop = null; },
    key(it) {
      if (it.key === "o") { overlay.checked = !overlay.checked; drawSight(); }
      else if (it.key === "b") press("back");
      else if (it.key === "h") press("home");
      else if (it.key === "s") still();
      else return false;
      return true;
    },
  };
}
