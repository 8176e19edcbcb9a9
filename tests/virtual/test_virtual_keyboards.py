"""Input methods: what an APK brings, what ``ime`` says, what AdbKeyboard answers."""

import base64
from pathlib import Path

import pytest
import uiautomator2
from test_virtual_fields import NAME, Form

from harness.virtual.android.installer import Wish
from harness.virtual.android.keyboards import ADB_KEYBOARD, answer_broadcast, input_methods
from harness.virtual.android.state import Intent

APK = Path(uiautomator2.__file__).parent / "assets" / "app-uiautomator.apk"


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """A phone with a form in front and AdbKeyboard in use."""
    form = Form(tmp_path)
    phone = form.phone
    assert phone.install([APK.read_bytes()], Wish()) == "Success"
    phone.settings["secure"]["default_input_method"] = ADB_KEYBOARD
    return form


def ask(form: Form, action: str, **extras: str) -> tuple[int, str] | None:
    """The result of a broadcast."""
    intent = Intent(action=f"ADB_KEYBOARD_{action}", extras=tuple(extras.items()))
    return answer_broadcast(form.phone, intent)


def coded(text: str) -> str:
    """As uiautomator2 sends text."""
    return base64.b64encode(text.encode()).decode()


def test_an_apk_brings_its_input_method(form: Form) -> None:
    """It stands in the real APK's manifest; what is no input method is not listed."""
    assert input_methods(form.phone.packages.values(), "a.b/.C") == ["a.b/.C", ADB_KEYBOARD]


def test_text_goes_into_the_focused_field(form: Form) -> None:
    """Inserted, set, cleared."""
    form.tap(NAME)
    assert ask(form, "INPUT_TEXT", text=coded("世")) == (-1, "success")
    ask(form, "INPUT_TEXT", text=coded("界"))
    assert form.text("name") == "世界"
    ask(form, "SET_TEXT", text=coded("x"))
    assert form.text("name") == "x"
    ask(form, "CLEAR_TEXT")
    assert form.text("name") == "Name"


def test_keys_and_editor_actions(form: Form) -> None:
    """A key by its code; the action of the field by its code or by what is there."""
    form.tap(NAME)
    assert ask(form, "INPUT_KEYCODE", code="30") == (-1, "success")
    assert form.text("name") == "b"
    assert ask(form, "EDITOR_CODE", code="3") == (-1, "Search")
    assert form.phone.last_toast == "entered"
    assert ask(form, "SMART_ENTER") == (-1, "Enter")


def test_without_a_field_it_fails(form: Form) -> None:
    """The broadcast is answered with result 0 and the error's words."""
    for action in ("INPUT_TEXT", "CLEAR_TEXT", "SMART_ENTER"):
        told = ask(form, action, text=coded("x"))
        assert told is not None
        assert told[0] == 0
        assert told[1].startswith("error:")
    assert ask(form, "INPUT_TEXT", text="no base64!") is not None
    assert ask(form, "DANCE") == (0, "error:No enum constant DANCE")


def test_the_clipboard_is_told(form: Form) -> None:
    """In base64; an empty one is an error."""
    assert ask(form, "GET_CLIPBOARD") == (0, "error:clipboard empty")
    form.phone.clipboard = "板"
    assert ask(form, "GET_CLIPBOARD") == (-1, coded("板"))


def test_nobody_answers_while_another_keyboard_is_used(form: Form) -> None:
    """As on a phone, where its receiver is then not registered."""
    form.phone.settings["secure"]["default_input_method"] = form.phone.built_in_keyboard
    assert ask(form, "HIDE") is None
    form.phone.settings["secure"]["default_input_method"] = ADB_KEYBOARD
    assert ask(form, "HIDE") == (-1, "hide")
    form.phone.uninstall("com.github.uiautomator")
    assert ask(form, "HIDE") is None
