"""Pop-ups over ordinary pages and before them."""

from collections.abc import Callable

from detectors.training.brush import Brush
from detectors.training.cards import consent, dialog, floating, system
from detectors.training.full_screen import interstitial, splash
from detectors.training.sample import Labels

KINDS: tuple[tuple[float, Callable[..., None]], ...] = (
    (0.26, splash), (0.34, dialog), (0.24, interstitial), (0.05, consent), (0.05, system),
    (0.06, floating),
)  # fmt: skip


def popup(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """Draw a pop-up of some kind over the whole canvas."""
    shares = [share for share, _ in KINDS]
    index = int(brush.rng.choice(len(KINDS), p=[s / sum(shares) for s in shares]))
    KINDS[index][1](brush, labels, chinese=chinese)
