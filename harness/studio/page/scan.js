// A scan: begun here or elsewhere, watched while its bundle is written.

import { bdi, fill, h } from "./dom.js";
import { boxesOf, place } from "./boxes.js";
import { enc, get, listen, post } from "./net.js";
import { language, onSpeak, t, translate } from "./words.js";

const percent = (share) => `${Math.round(100 * share)} %`;
const width = (share) => `${100 * share}%`;
const said = (pair) => (pair ? pair[language()] : "");

export function scanView(root, say) {
  let watched = "";
  let stop = null;
  let jobs = [];
  let others = [];
  const now = blank();

  function blank() {
    return { case: null, trials: [], asking: [], next: null, standing: [], pictures: {}, seen: {} };
  }

  // --- what it is made of ---------------------------------------------------------
  const serial = h("select", { id: "scan-serial" });
  const app = h("input", { id: "scan-app", list: "scan-apps", autocomplete: "off", spellcheck: "false", placeholder: "com.example.app", required: true });
  const apps = h("datalist", { id: "scan-apps" });
  const choice = (id, group, names) => h("select", { id }, names.map((it) => h("option", { value: it, "data-t": `${group}.${it}` })));
  const depth = choice("scan-depth", "depth", ["quick", "standard", "thorough"]);
  depth.value = "standard";
  const consent = choice("scan-consent", "consent", ["accept", "decline", "stop"]);
  const launches = h("input", { id: "scan-launches", type: "number", min: "1", max: "500", placeholder: "40" });
  const begin = h("button", { class: "primary", "data-t": "scan.begin" });
  const list = h("ul", { class: "plain cases" });
  const board = h("div", { class: "watch" });
  const field = (it, text) => h("div", { class: "field" }, h("label", { for: it.id, "data-t": text }), it);

  fill(root,
    h("h2", { class: "hush", "data-t": "tab.scan" }),
    h("form", { class: "card row bottom", onsubmit: start },
      field(serial, "phone.which"), h("div", { class: "field wide" }, h("label", { for: app.id, "data-t": "phone.app" }), app, apps),
      field(depth, "scan.depth"), field(launches, "scan.launches"), field(consent, "scan.consent"), begin),
    h("div", { class: "card" }, h("h3", { "data-t": "scan.running" }), list),
    board);

  // --- drawing ----------------------------------------------------------------------
  function drawList() {
    const mine = jobs.map((it) => row(it.bundle, it.package, it.serial, it.state, it.verdict, it.error));
    const theirs = others.filter((it) => !jobs.some((job) => job.bundle === it.id)).map((it) => row(it.id, it.package, it.serial, "elsewhere", null, ""));
    fill(list, [...mine, ...theirs]);
    if (!mine.length && !theirs.length) fill(list, h("li", { class: "soft" }, t("scan.nothing")));
  }

  function row(id, name, where, state, verdict, error) {
    return h("li", { class: "row" },
      h("a", { href: `#scan/${id}`, "aria-current": id === watched ? "true" : null }, bdi(name, "b")),
      h("span", { class: "soft small" }, where ?? ""),
      h("span", { class: `badge s-${state}` }, t(`job.${state}`)),
      verdict ? h("span", { class: `badge v-${verdict}` }, t(`verdict.${verdict}`)) : null,
      error ? h("span", { class: "small bad" }, error) : null);
  }

  const job = () => jobs.find((it) => it.bundle === watched);

  function drawBoard() {
    if (!watched || !now.case) return fill(board, watched ? h("p", { class: "soft" }, t("scan.waiting")) : []);
    fill(board, h("div", { class: "card" }, head()), h("div", { class: "lanes" }, now.asking.map(lane)),
      statistics(), h("div", { class: "card" }, h("h3", {}, t("scan.trials")), trials()));
  }

  function head() {
    const it = now.case;
    const done = it.sealed || it.quiet;
    const mine = job();
    const share = it.budget ? Math.min(1, now.trials.length / it.budget) : 0;
    const bar = h("div", { class: "progress", role: "img", "aria-label": t("scan.of", { n: now.trials.length, most: it.budget ?? "?" }) }, h("i"));
    bar.firstChild.style.width = width(share);
    return [
      h("div", { class: "row" }, h("h3", { class: "grow" }, bdi(it.label ?? it.package), " ", h("span", { class: "soft" }, bdi(it.package, "code"), " ", it.version ?? "")),
        mine?.verdict ? h("span", { class: `badge v-${mine.verdict}` }, t(`verdict.${mine.verdict}`)) : null,
        h("span", { class: `badge s-${done ? "done" : "running"}` }, t(it.sealed ? "scan.sealed" : it.quiet ? "scan.quiet" : "job.running")),
        it.sealed ? h("a", { class: "button", href: `#bundles/${watched}` }, t("scan.report")) : null,
        mine?.state === "running" ? h("button", { type: "button", disabled: mine.stopping, onclick: end }, t(mine.stopping ? "scan.stopping" : "scan.stop")) : null),
      h("p", { class: "soft small" }, [it.model, it.serial, it.depth ? t(`depth.${it.depth}`) : ""].filter(Boolean).join(" · ")),
      h("div", { class: "row" }, bar, h("span", { class: "small" }, t("scan.of", { n: now.trials.length, most: it.budget ?? "?" }))),
      now.next && !done ? h("p", { class: "then" }, h("b", {}, t("scan.next"), " "), now.next.stops ? t("scan.stops", { why: said(now.next.stops) }) : said(now.next.text),
        now.next.why ? h("span", { class: "soft" }, ` — ${said(now.next.why)}`) : null) : null];
  }

  function lane(it) {
    const seen = now.seen[it.launch];
    const picture = now.pictures[it.launch];
    const size = seen?.size ?? now.case.size;
    const stage = h("div", { class: "stage small-stage", role: "img", "aria-label": t("scan.picture", { n: it.launch }) },
      picture ? h("img", { class: "picture", alt: "", src: `data:image/jpeg;base64,${picture.jpeg}` }) : null,
      seen && picture && seen.number === picture.number ? h("div", { class: "boxes" }, boxesOf(seen.sight, size)) : null);
    stage.style.setProperty("--wide", size[0]);
    stage.style.setProperty("--high", size[1]);
    if (seen?.tapped) {
      const dot = h("div", { class: "aim" });
      place(dot, [...seen.tapped, 0, 0], size);
      dot.style.width = dot.style.height = "";
      stage.append(dot);
    }
    const hops = seen?.hops ?? [];
    return h("div", { class: "card lane-card" }, stage, h("div", {},
      h("p", { class: "soft small" }, t("scan.launch", { n: it.launch }), seen ? ` · ${(seen.at_ms / 1000).toFixed(1)} s` : ""),
      h("p", { class: "ask" }, said(it.text)),
      it.why ? h("p", { class: "soft" }, t("scan.because"), " ", said(it.why)) : null,
      seen ? h("p", {}, h("b", {}, t("phone.place"), ": "), t(`place.${seen.place.kind}`), " ", bdi(seen.place.package, "code")) : null,
      seen ? h("p", {}, h("b", {}, t("see.title"), ": "), seen.sight.popup ? t(`popup.${seen.sight.popup.kind}`) : t("see.none"),
        seen.sight.controls.length ? ` · ${seen.sight.controls.map((c) => t(`role.${c.role}`)).join(", ")}` : "") : null,
      hops.length ? h("ol", { class: "hops" }, hops.map((hop) => h("li", {}, h("b", {}, hop.kind ? t(`place.${hop.kind}`) : ""), h("div", {}, bdi(hop.component ?? hop.package, "code")), hop.uri ? h("div", {}, bdi(hop.uri, "code")) : null))) : null));
  }

  function statistics() {
    if (!now.standing.length) return h("div", { class: "card" }, h("h3", {}, t("standing.title")), h("p", { class: "soft" }, t("standing.none")));
    const rows = now.standing.map((it) => h("tr", {},
      h("td", {}, it.about ? [h("b", {}, said(it.about)), ": "] : null, t(`standing.${it.what}`)),
      h("td", { class: "num" }, t("standing.k_of_n", { k: it.hits, n: it.of })),
      h("td", {}, interval(it), h("span", { class: "soft small" }, `${percent(it.low)} – ${percent(it.high)}`)),
      h("td", {}, h("span", { class: `badge t-${it.state}` }, t(`test.${it.state}`)), it.state === "open" ? h("div", { class: "soft small" }, t(it.share >= 0 ? "test.towards_high" : "test.towards_low", { share: percent(Math.abs(it.share)) })) : null)));
    return h("div", { class: "card" }, h("h3", {}, t("standing.title")),
      h("div", { class: "scroll" }, h("table", { class: "stats" },
        h("thead", {}, h("tr", {}, ["standing.question", "standing.count", "standing.interval", "standing.test"].map((key) => h("th", { scope: "col" }, t(key))))),
        h("tbody", {}, rows))),
      h("p", { class: "soft small" }, t("standing.legend")));
  }

  function interval(it) {
    const part = (name, from, to) => { const i = h("i", { class: name }); i.style.left = width(from); i.style.width = to === undefined ? "" : width(Math.max(0.005, to - from)); return i; };
    return h("div", { class: "interval", "aria-hidden": "true" }, part("band", it.low, it.high), part("tick", it.p0), part("tick", it.p1), part("dot", it.hits / it.of));
  }

  function trials() {
    const rows = [...now.trials].reverse().map((it) => h("tr", {},
      h("td", { class: "num" }, it.launch), h("td", {}, said(it.text)),
      h("td", {}, h("b", {}, t(`outcome.${it.outcome}`)), it.place?.package ? [" ", bdi(it.place.package, "code")] : null, it.certain ? " ✓" : ""),
      h("td", { class: "soft small" }, said(it.told))));
    return h("div", { class: "scroll" }, h("table", {},
      h("thead", {}, h("tr", {}, ["scan.no", "scan.question", "scan.outcome", "scan.why"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, rows)));
  }

  const draw = () => { translate(root); drawList(); drawBoard(); };
  onSpeak(draw);

  // --- listening ------------------------------------------------------------------
  function watch(id) {
    stop?.();
    stop = null;
    watched = id;
    Object.assign(now, blank());
    draw();
    if (!id) return;
    let asked = 0;
    const later = () => { if (!asked) asked = requestAnimationFrame(() => { asked = 0; drawBoard(); }); };
    stop = listen(`/api/bundles/${enc(id)}/live`, {
      case: (it) => { now.case = it; later(); if (it.sealed || it.quiet) { stop?.(); stop = null; refresh(); } },
      trials: (it) => { now.trials = it; later(); },
      asking: (it) => { now.asking = it; later(); },
      next: (it) => { now.next = it; later(); },
      standing: (it) => { now.standing = it; later(); },
      frame: (it) => { now.pictures[it.launch] = it; later(); },
      seen: (it) => { now.seen[it.launch] = it; later(); },
    });
  }

  async function refresh() {
    try {
      const [phones, told, shelf] = await Promise.all([get("/api/phones"), get("/api/scans"), get("/api/bundles")]);
      const chosen = serial.value;
      const ready = phones.filter((it) => it.state === "device");
      fill(serial, ready.map((it) => h("option", { value: it.serial, dataset: it.busy ? { busy: "1" } : {} }, [it.serial, it.model, it.busy ? t("state.scan") : ""].filter(Boolean).join(" · "))));
      if (ready.some((it) => it.serial === chosen)) serial.value = chosen;
      begin.disabled = !ready.length;
      jobs = told;
      others = shelf.bundles.filter((it) => it.state === "running");
      drawList();
      if (watched && now.case) drawBoard();
      else if (!watched) { const first = jobs.find((it) => it.state === "running")?.bundle ?? others[0]?.id; if (first) watch(first); }
    } catch (error) { say(error.message, true); }
  }

  async function loadApps() {
    if (!serial.value || serial.selectedOptions[0]?.dataset.busy) return;
    try { fill(apps, (await get(`/api/phones/${enc(serial.value)}/packages`)).packages.map((it) => h("option", { value: it }))); } catch { /* a phone that a scan has lists nothing */ }
  }
  serial.addEventListener("change", loadApps);
  app.addEventListener("focus", loadApps);

  async function start(it) {
    it.preventDefault();
    begin.disabled = true;
    say(t("scan.beginning"));
    try {
      const wanted = { serial: serial.value, package: app.value.trim(), depth: depth.value, consent: consent.value };
      if (launches.value) wanted.launches = Number(launches.value);
      const told = await post("/api/scans", wanted);
      say("");
      location.hash = `#scan/${told.bundle}`;
      await refresh();
    } catch (error) { say(error.message, true); }
    begin.disabled = false;
  }

  async function end() {
    try { await post(`/api/scans/${enc(watched)}/stop`); await refresh(); } catch (error) { say(error.message, true); }
  }

  let timer = 0;
  return {
    show(id) { if (id && id !== watched) watch(id); else if (watched && !stop && !now.case?.sealed) watch(watched); refresh(); clearInterval(timer); timer = setInterval(refresh, 4000); },
    hide() { clearInterval(timer); stop?.(); stop = null; },
  };
}
