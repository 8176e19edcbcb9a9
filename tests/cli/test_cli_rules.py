"""``taptruth rules``."""

import json

from click.testing import CliRunner

from harness.cli.rules import command


def test_json_is_a_list_of_objects_with_ids() -> None:
    """And each clause says where it was read."""
    result = CliRunner().invoke(command, ["--json"])
    assert result.exit_code == 0
    rules = json.loads(result.stdout)
    ids = [rule["id"] for rule in rules]
    assert {"C01", "C03", "C04", "C05", "C08", "C12", "R01", "R02"} <= set(ids)
    assert len(set(ids)) == len(ids)
    assert all(clause["source"] for rule in rules for clause in rule["clauses"])


def test_the_table_speaks_both_languages() -> None:
    """Names change with ``--lang``."""
    english = CliRunner().invoke(command, ["--lang", "en"]).stdout
    chinese = CliRunner().invoke(command, ["--lang", "zh"]).stdout
    assert "dead close" in english
    assert "无效" in chinese
