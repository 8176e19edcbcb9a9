"""The worst mistakes, as a list and as a sheet of crops to look at."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.cli.evaluation.scoring import pair
from harness.cli.evaluation.tables import Answer, found_of
from harness.domain.geometry import BoxPx
from harness.run.labels import Row

MOST = 40
_WEIGHTS = {"close": 1.0, "skip": 1.0, "pop-up": 0.9, "dismiss": 0.5, "cta": 0.3}


@dataclasses.dataclass(frozen=True, slots=True)
class Mistake:
    """One thing missed or falsely seen."""

    row: Row
    what: str
    missed: bool
    box_px: BoxPx
    score: float
    """Of a false find; 1 for a miss."""
    note: str = ""

    @property
    def badness(self) -> float:
        """A false find costs more than a miss, a sure one more than an unsure one."""
        return _WEIGHTS[self.what] * (0.8 if self.missed else 0.5 + self.score)

    @property
    def kind(self) -> str:
        """What went wrong, without the place."""
        return f"{self.what} {'missed' if self.missed else 'falsely seen'}"

    def __str__(self) -> str:
        how = "missed" if self.missed else f"false, score {self.score:.2f}"
        at = f"{self.box_px.width}x{self.box_px.height} at {self.box_px.x},{self.box_px.y}"
        return f"{self.row.file}: {self.what} {how}, {at} {self.note}".rstrip()


def mistakes(answers: Sequence[Answer], why: dict[str, str]) -> list[Mistake]:
    """All, worst first. ``why`` gives the reason that a sight without a pop-up carried."""
    found = [m for a in answers for m in _of(a, why.get(a.row.file, ""))]
    return sorted(found, key=lambda m: (-m.badness, m.row.file))


def _of(answer: Answer, why: str) -> list[Mistake]:
    row = answer.row
    out = []
    whole = BoxPx(0, 0, *row.size)
    if row.full_screen and row.popup != (answer.popup > 0):
        out.append(Mistake(row, "pop-up", row.popup, whole, answer.popup, why))
    for what in ("close", "skip", "dismiss", "cta"):
        if not row.counts(what):
            continue
        pairs = pair(found_of(answer.controls, what), row.boxes(what))
        hit = [label for _, label in pairs if label is not None]
        out += [Mistake(row, what, False, f.box_px, f.score) for f, b in pairs if b is None]
        out += [Mistake(row, what, True, b, 1.0) for b in row.boxes(what) if b not in hit]
    return out


def draw_sheet(folder: Path, worst: Sequence[Mistake], out: Path) -> None:
    """A picture with the worst ones: the whole frame small, and the place large."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    columns, wide, high = 5, 320, 300
    shown = worst[:MOST]
    rows = max(1, -(-len(shown) // columns))
    sheet = Image.new("RGB", (columns * wide, rows * high), (240, 240, 240))
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(11)
    for i, mistake in enumerate(shown):
        x, y = (i % columns) * wide, (i // columns) * high
        with Image.open(folder / mistake.row.file) as opened:
            picture: Any = opened.convert("RGB")
        colour = (220, 30, 30) if mistake.missed else (240, 140, 0)
        box = mistake.box_px
        edges = (box.x - 2, box.y - 2, box.right + 2, box.bottom + 2)
        ImageDraw.Draw(picture).rectangle(edges, outline=colour, width=max(2, picture.width // 270))
        small = picture.copy()
        small.thumbnail((130, 240))
        sheet.paste(small, (x + 4, y + 4))
        sheet.paste(_around(picture, box), (x + 140, y + 4))
        head = (
            f"{i + 1}. {mistake.what} {'missed' if mistake.missed else 'false'} {mistake.score:.2f}"
        )
        pen.text((x + 4, y + 250), head, fill=colour, font=font)
        pen.text((x + 4, y + 265), Path(mistake.row.file).name[-48:], fill=(20, 20, 20), font=font)
        pen.text((x + 4, y + 280), mistake.note[:56], fill=(90, 90, 90), font=font)
    out.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(out)


def _around(picture: Any, box: BoxPx) -> Any:
    side = max(40, round(2.4 * max(box.width, box.height)))
    x, y = box.center.x - side // 2, box.center.y - side // 2
    return picture.crop((x, y, x + side, y + side)).resize((172, 172))
