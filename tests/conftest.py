"""What tests of several packages share: an adb server of their own, virtual phones behind it."""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from postgres import running
from real_adb import ADB, AdbServer, VirtualPhone, started_phone, started_server

if TYPE_CHECKING:
    from detectors import Seer

settings.register_profile(
    "seeded",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("seeded")  # --hypothesis-profile=default looks at other examples each time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first (pytest-xdist hands files out in this order), each in its own order."""
    early = {i.path for i in items if any(i.iter_markers("early")) or any(i.iter_markers("phone"))}
    items.sort(key=lambda item: item.path not in early)


@pytest.fixture(scope="session")
def adb_server() -> Iterator[AdbServer]:
    """One adb server a test process: own port, own HOME, no scan for emulators."""
    with started_server({**os.environ, "ADBUTILS_ADB_PATH": str(ADB)}) as server:
        yield server


@pytest.fixture
def virtual_phone(adb_server: AdbServer) -> Iterator[Callable[..., VirtualPhone]]:
    """Starts virtual phones: ``virtual_phone("--api", "28")``; they end with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda *words: stack.enter_context(started_phone(adb_server, *words))


@pytest.fixture(scope="module")
def shared_phone(adb_server: AdbServer) -> Iterator[VirtualPhone]:
    """One phone with the sample apps for all tests of a module that leave it as it was."""
    with started_phone(adb_server, "--size", "360x800", "--density", "160") as phone:
        yield phone


@pytest.fixture(scope="session")
def seer() -> "Seer":
    """A seer that may read; its models load once a test process."""
    from detectors import Seer  # noqa: PLC0415  only some tests need vision

    return Seer()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server of the tests' own, on a socket, with its data in a new folder."""
    with running(tmp_path_factory.mktemp("pg")) as server:
        yield server.get_uri()
