"""A small bundle made by the real writer, for tests that then spoil it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from paper_phone import paper_phone

from harness.domain.device import AppFacts
from harness.domain.finding import Finding, Judgement, Verdict
from harness.domain.frame import FrameRef
from harness.domain.trial import Case, Question, QuestionKind, Trial, TrialStatus
from harness.evidence.writer import BundleWriter

DEVICE = paper_phone(hardware_serial="ABC", found_settings={"window_animation_scale": "1.0"})
APP = AppFacts(package="com.example.app", version_name="1.2", version_code=12, apk_sha256="ab" * 32)
QUESTION = Question(kind=QuestionKind.WATCH)


def picture(seed: int) -> NDArray[np.uint8]:
    """A frame of noise, (120, 54, 4) RGBA, opaque."""
    rgba = np.random.default_rng(seed).integers(0, 256, (120, 54, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    return rgba


def begin(folder: Path, key: Path) -> BundleWriter:
    """A writer with device and app known."""
    writer = BundleWriter.create(
        folder,
        case_id="case-1",
        tool_version="0.1.0",
        started_wall_ns=1_700_000_000_000_000_000,
        extra={"package": "com.example.app", "seed": 7, "consent": "decline"},
        key_path=key,
    )
    writer.put_device(DEVICE, {"adb": "ok"})
    writer.put_app(APP)
    return writer


def shoot(writer: BundleWriter, seed: int, at_ns: int) -> FrameRef:
    """One frame into the bundle."""
    return writer.frame(
        picture(seed), at_ns=at_ns, wall_ns=at_ns, capture_ms=30.0, source="screencap"
    )


def run_trial(writer: BundleWriter, number: int, seeds: tuple[int, ...]) -> Trial:
    """A trial of a few frames, recorded."""
    writer.record("question", QUESTION, at_ns=number * 100, wall_ns=number * 100, trial=number)
    frames = tuple(shoot(writer, seed, number * 100 + seed) for seed in seeds)
    trial = Trial(
        number=number,
        question=QUESTION,
        status=TrialStatus.DONE,
        result=None,
        started_at_ns=number * 100,
        frames=frames,
    )
    writer.trial(trial)
    return trial


def case_of(*trials: Trial, partial: bool = False) -> Case:
    """The case of these trials."""
    return Case(
        id="case-1",
        app=APP,
        device=DEVICE,
        trials=trials,
        started_wall_ns=1_700_000_000_000_000_000,
        ended_wall_ns=1_700_000_060_000_000_000,
        seed=7,
        partial=partial,
    )


JUDGEMENT = Judgement(
    verdict=Verdict.INCONCLUSIVE,
    reasons_en=("no pop-up was seen in 2 launches",),
    reasons_zh=("2 次启动中没有看到弹窗",),
    findings=(
        Finding(
            rule="C01",
            rule_version="1",
            verdict=Verdict.INCONCLUSIVE,
            reason_en="nothing seen",
            reason_zh="没有看到",
            trials=(1,),
            frames=(1,),
        ),
    ),
)


def whole_bundle(folder: Path, key: Path) -> Case:
    """A sealed bundle of two trials and five frames, one of them equal to an earlier one."""
    writer = begin(folder, key)
    case = case_of(run_trial(writer, 1, (1, 2)), run_trial(writer, 2, (3, 1, 4)))
    writer.finish(case, JUDGEMENT, partial=False)
    return case


def killed_bundle(folder: Path, key: Path) -> None:
    """What a killed run leaves: a launch that ended, one that did not, and a torn line.

    Of the second launch frame 3 is stored, 4 equals frame 1; 5 never reached the disk, and 6
    equals it.
    """
    writer = begin(folder, key)
    run_trial(writer, 1, (1, 2))
    writer.record("question", QUESTION, at_ns=200, wall_ns=200, trial=2)
    for seed in (3, 1, 5, 5):
        shoot(writer, seed, 200 + seed)
    writer.close()
    (folder / "frames" / "000005.png").unlink()
    (folder / "frames" / "000007.png.part").write_bytes(b"half")
    with (folder / "events.jsonl").open("ab") as events:
        events.write(b'{"seq":99,"prev":"')


def resumed_bundle(folder: Path, key: Path) -> Case:
    """The same, gone on with and finished: launch 3 shows what was lost once more."""
    killed_bundle(folder, key)
    writer = BundleWriter.resume(folder, tool_version="0.2.0", key_path=key)
    run_trial(writer, 3, (5, 3, 6))
    case = case_of(*writer.trials)
    writer.finish(case, JUDGEMENT, partial=False)
    return case
