"""Real APKs on the virtual phone: what is read of them, what is refused, what is shown."""

import io
from importlib import resources
from pathlib import Path

import pytest
import shell_bench
from apk_maker import DRAWABLES, PACKAGE, STRINGS, Entry, apk, manifest, png, table
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from real_adb import VirtualPhone

from harness.domain.errors import UsageError
from harness.virtual.android import axml, signing
from harness.virtual.android.apk import read_apk
from harness.virtual.android.arsc import Table
from harness.virtual.android.axml import Element
from harness.virtual.android.icons import icon_of
from harness.virtual.apps.loader import load_app

ATX = resources.files("uiautomator2") / "assets" / "app-uiautomator.apk"
RED, GREEN, BLUE = (200, 0, 0, 255), (0, 200, 0, 255), (0, 0, 200, 255)


@pytest.fixture(scope="module")
def real() -> bytes:
    """An APK of other people's making: uiautomator2 carries it."""
    return ATX.read_bytes()


@pytest.fixture
def bench(tmp_path: Path) -> shell_bench.Bench:
    """A phone and its shell."""
    return shell_bench.Bench(tmp_path)


def installed(bench: shell_bench.Bench, data: bytes, options: str = "") -> str:
    """What the phone says to streamed bytes."""
    command = f"cmd package install {options} -S {len(data)}".replace("  ", " ")
    return bench.run(command, data).out


def test_a_real_apk_is_read(real: bytes) -> None:
    """Names, versions, launcher, permissions and the label out of the resource table."""
    told = read_apk(real, "zh-CN")
    assert (told.package, told.version_name, told.version_code) == (
        "com.github.uiautomator", "2.4.0", 2004001,
    )  # fmt: skip
    assert (told.label, told.min_sdk, told.target_sdk) == ("ATX", 19, 32)
    assert told.launcher == "com.github.uiautomator.MainActivity"
    assert "android.permission.WAKE_LOCK" in told.permissions


def test_a_real_apk_is_listed_dumped_and_given_back(bench: shell_bench.Bench, real: bytes) -> None:
    """After installing it, list, dump and path tell of it, and its bytes are what was sent."""
    assert installed(bench, real, "-r -t -i com.android.shell") == "Success\n"
    name = "com.github.uiautomator"
    assert f"package:{name}\n" in bench.run("pm list packages -3").out
    dump = bench.run(f"dumpsys package {name}").out
    assert "versionCode=2004001 minSdk=19 targetSdk=32" in dump
    for words in ("versionName=2.4.0", "installerPackageName=com.android.shell", "WAKE_LOCK"):
        assert words in dump
    assert bench.run(f"cmd package resolve-activity --brief {name}").out.endswith(
        f"{name}/.MainActivity\n"
    )
    assert bench.phone.packages[name].apk == real


def test_an_app_without_a_script_shows_a_plain_page(bench: shell_bench.Bench) -> None:
    """Its launcher activity comes to the front and shows a page under the app's name."""
    assert installed(bench, apk()) == "Success\n"
    ran = bench.run(f"am start -W -n {PACKAGE}/.Front")
    assert "Status: ok" in ran.out
    front = bench.phone.resumed_activity()
    assert front is not None
    assert (front.component, front.info.page) == (f"{PACKAGE}/.Front", "plain_app")
    assert bench.phone.packages[PACKAGE].label == "Real"


def test_links_of_a_real_apk_open_it(bench: shell_bench.Bench) -> None:
    """Its own scheme opens it; its web link the browser, until adb says that its site vouches."""
    installed(bench, apk())
    ask = "pm resolve-activity --brief -a android.intent.action.VIEW -d"
    assert bench.run(f"{ask} realapp://x").out.endswith(f"{PACKAGE}/.Front\n")
    assert PACKAGE not in bench.run(f"{ask} https://real.org/x").out
    assert "real.org: 1024\n" in bench.run(f"pm get-app-links {PACKAGE}").out
    bench.run(f"pm set-app-links --package {PACKAGE} STATE_APPROVED real.org")
    assert bench.run(f"{ask} https://real.org/x").out.endswith(f"{PACKAGE}/.Front\n")


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"min_sdk": 35}, "INSTALL_FAILED_OLDER_SDK: Requires newer sdk version #35"),
        ({"target_sdk": 22}, "INSTALL_FAILED_DEPRECATED_SDK_VERSION: "),
        ({"app_testOnly": True}, "INSTALL_FAILED_TEST_ONLY: "),
        ({"package": "nodots"}, "INSTALL_PARSE_FAILED_BAD_PACKAGE_NAME: "),
        ({"package": "com.android.systemui"}, "INSTALL_FAILED_UPDATE_INCOMPATIBLE: "),
        ({"split": "config.zh"}, "INSTALL_FAILED_INVALID_APK: Missing base APK"),
    ],
)
def test_what_android_refuses(
    bench: shell_bench.Bench, changes: dict[str, axml.Value], failure: str
) -> None:
    """A manifest that the phone cannot take fails with Android's code, status 1."""
    data = apk(manifest(**changes))
    ran = bench.run(f"pm install -S {len(data)}", data)
    assert ran.out.startswith(f"Failure [{failure}")
    assert ran.status == 1


