"""``taptruth ledger`` as a shell sees it: from a sealed bundle to a re-test, and the list."""

import csv
import io
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
from bundle_builder import APP, DEVICE, run_trial
from bundle_builder import case_of as built_case

from harness.cli.exits import Exit
from harness.cli.main import run
from harness.domain.complaint import ClaimKind, ClaimResult, ClaimStatus
from harness.domain.finding import Finding, Judgement, Verdict
from harness.domain.ministry import COLUMNS
from harness.evidence.writer import BundleWriter

DAY_NS = 86_400_000_000_000
START_NS = 1_700_000_000_000_000_000


class Shell:
    """The command with a ledger and a key of the test's own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, stdout and stderr."""
        self._capsys.readouterr()
        code = run(["ledger", *words])
        told = self._capsys.readouterr()
        return code, told.out, told.err

    def json(self, *words: str) -> Any:
        """What the command prints as JSON."""
        code, out, err = self.run(*words, "--json")
        assert code in {0, 1, 10}, err
        return json.loads(out)

    def bundle(
        self,
        name: str,
        verdict: Verdict,
        *,
        day: int,
        version: str = "1.2",
        files: Mapping[str, bytes] | None = None,
    ) -> str:
        """A sealed bundle whose C03 has that verdict, with ``files`` beside the case."""
        app = msgspec.structs.replace(APP, version_name=version, label="秀图壁纸")
        writer = BundleWriter.create(
            self.folder / name,
            case_id=name,
            tool_version="0.1.0",
            started_wall_ns=START_NS + day * DAY_NS,
            extra={"package": APP.package, "seed": 7, "consent": "decline"},
            key_path=self.folder / "key.pem",
        )
        writer.put_device(DEVICE)
        writer.put_app(app)
        for file, data in (files or {}).items():
            writer.attach(file, data)
        case = msgspec.structs.replace(
            built_case(run_trial(writer, 1, (1, 2))),
            id=name,
            app=app,
            started_wall_ns=START_NS + day * DAY_NS,
        )
        writer.finish(case, judged(verdict), partial=False)
        return str(self.folder / name)


def judged(verdict: Verdict) -> Judgement:
    """C03 on the close mark at the top right."""
    hits = 2 if verdict is Verdict.VIOLATION else 0
    finding = Finding(
        rule="C03",
        rule_version="1",
        verdict=verdict,
        reason_en=f"led away in {hits} of 2 taps",
        reason_zh=f"2 次点击中有 {hits} 次跳转",
        subject="close@top_right",
        hits=hits,
        of=2,
        severity="S1",
        trials=(1,),
    )
    return Judgement(
        verdict=verdict, reasons_en=(finding.reason_en,), reasons_zh=(finding.reason_zh,),
        findings=(finding,),
    )  # fmt: skip


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """An empty ledger."""
    monkeypatch.setenv("TAPTRUTH_LEDGER", str(tmp_path / "ledger.sqlite"))
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))
    monkeypatch.setenv("COLUMNS", "200")
    return Shell(tmp_path, capsys)


@pytest.fixture
def rectified(shell: Shell) -> Shell:
    """A ledger whose entry 1 was said to be rectified."""
    assert shell.run("add", shell.bundle("first", Verdict.VIOLATION, day=1))[0] == 0
    for state in ("verified", "notified", "rectified"):
        assert shell.run("set", "1", state, "--who", "wang")[0] == 0
    return shell


def test_add_opens_a_clue_and_again_changes_nothing(shell: Shell) -> None:
    """One line a bundle; the second time it says that it was there, and the counts stay."""
    bundle = shell.bundle("first", Verdict.VIOLATION, day=1)
    assert "com.example.app: 1 new" in shell.run("add", bundle)[1]
    before = shell.json("stats")
    assert "was in the ledger already" in shell.run("add", bundle)[1]
    assert shell.json("stats") == before
    assert before["by_state"]["clue"] == 1


def test_add_refuses_what_does_not_hold(shell: Shell) -> None:
    """A bundle with one changed byte is told as tampered, and the ledger stays empty."""
    bundle = Path(shell.bundle("first", Verdict.VIOLATION, day=1))
    (bundle / "findings.json").write_text("{}")
    code, _, err = shell.run("add", str(bundle))
    assert code == Exit.TAMPERED
    assert "findings.json" in err
    assert shell.json("stats")["cases"] == 0


def test_add_wants_a_seal(shell: Shell) -> None:
    """An unsealed bundle is told with the command that seals it."""
    bundle = Path(shell.bundle("first", Verdict.VIOLATION, day=1))
    (bundle / "seal.json").unlink()
    code, _, err = shell.run("add", str(bundle))
    assert code != 0
    assert f"taptruth seal {bundle}" in err


