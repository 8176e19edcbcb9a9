"""Phones as a worker announces them."""

import msgspec

from harness.farm.records import Health, PhoneFacts

PHONE = PhoneFacts(
    serial="p1",
    profile="generic",
    manufacturer="Example",
    brand="example",
    model="Paper 1",
    android=14,
    api_level=34,
    size_px=(360, 800),
    density_dpi=160,
    capabilities=("event_log", "installs"),
    health=Health(battery_percent=80),
)


def phone(serial: str, **changed: object) -> PhoneFacts:
    """A phone that is well."""
    return msgspec.structs.replace(PHONE, serial=serial, **changed)