def test_options_lift_refusals(bench: shell_bench.Bench) -> None:
    """-t takes test packages, and the block of low targets can be passed."""
    assert installed(bench, apk(manifest(app_testOnly=True)), "-t") == "Success\n"
    low = apk(manifest(target_sdk=22))
    assert installed(bench, low, "-r --bypass-low-target-sdk-block") == "Success\n"


def test_native_code_of_another_processor_is_refused(bench: shell_bench.Bench) -> None:
    """Libraries for x86 alone do not run on an ARM phone; for both they do."""
    only = apk(files={"lib/x86/liba.so": b"x"})
    assert installed(bench, only).startswith("Failure [INSTALL_FAILED_NO_MATCHING_ABIS: ")
    both = apk(files={"lib/x86/liba.so": b"x", "lib/arm64-v8a/liba.so": b"x"})
    assert installed(bench, both) == "Success\n"


def test_unsigned_and_changed_apks_are_refused(bench: shell_bench.Bench, real: bytes) -> None:
    """Without a signature, or with one byte changed after signing, nothing is installed."""
    told = "Failure [INSTALL_PARSE_FAILED_NO_CERTIFICATES: "
    assert installed(bench, apk(sign=False)).startswith(told)
    for good in (apk(files={"a": b"plain text"}), real):
        changed = bytearray(good)
        at = len(good) // 3 if good is real else good.index(b"plain text")
        changed[at] ^= 1
        assert installed(bench, bytes(changed), "-t").startswith("Failure [INSTALL_PARSE_FAILED_")
    assert PACKAGE not in bench.phone.packages


def test_another_signer_may_not_update(bench: shell_bench.Bench, real: bytes) -> None:
    """The same package by another signer is refused and leaves the first as it was."""
    name = "com.github.uiautomator"
    ours = apk(manifest(package=name))
    assert installed(bench, ours) == "Success\n"
    assert installed(bench, real).startswith("Failure [INSTALL_FAILED_UPDATE_INCOMPATIBLE: ")
    assert bench.phone.packages[name].apk == ours
    assert bench.run(f"pm uninstall {name}").out == "Success\n"
    assert installed(bench, real) == "Success\n"


def test_versions_go_up_unless_asked(bench: shell_bench.Bench) -> None:
    """An older version is refused; -d goes down with debuggable apps only."""
    older = apk(manifest(versionCode=41))
    assert installed(bench, apk()) == "Success\n"
    for options in ("-r", "-r -d"):
        told = installed(bench, older, options)
        assert told.startswith("Failure [INSTALL_FAILED_VERSION_DOWNGRADE: Downgrade detected")
    assert installed(bench, apk(manifest(versionCode=41, app_debuggable=True)), "-d") == "Success\n"
    assert bench.phone.packages[PACKAGE].version_code == 41


def test_installing_twice_needs_leave_on_old_androids(tmp_path: Path) -> None:
    """Android 8 wants -r; newer ones want -R to refuse."""
    old, new = (shell_bench.Bench(tmp_path, api_level=api) for api in (26, 34))
    for bench in (old, new):
        assert installed(bench, apk()) == "Success\n"
    refused = "Failure [INSTALL_FAILED_ALREADY_EXISTS: "
    assert installed(old, apk()).startswith(refused)
    assert installed(old, apk(), "-r") == "Success\n"
    assert installed(new, apk()) == "Success\n"
    assert installed(new, apk(), "-R").startswith(refused)


def test_a_full_phone_takes_no_app(bench: shell_bench.Bench) -> None:
    """Below the reserve of free space nothing is installed, and df tells why."""
    bench.phone.disk.leave(400 << 20)
    assert installed(bench, apk()).startswith("Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE: ")


def test_a_session_installs_base_and_splits(bench: shell_bench.Bench) -> None:
    """create, write, write, commit: as ``adb install-multiple`` does; path lists both files."""
    created = bench.run("cmd package install-create -r").out
    number = created.partition("[")[2].partition("]")[0]
    base = apk()
    split = apk(manifest(split="config.zh"))
    for name, data in (("base.apk", base), ("split.apk", split)):
        told = bench.run(f"cmd package install-write -S {len(data)} {number} {name} -", data).out
        assert told == f"Success: streamed {len(data)} bytes\n"
    assert bench.run(f"cmd package install-commit {number}").out == "Success\n"
    paths = bench.run(f"pm path {PACKAGE}").out.splitlines()
    assert [path.rpartition("/")[2] for path in paths] == ["base.apk", "split_config.zh.apk"]
    assert "splits=[base, config.zh]" in bench.run(f"dumpsys package {PACKAGE}").out
    ran = bench.run(f"cmd package install-commit {number}")
    assert (ran.status, "SecurityException" in ran.err) == (255, True)