def test_list_filters_and_json_is_data(rectified: Shell) -> None:
    """By state, rule and app; an empty list is an empty list."""
    assert [e["rule"] for e in rectified.json("list", "--state", "rectified")] == ["C03"]
    assert rectified.json("list", "--state", "clue") == []
    assert rectified.json("list", "--rule", "R01") == []
    assert len(rectified.json("list", "--app", "壁纸")) == 1
    assert len(rectified.json("list", "--cases", "--verdict", "violation")) == 1
    out = rectified.run("list")[1]
    assert "rectified" in out
    assert "秀图壁纸" in out


def test_list_says_which_options_do_not_go_together(shell: Shell) -> None:
    """A filter of entries with --cases is one clear line."""
    code, out, err = shell.run("list", "--cases", "--rule", "C03")
    assert (code, out) == (Exit.USAGE, "")
    assert err.count("\n") == 1
    assert "leave out --cases" in err


def test_show_has_the_whole_history(rectified: Shell) -> None:
    """Who took it to which state, and what it rests on."""
    out = rectified.run("show", "1")[1]
    for words in ("clue → verified", "notified → rectified", "wang", "2 of 2", "first"):
        assert words in out
    assert [h["new"] for h in rectified.json("show", "1")["history"]] == [
        "clue", "verified", "notified", "rectified"
    ]  # fmt: skip


@pytest.mark.parametrize("entry", ["7", "x", "#9"])
def test_entry_that_is_none_is_one_line(rectified: Shell, entry: str) -> None:
    """A number that the ledger has not, and one that is none, end in the command to type."""
    code, _, err = rectified.run("show", entry)
    assert code == Exit.USAGE
    assert "taptruth ledger list" in err


def test_set_keeps_deadlines_and_refuses_what_cannot_be(shell: Shell) -> None:
    """A deadline is kept and becomes overdue; a state that is no way lists the ways."""
    shell.run("add", shell.bundle("first", Verdict.VIOLATION, day=1))
    assert "only verified or not_reproduced" in shell.run("set", "1", "closed")[2]
    assert "the states are clue" in shell.run("set", "1", "illegal")[2]
    shell.run("set", "1", "verified")
    code, out, _ = shell.run("set", "1", "notified", "--deadline", "2020-01-31", "--note", "post")
    assert (code, "until 2020-01-31" in out) == (0, True)
    assert len(shell.json("list", "--overdue")) == 1


def test_retest_without_a_bundle_tells_what_to_type(rectified: Shell) -> None:
    """The questions that were asked, and the command that asks them of the new version."""
    out = rectified.run("retest", "1")[1]
    assert "taptruth scan com.example.app --seed 7 --consent accept" in out
    assert "taptruth ledger retest 1" in out
    assert "1 × watch" in out


def test_retest_shows_mended(rectified: Shell) -> None:
    """Clear in the new version: exit 0, the comparison in words, the entry mended."""
    bundle = rectified.bundle("second", Verdict.CLEAR, day=2, version="1.3")
    code, out, _ = rectified.run("retest", "1", bundle)
    assert code == Exit.CLEAR
    assert "1.2 (12) → 1.3 (12)" in out
    assert "violation 2/2" in out
    assert "entry 1: rectified → mended" in out


def test_retest_shows_recurred(rectified: Shell) -> None:
    """There again after it was mended: exit 1, and the history keeps both."""
    rectified.run("retest", "1", rectified.bundle("second", Verdict.CLEAR, day=2, version="1.3"))
    again = rectified.bundle("third", Verdict.VIOLATION, day=3, version="1.4")
    code, out, _ = rectified.run("retest", "1", again)
    assert code == Exit.FOUND
    assert "entry 1: mended → recurred" in out
    states = [h["new"] for h in rectified.json("show", "1")["history"]]
    assert states[-2:] == ["mended", "recurred"]


def test_retest_that_could_not_tell_moves_nothing(rectified: Shell) -> None:
    """Exit 10 and the reason; the entry stays rectified."""
    bundle = rectified.bundle("second", Verdict.INCONCLUSIVE, day=2, version="1.3")
    code, out, _ = rectified.run("retest", "1", bundle)
    assert code == Exit.INCONCLUSIVE
    assert "stays rectified: the new run could not tell" in out


