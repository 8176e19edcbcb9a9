"""Whether the page that taps uncovered is known to be the app's own."""

from harness.domain.answers import Answers
from harness.domain.trial import Channel


def page_doubtful(answers: Answers) -> bool:
    """Whether the page behind the pop-up was never seen but by tapping a control.

    Frames and hierarchy testify for a dismissal only where the page is known: from a launch that
    nobody touched, from right before the pop-up, from behind it or from the Back key. Otherwise
    it may be the app's own page, or an advertiser's inside the app.
    """
    if any(t.result is not None and t.result.own_page for t in answers.trials):
        return False
    closed = [a for a in answers.closing(certain=False) if a.closed]
    return bool(closed) and not any(_KNOWS & set(a.outcome.agree) for a in closed)


_KNOWS = {Channel.FRAMES, Channel.HIERARCHY}
