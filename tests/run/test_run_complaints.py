"""Complaints as files, and what the person sent."""

import json
from pathlib import Path
from typing import Any

import av
import cv2
import jsonschema
import numpy as np
import pytest

from harness.domain.complaint import ClaimKind
from harness.domain.errors import UsageError
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.run.complaints import (
    complaint_schema,
    evidence_files,
    parse_complaint,
    read_complaint,
    to_toml,
    wanted_of,
)

EXAMPLES = Path(__file__).parents[2] / "fixtures" / "complaints"
TEXT = """
format = 1
[app]
package = "com.example.app"
[claim]
kind = "close_leads_away"
control = "close"
where = "top_right"
target = "淘宝"
[evidence]
picture = "shot.png"
"""


class OneSight:
    """Sees the same pop-up on every bright picture."""

    def __init__(self) -> None:
        self.looked = 0

    def fast(self, image: np.ndarray, density: int | None = None, **_: Any) -> Sight:
        raise NotImplementedError

    def see(
        self,
        image: np.ndarray,
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: str = "crops",
        before: Any = (),
    ) -> Sight:
        self.looked += 1
        size = SizePx(image.shape[1], image.shape[0])
        if image[..., :3].mean() < 100:
            return Sight(size_px=size)
        close = Control(
            role=Role.CLOSE, box_px=BoxPx(80, 10, 10, 10), score=0.9, grounds=(Ground.DRAWN,)
        )
        box = BoxPx(0, 0, size.width, size.height)
        popup = Popup(
            kind=PopupKind.SPLASH,
            box_px=box,
            score=0.9,
            grounds=(Ground.DRAWN,),
            creative="ab" * 8,
        )
        return Sight(size_px=size, popup=popup, controls=(close,))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda p: p.stem)
def test_examples_are_complaints_and_fit_the_schema(path: Path) -> None:
    """And come back unchanged from their own TOML."""
    import tomllib  # noqa: PLC0415

    complaint, text = read_complaint(path)
    jsonschema.validate(tomllib.loads(text), complaint_schema())
    assert parse_complaint(to_toml(complaint), "again") == complaint


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("format = 1", "format = 2", "c.toml: format: Invalid enum value 2"),
        ('"close_leads_away"', '"it_is_bad"', "claim.kind: Invalid enum value 'it_is_bad'"),
        ('package = "com.example.app"', "", "app: give either package or apk"),
        ('where = "top_right"', 'where = "up there"', "claim.where: Invalid enum value"),
        ("[evidence]", "[proof]", "unknown field `proof`"),
        ('"close_leads_away"', '"jumps_alone"', "control and where belong to claims about"),
        ("format = 1", "format", "not TOML"),
    ],
)
def test_a_wrong_complaint_is_one_line_with_its_key(was: str, now: str, said: str) -> None:
    """File, key, what to do."""
    with pytest.raises(UsageError) as caught:
        parse_complaint(TEXT.replace(was, now), "c.toml")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_picture_tells_where_the_control_is_and_which_advertisement(tmp_path: Path) -> None:
    """By the same detectors."""
    complaint = parse_complaint(TEXT, "c.toml")
    with pytest.raises(UsageError, match=r"evidence\.picture: no such file"):
        evidence_files(complaint, tmp_path)
    cv2.imwrite(str(tmp_path / "shot.png"), np.full((200, 100, 3), 200, np.uint8))
    files = evidence_files(complaint, tmp_path)
    assert list(files) == ["complaint/picture.png"]
    wanted, told = wanted_of(complaint, files, OneSight())
    assert (wanted.center_rel, wanted.creative) == ((0.85, 0.075), "ab" * 8)
    assert (wanted.role, wanted.zone, wanted.target) == (Role.CLOSE, "top_right", "淘宝")
    assert "close at 85%" in told


def test_a_recording_is_looked_through(tmp_path: Path) -> None:
    """Dark pictures show nothing; the bright ones show the pop-up."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 100, 200, "yuv420p"
        for number in range(20):
            pixels = np.full((200, 100, 3), 20 if number < 10 else 220, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    complaint = parse_complaint(
        TEXT.replace('picture = "shot.png"', 'recording = "film.mp4"'), "c.toml"
    )
    eyes = OneSight()
    wanted, _ = wanted_of(complaint, evidence_files(complaint, tmp_path), eyes)
    assert wanted.creative == "ab" * 8
    assert 6 <= eyes.looked <= 9


def test_what_is_no_picture_or_film_is_one_line(tmp_path: Path) -> None:
    """It names the key."""
    (tmp_path / "shot.png").write_text("x")
    complaint = parse_complaint(TEXT, "c.toml")
    with pytest.raises(UsageError, match=r"evidence\.picture: not a picture"):
        wanted_of(complaint, evidence_files(complaint, tmp_path), OneSight())
    bent = parse_complaint(TEXT.replace("picture =", "recording ="), "c.toml")
    with pytest.raises(UsageError, match=r"evidence\.recording: not a film"):
        wanted_of(bent, evidence_files(bent, tmp_path), OneSight())


def test_a_picture_without_a_pop_up_is_said() -> None:
    """The claim's own words are then all there is."""
    complaint = parse_complaint(TEXT, "c.toml")
    wanted, told = wanted_of(complaint, {}, OneSight())
    assert (wanted.center_rel, told) == (None, "")
    assert complaint.claim.kind is ClaimKind.CLOSE_LEADS_AWAY
    assert json.dumps(complaint_schema())
