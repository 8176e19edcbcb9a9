"""Input methods: which are installed, and the one that takes its text by broadcast.

uiautomator2 types through ``AdbKeyboard`` of its app-uiautomator.apk. What that answers to which
broadcast was read from the APK (version 2.4.0).
"""

import base64
import binascii
import io
import zipfile
from collections.abc import Iterable

from harness.virtual.android import axml
from harness.virtual.android.axml import Element
from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.state import Intent, Package

ADB_KEYBOARD = "com.github.uiautomator/.AdbKeyboard"
INPUT_METHOD = "android.view.InputMethod"
OK, CANCELED = -1, 0
"""``Activity.RESULT_OK`` and ``RESULT_CANCELED``."""
KEY_ENTER = 66
_EDITOR_ACTIONS = {2: "Go", 3: "Search", 4: "Send", 5: "Next", 6: "Done"}
"""``EditorInfo.IME_ACTION_…``."""
_NO_CONNECTION = "Attempt to invoke interface method on a null object reference"

Result = tuple[int, str]
"""Code and data of a broadcast's result."""


def input_methods(packages: Iterable[Package], built_in: str) -> list[str]:
    """Ids of all installed input methods: what the phone came with, then those of APKs."""
    declared = [name for package in packages if not package.system for name in _declared(package)]
    return list(dict.fromkeys([*(i for i in built_in.split(":") if i), *declared]))


def _declared(package: Package) -> list[str]:
    """Services of an APK's manifest that answer to ``android.view.InputMethod``."""
    try:
        with zipfile.ZipFile(io.BytesIO(package.apk)) as archive:
            root = axml.read(archive.read("AndroidManifest.xml"))
    except (axml.AxmlError, KeyError, zipfile.BadZipFile):
        return []
    services = [s for application in root.all("application") for s in application.all("service")]
    return [_short(package.name, s) for s in services if _is_input_method(s)]


def _is_input_method(service: Element) -> bool:
    return any(
        action.attributes.get("name") == INPUT_METHOD
        for entry in service.all("intent-filter")
        for action in entry.all("action")
    )


def _short(package: str, service: Element) -> str:
    name = str(service.attributes.get("name", ""))
    return f"{package}/{name.removeprefix(package) if name.startswith(package + '.') else name}"


def answer_broadcast(phone: PhoneFacade, intent: Intent) -> Result | None:
    """What AdbKeyboard answers; None when it is not the current input method."""
    action = intent.action or ""
    current = phone.settings["secure"].get("default_input_method")
    installed = ADB_KEYBOARD.partition("/")[0] in phone.packages
    if not action.startswith("ADB_KEYBOARD_") or current != ADB_KEYBOARD or not installed:
        return None
    extras = dict(intent.extras)
    try:
        return _act(phone, action.removeprefix("ADB_KEYBOARD_"), extras)
    except (ValueError, binascii.Error) as wrong:
        return _failed(str(wrong))


def _act(phone: PhoneFacade, action: str, extras: dict[str, str]) -> Result:
    match action:
        case "HIDE" | "SHOW":
            return OK, action.lower()
        case "GET_CLIPBOARD":
            words = (phone.clipboard or "").encode()
            return (OK, base64.b64encode(words).decode()) if words else _failed("clipboard empty")
        case "INPUT_TEXT" | "SET_TEXT" | "CLEAR_TEXT":
            words = base64.b64decode(extras.get("text", ""))
            typed = phone.type_text(words.decode(), instead=action != "INPUT_TEXT")
            return (OK, "success") if typed else _failed(_NO_CONNECTION)
        case "INPUT_KEYCODE":
            phone.key(int(extras.get("code", "-1")))
            return OK, "success"
        case "EDITOR_CODE" | "SMART_ENTER":
            said = _EDITOR_ACTIONS.get(int(extras.get("code", "-1")), "Enter")
            return (OK, said) if phone.typing and phone.key(KEY_ENTER) else _failed(_NO_CONNECTION)
    return _failed(f"No enum constant {action}")


def _failed(why: str) -> Result:
    return CANCELED, f"error:{why}"
