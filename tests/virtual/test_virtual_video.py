"""``screenrecord``: a real H.264 stream of what changes, and mp4 files that play."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
import shell_bench
from real_adb import VirtualPhone

from harness.virtual.shell.context import COMMANDS
from harness.virtual.shell.encoding import beside
from harness.virtual.shell.jobs import Job


@pytest.fixture
def bench(tmp_path: Path) -> shell_bench.Bench:
    """A small phone with its app in front."""
    bench = shell_bench.Bench(tmp_path, width=180, height=320, density_dpi=80)
    bench.launch()
    return bench


def pictures_of(stream: bytes) -> list[npt.NDArray[np.uint8]]:
    """Every picture of a raw stream, RGB."""
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, av.VideoCodecContext)
    packets = [*context.parse(stream), *context.parse(b"")]
    frames = [f for packet in packets for f in context.decode(packet)] + list(context.decode(None))
    return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in frames]


def film_of(data: bytes) -> tuple[tuple[str, int, int], list[float]]:
    """Codec and size of an mp4 file, and when its pictures are shown, in seconds."""
    with av.open(io.BytesIO(data), "r") as film:
        stream = film.streams.video[0]
        times = [float(frame.time or 0) for frame in film.decode(video=0)]
        return (stream.codec_context.name, stream.width, stream.height), times


def screen(bench: shell_bench.Bench) -> npt.NDArray[np.uint8]:
    """What the phone shows, RGB."""
    width, height, pixels = bench.phone.frame_rgba()
    return np.frombuffer(bytes(pixels), np.uint8).reshape(height, width, 4)[:, :, :3]


def while_recording(
    bench: shell_bench.Bench, line: str, *steps: tuple[float, Callable[[], object]]
) -> shell_bench.Ran:
    """Run a command; each step comes when the phone's clock has gone so far."""
    return asyncio.run(_driven(bench, line, list(steps)))


async def _driven(
    bench: shell_bench.Bench, line: str, steps: list[tuple[float, Callable[[], object]]]
) -> shell_bench.Ran:
    begun = bench.clock.now_ms()
    task = asyncio.ensure_future(bench._run(line.split(" "), b""))
    while not task.done():
        await encoded_all()
        if steps and bench.clock.now_ms() - begun >= steps[0][0]:
            steps.pop(0)[1]()
        bench.clock.advance(5)
    return task.result()


async def encoded_all() -> None:
    """The encoder's thread has nothing left to do, and the loop neither."""
    for _ in range(4):
        await beside(int)
        for _ in range(4):
            await asyncio.sleep(0)


def test_a_still_screen_is_one_picture(bench: shell_bench.Bench) -> None:
    """Nothing is sent while nothing moves: the first picture is all, and it is the screen."""
    ran = while_recording(bench, "screenrecord --output-format=h264 --time-limit 3 -")
    assert ran.status == 0
    assert ran.raw.startswith(b"\0\0\0\1\x67"), "parameter sets come first"
    (only,) = pictures_of(ran.raw)
    assert np.abs(only.astype(int) - screen(bench)).mean() < 6


def test_each_change_is_one_picture(bench: shell_bench.Bench) -> None:
    """What opens while it records is in the stream, in order; the end is what is shown."""
    before = screen(bench).copy()
    ran = while_recording(
        bench, "screenrecord --output-format=h264 --time-limit 3 -",
        (1000, lambda: bench.phone.touch(0, 50, 60)), (1020, lambda: bench.phone.touch(1, 50, 60)),
    )  # fmt: skip
    first, *_, last = pictures_of(ran.raw)
    assert np.abs(first.astype(int) - before).mean() < 6
    assert np.abs(last.astype(int) - screen(bench)).mean() < 6
    assert np.abs(last.astype(int) - first).mean() > 20


def test_the_size_stays_when_the_screen_turns(bench: shell_bench.Bench) -> None:
    """A turned screen is fitted into the size that the recording began with, black beside."""
    ran = while_recording(
        bench, "screenrecord --output-format=h264 --time-limit 2 -",
        (500, lambda: bench.phone.set_rotation(1)),
    )  # fmt: skip
    *_, last = pictures_of(ran.raw)
    assert last.shape == (320, 180, 3)
    assert last[:90].max() < 40
    assert last[150:170].mean() > 60


def test_a_file_is_an_mp4_that_plays(bench: shell_bench.Bench) -> None:
    """The file holds the wanted size, and its pictures at their times."""
    ran = while_recording(
        bench, "screenrecord --time-limit 2 --size 90x160 --bit-rate 1M --verbose /sdcard/a.mp4",
        (1000, lambda: bench.phone.set_rotation(1)),
    )  # fmt: skip
    assert ran.status == 0
    assert "Configuring recorder for 90x160 video/avc at 1.00Mbps\n" in ran.out
    told, times = film_of(bench.fs.read("/sdcard/a.mp4"))
    assert told == ("h264", 90, 160)
    assert times == [0, pytest.approx(1.0, abs=0.1)]


def test_an_interrupt_ends_a_file_in_order(bench: shell_bench.Bench) -> None:
    """SIGINT while it records leaves a whole file behind."""

    async def interrupted() -> int:
        sh = bench.shell()
        task: asyncio.Task[int] = asyncio.ensure_future(
            COMMANDS["screenrecord"](sh, ["screenrecord", "/sdcard/b.mp4"])
        )
        begun = bench.clock.now_ms()
        while bench.clock.now_ms() < begun + 1000:
            await encoded_all()
            bench.clock.advance(5)
        Job(task).kill(2)
        await asyncio.wait({task})
        return int(task.cancelled())

    assert asyncio.run(interrupted()) == 1
    assert len(film_of(bench.fs.read("/sdcard/b.mp4"))[1]) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Must specify output file"),
        ("-", "mp4 cannot be written to stdout"),
        ("--size 10 a.mp4", "Invalid size '10', must be width x height"),
        ("--size 0x10 a.mp4", "width and height may not be zero"),
        ("--bit-rate 5 a.mp4", "outside acceptable range [100000,200000000]"),
        ("--time-limit -1 a.mp4", "outside acceptable range"),
        ("--output-format gif a.mp4", "Unknown format 'gif'"),
        ("a.mp4 --size", "requires an argument"),
    ],
)
def test_bad_options_are_refused(bench: shell_bench.Bench, words: str, told: str) -> None:
    """Each is answered in screenrecord's words, with a status, and without a file."""
    ran = bench.run(f"screenrecord {words}".strip())
    assert ran.status == 2
    assert told in ran.err


def test_three_minutes_are_the_limit_of_old_androids(tmp_path: Path) -> None:
    """Until Android 13 more than 180 s are refused, and 0; later 0 means no end."""
    old: Any = shell_bench.Bench(tmp_path, api_level=33, width=64, height=64)
    for seconds in ("181", "0"):
        assert old.run(f"screenrecord --time-limit {seconds} /sdcard/a.mp4").status == 2


@pytest.mark.phone
def test_adb_records_through_a_real_line(shared_phone: VirtualPhone) -> None:
    """``adb exec-out screenrecord`` gives a stream whose first picture is the whole screen."""
    done = shared_phone.run(
        "exec-out", "screenrecord", "--output-format=h264", "--time-limit", "1", "-"
    )
    assert [picture.shape for picture in pictures_of(done.stdout)][:1] == [(800, 360, 3)]
