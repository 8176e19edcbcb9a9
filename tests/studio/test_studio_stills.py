"""Frames kept with their labels."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from studio_rig import Rig

from harness.domain.geometry import BoxPx
from harness.evidence.frames import decode_png
from harness.run.labels import hierarchy_of, read_labels

PHONE = "/api/phones/fake-1"
CLOSE = {"role": "close", "box": [60, 10, 20, 20]}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A studio whose phone shows a picture."""
    made = Rig(tmp_path)
    made.events(f"{PHONE}/events", lambda body: b"event: sight" in body)
    yield made
    made.phones.close()


def save(rig: Rig, **changes: Any) -> Any:
    """Take a frame and save it with one close, or as the changes say."""
    still = rig.inside.post(f"{PHONE}/still").data
    body = {"labels": [CLOSE], "popup": "dialog", **changes}
    return rig.inside.post(f"/api/stills/{still['id']}/save", body)


def test_what_the_detectors_see_is_the_first_draft(rig: Rig) -> None:
    """Boxes and kind of pop-up come filled in, with the picture to edit them on."""
    still = rig.inside.post(f"{PHONE}/still").data
    assert still["labels"] == [CLOSE]
    assert still["popup"] == "dialog"
    assert still["size"] == [90, 200]
    picture = rig.inside.get(f"/api/stills/{still['id']}")
    assert picture.headers["content-type"] == "image/jpeg"


def test_kept_frame_is_one_that_eval_screens_reads(rig: Rig, tmp_path: Path) -> None:
    """Lossless pixels, the hierarchy beside them, and a row with the boxes by role."""
    labels = [
        CLOSE,
        {"role": "cta", "box": [10, 150, 70, 20]},
        {"role": "skip", "box": [0, 0, 9, 9]},
    ]
    told = save(rig, labels=labels, set="mine").data
    folder = tmp_path / "fixtures"
    (row,) = read_labels(folder)
    assert (row.file, row.set, row.popup, row.full_screen) == (told["file"], "mine", True, True)
    assert row.close_buttons == (BoxPx(60, 10, 20, 20),)
    assert row.cta == (BoxPx(10, 150, 70, 20),)
    assert row.boxes("skip") == (BoxPx(0, 0, 9, 9),)
    assert row.counts("cta")
    assert hierarchy_of(folder, row) == "<hierarchy/>"
    pixels = decode_png((folder / row.file).read_bytes())
    assert np.array_equal(pixels, rig.phone.capture().pixels)


def test_rows_are_added_and_those_of_others_stay_as_they_are(rig: Rig, tmp_path: Path) -> None:
    """Fields that this version does not know are kept."""
    folder = tmp_path / "fixtures"
    folder.mkdir()
    old = {
        "file": "a.png",
        "size": [1, 1],
        "set": "x",
        "popup": False,
        "full_screen": True,
        "by": "me",
    }
    (folder / "labels.json").write_text(json.dumps([old]))
    assert save(rig).data["rows"] == 2
    assert save(rig, popup=None, labels=[]).data["rows"] == 3
    rows = json.loads((folder / "labels.json").read_text())
    assert rows[0] == old
    assert rows[2]["popup"] is False
    assert len({row["file"] for row in rows}) == 3


def test_labels_that_cannot_be_read_are_not_overwritten(rig: Rig, tmp_path: Path) -> None:
    """One line names the file; it stays what it was, and no picture is left beside it."""
    folder = tmp_path / "fixtures"
    folder.mkdir()
    (folder / "labels.json").write_text("{not json")
    told = save(rig)
    assert told.status == 400
    assert "labels.json" in told.data["error"]
    assert [it.name for it in folder.iterdir()] == ["labels.json"]
    assert (folder / "labels.json").read_text() == "{not json"


@pytest.mark.parametrize(
    "label",
    [
        {"role": "close", "box": [-1, 0, 10, 10]},
        {"role": "close", "box": [85, 0, 10, 10]},
        {"role": "close", "box": [5, 5, 1, 10]},
        {"role": "close", "box": [5, 5, 10]},
        {"role": "ad_label", "box": [5, 5, 10, 10]},
        {"role": "nonsense", "box": [5, 5, 10, 10]},
    ],
)
def test_a_label_that_cannot_be_meant_is_refused(rig: Rig, tmp_path: Path, label: Any) -> None:
    """Beside the picture, too small, no box, or of a role that labels do not know."""
    assert save(rig, labels=[label]).status == 400
    assert not (tmp_path / "fixtures").exists()


@pytest.mark.parametrize("name", ["", "0", "../../x", "0" * 16])
def test_only_frames_that_were_taken_can_be_kept(rig: Rig, name: str) -> None:
    """The file's name is made here: nothing of a request becomes part of a path."""
    body: dict[str, Any] = {"labels": [], "popup": None, "set": "../../../etc"}
    assert rig.inside.post(f"/api/stills/{name}/save", body).status in {400, 404}


def test_hierarchy_of_another_picture_is_not_kept(rig: Rig, tmp_path: Path) -> None:
    """The dump took its time and the screen went on: the picture is kept alone."""
    shades = iter(range(20, 250))
    rig.phone.shade = lambda _now_ns: next(shades)
    desk = rig.phones.desk("fake-1")
    real = rig.phone.hierarchy

    def slow(timeout_s: float = 3.0) -> str:
        before = desk.board.newest.picture
        rig.events(f"{PHONE}/events", lambda _body: desk.board.newest.picture is not before)
        return real(timeout_s)

    rig.phone.hierarchy = slow  # type: ignore[method-assign]
    assert save(rig).status == 200
    assert not list((tmp_path / "fixtures").glob("*.xml"))


def test_the_frame_that_was_seen_is_kept_though_the_phone_went_on(rig: Rig) -> None:
    """A splash is gone before a hand is at the button: the number says which frame is meant."""
    desk = rig.phones.desk("fake-1")
    seen = desk.board.newest.picture
    assert seen is not None
    rig.phone.shade = lambda _now_ns: 99
    rig.events(f"{PHONE}/events", lambda _body: desk.shown(seen.number + 1) is not None)
    still = rig.inside.post(f"{PHONE}/still", {"frame": seen.number}).data
    assert rig.inside.get(f"/api/stills/{still['id']}").body == seen.data
    newest = rig.inside.post(f"{PHONE}/still").data
    assert rig.inside.get(f"/api/stills/{newest['id']}").body != seen.data
