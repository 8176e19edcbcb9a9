"""``taptruth virtual fabricate``: what it writes, and what it says to wrong options."""

import json
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner

from harness.cli.virtual import command
from harness.domain.errors import UsageError

SMALL = ("--size", "180x400@80")


def fabricate(*words: str) -> str:
    """Run it; what it printed, or its own error."""
    done = CliRunner().invoke(command, ["fabricate", *words], catch_exceptions=True)
    if isinstance(done.exception, UsageError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_screens_come_with_labels(tmp_path: Path) -> None:
    """With --screens every row of labels.json names a picture of the size it says."""
    fabricate("--seed", "4", "--count", "3", "--screens", "--out", str(tmp_path), *SMALL)
    rows = json.loads((tmp_path / "labels.json").read_text(encoding="utf-8"))
    shapes = [cv2.imread(str(tmp_path / row["file"])).shape for row in rows]  # type: ignore[union-attr]
    assert [tuple(row["size"]) for row in rows] == [(180, 400)] * 3
    assert shapes == [(400, 180, 3)] * 3


def test_a_sheet_and_pictures_of_the_callers(tmp_path: Path) -> None:
    """Pictures of the caller's are used, and --sheet writes one picture of all."""
    given = tmp_path / "mine"
    given.mkdir()
    cv2.imwrite(
        str(given / "red.png"), cv2.merge([cv2.getStructuringElement(0, (64, 64)) * 255] * 3)
    )
    sheet = tmp_path / "sheet.png"
    fabricate("--count", "2", "--sheet", str(sheet), "--pictures", str(given), *SMALL)
    assert sheet.read_bytes()[:4] == b"\x89PNG"


def test_apps_are_written(tmp_path: Path) -> None:
    """Without --screens it writes apps, and prints their folders."""
    told = fabricate("--seed", "8", "--count", "1", "--out", str(tmp_path))
    assert told.strip() == str(tmp_path / "app_0000")
    assert {"app.yaml", "truth.toml"} <= {p.name for p in (tmp_path / "app_0000").iterdir()}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "nothing to write"),
        (("--sheet", "x.jpg"), "expected a name that ends in .png"),
        (("--out", "x", "--screens", "--size", "10"), "expected WIDTHxHEIGHT@DPI"),
        (("--out", "x", "--screens", "--size", "100x100@20"), "72 to 960 dpi"),
    ],
)
def test_wrong_options_are_named(words: tuple[str, ...], told: str) -> None:
    """A wrong option gets one line that says what was expected."""
    with pytest.raises(UsageError, match=told):
        fabricate(*words)
