"""TapTruth inside a pytest run: fixtures, markers, and files of expectations.

::

    @pytest.mark.taptruth(app="com.example.app", launches=40)
    def test_start_up(popup_case):
        popup_case.expect("clear")

A violation fails, "could not tell" skips with its reason, a broken rig errors. Everything of
ours is prefixed, and nothing is imported or started before a test asks for a phone.
"""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness import __version__
from harness.pytest_plugin import html_extras, settings
from harness.pytest_plugin.expectations import ExpectationsFile, is_expectations
from harness.pytest_plugin.phones import PhonePool, header_lines

if TYPE_CHECKING:
    from harness.pytest_plugin.cases import PopupCase, PopupSession

POOL = pytest.StashKey[PhonePool]()
MARKER = (
    "taptruth(app, rules=None, launches=None, expect=None): which app `popup_case` scans, "
    "which rules count, and how many launches may be spent"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and ini keys, all prefixed."""
    settings.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known and remember which phones this process may use."""
    config.addinivalue_line("markers", MARKER)
    config.stash[POOL] = PhonePool(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the phone back."""
    pool = config.stash.get(POOL, None)
    if pool is not None:
        pool.close()


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Versions; adb and its devices too where the run names phones."""
    if not settings.names_phones(config) or hasattr(config, "workerinput"):
        return []
    return header_lines(config, __version__)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ExpectationsFile | None:
    """``*.taptruth.yaml`` and ``*.taptruth.toml`` are collected as tests."""
    if not is_expectations(file_path):
        return None
    found: ExpectationsFile = ExpectationsFile.from_parent(parent, path=file_path)
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let pytest-html link the reports of a test's cases."""
    report = yield
    html_extras.attach(item, report)
    return report


@pytest.fixture(scope="session")
def popup_device(request: pytest.FixtureRequest) -> Any:
    """A connected device: ``--taptruth-device``, one a worker, never the same one twice."""
    return request.config.stash[POOL].device()


@pytest.fixture
def popup_session(popup_device: Any, request: pytest.FixtureRequest) -> "PopupSession":
    """Scan apps on the device: ``popup_session("com.example.app", launches=20)``."""
    from harness.pytest_plugin.cases import PopupSession  # noqa: PLC0415  vision loads here

    return PopupSession(popup_device, request.node, request.config)


@pytest.fixture
def popup_case(popup_session: "PopupSession", request: pytest.FixtureRequest) -> "PopupCase":
    """The case of the app that ``@pytest.mark.taptruth(app=…)`` names, already scanned."""
    marker = request.node.get_closest_marker("taptruth")
    if marker is None or not (marker.args or "app" in marker.kwargs):
        raise pytest.UsageError(
            f"{request.node.nodeid}: popup_case wants to know which app; "
            'mark the test: @pytest.mark.taptruth(app="com.example.app")'
        )
    wanted = dict(marker.kwargs)
    app = marker.args[0] if marker.args else wanted.pop("app")
    return popup_session(app, **wanted)
