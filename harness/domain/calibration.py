"""What a calibration found: a device's answers to scenes whose truth is known."""

import enum

import msgspec

from harness.domain.trial import OutcomeKind, Question


class Agreement(enum.StrEnum):
    """How one answer compares with the truth."""

    AGREES = "agrees"
    WRONG = "wrong"
    """The harness was certain of something that is not so."""
    UNCLEAR = "unclear"
    """The harness could not tell: honest, but this device cannot show this."""
    NOT_APPLICABLE = "not_applicable"
    """The device lacks what the scene needs (sensors, a store)."""


class SceneAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One question put to one scene of the calibration app, compared with its truth.

    Lengths are dp, times milliseconds; None = not measured. ``tap_off_dp`` is the distance of
    the touch that the app received from the point that the harness aimed at, ``seen_late_ms``
    from the app's first drawing to the harness's first sight, ``tap_latency_ms`` from the tap
    leaving the harness to its arrival in the app.
    """

    scene: str
    question: Question
    expected: tuple[str, ...]
    got: str
    agreement: Agreement
    core: bool = False
    """The device is unfit without it."""
    app_did: tuple[str, ...] = ()
    """What the app says it did, in order ("redirect by mark")."""
    app_agrees: bool | None = None
    """Whether the outcome is what the app says it did; None where it said nothing."""
    tap_off_dp: float | None = None
    seen_late_ms: float | None = None
    tap_latency_ms: float | None = None
    reason: str = ""
    trial: int | None = None
    seconds: float = 0.0


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """All answers of one device, and what follows from them."""

    fingerprint: str
    """``ro.build.fingerprint`` of the device."""
    serial: str
    model: str
    api_level: int
    ended_wall_ns: int
    """UTC, Unix nanoseconds."""
    tool_version: str
    app_sha256: str
    """Of the calibration app's APK."""
    answers: tuple[SceneAnswer, ...]
    lacks: tuple[str, ...] = ()
    """What this device cannot do ("no event log", "no motion sensors to play")."""
    timing: dict[str, float] = {}
    """What was measured at the start: ``capture_ms``, ``start_ms``."""
    complete: bool = True

    @property
    def wrong(self) -> tuple[SceneAnswer, ...]:
        """Answers that contradict the truth."""
        return tuple(a for a in self.answers if a.agreement is Agreement.WRONG)

    @property
    def untold(self) -> tuple[SceneAnswer, ...]:
        """Core answers that could not be had."""
        return tuple(a for a in self.answers if a.core and a.agreement is not Agreement.AGREES)

    def told(self) -> dict[str, object]:
        """What a case says of the calibration it rests on: when, by what, how it went."""
        return {
            "ended_wall_ns": self.ended_wall_ns,
            "tool_version": self.tool_version,
            "app_sha256": self.app_sha256,
            "fit": self.fit,
            "agree": sum(1 for a in self.answers if a.agreement is Agreement.AGREES),
            "of": sum(1 for a in self.answers if a.agreement is not Agreement.NOT_APPLICABLE),
            "wrong": [f"{a.scene}: {a.got}" for a in self.wrong],
            "untold": [f"{a.scene}: {a.got}" for a in self.untold],
            "lacks": list(self.lacks),
        }

    @property
    def fit(self) -> bool:
        """Fit to testify: complete, nothing wrong, every core scene answered as it is."""
        return self.complete and not self.wrong and not self.untold


OUTCOME_OF_DEED = {
    "dismiss": OutcomeKind.DISMISSED,
    "redirect": OutcomeKind.REDIRECTED,
    "land_inside": OutcomeKind.ADVANCED,
    "replace": OutcomeKind.REPLACED,
    "nothing": OutcomeKind.NO_EFFECT,
}
"""What the harness should call what the app says it did."""
