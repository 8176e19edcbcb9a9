"use strict";
// Filters and sorting of the index. Without them every case stands in the table.
(() => {
  const tags = { "lang-zh": "zh-CN", "lang-en": "en" };
  document.querySelectorAll("input.lang").forEach((it) => it.addEventListener("change", () => {
    document.documentElement.lang = tags[it.id];
  }));
  const form = document.querySelector(".filters"), body = document.querySelector(".index tbody");
  const words = form.querySelector("#words"), rule = form.querySelector("#rule");
  const boxes = [...form.querySelectorAll("[name=verdict]")], shown = form.querySelector("#shown");
  const rows = [...body.rows].map((it) => ({
    it, verdict: it.dataset.v, rules: it.dataset.r.split(" "), text: it.textContent.toLowerCase(),
  }));
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter((it) => it.checked).map((it) => it.value));
    let count = 0;
    for (const row of rows) {
      const fits = verdicts.has(row.verdict) && (!rule.value || row.rules.includes(rule.value))
        && wanted.every((it) => row.text.includes(it));
      row.it.hidden = !fits;
      count += fits;
    }
    shown.textContent = count;
  };
  form.hidden = false;
  form.addEventListener("submit", (it) => it.preventDefault());
  form.addEventListener("input", filter);
  const heads = [...document.querySelectorAll(".index th")];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.ariaSort === "ascending";
      heads.forEach((it) => it.removeAttribute("aria-sort"));
      head.ariaSort = down ? "descending" : "ascending";
      const told = new Map(rows.map((row) => [row, row.it.cells[column].textContent.trim()]));
      rows.sort((a, b) => (down ? -1 : 1) * told.get(a).localeCompare(told.get(b), undefined, { numeric: true }));
      body.append(...rows.map((row) => row.it));
    });
  });
})();
