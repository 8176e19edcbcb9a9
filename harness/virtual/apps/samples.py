"""Where the scripts are: package data in a wheel, ``fixtures`` in the repository."""

from pathlib import Path

from harness.domain.errors import UsageError


def calibration_script() -> Path:
    """The folder of the script that an installed ``calibration.apk`` is played by."""
    virtual = Path(__file__).parents[1]
    for folder in (virtual / "calibration_app", virtual.parents[1] / "fixtures/calibration_app"):
        if (folder / "app.yaml").is_file():
            return folder
    raise UsageError(f"{virtual}: the calibration script is missing; install taptruth again")


def sample_apps() -> Path:
    """The folder of the sample apps."""
    virtual = Path(__file__).parents[1]
    for folder in (virtual / "sample_apps", virtual.parents[1] / "fixtures" / "apps"):
        if folder.is_dir():
            return folder
    raise UsageError(
        f"{virtual}: the sample apps are missing; install taptruth again, or give --apps DIR"
    )
