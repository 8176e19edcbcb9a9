"""``am start -W``."""

import re

import msgspec

from harness.device.parsers.component import full_component

_ERROR = re.compile(
    r"^\s*(?:Error: (.+)|(java\.lang\.\w+(?:: .+)?)|(Error type \d+)"
    r"|(.*inaccessible or not found.*))$",
    re.MULTILINE,
)


class AmStart(msgspec.Struct, frozen=True, kw_only=True):
    """What ``am start -W`` told; ``complete`` when it came to its end."""

    ok: bool
    component: str | None = None
    launch_state: str | None = None
    total_ms: int | None = None
    wait_ms: int | None = None
    complete: bool = False
    warning: str | None = None
    error: str | None = None


def parse_am_start(text: str) -> AmStart:
    """Outcome of a start; "Starting:" alone proves nothing, it is printed before all else."""
    error = _error(text)
    status = _field(text, "Status")
    component = _field(text, "Activity")
    return AmStart(
        ok=error is None and status == "ok",
        component=full_component(component) if component else None,
        launch_state=_field(text, "LaunchState"),
        total_ms=_number(_field(text, "TotalTime")),
        wait_ms=_number(_field(text, "WaitTime")),
        complete=re.search(r"^Complete\s*$", text, re.MULTILINE) is not None,
        warning=_field(text, "Warning"),
        error=error or (f"status {status}" if status not in {None, "ok"} else None),
    )


def _error(text: str) -> str | None:
    found = ["".join(groups).strip() for groups in _ERROR.findall(text)]
    spoken = [words for words in found if not words.startswith("Error type")]
    return next(iter(spoken or found), None)


def _field(text: str, name: str) -> str | None:
    found = re.search(rf"^\s*{name}: (.+?)\s*$", text, re.MULTILINE)
    return found.group(1) if found else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
