"""``python -m harness.cli.eval_screens DIR``: measure the detectors on labelled screenshots.

Precision, recall and average precision (IoU >= 0.5) by role and by size of control, presence of
a pop-up, false closes on ordinary screens, times; the same for three simple detectors; and a
sheet of the worst mistakes. ``harness.run.labels`` describes the folder.
"""

import collections
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from harness.cli.evaluation.card import write_card
from harness.cli.evaluation.errors import MOST, draw_sheet, mistakes
from harness.cli.evaluation.tables import Answer, table, times
from harness.domain.errors import UsageError
from harness.run.labels import Row, hierarchy_of, read_labels

Rgb = Any
OURS = "taptruth"


def _timed(action: Callable[[], Any], into: list[float]) -> Any:
    began = time.perf_counter()
    done = action()
    into.append((time.perf_counter() - began) * 1000)
    return done


class _Run:
    """All detectors over all pictures."""

    def __init__(self, folder: Path, rows: list[Row], read: Any, *, baselines: bool) -> None:
        self.answers: dict[str, list[Answer]] = collections.defaultdict(list)
        self.clocks: dict[str, list[float]] = collections.defaultdict(list)
        self.why: dict[str, str] = {}
        self._folder = folder
        self._read = read
        self._baselines = baselines
        for i, row in enumerate(rows, 1):
            self._one(row)
            if sys.stderr.isatty():
                click.echo(f"\r{i}/{len(rows)}", err=True, nl=i == len(rows))

    def _one(self, row: Row) -> None:
        from detectors import Seer  # noqa: PLC0415  vision loads inside the command
        from detectors.images import decode  # noqa: PLC0415

        rgb = decode((self._folder / row.file).read_bytes())
        xml = hierarchy_of(self._folder, row)
        density = row.told_density
        seer = _warm(Seer)
        quick = _timed(lambda: seer.fast(rgb, density), self.clocks["fast path, new frame"])
        sight = _timed(
            lambda: seer.see(rgb, xml, density, read=self._read), self.clocks["first look, read"]
        )
        _timed(lambda: seer.fast(rgb, density), self.clocks["fast path, known words"])
        self.why[row.file] = sight.why
        for name, seen in ((OURS, sight), (f"{OURS}, fast path alone", quick)):
            score = seen.popup.score if seen.popup is not None else 0.0
            self.answers[name].append(Answer(row, seen.controls, score))
        if self._baselines:
            self._simple(row, rgb, xml, density)

    def _simple(self, row: Row, rgb: Rgb, xml: str | None, density: int | None) -> None:
        from detectors.reading import Reader  # noqa: PLC0415
        from harness.cli.evaluation import baselines as simple  # noqa: PLC0415

        reader = _warm(Reader)
        found = {
            "template matching": lambda: simple.by_templates(rgb, density),
            "words alone": lambda: simple.by_words(rgb, density, reader),
        }
        if xml is not None:
            found["hierarchy alone"] = lambda: simple.by_hierarchy(xml)
        for name, look in found.items():
            controls = _timed(look, self.clocks[name])
            self.answers[name].append(Answer(row, controls, simple.shows_popup(controls)))


_MADE: dict[type, Any] = {}


def _warm(kind: type) -> Any:
    """One of a kind for the whole run: models load once."""
    if kind not in _MADE:
        _MADE[kind] = kind()
    return _MADE[kind]


def _report(run: _Run) -> dict[str, Any]:
    told: dict[str, Any] = {"detectors": {}, "times": []}
    for name, answers in run.answers.items():
        sets: dict[str, list[Answer]] = collections.defaultdict(list)
        for answer in answers:
            sets[answer.row.set].append(answer)
        groups = [*sorted(sets.items())] if len(sets) > 1 else []
        told["detectors"][name] = {}
        for group, members in [*groups, ("all", answers)]:
            lines, data = table(members)
            click.echo(f"{name} · {group}: {len(members)} pictures")
            for line in lines:
                click.echo(line)
            told["detectors"][name][group] = {"pictures": len(members), **data}
    if "hierarchy alone" not in run.answers:
        click.echo("hierarchy alone: no picture has its XML beside it")
    for name, values in run.clocks.items():
        line, data = times(name, values)
        click.echo(line)
        told["times"].append(data)
    return told


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--mistakes", "listed", is_flag=True, help="List every mistake on stderr.")
@click.option("--read", type=click.Choice(["crops", "full", "none"]), default="crops")
@click.option("--baselines/--no-baselines", default=True, help="Measure the simple ones too.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/eval"),
    show_default=True,
    help="Folder for figures (JSON) and the error sheet (PNG).",
)
@click.option(
    "--card", type=click.Path(path_type=Path, dir_okay=False), help="Write the model card here."
)
def command(
    folder: Path, *, listed: bool, read: Any, baselines: bool, out: Path, card: Path | None
) -> None:
    """Measure the detectors on the labelled screenshots of FOLDER."""
    from detectors.images import NotAPictureError  # noqa: PLC0415

    rows = read_labels(folder)
    try:
        run = _Run(folder, rows, read, baselines=baselines)
    except (OSError, NotAPictureError) as error:
        raise UsageError(f"{folder}: {error}") from None
    told = _report(run)
    wrong = mistakes(run.answers[OURS], run.why)
    if listed:
        for mistake in wrong:
            click.echo(str(mistake), err=True)
    draw_sheet(folder, wrong, out / "errors.png")
    told["mistakes"] = [str(m) for m in wrong[:MOST]]
    told["still_fails"] = dict(collections.Counter(m.kind for m in wrong).most_common())
    (out / "figures.json").write_text(json.dumps(told, indent=1), "utf-8")
    click.echo(f"{len(wrong)} mistakes, the worst {min(MOST, len(wrong))} in {out / 'errors.png'}")
    if card is not None:
        write_card(card, told)
        click.echo(f"model card in {card}")


if __name__ == "__main__":
    try:
        command(standalone_mode=True)
    except UsageError as problem:
        click.echo(f"eval-screens: {problem}", err=True)
        sys.exit(2)
