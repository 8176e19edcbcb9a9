"""Going on with a scan that was killed: the same order, phones, app and host, or one line why not.

The trials that are done are kept, the launch that was cut off counts as broken, and the plan,
which is pure, asks what comes next. Nothing is written before everything was found the same.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harness import __version__
from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import CannotResumeError
from harness.domain.trial import EXAMINE
from harness.evidence.format import EVERYTHING, RULES, EventLine
from harness.evidence.left import Left, left_in
from harness.evidence.rebuild import last_record
from harness.evidence.writer import BundleWriter
from harness.run.beginning import Begun, Met, meet, ordered
from harness.run.clock import Clock
from harness.run.fleet import Unit
from harness.run.inquiries import ScanOptions

CLOCK_SLACK_NS = 5_000_000_000
"""The wall clock may have been set by so much since; another start of the host differs by more."""
SAME_PHONE = ("serial", "fingerprint", "hardware_serial", "size_px", "density_dpi")
SAME_APP = ("version_name", "version_code", "apk_sha256")
OPTION = {"package": "PACKAGE", "serials": "-s", "budget": "--launches"}
"""How an option is called on the command line, where it is not by its own name."""


def go_on(
    units: Sequence[Unit],
    options: ScanOptions,
    clock: Clock,
    *,
    profile: str,
    own_rules: str | None,
) -> Begun:
    """Open what a killed scan left in ``options.bundle``.

    Raises CannotResumeError, one line, where there is nothing to go on with or something is
    another than it was; then not a byte was changed.
    """
    left = left_in(options.bundle)
    check_order(options.bundle, left, ordered(options, profile, units))
    _check_rules(options.bundle, own_rules)
    check_clock(options.bundle, left.events[-1], clock)
    met = meet(units, options.package)
    _check_met(options.bundle, left, met)
    writer = BundleWriter.resume(options.bundle, tool_version=__version__)
    return Begun(
        writer=writer,
        case_id=left.begin.case_id,
        started_wall_ns=left.begin.started_wall_ns,
        trials=writer.trials,
        met=met,
    )


UNNAMED = {"updates": EXAMINE}
"""What was done where an older bundle names no policy."""


def check_order(bundle: Path, left: Left, order: Mapping[str, Any]) -> None:
    """CannotResumeError where the case was begun with another order, or is no scan's."""
    extra = left.begin.extra
    if extra.get("asks") != EVERYTHING:
        raise CannotResumeError(
            f"{bundle}: was not begun by a scan that can go on; choose a new folder, or type: "
            f"taptruth seal {bundle}"
        )
    for name, now in order.items():
        if extra.get(name, UNNAMED.get(name)) != now:
            raise CannotResumeError(
                f"{bundle}: was begun with {OPTION.get(name, '--' + name)} "
                f"{_words(extra.get(name))}, not {_words(now)}; give the same, or choose a new "
                "folder"
            )


def _words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _check_rules(bundle: Path, own_rules: str | None) -> None:
    path = bundle / RULES
    try:
        then = path.read_text("utf-8") if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        then = ""
    if then != own_rules:
        raise CannotResumeError(
            f"{bundle}: was begun with other own rules than --rules gives now; give the same file "
            "(none, if there was none), or choose a new folder"
        )


def check_clock(bundle: Path, last: EventLine, clock: Clock) -> None:
    """CannotResumeError on another host, or after a restart: times would not fit together."""
    now_ns, wall_ns = clock.monotonic_ns(), clock.wall_ns()
    apart_ns = abs((wall_ns - now_ns) - (last.wall_ns - last.at_ns))
    if apart_ns > CLOCK_SLACK_NS or last.at_ns > now_ns:
        raise CannotResumeError(
            f"{bundle}: was begun on another host, or before this one was started anew (its clock "
            f"differs by {apart_ns / 1e9:.0f} s), so times would not fit together; choose a new "
            f"folder, or type: taptruth seal {bundle}"
        )


def _check_met(bundle: Path, left: Left, met: Met) -> None:
    device = last_record(left.events, "device", DeviceFacts)
    app = last_record(left.events, "app", AppFacts)
    differs = []
    if device is not None:
        differs += [_differs(device, met.devices[0], name, "phone") for name in SAME_PHONE]
    if app is not None:
        differs += [_differs(app, met.app, name, "app") for name in SAME_APP]
    for why in filter(None, differs):
        raise CannotResumeError(f"{bundle}: {why}; choose a new folder for a new case")


def _differs(then: object, now: object, name: str, what: str) -> str:
    one, two = getattr(then, name), getattr(now, name)
    if one == two:
        return ""
    return f"was begun with another {what}: {name} was {one}, is {two}"
