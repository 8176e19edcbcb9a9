"""Records: what is written as JSON lines reads back the same."""

import msgspec
import pytest

from harness.domain.exchange import (
    Aim,
    Command,
    Event,
    Launch,
    Look,
    Observed,
    Pace,
    Tap,
    Tapped,
    TimeUp,
)
from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.place import Hop, Place, PlaceKind
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight, hamming

FRAME = FrameRef(number=1, at_ns=5, wall_ns=6, size_px=SizePx(720, 1600), sha256="ab" * 32)
SIGHT = Sight(
    size_px=SizePx(720, 1600),
    popup=Popup(
        kind=PopupKind.SPLASH, box_px=BoxPx(0, 0, 720, 1600), score=0.9, grounds=(Ground.DRAWN,)
    ),
    controls=(
        Control(role=Role.CLOSE, box_px=BoxPx(1, 2, 3, 4), score=0.4, grounds=(Ground.DRAWN,)),
        Control(
            role=Role.SKIP, box_px=BoxPx(9, 2, 3, 4), score=0.8, grounds=(Ground.TEXT,), text="跳过"
        ),
        Control(role=Role.CLOSE, box_px=BoxPx(5, 2, 3, 4), score=0.7, grounds=(Ground.DRAWN,)),
    ),
)
PLACE = Place(kind=PlaceKind.APP_PAGE, package="com.example.app", activity="com.example.app.Main")


@pytest.mark.parametrize(
    "command",
    [
        Launch(clear_data=True),
        Look(until_ns=9, pace=Pace.CALM),
        Tap(point_px=PointPx(3, 4), aim=Aim(frame=1, why="close at its centre", role=Role.CLOSE)),
    ],
)
def test_a_command_survives_its_json_line(command: Command) -> None:
    """A command read back from its line is the command that was written."""
    line = msgspec.json.encode(command)
    assert msgspec.json.decode(line, type=Command) == command


@pytest.mark.parametrize(
    "event",
    [
        Observed(
            at_ns=7,
            frame=FRAME,
            sight=SIGHT,
            place=PLACE,
            hops=(Hop(at_ns=3, source="events", data_uri="https://example.com/"),),
        ),
        Tapped(at_ns=8, point_px=PointPx(3, 4), receipt_ns=9, channel="jsonrpc"),
        TimeUp(at_ns=10, place=PLACE),
    ],
)
def test_an_event_survives_its_json_line(event: Event) -> None:
    """An event read back from its line is the event that was written."""
    line = msgspec.json.encode(event)
    assert b"\n" not in line
    assert msgspec.json.decode(line, type=Event) == event


def test_controls_come_best_first() -> None:
    """Controls of a role are listed with the best score first."""
    assert [c.score for c in SIGHT.with_role(Role.CLOSE)] == [0.7, 0.4]
    assert [c.text for c in SIGHT.with_role(Role.SKIP, Role.DISMISS)] == ["跳过"]


def test_hamming_counts_differing_bits() -> None:
    """The distance of two perceptual hashes is the number of bits in which they differ."""
    assert hamming("0" * 16, "f" * 16) == 64
    assert hamming("00000000000000f0", "0000000000000010") == 3
