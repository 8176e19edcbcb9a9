"""The virtual phone met by two unmodified adbs, 36 from a wheel and 29 from Debian."""

import contextlib
import hashlib
import os
import pty
import random
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from debian_adb import MissingError, debian_adb
from real_adb import AdbServer, VirtualPhone, started_phone, started_server
from wire_host import taken_port, write_files

pytestmark = pytest.mark.phone

TMP = "/data/local/tmp"
UNTIL_S = 60
"""Upper bound of all waiting by observing."""


@pytest.fixture(scope="module", params=["adb 36", "adb 29"])
def phone(request: pytest.FixtureRequest, adb_server: AdbServer) -> Iterator[VirtualPhone]:
    """A phone behind a server and a client of one version."""
    with contextlib.ExitStack() as stack:
        server = adb_server
        if request.param == "adb 29":
            server = stack.enter_context(old_server(adb_server))
        yield stack.enter_context(started_phone(server, "--size", "360x800", "--density", "160"))


@contextlib.contextmanager
def old_server(like: AdbServer) -> Iterator[AdbServer]:
    """Debian's adb as a server of its own."""
    try:
        program, env = debian_adb()
    except MissingError as why:
        pytest.skip(str(why))
    with started_server({**like.env, **env}, program) as server:
        yield server


def started(phone: VirtualPhone, *words: str) -> "subprocess.Popen[bytes]":
    """An adb command that goes on."""
    return subprocess.Popen(
        [phone.adb.program, "-s", phone.serial, *words],
        env=phone.adb.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def until(phone: VirtualPhone, command: str) -> None:
    """Wait on the phone until a command of its shell succeeds."""
    phone.shell(f"i=0; until {command}; do i=$((i+1)); [ $i -gt {UNTIL_S * 20} ] && exit 1; "
                "sleep 0.05; done")  # fmt: skip


# --- what it is ------------------------------------------------------------------
def test_devices_and_state(phone: VirtualPhone) -> None:
    """It is listed, in state device, by its serial; its path is unknown as of any TCP device."""
    assert f"{phone.serial}\tdevice" in phone.adb.run("devices").stdout.decode()
    assert phone.run("get-state").stdout == b"device\n"
    assert phone.run("get-serialno").stdout.decode().strip() == phone.serial
    assert phone.run("get-devpath").stdout == b"unknown\n"
    assert b"shell_v2" in phone.run("features").stdout


def test_waiting_for_a_device(phone: VirtualPhone) -> None:
    """wait-for-device returns at once while it is there, and after it was connected again."""
    assert phone.run("wait-for-device").returncode == 0
    assert b"disconnected" in phone.adb.run("disconnect", phone.serial).stdout
    assert phone.run("get-state").returncode == 1
    with started(phone, "wait-for-device", "shell", "echo back") as waiting:
        phone.adb.run("connect", phone.serial)
        assert waiting.communicate(timeout=UNTIL_S)[0] == b"back\n"


def test_reconnecting(phone: VirtualPhone) -> None:
    """Adb reconnect drops the line; adb connect takes it up."""
    assert b"reconnecting" in phone.run("reconnect").stdout
    phone.adb.run("connect", phone.serial)
    assert phone.run("wait-for-device", "shell", "echo here").stdout == b"here\n"


# --- shell -------------------------------------------------------------------------
@pytest.mark.parametrize("status", [0, 1, 7, 255])
def test_exit_status_and_streams(phone: VirtualPhone, status: int) -> None:
    """The status is the command's, and errors come apart from output."""
    done = phone.run("shell", f"echo out; echo err >&2; exit {status}")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"err\n", status)


def test_a_terminal_where_one_is_asked_for(phone: VirtualPhone) -> None:
    """With -t -t a command has a terminal: lines end in CR LF, and errors are among them."""
    done = phone.run("shell", "-t", "-t", "echo out; echo err >&2; exit 3", data=b"")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\r\nerr\r\n", b"", 3)


def test_typing_at_a_terminal(phone: VirtualPhone) -> None:
    """An interactive shell prompts, echoes, runs, is interrupted by Ctrl-C, and ends by exit."""
    with Terminal(phone) as terminal:
        terminal.expect(rb"\$ $")
        terminal.type(b"echo $((6*7))\r")
        terminal.expect(rb"\r\n42\r\n.*\$ $")
        terminal.type(b"sleep 1000\r")
        until(phone, "pidof sleep >/dev/null")
        terminal.type(b"\x03")
        terminal.expect(rb"\^C.*\$ $")
        terminal.type(b"exit 9\r")
        assert terminal.process.wait(timeout=UNTIL_S) == 9
    until(phone, "! pidof sleep >/dev/null")


