"""``reproduce`` as a shell sees it: asking, checking, complaining."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli.asking import TEXTS, language
from harness.cli.exits import Exit
from harness.cli.main import run
from harness.cli.reproduce import command
from harness.domain.complaint import ClaimKind
from harness.run.complaints import read_complaint

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "complaints" / "decoy_x.toml"


def test_both_languages_ask_the_same() -> None:
    """No text is missing in either."""
    assert TEXTS["zh"].keys() == TEXTS["en"].keys()
    assert {str(kind) for kind in ClaimKind} <= TEXTS["zh"].keys()


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "zh_TW", "LANG": "en_US"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment(environ: dict[str, str], lang: str) -> None:
    """LC_ALL before LANG."""
    assert language(environ) == lang


def test_a_person_is_asked_one_by_one_and_the_answers_make_a_complaint(tmp_path: Path) -> None:
    """In Chinese; what makes no sense is asked again; nothing is run."""
    to = tmp_path / "c.toml"
    answers = ["", "com.example.wallpaper", "6.6.0", "", "9", "1", "1", "3", "淘宝"]
    answers += ["点×打开了淘宝", "", "Redmi", "", "上海", "/nowhere.png", "", "", "600", "20"]
    words = [str(to), "--ask", "--no-run", "--lang", "zh"]
    done = CliRunner().invoke(command, words, input="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    assert "发生了什么？" in done.stderr
    assert "请输入 1 到 7 之间的数字" in done.stderr
    assert "没有这个文件：/nowhere.png" in done.stderr
    complaint, _ = read_complaint(to)
    assert complaint.app.package == "com.example.wallpaper"
    assert (complaint.claim.kind, complaint.claim.where) == ("close_leads_away", "top_right")
    assert complaint.claim.said == "点×打开了淘宝"
    assert complaint.budget.launches == 20


def test_a_complaint_is_checked_before_a_device_is_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A good one passes; a wrong one, none, or one that is there already is one line."""
    assert run(["reproduce", str(EXAMPLE), "--no-run"]) == Exit.CLEAR
    (tmp_path / "c.toml").write_text("format = 1\n")
    for words, said in (
        (["reproduce", str(tmp_path / "c.toml")], "missing required field `app`"),
        (["reproduce"], "taptruth reproduce --ask"),
        (["reproduce", str(tmp_path / "none.toml")], "cannot be read"),
        (["reproduce", "--ask", str(tmp_path / "c.toml")], "is there already"),
    ):
        capsys.readouterr()
        assert run(words) == Exit.USAGE
        told = capsys.readouterr()
        assert said in told.err
        assert told.err.count("\n") == 1
