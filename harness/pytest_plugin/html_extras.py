"""What happens with the cases of a test once it is reported."""

import sys
from typing import Any

import pytest


def attach(item: pytest.Item, report: Any) -> None:
    """Link reports for pytest-html, where it is there, and drop what is not to be kept."""
    if "harness.pytest_plugin.cases" not in sys.modules:
        return  # no test of this process has asked for a scan
    from harness.pytest_plugin.cases import CASES, drop_artifacts  # noqa: PLC0415

    cases = item.stash.get(CASES, [])
    if not cases or report.when not in {"call", "setup"}:
        return
    if item.config.pluginmanager.hasplugin("html"):
        from pytest_html import extras  # noqa: PLC0415

        links = [
            extras.url(case.report.as_uri(), name=f"taptruth {case.app}")
            for case in cases
            if case.report is not None
        ]
        report.extras = [*getattr(report, "extras", []), *links]
    if report.when == "call":
        drop_artifacts(item, failed=report.failed)