class Terminal:
    """``adb shell`` on a pseudo-terminal of this machine."""

    def __init__(self, phone: VirtualPhone) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [phone.adb.program, "-s", phone.serial, "shell"],
            env=phone.adb.env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._ours)
        self.process.kill()
        self.process.wait(timeout=UNTIL_S)

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def expect(self, pattern: bytes) -> None:
        shown = b""
        while not re.search(pattern, shown, re.DOTALL):
            shown += os.read(self._ours, 1 << 12)


def test_a_closed_stream_ends_its_processes(phone: VirtualPhone) -> None:
    """Killing the client ends what it ran on the phone."""
    with started(phone, "shell", "sleep 777 | cat") as running:
        until(phone, "pgrep -f 'sleep 777' >/dev/null")
        running.kill()
    until(phone, "! pgrep -f 'sleep 777' >/dev/null")


def test_signals(phone: VirtualPhone) -> None:
    """A process is in ps, stopped, killed, and its shell tells how it ended."""
    with started(phone, "shell", "sleep 555; echo status $?") as running:
        until(phone, "pgrep -f 'sleep 555' >/dev/null")
        pid = phone.shell("pgrep -f 'sleep 555'").strip()
        assert pid in phone.shell("pidof sleep").split()
        row = next(r for r in phone.shell("ps -A").splitlines() if f" {pid} " in r)
        assert (row.split()[0], row.split()[-1]) == ("shell", "sleep")
        assert phone.shell(f"kill -0 {pid}; kill -STOP {pid}; ps -o PID,S -p {pid}").split() == [
            "PID", "S", pid, "T"
        ]  # fmt: skip
        assert "State:\tT (stopped)\n" in phone.shell(f"cat /proc/{pid}/status")
        phone.shell(f"kill -CONT {pid}; kill -9 {pid}")
        out, err = running.communicate(timeout=UNTIL_S)
        assert (out, err.strip()) == (b"status 137\n", b"Killed")
    assert phone.run("shell", f"kill {pid}").returncode == 1


# --- bytes and files -----------------------------------------------------------------
def test_exec_carries_every_byte(phone: VirtualPhone) -> None:
    """exec-in and exec-out change nothing, with every value of a byte in them."""
    data = bytes(range(256)) * 2_000
    phone.run("exec-in", f"cat > {TMP}/bytes", data=data)
    until(phone, f"[ $(stat -c %s {TMP}/bytes) = {len(data)} ]")  # exec-in does not wait for it
    assert phone.run("exec-out", "cat", f"{TMP}/bytes").stdout == data


def test_trees_keep_modes_and_times(phone: VirtualPhone, tmp_path: Path) -> None:
    """Pushed with their modes and times, and pulled back with -a, names in any script."""
    chance = random.Random(7)
    files = {
        "tree/empty": b"",
        "tree/大/文件 1": chance.randbytes(70_000),
        "tree/run.sh": b"#!/system/bin/sh\necho ran $1\n",
        "tree/deep/er/x": b"x" * 65_536,
    }
    write_files(tmp_path, files)
    for at, name in enumerate(files):
        (tmp_path / name).chmod(0o755 if name.endswith(".sh") else 0o640)
        os.utime(tmp_path / name, (1_600_000_000 + at, 1_600_000_000 + at))
    assert phone.run("push", str(tmp_path / "tree"), f"{TMP}/").returncode == 0
    assert phone.shell(f"stat -c '%a %Y' {TMP}/tree/run.sh") == "777 1600000002\n"
    assert phone.shell(f"{TMP}/tree/run.sh well") == "ran well\n"
    assert phone.run("pull", "-a", f"{TMP}/tree", str(tmp_path / "back")).returncode == 0
    for at, (name, data) in enumerate(files.items()):
        back = tmp_path / name.replace("tree", "back", 1)
        assert back.read_bytes() == data
        assert int(back.stat().st_mtime) == 1_600_000_000 + at
    assert (tmp_path / "back/run.sh").stat().st_mode & 0o111


