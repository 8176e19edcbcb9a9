"""The package manager: what is installed, what answers an intent, installing and removing."""

import base64
import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from harness.virtual.android import intents, signing
from harness.virtual.android.apk import ApkError, Manifest, build_apk, read_apk
from harness.virtual.android.app_links import openable, openers, state_of
from harness.virtual.android.core import Core
from harness.virtual.android.icons import icon_of
from harness.virtual.android.installer import Parsed, Wish, check_update, parse
from harness.virtual.android.state import ActivityInfo, Intent, Package
from harness.virtual.android.system_packages import preferred, system_packages
from harness.virtual.apps.loader import LoadedApp
from harness.virtual.apps.manifest import activities_of
from harness.virtual.apps.script import AppScript

FIRST_APP_UID = 10200


class PackageManager:
    """Keeps ``core.packages``."""

    def __init__(self, core: Core, apps: dict[str, LoadedApp]) -> None:
        self._core = core
        self._apps = apps
        self._next_uid = FIRST_APP_UID
        self._preferred = preferred(core.config)
        self._chosen: dict[str, str] = {}
        """Schemes for which a user chose an app for good."""
        for package in system_packages(core.config):
            package.code_path = package.code_path or self._code_path(package.name)
            package.make_apk = partial(_system_apk, _manifest_of(package))
            self._stamp(package)
            core.packages[package.name] = package

    def install_app(self, app: LoadedApp) -> Package:
        """Install a scripted app: the APK made of it, or the real one that it names."""
        manifest = read_apk(app.apk, self._core.config.locale)
        signer = signing.verify(app.apk).certificate_sha256
        return self._put(Parsed(manifest, app.apk, {}, signer), Wish())

    def install(
        self,
        apks: Sequence[bytes],
        wish: Wish,
        before: Callable[[str], None] = lambda _: None,
    ) -> str:
        """Install a base and its splits; Android's word for how it went.

        ``before`` is told what is replaced.
        """
        try:
            new = parse(apks, self._core, wish)
            known = self._core.packages.get(new.manifest.package)
            if known is not None:
                check_update(known, new, wish)
        except ApkError as error:
            return f"Failure [{error}]"
        before(new.manifest.package)
        self._put(new, wish)
        return "Success"

    def _put(self, new: Parsed, wish: Wish) -> Package:
        manifest = new.manifest
        known = self._core.packages.get(manifest.package)
        app = self._apps.get(manifest.package)
        config = self._core.config
        script = None if app is None else app.script
        package = Package(
            name=manifest.package,
            label=manifest.label,
            uid=self._uid() if known is None else known.uid,
            version_name=manifest.version_name,
            version_code=manifest.version_code,
            activities=self._activities(manifest, script),
            min_sdk=manifest.min_sdk,
            target_sdk=manifest.target_sdk,
            permissions=manifest.permissions,
            code_path=self._code_path(manifest.package, hashlib.sha256(new.base).digest()),
            apk=new.base,
            splits=new.splits,
            signer=new.signer,
            icon=icon_of(new.base, manifest, config.density_dpi, config.api_level),
            debuggable=manifest.debuggable,
            installer=wish.installer,
            script=script,
        )
        self._stamp(package)
        if known is not None:
            package.first_install_s = known.first_install_s
            package.granted, package.memory = known.granted, known.memory
            package.launches = known.launches
        vouched = {host for info in package.activities for host in info.verified_hosts}
        package.links = state_of(package.activities, frozenset(vouched if script else ()))
        if wish.grant_all:
            package.granted |= set(manifest.permissions)
        self._core.packages[package.name] = package
        return package

    def _activities(self, manifest: Manifest, script: AppScript | None) -> list[ActivityInfo]:
        """What the manifest declares; a script says what is shown, by name or for the launcher."""
        scripted = [] if script is None else activities_of(script)
        pages = {info.name: info for info in scripted}
        front = next((info for info in scripted if info.launcher), None)
        if front is not None and manifest.launcher not in {None, *pages}:
            pages.pop(front.name)
            launcher = str(manifest.launcher)
            pages[launcher] = dataclasses.replace(front, name=launcher)
        declared = [pages.pop(info.name, info) for info in plain_activities(manifest)]
        return [*declared, *pages.values()]

    def remove(self, package: Package) -> None:
        """Forget a package."""
        del self._core.packages[package.name]
        self._core.app_ops.forget(package.name)

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
        sure: list[ActivityInfo] = []
        if intents.is_web(intent):
            api = self._core.config.api_level
            sure = openers(found, self._core.packages, intent, api)
            if not intent.package:
                found = openable(found, self._core.packages, intent, api)
        favourite = self._favourite(intent)
        return sorted(found, key=lambda info: (info not in sure, info.package != favourite))

    def choices(self, intent: Intent) -> list[ActivityInfo]:
        """What is left to choose from: one when a preferred one answers, none when nothing."""
        found = self.resolve(intent)
        if intents.is_web(intent):
            api = self._core.config.api_level
            found = openers(found, self._core.packages, intent, api) or found
        if not found or found[0].package == self._favourite(intent):
            return found[:1]
        return found

    def _favourite(self, intent: Intent) -> str | None:
        scheme = (intent.data or "").partition(":")[0].lower()
        chosen = self._chosen.get(scheme)
        if chosen is not None and chosen in self._core.packages:
            return chosen
        if intents.is_web(intent) and self._core.config.api_level < 31:
            return None
        return self._preferred.get(scheme)

    def prefer(self, scheme: str, package: str) -> None:
        """From now on this package answers the scheme unasked."""
        self._chosen[scheme] = package

    def launcher_of(self, package: str) -> ActivityInfo | None:
        """The activity that a launcher icon opens."""
        known = self._core.packages.get(package)
        return None if known is None else next((a for a in known.activities if a.launcher), None)


def plain_activities(manifest: Manifest) -> list[ActivityInfo]:
    """The activities of a manifest, each with the page of an app that nothing is known of.

    Since Android 12 a web link opens the browser unless its site vouches for the app, which no
    site does here of itself, or somebody says so (``choices``).
    """
    links: dict[str, list[str]] = {}
    for name, prefix in manifest.uri_prefixes:
        links.setdefault(name, []).append(prefix)
    verified: dict[str, list[str]] = {}
    for name, host in manifest.verified_hosts:
        verified.setdefault(name, []).append(host)
    return [
        ActivityInfo(
            manifest.package,
            name,
            "plain_app",
            launcher=name == manifest.launcher,
            uri_prefixes=tuple(links.get(name, ())),
            verified_hosts=tuple(verified.get(name, ())),
        )
        for name in dict.fromkeys(manifest.activities)
    ]


@lru_cache(maxsize=64)
def _system_apk(manifest: Manifest) -> bytes:
    """Signing costs time, and hardly anybody pulls a system app: made when it is asked for."""
    return build_apk(manifest, {})


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
