"""What goes wrong in the fire test, by the seed: every kind at least once."""

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from fire.ground import Database, Host

Told = Callable[[str], None]


class Chaos:
    """Deeds with their undoings; ``due`` does what is due now."""

    def __init__(
        self, hosts: list[Host], database: Database, seed: int, told: Told, *,
        every_s: float, cut_s: float, disks: dict[str, Path],
    ) -> None:  # fmt: skip
        self._hosts = hosts
        self._database = database
        self._chance = random.Random(seed)
        self._told = told
        self._every_s = every_s
        self._cut_s = cut_s
        self._disks = disks
        self._next = time.monotonic() + every_s
        self._undo: list[tuple[float, Callable[[], None]]] = []
        self._deck: Iterator[Callable[[], None]] = self._deal()
        self.counted: dict[str, int] = {}

    def _deal(self) -> Iterator[Callable[[], None]]:
        """Every kind once in each round, kills twice, in an order by chance."""
        deeds = [self._kill, self._kill, self._restart, self._cut, self._pull, self._fill]
        while True:
            round_ = list(deeds)
            self._chance.shuffle(round_)
            yield from round_

    def due(self) -> None:
        """Undo what has lasted long enough; do the next deed when it is time."""
        now = time.monotonic()
        for at, undo in [one for one in self._undo if one[0] <= now]:
            undo()
            self._undo.remove((at, undo))
        if now >= self._next:
            self._next = now + self._every_s * self._chance.uniform(0.6, 1.4)
            next(self._deck)()

    def calm(self) -> None:
        """Undo everything."""
        for _, undo in self._undo:
            undo()
        self._undo.clear()

    def _did(self, what: str, where: str) -> None:
        self.counted[what] = self.counted.get(what, 0) + 1
        self._told(f"{what}: {where}")

    def _later(self, after_s: float, undo: Callable[[], None]) -> None:
        self._undo.append((time.monotonic() + after_s, undo))

    def _kill(self) -> None:
        host = self._chance.choice(self._hosts)
        self._did("kill -9 of a worker", host.name)
        host.kill_worker()

    def _restart(self) -> None:
        self._did("restart of PostgreSQL", "immediate")
        self._database.restart()

    def _cut(self) -> None:
        host = self._chance.choice(self._hosts)
        self._did("host cut off", f"{host.name} for {self._cut_s:.0f} s")
        host.cut(off=True)
        self._later(self._cut_s, lambda: host.cut(off=False))

    def _pull(self) -> None:
        host = self._chance.choice(self._hosts)
        serial = self._chance.choice(host.serials)
        self._did("phone pulled", f"{serial} of {host.name} for 15 s")
        host.adb("disconnect", serial)
        self._later(15, lambda: host.adb("connect", serial))

    def _fill(self) -> None:
        if not self._disks:
            return
        name, disk = next(iter(self._disks.items()))
        self._did("disk filled", f"{name} for 15 s")
        filler = disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(b"\0" * (1 << 20))
        self._later(15, lambda: filler.unlink(missing_ok=True))