def test_only_what_changed_is_pushed(phone: VirtualPhone, tmp_path: Path) -> None:
    """Push --sync skips what the phone has with the same size and time."""
    write_files(tmp_path, {"s/one": b"1", "s/two": b"2"})
    phone.run("push", "--sync", str(tmp_path / "s"), f"{TMP}/")
    (tmp_path / "s/two").write_bytes(b"longer")
    done = phone.run("push", "--sync", str(tmp_path / "s"), f"{TMP}/")
    assert b"1 file pushed, 1 skipped" in done.stdout + done.stderr
    assert phone.shell(f"cat {TMP}/s/two") == "longer"


def test_files_under_load(phone: VirtualPhone, tmp_path: Path) -> None:
    """Several large transfers both ways at once, while the shell is used: every hash is right."""
    chance = random.Random(11)
    blobs = [chance.randbytes(9_000_000 + at) for at in range(3)]
    for at, blob in enumerate(blobs):
        (tmp_path / f"up{at}").write_bytes(blob)
    lines = [started(phone, "push", str(tmp_path / f"up{at}"), f"{TMP}/up{at}") for at in range(3)]
    assert phone.shell("echo meanwhile") == "meanwhile\n"
    for line in lines:
        line.communicate(timeout=UNTIL_S)
        assert line.returncode == 0
    sums = [hashlib.sha256(blob).hexdigest() for blob in blobs]
    told = phone.shell(f"sha256sum {TMP}/up0 {TMP}/up1 {TMP}/up2").split()[::2]
    assert told == sums
    lines = [
        started(phone, "pull", f"{TMP}/up{at}", str(tmp_path / f"down{at}")) for at in range(3)
    ]
    for at, line in enumerate(lines):
        line.communicate(timeout=UNTIL_S)
        assert hashlib.sha256((tmp_path / f"down{at}").read_bytes()).hexdigest() == sums[at]
    phone.shell(f"rm {TMP}/up?")


def test_failures_of_files_are_told(phone: VirtualPhone, tmp_path: Path) -> None:
    """What is missing or not allowed is named, with status 1."""
    (tmp_path / "x").write_bytes(b"x")
    for words, why in (
        (("pull", "/sdcard/none", str(tmp_path)), b"No such file or directory"),
        (("push", str(tmp_path / "x"), f"{TMP}/x/y/"), b"Is a directory"),
        (("push", str(tmp_path / "none"), TMP), b"cannot stat"),
    ):
        done = phone.run(*words)
        assert (why in done.stdout + done.stderr, done.returncode) == (True, 1)


# --- apps -----------------------------------------------------------------------------
def test_apps_come_and_go(phone: VirtualPhone, tmp_path: Path) -> None:
    """Uninstalled, installed, installed again only with -r, and a wrong name is a failure."""
    package = phone.shell("pm list packages -3").split()[0].removeprefix("package:")
    path = phone.shell(f"pm path {package}").strip().removeprefix("package:")
    apk = str(tmp_path / "base.apk")
    phone.run("pull", path, apk)
    assert b"Success" in phone.run("uninstall", package).stdout
    assert package not in phone.shell("pm list packages")
    assert b"Success" in phone.run("install", apk).stdout
    assert b"Success" in phone.run("install", "-r", apk).stdout
    assert package in phone.shell("pm list packages")
    gone = phone.run("uninstall", "com.example.absent")
    assert b"Failure [DELETE_FAILED_INTERNAL_ERROR]" in gone.stdout + gone.stderr
    (tmp_path / "bad.apk").write_bytes(b"no zip")
    bad = phone.run("install", str(tmp_path / "bad.apk"))
    assert bad.returncode == 1
    assert b"INSTALL_PARSE_FAILED_NOT_APK" in bad.stdout + bad.stderr


# --- ports ------------------------------------------------------------------------------
def test_forwarding(phone: VirtualPhone) -> None:
    """A port of the host leads to one of the phone's; listed, not rebound, removed."""
    port = int(phone.run("forward", "tcp:0", "tcp:9008").stdout)
    listed = phone.run("forward", "--list").stdout.decode()
    assert f"{phone.serial} tcp:{port} tcp:9008" in listed
    assert phone.run("forward", "--no-rebind", f"tcp:{port}", "tcp:1").returncode == 1
    with socket.create_connection(("127.0.0.1", port), timeout=UNTIL_S) as probe:
        assert probe.recv(10) == b""  # nothing listens there before uiautomator2 is started
    assert phone.run("forward", "--remove", f"tcp:{port}").returncode == 0
    assert f"tcp:{port}" not in phone.run("forward", "--list").stdout.decode()


