"""``python -m harness.cli.eval_screens DIR``: measure the detectors on labelled screenshots.

``DIR/labels.json`` is a list of rows with ``file``, ``size``, ``set``, ``popup``,
``full_screen`` and the boxes ``[x, y, w, h]`` in ``close_buttons``, ``skip``,
``text_dismiss`` and ``cta``.
"""

import collections
import json
import math
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import click
import msgspec

from harness.domain.errors import UsageError
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role, Sight

_LABELS = {
    "close": ("close_buttons", {Role.CLOSE}),
    "skip": ("skip", {Role.SKIP, Role.COUNTDOWN}),
    "close+skip": ("", {Role.CLOSE, Role.SKIP, Role.COUNTDOWN}),
    "dismiss": ("text_dismiss", {Role.DISMISS}),
    "cta": ("cta", {Role.CTA}),
}


class Row(msgspec.Struct, frozen=True):
    """One labelled picture."""

    file: str
    size: tuple[int, int]
    set: str
    popup: bool
    full_screen: bool
    type: str = ""
    close_buttons: tuple[BoxPx, ...] = ()
    skip: tuple[BoxPx, ...] = ()
    text_dismiss: tuple[BoxPx, ...] = ()
    cta: tuple[BoxPx, ...] = ()
    cta_labelled: bool = False


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """95 % Wilson score interval of a share; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, squared = hits / of, z * z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = z / (1 + squared / of) * math.sqrt(share * (1 - share) / of + squared / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def matched(found: list[BoxPx], labels: list[BoxPx], *, centre: bool) -> int:
    """How many found boxes hit a label of their own (IoU >= 0.5, or centre inside)."""
    free = list(labels)
    hits = 0
    for box in found:
        best = max(free, key=lambda b: b.iou(box), default=None)
        if centre:
            best = next((b for b in free if b.contains(box.center)), None)
        if best is not None and (centre or best.iou(box) >= 0.5):
            free.remove(best)
            hits += 1
    return hits


def _labels_of(row: Row, role: str) -> list[BoxPx]:
    if role == "close+skip":
        return [*row.close_buttons, *row.skip]
    return list(getattr(row, _LABELS[role][0]))


def _counted(row: Row, role: str) -> bool:
    """Controls that were not looked for on a picture are not counted there."""
    return role != "cta" or row.cta_labelled


def density_of(row: Row) -> int | None:
    """Crops of a half-scale page are told so; full screens are left to the detectors."""
    if row.full_screen:
        return None
    return round((1080 if row.size[0] > 600 else 540) / 411.4 * 160)


def _share(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    value = f"{hits / of:.3f}" if of else "  -  "
    return f"{value} ({hits}/{of}; {low:.2f}-{high:.2f})"


def _report(rows: list[tuple[Row, Sight]]) -> None:
    for role, (_, roles) in _LABELS.items():
        for how in ("IoU>=0.5", "centre"):
            hits = found_all = label_all = 0
            for row, sight in rows:
                if not _counted(row, role):
                    continue
                found = [c.box_px for c in sight.with_role(*roles)]
                labels = _labels_of(row, role)
                hits += matched(found, labels, centre=how == "centre")
                found_all += len(found)
                label_all += len(labels)
            click.echo(
                f"  {role:<11} {how:<9} precision {_share(hits, found_all)}"
                f"  recall {_share(hits, label_all)}"
            )
    full = [(r, s) for r, s in rows if r.full_screen]
    seen = sum(s.popup is not None for _, s in full)
    true = sum(r.popup for r, _ in full)
    right = sum(r.popup and s.popup is not None for r, s in full)
    click.echo(
        f"  pop-up (full screens)  precision {_share(right, seen)}  recall {_share(right, true)}"
    )
    plain = [s for r, s in rows if not r.popup]
    if plain:
        false = sum(bool(s.with_role(Role.CLOSE, Role.SKIP)) for s in plain)
        click.echo(f"  ordinary screens with a false close or skip {_share(false, len(plain))}")


def _mistakes(row: Row, sight: Sight) -> list[str]:
    lines = []
    if row.full_screen and row.popup != (sight.popup is not None):
        lines.append(f"pop-up should be {row.popup}: {sight.why or sight.popup}")
    for role in ("close", "skip", "dismiss", "cta"):
        if not _counted(row, role):
            continue
        found = list(sight.with_role(*_LABELS[role][1]))
        labels = _labels_of(row, role)
        lines += [
            f"{role} missed at {tuple(msgspec.to_builtins(b))}"
            for b in labels
            if not any(b.iou(c.box_px) >= 0.5 for c in found)
        ]
        lines += [
            f"{role} false at {tuple(msgspec.to_builtins(c.box_px))} {c.score:.2f} {c.text or ''}"
            for c in found
            if not any(b.iou(c.box_px) >= 0.5 for b in labels)
        ]
    return lines


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--mistakes", is_flag=True, help="List every mistake on stderr.")
@click.option("--read", type=click.Choice(["crops", "full", "none"]), default="crops")
def command(folder: Path, *, mistakes: bool, read: Any) -> None:
    """Measure the detectors on the labelled screenshots of FOLDER."""
    import detectors  # noqa: PLC0415
    from detectors.images import decode  # noqa: PLC0415

    labels = folder / "labels.json"
    try:
        rows = msgspec.json.decode(labels.read_bytes(), type=list[Row])
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{labels}: {error}") from None
    seer = detectors.Seer()
    done: list[tuple[Row, Sight]] = []
    first, again = [], []
    for row in rows:
        rgb = decode((folder / row.file).read_bytes())
        began = time.perf_counter()
        sight = seer.see(rgb, None, density_of(row), read=read)
        first.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        seer.fast(rgb, density_of(row))
        again.append((time.perf_counter() - began) * 1000)
        done.append((row, sight))
        if mistakes:
            for line in _mistakes(row, sight):
                click.echo(f"{row.file}: {line}", err=True)
    groups: dict[str, list[tuple[Row, Sight]]] = collections.defaultdict(list)
    for row, sight in done:
        groups[row.set].append((row, sight))
    for name, group in [*sorted(groups.items()), ("all", done)]:
        click.echo(f"{name}: {len(group)} pictures")
        _report(group)
    for name, times in (("first look", first), ("fast path", again)):
        p95 = sorted(times)[max(0, math.ceil(0.95 * len(times)) - 1)] if times else 0.0
        click.echo(f"{name}: median {statistics.median(times or [0.0]):.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    try:
        command(standalone_mode=True)
    except UsageError as problem:
        click.echo(f"eval-screens: {problem}", err=True)
        sys.exit(2)
    except json.JSONDecodeError as problem:
        click.echo(f"eval-screens: {problem}", err=True)
        sys.exit(2)
