"""What is written can be read back, and nothing seen is lost."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from bundle_builder import (
    APP,
    DEVICE,
    JUDGEMENT,
    begin,
    case_of,
    picture,
    run_trial,
    shoot,
    whole_bundle,
)

import harness.evidence.frames as frames_module
from harness.domain.errors import EvidenceError, UsageError, VerificationError
from harness.domain.trial import TrialStatus
from harness.evidence.files import replace_file
from harness.evidence.format import hierarchy_path
from harness.evidence.reader import open_bundle
from harness.evidence.seal import seal
from harness.evidence.verify import verify
from harness.evidence.writer import BundleWriter


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Where the tests' own sealing key lies."""
    return tmp_path / "key.pem"


def test_case_findings_and_pixels_come_back_as_written(tmp_path: Path, key: Path) -> None:
    """A finished bundle verifies and gives back case, judgement and every frame's pixels."""
    case = whole_bundle(tmp_path / "b", key)
    verify(tmp_path / "b")
    with open_bundle(tmp_path / "b") as bundle:
        assert bundle.case == case
        assert bundle.judgement == JUDGEMENT
        assert not bundle.partial
        assert bundle.warnings == []
        assert bundle.doctor == {"adb": "ok"}
        for number, seed in enumerate((1, 2, 3, 1, 4), start=1):
            assert np.array_equal(bundle.frame_pixels(number), picture(seed))


def test_equal_pixels_are_stored_once(tmp_path: Path, key: Path) -> None:
    """A frame with the pixels of an earlier one names it and has no file."""
    whole_bundle(tmp_path / "b", key)
    names = sorted(path.name for path in (tmp_path / "b" / "frames").iterdir())
    assert names == ["000001.png", "000002.png", "000003.png", "000005.png"]
    with open_bundle(tmp_path / "b") as bundle:
        assert (bundle.frames[4].same_as, bundle.frames[4].path) == (1, None)


def test_equal_bytes_of_another_shape_are_another_frame(tmp_path: Path, key: Path) -> None:
    """A one-coloured screen that was turned is not taken for the screen before."""
    writer = begin(tmp_path / "b", key)
    for shape in ((40, 20, 4), (20, 40, 4)):
        ref = writer.frame(
            np.full(shape, 255, np.uint8), at_ns=1, wall_ns=1, capture_ms=1, source="test"
        )
        assert ref.same_as is None
    writer.finish(case_of(), None, partial=True)
    verify(tmp_path / "b")


def test_rgb_and_translucent_frames_keep_their_pixels(tmp_path: Path, key: Path) -> None:
    """RGB gains an opaque alpha channel; an alpha channel that says something is kept."""
    writer = begin(tmp_path / "b", key)
    translucent = np.random.default_rng(5).integers(0, 256, (9, 7, 4), dtype=np.uint8)
    for pixels in (translucent[..., :3], translucent):
        writer.frame(pixels, at_ns=1, wall_ns=1, capture_ms=1, source="test")
    writer.finish(case_of(), None, partial=True)
    verify(tmp_path / "b")
    with open_bundle(tmp_path / "b") as bundle:
        assert np.array_equal(bundle.frame_pixels(1)[..., :3], translucent[..., :3])
        assert (bundle.frame_pixels(1)[..., 3] == 255).all()
        assert np.array_equal(bundle.frame_pixels(2), translucent)


def test_two_phones_that_dump_the_same_page_write_it_once(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are given its digest; neither meets the other's half-written file."""
    both, written = threading.Barrier(2), []

    def slow(path: Path, data: bytes, **how: bool) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.3)  # long enough for the other to come in, where nothing keeps it out
        written.append(path.name)
        replace_file(path, data, **how)

    with contextlib.closing(begin(tmp_path / "b", key)) as writer:
        monkeypatch.setattr("harness.evidence.writer.replace_file", slow)
        with ThreadPoolExecutor(2) as phones:
            told = list(phones.map(writer.hierarchy, ["<hierarchy/>"] * 2))
    assert told[0] == told[1]
    assert written == [Path(hierarchy_path(told[0])).name]


def test_folder_that_holds_something_is_refused(tmp_path: Path, key: Path) -> None:
    """An old bundle is never written into; the error is one line and names the folder."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty") as caught:
        begin(tmp_path, key)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_folder_that_cannot_be_made_is_one_line(tmp_path: Path, key: Path) -> None:
    """A folder below a file is refused with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another folder"):
        begin(tmp_path / "file" / "b", key)


