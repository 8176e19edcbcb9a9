"""A device's own video: recorded while a launch runs, kept with its arrival times, shown."""

import contextlib
import io
import sys
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest

from harness.evidence.reader import open_bundle
from harness.run.films import reel_of, write_films
from harness.run.recording import CAPABILITY, recorded
from harness.run.streams import Stream, stream_of

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
from bundle_builder import DEVICE, begin, case_of, run_trial

S = 1_000_000_000


class OneTake(msgspec.Struct):
    """What a recording gave."""

    data: bytes
    pieces: tuple[tuple[int, int], ...]
    trouble: str = ""


def h264(pictures: int) -> list[bytes]:
    """Packets of a raw stream, one a picture, each brighter than the one before."""
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = 54, 120, "yuv420p"
    codec.framerate = Fraction(30)
    codec.options = {"preset": "ultrafast", "tune": "zerolatency"}
    packets = []
    for number in range(pictures):
        pixels = np.full((120, 54, 3), 40 + 40 * number, np.uint8)
        packets += codec.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24"))
    packets += codec.encode(None)
    return [bytes(packet) for packet in packets]


def take() -> OneTake:
    """Four pictures; the second comes in two pieces, the last two in one."""
    one, two, three, four = h264(4)
    half = len(two) // 2
    pieces = (
        (S, len(one)),
        (2 * S, half),
        (3 * S, len(two) - half),
        (4 * S, len(three) + len(four)),
    )
    return OneTake(one + two + three + four, pieces)


class Recorder:
    """A phone that can only record."""

    def __init__(self, given: OneTake) -> None:
        self.stopped = 0
        self._given = given

    def record_screen(self) -> "Recorder":
        return self

    def stop(self) -> OneTake:
        self.stopped += 1
        return self._given


def test_each_picture_has_the_moment_its_last_byte_came() -> None:
    """However the stream was cut on the way."""
    given = take()
    assert Stream(given.data, given.pieces).times == (S, 3 * S, 4 * S, 4 * S)


def test_pictures_are_decoded_forwards_and_again() -> None:
    """Each one, and the last again where more are asked for than there are."""
    given = take()
    stream = Stream(given.data, given.pieces)

    def level(index: int) -> int:
        picture = stream.picture(index)
        assert picture is not None
        return round(float(picture.mean()) / 40)

    assert [level(i) for i in (0, 2, 1, 3, 3, 9)] == [1, 3, 2, 4, 4, 4]


def test_what_is_no_video_has_no_pictures() -> None:
    """Nothing is made up."""
    assert Stream(b"not a stream", ((S, 12),)).picture(0) is None


@pytest.mark.parametrize("fails", [False, True])
def test_a_launch_is_recorded_to_its_end_and_sealed(tmp_path: Path, fails: bool) -> None:
    """Also when the launch fails; films show the device's own pictures, frames before them."""
    writer = begin(tmp_path / "b", tmp_path / "key.pem")
    facts = msgspec.structs.replace(DEVICE, capabilities=(CAPABILITY,))
    phone = Recorder(take())
    with contextlib.suppress(RuntimeError), recorded(phone, facts, writer, 1, wanted=True):  # type: ignore[arg-type]
        trial = run_trial(writer, 1, (1, 2))
        if fails:
            raise RuntimeError
    assert phone.stopped == 1
    writer.finish(case_of(trial), None, partial=False)
    with open_bundle(tmp_path / "b") as bundle:
        stream = stream_of(bundle, 1)
        assert stream is not None
        reel = reel_of(bundle, trial, [], stream)
        assert reel is not None
        assert [shot.key for shot in reel.shots] == [1, 2, -1, -2, -3, -4]
        assert reel.screen_px == DEVICE.size_px
        (film,) = write_films(bundle, tmp_path / "films", fps=5, height_px=240)
    assert film.source == "stream"
    with av.open(io.BytesIO(Path(film.path).read_bytes()), "r") as container:
        assert "H.264 stream (4 pictures" in container.metadata["comment"]


def test_a_device_that_cannot_is_left_alone(tmp_path: Path) -> None:
    """And one that was not asked to."""
    writer = begin(tmp_path / "b", tmp_path / "key.pem")
    phone = Recorder(take())
    with recorded(phone, DEVICE, writer, 1, wanted=True):  # type: ignore[arg-type]
        pass
    facts = msgspec.structs.replace(DEVICE, capabilities=(CAPABILITY,))
    with recorded(phone, facts, writer, 1, wanted=False):  # type: ignore[arg-type]
        pass
    writer.close()
    assert phone.stopped == 0
    assert not (tmp_path / "b" / "video").exists()


def test_what_went_wrong_is_kept_in_the_video_s_place(tmp_path: Path) -> None:
    """The launch itself is whole."""
    writer = begin(tmp_path / "b", tmp_path / "key.pem")
    facts = msgspec.structs.replace(DEVICE, capabilities=(CAPABILITY,))
    phone = Recorder(OneTake(b"", (), "no video came: nothing at all"))
    with recorded(phone, facts, writer, 1, wanted=True):  # type: ignore[arg-type]
        trial = run_trial(writer, 1, (1,))
    writer.finish(case_of(trial), None, partial=False)
    with open_bundle(tmp_path / "b") as bundle:
        assert b"no video came" in bundle.file("video/000001.json")
        assert stream_of(bundle, 1) is None


def test_a_poor_stream_gives_way_to_the_frames(tmp_path: Path) -> None:
    """A device that encodes slowly shows fewer moments than the screenshots do."""
    writer = begin(tmp_path / "b", tmp_path / "key.pem")
    facts = msgspec.structs.replace(DEVICE, capabilities=(CAPABILITY,))
    with recorded(Recorder(take()), facts, writer, 1, wanted=True):  # type: ignore[arg-type]
        trial = run_trial(writer, 1, (1, 2, 3, 4))
    writer.finish(case_of(trial), None, partial=False)
    with open_bundle(tmp_path / "b") as bundle:
        (film,) = write_films(bundle, tmp_path / "films", fps=5, height_px=240)
    assert film.source == "frames"
