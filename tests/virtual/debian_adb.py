"""Debian's adb 29: the one that is installed, or one unpacked into a cache without installing it.

It is run by its path only, so that no other test meets it.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = (
    "adb", "android-libbase", "android-libboringssl", "android-libcutils", "android-liblog",
    "libusb-1.0-0", "libbsd0", "libmd0",
)  # fmt: skip
INSTALLED = Path("/usr/bin/adb")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "taptruth-tests"


class MissingError(Exception):
    """Why there is no adb 29 here."""


def debian_adb() -> tuple[Path, dict[str, str]]:
    """The program and what its environment needs; ``MissingError`` says why it is not there."""
    if INSTALLED.exists() and "29." in _version(INSTALLED, {}):
        return INSTALLED, {}
    root = CACHE / "adb-29"
    if not root.exists():
        _fetch(root)
    program = root / "usr/lib/android-sdk/platform-tools/adb"
    env = {"LD_LIBRARY_PATH": ":".join(str(path) for path in _libraries(root))}
    if not program.exists() or "29." not in _version(program, env):
        raise MissingError("Debian's adb is not version 29 here, or does not run")
    return program, env


def _libraries(root: Path) -> list[Path]:
    return sorted({path.parent for path in root.rglob("*.so*")})


def _version(program: Path, env: dict[str, str]) -> str:
    done = subprocess.run(
        [program, "version"], env=os.environ | env, capture_output=True, check=False, timeout=60
    )
    return done.stdout.decode()


def _fetch(root: Path) -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise MissingError("no apt-get and dpkg-deb: not Debian")
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        done = subprocess.run(
            ["apt-get", "download", "-q", *PACKAGES],
            cwd=folder, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        if done.returncode:
            raise MissingError(f"apt-get download failed: {done.stderr.decode().strip()[-200:]}")
        unpacked = Path(folder) / "root"
        for archive in Path(folder).glob("*.deb"):
            subprocess.run(
                ["dpkg-deb", "-x", str(archive), str(unpacked)], check=True, timeout=120
            )  # fmt: skip
        if not root.exists():
            unpacked.rename(root)
