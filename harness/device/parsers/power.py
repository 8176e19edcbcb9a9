"""``dumpsys power`` and ``dumpsys battery``."""

import re

import msgspec


class Battery(msgspec.Struct, frozen=True, kw_only=True):
    """Level in percent and temperature in °C; None where not told."""

    percent: int | None = None
    temperature_c: float | None = None


def parse_awake(text: str) -> bool | None:
    """Whether the screen is on; None where not told."""
    found = re.search(r"\bmWakefulness=(\w+)", text)
    if found:
        return found.group(1) == "Awake"
    state = re.search(r"Display Power: state=(\w+)", text)
    return state.group(1) == "ON" if state else None


def parse_battery(text: str) -> Battery:
    """Level and temperature (printed in tenths of a degree)."""
    level = re.search(r"^\s*level: (\d{1,4})\s*$", text, re.MULTILINE)
    tenths = re.search(r"^\s*temperature: (-?\d{1,5})\s*$", text, re.MULTILINE)
    return Battery(
        percent=int(level.group(1)) if level else None,
        temperature_c=int(tenths.group(1)) / 10 if tenths else None,
    )
