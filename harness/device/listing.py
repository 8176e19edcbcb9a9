"""Which devices adb lists, and which one is meant."""

from collections.abc import Mapping

from harness.device.errors import unauthorized_line
from harness.device.link import ask_server
from harness.device.records import DeviceEntry
from harness.device.server import ServerAddress, ensure_running
from harness.domain.errors import NoDeviceError


def parse_devices(text: str) -> list[DeviceEntry]:
    """Entries of ``adb devices -l``; lines that are none are left out."""
    entries = []
    for line in text.splitlines():
        words = line.split()
        if len(words) < 2 or line.startswith(("*", "List of")):
            continue
        facts = dict(word.split(":", 1) for word in words[2:] if ":" in word)
        state = "no permissions" if words[1:3] == ["no", "permissions"] else words[1]
        entries.append(
            DeviceEntry(
                serial=words[0],
                state=state,
                model=facts.get("model", ""),
                transport=_transport(words[0]),
            )
        )
    return entries


def _transport(serial: str) -> str:
    if serial.startswith("emulator-"):
        return "emulator"
    return "tcp" if ":" in serial else "usb"


def list_devices(address: ServerAddress | None = None) -> list[DeviceEntry]:
    """All devices that the adb server lists (it is started where none runs)."""
    where = ensure_running(address)
    return parse_devices(ask_server(where, "host:devices-l"))


def choose_serial(
    wanted: str | None, env: Mapping[str, str], entries: list[DeviceEntry] | None = None
) -> str:
    """-s > ANDROID_SERIAL > the only device > ``NoDeviceError`` that lists them."""
    entries = list_devices() if entries is None else entries
    named = wanted or env.get("ANDROID_SERIAL") or None
    if named is not None:
        return _named(named, entries)
    ready = [entry for entry in entries if entry.state == "device"]
    if len(ready) == 1:
        return ready[0].serial
    if len(ready) > 1:
        raise NoDeviceError(
            f"{len(ready)} devices are connected ({_listed(ready)}); choose one, "
            f"for example: -s {ready[0].serial}"
        )
    if len(entries) == 1:
        raise NoDeviceError(not_ready_line(entries[0]), serial=entries[0].serial)
    if entries:
        raise NoDeviceError(
            f"no device is ready ({_listed(entries)}); unlock and reconnect one, "
            "then type: adb devices -l"
        )
    raise NoDeviceError(NOTHING_CONNECTED)


NOTHING_CONNECTED = (
    "no device is connected; plug one in with USB debugging on, or start a virtual phone "
    "(taptruth virtual up) and type: adb connect 127.0.0.1:PORT, with the port that it prints"
)


def _named(serial: str, entries: list[DeviceEntry]) -> str:
    for entry in entries:
        if entry.serial == serial:
            if entry.state != "device":
                raise NoDeviceError(not_ready_line(entry), serial=serial)
            return serial
    there = _listed(entries) or "none"
    what_now = f"adb connect {serial}" if ":" in serial else "adb devices -l"
    raise NoDeviceError(
        f"{serial} is not connected (connected: {there}); type: {what_now}", serial=serial
    )


def not_ready_line(entry: DeviceEntry) -> str:
    """What to do about a device that is listed but not ready."""
    if entry.state in {"unauthorized", "authorizing"}:
        return unauthorized_line(entry.serial)
    if entry.state == "no permissions":
        return (
            f"{entry.serial}: this user may not open the USB device; add udev rules "
            "(package android-sdk-platform-tools-common), replug, then type: adb devices -l"
        )
    return (
        f"{entry.serial} is {entry.state}: check cable and screen, "
        f"then type: adb -s {entry.serial} reconnect"
    )


def _listed(entries: list[DeviceEntry]) -> str:
    return ", ".join(
        f"{entry.serial} {entry.state}" + (f" {entry.model}" if entry.model else "")
        for entry in entries
    )
