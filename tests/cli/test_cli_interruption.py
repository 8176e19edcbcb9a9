"""An interruption that a library swallowed ends the run at the next launch."""

import contextlib
import os
import signal

import pytest

from harness.cli.interruption import Interruption


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_swallowed_interruption_is_raised_once_more(name: signal.Signals) -> None:
    """At the next chance, and then no more."""
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    interruption = Interruption()
    try:
        interruption.watch()
        interruption.again()
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), name)
        with pytest.raises(KeyboardInterrupt):
            interruption.again()
        interruption.again()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