def test_a_session_can_be_abandoned(bench: shell_bench.Bench) -> None:
    """What was written is forgotten; an empty session installs nothing."""
    number = bench.run("pm install-create").out.partition("[")[2].partition("]")[0]
    assert bench.run(f"pm install-abandon {number}").out == "Success\n"
    assert bench.run(f"pm install-write -S 1 {number} a -", b"x").status == 255
    number = bench.run("pm install-create").out.partition("[")[2].partition("]")[0]
    assert bench.run(f"pm install-commit {number}").out.startswith("Failure [INSTALL_FAILED_")


@pytest.mark.phone
@pytest.mark.parametrize("way", [("install", "-r", "-t"), ("install", "--no-streaming", "-t"),
                                 ("install-multiple", "-t")])  # fmt: skip
def test_adb_installs_and_pulls_the_same_bytes(
    shared_phone: VirtualPhone, tmp_path: Path, real: bytes, way: tuple[str, ...]
) -> None:
    """By every way that adb knows, what is pulled from where ``pm path`` says is the APK."""
    local, back = tmp_path / "real.apk", tmp_path / "back.apk"
    local.write_bytes(real)
    done = shared_phone.run(*way, str(local))
    assert (done.returncode, b"Success" in done.stdout) == (0, True), done
    name = "com.github.uiautomator"
    path = shared_phone.shell(f"pm path {name}").strip().removeprefix("package:")
    shared_phone.run("pull", path, str(back))
    assert back.read_bytes() == real
    assert shared_phone.run("uninstall", name).returncode == 0
    assert shared_phone.run("pull", path, str(back)).returncode == 1


@pytest.mark.phone
def test_adb_says_why_it_was_refused(shared_phone: VirtualPhone, tmp_path: Path) -> None:
    """``adb install`` of something else fails with Android's code and status 1."""
    local = tmp_path / "text.apk"
    local.write_text("no zip")
    done = shared_phone.run("install", str(local))
    assert done.returncode == 1
    assert b"INSTALL_PARSE_FAILED_NOT_APK" in done.stdout + done.stderr


# --- resources ------------------------------------------------------------------------
def test_labels_follow_the_language() -> None:
    """The closest of several languages is taken, the plain one otherwise, through references."""
    entries = [Entry(0, "Torch"), Entry(0, "手电", "zh"), Entry(0, "手電", "zh", "TW"),
               Entry(1, f"@0x{STRINGS:08x}")]  # fmt: skip
    resource_table = Table(table(entries, []))
    for locale, text in (("zh-CN", "手电"), ("zh-TW", "手電"), ("en-US", "Torch")):
        assert resource_table.text(STRINGS, locale) == text
        assert resource_table.text(STRINGS + 1, locale) == text
    assert resource_table.text(STRINGS + 2, "en") is None


def test_a_reference_to_itself_ends() -> None:
    """A circle of references is no text and no picture."""
    circle = Table(table([Entry(0, f"@0x{STRINGS:08x}")], [Entry(0, f"@0x{DRAWABLES:08x}")]))
    assert circle.text(STRINGS, "en") is None
    assert circle.drawables(DRAWABLES, 420, 34) == []


