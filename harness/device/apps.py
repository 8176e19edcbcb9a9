"""Apps on a device: facts, install, remove, stop, clear."""

import contextlib
import hashlib
import tempfile
from pathlib import Path

from harness.device.apk import ApkFacts, label_of, package_of, signer_sha256
from harness.device.errors import UnreadableFileError
from harness.device.launching import Launcher, checked_package
from harness.device.link import Link
from harness.device.parsers.errors import ParseError
from harness.device.parsers.package_dump import PackageDump, parse_package_dump
from harness.device.parsers.packages import parse_package_list, parse_package_paths
from harness.domain.device import AppFacts
from harness.domain.errors import DeviceError, UsageError

TEMP_APK = "/data/local/tmp/taptruth.apk"
INSTALL_TIMEOUT_S = 300.0


class Apps:
    """What is done with packages on one device."""

    def __init__(self, link: Link, launcher: Launcher) -> None:
        self._link = link
        self._launcher = launcher

    def facts(self, package: str, save_apk_to: Path | None = None) -> AppFacts:
        """Facts of an installed app; its base.apk is pulled and hashed.

        ``save_apk_to`` names the file to keep; without it the APK is only hashed. Raises
        ``DeviceError`` when the package is not installed.
        """
        component = self._launcher.component_of(package)
        dump = self._dump(package)
        paths = parse_package_paths(self._link.shell(f"pm path {package}").out)
        apk = self._apk(paths[0], save_apk_to) if paths else ApkFacts()
        return AppFacts(
            package=package,
            label=apk.label,
            version_name=dump.version_name,
            version_code=dump.version_code,
            launcher=component,
            apk_sha256=apk.sha256,
            apk_bytes=apk.size,
            apk_paths=tuple(paths),
            signer=apk.signer,
            installer=dump.installer,
            first_installed=dump.first_installed,
            last_updated=dump.last_updated,
            min_sdk=dump.min_sdk,
            target_sdk=dump.target_sdk,
        )

    def uid_of(self, package: str) -> int | None:
        """The app's Linux user, None where it is not told."""
        return self._dump(checked_package(package)).uid

    def _dump(self, package: str) -> PackageDump:
        with contextlib.suppress(ParseError):
            return parse_package_dump(self._link.shell(f"dumpsys package {package}").out, package)
        return PackageDump()

    def _apk(self, remote: str, keep: Path | None) -> ApkFacts:
        with tempfile.TemporaryDirectory(prefix="taptruth-") as folder:
            local = keep or Path(folder) / "base.apk"
            digest, size = hashlib.sha256(), 0
            try:
                with local.open("wb") as file:
                    for piece in self._link.pull(remote):
                        file.write(piece)
                        digest.update(piece)
                        size += len(piece)
            except UnreadableFileError:
                return ApkFacts()  # some vendors forbid reading; said by its absence
            return ApkFacts(digest.hexdigest(), size, signer_sha256(local), label_of(local))

    def install(self, path: Path) -> str:
        """Install an APK (kept data, test packages allowed); returns its package name."""
        if not path.is_file():
            raise UsageError(f"{path} is no file; name an APK")
        named = package_of(path)
        before = self._packages() if named is None else {}
        self._link.push(path.read_bytes(), TEMP_APK)
        try:
            told = self._link.shell(
                f"pm install -r -t {TEMP_APK}", timeout_s=INSTALL_TIMEOUT_S
            ).text
        finally:
            self._link.shell(f"rm -f {TEMP_APK}")
        if "Success" not in told:
            raise DeviceError(
                f"{path.name} cannot be installed on {self._link.serial}: "
                f"{' '.join(told.split())[-200:]}",
                serial=self._link.serial,
                command="pm install",
                output=told,
            )
        package = named or self._new_package(before, path)
        self._launcher.forget(package)
        return package

    def added(self) -> list[str]:
        """Packages that somebody installed (``pm list packages -3``), sorted."""
        return sorted(parse_package_list(self._link.shell("pm list packages -3").out))

    def _packages(self) -> dict[str, int | None]:
        return parse_package_list(self._link.shell("pm list packages").out)

    def _new_package(self, before: dict[str, int | None], path: Path) -> str:
        fresh = [name for name in self._packages() if name not in before]
        if len(fresh) != 1:
            raise DeviceError(
                f"{path.name} was installed, but its package name is unreadable; "
                "give the package name instead of the APK",
                serial=self._link.serial,
            )
        return fresh[0]

    def uninstall(self, package: str) -> None:
        """Remove an app; an absent one is an error."""
        told = self._link.shell(f"pm uninstall {checked_package(package)}", timeout_s=120.0).text
        self._launcher.forget(package)
        if "Success" not in told:
            raise DeviceError(
                f"{package} cannot be removed from {self._link.serial}: {told.strip()[:200]}",
                serial=self._link.serial,
                output=told,
            )

    def stop(self, package: str) -> None:
        """``am force-stop``; an app that does not run is fine."""
        self._link.shell(f"am force-stop {checked_package(package)}")

    def clear(self, package: str) -> None:
        """``pm clear``: as newly installed."""
        told = self._link.shell(f"pm clear {checked_package(package)}", timeout_s=60.0).text
        if "Success" not in told:
            raise DeviceError(
                f"data of {package} cannot be cleared on {self._link.serial}: "
                f"{told.strip()[:200] or 'no answer'}",
                serial=self._link.serial,
                output=told,
            )
