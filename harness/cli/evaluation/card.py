"""The model card, written by the evaluation so that its figures are those that were measured."""

import hashlib
import importlib.resources
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.cli.evaluation.errors import Mistake

_HEAD = """# Model card: TapTruth's learned detector

Written by `python -m harness.cli.eval_screens DIR --card FILE`; do not edit by hand.

## What it is

{models}

It says where closing controls, skip pills, countdowns, calls to action, labels and gesture hints
are drawn, whether a pop-up covers the page, of which kind, and how dark its scrim is. It is one
witness beside drawn shapes (`detectors/crosses.py`), words (`detectors/reading.py`) and the
hierarchy; how they are weighed stands in `detectors/popups.py`.

## What it learned from

Pictures that the project draws itself (`detectors/training`): pop-ups and ordinary pages from a
seed, with icons of free icon fonts, photographs that come with scikit-image, and JPEG, scale,
blur, colour, noise and cut-outs laid over them. No screenshot of any app was learned from.
`make train` repeats it.

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


def _table(told: dict[str, Any]) -> list[str]:
    lines = ["| detector | what | precision | recall | AP |", "| --- | --- | --- | --- | --- |"]
    for name, groups in told["detectors"].items():
        lines += [
            f"| {name} | {line['name']} | {_share(line, 'precision', 'found')} | "
            f"{_share(line, 'recall', 'labels')} | {_ap(line)} |"
            for line in groups["all"]["lines"]
            if line["labels"] or line["found"]
        ]
        plain = groups["all"].get("false_close")
        if plain:
            share = f"{plain['share']:.3f} of {plain['of']}"
            lines.append(f"| {name} | false close on ordinary screens | {share} | | |")
    return lines


def _share(line: dict[str, Any], what: str, of: str) -> str:
    if line[what] is None:
        return "-"
    low, high = line[f"{what}_range"]
    return f"{line[what]:.3f} ({low:.2f}-{high:.2f}; of {line[of]})"


def _ap(line: dict[str, Any]) -> str:
    return "-" if line["ap"] is None else f"{line['ap']:.3f}"


def write_card(path: Path, told: dict[str, Any], wrong: Sequence[Mistake]) -> None:
    """Write the card; the pictures measured on are named by number only."""
    lines = [_HEAD.format(models=_models()), "## Figures", ""]
    count = told["detectors"]["taptruth"]["all"]["pictures"]
    lines += [f"On {count} real labelled screenshots, IoU >= 0.5, 95 % intervals.", ""]
    lines += _table(told)
    lines += ["", "| time a frame | median | p95 |", "| --- | --- | --- |"]
    lines += [f"| {t['name']} | {t['median_ms']} ms | {t['p95_ms']} ms |" for t in told["times"]]
    lines += ["", "## What still fails", ""]
    kinds = Counter(f"{m.what} {'missed' if m.missed else 'falsely seen'}" for m in wrong)
    lines += [f"- {kind}: {number}" for kind, number in kinds.most_common()]
    lines += ["", _LIMITS]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), "utf-8")


_LIMITS = """## Limits

- Small and faint controls (under 10 dp, or a contrast under 1.3:1) are often missed.
- An X of an ordinary page is told from that of a pop-up by what surrounds it; editors that fill
  the screen and carry an X in a corner look like full-screen pop-ups.
- Landscape screens, tablets and foldables were not measured.
- The pictures measured on are few: read the intervals, not the figures.
"""
