"""The plugin in pytest runs of their own, without a phone."""

import msgspec
import pytest
from real_adb import AdbServer

from harness.pytest_plugin.expectations import read

pytestmark = pytest.mark.early


@pytest.fixture
def adb_without_phones(adb_server: AdbServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started in this test meets an adb server that lists no phone."""
    for name in ("ANDROID_ADB_SERVER_HOST", "ANDROID_ADB_SERVER_PORT", "ADBUTILS_ADB_PATH"):
        monkeypatch.setenv(name, adb_server.env[name])


def test_nothing_is_started_for_a_run_that_asks_for_no_phone(pytester: pytest.Pytester) -> None:
    """Whoever has taptruth installed pays nothing for it: no adb, no vision, no header."""
    pytester.makepyfile(
        """
        import sys

        def test_plain():
            assert "cv2" not in sys.modules
            assert "adbutils" not in sys.modules
            assert "harness.pytest_plugin.cases" not in sys.modules
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*taptruth 0*")


def test_our_options_live_beside_those_of_playwright_and_html(pytester: pytest.Pytester) -> None:
    """``--device`` and ``--output`` of others are theirs; ours are prefixed."""
    pytester.makepyfile("def test_plain(): pass")
    result = pytester.runpytest_subprocess(
        *("--device", "Pixel 5", "--output", "theirs", "--html", "report.html"),
        *("--taptruth-artifacts", "retain-on-failure", "--taptruth-launches", "7"),
    )
    result.assert_outcomes(passed=1)
    assert (pytester.path / "report.html").is_file()


@pytest.mark.usefixtures("adb_without_phones")
def test_a_phone_that_is_not_there_is_an_error_and_no_failure(pytester: pytest.Pytester) -> None:
    """The rig is broken: neither the app's fault nor the test's; the line says what to do."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.taptruth(app="com.example.recipes")
        def test_start_up(popup_case):
            popup_case.expect("clear")
        """
    )
    result = pytester.runpytest_subprocess("--taptruth-device", "127.0.0.1:1")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["taptruth *: adb *, phones: 127.0.0.1:1 not connected*"])
    result.stdout.fnmatch_lines(["*127.0.0.1:1 is not connected*adb connect 127.0.0.1:1*"])


def test_a_case_without_an_app_is_a_usage_error(pytester: pytest.Pytester) -> None:
    """The marker is missing: one line with what to write."""
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def popup_device():
            return None
        """
    )
    pytester.makepyfile("def test_start_up(popup_case): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*mark the test: @pytest.mark.taptruth*"])


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.taptruth.yaml", "taptruth: 1\napps:\n- expect: clear\n", "app"),
        ("a.taptruth.yaml", "taptruth: 2\napps: []\n", "taptruth"),
        ("a.taptruth.toml", "taptruth = 1\napps = [", "Invalid value"),
        ("a.taptruth.yaml", "taptruth: 1\napps:\n- app: x\n  expects: clear\n", "expects"),
    ],
)
def test_a_wrong_file_of_expectations_is_told_in_one_line(
    pytester: pytest.Pytester, name: str, text: str, words: str
) -> None:
    """File and key, and no traceback."""
    (pytester.path / name).write_text(text)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{name}: *{words}*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_yaml_and_toml_say_the_same(pytester: pytest.Pytester) -> None:
    """Both forms are read into the same expectations."""
    yaml, toml = pytester.path / "a.taptruth.yaml", pytester.path / "a.taptruth.toml"
    yaml.write_text("taptruth: 1\napps:\n- {app: com.x, expect: violation, rules: [C03]}\n")
    one = 'app = "com.x"\nexpect = "violation"\nrules = ["C03"]'
    toml.write_text(f"taptruth = 1\n[[apps]]\n{one}\n")
    assert read(yaml) == read(toml)
    assert msgspec.to_builtins(read(toml))["apps"][0]["rules"] == ("C03",)
