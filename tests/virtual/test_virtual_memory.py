"""When a phone gives back what painting left behind."""

import asyncio

import pytest

from harness.virtual.screen import memory


def test_memory_is_given_back_once_after_the_last_of_many_frames(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While frames come it is kept, so that each need not be mapped anew."""
    given: list[int] = []

    async def frames() -> None:
        done = asyncio.Event()

        def give_back() -> None:
            given.append(1)
            done.set()

        monkeypatch.setattr(memory, "give_back", give_back)
        monkeypatch.setattr(memory, "RESTED_S", 0.01)
        for _ in range(5):
            memory.give_back_soon()
        assert not given
        await asyncio.wait_for(done.wait(), timeout=30)

    asyncio.run(frames())
    assert given == [1]


def test_outside_an_event_loop_nothing_is_planned() -> None:
    """A painter in a test or a tool has nobody to come back later."""
    memory.give_back_soon()
