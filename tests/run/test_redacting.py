"""Redaction: what is handed on is black, the bundle is whole, and the record proves it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
from bundle_builder import JUDGEMENT, QUESTION, begin, case_of, whole_bundle

from harness.cli.exits import Exit
from harness.cli.main import run
from harness.domain.errors import UsageError, VerificationError
from harness.domain.geometry import BoxPx
from harness.domain.trial import Trial, TrialStatus
from harness.evidence.reader import Bundle, open_bundle
from harness.evidence.verify import verify
from harness.report.html import render_many
from harness.run.line_reader import reading_lines
from harness.run.outputs import entry_of
from harness.run.redacting import (
    HandBox,
    Pixels,
    RedactedFrames,
    blacked,
    check_redactions,
    hand_box,
    personal_boxes,
    pixel_digest,
    redacted_entry,
)


@pytest.fixture
def bundle(tmp_path: Path) -> Iterator[Bundle]:
    """A sealed bundle of five frames, one of them equal to an earlier one."""
    whole_bundle(tmp_path / "b", tmp_path / "key.pem")
    with open_bundle(tmp_path / "b") as opened:
        yield opened


def phone_line(rgb: Pixels) -> list[tuple[str, BoxPx]]:
    """A reader that sees a telephone number and a price on every picture."""
    return [("13800138000", BoxPx(5, 10, 20, 8)), ("¥2999", BoxPx(5, 40, 20, 8))]


def test_line_with_a_number_is_black_and_all_else_is_as_it_was(bundle: Bundle) -> None:
    """The box of the number, with its margin, is black; not one other pixel has changed."""
    frames = RedactedFrames(bundle, phone_line, ())
    made, original = frames(1), bundle.frame_pixels(1)
    assert (made[6:22, 1:29] == (0, 0, 0, 255)).all()
    changed = (made != original).any(axis=2)
    assert not changed[:6].any()
    assert not changed[22:].any()
    assert not changed[:, 29:].any()


def test_record_proves_the_redacted_picture_from_the_sealed_one(bundle: Bundle) -> None:
    """Original digest as sealed, boxes, redacted digest: made again from the bundle they agree."""
    _, record = redacted_entry(entry_of(bundle), bundle, phone_line, ())
    assert [r.frame for r in record.frames] == [1, 2, 3, 5]
    first = record.frames[0]
    assert first.original_sha256 == bundle.frames[1].sha256
    assert first.redacted_sha256 == pixel_digest(blacked(bundle.frame_pixels(1), first.boxes_px))
    assert first.why == ("phone",)
    check_redactions(bundle, record)


@pytest.mark.parametrize("what", ["box", "digest", "frame", "case"])
def test_record_that_was_tampered_with_does_not_hold(bundle: Bundle, what: str) -> None:
    """Another box, digest, frame or case is told."""
    _, record = redacted_entry(entry_of(bundle), bundle, phone_line, ())
    first = record.frames[0]
    bent = {
        "box": msgspec.structs.replace(first, boxes_px=((0, 0, 3, 3),)),
        "digest": msgspec.structs.replace(first, redacted_sha256="0" * 64),
        "frame": msgspec.structs.replace(first, frame=2),
    }
    forged = msgspec.structs.replace(
        record,
        frames=(bent.get(what, first),),
        case="another" if what == "case" else record.case,
    )
    with pytest.raises(VerificationError):
        check_redactions(bundle, forged)


def test_bundle_stays_whole(bundle: Bundle, tmp_path: Path) -> None:
    """Redacting touches no byte of the bundle."""
    redacted_entry(entry_of(bundle), bundle, phone_line, ())
    verify(tmp_path / "b")


def test_report_of_a_redacted_entry_says_so_with_digests(bundle: Bundle) -> None:
    """The page names picture, box and both digests, so that whoever holds it can ask for proof."""
    entry, record = redacted_entry(entry_of(bundle), bundle, phone_line, ())
    page = render_many([entry], rules={}, clauses={}, lang="en")
    assert "What was blacked out" in page
    assert record.frames[0].original_sha256 in page
    assert record.frames[0].redacted_sha256 in page


def test_hand_mark_reaches_equal_frames(bundle: Bundle) -> None:
    """Frame 4 has the pixels of frame 1: a mark on either blacks out both."""
    frames = RedactedFrames(bundle, None, (HandBox(frame=4, box_px=BoxPx(0, 0, 9, 9)),))
    assert (frames(1)[:9, :9, :3] == 0).all()
    assert (frames(4)[:9, :9, :3] == 0).all()
    assert frames.redactions()[0].why == ("by_hand",)
    assert np.array_equal(frames(2), bundle.frame_pixels(2))


def test_frame_asked_for_again_is_as_black_as_before(bundle: Bundle) -> None:
    """Pixels are not kept for all frames; what is made again is the same."""
    frames = RedactedFrames(bundle, phone_line, ())
    first = frames(1)
    frames(2)
    assert np.array_equal(frames(1), first)


def test_value_beside_its_label_is_marked_though_read_apart() -> None:
    """A label and its value on one row are one line; a name without a label is none."""
    label, value = ("收货人：", BoxPx(0, 100, 90, 30)), ("张三", BoxPx(100, 102, 60, 30))
    price = ("张三", BoxPx(0, 300, 60, 30))
    assert personal_boxes([price, value, label]) == [(value[1], "name")]


@pytest.mark.parametrize(
    "text", ["", "1", "1:2,3,4", "x:1,2,3,4", "1:1,2,0,4", "0:1,2,3,4", "-1:1,2,3,4"]
)
def test_box_that_is_none_is_one_line(text: str) -> None:
    """What is no box says how one is written."""
    with pytest.raises(UsageError, match="is no box"):
        hand_box(text)


def test_star_means_every_frame() -> None:
    """``*:…`` is read as a box for all frames."""
    assert hand_box("*:1,2,3,4") == HandBox(frame=0, box_px=BoxPx(1, 2, 3, 4))


def test_number_on_a_real_picture_is_read_and_gone(tmp_path: Path) -> None:
    """The models that ship with the tool find a drawn number; redacted, none is left."""
    picture = np.full((600, 540, 4), 255, np.uint8)
    cv2.putText(picture, "Call 13800138000", (30, 200), 0, 1.2, (20, 20, 20, 255), 3, cv2.LINE_AA)
    cv2.putText(picture, "Big sale today", (30, 400), 0, 1.2, (20, 20, 20, 255), 3, cv2.LINE_AA)
    writer = begin(tmp_path / "b", tmp_path / "key.pem")
    frame = writer.frame(picture, at_ns=1, wall_ns=1, capture_ms=1.0, source="drawn")
    trial = Trial(
        number=1, question=QUESTION, status=TrialStatus.DONE, result=None, frames=(frame,)
    )
    writer.finish(case_of(trial), JUDGEMENT, partial=False)
    read = reading_lines()
    with open_bundle(tmp_path / "b") as opened:
        frames = RedactedFrames(opened, read, ())
        made = frames(1)
    left = " ".join(text for text, _ in read(np.ascontiguousarray(made[..., :3])))
    assert "138" not in left
    assert "sale" in left
    assert frames.redactions()[0].why == ("phone",)


def test_commands_redact_and_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report with boxes by hand leaves the record beside it, and the record checks."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))
    whole_bundle(tmp_path / "b", tmp_path / "key.pem")
    where, out = str(tmp_path / "b"), tmp_path / "r.html"
    assert run(["report", where, "-o", str(out), "--redact-box", "*:0,0,9,9"]) == 0
    record = tmp_path / "r.redactions.json"
    assert len(json.loads(record.read_text("utf-8"))[0]["frames"]) == 4
    capsys.readouterr()
    assert run(["report", where, "--check-redactions", str(record)]) == 0
    assert "4 redacted pictures come from this sealed bundle" in capsys.readouterr().out
    told = json.loads(record.read_text("utf-8"))
    told[0]["frames"][0]["boxes_px"] = [[0, 0, 8, 8]]
    record.write_text(json.dumps(told))
    assert run(["report", where, "--check-redactions", str(record)]) == Exit.TAMPERED
