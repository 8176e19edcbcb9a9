"""Errors of the libraries and of the adb server become ours here, and only here."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from harness.domain.errors import DeviceError, DeviceLostError, NoDeviceError, TapTruthError

_LIBRARIES = ("adbutils", "uiautomator2", "requests", "urllib3")


class ServiceRefusedError(DeviceError):
    """The device's adbd does not offer the service that was asked for."""


class UnreadableFileError(DeviceError):
    """A file on the device cannot be read: absent or forbidden."""


def failed_request(serial: str, service: str, reason: str) -> DeviceError:
    """The error for a ``FAIL`` of the adb server, by its words."""
    said = reason.strip()
    lowered = said.lower()
    told = {"serial": serial, "command": service, "output": said}
    if "unauthorized" in lowered or "authorizing" in lowered:
        return NoDeviceError(unauthorized_line(serial), **told)
    if "not found" in lowered or "offline" in lowered or "no devices" in lowered:
        return lost(serial, service, said)
    if lowered in {"closed", "connection refused"} or "cannot connect" in lowered:
        return ServiceRefusedError(
            f"{serial}: the device refused {_short(service)!r} ({said}); "
            "an old adbd may not know this service",
            **told,
        )
    return DeviceError(f"{serial}: adb could not open {_short(service)!r}: {said}", **told)


def lost(serial: str, command: str, why: str) -> DeviceLostError:
    """The device went away while in use."""
    return DeviceLostError(
        f"{serial} is gone ({why or 'connection closed'}) during {_short(command)!r}; "
        "check cable and screen, then type: adb devices -l",
        serial=serial,
        command=command,
        output=why,
    )


def unauthorized_line(serial: str) -> str:
    """What to do about a phone that does not trust this computer yet."""
    return (
        f"{serial} is unauthorized: unlock the phone, allow USB debugging for this computer, "
        f"then type: adb -s {serial} reconnect"
    )


def _short(command: str) -> str:
    return command if len(command) <= 80 else command[:77] + "..."


@contextmanager
def at_the_seam(serial: str, command: str) -> Iterator[None]:
    """Turn errors of sockets, adbutils, uiautomator2 and requests into ours.

    Raises ``DeviceLostError`` for broken connections, ``DeviceError`` for the rest. Libraries
    are recognized by module name, so that this file need not load them.
    """
    try:
        yield
    except TapTruthError:
        raise
    except TimeoutError as error:
        raise DeviceError(
            f"{serial} did not answer {_short(command)!r} in time; is its screen frozen? "
            f"try: adb -s {serial} shell true",
            serial=serial,
            command=command,
        ) from error
    except (ConnectionError, EOFError) as error:
        raise lost(serial, command, str(error)) from error
    except OSError as error:
        raise DeviceError(
            f"{serial}: {_short(command)!r} failed: {error}", serial=serial, command=command
        ) from error
    except json.JSONDecodeError as error:
        raise DeviceError(
            f"{serial}: answer to {_short(command)!r} is not JSON", serial=serial, command=command
        ) from error
    except Exception as error:
        if not type(error).__module__.startswith(_LIBRARIES):
            raise
        raise _of_library(serial, command, error) from error


def _of_library(serial: str, command: str, error: Exception) -> DeviceError:
    words = " ".join(str(error).split()) or type(error).__name__
    lowered = words.lower()
    if "unauthorized" in lowered or "offline" in lowered or f"'{serial}' not found" in lowered:
        return failed_request(serial, command, words)
    return DeviceError(
        f"{serial}: {_short(command)!r} failed: {words[:300]}",
        serial=serial,
        command=command,
        output=words,
    )
