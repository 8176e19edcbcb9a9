"""The beginning of a case: a new bundle, or what a killed run left of one."""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from harness import __version__
from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.trial import Trial
from harness.evidence.format import EVERYTHING
from harness.evidence.writer import BundleWriter
from harness.run.clock import Clock
from harness.run.fleet import Unit, ready
from harness.run.inquiries import Everything, Inquiry, ScanOptions


@dataclasses.dataclass(frozen=True)
class Met:
    """Facts of the phones, in their order, and of the app on the first one."""

    devices: tuple[DeviceFacts, ...]
    app: AppFacts


@dataclasses.dataclass(frozen=True)
class Begun:
    """A case with its open bundle; ``trials`` and ``met`` where a killed run is gone on with."""

    writer: BundleWriter
    case_id: str
    started_wall_ns: int
    trials: tuple[Trial, ...] = ()
    met: Met | None = None


def ordered(options: ScanOptions, profile: str, units: Sequence[Unit]) -> dict[str, Any]:
    """What was ordered, as line 1 of the events tells it: a case goes on only with the same."""
    return {
        "package": options.package,
        "seed": options.seed,
        "budget": options.budget,
        "minutes": options.minutes,
        "consent": options.consent,
        "updates": options.updates,
        "depth": str(options.depth),
        "profile": profile,
        "serials": [unit.phone.serial for unit in units],
    }


def begin(
    units: Sequence[Unit],
    options: ScanOptions,
    inquiry: Inquiry,
    clock: Clock,
    *,
    profile: str,
    own_rules: str | None,
) -> Begun:
    """Begin a bundle in a new folder; what belongs to it from the start is kept in it."""
    case_id, started_wall_ns = str(uuid.uuid4()), clock.wall_ns()
    asks = EVERYTHING if isinstance(inquiry, Everything) else type(inquiry).__name__.lower()
    extra: Mapping[str, Any] = ordered(options, profile, units) | {"asks": asks}
    writer = BundleWriter.create(
        options.bundle,
        case_id=case_id,
        tool_version=__version__,
        started_wall_ns=started_wall_ns,
        extra=dict(extra),
    )
    try:
        if own_rules is not None:
            writer.put_rules(own_rules)
        for name, data in inquiry.attachments().items():
            writer.attach(name, data)
    except BaseException:
        writer.close()
        raise
    return Begun(writer, case_id, started_wall_ns)


def meet(units: Sequence[Unit], package: str) -> Met:
    """Wake the phones and read their facts and the app's."""
    devices = tuple(ready(unit.phone, package) for unit in units)
    return Met(devices, units[0].phone.app_facts(package))
