"""Outputs for other programs: JSON schema, SARIF, GitHub, Allure."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from case_builder import ALL, CLAUSES, RULES, Built, broken_off, hostile, quiet, violating

from harness.report.allure import allure_files
from harness.report.data import render_json
from harness.report.entry import Entry
from harness.report.github import annotations, step_summary
from harness.report.sarif import sarif_data
from harness.report.schema import report_schema, schema_text

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def entry(built: Built) -> Entry:
    case, judgement, album = built
    return Entry(case, judgement, album.frame, seal_info={"statement": {"sealed": "at_end"}})


def sarif_run(*cases: Built) -> dict[str, Any]:
    """The run of the log of these cases."""
    log = sarif_data([entry(c) for c in cases], rules=RULES, clauses=CLAUSES)
    run: dict[str, Any] = log["runs"][0]
    return run


def allure(*cases: Built) -> dict[str, bytes]:
    """The results folder of these cases."""
    return dict(allure_files([entry(c) for c in cases], rules=RULES, clauses=CLAUSES))


def results(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(data) for name, data in files.items() if name.endswith("-result.json")]


# --- JSON -------------------------------------------------------------------------------
def test_published_schema_is_the_one_of_the_code() -> None:
    """Renew it with: python -m harness.report.schema > docs/report.schema.json."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("build", ALL)
def test_every_report_follows_the_published_schema(build: Any) -> None:
    """Violations, clear, inconclusive, broken off and hostile cases all validate."""
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    validator.validate(json.loads(render_json([entry(build())], rules=RULES, clauses=CLAUSES)))


def test_schema_refuses_a_verdict_that_is_none() -> None:
    """The schema has teeth: an unknown verdict or a missing field is refused."""
    report = json.loads(render_json([entry(violating())], rules=RULES, clauses=CLAUSES))
    report["cases"][0]["verdict"] = "illegal"
    assert not jsonschema.Draft202012Validator(report_schema()).is_valid(report)
    report["cases"][0]["verdict"] = "clear"
    del report["cases"][0]["findings"][0]["hits"]
    assert not jsonschema.Draft202012Validator(report_schema()).is_valid(report)


# --- SARIF ------------------------------------------------------------------------------
def test_sarif_keeps_fault_doubt_and_clear_apart() -> None:
    """Only a violation fails and has a level; the others are open or pass with level none."""
    told = {r["ruleId"]: (r["kind"], r["level"]) for r in sarif_run(violating())["results"]}
    assert told == {
        "C03": ("fail", "error"),
        "R01": ("fail", "error"),
        "R02": ("open", "none"),
        "C04": ("pass", "none"),
    }


def test_sarif_rules_are_where_their_results_point() -> None:
    """Each result's index leads to the rule of its id."""
    run = sarif_run(violating(), quiet())
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_sarif_tells_rig_trouble_as_the_run_s_not_as_the_app_s() -> None:
    """A case that was never judged has no result; the run did not succeed and says why."""
    run = sarif_run(broken_off())
    invocation = run["invocations"][0]
    assert run["results"] == []
    assert invocation["executionSuccessful"] is False
    told = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
    assert told[-1] == "com.example.cut: launch 2: device lost: offline"


def test_sarif_fingerprint_is_of_the_matter_not_of_the_run() -> None:
    """The same rule on the same control of the same app is one matter in every run."""
    one, other = (sarif_run(violating(label=name)) for name in ("A", "B"))
    prints = [[r["partialFingerprints"] for r in run["results"]] for run in (one, other)]
    assert prints[0] == prints[1]
    assert len({str(p) for p in prints[0]}) == 4


# --- GitHub -----------------------------------------------------------------------------
def test_github_annotations_by_verdict() -> None:
    """A violation is an error; what could not be told and rig trouble are notices."""
    lines = annotations([entry(violating()), entry(broken_off())]).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "::error", "::error", "::notice", "::notice", "::notice"
    ]  # fmt: skip
    assert "title=C03 看看新闻 skip@top_right" in lines[0]


def test_github_app_text_cannot_write_commands_or_markdown() -> None:
    """No line begins but with our commands, and the summary has no HTML, link or mention."""
    bad = violating(label="x\n::error::gone, 100%|<img>[a](b)@all")
    lines = annotations([entry(bad)]).splitlines()
    assert all(line.startswith(("::error title=", "::notice title=")) for line in lines)
    assert "%25" in lines[0]
    summary = step_summary([entry(bad), entry(hostile())])
    assert not {"<img>", "[a](b)", "@all", "<script>"} & set(summary.split())
    assert "<" not in summary


# --- Allure -----------------------------------------------------------------------------
def test_allure_statuses() -> None:
    """At fault fails, doubt is skipped, met passes, the rig's trouble is broken."""
    told = {r["name"]: r["status"] for r in results(allure(violating(), broken_off()))}
    assert told == {
        "C03 skip@top_right": "failed",
        "R01": "failed",
        "R02": "skipped",
        "C04": "passed",
        "judged": "broken",
        "launch 2": "broken",
    }


def test_allure_attachments_are_in_the_folder() -> None:
    """Every picture that a result names is a JPEG of the folder."""
    files = allure(violating())
    named = [a["source"] for r in results(files) for a in r["attachments"]]
    assert len(named) == 4
    assert all(files[name].startswith(b"\xff\xd8") for name in named)


def test_allure_history_is_kept_across_runs_and_names_are_stable() -> None:
    """The same bundle gives the same files; the history id does not hang on the version."""
    assert allure(violating()) == allure(violating())
    ids = {r["historyId"] for r in results(allure(violating()))}
    assert len(ids) == 4


def test_allure_environment_is_ascii() -> None:
    """A properties file of Java is not UTF-8: other letters are escaped."""
    case, judgement, album = violating()
    device = msgspec.structs.replace(case.device, model="红米")
    case = msgspec.structs.replace(case, device=device)
    told = allure((case, judgement, album))["environment.properties"].decode("ascii")
    assert "device=Xiaomi \\u7ea2\\u7c73" in told
