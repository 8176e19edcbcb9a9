"""A complaint: what a person says happened, and what became of it when it was tried."""

import enum
from typing import Annotated, Literal

import msgspec

from harness.domain.sight import Role

FORMAT = 1
Zone = Literal[
    "top_left",
    "top_center",
    "top_right",
    "middle_left",
    "center",
    "middle_right",
    "bottom_left",
    "bottom_center",
    "bottom_right",
]
"""The ninths of the screen."""
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class ClaimKind(enum.StrEnum):
    """What the person says the app did."""

    CLOSE_LEADS_AWAY = "close_leads_away"
    CLOSE_DOES_NOTHING = "close_does_nothing"
    CLOSE_THEN_JUMPS = "close_then_jumps"
    CLOSE_ASKS_AGAIN = "close_asks_again"
    WHOLE_SCREEN_LEADS_AWAY = "whole_screen_leads_away"
    JUMPS_ALONE = "jumps_alone"
    NO_CLOSE_MARK = "no_close_mark"


RULE_OF = {
    ClaimKind.CLOSE_LEADS_AWAY: "C03",
    ClaimKind.CLOSE_DOES_NOTHING: "C04",
    ClaimKind.CLOSE_THEN_JUMPS: "C05",
    ClaimKind.CLOSE_ASKS_AGAIN: "C06",
    ClaimKind.WHOLE_SCREEN_LEADS_AWAY: "R01",
    ClaimKind.JUMPS_ALONE: "R02",
    ClaimKind.NO_CLOSE_MARK: "C01",
}
"""The rule that asks the same."""
ON_A_CONTROL = frozenset(
    {
        ClaimKind.CLOSE_LEADS_AWAY,
        ClaimKind.CLOSE_DOES_NOTHING,
        ClaimKind.CLOSE_THEN_JUMPS,
        ClaimKind.CLOSE_ASKS_AGAIN,
    }
)
"""Claims about a closing control."""
WITH_TARGET = frozenset(
    {
        ClaimKind.CLOSE_LEADS_AWAY,
        ClaimKind.CLOSE_THEN_JUMPS,
        ClaimKind.WHOLE_SCREEN_LEADS_AWAY,
        ClaimKind.JUMPS_ALONE,
    }
)
"""Claims that something else came to the front."""


class _Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class AppGiven(_Given, frozen=True, kw_only=True):
    """The app: an installed package, or an APK to install."""

    package: Words | None = None
    apk: Words | None = None
    """Path, from the complaint's own folder."""
    version: Words | None = None
    """As the person has it."""
    source: Words | None = None
    """Where the person got it: a store's name."""


class DeviceGiven(_Given, frozen=True, kw_only=True):
    """What the person used; it is told beside what the harness used."""

    model: Words | None = None
    android: Words | None = None
    region: Words | None = None


class ClaimGiven(_Given, frozen=True, kw_only=True):
    """What happened."""

    kind: ClaimKind
    said: Words | None = None
    """In the person's own words."""
    control: Literal["close", "skip", "dismiss"] | None = None
    """What was tapped: an X (close), a skip (skip), a text such as 取消 (dismiss)."""
    where: Zone | None = None
    """The ninth of the screen it was in."""
    target: Words | None = None
    """Where it led: a package, an address, or a name such as 淘宝."""
    seen_on: Words | None = None
    """ISO date."""


class EvidenceGiven(_Given, frozen=True, kw_only=True):
    """What the person sent; paths from the complaint's own folder."""

    picture: Words | None = None
    recording: Words | None = None


class BudgetGiven(_Given, frozen=True, kw_only=True):
    """How much to try."""

    launches: Annotated[int, msgspec.Meta(ge=1, le=500)] = 40


class Complaint(_Given, frozen=True, kw_only=True):
    """``complaint.toml``."""

    format: Literal[1]
    app: AppGiven
    claim: ClaimGiven
    device: DeviceGiven = DeviceGiven()
    evidence: EvidenceGiven = EvidenceGiven()
    budget: BudgetGiven = BudgetGiven()
    number: Words | None = None
    """Its number in the authority's or the company's own register."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for on the screen, from the claim and from what the person sent."""

    role: Role | None = None
    zone: str | None = None
    center_rel: tuple[float, float] | None = None
    """Of the control in the person's picture, share of width and height."""
    creative: str | None = None
    """Perceptual hash of the advertisement in the person's picture."""
    target: str | None = None


class ClaimStatus(enum.StrEnum):
    """What became of a claim. Never "compliant"."""

    REPRODUCED = "reproduced"
    NOT_REPRODUCED = "not_reproduced"
    """Refuted at the stated error level."""
    UNDECIDED = "undecided"
    """Not reproduced, and too little was seen to refute it."""


class ClaimResult(msgspec.Struct, frozen=True, kw_only=True):
    """``complaint.json``: k of n, with what it rests on."""

    kind: ClaimKind
    rule: str
    status: ClaimStatus
    hits: int
    """Trials that showed what the person said."""
    of: int
    """Trials that could have shown it."""
    interval: tuple[float, float]
    """95 % Wilson interval of hits / of."""
    error_level: float | None
    """Chance at most of this decision being wrong; None where nothing was decided."""
    elsewhere: int = 0
    """Trials that led away, but not to where the person said."""
    other_creatives: int = 0
    """Trials of the same question on other advertisements than the person's."""
    launches: int = 0
    popups: int = 0
    trials: tuple[int, ...] = ()
    """Numbers of the trials that showed it."""
    targets: tuple[str, ...] = ()
    """Where they led."""
    words_zh: str = ""
    words_en: str = ""
    notes_zh: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()
