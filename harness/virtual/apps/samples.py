"""Where the sample apps are: package data in a wheel, ``fixtures/apps`` in the repository."""

from pathlib import Path

from harness.domain.errors import UsageError


def sample_apps() -> Path:
    """The folder of the sample apps."""
    virtual = Path(__file__).parents[1]
    for folder in (virtual / "sample_apps", virtual.parents[1] / "fixtures" / "apps"):
        if folder.is_dir():
            return folder
    raise UsageError(
        f"{virtual}: the sample apps are missing; install taptruth again, or give --apps DIR"
    )
