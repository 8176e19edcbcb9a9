// The ledger: entries and cases with filters, one entry with its history. Nothing is changed here.

import { bdi, fill, h, moment, stacked } from "./dom.js";
import { enc, get } from "./net.js";
import { language, onSpeak, t, translate } from "./words.js";

const STATES = ["clue", "verified", "not_reproduced", "notified", "rectified", "mended", "recurred", "closed"];
const VERDICTS = ["violation", "suspected", "clear", "inconclusive"];
const PAGE = 50;

export function ledgerView(root, say) {
  let what = "entries";
  let offset = 0;
  let told = { total: 0, rows: [] };
  let stats = null;
  let entry = null;

  const option = (value, text) => h("option", { value, "data-t": text });
  const app = h("input", { id: "ledger-app", type: "search" });
  const rule = h("input", { id: "ledger-rule", size: "6", autocomplete: "off" });
  const state = h("select", { id: "ledger-state" }, option("", "bundles.any"), STATES.map((it) => option(it, `entry.${it}`)));
  const verdict = h("select", { id: "ledger-verdict" }, option("", "bundles.any"), VERDICTS.map((it) => option(it, `verdict.${it}`)));
  const overdue = h("input", { id: "ledger-overdue", type: "checkbox" });
  const field = (it, text) => h("div", { class: "field" }, h("label", { for: it.id, "data-t": text }), it);
  const kinds = ["entries", "cases"].map((it) => h("button", { type: "button", "data-t": `ledger.${it}`, "aria-pressed": "false", onclick: () => { what = it; offset = 0; load(); } }));
  const onlyEntries = [field(rule, "ledger.rule"), field(state, "ledger.state"), h("label", { class: "check" }, overdue, h("span", { "data-t": "ledger.overdue" }))];
  const onlyCases = [field(verdict, "bundles.verdict")];
  const counts = h("div", { class: "row counts" });
  const detail = h("div", {});
  const table = h("div", { class: "scroll" });
  const pages = h("div", { class: "row" });

  fill(root, h("h2", { class: "hush", "data-t": "tab.ledger" }), counts, detail,
    h("div", { class: "card" }, h("form", { class: "row bottom", onsubmit: (it) => { it.preventDefault(); offset = 0; load(); } },
      h("div", { class: "row", role: "group" }, kinds), field(app, "bundles.app"), onlyEntries, onlyCases, h("button", { class: "primary", "data-t": "ledger.find" })), table, pages));
  for (const it of [state, verdict, overdue]) it.addEventListener("change", () => { offset = 0; load(); });

  function query() {
    const words = new URLSearchParams({ limit: PAGE, offset });
    if (app.value.trim()) words.set("app", app.value.trim());
    if (what === "cases" && verdict.value) words.set("verdict", verdict.value);
    if (what === "entries") {
      if (rule.value.trim()) words.set("rule", rule.value.trim());
      if (state.value) words.set("state", state.value);
      if (overdue.checked) words.set("overdue", "1");
    }
    return words;
  }

  async function load() {
    try {
      told = await get(`/api/ledger/${what}?${query()}`);
      stats ??= await get("/api/ledger/stats");
      draw();
    } catch (error) { say(error.message, true); }
  }

  const head = (...keys) => h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, t(key)))));
  const name = (it) => [bdi(it.label ?? it.package, "b"), h("div", { class: "soft small" }, bdi(it.package), " ", it.version)];
  const report = (id) => (id ? h("a", { href: `#bundles/${id}` }, t("scan.report")) : null);

  function draw() {
    translate(root);
    kinds.forEach((it, i) => it.setAttribute("aria-pressed", String(["entries", "cases"][i] === what)));
    for (const it of onlyEntries) it.hidden = what !== "entries";
    for (const it of onlyCases) it.hidden = what !== "cases";
    if (stats) fill(counts, ["apps", "cases", "entries", "overdue"].map((it) => h("p", { class: "count" }, h("strong", {}, stats[it]), " ", t(`ledger.n_${it}`))));
    if (!told.rows.length) fill(table, h("p", { class: "soft" }, t("ledger.nothing")));
    else fill(table, stacked( what === "entries" ? entries() : cases()));
    const next = what === "entries" ? offset + PAGE < told.total : told.rows.length === PAGE;
    fill(pages, h("span", { class: "soft small" }, t("ledger.rows", { from: told.rows.length ? offset + 1 : 0, to: offset + told.rows.length }), what === "entries" ? ` / ${told.total}` : ""),
      h("button", { type: "button", disabled: !offset, onclick: () => { offset = Math.max(0, offset - PAGE); load(); } }, t("ledger.before")),
      h("button", { type: "button", disabled: !next, onclick: () => { offset += PAGE; load(); } }, t("ledger.after")));
    drawEntry();
  }

  const entries = () => [head("ledger.number", "bundles.app", "ledger.rule", "ledger.about", "ledger.state", "ledger.deadline", "ledger.seen", "ledger.changed"),
    h("tbody", {}, told.rows.map((it) => h("tr", {}, h("td", {}, h("a", { href: `#ledger/${it.id}` }, `#${it.id}`)), h("td", {}, name(it)), h("td", {}, h("code", {}, it.rule), " ", h("span", { class: "soft small" }, it.severity)),
      h("td", {}, bdi(it.subject ?? "")), h("td", {}, h("span", { class: `badge e-${it.state}` }, t(`entry.${it.state}`))), h("td", {}, it.deadline ?? ""), h("td", { class: "num" }, it.seen), h("td", { class: "small" }, moment(it.changed_wall_ns)))))];

  const cases = () => [head("bundles.app", "bundles.verdict", "bundles.launches", "bundles.started", "bundles.report"),
    h("tbody", {}, told.rows.map((it) => h("tr", {}, h("td", {}, name(it)), h("td", {}, h("span", { class: `badge v-${it.verdict}` }, t(`verdict.${it.verdict}`))), h("td", { class: "num" }, it.launches),
      h("td", { class: "small" }, moment(it.started_wall_ns)), h("td", {}, report(it.shelf) ?? h("span", { class: "soft small mono" }, it.digest.slice(0, 20))))))];

  function drawEntry() {
    if (!entry) return fill(detail);
    const it = entry.entry;
    fill(detail, h("div", { class: "card" },
      h("div", { class: "row" }, h("h3", { class: "grow" }, `#${it.id} `, bdi(it.label ?? it.package), " ", h("code", {}, it.rule)), h("span", { class: `badge e-${it.state}` }, t(`entry.${it.state}`)), h("a", { class: "button", href: "#ledger" }, t("page.close"))),
      h("h4", {}, t("ledger.history")),
      h("ol", { class: "hops" }, entry.history.map((step) => h("li", {}, h("b", {}, t(`entry.${step.new}`)), " ", h("span", { class: "soft small" }, moment(step.at_wall_ns), " · ", bdi(step.who), step.deadline ? ` · ${t("ledger.deadline")} ${step.deadline}` : ""), step.note ? h("div", {}, bdi(step.note)) : null))),
      h("h4", {}, t("ledger.shown")),
      h("ul", { class: "plain" }, entry.observations.map((one) => h("li", {}, h("span", { class: `badge v-${one.verdict}` }, t(`verdict.${one.verdict}`)), " ", t("standing.k_of_n", { k: one.hits, n: one.of }), " · ", bdi(language() === "zh" ? one.reason_zh : one.reason_en), " ", h("span", { class: "soft small" }, one.version, " · ", moment(one.started_wall_ns)), " ", report(one.shelf)))),
      entry.complaints.length ? [h("h4", {}, t("ledger.complaints")), h("ul", { class: "plain" }, entry.complaints.map((one) => h("li", {}, bdi(one.text), " ", h("span", { class: "soft small" }, bdi(one.who), " · ", moment(one.at_wall_ns)))))] : null));
  }

  onSpeak(draw);
  return {
    async show(id) {
      try { entry = id ? await get(`/api/ledger/entries/${enc(id)}`) : null; } catch (error) { entry = null; say(error.message, true); }
      await load();
    },
  };
}
