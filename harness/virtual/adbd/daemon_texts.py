"""Services of the daemon itself: ``root:``, ``unroot:``, ``remount:``, ``reboot:``, ``tcpip:``."""

from collections.abc import Callable

from harness.virtual.adbd.stream import Stream
from harness.virtual.adbd.transport import Handler
from harness.virtual.machine import Machine


def find(machine: Machine, kind: str, rest: str, restart: Callable[[], None]) -> Handler | None:
    """The handler of a daemon service, or None. ``restart`` cuts all connections."""
    match kind:
        case "root":
            text, restarts = _root(machine)
        case "unroot":
            text, restarts = _unroot(machine)
        case "remount":
            root = machine.is_root
            text, restarts = (
                ("remount succeeded\n" if root else 'Not running as root. Try "adb root" first.\n'),
                False,
            )
        case "tcpip":
            text, restarts = _tcpip(rest)
        case "usb":
            text, restarts = "restarting in USB mode\n", False
        case "reboot":
            text, restarts, restart = "", True, machine.phone.on_reboot
        case _:
            return None

    async def answer(stream: Stream) -> None:
        await stream.write(text.encode())
        await stream.close()
        if restarts:
            restart()

    return answer


def _root(machine: Machine) -> tuple[str, bool]:
    if machine.is_root:
        return "adbd is already running as root\n", False
    if machine.phone.props.get("ro.debuggable") != "1":
        return "adbd cannot run as root in production builds\n", False
    machine.phone.props["service.adb.root"] = "1"
    return "restarting adbd as root\n", True


def _unroot(machine: Machine) -> tuple[str, bool]:
    if not machine.is_root:
        return "adbd not running as root\n", False
    machine.phone.props["service.adb.root"] = "0"
    return "restarting adbd as non root\n", True


def _tcpip(port: str) -> tuple[str, bool]:
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"invalid port: {port}\n", False
    return f"restarting in TCP mode port: {port}\n", False
