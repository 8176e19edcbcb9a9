"""The steps of verifying, and how a step says what is wrong."""

import enum
from typing import Any

import msgspec

from harness.domain.errors import VerificationError
from harness.evidence.format import FORMAT, canonical
from harness.evidence.store import Store


class Step(enum.IntEnum):
    """What is checked, in this order; ``VerificationError.step`` is one of these."""

    LAYOUT = 1
    """Plain files below the bundle only; manifest, seal and events are there."""
    MANIFEST = 2
    """``manifest.json`` is canonical and of this format."""
    FILES = 3
    """Every file has its digests, none is missing, none is extra."""
    EVENTS = 4
    """The chain of event lines is whole and begins and ends as it must."""
    FRAMES = 5
    """Every stored frame decodes to the pixels that its event names."""
    CASE = 6
    """Case, findings, device and app say what the events say."""
    SEAL = 7
    """The signature covers this manifest, by the key that is expected."""
    STAMP = 8
    """A time stamp, where there is one, is of this seal, fresh, and by whom is trusted."""
    CUSTODY = 9
    """The custody entries are chained to this seal and signed."""


def wrong(step: Step, file: str, why: str) -> VerificationError:
    """The error of a step, with the file that is wrong."""
    return VerificationError(
        f"step {step} ({step.name.lower()}): {file}: {why}", file=file, step=step
    )


def read_canonical(store: Store, step: Step, name: str, into: Any) -> tuple[bytes, Any]:
    """Bytes and record of a file that must be canonical JSON of this format."""
    data = store.read(name)
    try:
        record = msgspec.json.decode(data, type=into, strict=True)
        same = canonical(msgspec.to_builtins(record)) == data
    except (ValueError, RecursionError) as error:  # msgspec's and rfc8785's errors are ones
        raise wrong(step, name, f"unreadable: {error}") from error
    if not same:
        raise wrong(step, name, "not in canonical form: it was edited")
    if record.format != FORMAT:
        raise wrong(step, name, f"format {record.format}, this taptruth knows {FORMAT}")
    return data, record
