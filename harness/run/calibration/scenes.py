"""The scenes of the calibration app and the truth of each, read from ``scenes.toml``."""

from importlib import resources

import msgspec

from harness.domain.sight import Role
from harness.domain.trial import QuestionKind

NO_POPUP = "no_popup"
NOT_CAPTURABLE = "not_capturable"


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One launch of a scene and what agrees with its truth."""

    kind: QuestionKind
    expect: tuple[str, ...]
    role: Role | None = None
    at: tuple[float, float] | None = None
    """Body point, share of the pop-up's box."""
    motion: str | None = None
    """Key of ``harness.domain.motions.MOTIONS``."""
    beside: tuple[float, float] | None = None
    """From the control's centre, dp."""


class Scene(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scene."""

    name: str
    en: str
    zh: str
    asks: tuple[Ask, ...]
    core: bool = False
    seed: int = 0
    """For the scene that draws lots."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scene: tuple[Scene, ...]


def load_scenes() -> tuple[Scene, ...]:
    """All scenes in the order in which they are played; the first ones teach the others."""
    text = resources.files(__package__).joinpath("scenes.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=_Table).scene
