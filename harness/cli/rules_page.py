"""``python -m harness.cli.rules_page FOLDER``: write the docs that come from the catalogue."""

import json
import sys
from pathlib import Path

from harness.judge.own_rules import schema
from harness.report.rules_page import rules_page
from harness.run.catalogue import load_catalogue, profiles
from harness.run.complaints import complaint_schema


def pages() -> dict[str, str]:
    """Name and text of every file that is made from the catalogue."""
    catalogue = load_catalogue()
    told = [(p.id, p.name_en, p.name_zh, p.jurisdictions) for p in profiles().values()]
    return {
        "rules.md": rules_page(catalogue.version, catalogue.rules, catalogue.clauses, told),
        "rules-file.schema.json": json.dumps(schema(), ensure_ascii=False, indent=2) + "\n",
        "complaint.schema.json": json.dumps(complaint_schema(), ensure_ascii=False, indent=2)
        + "\n",
    }


def main(folder: str) -> int:
    """Write them below the folder."""
    for name, text in pages().items():
        (Path(folder) / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
