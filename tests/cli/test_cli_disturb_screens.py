"""Labelled screenshots in other guises keep their labels where the drawing is."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from harness.cli.disturb_screens import KINDS, disturb
from harness.domain.errors import UsageError
from harness.domain.geometry import BoxPx
from harness.run.labels import read_labels

WHERE = BoxPx(40, 20, 30, 10)
FILE = "a/one.png"
ROW = {"file": FILE, "size": [100, 200], "set": "made", "popup": True, "full_screen": True}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A grey picture with a red control that is labelled."""
    pixels = np.full((200, 100, 3), 128, np.uint8)
    pixels[WHERE.y : WHERE.bottom, WHERE.x : WHERE.right] = (200, 40, 40)
    (tmp_path / "from" / "a").mkdir(parents=True)
    Image.fromarray(pixels).save(tmp_path / "from" / FILE)
    rows = [
        {**ROW, "close_buttons": [[40, 20, 30, 10]], "popup_box": [0, 0, 100, 200], "notes": ""}
    ]
    (tmp_path / "from" / "labels.json").write_text(json.dumps(rows))
    return tmp_path / "from"


@pytest.mark.parametrize("kind", KINDS)
def test_the_control_lies_where_its_label_says(labelled: Path, tmp_path: Path, kind: str) -> None:
    """Inside the box another colour than around it, and another picture than before."""
    assert disturb(labelled, tmp_path / "to", kind) == 1
    (row,) = read_labels(tmp_path / "to")
    with Image.open(tmp_path / "to" / row.file) as picture:
        after = np.asarray(picture.convert("RGB")).astype(int)
    assert row.size == after.shape[1::-1]
    (box,) = row.close_buttons
    inside = after[box.y + 3 : box.bottom - 3, box.x + 3 : box.right - 3].reshape(-1, 3)
    around = after[box.bottom + 3 :, :].reshape(-1, 3)
    assert inside.std(axis=0).max() < 25
    assert np.abs(inside.mean(0) - around.mean(0)).max() > 40
    with Image.open(labelled / FILE) as picture:
        before = np.asarray(picture.convert("RGB"))
    assert before.shape != after.shape or (before != after).any()


@pytest.mark.parametrize("whole", [False, True])
def test_a_thumbnail_is_of_a_screen_270_pixels_wide(labelled: Path, whole: bool) -> None:
    """A crop knows the density of its screen before and after; a whole screen is left to guess."""
    rows = json.loads((labelled / "labels.json").read_text())
    rows[0] |= {"full_screen": whole} | ({} if whole else {"told_dpi": 420})
    (labelled / "labels.json").write_text(json.dumps(rows))
    assert disturb(labelled, labelled / "to", "thumbnail") == 1
    (row,) = read_labels(labelled / "to")
    assert row.size[0] == (100 if whole else 25)
    assert row.told_density == (None if whole else 105)


def test_what_cannot_be_done_is_one_line(labelled: Path, tmp_path: Path) -> None:
    """A folder without labels, one that holds something already, and a picture that is none."""
    with pytest.raises(UsageError, match="No such file or directory; give the folder"):
        disturb(tmp_path, tmp_path / "to", "dark")
    with pytest.raises(UsageError, match="not empty"):
        disturb(labelled, labelled, "dark")
    (labelled / FILE).write_bytes(b"none")
    with pytest.raises(UsageError, match=r"one\.png"):
        disturb(labelled, tmp_path / "to", "dark")
