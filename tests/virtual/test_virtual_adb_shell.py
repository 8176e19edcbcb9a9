"""The virtual phone met by adb_shell: a client in Python that needs no adb server."""

import hashlib
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from adb_shell.adb_device import AdbDeviceTcp
from adb_shell.auth.keygen import keygen
from adb_shell.auth.sign_pythonrsa import PythonRSASigner
from adb_shell.exceptions import AdbCommandFailureException, DevicePathInvalidError, PushFailedError
from real_adb import AdbServer, VirtualPhone, started_phone

pytestmark = pytest.mark.phone

TMP = "/data/local/tmp"


def met(phone: VirtualPhone, *keys: PythonRSASigner) -> AdbDeviceTcp:
    """A new connection, with these keys."""
    host, _, port = phone.serial.partition(":")
    device = AdbDeviceTcp(host, int(port), default_transport_timeout_s=30)
    assert device.connect(rsa_keys=list(keys), auth_timeout_s=30)
    return device


def new_key(folder: Path) -> PythonRSASigner:
    """A key pair as adb_shell makes it."""
    keygen(str(folder / "key"))
    public, private = (folder / "key.pub").read_text(), (folder / "key").read_text()
    return PythonRSASigner(public, private)


@pytest.fixture(scope="module")
def device(shared_phone: VirtualPhone) -> Iterator[AdbDeviceTcp]:
    """Connected without a key to a phone that asks for none."""
    connected = met(shared_phone)
    yield connected
    connected.close()


def test_shell(device: AdbDeviceTcp) -> None:
    """Commands one after the other on one line, as text, as bytes and as a stream."""
    assert device.shell("echo 'a  b'") == "a  b\n"
    assert device.shell("printf '\\377'", decode=False) == b"\xff"
    assert device.exec_out("echo out") == "out\n"
    assert list(device.streaming_shell("echo 1; echo 2", decode=True)) != []
    assert "".join(device.streaming_shell("seq 1 500")).split()[-1] == "500"


def test_files(device: AdbDeviceTcp, tmp_path: Path) -> None:
    """Pushed from files and memory, listed, stated, pulled: every byte is right."""
    data = random.Random(3).randbytes(3_000_000)
    (tmp_path / "up").write_bytes(data)
    device.push(str(tmp_path / "up"), f"{TMP}/shell/up", mtime=1_600_000_000)
    device.push(io.BytesIO(b"memory"), f"{TMP}/shell/memory")
    mode, size, mtime = device.stat(f"{TMP}/shell/up")
    assert (mode & 0o170000, size, mtime) == (0o100000, len(data), 1_600_000_000)
    names = {bytes(entry.filename) for entry in device.list(f"{TMP}/shell")}
    assert names == {b".", b"..", b"up", b"memory"}
    device.pull(f"{TMP}/shell/up", str(tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == data
    told = device.shell(f"sha256sum {TMP}/shell/up").split()[0]
    assert told == hashlib.sha256(data).hexdigest()


def test_folders(device: AdbDeviceTcp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of files is pushed as one (adb_shell finds them only where it is run)."""
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
    monkeypatch.chdir(tmp_path)
    device.push(str(tmp_path), f"{TMP}/many")
    assert device.shell(f"cat {TMP}/many/one {TMP}/many/two") == "onetwo"


def test_failures(device: AdbDeviceTcp, tmp_path: Path) -> None:
    """What cannot be done raises adb_shell's own errors, and the line goes on."""
    with pytest.raises(AdbCommandFailureException):
        device.pull(f"{TMP}/none", str(tmp_path / "none"))
    with pytest.raises(PushFailedError):
        device.push(io.BytesIO(b"x"), "/proc/none")
    with pytest.raises(DevicePathInvalidError):
        device.stat("")
    assert device.shell("echo still") == "still\n"


def test_root_is_refused(device: AdbDeviceTcp) -> None:
    """The daemon's text is taken, and nothing changes."""
    device.root()
    assert device.shell("whoami") == "shell\n"


def test_with_rsa_keys(adb_server: AdbServer, tmp_path: Path) -> None:
    """A new key is shown to the person, who allows it; the next time its signature is enough."""
    key = new_key(tmp_path)
    with started_phone(adb_server, "--auth", "accept-key") as phone:
        asked: list[object] = []
        host, _, port = phone.serial.partition(":")
        for times in (1, 1):  # the second connection is not asked again
            device = AdbDeviceTcp(host, int(port), default_transport_timeout_s=30)
            assert device.connect([key], auth_timeout_s=30, auth_callback=asked.append)
            assert len(asked) == times
            assert device.shell("echo allowed") == "allowed\n"
            device.close()
