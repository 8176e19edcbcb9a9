"""``taptruth rules``."""

import json
from pathlib import Path

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


def test_a_day_shows_what_was_in_force_on_it() -> None:
    """The standard of 2026 is not cited for 2025, and its one-way swing is off then."""

    def on(day: str) -> dict[str, dict[str, object]]:
        found = CliRunner().invoke(command, ["--json", "--on", day])
        return {rule["id"]: rule for rule in json.loads(found.stdout)}

    before, after = on("2025-06-01"), on("2026-06-01")
    assert "TF-02" not in str(before["C03"]["clauses"])
    assert "TF-02" in str(after["C03"]["clauses"])
    assert (before["R05"]["enabled"], after["R05"]["enabled"]) == (False, True)


def test_a_profile_and_an_own_file_show_in_the_table(tmp_path: Path) -> None:
    """Google Play's 15 s, and a rule that the company switched off."""
    own = tmp_path / "my.toml"
    own.write_text('format = 1\nname = "ACME"\n[rules.C15]\nenabled = false\n')
    words = ["--profile", "play", "--rules", str(own), "--json"]
    rules = {r["id"]: r for r in json.loads(CliRunner().invoke(command, words).stdout)}
    assert rules["C02"]["thresholds"] == {"allowed_wait_s": 15.0}
    assert rules["C15"]["enabled"] is False
    assert rules["C03"]["profile"] == "play"
    assert (rules["C04"]["severity"], rules["C04"]["severity_in_profile"]) == ("S1", "S3")
