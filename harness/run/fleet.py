"""Several phones of one profile that share a case's launches.

The plan is asked for one question a phone, with those that are about to run counted as asked
and not yet answered; the round runs at once, and the next one knows of all its answers. So the
same answers give the same questions, whichever phone was quicker.
"""

import concurrent.futures
import dataclasses
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from harness.domain.device import DeviceFacts
from harness.domain.errors import DeviceError, UsageError
from harness.domain.trial import Question, StopReason, Trial, TrialStatus
from harness.run.ports import Eyes, Phone

A = TypeVar("A")
Next = Callable[[Sequence[Trial]], Question | StopReason]


@dataclasses.dataclass(frozen=True)
class Unit:
    """A phone with eyes of its own."""

    phone: Phone
    eyes: Eyes


def ready(phone: Phone, package: str) -> DeviceFacts:
    """Wake the phone, name the app to it, and read its facts."""
    phone.watch_package(package)
    phone.wake_and_unlock()
    return phone.facts()


def same_profile(facts: Sequence[DeviceFacts]) -> tuple[DeviceFacts, ...]:
    """The others' facts; UsageError where one cannot share the first one's launches."""
    first = facts[0]
    for other in facts[1:]:
        for name in ("profile", "size_px", "density_dpi", "api_level"):
            one, two = getattr(first, name), getattr(other, name)
            if one != two:
                raise UsageError(
                    f"{first.serial} and {other.serial} cannot share a case: {name} is {one} and "
                    f"{two}; name phones of one kind with -s, or scan each for itself"
                )
    return tuple(facts[1:])


def round_of(
    following: Next, trials: Sequence[Trial], phones: int
) -> tuple[Question, ...] | StopReason:
    """As many questions as there are phones, fewer where the plan has no more to ask."""
    asked: list[Question] = []
    for _ in range(phones):
        pending = [_pending(len(trials) + n, q) for n, q in enumerate(asked, start=1)]
        answer = following([*trials, *pending])
        if isinstance(answer, StopReason):
            return tuple(asked) if asked else answer
        asked.append(answer)
    return tuple(asked)


def _pending(number: int, question: Question) -> Trial:
    """Counts as asked; answers nothing."""
    return Trial(number=number, question=question, status=TrialStatus.NOT_APPLICABLE, result=None)


def side_by_side(launch: Callable[[Unit, A], Trial], work: Sequence[tuple[Unit, A]]) -> list[Trial]:
    """Run each piece on its phone, all at once; the first error is raised when all have ended.

    An interruption too: also one that comes while a thread is being started, of which the pool
    then knows nothing.
    """
    if len(work) == 1:
        return [launch(*work[0])]
    running = _Running()
    pool = concurrent.futures.ThreadPoolExecutor(len(work), thread_name_prefix="phone")
    try:
        futures = [pool.submit(running.run, launch, unit, piece) for unit, piece in work]
        concurrent.futures.wait(futures)
    finally:
        running.end()
        pool.shutdown()
    return [future.result() for future in futures]


class _Running:
    """The launches that run, however their threads came to be."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._over = False

    def run(self, launch: Callable[[Unit, A], Trial], unit: Unit, piece: A) -> Trial:
        with self._changed:
            if self._over:
                raise DeviceError("interrupted before this launch began")
            self._count += 1
        try:
            return launch(unit, piece)
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Let no other begin, and wait for those that run."""
        with self._changed:
            self._over = True
            self._changed.wait_for(lambda: not self._count)