def icon_color(drawables: list[Entry], files: dict[str, bytes], api: int = 34) -> object:
    """The middle pixel of the launcher's icon, None where there is no icon."""
    data = apk(
        manifest(app_icon=f"@0x{DRAWABLES:08x}"),
        {"resources.arsc": table([], drawables), **files},
    )
    icon = icon_of(data, read_apk(data), 420, api)
    if not icon:
        return None
    with Image.open(io.BytesIO(icon)) as opened:
        return opened.convert("RGBA").getpixel((opened.width // 2, opened.height // 2))


def test_the_icon_fits_the_density() -> None:
    """Of several densities the smallest that is enough is painted."""
    files = {"l.png": png(RED), "x.png": png(GREEN), "xxx.png": png(BLUE)}
    entries = [Entry(0, "l.png", density=160), Entry(0, "x.png", density=480),
               Entry(0, "xxx.png", density=640)]  # fmt: skip
    assert icon_color(entries, files) == GREEN
    assert icon_color(entries[:1], files) == RED


def test_an_adaptive_icon_is_put_together() -> None:
    """Since Android 8 the foreground lies on the background; before, the bitmap is taken."""
    tree = Element("adaptive-icon", {}, [
        Element("background", {"drawable": f"@0x{DRAWABLES + 1:08x}"}),
        Element("foreground", {"drawable": f"@0x{DRAWABLES + 2:08x}"}),
    ])  # fmt: skip
    entries = [Entry(0, "icon.png", density=160), Entry(0, "icon.xml", density=0xFFFE, sdk=26),
               Entry(1, 0xFF0000C8), Entry(2, "front.png", density=160)]  # fmt: skip
    files = {"icon.png": png(RED), "icon.xml": axml.write(tree), "front.png": png((0, 200, 0, 255))}
    assert icon_color(entries, files) == GREEN
    assert icon_color(entries, {**files, "front.png": png((0, 0, 0, 0))}) == BLUE
    assert icon_color(entries, files, api=25) == RED


def test_what_cannot_be_painted_is_no_icon() -> None:
    """A vector drawing, a missing file or a broken picture leaves the launcher its letter."""
    entries = [Entry(0, "icon.xml")]
    vector = {"icon.xml": axml.write(Element("vector"))}
    assert icon_color(entries, vector) is None
    assert icon_color(entries, {}) is None
    assert icon_color([Entry(0, "icon.png")], {"icon.png": b"\x89PNG no"}) is None


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.integers(0, 2000), st.integers(0, 255))
def test_damaged_tables_are_read_or_refused(at: int, byte: int) -> None:
    """A table with a changed byte gives values or our error, never anything else."""
    data = bytearray(table([Entry(0, "one"), Entry(1, "zwei", "de")], [Entry(0, "a.png")]))
    data[at % len(data)] = byte
    try:
        told = Table(bytes(data))
        told.text(STRINGS + 1, "de")
        told.drawables(DRAWABLES, 420, 34)
    except axml.AxmlError:
        pass


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.data())
def test_a_changed_byte_never_verifies_as_another_signer(data: st.DataObject) -> None:
    """A signed APK with a changed byte is refused, or still says the one true signer."""
    good = apk()
    changed = bytearray(good)
    changed[data.draw(st.integers(0, len(good) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        told = signing.verify(bytes(changed))
    except signing.SignatureError:
        return
    assert told == signing.verify(good)


# --- scripts bound to real packages ------------------------------------------------------
SCRIPT = """
format: 1
package: com.github.uiautomator
{line}
label: Played
version_name: "1"
version_code: 1
activities: [{{name: .Start, page: home, launcher: true}}]
pages: {{home: {{}}}}
popups: {{ad: {{}}}}
starts: [{{show: [ad], after_ms: 100}}]
"""


def scripted(folder: Path, line: str) -> Path:
    """A folder with the script and, beside it, the real APK."""
    folder.mkdir()
    (folder / "app.yaml").write_text(SCRIPT.format(line=line), encoding="utf-8")
    (folder / "real.apk").write_bytes(ATX.read_bytes())
    return folder


@pytest.mark.parametrize("line", ["installed: false", "apk: real.apk"])
def test_a_script_plays_the_apk_of_its_package(
    tmp_path: Path, bench: shell_bench.Bench, real: bytes, line: str
) -> None:
    """The real launcher activity shows the script's page and pop-up; the bytes stay the APK's."""
    bench.phone.add_app(load_app(scripted(tmp_path / "bound", line)))
    name = "com.github.uiautomator"
    assert (name in bench.phone.packages) is (line == "apk: real.apk")
    assert installed(bench, real, "-r") == "Success\n"
    bench.run(f"am start -W -n {name}/.MainActivity")
    bench.clock.advance(200)
    assert [s.name for s in bench.phone.activities.apps[name].popups] == ["ad"]
    assert (bench.phone.packages[name].label, bench.phone.packages[name].apk) == ("ATX", real)


@pytest.mark.parametrize(
    ("line", "told"),
    [("apk: none.apk", "cannot be read"), ("apk: app.yaml", "INSTALL_PARSE_FAILED_NOT_APK")],
)
def test_a_script_with_a_bad_apk_is_named(tmp_path: Path, line: str, told: str) -> None:
    """An APK that is missing or none at all is an error that names the file."""
    with pytest.raises(UsageError, match=told):
        load_app(scripted(tmp_path / "bound", line))


def test_a_script_beside_the_apk_of_another_package_is_named(tmp_path: Path) -> None:
    """A script does not play an app that it was not written for."""
    folder = scripted(tmp_path / "bound", "apk: real.apk")
    (folder / "real.apk").write_bytes(apk())
    with pytest.raises(UsageError, match=f"is {PACKAGE}"):
        load_app(folder)
