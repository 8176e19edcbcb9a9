"""Errors of TapTruth.

::

    TapTruthError                one clear line: what, where, what to do
    ├── UsageError               wrong arguments or configuration (exit 2)
    │   └── CannotResumeError    what a killed run left cannot be gone on with; it is untouched
    ├── DeviceError              serial, command, output
    │   ├── NoDeviceError        none, several without a choice, offline, unauthorized (exit 11)
    │   └── DeviceLostError      gone while running (exit 12)
    ├── EvidenceError            a bundle cannot be written or read
    └── VerificationError        a bundle is not what was sealed (exit 13)
"""


class TapTruthError(Exception):
    """Root of all our errors; ``str()`` is one line for a person."""


class UsageError(TapTruthError):
    """Wrong arguments or configuration."""


class CannotResumeError(UsageError):
    """What a killed run left cannot be gone on with here and so; nothing in it was changed."""


class DeviceError(TapTruthError):
    """A device answered with something unusable."""

    def __init__(
        self, message: str, *, serial: str = "", command: str = "", output: str = ""
    ) -> None:
        super().__init__(message)
        self.serial = serial
        self.command = command
        self.output = output


class NoDeviceError(DeviceError):
    """There is no device to use, or no single one."""


class DeviceLostError(DeviceError):
    """The device went away while it was in use."""


class EvidenceError(TapTruthError):
    """A bundle cannot be written or read."""


class VerificationError(TapTruthError):
    """A bundle is not what was sealed; ``file`` is the first wrong file, where there is one."""

    def __init__(self, message: str, *, file: str | None = None, step: int | None = None) -> None:
        super().__init__(message)
        self.file = file
        self.step = step
