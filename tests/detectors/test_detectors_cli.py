"""``taptruth detect`` and the measuring script on files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from drawn import DENSITY, Picture, cross, dialog, page, px, under_a_card, with_an_x
from PIL import Image

from harness.cli.detect import command
from harness.cli.eval_screens import command as measure
from harness.cli.evaluation.scoring import (
    Found,
    average_precision,
    pair,
    precision,
    recall,
    score,
    wilson,
)
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


def test_a_folder_stands_for_the_pictures_in_it(tmp_path: Path) -> None:
    """By name, with what lies below it; other files and what was annotated before are none."""
    folder = tmp_path / "screens"
    out = folder / "out"
    (folder / "images").mkdir(parents=True)
    for name in ("b.png", "images/a.JPG", "c.webp"):
        Image.fromarray(popup()).save(folder / name)
    (folder / "labels.json").write_text("[]", "utf-8")
    arguments = [str(folder), "--annotate", str(out), "--read", "none", "--json"]
    for _ in range(2):
        result = CliRunner().invoke(command, arguments, standalone_mode=False)
        assert result.return_value == 0
        files = [json.loads(line)["file"] for line in result.stdout.splitlines()]
        assert files == [str(folder / name) for name in ("b.png", "c.webp", "images/a.JPG")]
        drawn = sorted(str(p.relative_to(out)) for p in out.rglob("*.png"))
        assert drawn == ["b.png", "c.webp.png", "images/a.JPG.png"]


def test_pictures_of_one_name_are_annotated_side_by_side(tmp_path: Path) -> None:
    """As the frames of two bundles; neither is written over the other."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        Image.fromarray(popup()).save(tmp_path / folder / "1.png")
    out = tmp_path / "out"
    named = tmp_path / "a" / "1.png"
    arguments = [*(str(tmp_path / f) for f in ("a", "b")), str(named), "--read", "none"]
    CliRunner().invoke(command, [*arguments, "--annotate", str(out)], standalone_mode=False)
    assert sorted(p.name for p in out.iterdir()) == ["1-2.png", "1-3.png", "1.png"]


def test_a_folder_without_pictures_costs_one_line(tmp_path: Path) -> None:
    """What, where, what to do."""
    result = CliRunner().invoke(command, [str(tmp_path), "--read", "none"], standalone_mode=False)
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"taptruth: {tmp_path}: no picture in this folder; give one with .bmp")
    assert result.return_value == 2


def test_frames_in_time_tell_what_appears_and_what_goes(tmp_path: Path) -> None:
    """A control keeps its number; the page that was there before is known again."""
    files = [tmp_path / f"{i}.png" for i in range(4)]
    for file, frame in zip(files, [page(), popup(), page(), page()], strict=True):
        Image.fromarray(frame).save(file)
    arguments = [*map(str, files), "--in-time", "--json", "--read", "none"]
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    changes = [json.loads(line)["changes"] for line in result.stdout.splitlines()]
    assert changes[0] == changes[2] == []
    assert changes[1][0] == "pop-up appeared, creative 1"
    assert changes[1][1].startswith("close 1 appeared at ")
    assert changes[3] == ["pop-up gone, creative 1, the page from before"]


def test_an_x_of_the_page_before_is_none_of_the_popup_in_time(tmp_path: Path) -> None:
    """It shows through the scrim of a card that has none; without its page it counts."""
    lit = with_an_x(375, 215)
    now = under_a_card(lit, 0.4)
    files = [tmp_path / "1.png", tmp_path / "2.png"]
    for file, frame in zip(files, [lit, now], strict=True):
        Image.fromarray(frame).save(file)
    told = []
    for more in ([], ["--in-time"]):
        arguments = [*map(str, files), *more, "--json", "--read", "none", "--density", "420"]
        result = CliRunner().invoke(command, arguments, standalone_mode=False)
        line = json.loads(result.stdout.splitlines()[1])
        told.append((line["popup"]["kind"], [c["role"] for c in line["controls"]]))
    assert told == [("dialog", ["close"]), ("dialog", [])]


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
    out, card = tmp_path / "out", tmp_path / "card.md"
    words = [str(tmp_path), "--read", "none", "--no-baselines", "--out", str(out)]
    result = CliRunner().invoke(measure, [*words, "--card", str(card)])
    assert result.exit_code == 0, result.output
    first = next(line for line in result.stdout.splitlines() if "  close " in line)
    assert "P 1.000 (1/1" in first
    assert "AP 1.000" in first
    plain = next(line for line in result.stdout.splitlines() if "false close" in line)
    assert "0.000 (0/1" in plain
    told = json.loads((out / "figures.json").read_text("utf-8"))
    assert told["detectors"]["taptruth"]["all"]["pictures"] == 2
    with Image.open(out / "errors.png") as sheet:
        assert sheet.width > 100
    assert "| taptruth | close | 1.000" in card.read_text("utf-8")


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
    assert score([Found(box, 0.9), Found(box, 0.8)], [box]).hits == 1


def test_the_surer_of_two_finds_gets_the_label() -> None:
    """Finds are paired best first, so that a doubtful twin is the false alarm."""
    box = BoxPx(0, 0, 10, 10)
    pairs = pair([Found(box, 0.3), Found(BoxPx(1, 0, 10, 10), 0.8)], [box])
    assert [(f.score, hit is not None) for f, hit in pairs] == [(0.8, True), (0.3, False)]


def test_average_precision_of_a_known_ranking() -> None:
    """Hit, miss, hit over two labels: half at 1, half at 2/3."""
    one, two = BoxPx(0, 0, 10, 10), BoxPx(50, 50, 10, 10)
    finds = [Found(one, 0.9), Found(BoxPx(200, 200, 5, 5), 0.8), Found(two, 0.7)]
    scored = [score(finds, [one, two])]
    assert average_precision(scored) == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert precision(scored).hits == 2
    assert precision(scored).of == 3
    assert recall(scored).value == 1.0
