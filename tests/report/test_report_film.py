"""A launch as a film: clock, aim and touch at their moments, facts in its metadata."""

import io
import itertools

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.report.film import BAND_PX, MARK, Mark, Reel, Shot, even, plain, render_film

S = 1_000_000_000
RED, BLUE = (200, 30, 30), (30, 30, 200)
PICTURES = {
    1: np.full((240, 108, 4), (*RED, 255), dtype=np.uint8),
    2: np.full((240, 108, 4), (*BLUE, 255), dtype=np.uint8),
}
REEL = Reel(
    title="com.example.app #1 tap_control",
    shots=(
        Shot(at_ns=10 * S, wall_ns=1_795_000_000 * S, label="frame 1", key=1),
        Shot(at_ns=11 * S, wall_ns=1_795_000_001 * S, label="frame 2", key=2),
    ),
    marks=(
        Mark(
            from_ns=10 * S + 400_000_000,
            until_ns=10 * S + 600_000_000,
            text="AIM",
            point_px=PointPx(80, 40),
            box_px=BoxPx(60, 20, 40, 40),
        ),
        Mark(
            from_ns=10 * S + 500_000_000,
            until_ns=10 * S + 900_000_000,
            text="TAP",
            point_px=PointPx(80, 40),
            touch=True,
        ),
    ),
    start_ns=10 * S,
    end_ns=12 * S,
    screen_px=SizePx(108, 240),
    facts={"title": "a launch", "artist": "Zhang San", "comment": "制作方法 …"},
)


@pytest.fixture(scope="module")
def film() -> tuple[list[NDArray[np.uint8]], dict[str, str]]:
    """Its pictures at 10 a second, and its metadata."""
    data = render_film(REEL, PICTURES.get, fps=10, height_px=240)
    with av.open(io.BytesIO(data), "r") as container:
        assert container.streams.video[0].codec_context.name == "h264"
        pictures = [
            np.asarray(f.to_ndarray(format="rgb24"), np.uint8) for f in container.decode(video=0)
        ]
        return pictures, dict(container.metadata)


def like(pixel: NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    """Near enough after a lossy codec."""
    return bool(np.abs(pixel.astype(int) - colour).max() < 60)


def test_it_runs_at_a_constant_rate_from_start_to_end(
    film: tuple[list[NDArray[np.uint8]], dict[str, str]],
) -> None:
    """Two seconds at ten a second; the screen below the band."""
    pictures, _ = film
    assert len(pictures) == 20
    assert pictures[0].shape == (240 + BAND_PX, 108, 3)


def test_each_moment_shows_the_newest_frame(
    film: tuple[list[NDArray[np.uint8]], dict[str, str]],
) -> None:
    """Nothing is interpolated."""
    pictures, _ = film
    assert all(like(p[BAND_PX + 200, 50], RED) for p in pictures[:10])
    assert all(like(p[BAND_PX + 200, 50], BLUE) for p in pictures[10:])


def test_aim_and_touch_are_drawn_at_their_moments_only(
    film: tuple[list[NDArray[np.uint8]], dict[str, str]],
) -> None:
    """Cross before the touch, disc at the touch, nothing before and after."""
    pictures, _ = film
    at = (BAND_PX + 40, 80)
    drawn = [like(picture[at], MARK) for picture in pictures]
    assert drawn == [4 <= i < 9 for i in range(20)]


def test_the_clock_runs_in_every_picture(
    film: tuple[list[NDArray[np.uint8]], dict[str, str]],
) -> None:
    """The band of no two neighbours is the same, though the screen stands still."""
    pictures, _ = film
    bands = [p[:22].astype(int) for p in pictures]
    assert all(np.abs(a - b).max() > 60 for a, b in itertools.pairwise(bands))


def test_the_facts_are_in_the_file(
    film: tuple[list[NDArray[np.uint8]], dict[str, str]],
) -> None:
    """As given, in Chinese too."""
    _, told = film
    assert (told["title"], told["artist"], told["comment"]) == (
        "a launch",
        "Zhang San",
        "制作方法 …",
    )


def test_a_lost_frame_is_black_and_odd_sizes_become_even() -> None:
    """H.264 wants even sides; what was lost is not made up."""
    data = render_film(REEL, lambda _key: None, fps=5, height_px=241)
    with av.open(io.BytesIO(data), "r") as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert picture.shape[0] % 2 == picture.shape[1] % 2 == 0
    assert picture[BAND_PX + 100, 20].max() < 20
    assert (even(0.4), even(5)) == (2, 4)
    assert plain("跳过 ok\n") == "?? ok?"
