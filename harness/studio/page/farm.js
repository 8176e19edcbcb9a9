// A farm: its hosts, phones and their health, what waits, its cases.

import { bdi, fill, h, moment, stacked } from "./dom.js";
import { enc, get } from "./net.js";
import { language, onSpeak, t, translate } from "./words.js";

const STATES = ["queued", "running", "finished", "failed", "cancelled"];

export function farmView(root, say) {
  let farm = null;
  let cases = [];
  let chosen = null;

  const app = h("input", { id: "farm-app", type: "search" });
  const state = h("select", { id: "farm-state" }, h("option", { value: "", "data-t": "bundles.any" }), STATES.map((it) => h("option", { value: it, "data-t": `farm.${it}` })));
  const counts = h("div", { class: "row counts" });
  const hosts = h("div", { class: "card" });
  const phones = h("div", { class: "card" });
  const queues = h("div", { class: "card" });
  const table = h("div", { class: "scroll" });
  const detail = h("div", {});
  const field = (it, text) => h("div", { class: "field" }, h("label", { for: it.id, "data-t": text }), it);
  fill(root, h("h2", { class: "hush", "data-t": "tab.farm" }), counts, detail, phones, queues, hosts,
    h("div", { class: "card" }, h("h3", { "data-t": "farm.cases" }), h("form", { class: "row bottom", onsubmit: (it) => { it.preventDefault(); load(); } }, field(app, "bundles.app"), field(state, "farm.state"), h("button", { class: "primary", "data-t": "ledger.find" })), table));
  state.addEventListener("change", () => load());

  const head = (...keys) => h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, t(key)))));
  const block = (where, title, rows, keys) => fill(where, h("h3", {}, t(title)), rows.length ? h("div", { class: "scroll" }, stacked( head(...keys), h("tbody", {}, rows))) : h("p", { class: "soft" }, t("farm.none")));
  const gigabytes = (bytes) => (bytes === null ? null : `${(bytes / 1e9).toFixed(1)} GB`);
  const badge = (name) => h("span", { class: `badge f-${name}` }, t(name === "busy" ? "farm.in_use" : `farm.${name}`));

  function health(it) {
    return [it.battery_percent === null ? null : `${it.battery_percent} %`, it.temperature_c === null ? null : `${it.temperature_c.toFixed(0)} °C`, gigabytes(it.storage_free_bytes)].filter(Boolean).join(" · ") || "—";
  }

  function draw() {
    translate(root);
    if (!farm) return;
    fill(counts, Object.entries(farm.counts).map(([name, many]) => h("p", { class: "count" }, h("strong", {}, many), " ", t(`farm.${name}`))));
    block(phones, "farm.phones", farm.phones.map((it) => h("tr", {}, h("td", {}, bdi(it.serial, "b"), h("div", { class: "soft small" }, bdi(it.model), ` · Android ${it.android || "?"}`, it.region ? ` · ${it.region}` : "")), h("td", {}, bdi(it.host)), h("td", {}, badge(it.state), it.failures ? h("span", { class: "soft small" }, ` ${t("farm.failures", { n: it.failures })}`) : null),
      h("td", { class: "small" }, bdi(it.why)), h("td", {}, health(it.health)), h("td", {}, t(it.calibrated === null ? "farm.never" : it.calibrated ? "farm.fit" : "farm.unfit_calibration")))), ["phone.which", "farm.host", "farm.state", "farm.why", "farm.health", "farm.calibrated"]);
    block(queues, "farm.queues", farm.queues.map((it) => h("tr", {}, h("td", {}, it.wants), h("td", { class: "num" }, it.queued), h("td", { class: "num" }, it.running), h("td", { class: "num" }, it.phones_now ? it.phones_now : h("span", { class: "bad" }, t("farm.stuck"))))), ["farm.wants", "farm.queued", "farm.running", "farm.fitting"]);
    block(hosts, "farm.hosts", farm.hosts.map((it) => h("tr", {}, h("td", {}, bdi(it.name, "b"), it.region ? h("span", { class: "soft small" }, ` ${it.region}`) : null), h("td", {}, badge(it.state)), h("td", { class: "num" }, `${it.busy} / ${it.phones}`), h("td", { class: "num" }, `${gigabytes(it.disk_used_bytes)} / ${gigabytes(it.disk_quota_bytes)}`), h("td", { class: "num" }, it.waiting_uploads), h("td", { class: "num" }, `${Math.round(it.silent_s)} s`))), ["farm.host", "farm.state", "farm.busy", "farm.disk", "farm.uploads", "farm.silent"]);
    fill(table, cases.length ? stacked( head("farm.number", "bundles.app", "farm.state", "bundles.verdict", "farm.tries", "farm.why", "farm.ended"), h("tbody", {}, cases.map((it) => h("tr", {}, h("td", {}, h("a", { href: `#farm/${it.id}` }, `${it.id}`)), h("td", {}, bdi(it.order.package, "b")), h("td", {}, badge(it.state)),
      h("td", {}, it.verdict ? h("span", { class: `badge v-${it.verdict}` }, t(`verdict.${it.verdict}`)) : "—", it.recurred?.length ? h("div", { class: "bad small" }, t("farm.recurred", { what: it.recurred.join(", ") })) : null), h("td", { class: "num" }, it.tries), h("td", { class: "small" }, bdi(it.why)), h("td", { class: "small" }, moment(it.ended_ns)))))) : h("p", { class: "soft" }, t("farm.none")));
    drawCase();
  }

  function drawCase() {
    if (!chosen) return fill(detail);
    const path = `/report/farm/${enc(chosen.id)}`;
    fill(detail, h("div", { class: "card" }, h("div", { class: "row" }, h("h3", { class: "grow" }, `${chosen.id} `, bdi(chosen.order.package)), badge(chosen.state), chosen.bundle ? h("a", { class: "button", href: path, target: "_blank", rel: "noopener" }, t("bundles.tab")) : null, h("a", { class: "button", href: "#farm" }, t("page.close"))),
      h("ol", { class: "hops" }, chosen.attempts.map((it) => h("li", {}, h("b", {}, t(`farm.${it.outcome}`)), " ", h("span", { class: "soft small" }, bdi(it.host), " · ", bdi(it.serials.join(", ")), " · ", moment(it.started_ns)), it.why ? h("div", {}, bdi(it.why)) : null))),
      chosen.bundle ? h("iframe", { class: "report", src: `${path}?lang=${language()}`, sandbox: "allow-scripts", title: t("bundles.report") }) : null));
  }

  async function load() {
    try {
      const words = new URLSearchParams();
      if (app.value.trim()) words.set("app", app.value.trim());
      if (state.value) words.set("state", state.value);
      const [whole, rows] = await Promise.all([get("/api/farm"), get(`/api/farm/cases?${words}`)]);
      farm = whole;
      cases = rows.rows;
      draw();
    } catch (error) { say(error.message, true); }
  }

  onSpeak(draw);
  let timer = 0;
  return {
    async show(id) {
      clearInterval(timer);
      try { chosen = id ? await get(`/api/farm/cases/${enc(id)}`) : null; } catch (error) { chosen = null; say(error.message, true); }
      await load();
      if (!chosen) timer = setInterval(load, 5000);
    },
    hide() { clearInterval(timer); },
  };
}
