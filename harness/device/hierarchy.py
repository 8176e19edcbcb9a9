"""The accessibility tree as XML: best effort, hard timeout, never an empty screen."""

from harness.device.link import Link
from harness.device.ondevice import OnDeviceServer
from harness.domain.errors import DeviceError

_MAX_DEPTH = 50
TEMP_XML = "/data/local/tmp/taptruth-tree.xml"


def dump_by_server(server: OnDeviceServer, timeout_s: float) -> str:
    """Through the on-device server. Raises ``DeviceError``."""
    server.ensure_alive()
    told = server.rpc.call("dumpWindowHierarchy", [False, _MAX_DEPTH], timeout_s=timeout_s)
    return _checked(told if isinstance(told, str) else "")


def dump_by_shell(link: Link, timeout_s: float) -> str:
    """``uiautomator dump``: refuses on animated screens, takes seconds."""
    command = f"uiautomator dump {TEMP_XML} && cat {TEMP_XML}; rm -f {TEMP_XML}"
    told = link.shell(command, timeout_s=timeout_s).out
    start = told.find("<?xml")
    return _checked(told[start:] if start >= 0 else "")


def _checked(xml: str) -> str:
    if "<node" not in xml:
        raise DeviceError(
            "the hierarchy could not be dumped (the device gave an empty one); "
            "this says nothing about the screen"
        )
    return xml