def test_export_writes_the_six_columns_as_csv_and_xlsx(rectified: Shell) -> None:
    """What a person has verified, in either format; developer and source as somebody told."""
    assert rectified.run("app", "com.example.app", "--developer", "某公司")[0] == 0
    where = rectified.folder
    assert rectified.run("export", "-o", str(where / "l.csv"))[0] == 0
    assert rectified.run("export", "-o", str(where / "l.xlsx"))[0] == 0
    told = list(csv.reader(io.StringIO((where / "l.csv").read_text("utf-8-sig"))))
    assert told[0] == list(COLUMNS)
    assert told[1][1:5] == ["秀图壁纸", "某公司", "", "1.2"]
    sheet = openpyxl.load_workbook(where / "l.xlsx").active
    assert sheet is not None
    rows = [["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == told


def test_export_of_nothing_says_why(shell: Shell) -> None:
    """Clues are left out; stderr says how many and how to have them."""
    shell.run("add", shell.bundle("first", Verdict.VIOLATION, day=1))
    out = shell.run("export", "-o", str(shell.folder / "l.csv"))
    assert "0 row(s)" in out[1]
    assert "none of 1 entries" in out[2]
    assert "--state clue" in out[2]


def test_complaint_stands_beside_the_entry(rectified: Shell) -> None:
    """What somebody said of the app is shown with it."""
    code, out, _ = rectified.run("complain", "com.example.app", "点叉号跳到商城", "--who", "li")
    assert (code, out) == (0, "complaint 1 about com.example.app\n")
    assert "点叉号跳到商城" in rectified.run("show", "1")[1]


COMPLAINT = """
format = 1
number = "2026-117"
[app]
package = "com.example.app"
[claim]
kind = "close_leads_away"
said = "点叉号跳到商城"
"""
TRIED = ClaimResult(
    kind=ClaimKind.CLOSE_LEADS_AWAY,
    rule="C03",
    status=ClaimStatus.REPRODUCED,
    hits=2,
    of=2,
    interval=(0.34, 1.0),
    error_level=0.01,
)


def test_complaint_that_was_tried_comes_with_its_result_once(shell: Shell) -> None:
    """What the person said, the number, k of n, the case and the entry of its rule."""
    result = msgspec.json.encode({"result": TRIED})
    files = {"complaint/complaint.toml": COMPLAINT.encode(), "complaint/result.json": result}
    bundle = shell.bundle("first", Verdict.VIOLATION, day=1, files=files)
    shell.run("add", bundle)
    shell.run("add", bundle)
    (told,) = shell.json("show", "1")["complaints"]
    assert (told["text"], told["number"], told["case"]) == ("点叉号跳到商城", "2026-117", "first")
    assert (told["status"], told["hits"], told["of"]) == ("reproduced", 2, 2)
    assert told["entry"] == 1
    assert shell.json("show", "1")["entry"]["state"] == "clue"
    line = "complaint 1 no. 2026-117"
    assert line in shell.run("show", "1")[1]
    assert "reproduced, 2 of 2 (case first)" in shell.run("show", "1")[1]


def test_workbook_of_a_report_takes_makers_from_the_ledger(rectified: Shell) -> None:
    """The developer's column is what somebody told the ledger; alone the option is refused."""
    rectified.run("app", "com.example.app", "--developer", "某公司", "--source", "应用宝")
    bundle, out = str(rectified.folder / "first"), rectified.folder / "list.xlsx"
    ledger = os.environ["TAPTRUTH_LEDGER"]
    assert run(["report", bundle, "--xlsx", str(out), "--ledger", ledger, "-o",
                str(rectified.folder / "r.html")]) == 0  # fmt: skip
    sheet = openpyxl.load_workbook(out).worksheets[0]
    row = [cell.value for cell in sheet[2]]
    assert row[1:5] == ["秀图壁纸", "某公司", "应用宝", "1.2"]
    assert run(["report", bundle, "--ledger", ledger]) == Exit.USAGE


def test_stats_count_everything(rectified: Shell) -> None:
    """Apps, versions, cases, entries by state."""
    told = rectified.json("stats")
    assert (told["apps"], told["versions"], told["cases"], told["entries"]) == (1, 1, 1, 1)
    assert told["by_state"]["rectified"] == 1
    assert "rectified" in rectified.run("stats")[1]


def test_database_that_is_no_ledger_is_one_line(shell: Shell) -> None:
    """Another kind of database, and an address that nobody answers at, are told without a trace."""
    code, _, err = shell.run("--db", "mysql://x/y", "list")
    assert (code, err.count("\n")) == (Exit.USAGE, 1)
    code, _, err = shell.run("--db", "postgresql://127.0.0.1:9/none?connect_timeout=2", "list")
    assert code != 0
    assert "127.0.0.1" in err
    assert "Traceback" not in err