def test_full_disk_keeps_the_chain_whole(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that a full disk cut short is taken back; what was there verifies once sealed."""
    writer = begin(tmp_path / "b", key)
    real, asked = os.write, []

    def full(handle: int, data: bytes) -> int:
        asked.append(data)
        if len(asked) == 1:
            return real(handle, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("harness.evidence.events.os.write", full)
    with pytest.raises(EvidenceError, match="No space left on device"):
        writer.record("event", {"type": "x"}, at_ns=1, wall_ns=1)
    monkeypatch.undo()
    writer.record("event", {"type": "y"}, at_ns=2, wall_ns=2)
    writer.finish(case_of(), None, partial=True)
    verify(tmp_path / "b")
    with open_bundle(tmp_path / "b") as bundle:
        told = [event.decode() for event in bundle.events() if event.kind == "event"]
    assert told == [{"type": "y"}]


def test_frame_that_cannot_be_stored_makes_the_bundle_partial(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lost frame is told on a later call, and the seal never calls the bundle whole."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    writer = begin(tmp_path / "b", key)
    monkeypatch.setattr(frames_module, "replace_file", refuse)
    ref = shoot(writer, 1, 5)
    writer._frames.drain()
    monkeypatch.undo()
    with pytest.raises(EvidenceError, match="store a frame: No space left"):
        writer.record("event", {}, at_ns=6, wall_ns=6)
    writer.finish(case_of(), None, partial=False)
    verify(tmp_path / "b")
    with open_bundle(tmp_path / "b") as bundle:
        assert bundle.partial
        assert bundle.case.partial
        with pytest.raises(EvidenceError, match=r"000001\.png was lost"):
            bundle.frame_png(ref.number)


def test_nothing_is_recorded_after_the_end(tmp_path: Path, key: Path) -> None:
    """A finished bundle refuses further events."""
    writer = begin(tmp_path / "b", key)
    writer.finish(case_of(), None, partial=True)
    with pytest.raises(EvidenceError, match="closed"):
        writer.record("event", {}, at_ns=1, wall_ns=1)
    verify(tmp_path / "b")


def test_trials_that_differ_from_those_recorded_are_refused(tmp_path: Path, key: Path) -> None:
    """A case cannot be finished with other trials than the events tell of."""
    writer = begin(tmp_path / "b", key)
    trial = run_trial(writer, 1, (1,))
    other = type(trial)(number=1, question=trial.question, status=TrialStatus.BROKEN, result=None)
    with pytest.raises(EvidenceError, match="not those recorded"):
        writer.finish(case_of(other), None, partial=False)
    writer.close()


KILLED = """
import os, sys
from pathlib import Path
sys.path[:0] = {tests!r}
from bundle_builder import begin, run_trial, shoot, QUESTION
writer = begin(Path({folder!r}), Path({key!r}))
run_trial(writer, 1, (1, 2))
writer.record("question", QUESTION, at_ns=200, wall_ns=200, trial=2)
shoot(writer, 3, 201)
writer._frames.drain()
with open({events!r}, "ab") as file:
    file.write(b'{{"seq":99,"prev"')
print("ready", flush=True)
sys.stdin.read()
"""


def test_killed_run_leaves_a_bundle_that_opens_and_seals(tmp_path: Path, key: Path) -> None:
    """After kill -9 the bundle opens, says partial, and verifies once sealed later."""
    folder = tmp_path / "b"
    program = textwrap.dedent(KILLED).format(
        tests=[str(folder) for folder in Path(__file__).parents[:2]],
        folder=str(folder),
        key=str(key),
        events=str(folder / "events.jsonl"),
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        with pytest.raises(EvidenceError, match="still writing"):
            seal(folder, key)
        child.send_signal(signal.SIGKILL)
    (folder / "frames" / "000009.png.part").write_bytes(b"half")
    with open_bundle(folder) as bundle:
        assert bundle.partial
        assert any("torn off" in warning for warning in bundle.warnings)
        assert (bundle.case.device, bundle.case.app) == (DEVICE, APP)
        assert bundle.case.consent_policy == "decline"
        assert [trial.status for trial in bundle.case.trials] == ["done", "broken"]
        assert [frame.number for frame in bundle.case.trials[1].frames] == [3]
    with pytest.raises(VerificationError, match="taptruth seal"):
        verify(folder)
    seal(folder, key)
    verify(folder)
    with open_bundle(folder) as bundle:
        assert bundle.seal_info is not None
        assert bundle.seal_info["statement"]["sealed"] == "later"
        assert bundle.seal_info["statement"]["partial"] is True
    with pytest.raises(EvidenceError, match="sealed already"):
        seal(folder, key)


def test_run_killed_before_the_device_was_known_opens(tmp_path: Path, key: Path) -> None:
    """With nothing but the first event the case names the package and an unknown device."""
    writer = BundleWriter.create(
        tmp_path / "b",
        case_id="c",
        tool_version="0",
        started_wall_ns=0,
        extra={"package": "com.example.app"},
        key_path=key,
    )
    writer.close()
    seal(tmp_path / "b", key)
    verify(tmp_path / "b")
    with open_bundle(tmp_path / "b") as bundle:
        assert bundle.case.app.package == "com.example.app"
        assert bundle.case.device.model == "unknown"
        assert bundle.case.trials == ()
        assert bundle.judgement is None


def test_a_frame_that_was_expected_has_the_same_reference(tmp_path: Path) -> None:
    """Hashing it beforehand changes when it is done, not what is written."""
    pixels = [np.full((40, 30, 4), shade, np.uint8) for shade in (3, 3, 9, 3)]
    refs = []
    for expects in (False, True):
        store = frames_module.FrameStore(tmp_path)
        (tmp_path / "frames").mkdir(exist_ok=True)
        if expects:
            for one in pixels:
                store.expect(one)
        refs.append(
            [store.add(p, at_ns=1, wall_ns=1, capture_ms=1.0, source="test") for p in pixels]
        )
        store.close()
    assert refs[0] == refs[1]
    assert [ref.same_as for ref in refs[0]] == [None, 1, None, 1]
