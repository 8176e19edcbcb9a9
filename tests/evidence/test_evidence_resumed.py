"""A bundle whose run was killed is gone on with, and may lack what the kill took: nothing more."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from bundle_builder import (
    APP,
    DEVICE,
    QUESTION,
    begin,
    case_of,
    killed_bundle,
    picture,
    resumed_bundle,
    run_trial,
    shoot,
    whole_bundle,
)

from harness.domain.errors import CannotResumeError, UsageError, VerificationError
from harness.domain.trial import CUT_OFF, Trial, TrialStatus
from harness.evidence.format import EventLine, Resumed, chained, sha256_hex, split_lines
from harness.evidence.reader import open_bundle
from harness.evidence.seal import seal, write_seal
from harness.evidence.verify import Step, verify
from harness.evidence.writer import BundleWriter

Spoil = Callable[[list[EventLine]], list[EventLine]]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Where the tests' own sealing key lies."""
    return tmp_path / "key.pem"


def lines_of(folder: Path) -> list[EventLine]:
    return list(chained(split_lines((folder / "events.jsonl").read_bytes())[0]))


def rewrite(folder: Path, key: Path, spoil: Spoil) -> None:
    """Events bent, the chain and the seal made anew: what a holder of the key can do."""
    prev, written = "0" * 64, b""
    for number, event in enumerate(spoil(lines_of(folder)), start=1):
        line = msgspec.json.encode(msgspec.structs.replace(event, seq=number, prev=prev)) + b"\n"
        prev, written = sha256_hex(line), written + line
    (folder / "events.jsonl").write_bytes(written)
    write_seal(folder, key_path=key, later=False, sealed_wall_ns=1_700_000_000_000_000_000)


def bent(line: EventLine, **changes: object) -> EventLine:
    record = line.decode() | changes
    return msgspec.structs.replace(line, record=msgspec.Raw(msgspec.json.encode(record)))


def stopped_at(folder: Path) -> tuple[int | None, str]:
    with pytest.raises(VerificationError) as caught:
        verify(folder)
    return caught.value.step, str(caught.value)


# --- going on -------------------------------------------------------------------------------
def test_a_killed_run_is_gone_on_with_to_a_whole_bundle(tmp_path: Path, key: Path) -> None:
    """Numbers go on, the launch that was cut off is broken, and the bundle verifies as whole."""
    case = resumed_bundle(tmp_path / "b", key)
    steps: dict[Step, str] = {}
    verify(tmp_path / "b", told=steps.__setitem__)
    assert "whole, resumed 1x" in steps[Step.EVENTS]
    with open_bundle(tmp_path / "b") as bundle:
        assert bundle.case == case
        assert not bundle.partial
        cut = bundle.case.trials[1]
        assert (cut.status, cut.reason, cut.result) == (TrialStatus.BROKEN, CUT_OFF, None)
        assert [frame.number for frame in cut.frames] == [3, 4, 5, 6]
        assert [trial.number for trial in bundle.case.trials] == [1, 2, 3]
        refs = [bundle.frames[number] for number in (7, 8, 9)]
        assert [(ref.path is not None, ref.same_as) for ref in refs] == [
            (True, None),  # its pixels were lost, so they are stored now
            (False, 3),
            (True, None),
        ]
        assert np.array_equal(bundle.frame_pixels(7), picture(5))
        resumed = next(line for line in bundle.events() if line.kind == "resumed")
    told = resumed.decode(Resumed)
    assert told == Resumed(
        after_seq=resumed.seq - 1, torn_bytes=18, lost_frames=(5,), tool_version="0.2.0"
    )
    assert not list((tmp_path / "b").rglob("*.part"))


