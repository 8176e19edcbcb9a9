"""Reading app scripts: what is right loads, what is wrong says where."""

from pathlib import Path

import pytest
from phone_bench import HEAD, app_of

from harness.domain.errors import UsageError
from harness.virtual.android.apk import read_apk
from harness.virtual.apps.loader import load_app, load_apps, parse_script

POPUP = """\
popups:
  ad:
    scrim: 0.5
    layers:
      - area: {left: 1, top: 2, width: 3, height: 4}
        write: {text: 广告, color: "#ffffff"}
        on_tap:
          - dismiss: true
starts:
  - show: [ad]
"""


def told(body: str) -> str:
    """What the loader says of a broken script."""
    with pytest.raises(UsageError) as caught:
        parse_script((HEAD + body).encode(), "app.yaml", Path())
    return str(caught.value)


def line(body: str, part: str) -> int:
    """Line on which a part stands."""
    before = (HEAD + body).partition(part)[0]
    return before.count("\n") + 1


def broken(old: str, new: str) -> tuple[str, int]:
    """The pop-up above with one thing changed: what is said, and where the change stands."""
    body = POPUP.replace(old, new)
    return told(body), line(body, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("width: 3", "width: wide", "Expected `float"),
        ("scrim: 0.5", "scrim: 7", "expected a share 0 … 1"),
        ("scrim: 0.5", "scrimm: 0.5", "scrimm"),
        ("dismiss: true", "dismiss: [1]", "Expected `bool"),
        ("show: [ad]", "show: [bad]", "there is no pop-up 'bad', expected one of: ad"),
        ('"#ffffff"', '"white"', "expected a colour"),
        ("- dismiss: true", "- {}", "exactly one thing"),
        ("- dismiss: true", "- {dismiss: true, finish: true}", "exactly one thing"),
        ("left: 1, ", "center_x: 0.5, left: 1, ", "center_x goes with width alone"),
        ("left: 1, top: 2, width: 3", "left: 1, top: 2", "expected two of left, right, width"),
        ("write:", "picture: none.png\n        write:", "there is no picture file"),
    ],
)
def test_broken_scripts_say_where(old: str, new: str, expected: str) -> None:
    """A broken script is one line with file, line and what was expected."""
    message, at = broken(old, new)
    assert message.startswith(f"app.yaml:{at}: ")
    assert expected.replace("`", "'") in message
    assert "\n" not in message


def test_not_yaml() -> None:
    """A file that is no YAML names the line where reading stopped."""
    assert told("popups: {ad: [}\n").startswith(f"app.yaml:{HEAD.count(chr(10)) + 1}: not YAML")


def test_twins() -> None:
    """A key given twice is refused: the second would silently win."""
    assert "`label` is given twice" in told("label: B\n")


def test_two_launchers() -> None:
    """An app has exactly one launcher activity."""
    wrong = HEAD.replace("page: detail}", "page: detail, launcher: true}")
    with pytest.raises(UsageError, match="exactly one activity with launcher"):
        parse_script(wrong.encode(), "app.yaml", Path())


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    """A folder without scripts is a usage error that says what was expected."""
    with pytest.raises(UsageError, match="cannot be read"):
        load_app(tmp_path)
    with pytest.raises(UsageError, match=r"expected NAME/app\.yaml"):
        load_apps(tmp_path)


def test_same_package_twice(tmp_path: Path) -> None:
    """Two folders with one package cannot both be installed."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.yaml").write_text(HEAD, "utf-8")
    with pytest.raises(UsageError, match="is also in"):
        load_apps(tmp_path)


def test_apk_is_real_and_always_the_same() -> None:
    """The APK made of a script is a zip whose binary manifest tells what the script declares."""
    app = app_of(POPUP)
    manifest = read_apk(app.apk)
    assert (manifest.package, manifest.version_code, manifest.label) == ("com.test.app", 7, "测试")
    assert manifest.launcher == "com.test.app.Main"
    assert manifest.permissions == ("android.permission.CAMERA",)
    assert app_of(POPUP).apk == app.apk
    assert app_of(POPUP + "# other\n").apk != app.apk
