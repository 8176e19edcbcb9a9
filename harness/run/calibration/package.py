"""The calibration app's APK: package data in a wheel, ``fixtures`` in the repository."""

import hashlib
from pathlib import Path

from harness.domain.errors import UsageError

PACKAGE = "org.taptruth.calibration"
COMPONENT = f"{PACKAGE}/.MainActivity"
FILE = "calibration.apk"


def calibration_apk() -> Path:
    """Where the APK lies."""
    here = Path(__file__).parent
    for folder in (here, here.parents[2] / "fixtures" / "calibration_app"):
        if (folder / FILE).is_file():
            return folder / FILE
    raise UsageError(
        f"{here}: the calibration app is missing; install taptruth again, or build it: "
        "make calibration-apk"
    )


def apk_sha256(path: Path) -> str:
    """Digest of the APK, lowercase hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
