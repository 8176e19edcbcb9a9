"""A bundle of format 1, recorded on a virtual phone, for as long as there is a TapTruth."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from harness.cli.exits import Exit
from harness.cli.main import run
from harness.domain.trial import OutcomeKind, QuestionKind
from harness.evidence.format import split_lines
from harness.evidence.reader import open_bundle
from harness.evidence.verify import verify

pytestmark = pytest.mark.early

BUNDLE = Path(__file__).parents[2] / "fixtures" / "bundles" / "format-1" / "decoy_x.zip"


def test_it_opens_and_verifies() -> None:
    """Format, case and every frame are what was sealed."""
    verify(BUNDLE)
    with open_bundle(BUNDLE) as bundle:
        assert bundle.begin.format == 1
        assert [t.question.kind for t in bundle.case.trials] == [
            QuestionKind.WATCH,
            QuestionKind.WATCH,
            QuestionKind.TAP_CONTROL,
        ]
        result = bundle.case.trials[2].result
        assert result is not None
        assert result.outcome is not None
        assert result.outcome.kind is OutcomeKind.REDIRECTED


def test_it_replays_without_a_difference(capsys: pytest.CaptureFixture[str]) -> None:
    """Today's sessions ask what they asked then; a change that is meant is noted here."""
    assert run(["replay", "--json", str(BUNDLE)]) == Exit.CLEAR
    told = json.loads(capsys.readouterr().out)
    assert told["same"]
    assert [t["trial"] for t in told["trials"]] == [1, 2, 3]


def test_it_is_judged_anew(capsys: pytest.CaptureFixture[str]) -> None:
    """Today's detectors still see the pop-up on its frames, and its tap still led away."""
    assert run(["rejudge", "--json", str(BUNDLE)]) in {Exit.CLEAR, Exit.FOUND}
    told = json.loads(capsys.readouterr().out)
    assert [t["outcome_now"] for t in told["trials"]][2] == "redirected"
    assert not any(t["stopped"] for t in told["trials"])
    assert sum(t["frames"] for t in told["trials"]) > 20


@pytest.mark.parametrize("command", ["replay", "rejudge"])
def test_no_bundle_is_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path with no bundle is the user's mistake: exit 2, nothing on stdout."""
    assert run([command, str(tmp_path / "none")]) == Exit.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_a_changed_bundle_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 and the place, when a recorded command is not what the session yields."""
    with zipfile.ZipFile(BUNDLE) as packed:
        lines, _ = split_lines(packed.read("events.jsonl"))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "events.jsonl").write_bytes(b"".join(_with_another_tap(lines)))
    assert run(["replay", str(tmp_path / "b")]) == Exit.FOUND
    assert "first difference: trial 3" in capsys.readouterr().out


def _with_another_tap(lines: list[bytes]) -> list[bytes]:
    """The lines with the first tap 1 px to the left, chained again."""
    prev, chained = "0" * 64, []
    for line in lines:
        event = json.loads(line)
        event["prev"] = prev
        if event["kind"] == "command" and event["record"]["type"] == "tap":
            event["record"]["point_px"][0] -= 1
        chained.append(json.dumps(event, ensure_ascii=False).encode() + b"\n")
        prev = hashlib.sha256(chained[-1]).hexdigest()
    return chained
