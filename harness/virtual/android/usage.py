"""What a process takes: memory and processor time, worked out when somebody asks.

Sizes are those that phones of 6 GB show for apps of one page, system server and small daemons; each
package has its own within that. A process grows while it starts and works most then; afterwards
it takes a small share of the processor for as long as it lives.
"""

import dataclasses
import math
import zlib

from harness.virtual.android.state import Process

GROWS_MS = 1500.0
"""In this time a process comes near its full size, and does most of its work of starting."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Kind:
    """Full sizes in KiB (least, and how much more a package may take), and processor time."""

    virtual_kb: int
    resident_kb: int
    more_kb: int
    start_ms: int
    idle_share: float


_NATIVE = _Kind(10_760_000, 4_200, 9_000, 60, 0.0002)
_SERVER = _Kind(18_200_000, 380_000, 40_000, 14_000, 0.03)
_APP = _Kind(14_300_000, 118_000, 90_000, 520, 0.003)


@dataclasses.dataclass(frozen=True, slots=True)
class Usage:
    """At one moment; sizes in KiB, processor time in milliseconds."""

    virtual_kb: int
    resident_kb: int
    proportional_kb: int
    """Resident, with what is shared counted by its share (PSS)."""
    shared_kb: int
    cpu_ms: int
    cpu_percent: float
    """Of one core, over the last second."""
    age_ms: int


NOTHING_MUCH = Usage(10_756_000, 3_600, 900, 3_000, 0, 0.0, 0)
"""What a command of the shell takes."""


def usage_of(process: Process, now_ms: float) -> Usage:
    """What a process takes at a moment of the phone's clock."""
    kind = _kind(process)
    chance = zlib.crc32(process.package.encode()) % 1000 / 1000
    age_ms = max(0.0, now_ms - process.started_ms)
    grown = 0.45 + 0.55 * (1 - math.exp(-age_ms / GROWS_MS))
    resident = round((kind.resident_kb + kind.more_kb * chance) * grown)
    shared = round(resident * (0.55 + 0.1 * chance))
    cpu_ms = _cpu_ms(kind, chance, age_ms)
    lately = min(1000.0, age_ms)
    spent = cpu_ms - _cpu_ms(kind, chance, age_ms - lately)
    return Usage(
        virtual_kb=round(kind.virtual_kb * (1 + 0.08 * chance) * (0.9 + 0.1 * grown)),
        resident_kb=resident,
        proportional_kb=resident - round(shared * 0.8),
        shared_kb=shared,
        cpu_ms=int(cpu_ms),
        cpu_percent=100 * spent / lately if lately else 0.0,
        age_ms=int(age_ms),
    )


def _kind(process: Process) -> _Kind:
    if process.package == "system_server":
        return _SERVER
    return _APP if "." in process.package else _NATIVE


def _cpu_ms(kind: _Kind, chance: float, age_ms: float) -> float:
    """Never less at a later moment."""
    starting = kind.start_ms * (0.7 + 0.6 * chance) * (1 - math.exp(-age_ms / GROWS_MS))
    return starting + age_ms * kind.idle_share * (0.5 + chance)
