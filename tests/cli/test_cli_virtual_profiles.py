"""The command line names every kind of phone that there is."""

from harness.cli.virtual import ANDROID, PROFILES
from harness.virtual.phones import phone_kinds
from harness.virtual.profiles import RELEASES


def test_the_choices_are_the_kinds_that_exist() -> None:
    """``--profile`` and ``--api`` are spelt out so that help is quick; they must not go stale."""
    assert set(PROFILES) == set(phone_kinds())
    assert set(ANDROID) == set(RELEASES)
