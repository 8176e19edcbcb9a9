"""Checks of adb and of one device for ``doctor``: each says what to do."""

import os
import statistics
from collections.abc import Callable, Iterator

import msgspec

from harness.device.device import Device, Mode
from harness.device.listing import choose_serial, list_devices
from harness.device.records import DeviceEntry
from harness.device.server import adb_version, ensure_running, find_adb, server_address
from harness.domain.device import DeviceFacts
from harness.domain.errors import DeviceError, NoDeviceError

CAPTURES = 5
SLOW_CAPTURE_MS = 1500.0
LOW_BATTERY_PERCENT = 15


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line of doctor; ``status`` is "ok", "warn" or "fail"."""

    name: str
    status: str
    said: str
    do: str = ""
    """What to do about it; empty when there is nothing to do."""


def check_adb() -> Iterator[Check]:
    """The adb program and its server."""
    binary = find_adb()
    version = adb_version(binary.path)
    yield Check(
        name="adb",
        status="ok" if version else "fail",
        said=f"{binary.path} ({binary.chosen_by}), version {version or 'unknown'}",
        do="" if version else "it does not run; name another: export TAPTRUTH_ADB=/path/to/adb",
    )
    address = ensure_running(server_address())
    yield Check(name="adb server", status="ok", said=f"answers at {address}")


def check_listing(entries: list[DeviceEntry]) -> Check:
    """What adb lists."""
    said = ", ".join(f"{e.serial} {e.state}" for e in entries) or "none"
    ready = any(e.state == "device" for e in entries)
    return Check(
        name="devices",
        status="ok" if ready else "fail",
        said=said,
        do="" if ready else "plug one in with USB debugging on, or: taptruth virtual up",
    )


def check_up(wanted: str | None, *, mode: Mode = "auto") -> Iterator[Check]:
    """All checks of adb and of one device, each as soon as it is known.

    A failed check that the next ones need ends the list; errors become checks.
    """
    try:
        yield from check_adb()
        entries = list_devices()
        yield check_listing(entries)
        serial = choose_serial(wanted, os.environ, entries)
        with Device.connect(serial, mode=mode) as device:
            yield from check_device(device)
    except NoDeviceError as error:
        yield Check(name="device", status="fail", said=str(error))
    except DeviceError as error:
        yield Check(name="device", status="fail", said=str(error), do="run doctor again")


def check_device(device: Device) -> Iterator[Check]:
    """Facts and abilities of a connected device."""
    facts = device.facts()
    yield _facts(facts)
    yield _battery(facts)
    yield _ability(
        facts,
        "event_log",
        "event log",
        "readable: every hop is seen",
        "allow adb to read logs (developer options), else short jumps are missed",
    )
    yield _ability(
        facts,
        "ondevice_server",
        "on-device server",
        "runs: taps take 0.1 s",
        "; ".join(device.notes) or "started without it",
    )
    for name, check in (("screenshot", _capture), ("hierarchy", _hierarchy), ("place", _place)):
        yield _attempt(name, device, check)


def _facts(facts: DeviceFacts) -> Check:
    said = (
        f"{facts.manufacturer} {facts.model}, Android {facts.android_release} "
        f"(API {facts.api_level}), {facts.size_px.width}x{facts.size_px.height} at "
        f"{facts.density_dpi} dpi, profile {facts.profile}"
    )
    return Check(name=f"device {facts.serial}", status="ok", said=said)


def _battery(facts: DeviceFacts) -> Check:
    percent = facts.battery_percent
    low = percent is not None and percent < LOW_BATTERY_PERCENT
    return Check(
        name="battery",
        status="warn" if low else "ok",
        said="not told" if percent is None else f"{percent} %",
        do="charge it: phones save power by slowing down" if low else "",
    )


def _ability(facts: DeviceFacts, ability: str, name: str, said: str, do: str) -> Check:
    if ability in facts.capabilities:
        return Check(name=name, status="ok", said=said)
    return Check(name=name, status="warn", said="not available", do=do)


def _attempt(name: str, device: Device, check: Callable[[Device], Check]) -> Check:
    try:
        return check(device)
    except DeviceError as error:
        status = "warn" if name == "hierarchy" else "fail"
        do = "the hierarchy is optional" if status == "warn" else "see docs/develop.md"
        return Check(name=name, status=status, said=str(error), do=do)


def _capture(device: Device) -> Check:
    frames = [device.capture() for _ in range(CAPTURES)]
    median_ms = statistics.median(frame.capture_ms for frame in frames[1:])
    said = f"{frames[-1].source}, median {median_ms:.0f} ms of {CAPTURES - 1}"
    if frames[-1].black:
        return Check(
            name="screenshot", status="warn", said=f"{said}, black", do="switch the screen on"
        )
    slow = median_ms > SLOW_CAPTURE_MS
    return Check(
        name="screenshot",
        status="warn" if slow else "ok",
        said=said,
        do="use a USB 3 port or a shorter cable: short splash ads may be missed" if slow else "",
    )


def _hierarchy(device: Device) -> Check:
    return Check(name="hierarchy", status="ok", said=f"{len(device.hierarchy())} characters")


def _place(device: Device) -> Check:
    place = device.place()
    return Check(name="place", status="ok", said=f"{place.kind}: {place.package}/{place.activity}")
