"""Pure vision: pixels (and a hierarchy) in, sight out."""

from detectors.seer import Seer, see

__all__ = ["Seer", "see"]
