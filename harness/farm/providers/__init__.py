"""Where phones come from: adb here or elsewhere, emulators, STF, virtual phones."""

from harness.farm.providers.emulators import Emulators
from harness.farm.providers.kinds import Adb, Provider
from harness.farm.providers.stf import Stf
from harness.farm.providers.virtual import VirtualPhones

__all__ = ["Adb", "Emulators", "Provider", "Stf", "VirtualPhones"]
