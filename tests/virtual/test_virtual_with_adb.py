"""The virtual phone met by an unmodified adb 36 and by adbutils."""

import gc
import hashlib
import io
import random
import socket
import threading
from pathlib import Path
from typing import Any

import adbutils
import pytest
from PIL import Image
from real_adb import AdbServer, VirtualPhone, started_phone, started_server
from wire_host import taken_port, write_files

from harness.cli.main import run as taptruth

pytestmark = pytest.mark.phone

TMP = "/data/local/tmp"


@pytest.fixture
def device(shared_phone: VirtualPhone) -> adbutils.AdbDevice:
    """The phone as adbutils sees it."""
    return adbutils.AdbClient("127.0.0.1", shared_phone.adb.port).device(shared_phone.serial)


def test_adb_lists_it_as_a_device(shared_phone: VirtualPhone) -> None:
    """``adb devices -l`` says device and the product's names."""
    listed = shared_phone.adb.run("devices", "-l").stdout.decode()
    line = next(line for line in listed.splitlines() if line.startswith(shared_phone.serial))
    assert " device " in line
    assert "product:virtual1 model:Virtual_One device:virtual1" in line


def test_shell_tells_streams_and_status_apart(shared_phone: VirtualPhone) -> None:
    """``adb shell`` gives output, errors and exit status of the command."""
    done = shared_phone.run("shell", "echo out; echo err >&2; exit 7")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"err\n", 7)


def test_shell_of_the_first_version_knows_no_status(shared_phone: VirtualPhone) -> None:
    """``adb shell -x`` mixes the streams and always gives 0."""
    done = shared_phone.run("shell", "-x", "echo err >&2; exit 7")
    assert (done.stdout, done.returncode) == (b"err\n", 0)


def test_shell_reads_standard_input(shared_phone: VirtualPhone) -> None:
    """What is piped into ``adb shell`` reaches the command, or is run."""
    assert shared_phone.run("shell", "cat", data=b"a\nb\n").stdout == b"a\nb\n"
    done = shared_phone.run("shell", data=b"echo typed\nexit 5\n")
    assert (done.stdout, done.returncode) == (b"typed\n", 5)


def test_exec_is_raw(shared_phone: VirtualPhone) -> None:
    """``exec-in`` and ``exec-out`` carry every byte unchanged."""
    data = random.Random(1).randbytes(300_000)
    shared_phone.run("exec-in", f"cat > {TMP}/raw", data=data)
    shown = shared_phone.shell(f"sha256sum {TMP}/raw").split()[0]
    assert shown == hashlib.sha256(data).hexdigest()
    assert shared_phone.run("exec-out", "cat", f"{TMP}/raw").stdout == data


def test_trees_are_pushed_and_pulled(shared_phone: VirtualPhone, tmp_path: Path) -> None:
    """Folders, empty files, large files and Chinese names come back as they went."""
    chance = random.Random(2)
    files = {"a/empty": b"", "a/大文件.bin": chance.randbytes(1_500_000), "b/c/x": b"x"}
    write_files(tmp_path / "tree", files)
    assert shared_phone.run("push", str(tmp_path / "tree"), f"{TMP}/").returncode == 0
    assert shared_phone.run("pull", f"{TMP}/tree", str(tmp_path / "back")).returncode == 0
    for name, data in files.items():
        assert (tmp_path / "back" / name).read_bytes() == data


def test_pulling_what_is_missing_says_so(shared_phone: VirtualPhone, tmp_path: Path) -> None:
    """A missing file is named, status 1."""
    done = shared_phone.run("pull", "/sdcard/nope", str(tmp_path))
    assert done.returncode == 1
    assert b"No such file or directory" in done.stderr + done.stdout


@pytest.mark.parametrize("way", [["install"], ["install", "-r"], ["install", "--no-streaming"]])
def test_an_app_goes_and_comes(shared_phone: VirtualPhone, tmp_path: Path, way: list[str]) -> None:
    """An APK that was pulled can be uninstalled and installed again, streamed and pushed."""
    listed = shared_phone.shell("pm list packages -3")
    package = min(line.removeprefix("package:") for line in listed.split())
    path = shared_phone.shell(f"pm path {package}").strip().removeprefix("package:")
    apk = tmp_path / "base.apk"
    assert shared_phone.run("pull", path, str(apk)).returncode == 0
    assert shared_phone.run("uninstall", package).stdout == b"Success\n"
    assert package not in shared_phone.shell("pm list packages")
    installed = shared_phone.run(*way, str(apk))
    assert b"Success" in installed.stdout, installed
    assert package in shared_phone.shell("pm list packages")


def test_installing_garbage_fails(shared_phone: VirtualPhone, tmp_path: Path) -> None:
    """A file that is no APK is refused with Android's word."""
    (tmp_path / "no.apk").write_bytes(b"no apk")
    done = shared_phone.run("install", str(tmp_path / "no.apk"))
    assert done.returncode == 1
    assert b"INSTALL_" in done.stdout + done.stderr


