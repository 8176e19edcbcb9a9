"""The model card, written by the evaluation so that its figures are those that were measured."""

import hashlib
import importlib.resources
from pathlib import Path
from typing import Any

_HEAD = """# Model card: TapTruth's learned detector

Written by `python -m harness.cli.eval_screens DIR --card FILE`; do not edit by hand.

## What it is

{models}

It says where closing controls, skip pills, countdowns, calls to action, labels and gesture hints
are drawn, whether a pop-up covers the page, of which kind, and how dark its scrim is. It is one
witness beside drawn shapes (`detectors/crosses.py`), words (`detectors/reading.py`) and the
hierarchy; how they are weighed stands in `detectors/popups.py`.

## What it learned from

Pictures that the project draws itself: pop-ups and ordinary pages from a seed
(`detectors/training`, with icons of free icon fonts and photographs that come with scikit-image)
and, where the training log names them, screens of made-up apps (`taptruth virtual fabricate
--screens`); JPEG, scale, blur, colour, noise and cut-outs are laid over them. No screenshot of any
app was learned from. `make train` repeats it.

"""


def _models() -> str:
    folder = importlib.resources.files("detectors").joinpath("models")
    rows = []
    found = folder.iterdir() if folder.is_dir() else ()
    for path in sorted(found, key=lambda p: p.name):
        if path.name.endswith(".onnx"):
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            rows.append(f"- `{path.name}`: {len(data) / 1024:.0f} KiB, SHA-256 `{digest[:16]}…`")
        if path.name.endswith(".log.jsonl"):
            lines = path.read_text("utf-8").splitlines()
            rows.append(f"- trained with `{lines[0]}`, ended at `{lines[-1]}` (`{path.name}`)")
    return "\n".join(rows) or "- no model file"


def _tables(told: dict[str, Any]) -> list[str]:
    """All pictures first, then each set; in each the detectors side by side."""
    names = list(told["detectors"])
    groups = list(told["detectors"][names[0]])
    lines = []
    for group in sorted(groups, key=lambda g: g != "all"):
        count = told["detectors"][names[0]][group]["pictures"]
        lines += [f"### {'All' if group == 'all' else f'Set {group}'} ({count} pictures)", ""]
        lines += [
            "| detector | what | precision | recall | AP |",
            "| --- | --- | --- | --- | --- |",
        ]
        for name in names:
            lines += _rows(name, told["detectors"][name][group])
        lines.append("")
    return lines


def _rows(name: str, figures: dict[str, Any]) -> list[str]:
    rows = [
        f"| {name} | {line['name']} | {_share(line, 'precision', 'found')} | "
        f"{_share(line, 'recall', 'labels')} | {_ap(line)} |"
        for line in figures["lines"]
        if line["labels"] or line["found"]
    ]
    plain = figures.get("false_close")
    if plain:
        low, high = plain["range"]
        share = f"{plain['share']:.3f} ({low:.2f}-{high:.2f}; of {plain['of']})"
        rows.append(f"| {name} | false close or skip on ordinary screens | {share} | | |")
    return rows


def _share(line: dict[str, Any], what: str, of: str) -> str:
    if line[what] is None:
        return "-"
    low, high = line[f"{what}_range"]
    return f"{line[what]:.3f} ({low:.2f}-{high:.2f}; of {line[of]})"


def _ap(line: dict[str, Any]) -> str:
    if line["ap"] is None:
        return "-"
    low, high = line["ap_range"]
    return f"{line['ap']:.3f} ({low:.2f}-{high:.2f})"


def write_card(path: Path, told: dict[str, Any]) -> None:
    """Write the card; the pictures measured on are named by number only."""
    lines = [_HEAD.format(models=_models()), "## Figures", ""]
    count = told["detectors"]["taptruth"]["all"]["pictures"]
    lines += [
        f"On {count} labelled screenshots, IoU >= 0.5, 95 % intervals (Wilson; AP: bootstrap). The",
        "thresholds were chosen on pictures of this sort: on others expect less.",
        "",
    ]
    lines += _tables(told)
    lines += ["| time a frame | median | p95 |", "| --- | --- | --- |"]
    lines += [f"| {t['name']} | {t['median_ms']} ms | {t['p95_ms']} ms |" for t in told["times"]]
    lines += ["", "## What still fails", ""]
    lines += [f"- {kind}: {number}" for kind, number in told["still_fails"].items()]
    lines += ["", _LIMITS]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), "utf-8")


_LIMITS = """## Limits

- Small and faint controls (under 10 dp, or a contrast under 1.3:1) are often missed.
- An X of an ordinary page is told from that of a pop-up by what surrounds it; editors that fill
  the screen and carry an X in a corner look like full-screen pop-ups.
- Landscape screens, tablets and foldables were not measured.
- The pictures measured on are few: read the intervals, not the figures. Their labels of
  dismissing and inviting words are not complete, so that precision there is a lower bound.
- A small banner with an X that floats over a page that is not dimmed, and a page of the app's own
  make that imitates an installer, are mostly taken for ordinary pages.

## What was tried

`docs/seeing.md` tells what was tried on the way and what it gave.
"""
