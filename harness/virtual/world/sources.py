"""Whether an app may ask to have another installed: unknown sources.

Since Android 8 by app op (``InstallStart`` and ``PackageInstallerActivity`` of AOSP), before by
one switch for all (``install_non_market_apps``).
"""

import dataclasses
from typing import Literal

from harness.virtual.android.app_ops import REQUEST_INSTALL_PACKAGES
from harness.virtual.android.state import ActivityRecord, Package
from harness.virtual.android.system_packages import DOWNLOADS
from harness.virtual.world.desk import Desk

PER_APP_SINCE_API = 26
PERMISSION = f"android.permission.{REQUEST_INSTALL_PACKAGES}"
ORIGINATING_UID = "android.intent.extra.ORIGINATING_UID"
DOWNLOADS_TRUSTED_UNTIL_API = 33
"""Until then a download's source is the app that asked for it, since then the download manager
(``getOriginatingUid`` is gone from later sources; none that was read says since when)."""
SHELL_TRUSTED_SINCE_API = 34
"""Since then the shell's own permission to install counts; before, its request was dropped
(public notes on API 30 and MIUI quote the line of the log)."""
_SHELL_UID = 2000
_SWITCH = ("secure", "install_non_market_apps")

Gate = Literal["ask", "blocked", "all_blocked", "anonymous", "abort"]


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Who wants something installed."""

    package: str | None
    uid: int
    vouched: bool = False
    """The download manager speaks for it: nobody asks what its manifest says."""


class Sources:
    """Which sources the user trusts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def per_app(self) -> bool:
        """Whether each app is trusted by itself."""
        return self._desk.core.config.api_level >= PER_APP_SINCE_API

    # --- one switch for all ------------------------------------------------------------
    @property
    def all_trusted(self) -> bool:
        """The switch of Android 7 and older."""
        return self._desk.core.settings[_SWITCH[0]].get(_SWITCH[1], "0") == "1"

    def trust_all(self, *, trusted: bool) -> None:
        """Turn it."""
        self._desk.core.settings[_SWITCH[0]][_SWITCH[1]] = "1" if trusted else "0"

    # --- by app ------------------------------------------------------------------------
    def trusted(self, package: str) -> bool:
        """Whether an app may install others."""
        return self._desk.core.app_ops.mode(package, REQUEST_INSTALL_PACKAGES) == "allow"

    def trust(self, package: str, *, trusted: bool) -> None:
        """Allow it or not, as the settings' switch does."""
        mode = "allow" if trusted else "deny"
        self._desk.core.app_ops.set(package, REQUEST_INSTALL_PACKAGES, mode)

    def askers(self) -> list[Package]:
        """Apps that may ever ask."""
        return [p for p in self._desk.core.packages.values() if PERMISSION in p.permissions]

    def of(self, record: ActivityRecord) -> Source:
        """Who stands behind a request that reached the installer."""
        core = self._desk.core
        caller = record.launched_from_package
        told = dict(record.intent.extras).get(ORIGINATING_UID, "")
        vouched, early = caller == DOWNLOADS, core.config.api_level <= DOWNLOADS_TRUSTED_UNTIL_API
        if vouched and early and told.isdigit():
            uid = int(told)
            name = next((p.name for p in core.packages.values() if p.uid == uid), None)
            return Source(name, uid, vouched)
        name = caller if caller in core.packages else None
        return Source(name, record.launched_from_uid, vouched)

    def gate(self, source: Source) -> Gate:
        """What the installer does with a request; the op is noted, and refused from now on."""
        if not self.per_app:
            return "ask" if self.all_trusted else "all_blocked"
        core = self._desk.core
        if source.uid == _SHELL_UID and core.config.api_level >= SHELL_TRUSTED_SINCE_API:
            return "ask"
        if not source.vouched and not self._declared(source):
            core.log.write(
                "main", "E", "InstallStart",
                f"Requesting uid {source.uid} needs to declare permission {PERMISSION}",
            )  # fmt: skip
            return "abort"
        if source.package is None:
            return "anonymous"
        op = REQUEST_INSTALL_PACKAGES
        mode = core.app_ops.note(source.package, op, core.clock.wall_s())
        if mode == "default":
            core.app_ops.set(source.package, op, "deny")
        return {"allow": "ask", "default": "blocked", "deny": "blocked"}.get(mode, "abort")  # type: ignore[return-value]

    def _declared(self, source: Source) -> bool:
        """Whether it asks for the permission in its manifest, or is too old to have to."""
        package = self._desk.core.packages.get(source.package or "")
        if package is None:
            return source.uid != _SHELL_UID
        return package.target_sdk < PER_APP_SINCE_API or PERMISSION in package.permissions