def test_reverse_reaches_the_host(shared_phone: VirtualPhone) -> None:
    """A connection inside the phone arrives at the host's port."""
    listening, port = taken_port()

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(connection.recv(100).upper())

    thread = threading.Thread(target=answer)
    thread.start()
    with listening:
        assert shared_phone.run("reverse", "tcp:7001", f"tcp:{port}").returncode == 0
        assert f"tcp:7001 tcp:{port}" in shared_phone.run("reverse", "--list").stdout.decode()
        done = shared_phone.run("shell", "nc localhost 7001", data=b"hello")
        assert done.stdout == b"HELLO"
        thread.join()
    assert shared_phone.run("reverse", "--remove-all").returncode == 0
    assert shared_phone.run("shell", "nc localhost 7001").returncode == 1


def test_forward_reaches_nobody(shared_phone: VirtualPhone) -> None:
    """A forwarded port without a server in the phone is closed at once."""
    port = int(shared_phone.run("forward", "tcp:0", "tcp:4711").stdout)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as probe:
        assert probe.recv(10) == b""
    shared_phone.run("forward", "--remove-all")


def test_root_is_refused_on_a_production_build(shared_phone: VirtualPhone) -> None:
    """The daemon says so and stays connected."""
    done = shared_phone.run("root")
    assert b"cannot run as root in production builds" in done.stdout
    assert shared_phone.shell("whoami") == "shell\n"


def test_several_servers_meet_one_phone(shared_phone: VirtualPhone) -> None:
    """A second adb server connects beside the first, and both are served."""
    with started_server(shared_phone.adb.env) as other:
        other.run("connect", shared_phone.serial)
        assert other.run("shell", "echo two", serial=shared_phone.serial).stdout == b"two\n"
        assert shared_phone.shell("echo one") == "one\n"


def test_an_unauthorized_phone_is_listed_as_such(adb_server: AdbServer) -> None:
    """A phone that never allows the key is unauthorized."""
    with started_phone(adb_server, "--auth", "unauthorized") as phone:
        listed = adb_server.run("devices").stdout.decode()
        assert f"{phone.serial}\tunauthorized" in listed
        assert phone.run("shell", "id").returncode == 1


# --- adbutils ------------------------------------------------------------------
def test_adbutils_shell(device: adbutils.AdbDevice) -> None:
    """Both shell versions of adbutils, with status and errors."""
    assert device.shell("echo -n 'a b'") == "a b"
    first = device.shell2("echo x; false")
    assert (first.returncode, first.output) == (1, "x\n")
    second: Any = device.shell2("echo x; echo y >&2; exit 3", v2=True)
    assert (second.returncode, second.stdout, second.stderr) == (3, "x\n", "y\n")


def test_adbutils_sync(device: adbutils.AdbDevice, tmp_path: Path) -> None:
    """Push, stat, list, read, pull and exists of adbutils."""
    device.sync.push(io.BytesIO(b"hello"), f"{TMP}/utils/one", 0o644)
    told = device.sync.stat(f"{TMP}/utils/one")
    assert (told.size, told.mode) == (5, 0o100666)
    assert [entry.path for entry in device.sync.list(f"{TMP}/utils")] == [".", "..", "one"]
    assert device.sync.read_text(f"{TMP}/utils/one") == "hello"
    device.sync.pull(f"{TMP}/utils/one", tmp_path / "one")
    assert (tmp_path / "one").read_bytes() == b"hello"
    assert not device.sync.exists(f"{TMP}/utils/two")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it leaks a socket
def test_adbutils_framebuffer_is_the_screen(device: adbutils.AdbDevice) -> None:
    """The framebuffer service and screencap show the same picture."""
    device.shell("input keyevent HOME")
    shown = device.framebuffer().convert("RGB")
    raw = device.shell("screencap", encoding=None)
    assert isinstance(raw, bytes)
    captured = Image.frombytes("RGBA", shown.size, raw[-360 * 800 * 4 :]).convert("RGB")
    below_the_clock = (0, 40, 360, 800)
    assert shown.crop(below_the_clock).tobytes() == captured.crop(below_the_clock).tobytes()
    gc.collect()


def test_adbutils_logcat_stream(device: adbutils.AdbDevice) -> None:
    """A stream of the log delivers what is logged after it was opened."""
    with device.shell("logcat -T 1 -v brief -s Wire:I", stream=True) as stream:
        device.shell("log -t Wire something happened")
        seen = b""
        while b"something happened" not in seen:
            seen += stream.recv(1)


# --- the command -----------------------------------------------------------------
def test_a_taken_port_is_one_clear_line(capfd: pytest.CaptureFixture[str]) -> None:
    """``taptruth virtual up`` names the port and what to do, exit 2."""
    listening, port = taken_port()
    with listening:
        assert taptruth(["virtual", "up", "--port", str(port)]) == 2
    said = capfd.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    assert str(port) in said
    assert "--port" in said


def test_check_names_file_line_and_what_was_expected(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """``taptruth virtual check`` points at the line of a broken script, exit 2."""
    write_files(tmp_path, {"bad/app.yaml": b"format: 1\npackage: 5\n"})
    assert taptruth(["virtual", "check", str(tmp_path)]) == 2
    said = capfd.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    assert "bad/app.yaml:" in said
    assert "xpected" in said


@pytest.mark.parametrize("size", ["1080", "ax5", "0x100", "100x99999"])
def test_a_wrong_size_is_refused(size: str, capfd: pytest.CaptureFixture[str]) -> None:
    """``--size`` must be two numbers a screen can have."""
    assert taptruth(["virtual", "up", "--size", size]) == 2
    assert "WIDTHxHEIGHT" in capfd.readouterr().err
