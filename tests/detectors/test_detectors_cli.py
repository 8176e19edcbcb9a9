"""``taptruth detect`` and the measuring script on files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from drawn import DENSITY, Picture, cross, dialog, page, px
from PIL import Image

from harness.cli.detect import command
from harness.cli.eval_screens import command as measure
from harness.cli.eval_screens import matched, wilson
from harness.domain.geometry import BoxPx


def popup() -> Picture:
    """A card with an X at its corner."""
    picture = dialog()
    cross(picture, px(343), px(242), px(14))
    return picture


def test_each_picture_is_one_json_line_and_a_broken_one_costs_one_line(tmp_path: Path) -> None:
    """The others are done all the same; the exit code says that one failed."""
    good, tiny, bad = tmp_path / "good.png", tmp_path / "tiny.png", tmp_path / "bad.png"
    Image.fromarray(popup()).save(good)
    Image.new("P", (1, 1)).save(tiny)
    bad.write_bytes(b"no picture")
    files = [str(bad), str(good), str(tiny), str(tmp_path / "missing.png")]
    arguments = [*files, "--json", "--read", "none", "--density", str(DENSITY)]
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == ["good.png", "tiny.png"]
    assert set(lines[0]) == {"file", "size", "popup", "controls", "ms"}
    assert lines[0]["popup"]["kind"] == "dialog"
    assert [c["role"] for c in lines[0]["controls"]] == ["close"]
    assert lines[1]["popup"] is None
    assert len(result.stderr.splitlines()) == 2
    assert result.return_value == 2


def test_annotated_pictures_are_written(tmp_path: Path) -> None:
    """One PNG a picture, of the same size, with boxes drawn on it."""
    source = tmp_path / "a.png"
    Image.fromarray(popup()).save(source)
    arguments = [str(source), "--annotate", str(tmp_path / "out"), "--read", "none"]
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert result.return_value == 0
    with Image.open(tmp_path / "out" / "a.png") as drawn, Image.open(source) as plain:
        assert drawn.size == plain.size
        assert drawn.tobytes() != plain.tobytes()


def test_the_measuring_script_counts_hits_and_false_alarms(tmp_path: Path) -> None:
    """One pop-up found, one ordinary page left alone."""
    Image.fromarray(popup()).save(tmp_path / "a.png")
    Image.fromarray(page()).save(tmp_path / "b.png")
    box = [px(336), px(235), px(14), px(14)]
    rows = [
        {"file": "a.png", "size": [1080, 2400], "set": "s", "popup": True, "close_buttons": [box]},
        {"file": "b.png", "size": [1080, 2400], "set": "s", "popup": False},
    ]
    text = json.dumps([row | {"full_screen": True} for row in rows])
    (tmp_path / "labels.json").write_text(text, "utf-8")
    result = CliRunner().invoke(measure, [str(tmp_path), "--read", "none"])
    assert result.exit_code == 0
    first = next(line for line in result.stdout.splitlines() if "close " in line)
    assert "precision 1.000 (1/1" in first
    assert "ordinary screens with a false close or skip 0.000 (0/1" in result.stdout


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763)],
)
def test_wilson_intervals_are_the_textbook_ones(
    hits: int, of: int, low: float, high: float
) -> None:
    """Values of Newcombe's table to three digits."""
    assert [round(v, 3) for v in wilson(hits, of)] == [low, high]


def test_a_label_is_hit_once() -> None:
    """Two boxes on one label are one hit and one false alarm."""
    box = BoxPx(0, 0, 10, 10)
    assert matched([box, box], [box], centre=False) == 1
