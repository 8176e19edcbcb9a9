"""Films of a recorded bundle."""

import json
from pathlib import Path

import av
import pytest

from harness.cli.exits import Exit
from harness.cli.main import run
from harness.evidence.reader import open_bundle
from harness.run.films import reel_of
from harness.run.replay import exchanges_of

BUNDLE = Path(__file__).parents[2] / "fixtures" / "bundles" / "format-1" / "decoy_x.zip"


def test_the_reel_of_a_tap_has_its_aim_and_its_touch() -> None:
    """The aim begins with the frame that justified it, the touch when it was sent."""
    with open_bundle(BUNDLE) as bundle:
        trial = bundle.case.trials[2]
        reel = reel_of(bundle, trial, exchanges_of(bundle)[3])
    assert reel is not None
    aim = next(m for m in reel.marks if m.text.startswith("AIM"))
    touch = next(m for m in reel.marks if m.touch)
    assert trial.result is not None
    assert touch.from_ns == trial.result.tapped_at_ns
    assert aim.from_ns <= touch.from_ns < aim.until_ns
    assert aim.box_px is not None
    assert [s.at_ns for s in reel.shots] == [f.at_ns for f in trial.frames]


def test_a_film_names_its_four_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How, when, by whom it was made, and what it is to prove; and which seal it comes from."""
    monkeypatch.setenv("TAPTRUTH_OPERATOR", "Zhang San")
    words = ["video", str(BUNDLE), "-o", str(tmp_path), "--trial", "3", "--height", "240"]
    assert run([*words, "--fps", "5", "--json"]) == Exit.CLEAR
    (told,) = json.loads(capsys.readouterr().out)
    with av.open(told["path"]) as container:
        metadata = dict(container.metadata)
    for fact in ("制作方法", "制作时间", "制作人", "证明对象"):
        assert fact in metadata["comment"]
    assert metadata["artist"] == "Zhang San"
    assert "outcome redirected" in metadata["comment"]
    with open_bundle(BUNDLE) as bundle:
        assert bundle.seal_info is not None
        assert bundle.seal_info["statement"]["manifest_sha256"] in metadata["comment"]


def test_a_launch_that_there_is_not_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which there are."""
    assert run(["video", str(BUNDLE), "-o", str(tmp_path), "--trial", "9"]) == Exit.USAGE
    assert "no launch 9; there are 1 to 3" in capsys.readouterr().err
