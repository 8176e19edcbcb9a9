"""The adb program by name, for whoever starts a server of his own."""

from collections.abc import Mapping
from pathlib import Path

from harness.device.server import find_adb


def adb_binary(env: Mapping[str, str] | None = None) -> Path:
    """Path of the adb program that TapTruth uses (order: see ``server.find_adb``)."""
    return Path(find_adb(env).path)
