"""Calibration: what this harness says of scenes whose truth is known, on this very device."""

from harness.run.calibration.calibrate import CalibrationOptions, calibrate
from harness.run.calibration.package import PACKAGE, calibration_apk
from harness.run.calibration.store import newest, save

__all__ = ["PACKAGE", "CalibrationOptions", "calibrate", "calibration_apk", "newest", "save"]
