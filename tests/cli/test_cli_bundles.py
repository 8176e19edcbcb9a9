"""``verify``, ``seal`` and ``report`` on bundles, as a shell sees them."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
from bundle_builder import begin, run_trial, whole_bundle

from harness.cli.exits import Exit
from harness.cli.main import run

pytestmark = pytest.mark.usefixtures("own_key")


@pytest.fixture
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key of the test's own, so that the user's is never touched."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))
    return tmp_path / "key.pem"


@pytest.fixture
def bundle(tmp_path: Path, own_key: Path) -> Path:
    """A whole, sealed bundle."""
    whole_bundle(tmp_path / "b", own_key)
    return tmp_path / "b"


def test_verify_says_that_a_bundle_holds(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and one line on stdout, with whose key it is."""
    assert run(["verify", str(bundle)]) == Exit.CLEAR
    out = capsys.readouterr().out
    assert "holds (whole, sealed at_end" in out
    assert "not this user" not in out


def test_verify_names_the_first_wrong_file(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 13, nothing but the complaint on stderr; with --json the file and the step."""
    (bundle / "case.json").write_text("{}")
    assert run(["verify", str(bundle)]) == Exit.TAMPERED
    told = capsys.readouterr()
    assert told.out == ""
    assert "case.json" in told.err
    assert run(["verify", "--json", str(bundle)]) == Exit.TAMPERED
    data = json.loads(capsys.readouterr().out)
    assert (data["holds"], data["file"], data["step"]) == (False, "case.json", 3)


def test_verify_of_nothing_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path with no bundle is the user's mistake, not a forgery."""
    assert run(["verify", str(tmp_path / "none")]) == Exit.USAGE
    assert "no such bundle" in capsys.readouterr().err


def test_seal_makes_a_left_behind_bundle_verify(
    tmp_path: Path, own_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it, verify tells the command to type; after it, the bundle holds as partial."""
    writer = begin(tmp_path / "b", own_key)
    run_trial(writer, 1, (1, 2))
    writer.close()
    assert run(["verify", str(tmp_path / "b")]) == Exit.TAMPERED
    assert f"taptruth seal {tmp_path / 'b'}" in capsys.readouterr().err
    assert run(["seal", str(tmp_path / "b")]) == 0
    assert run(["verify", str(tmp_path / "b")]) == Exit.CLEAR
    assert "holds (partial, sealed later" in capsys.readouterr().out


def test_report_writes_what_was_asked_for(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """HTML, JUnit and JSON land where they were asked for, and stdout names them."""
    html, junit, data = (tmp_path / "out" / name for name in ("r.html", "r.xml", "r.json"))
    arguments = ["report", str(bundle), "-o", str(html), "--junit", str(junit)]
    assert run([*arguments, "--json-out", str(data)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"report: {html}",
        f"json: {data}",
        f"junit: {junit}",
    ]
    assert "com.example.app" in html.read_text(encoding="utf-8")
    assert "<testsuites" in junit.read_text(encoding="utf-8")
    case = json.loads(data.read_text(encoding="utf-8"))["cases"][0]
    assert (case["app"]["package"], case["verdict"]) == ("com.example.app", "inconclusive")


def test_report_for_other_programs_lands_where_it_was_asked_for(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Workbook, SARIF and Allure results are written beside the page."""
    at = tmp_path / "out"
    places = ["-o", f"{at}/r.html", "--xlsx", f"{at}/r.xlsx", "--sarif", f"{at}/r.sarif"]
    assert run(["report", str(bundle), *places, "--allure", f"{at}/allure"]) == 0
    assert (at / "r.xlsx").read_bytes().startswith(b"PK")
    assert json.loads((at / "r.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert list((at / "allure").glob("*-result.json"))


def test_report_for_github_prints_commands_and_appends_the_summary(
    bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Stdout holds workflow commands alone; the summary goes to the file that GitHub names."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run(["report", "--github", str(bundle)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("::notice title=") for line in lines)
    assert summary.read_text("utf-8").startswith("before\n## TapTruth")


def test_report_as_json_writes_no_file(
    bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With --json alone stdout is the data and no file appears."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run(["report", "--json", str(bundle)]) == 0
    assert len(json.loads(capsys.readouterr().out)["cases"]) == 1
    assert list((tmp_path / "here").iterdir()) == []


def test_report_of_an_unjudged_partial_bundle_is_made(
    tmp_path: Path, own_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a killed run left is reported, and the page says that it is partial."""
    writer = begin(tmp_path / "b", own_key)
    run_trial(writer, 1, (1, 2))
    writer.close()
    out = tmp_path / "r.html"
    assert run(["report", str(tmp_path / "b"), "-o", str(out), "--lang", "en"]) == 0
    page = out.read_text(encoding="utf-8")
    assert "Not judged" in page
    assert "Partial: the run ended before the plan was done" in page


def test_report_of_nothing_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path with no bundle stops the report before anything is written."""
    out = tmp_path / "r.html"
    assert run(["report", str(tmp_path / "none"), "-o", str(out)]) != 0
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()


def test_report_merges_bundles_into_an_index(
    bundle: Path, tmp_path: Path, own_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page beside a bundle is linked, a missing one is written; the index names both."""
    whole_bundle(tmp_path / "scan" / "bundle", own_key)
    (tmp_path / "scan" / "report.html").write_text("<p>kept</p>")
    out = tmp_path / "all" / "index.html"
    given = [str(bundle), str(tmp_path / "scan" / "bundle")]
    assert run(["report", "--merge", *given, "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"index: {out} (2 cases)\n"
    page = out.read_text("utf-8")
    assert 'href="index_cases/0001.html"' in page
    assert 'href="../scan/report.html"' in page
    assert (out.parent / "index_cases" / "0001.html").is_file()
    assert (tmp_path / "scan" / "report.html").read_text() == "<p>kept</p>"
    assert run(["report", "--merge", *given, "--xlsx", "x.xlsx"]) == Exit.USAGE
    assert "leave out --xlsx" in capsys.readouterr().err
