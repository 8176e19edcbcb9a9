"""Facts of the device, read in one round trip."""

import contextlib

import msgspec

from device_profiles.profiles import Traits
from harness.device.link import Link
from harness.device.parsers.display import parse_orientation, parse_wm_density, parse_wm_size
from harness.device.parsers.errors import ParseError
from harness.device.parsers.getprop import parse_getprop
from harness.device.parsers.power import Battery, parse_awake, parse_battery
from harness.domain.errors import DeviceError
from harness.domain.geometry import SizePx

SEPARATOR = "==taptruth=="
_COMMANDS = (
    "getprop",
    "wm size",
    "wm density",
    "dumpsys display",
    "dumpsys battery",
    "dumpsys power",
)


class RawFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the device told of itself. ``size_px`` is as the screen stands now."""

    props: dict[str, str]
    size_px: SizePx
    density_dpi: int
    battery: Battery
    awake: bool | None

    @property
    def api_level(self) -> int:
        """Android's API level; 0 when it is not told."""
        told = self.props.get("ro.build.version.sdk", "")
        return int(told) if told.isdecimal() else 0

    @property
    def emulator(self) -> bool:
        """Whether it says that it runs on QEMU."""
        return any(self.props.get(name) == "1" for name in ("ro.kernel.qemu", "ro.boot.qemu"))

    @property
    def traits(self) -> Traits:
        """What profiles are chosen by."""
        return Traits(
            manufacturer=self.props.get("ro.product.manufacturer", ""),
            brand=self.props.get("ro.product.brand", ""),
            api_level=self.api_level,
            emulator=self.emulator,
        )


def read_facts(link: Link) -> RawFacts:
    """Ask the device; raises ``DeviceError`` when it tells no screen size."""
    told = link.shell(f"; echo {SEPARATOR}; ".join(_COMMANDS), timeout_s=30.0).out
    parts = told.split(SEPARATOR)
    parts += [""] * (len(_COMMANDS) - len(parts))
    props = parse_getprop(parts[0])
    try:
        natural = parse_wm_size(parts[1])
    except ParseError as error:
        raise DeviceError(
            f"{link.serial} tells no screen size (wm size: {parts[1].strip()[:80]!r}); "
            f"is it booted? try: adb -s {link.serial} shell getprop sys.boot_completed",
            serial=link.serial,
            command="wm size",
            output=parts[1],
        ) from error
    turned = parse_orientation(parts[3]) % 2
    return RawFacts(
        props=props,
        size_px=SizePx(natural.height, natural.width) if turned else natural,
        density_dpi=_density(parts[2], props),
        battery=parse_battery(parts[4]),
        awake=parse_awake(parts[5]),
    )


def _density(text: str, props: dict[str, str]) -> int:
    with contextlib.suppress(ParseError):
        return parse_wm_density(text)
    told = props.get("ro.sf.lcd_density", "")
    return int(told) if told.isdecimal() and int(told) else 160
