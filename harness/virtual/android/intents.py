"""Intents: how they are written, redacted and matched."""

import re
import urllib.parse

from harness.virtual.android.state import ActivityInfo, Intent

MAIN = "android.intent.action.MAIN"
VIEW = "android.intent.action.VIEW"
DIAL = "android.intent.action.DIAL"
CHOOSER = "android.intent.action.CHOOSER"
LAUNCHER = "android.intent.category.LAUNCHER"
HOME = "android.intent.category.HOME"
DEFAULT = "android.intent.category.DEFAULT"
BROWSABLE = "android.intent.category.BROWSABLE"
SOURCES_PAGE = "android.settings.MANAGE_UNKNOWN_APP_SOURCES"
SECURITY_PAGE = "android.settings.SECURITY_SETTINGS"
APK_MIME = "application/vnd.android.package-archive"

NEW_TASK = 0x10000000
MULTIPLE_TASK = 0x08000000
CLEAR_TOP = 0x04000000
SINGLE_TOP = 0x20000000
RESET_TASK_IF_NEEDED = 0x00200000
EXCLUDE_FROM_RECENTS = 0x00800000
REORDER_TO_FRONT = 0x00020000
CLEAR_TASK = 0x00008000
NO_HISTORY = 0x40000000

EVERY_SCHEME_SINCE_API = 31
"""From about here ``Uri.toSafeString`` shortens every scheme, before only the web's."""

FLAGS = {
    "new_task": NEW_TASK,
    "clear_top": CLEAR_TOP,
    "single_top": SINGLE_TOP,
    "clear_task": CLEAR_TASK,
    "multiple_task": MULTIPLE_TASK,
    "reorder_to_front": REORDER_TO_FRONT,
}
"""By their names in app scripts."""

CUSTOM_TAB = "android.support.customtabs.extra.SESSION"
"""Extra that asks a browser for a custom tab instead of its own window."""

_NUMBERED = frozenset({"tel", "sip", "sms", "smsto", "mailto", "nfc"})
_WEB = frozenset({"http", "https", "ftp", "rtsp"})


def redacted(uri: str, api: int) -> str:
    """The URI as logs show it (``Uri.toSafeString``): host and port only, then ``/...``."""
    scheme, colon, rest = uri.partition(":")
    if not colon:
        return uri
    kind = scheme.lower()
    if kind in _NUMBERED:
        return f"{scheme}:" + re.sub(r"[^-@.]", "x", rest)
    if kind not in _WEB and api < EVERY_SCHEME_SINCE_API:
        return f"{scheme}:" + rest.partition("#")[0]
    if rest.startswith("//"):
        authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
        return f"{scheme}://{authority.rpartition('@')[2]}/..."
    return f"{scheme}:/..." if rest.startswith("/") else f"{scheme}:"


def short_component(component: tuple[str, str]) -> str:
    """``pkg/.Class`` where the class lies in the package, else ``pkg/full.Class``."""
    package, name = component
    inside = name.startswith(package + ".")
    return f"{package}/{name[len(package) :] if inside else name}"


def intent_words(intent: Intent, *, redact_for_api: int | None = None) -> str:
    """The intent's fields as Android prints them between the braces.

    With ``redact_for_api`` the data is shortened as that API level's logs do; without, it is
    complete, as ``dumpsys`` prints it.
    """
    words = []
    if intent.action:
        words.append(f"act={intent.action}")
    if intent.categories:
        words.append(f"cat=[{','.join(intent.categories)}]")
    if intent.data is not None:
        data = intent.data if redact_for_api is None else redacted(intent.data, redact_for_api)
        words.append(f"dat={data}")
    if intent.mime:
        words.append(f"typ={intent.mime}")
    if intent.flags:
        words.append(f"flg=0x{intent.flags:x}")
    if intent.package:
        words.append(f"pkg={intent.package}")
    if intent.component:
        words.append(f"cmp={short_component(intent.component)}")
    if intent.extras:
        words.append("(has extras)")
    return " ".join(words)


def parse_component(text: str) -> tuple[str, str] | None:
    """``pkg/.Class`` or ``pkg/full.Class`` as (package, full class); None when it is neither."""
    package, slash, name = text.partition("/")
    if not (package and slash and name):
        return None
    return package, package + name if name.startswith(".") else name


def answers(info: ActivityInfo, intent: Intent) -> bool:
    """Whether the activity's filters let this implicit intent through."""
    if intent.package and info.package != intent.package:
        return False
    if intent.action == MAIN and intent.data is None:
        return _answers_main(info, intent)
    if intent.mime and intent.mime in info.mimes:
        return not info.actions or intent.action in info.actions
    if intent.data is not None and info.uri_prefixes:
        return intent.action in {None, VIEW, *info.actions} and _has_prefix(info, intent.data)
    bare = intent.data is None and intent.mime is None and not info.needs_data
    return bare and intent.action not in {None, VIEW} and intent.action in info.actions


def _answers_main(info: ActivityInfo, intent: Intent) -> bool:
    if HOME in intent.categories:
        return HOME in info.actions
    return info.launcher


def _has_prefix(info: ActivityInfo, data: str) -> bool:
    scheme, colon, rest = data.partition(":")
    told = f"{scheme.lower()}{colon}{rest}"
    return any(told.startswith(prefix) for prefix in info.uri_prefixes)


def is_web(intent: Intent) -> bool:
    """Whether a browser is the natural answer."""
    return urllib.parse.urlsplit(intent.data or "").scheme.lower() in {"http", "https"}
