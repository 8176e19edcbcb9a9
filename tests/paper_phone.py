"""Facts of a phone that exists on paper only, for tests to which its facts mean nothing."""

from typing import Any

import msgspec

from harness.domain.device import DeviceFacts
from harness.domain.geometry import SizePx

_PAPER = DeviceFacts(
    serial="127.0.0.1:5555",
    hardware_serial=None,
    manufacturer="Drawn",
    brand="drawn",
    model="Paper 1",
    android_release="14",
    api_level=34,
    fingerprint="drawn/paper/1",
    abi="arm64-v8a",
    size_px=SizePx(54, 120),
    density_dpi=160,
)


def paper_phone(**changed: Any) -> DeviceFacts:
    """An Android 14 phone of 54 by 120 pixels at 160 dpi, but for what is ``changed``."""
    return msgspec.structs.replace(_PAPER, **changed)
