"""What the trials so far have answered: the plan and the judge count alike, here."""

from collections.abc import Callable, Sequence

from harness.domain.answer import Answer
from harness.domain.memo import kept
from harness.domain.statistics import CLEAN_TAPS, DEAD, REDIRECTS, WHOLE_SCREEN, Leaning, Sprt
from harness.domain.told import Told
from harness.domain.trial import Candidate, TrialResult

STOOD_NS = 400_000_000
"""Dialogs fade in over 200 to 300 ms; the frame that is known at the touch is some 100 ms older."""
LEAST_CLOSED = 0.8
"""An app is cleared only when at least so many of the closing taps did close."""


class Answers(Told):
    """What a case's trials decide; neither it nor its lists may be changed."""

    @kept
    def redirects(self, key: str) -> Leaning:
        """Whether the candidate leads away: over all creatives, or on any one of them."""
        leaning = worst(REDIRECTS, self.of_candidate(key), hit=lambda a: a.left)
        return Leaning.OPEN if leaning is Leaning.HIGH and self.doubtful(key) else leaning

    @kept
    def is_dead(self, key: str) -> Leaning:
        """Whether the candidate does nothing; needs two taps after its first moments."""
        answers = [a for a in self.of_candidate(key) if a.settled or not a.dead]
        leaning = worst(DEAD, answers, hit=lambda a: a.dead)
        few = sum(a.dead for a in answers) < 2
        if leaning is Leaning.HIGH and (few or self.doubtful(key)):
            return Leaning.OPEN
        return leaning

    @kept
    def whole_screen(self) -> Leaning:
        """Whether the body is one big link."""
        return WHOLE_SCREEN.walk([a.left for a in self.body()])

    @kept
    def cleared(self, least_each: int = 5) -> bool:
        """Whether the closing controls are cleared of leading away.

        Pooled over the app's candidates: the sequential test over all their taps says "low", or
        ``CLEAN_TAPS`` of them were clean,
        most of them closed, every candidate closed ``least_each`` times at least, and every
        creative that came more than once was tapped twice.
        """
        taps = self.closing()
        left = [a.left for a in taps]
        clean = len(left) >= CLEAN_TAPS and not any(left)
        if not clean and REDIRECTS.walk(left) is not Leaning.LOW:
            return False
        if sum(a.closed for a in taps) < LEAST_CLOSED * len(taps):
            return False
        return not self.short_candidates(least_each) and not self.short_creatives()

    @kept
    def short_candidates(self, least_each: int = 5) -> list[Candidate]:
        """Candidates that were tapped too seldom to be cleared with the others."""
        return [
            c
            for c in self.candidates()
            if sum(a.closed for a in self.of_candidate(c.key)) < least_each
        ]

    @kept
    def short_creatives(self, least: int = 2) -> list[str]:
        """Creatives that came more than once and were tapped too seldom.

        Only a picture that stood counts as shown: half faded in a pop-up looks like another one.
        """
        shown = [
            self.creatives.group(t.result.creative)
            for t in self.with_popup()
            if t.result and _stood(t.result)
        ]
        tapped = [a.creative for a in self.closing()]
        return [
            group
            for group in dict.fromkeys(shown)
            if group and shown.count(group) >= 2 and tapped.count(group) < least
        ]


def _stood(result: TrialResult) -> bool:
    """Whether the pop-up was all there when it was looked at last before the touch."""
    came_ns, touched_ns = result.popup_at_ns, result.tapped_at_ns
    return came_ns is None or touched_ns is None or touched_ns - came_ns >= STOOD_NS


def worst(test: Sprt, answers: Sequence[Answer], hit: Callable[[Answer], bool]) -> Leaning:
    """HIGH when the pooled answers or those of any one creative decide so."""
    pooled = test.walk([hit(a) for a in answers])
    if pooled is Leaning.HIGH:
        return pooled
    groups = dict.fromkeys(a.creative for a in answers)
    for group in groups if len(groups) > 1 else ():
        alone = test.walk([hit(a) for a in answers if a.creative == group])
        if alone is Leaning.HIGH:
            return alone
    return pooled
