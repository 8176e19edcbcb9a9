"""SFTP for the shelf: fsspec's, with the host's key checked.

fsspec accepts any host key; here a server that is not in ``known_hosts`` is refused.
"""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from harness.domain.errors import UsageError

KNOWN_HOSTS_VARIABLE = "TAPTRUTH_SFTP_KNOWN_HOSTS"
KEY_VARIABLE = "TAPTRUTH_SFTP_KEY"
PASSWORD_VARIABLE = "TAPTRUTH_SFTP_PASSWORD"  # noqa: S105  a variable's name


class CheckedSftp(SFTPFileSystem):  # type: ignore[misc]
    """fsspec's SFTP that knows its server."""

    cachable = False

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        known = os.environ.get(KNOWN_HOSTS_VARIABLE)
        if known:
            self.client.load_host_keys(known)
        else:
            self.client.load_system_host_keys()
        self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
        self.client.connect(self.host, **self.ssh_kwargs)
        self.ftp = self.client.open_sftp()


def open_sftp(url: str) -> tuple[Any, str]:
    """The file system and the path below it of ``sftp://USER@HOST[:PORT]/PATH``.

    The key is the SSH agent's, the user's, or ``TAPTRUTH_SFTP_KEY``'s file; a password comes
    from ``TAPTRUTH_SFTP_PASSWORD`` only, never from the URL.
    """
    parts = urlsplit(url)
    if not parts.hostname or not parts.path.strip("/"):
        raise UsageError(f"--store {url}: expected sftp://USER@HOST/PATH")
    if parts.password:
        raise UsageError(
            f"--store: a password in the URL would stand in the database; set {PASSWORD_VARIABLE}"
        )
    wanted = {
        "port": parts.port or 22,
        "username": unquote(parts.username) if parts.username else None,
        "key_filename": os.environ.get(KEY_VARIABLE),
        "password": os.environ.get(PASSWORD_VARIABLE),
        "timeout": 20,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    return CheckedSftp(parts.hostname, **given), parts.path
