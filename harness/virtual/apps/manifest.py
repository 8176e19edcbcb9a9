"""What a script declares to the package manager, and the APK made of it."""

import urllib.parse

from harness.virtual.android.apk import Manifest, build_apk
from harness.virtual.android.intents import APK_MIME
from harness.virtual.android.state import ActivityInfo
from harness.virtual.apps.checks import parts
from harness.virtual.apps.popups import DEFAULT_ACTIVITY, full_class
from harness.virtual.apps.runtime import POPUP_PAGE
from harness.virtual.apps.script import AppScript, Effect, Open


def full_name(script: AppScript, name: str) -> str:
    """A class name with its package."""
    return full_class(script.package, name)


def activities_of(script: AppScript) -> list[ActivityInfo]:
    """Declared activities, and those that pop-ups are, each once."""
    found = {
        (name := full_name(script, activity.name)): ActivityInfo(
            script.package,
            name,
            activity.page,
            launcher=activity.launcher,
            exported=activity.exported,
            uri_prefixes=tuple(activity.deep_links),
            verified_hosts=_web_hosts(activity.deep_links) if activity.auto_verify else (),
            launch_mode=activity.launch_mode,
            task_affinity=activity.affinity,
        )
        for activity in script.activities
    }
    for key, popup in script.popups.items():
        if popup.window == "activity":
            name = full_name(script, popup.activity or DEFAULT_ACTIVITY)
            found.setdefault(
                name, ActivityInfo(script.package, name, POPUP_PAGE + key, exported=False)
            )
    return list(found.values())


def _web_hosts(links: list[str]) -> tuple[str, ...]:
    parts = [urllib.parse.urlsplit(link) for link in links]
    hosts = [part.hostname for part in parts if part.scheme in {"http", "https"}]
    return tuple(dict.fromkeys(host for host in hosts if host))


def _asked_silently(script: AppScript) -> tuple[str, ...]:
    """An app that leads to an APK declares that it may, or Android lets it install nothing."""
    name = "android.permission.REQUEST_INSTALL_PACKAGES"
    leads = any(
        (isinstance(part, Effect) and (part.download or "").partition("?")[0].endswith(".apk"))
        or (isinstance(part, Open) and part.mime == APK_MIME)
        for _, part in parts(script, ())
    )
    return (name,) if leads and name not in script.permissions else ()


def apk_of(script: AppScript, source: bytes) -> bytes:
    """A real zip: a binary manifest, and the script as an asset."""
    activities = activities_of(script)
    manifest = Manifest(
        package=script.package,
        version_name=script.version_name,
        version_code=script.version_code,
        label=script.label,
        min_sdk=script.min_sdk,
        target_sdk=script.target_sdk,
        permissions=(*script.permissions, *_asked_silently(script)),
        activities=tuple(a.name for a in activities),
        launcher=next((a.name for a in activities if a.launcher), None),
    )
    return build_apk(manifest, {"assets/app.yaml": source})