def test_reversing(phone: VirtualPhone) -> None:
    """A port of the phone leads to one of the host's; listed, not rebound, removed."""
    listening, port = taken_port()

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"heard " + connection.recv(100))

    thread = threading.Thread(target=answer)
    with listening:
        thread.start()
        assert phone.run("reverse", "tcp:7002", f"tcp:{port}").returncode == 0
        assert phone.run("reverse", "--no-rebind", "tcp:7002", "tcp:1").returncode == 1
        assert f"tcp:7002 tcp:{port}" in phone.run("reverse", "--list").stdout.decode()
        assert phone.run("shell", "nc localhost 7002", data=b"you").stdout == b"heard you"
        thread.join(timeout=UNTIL_S)
    assert phone.run("reverse", "--remove", "tcp:7002").returncode == 0
    assert phone.run("reverse", "--list").stdout.strip() == b""
    free = int(phone.run("reverse", "tcp:0", f"tcp:{port}").stdout)
    assert free > 0
    assert phone.run("reverse", "--remove-all").returncode == 0


# --- log ---------------------------------------------------------------------------------
def test_logcat(phone: VirtualPhone) -> None:
    """Filters by tag and level, formats, counts, clearing."""
    phone.shell("log -p i -t Alpha first; log -p d -t Alpha quiet; log -p w -t Beta second")
    assert b"first" in phone.run("logcat", "-d", "-s", "Alpha:I").stdout
    told = phone.run("logcat", "-d", "-v", "brief", "Alpha:I", "Beta:E", "*:S").stdout.decode()
    lines = [line for line in told.splitlines() if not line.startswith("---")]
    assert len(lines) == 1
    assert re.fullmatch(r"I/Alpha +\( *\d+\): first", lines[0])
    last = phone.run("logcat", "-d", "-v", "threadtime", "-t", "1", "Beta:W", "*:S").stdout.decode()
    assert "second" in last or last.startswith("---") or not last
    phone.run("logcat", "-c")
    assert b"first" not in phone.run("logcat", "-d").stdout
    assert phone.run("logcat", "--no-such-option", "-d").returncode == 1


# --- the daemon itself -----------------------------------------------------------------------
def test_root_is_refused_and_the_line_stays(phone: VirtualPhone) -> None:
    """A production build says so to root, unroot and remount."""
    assert phone.run("root").stdout == b"adbd cannot run as root in production builds\n"
    assert b"not running as root" in phone.run("unroot").stdout
    told = phone.run("remount")
    assert b"ot running as root" in told.stdout + told.stderr
    assert phone.shell("whoami") == "shell\n"


def test_a_bug_report_is_refused_politely(phone: VirtualPhone, tmp_path: Path) -> None:
    """Adb tells the phone's reason instead of a strange one."""
    done = phone.run("bugreport", str(tmp_path / "report.zip"))
    assert done.returncode != 0
    assert b"this virtual phone keeps no bug reports" in done.stdout + done.stderr


def test_rebooting(phone: VirtualPhone) -> None:
    """It goes away and returns booted: files stay, processes, log and clipboard do not."""
    package = phone.shell("pm list packages -3").split()[0].removeprefix("package:")
    phone.shell(f"monkey -p {package} -c android.intent.category.LAUNCHER 1")
    phone.shell(f"echo kept > {TMP}/kept; log -t Before reboot; nohup sleep 999 >/dev/null &")
    assert phone.run("reboot").returncode == 0
    until_gone(phone)
    assert phone.run("wait-for-device").returncode == 0
    assert phone.shell("getprop sys.boot_completed") == "1\n"
    assert phone.shell(f"cat {TMP}/kept") == "kept\n"
    assert package not in phone.shell("ps -A")
    assert "Before" not in phone.shell("logcat -d -s Before:V")
    assert phone.run("shell", "pidof sleep").returncode == 1
    assert "launcher" in phone.shell("dumpsys activity activities").lower()


def until_gone(phone: VirtualPhone) -> None:
    """Wait until the shell of before the reboot is gone, or a new boot has been completed."""
    done = phone.run("shell", "sleep 60")
    assert done.returncode != 0
