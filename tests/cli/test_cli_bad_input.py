"""Bad input that needs no device: one clear line on stderr, the right exit code."""

import os
from pathlib import Path

import pytest

from harness.cli.exits import Exit
from harness.cli.main import run

APPS = Path(__file__).parents[2] / "fixtures" / "apps"


def complaint(words: list[str], code: Exit, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a command complains with."""
    assert run(words) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("taptruth: ")
    assert told.err.count("\n") == 1
    assert "internal error" not in told.err
    return told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'; type: taptruth --help"),
        (["scan"], "type: taptruth scan --help"),
        (["scan", "com.a.b", "--launches", "0"], "0 is not in the range"),
        (["rules", "--frob"], "No such option '--frob'"),
        (["scan", "notapackage"], "it looks like com.example.app"),
        (["scan", "/none/x.apk"], "no such file"),
        (["scan", "com.a.b", "--resume"], "name it: taptruth scan com.a.b --bundle DIR --resume"),
        (["scan", "com.a.b", "--resume", "--bundle", "/none"], "no bundle to go on with"),
        (["verify", "/none"], "no such bundle"),
        (["seal", "/none"], "no such bundle"),
        (["report", "/none"], "no such bundle"),
        (["detect", "/none.png"], "No such file"),
        (["demo", "--api", "3"], "--api 3: expected one of"),
        (["virtual", "up", "--size", "big"], "--size big: expected WIDTHxHEIGHT"),
        (["virtual", "up", "--api", "3"], "'3' is not one of '21'"),
        (["virtual", "up", "--pin", "12"], "--pin 12: expected 4 to 16 digits"),
        (["virtual", "up", "--profile", "miui", "--api", "36"], "has API levels 26, 28, 29"),
        (["virtual", "up", "--profile", "nokia"], "'nokia' is not one of 'aosp'"),
        (["virtual", "up", "--apps", "/none"], "expected NAME/app.yaml"),
        (["virtual", "check", "/none"], "expected NAME/app.yaml"),
    ],
)
def test_a_wrong_word_is_one_line_and_exit_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong argument is told in one line that says what to do, before any device is asked."""
    assert said in complaint(words, Exit.USAGE, capsys)


@pytest.mark.parametrize("command", ["verify", "seal", "report"])
def test_a_folder_or_file_that_is_no_bundle_is_a_usage_error(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty folder and a text file are the wrong argument, not a forgery."""
    (tmp_path / "note.zip").write_text("hello")
    (tmp_path / "empty").mkdir()
    for name in ("note.zip", "empty"):
        assert name in complaint([command, str(tmp_path / name)], Exit.USAGE, capsys)


def test_a_file_that_is_no_apk_is_told_before_a_device_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text file named .apk is refused by what is in it."""
    (tmp_path / "x.apk").write_text("hello")
    assert "not an APK" in complaint(["scan", str(tmp_path / "x.apk")], Exit.USAGE, capsys)


def test_a_broken_app_script_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``virtual check`` names file, line and what was expected."""
    source = (APPS / "dead_x" / "app.yaml").read_text(encoding="utf-8")
    (tmp_path / "app.yaml").write_text(source.replace("format: 1", "format: one", 1), "utf-8")
    line = next(n for n, t in enumerate(source.splitlines(), 1) if t.startswith("format:"))
    said = complaint(["virtual", "check", str(tmp_path)], Exit.USAGE, capsys)
    assert f"{tmp_path / 'app.yaml'}:{line}: " in said


def test_good_app_scripts_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """``virtual check`` of the sample apps is exit 0 with a line for each."""
    assert run(["virtual", "check", str(APPS)]) == Exit.CLEAR
    assert "com.example" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["devices"], ["demo", "--only", "dead_x"]])
def test_an_adb_that_does_not_run_is_named(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The program, why it does not run, and how to name another."""
    (tmp_path / "adb").write_text("no program")
    monkeypatch.setenv("TAPTRUTH_ADB", str(tmp_path / "adb"))
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", "1")
    monkeypatch.chdir(tmp_path)
    said = complaint(words, Exit.NO_DEVICE, capsys)
    assert f"{tmp_path / 'adb'}" in said
    assert "export TAPTRUTH_ADB=" in said


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_behind_stdout_is_no_bug_of_ours() -> None:
    """Data that cannot be written is told in one line, without a traceback."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "harness.cli.main", "rules", "--json"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == Exit.INCONCLUSIVE
    assert done.stderr == "taptruth: output: No space left on device; free space, then run again\n"
