"""Makes ``drawn`` importable and keeps one seer for the folder: its models load once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from detectors import Seer


@pytest.fixture(scope="session")
def seer() -> Seer:
    """A seer that may read."""
    return Seer()
