"""Pictures to learn from, and what is done to them."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detectors.network import KINDS, ROLES, STRIDE, WIDTH
from detectors.training import data, targets
from detectors.training.augment import Shape, weathered, window
from detectors.training.draw import draw
from detectors.training.fabricate import fabricate
from detectors.training.sample import Labels, Sample

FONTS = Path(__file__).resolve().parents[2] / "harness" / "virtual" / "fonts"


def test_the_same_seed_draws_the_same_picture_and_labels() -> None:
    """Training can be repeated: nothing but the seed decides."""
    one, again, other = fabricate(5, FONTS), fabricate(5, FONTS), fabricate(6, FONTS)
    assert np.array_equal(one.picture, again.picture)
    assert one.labels == again.labels
    assert not np.array_equal(one.picture, other.picture)


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_labels_lie_on_the_picture_and_show_something(seed: int) -> None:
    """Every control has its centre on the picture, and pixels that differ in its box."""
    sample = fabricate(seed, FONTS, popups=1.0)
    high, wide = sample.picture.shape[:2]
    assert sample.labels.kind in KINDS
    for role, (x, y, w, h) in sample.labels.controls:
        assert role in ROLES
        assert 0 <= x + w / 2 < wide
        assert 0 <= y + h / 2 < high
        x0, y0 = max(0, round(x)), max(0, round(y))
        assert np.ptp(sample.picture[y0 : round(y + h), x0 : round(x + w)]) > 10


def test_ordinary_pages_carry_no_way_out() -> None:
    """A third of the pictures are pages with crosses and words that close nothing."""
    pages = [fabricate(seed, FONTS, popups=0.0).labels for seed in range(8)]
    assert all(p.kind == "" for p in pages)
    roles = {role for p in pages for role, _ in p.controls}
    assert roles <= {"ad_label"}
    assert any(role == "close" for p in pages for role, _ in p.drawn)


def test_a_folder_is_drawn_and_read_again(tmp_path: Path) -> None:
    """Labels survive the file, batches come in one shape with targets for each picture."""
    draw(tmp_path, FONTS, seed=3, count=4)
    assert len(json.loads((tmp_path / "labels.json").read_text("utf-8"))) == 4
    pictures = data.read_folder(tmp_path)
    assert [p.labels.kind for p in pictures] == [
        fabricate(3_000_000 + i, FONTS).labels.kind for i in range(4)
    ]
    (pixels, wanted), *_ = data.batches(pictures, 3, 1, np.random.default_rng(1))
    assert pixels.shape[:2] == (3, 3)
    assert pixels.shape[3] == WIDTH
    assert len(wanted) == 3
    assert wanted[0].heat.shape == (len(ROLES), pixels.shape[2] // STRIDE, WIDTH // STRIDE)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    """The path stands in the error."""
    Image.new("RGB", (54, 96)).save(tmp_path / "a.jpg")
    row = {"file": "a.jpg", "kind": "", "popup": [0, 0, 0, 0], "scrim": 0, "controls": []}
    (tmp_path / "labels.json").write_text(json.dumps([row]), "utf-8")
    (picture,) = data.read_folder(tmp_path)
    (tmp_path / "a.jpg").unlink()
    with pytest.raises(OSError, match=r"a\.jpg"):
        data.load(picture, half=True)


def test_windows_move_the_labels_with_the_pixels() -> None:
    """A white square stays under its label in whole and part windows."""
    picture = np.zeros((1170, 540, 3), np.uint8)
    picture[600:660, 300:360] = 255
    labels = Labels("dialog", (100, 300, 340, 600), 0.5, [("close", (300, 600, 60, 60))])
    rng = np.random.default_rng(4)
    for part in (False, True, True):
        made, moved = window(Sample(picture, labels), Shape(160, 256), rng, part=part)
        ((_, (x, y, w, h)),) = moved.controls
        middle = made[round(y + h / 2), round(x + w / 2)]
        assert middle.min() > 200
        assert made[round(y + h / 2), min(159, round(x + w + 4))].max() < 60


def test_weather_keeps_size_and_type() -> None:
    """Whatever is laid over a picture, it stays one of the same form."""
    picture = fabricate(1, FONTS).picture[:320, :160]
    for seed in range(30):
        worn = weathered(picture, np.random.default_rng(seed))
        assert worn.shape == picture.shape
        assert worn.dtype == np.uint8


def test_targets_peak_at_the_middle_of_each_control() -> None:
    """One peak of 1 in its role's map; size and offset give the box back."""
    box = (100.0, 40.0, 24.0, 16.0)
    target = targets.of(Labels("splash", (0, 0, 160, 320), 0.0, [("skip", box)]), Shape(160, 320))
    place = target.heat[ROLES.index("skip")]
    row, column = np.unravel_index(int(place.argmax()), place.shape)
    assert place[row, column] == 1
    assert target.heat.sum() == pytest.approx(place.sum())
    dx, dy, log_w, log_h = target.size[:, row, column]
    assert (column + 0.5 + dx) * STRIDE == pytest.approx(112)
    assert (row + 0.5 + dy) * STRIDE == pytest.approx(48)
    assert np.exp(log_w) * STRIDE == pytest.approx(24)
    assert np.exp(log_h) * STRIDE == pytest.approx(16)
    assert target.mask.all()


def test_screens_of_made_up_apps_are_read_as_pictures_to_learn_from(tmp_path: Path) -> None:
    """Boxes get the role of their field; crosses of an ordinary page get none."""
    Image.new("RGB", (540, 1200)).save(tmp_path / "a.png")
    shared = {
        "size": [540, 1200],
        "skip": [],
        "text_dismiss": [],
        "ad_label": [],
        "gesture_hint": [],
    }
    over = {"file": "a.png", "popup": True, "kind": "dialog", "popup_box": [60, 300, 420, 500]}
    over |= {"scrim": 0.6, "close_buttons": [[440, 310, 30, 30]], "cta": [[100, 700, 340, 60]]}
    bare = {"file": "a.png", "popup": False, "kind": "", "popup_box": None, "scrim": 0.0}
    bare |= {"close_buttons": [], "cta": [], "crosses": [[40, 150, 34, 34]]}
    (tmp_path / "labels.json").write_text(json.dumps([shared | over, shared | bare]), "utf-8")
    shown, plain = (picture.labels for picture in data.read_folder(tmp_path))
    assert (shown.kind, shown.popup, shown.scrim) == ("dialog", (60, 300, 420, 500), 0.6)
    assert shown.controls == [("close", (440, 310, 30, 30)), ("cta", (100, 700, 340, 60))]
    assert (plain.kind, plain.controls) == ("", [])
