"""What every part of the phone shares."""

import dataclasses
import random
from collections.abc import Callable

from harness.virtual.android.app_ops import AppOps
from harness.virtual.android.clock import Clock
from harness.virtual.android.disk import Disk, on_disk
from harness.virtual.android.eventlog import EventLog
from harness.virtual.android.state import Package, PhoneConfig, Process, Task
from harness.virtual.android.trouble import Trouble


class Ids:
    """Identity hashes as Android prints them: 28 bits, never twice, by the phone's seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"ids/{seed}")
        self._given: set[int] = set()

    def new(self) -> int:
        """A fresh one."""
        while True:
            number = self._random.getrandbits(28) | 0x100000
            if number not in self._given:
                self._given.add(number)
                return number

    def step(self, most: int) -> int:
        """A small positive step, for process numbers."""
        return self._random.randint(1, most)


@dataclasses.dataclass(slots=True)
class Core:
    """The phone's state; one asyncio loop owns it."""

    config: PhoneConfig
    clock: Clock
    log: EventLog
    ids: Ids
    packages: dict[str, Package] = dataclasses.field(default_factory=dict)
    processes: dict[int, Process] = dataclasses.field(default_factory=dict)
    tasks: list[Task] = dataclasses.field(default_factory=list)
    awake: bool = True
    locked: bool = False
    rotation: int = 0
    clipboard: str | None = None
    size_override: tuple[int, int] | None = None
    density_override: int | None = None
    disk: Disk = dataclasses.field(default_factory=Disk)
    """The data partition."""
    pin: str = ""
    """PIN, password or pattern of the lock screen; without one a swipe unlocks."""
    lock_kind: str = "pin"
    """What ``pin`` is: ``pin``, ``password``, or ``pattern`` (its dots, 1 to 9 by rows)."""
    settings: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    """By namespace: system, secure, global."""
    app_ops: AppOps = dataclasses.field(default_factory=AppOps)
    keep_download: Callable[[str, bytes], str] = lambda name, _: name
    """Puts a file among the user's downloads: the name that was free, or ``OSError``."""
    trouble: Trouble = dataclasses.field(default_factory=Trouble)
    """Faults on purpose; all is well by itself."""

    def __post_init__(self) -> None:
        """The disk asks what the apps take."""
        self.disk.apps_bytes = self._apps_bytes

    def _apps_bytes(self) -> int:
        added = (package for package in self.packages.values() if not package.system)
        return sum(on_disk(len(apk)) for p in added for apk in (p.apk, *p.splits.values()))

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height in the present rotation."""
        width, height = self.size_override or (self.config.width, self.config.height)
        return (height, width) if self.rotation % 2 else (width, height)

    @property
    def density(self) -> int:
        """Dots per inch."""
        return self.density_override or self.config.density_dpi