def test_device_app_doctor_and_hierarchies_are_known_again(tmp_path: Path, key: Path) -> None:
    """What was recorded is not recorded twice; a dump that no event names is forgotten."""
    folder = tmp_path / "b"
    writer = begin(folder, key)
    digests = [writer.hierarchy(dump) for dump in ("<named/>", "<orphan/>")]
    writer.record("event", {"hierarchy_sha256": digests[0]}, at_ns=1, wall_ns=1, trial=1)
    writer.close()
    writer = BundleWriter.resume(folder, tool_version="0", key_path=key)
    assert writer.hierarchy("<named/>") == digests[0]
    run_trial(writer, 1, (1,))
    writer.finish(case_of(*writer.trials), None, partial=False)
    verify(folder)
    assert sum(line.kind in {"device", "app"} for line in lines_of(folder)) == 2
    assert [path.stem for path in (folder / "hierarchy").iterdir()] == [digests[0]]
    with open_bundle(folder) as bundle:
        assert (bundle.case.device, bundle.case.app) == (DEVICE, APP)
        assert bundle.doctor == {"adb": "ok"}


def test_killed_again_and_again(tmp_path: Path, key: Path) -> None:
    """Also right after the line that says so; each loss is told once."""
    folder = tmp_path / "b"
    killed_bundle(folder, key)
    BundleWriter.resume(folder, tool_version="1", key_path=key).close()
    lines = (folder / "events.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "events.jsonl").write_bytes(b"".join(lines[:-1]))  # the broken trial is not told
    writer = BundleWriter.resume(folder, tool_version="2", key_path=key)
    writer.record("question", QUESTION, at_ns=300, wall_ns=300, trial=3)
    shoot(writer, 9, 301)
    writer.close()
    (folder / "frames" / "000007.png").unlink()
    writer = BundleWriter.resume(folder, tool_version="3", key_path=key)
    run_trial(writer, 4, (9,))
    writer.finish(case_of(*writer.trials), None, partial=False)
    verify(folder)
    told = [line.decode(Resumed).lost_frames for line in lines_of(folder) if line.kind == "resumed"]
    assert told == [(5,), (), (7,)]
    with open_bundle(folder) as bundle:
        assert [str(trial.status) for trial in bundle.case.trials] == [
            "done",
            "broken",
            "broken",
            "done",
        ]


def test_launches_side_by_side_that_were_cut_off_name_their_phones(
    tmp_path: Path, key: Path
) -> None:
    """Each is told as broken; a frame that nobody had named yet may be lost too."""
    folder = tmp_path / "b"
    writer = BundleWriter.create(
        folder,
        case_id="case-1",
        tool_version="0",
        started_wall_ns=1_700_000_000_000_000_000,
        extra={"package": APP.package, "serials": ["p1", "p2"]},
        key_path=key,
    )
    writer.put_device(DEVICE)
    writer.put_app(APP)
    for number in (1, 2):
        writer.record("question", QUESTION, at_ns=number, wall_ns=number, trial=number)
    ref = shoot(writer, 1, 10)
    writer.record("event", {"frame": ref}, at_ns=11, wall_ns=11, trial=2)
    shoot(writer, 2, 12)
    writer.close()
    (folder / "frames" / "000002.png").unlink()
    writer = BundleWriter.resume(folder, tool_version="0", key_path=key)
    trials = writer.trials
    assert [(t.serial, [f.number for f in t.frames]) for t in trials] == [("p1", []), ("p2", [1])]
    writer.finish(case_of(*trials), None, partial=False)
    verify(folder)


def test_what_else_is_lost_makes_the_bundle_partial(tmp_path: Path, key: Path) -> None:
    """A picture of a launch that had ended is missed; it is said, and nobody calls it whole."""
    folder = tmp_path / "b"
    killed_bundle(folder, key)
    (folder / "frames" / "000002.png").unlink()
    writer = BundleWriter.resume(folder, tool_version="0", key_path=key)
    run_trial(writer, 3, (6,))
    writer.finish(case_of(*writer.trials), None, partial=False)
    verify(folder)
    with open_bundle(folder) as bundle:
        assert bundle.partial
        assert bundle.case.partial


def test_a_bundle_gone_on_with_and_killed_for_good_can_be_sealed(tmp_path: Path, key: Path) -> None:
    """It opens and verifies as partial, like any killed run's."""
    folder = tmp_path / "b"
    killed_bundle(folder, key)
    BundleWriter.resume(folder, tool_version="0", key_path=key).close()
    seal(folder, key)
    verify(folder)
    with open_bundle(folder) as bundle:
        assert [str(trial.status) for trial in bundle.case.trials] == ["done", "broken"]


# --- nothing to go on with ------------------------------------------------------------------
def test_what_cannot_be_gone_on_with_is_told_and_left_alone(tmp_path: Path, key: Path) -> None:
    """Nothing there, sealed, still written, damaged: one line each, not a byte changed."""
    with pytest.raises(CannotResumeError, match="no bundle to go on with"):
        BundleWriter.resume(tmp_path / "none", tool_version="0")
    whole_bundle(tmp_path / "sealed", key)
    with pytest.raises(CannotResumeError, match="sealed already"):
        BundleWriter.resume(tmp_path / "sealed", tool_version="0")
    (tmp_path / "sealed" / "seal.json").unlink()
    with pytest.raises(CannotResumeError, match="taptruth seal"):
        BundleWriter.resume(tmp_path / "sealed", tool_version="0")
    running = begin(tmp_path / "running", key)
    with pytest.raises(CannotResumeError, match="still writing"):
        BundleWriter.resume(tmp_path / "running", tool_version="0")
    running.close()
    killed_bundle(tmp_path / "damaged", key)
    events = tmp_path / "damaged" / "events.jsonl"
    data = events.read_bytes().replace(b'"decline"', b'"accept!"')
    events.write_bytes(data)
    with pytest.raises(CannotResumeError, match="line 2: the line before it"):
        BundleWriter.resume(tmp_path / "damaged", tool_version="0")
    assert events.read_bytes() == data
    assert issubclass(CannotResumeError, UsageError)


# --- forged ---------------------------------------------------------------------------------
def place_of(lines: list[EventLine], kind: str, nth: int = 0) -> int:
    return [at for at, line in enumerate(lines) if line.kind == kind][nth]


def without(kind: str, nth: int) -> Spoil:
    def spoil(lines: list[EventLine]) -> list[EventLine]:
        at = place_of(lines, kind, nth)
        return lines[:at] + lines[at + 1 :]

    return spoil


def changed(kind: str, nth: int = 0, **changes: object) -> Spoil:
    def spoil(lines: list[EventLine]) -> list[EventLine]:
        at = place_of(lines, kind, nth)
        return [*lines[:at], bent(lines[at], **changes), *lines[at + 1 :]]

    return spoil


def inserted(at_end_of: int, lost: tuple[int, ...]) -> Spoil:
    """A "resumed" line after a launch that had ended, to excuse its frames."""

    def spoil(lines: list[EventLine]) -> list[EventLine]:
        at = place_of(lines, "trial", at_end_of) + 1
        told = Resumed(after_seq=at, torn_bytes=0, lost_frames=lost, tool_version="0")
        line = msgspec.structs.replace(
            lines[at], kind="resumed", trial=None, record=msgspec.Raw(msgspec.json.encode(told))
        )
        after = [bent(it, after_seq=it.seq) if it.kind == "resumed" else it for it in lines[at:]]
        return [*lines[:at], line, *after]

    return spoil


@pytest.mark.parametrize(
    ("gone", "spoil", "step", "why"),
    [
        (2, changed("resumed", lost_frames=[2, 5]), 5, "missing"),
        (3, changed("resumed", lost_frames=[3, 5]), 5, "frame 8 is said to equal a lost one"),
        (3, changed("resumed", lost_frames=[3]), 5, "frame 8 is said to equal a lost one"),
        (3, lambda lines: lines, 5, "000003.png: missing"),
        (7, changed("resumed", lost_frames=[5, 7]), 5, "frame 7 is said to be lost and was never"),
        (None, changed("resumed", lost_frames=[3, 5]), 5, "lies there; line"),
        (None, changed("resumed", lost_frames=[5, 6]), 5, "frame 6 is said to be lost and was"),
        (None, changed("resumed", lost_frames=[]), 5, "000005.png: missing"),
        (None, changed("resumed", after_seq=3), 4, "goes on where nothing ended"),
        (None, changed("resumed", torn_bytes=-1), 4, "goes on where nothing ended"),
        (None, changed("resumed", lost_frames="all"), 4, "a resumption that cannot be read"),
        (None, without("resumed", 0), 5, "000005.png: missing"),
        (None, without("trial", 1), 4, "goes on without launch 2, which was cut off"),
        (None, changed("trial", 1, status="done"), 4, "goes on without launch 2"),
        (None, changed("trial", 1, frames=[]), 4, "goes on without launch 2"),
        (None, without("question", 1), 4, None),
        (None, without("trial", 0), 4, None),
        (2, inserted(0, (2,)), 5, "000002.png: missing"),
        (8, inserted(2, (8,)), 5, None),
    ],
)
def test_a_resumption_excuses_what_a_kill_took_and_nothing_more(
    tmp_path: Path, key: Path, gone: int | None, spoil: Spoil, step: int, why: str | None
) -> None:
    """Whoever holds the key may write any line: frames of other launches stay needed."""
    folder = tmp_path / "b"
    resumed_bundle(folder, key)
    if gone is not None:
        (folder / "frames" / f"{gone:06d}.png").unlink(missing_ok=True)
    rewrite(folder, key, spoil)
    found, told = stopped_at(folder)
    assert (found, (why or "") in told) == (step, True), told


def test_no_later_launch_and_no_finding_rests_on_what_is_lost(tmp_path: Path, key: Path) -> None:
    """A launch that names a lost frame, a frame that claims its pixels, a finding: all refused."""
    honest = tmp_path / "honest"
    resumed_bundle(honest, key)
    with open_bundle(honest) as bundle:
        lost, third = bundle.frames[5], bundle.case.trials[2]
        judgement = bundle.judgement
    assert judgement is not None

    def spoiled(name: str, spoil: Spoil) -> tuple[int | None, str]:
        shutil.copytree(honest, tmp_path / name)
        if name == "twin":
            (tmp_path / name / "frames" / "000007.png").unlink()
        rewrite(tmp_path / name, key, spoil)
        return stopped_at(tmp_path / name)

    names = msgspec.to_builtins((lost, *third.frames))
    step, why = spoiled("trial", changed("trial", 2, frames=names))
    assert (step, "trial 3 names frame 5, which is lost" in why) == (6, True)
    step, why = spoiled("twin", changed("frame", 6, path=None, same_as=5))
    assert (step, "is said to equal a lost one" in why) == (5, True)

    findings = tuple(msgspec.structs.replace(f, frames=(5,)) for f in judgement.findings)
    data = msgspec.json.encode(msgspec.structs.replace(judgement, findings=findings))
    shutil.copytree(honest, tmp_path / "finding")
    (tmp_path / "finding" / "findings.json").write_bytes(data)
    rewrite(tmp_path / "finding", key, changed("end", findings_sha256=sha256_hex(data)))
    step, why = stopped_at(tmp_path / "finding")
    assert (step, "rests on a frame that is lost" in why) == (6, True)


def test_the_trial_of_a_launch_that_was_cut_off_is_the_one_that_its_lines_tell(
    tmp_path: Path, key: Path
) -> None:
    """Rebuilding the case of an unsealed bundle gives the very record that going on writes."""
    folder = tmp_path / "b"
    killed_bundle(folder, key)
    with open_bundle(folder) as bundle:
        rebuilt = bundle.case.trials
    writer = BundleWriter.resume(folder, tool_version="0", key_path=key)
    writer.close()
    told = [line.decode(Trial) for line in lines_of(folder) if line.kind == "trial"]
    assert tuple(told) == rebuilt
