"""What is known of the device and of the app under test."""

import msgspec

from harness.domain.geometry import SizePx


class DeviceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts read from the device when the case began."""

    serial: str
    """As adb lists it."""
    hardware_serial: str | None
    manufacturer: str
    brand: str
    model: str
    android_release: str
    api_level: int
    fingerprint: str
    abi: str
    size_px: SizePx
    density_dpi: int
    locale: str | None = None
    battery_percent: int | None = None
    battery_temperature_c: float | None = None
    screen_on: bool | None = None
    is_emulator: bool = False
    profile: str | None = None
    """Id of the device profile that matched."""
    capabilities: tuple[str, ...] = ()
    """Names of optional capabilities: "installs", "event_log", "ondevice_server" …"""
    found_settings: dict[str, str] = {}
    """Settings as found that the harness may have touched (and put back)."""
    adb_version: str | None = None


class AppFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of the app under test; digests are lowercase hex."""

    package: str
    label: str | None = None
    version_name: str | None = None
    version_code: int | None = None
    launcher: str | None = None
    """Component that a cold start opens."""
    apk_sha256: str | None = None
    apk_bytes: int | None = None
    apk_paths: tuple[str, ...] = ()
    signer: str | None = None
    """SHA-256 of the signing certificate, where it could be read."""
    installer: str | None = None
    first_installed: str | None = None
    last_updated: str | None = None
    min_sdk: int | None = None
    target_sdk: int | None = None
