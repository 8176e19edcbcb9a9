"""Rules as data, and the functions that turn trials into findings. No files, no clock."""

from harness.judge.catalogue import Catalogue
from harness.judge.loading import load_rules
from harness.judge.tap_map import tap_map
from harness.judge.verdict import judge

__all__ = ["Catalogue", "judge", "load_rules", "tap_map"]
