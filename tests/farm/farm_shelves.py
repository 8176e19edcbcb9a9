"""Shelves for tests: a folder, an S3 server (moto's) and an SFTP server (paramiko's)."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
from paramiko import SFTPAttributes, SFTPHandle, SFTPServerInterface

KINDS = ("folder", "s3", "sftp")


class _File(SFTPHandle):  # type: ignore[misc]
    """An open file."""

    def stat(self) -> SFTPAttributes:
        self.readfile.flush()
        return SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Folder(SFTPServerInterface):  # type: ignore[misc]
    """Serves one folder; what a client may do to it is what an SFTP account allows."""

    root: Path

    def _at(self, name: str) -> Path:
        return self.root / name.lstrip("/")

    def stat(self, path: str) -> SFTPAttributes | int:
        try:
            return SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno or 0))

    lstat = stat

    def list_folder(self, path: str) -> list[SFTPAttributes] | int:
        try:
            return [
                SFTPAttributes.from_stat(entry.stat(), entry.name)
                for entry in self._at(path).iterdir()
            ]
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno or 0))

    def open(self, path: str, flags: int, attr: SFTPAttributes) -> SFTPHandle | int:
        where = self._at(path)
        try:
            number = os.open(where, flags, 0o644)
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno or 0))
        mode = {os.O_RDONLY: "rb", os.O_WRONLY: "wb"}.get(flags & os.O_ACCMODE, "r+b")
        mode = "ab" if flags & os.O_APPEND else mode
        handle = _File(flags)
        file = os.fdopen(number, mode)
        handle.readfile = handle.writefile = file
        return handle

    def remove(self, path: str) -> int:
        return self._done(lambda: self._at(path).unlink())

    def mkdir(self, path: str, attr: SFTPAttributes) -> int:
        return self._done(lambda: self._at(path).mkdir())

    def rename(self, oldpath: str, newpath: str) -> int:
        return self._done(lambda: self._at(oldpath).rename(self._at(newpath)))

    posix_rename = rename

    def _done(self, deed) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
        try:
            deed()
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno or 0))
        return int(paramiko.SFTP_OK)


class _Door(paramiko.ServerInterface):  # type: ignore[misc]
    """Lets one user in with one password."""

    def check_auth_password(self, username: str, password: str) -> int:
        right = (username, password) == ("farm", "harvest")
        return int(paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED)

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


@contextlib.contextmanager
def sftp_server(root: Path, known_hosts: Path) -> Iterator[int]:
    """An SFTP server on a folder; its port. Its key is written to ``known_hosts``."""
    key = paramiko.RSAKey.generate(2048)
    served = type("Served", (_Folder,), {"root": root})
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    known_hosts.write_text(f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n")
    transports: list[paramiko.Transport] = []

    def accept() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(sock)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, served)
            transports.append(transport)
            with contextlib.suppress(paramiko.SSHException, EOFError):
                transport.start_server(server=_Door())

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield port
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for transport in transports:
        transport.close()
    thread.join(10)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Address of a server that speaks S3 (moto)."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=KINDS)
def shelf_url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Where a shelf is to be; what it needs is running."""
    if request.param == "folder":
        yield str(tmp_path / "shelf")
    elif request.param == "s3":
        endpoint: str = request.getfixturevalue("s3_server")
        for name, value in {
            "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        import s3fs  # noqa: PLC0415

        bucket = f"farm-{tmp_path.name.replace('_', '-')[:30].strip('-').lower()}"
        s3fs.S3FileSystem(skip_instance_cache=True).mkdir(bucket)
        yield f"s3://{bucket}/bundles"
    else:
        (tmp_path / "sftp").mkdir()
        known = tmp_path / "known_hosts"
        with sftp_server(tmp_path / "sftp", known) as port:
            monkeypatch.setenv("TAPTRUTH_SFTP_KNOWN_HOSTS", str(known))
            monkeypatch.setenv("TAPTRUTH_SFTP_PASSWORD", "harvest")
            yield f"sftp://farm@127.0.0.1:{port}/bundles"
