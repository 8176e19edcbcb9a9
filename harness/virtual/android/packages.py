"""The package manager: what is installed, what answers an intent, installing and removing."""

import base64
import hashlib
from collections.abc import Callable

from harness.virtual.android import intents
from harness.virtual.android.apk import ApkError, Manifest, build_apk, read_apk
from harness.virtual.android.core import Core
from harness.virtual.android.state import ActivityInfo, Intent, Package
from harness.virtual.android.system_packages import preferred, system_packages
from harness.virtual.apps.loader import LoadedApp
from harness.virtual.apps.manifest import activities_of

FIRST_APP_UID = 10200


class PackageManager:
    """Keeps ``core.packages``."""

    def __init__(self, core: Core, apps: dict[str, LoadedApp]) -> None:
        self._core = core
        self._apps = apps
        self._next_uid = FIRST_APP_UID
        self._preferred = preferred(core.config)
        for package in system_packages(core.config):
            package.code_path = package.code_path or self._code_path(package.name)
            package.apk = build_apk(_manifest_of(package), {})
            self._stamp(package)
            core.packages[package.name] = package

    def install_app(self, app: LoadedApp) -> Package:
        """Install a scripted app."""
        return self._put(read_apk(app.apk), app.apk, installer=None)

    def install(
        self,
        apk: bytes,
        *,
        replace: bool,
        installer: str | None,
        before: Callable[[str], None] = lambda _: None,
    ) -> str:
        """Install bytes; Android's word for how it went. ``before`` is told what is replaced."""
        try:
            manifest = read_apk(apk)
            self._check(manifest, replace=replace)
        except ApkError as error:
            return f"Failure [{error}]"
        before(manifest.package)
        self._put(manifest, apk, installer=installer)
        return "Success"

    def _check(self, manifest: Manifest, *, replace: bool) -> None:
        api = self._core.config.api_level
        if manifest.min_sdk > api:
            detail = f"Requires newer sdk version #{manifest.min_sdk} (current version is #{api})"
            raise ApkError("INSTALL_FAILED_OLDER_SDK", detail)
        known = self._core.packages.get(manifest.package)
        if known is None:
            return
        if known.system:
            detail = f"Package {known.name} signatures do not match newer version; ignoring!"
            raise ApkError("INSTALL_FAILED_UPDATE_INCOMPATIBLE", detail)
        if not replace:
            detail = f"Attempt to re-install {known.name} without first uninstalling."
            raise ApkError("INSTALL_FAILED_ALREADY_EXISTS", detail)
        if manifest.version_code < known.version_code:
            detail = (
                f"Downgrade detected: Update version code {manifest.version_code} is older than"
                f" current {known.version_code}"
            )
            raise ApkError("INSTALL_FAILED_VERSION_DOWNGRADE", detail)

    def _put(self, manifest: Manifest, apk: bytes, *, installer: str | None) -> Package:
        known = self._core.packages.get(manifest.package)
        app = self._apps.get(manifest.package)
        package = Package(
            name=manifest.package,
            label=manifest.label,
            uid=self._uid() if known is None else known.uid,
            version_name=manifest.version_name,
            version_code=manifest.version_code,
            activities=_plain_activities(manifest) if app is None else activities_of(app.script),
            min_sdk=manifest.min_sdk,
            target_sdk=manifest.target_sdk,
            permissions=manifest.permissions,
            code_path=self._code_path(manifest.package, hashlib.sha256(apk).digest()),
            apk=apk,
            installer=installer,
            script=None if app is None else app.script,
        )
        self._stamp(package)
        if known is not None:
            package.first_install_s = known.first_install_s
            package.granted, package.memory = known.granted, known.memory
            package.launches = known.launches
        self._core.packages[package.name] = package
        return package

    def remove(self, package: Package) -> None:
        """Forget a package."""
        del self._core.packages[package.name]

    def _uid(self) -> int:
        self._next_uid += 1
        return self._next_uid

    def _stamp(self, package: Package) -> None:
        now = self._core.clock.wall_s()
        package.first_install_s = package.last_update_s = now - 86_400 if package.system else now

    def _code_path(self, name: str, salt: bytes = b"") -> str:
        def word(which: str) -> str:
            digest = hashlib.sha256(f"{which}/{name}/".encode() + salt).digest()[:16]
            return base64.urlsafe_b64encode(digest).decode()

        if self._core.config.api_level >= 30:
            return f"/data/app/~~{word('outer')}/{name}-{word('inner')}"
        return f"/data/app/{name}-{word('inner')}"

    # --- intents -------------------------------------------------------------------
    def info(self, component: tuple[str, str]) -> ActivityInfo | None:
        """The declared activity of that name."""
        package = self._core.packages.get(component[0])
        if package is None:
            return None
        return next((a for a in package.activities if a.name == component[1]), None)

    def resolve(self, intent: Intent) -> list[ActivityInfo]:
        """Activities that answer, best first."""
        if intent.component is not None:
            info = self.info(intent.component)
            return [] if info is None else [info]
        found = [
            info
            for package in self._core.packages.values()
            for info in package.activities
            if intents.answers(info, intent)
        ]
        return sorted(found, key=lambda info: info.package != self._favourite(intent))

    def choices(self, intent: Intent) -> list[ActivityInfo]:
        """What is left to choose from: one when a preferred one answers, none when nothing."""
        found = self.resolve(intent)
        if not found or found[0].package == self._favourite(intent):
            return found[:1]
        return found

    def _favourite(self, intent: Intent) -> str | None:
        if intents.is_web(intent) and self._core.config.api_level < 31:
            return None
        return self._preferred.get((intent.data or "").partition(":")[0].lower())

    def launcher_of(self, package: str) -> ActivityInfo | None:
        """The activity that a launcher icon opens."""
        known = self._core.packages.get(package)
        return None if known is None else next((a for a in known.activities if a.launcher), None)


def _plain_activities(manifest: Manifest) -> list[ActivityInfo]:
    return [
        ActivityInfo(manifest.package, name, "plain_app", launcher=name == manifest.launcher)
        for name in manifest.activities
    ]


def _manifest_of(package: Package) -> Manifest:
    return Manifest(
        package=package.name,
        version_name=package.version_name,
        version_code=package.version_code,
        label=package.label,
        min_sdk=package.min_sdk,
        target_sdk=package.target_sdk,
        permissions=package.permissions,
        activities=tuple(a.name for a in package.activities),
        launcher=next((a.name for a in package.activities if a.launcher), None),
    )
