"""What is sealed into a case of the device's fitness: doctor's checks, its newest calibration."""

import datetime as dt
from typing import Any

import msgspec

from harness.device.checkup import Check, check_device
from harness.device.device import Device
from harness.domain.calibration import Calibration
from harness.run.calibration import newest


def doctor_of(device: Device) -> dict[str, Any]:
    """What doctor says of the device, and its newest calibration: sealed with the case."""
    facts = device.facts()
    found = newest(facts.fingerprint, facts.hardware_serial or "")
    checks = [*check_device(device), _calibrated(found)]
    return {
        "checks": [msgspec.to_builtins(check) for check in checks],
        "calibration": None if found is None else found.told(),
    }


def _calibrated(found: Calibration | None) -> Check:
    """One line of doctor's: whether this device was shown to be fit to testify."""
    if found is None:
        return Check(
            name="calibration",
            status="warn",
            said="none of this device and system",
            do="taptruth calibrate",
        )
    when = dt.datetime.fromtimestamp(found.ended_wall_ns / 1e9, dt.UTC)
    told = found.told()
    said = f"{told['agree']} of {told['of']} answers as the truth, {when:%Y-%m-%d %H:%M} UTC"
    wrong = ", ".join(f"{a.scene}: {a.got}" for a in (*found.wrong, *found.untold))
    return Check(
        name="calibration",
        status="ok" if found.fit else "warn",
        said=f"{said}; not as the truth or untold: {wrong}" if wrong else said,
        do="" if found.fit else "find out why, then: taptruth calibrate",
    )
