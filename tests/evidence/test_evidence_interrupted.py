"""Ctrl-C amid a piece of evidence: the bundle holds it wholly or not at all, and seals."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bundle_builder import APP, QUESTION, begin, case_of, run_trial, shoot

from harness.domain.trial import Trial, TrialStatus
from harness.evidence import writer
from harness.evidence.events import EventFile
from harness.evidence.frames import FrameStore
from harness.evidence.reader import open_bundle
from harness.evidence.scribe import Scribe
from harness.evidence.verify import verify
from harness.evidence.writer import BundleWriter

SECOND = Trial(number=2, question=QUESTION, status=TrialStatus.BROKEN, result=None)
WORKS: dict[str, Callable[[BundleWriter], object]] = {
    "event": lambda writer: writer.record("event", {}, at_ns=9, wall_ns=9),
    "frame": lambda writer: shoot(writer, 3, 9),
    "trial": lambda writer: writer.trial(SECOND),
    "app": lambda writer: writer.put_app(APP),
}
"""What is written when the interrupt comes, by the kind of its event."""
ALL = tuple(WORKS)


def interrupting(real: Callable[..., Any], arrived: threading.Event) -> Callable[..., Any]:
    """Does what it stands for and, the first time, sends Ctrl-C before it returns."""
    main = threading.main_thread().ident
    assert main is not None
    left = [main]

    def done(*args: Any, **kwargs: Any) -> Any:
        value = real(*args, **kwargs)
        if left:
            signal.pthread_kill(left.pop(), signal.SIGINT)
            arrived.wait(0.5)  # not for ever: one about to wait is interrupted only after it
        return value

    return done


@pytest.fixture
def _ctrl_c() -> Iterator[None]:
    """Ctrl-C interrupts, as it does not in tests that a shell started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c")
@pytest.mark.parametrize(
    ("owner", "name", "works"),
    [
        (os, "write", ALL),
        (EventFile, "append", ALL),
        (FrameStore, "add", ("frame",)),
        (FrameStore, "drain", ("trial",)),
        (writer, "replace_file", ("app",)),
    ],
    ids=["line written", "line counted", "frame numbered", "frames stored", "file replaced"],
)
def test_what_an_interrupt_cuts_in_two_is_written_wholly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, works: tuple[str]
) -> None:
    """No line is written twice, no number left out; the partial bundle seals and verifies."""
    for kind in works:
        folder = tmp_path / kind
        bundle = begin(folder, tmp_path / "key")
        first = run_trial(bundle, 1, (1, 2))
        arrived = threading.Event()
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, interrupting(getattr(owner, name), arrived))
            with pytest.raises(KeyboardInterrupt):
                WORKS[kind](bundle)
            arrived.set()
            recorded = bundle.trials
        bundle.finish(case_of(*recorded), None, partial=True)
        verify(folder)
        assert recorded == ((first, SECOND) if kind == "trial" else (first,))
        with open_bundle(folder) as left:
            assert [event.kind for event in left.events()][-2:] == [kind, "end"]


def test_work_stands_in_line_and_may_ask_for_more() -> None:
    """Calls of several threads are done one after the other; a call within a call at once."""
    scribe, told = Scribe(), list[int]()

    def both(number: int) -> None:
        told.append(number)
        scribe.do(lambda: told.append(-number))

    threads = [threading.Thread(target=scribe.do, args=(lambda n=n: both(n),)) for n in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [-number for number in told[::2]] == told[1::2]
    assert sorted(told[::2]) == [1, 2, 3]
    scribe.close()
    scribe.close()
    assert scribe.do(threading.get_ident) == threading.get_ident()
