"""The JSON Schema of app scripts: ``python -m harness.virtual.apps.schema`` prints it."""

import json
import sys
from typing import Any

import msgspec

from harness.virtual.apps.script import AppScript


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``app.yaml``, derived from the records that read it."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "TapTruth app script, format 1",
    }
    return head | msgspec.json.schema(AppScript)


def main() -> None:
    """Print the schema."""
    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
