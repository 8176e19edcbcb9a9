"""The published schema of the JSON report: ``python -m harness.report.schema > FILE``."""

import json
import sys
from typing import Any

import msgspec

from harness.report.data import FORMAT, Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def report_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``report.json``. Unknown fields are allowed: some may be added."""
    schema = msgspec.json.schema(Report)
    return {"$schema": DIALECT, "title": f"TapTruth report, format {FORMAT}", **schema}


def schema_text() -> str:
    """The schema as it stands in ``docs/report.schema.json``."""
    return json.dumps(report_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
