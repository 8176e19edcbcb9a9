"""One process a phone on this machine: a lock file that goes with the process."""

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from harness.domain.errors import DeviceError


class HeldError(DeviceError):
    """Another process of this machine has the phone: nothing is wrong with it."""


def hold(serial: str) -> IO[str]:
    """Hold the phone until the file is closed; ``HeldError`` names who has it."""
    name = hashlib.sha256(serial.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"taptruth-phone-{name}.lock"
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        holder = file.read().strip() or "another process"
        file.close()
        raise HeldError(
            f"{serial} is in use by {holder}; wait for it, or name another phone", serial=serial
        ) from error
    file.truncate(0)
    file.write(f"process {os.getpid()}")
    file.flush()
    return file
