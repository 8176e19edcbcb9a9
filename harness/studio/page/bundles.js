// Bundles under the folder: listed, verified, their reports shown.

import { bdi, fill, h, moment, stacked } from "./dom.js";
import { enc, get, post } from "./net.js";
import { language, onSpeak, t, translate } from "./words.js";

export function bundlesView(root, say) {
  let bundles = [];
  let folder = "";
  let chosen = "";
  let checked = null;

  const words = h("input", { id: "bundle-words", type: "search", "data-t-label": "bundles.words", "data-t-hint": "bundles.words" });
  const verdict = h("select", { id: "bundle-verdict", "data-t-label": "bundles.verdict" },
    h("option", { value: "", "data-t": "bundles.any" }), ["violation", "suspected", "clear", "inconclusive"].map((it) => h("option", { value: it, "data-t": `verdict.${it}` })));
  const where = h("p", { class: "soft small" });
  const table = h("div", { class: "scroll" });
  const detail = h("div", {});
  fill(root, h("h2", { class: "hush", "data-t": "tab.bundles" }), detail,
    h("div", { class: "card" }, h("div", { class: "row" }, words, verdict, h("button", { type: "button", "data-t": "bundles.again", onclick: load })), where, table));

  function shown() {
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return bundles.filter((it) => (!verdict.value || it.verdict === verdict.value)
      && wanted.every((word) => [it.package, it.label, it.name, it.model, it.serial].join(" ").toLowerCase().includes(word)));
  }

  function drawTable() {
    const rows = shown();
    where.textContent = t("bundles.where", { n: rows.length, of: bundles.length, folder });
    fill(table, stacked(
      h("thead", {}, h("tr", {}, ["bundles.app", "bundles.verdict", "bundles.why", "bundles.launches", "bundles.device", "bundles.started", "bundles.state"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, rows.slice(0, 500).map((it) => h("tr", { class: it.id === chosen ? "chosen" : null },
        h("td", {}, h("a", { href: `#bundles/${it.id}` }, bdi(it.label ?? it.package ?? it.name)), h("div", { class: "soft small" }, bdi(it.package), " ", it.version ?? "")),
        h("td", {}, it.verdict ? h("span", { class: `badge v-${it.verdict}` }, t(`verdict.${it.verdict}`)) : "—"),
        h("td", { class: "small" }, it.why ? h("span", { class: "bad" }, it.why) : it.reasons[language()][0] ?? ""),
        h("td", { class: "num" }, it.launches || ""),
        h("td", { class: "small" }, bdi(it.model), h("div", { class: "soft" }, bdi(it.serial))),
        h("td", { class: "small" }, moment(it.started_wall_ns)),
        h("td", {}, h("span", { class: `badge b-${it.state}` }, t(`bundle.${it.state}`)))))))); 
  }

  function drawDetail() {
    const it = bundles.find((one) => one.id === chosen);
    if (!it) return fill(detail, chosen ? h("p", { class: "card" }, t("bundles.gone")) : []);
    const path = `/report/${enc(it.id)}`;
    const readable = it.state !== "unreadable";
    fill(detail, h("div", { class: "card" },
      h("div", { class: "row" }, h("h3", { class: "grow" }, bdi(it.label ?? it.package ?? it.name), " ", h("span", { class: "soft small" }, bdi(it.name, "code"))),
        it.state === "running" ? h("a", { class: "button", href: `#scan/${it.id}` }, t("bundles.watch")) : null,
        h("button", { type: "button", onclick: check }, t("bundles.verify")),
        readable ? h("a", { class: "button", href: path, target: "_blank", rel: "noopener" }, t("bundles.tab")) : null,
        h("a", { class: "button", href: "#bundles" }, t("page.close"))),
      h("div", { id: "checked", role: "status" }, verified()),
      readable ? h("p", { class: "soft" }, t("bundles.writing")) : null,
      readable ? h("iframe", { class: "report", src: `${path}?lang=${language()}`, onload: (one) => one.target.previousElementSibling.remove(), sandbox: "allow-scripts", title: t("bundles.report") }) : null));
  }

  function verified() {
    if (!checked || checked.id !== chosen) return [];
    if (checked.waiting) return h("p", { class: "soft" }, t("bundles.verifying"));
    const head = checked.holds ? h("p", { class: "v-clear note" }, t("bundles.holds"))
      : h("p", { class: "v-violation note" }, t("bundles.broken"), " ", h("span", {}, checked.error));
    return [head, h("details", { open: !checked.holds }, h("summary", {}, t("bundles.steps")),
      h("ol", { class: "steps" }, checked.steps.map((step) => h("li", { value: String(step.step) }, h("code", {}, step.name), " ", step.found))))];
  }

  async function check() {
    checked = { id: chosen, waiting: true };
    fill(document.getElementById("checked"), verified());
    try {
      checked = { id: chosen, ...(await post(`/api/bundles/${enc(chosen)}/verify`)) };
    } catch (error) { checked = null; say(error.message, true); }
    const it = document.getElementById("checked");
    if (it) fill(it, verified());
  }

  async function load() {
    try { ({ bundles, folder } = await get("/api/bundles")); drawTable(); } catch (error) { say(error.message, true); }
  }

  words.addEventListener("input", drawTable);
  verdict.addEventListener("change", drawTable);
  onSpeak(() => { translate(root); drawTable(); drawDetail(); });

  return {
    async show(id) {
      const other = (id ?? "") !== chosen;
      chosen = id ?? "";
      await load();
      if (other || !detail.firstChild) { drawDetail(); if (chosen) detail.scrollIntoView({ block: "start" }); }
    },
  };
}
