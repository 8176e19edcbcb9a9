"""Creatives across launches: which pictures are the same advertisement."""

from collections.abc import Iterable, Sequence

from harness.domain.candidates import worth_examining
from harness.domain.sight import hamming
from harness.domain.trial import Trial

SAME_CREATIVE_BITS = 14
"""Hashes (64 bits) that differ by no more are one creative."""
MOST_CREATIVES = 6
"""More groups than that are not creatives but a picture that moves: kept as one."""


class Creatives:
    """Groups of creatives in the order of their first sight."""

    def __init__(self, hashes: Iterable[str | None], earlier: "Creatives | None" = None) -> None:
        self.first: list[str] = [] if earlier is None else earlier.first.copy()
        """The first hash of each group."""
        for phash in hashes:
            if phash is not None and self._nearest(phash) is None:
                self.first.append(phash)

    @classmethod
    def of(cls, trials: Sequence[Trial], earlier: "Creatives | None" = None) -> "Creatives":
        """Those of the pop-ups that are the app's doing, after those of earlier trials."""
        hashes = (
            t.result.creative
            for t in trials
            if t.result is not None
            and t.result.popup is not None
            and worth_examining(t.result.popup)
        )
        return cls(hashes, earlier)

    def _nearest(self, phash: str) -> str | None:
        if phash in self.first:
            return phash
        near = min(self.first, key=lambda first: hamming(first, phash), default=None)
        return near if near and hamming(near, phash) <= SAME_CREATIVE_BITS else None

    @property
    def moving(self) -> bool:
        """Whether there are too many groups to be creatives."""
        return len(self.first) > MOST_CREATIVES

    def group(self, phash: str | None) -> str:
        """Name of the group: its first hash; "" where none is known or the picture moves."""
        if phash is None or self.moving:
            return ""
        return self._nearest(phash) or ""
