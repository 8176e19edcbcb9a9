"""``am``: texts and exit codes of device-facts §3.3."""

import re
from pathlib import Path

import pytest
from shell_bench import APP, Bench


def test_start_and_wait_reports_the_launch(tmp_path: Path) -> None:
    """A cold start is reported with its state, the activity that drew and its times."""
    ran = Bench(tmp_path).launch()
    lines = ran.out.splitlines()
    assert ran.status == 0
    assert lines[0] == f"Starting: Intent {{ cmp={APP}/.MainActivity }}"
    assert lines[1:4] == ["Status: ok", "LaunchState: COLD", f"Activity: {APP}/.MainActivity"]
    assert [line.partition(":")[0] for line in lines[4:]] == ["TotalTime", "WaitTime", "Complete"]


def test_android_nine_has_this_time_and_no_launch_state(tmp_path: Path) -> None:
    """API 28 prints ThisTime where newer versions print LaunchState."""
    out = Bench(tmp_path, api_level=28).launch().out
    assert "LaunchState" not in out
    assert re.search(r"^ThisTime: \d+\nTotalTime: \d+\nWaitTime: \d+\nComplete$", out, re.MULTILINE)


def test_starting_again_warns_and_is_still_ok(tmp_path: Path) -> None:
    """A start of what is in front warns on standard error and reports ok."""
    bench = Bench(tmp_path)
    bench.launch()
    ran = bench.launch()
    assert ran.status == 0
    assert "Status: ok" in ran.out
    assert ran.err.startswith("Warning: Activity not started, ")


def test_a_stopped_start_is_cold_again(tmp_path: Path) -> None:
    """With -S the app is stopped first, which is said, and starts cold."""
    bench = Bench(tmp_path)
    bench.launch()
    ran = bench.run(f"am start -S -W -n {APP}/.MainActivity")
    assert ran.out.startswith(f"Stopping: {APP}\nStarting: Intent {{")
    assert "LaunchState: COLD" in ran.out


def test_unknown_class(tmp_path: Path) -> None:
    """An activity that is not there is error type 3 with its full class name."""
    ran = Bench(tmp_path).run(f"am start -n {APP}/.Nope")
    assert ran.status == 1
    assert ran.out.startswith("Starting: Intent {")
    assert ran.err == (
        f"Error type 3\nError: Activity class {{{APP}/{APP}.Nope}} does not exist.\n"
    )


def test_nothing_resolves(tmp_path: Path) -> None:
    """An intent nobody answers says so, after the Starting line."""
    ran = Bench(tmp_path).run("am start -a android.intent.action.VIEW -d nobody://x")
    assert ran.status == 1
    assert ran.err.startswith("Error: Activity not started, unable to resolve Intent { act=")


def test_not_exported(tmp_path: Path) -> None:
    """Another app's private activity is a SecurityException with exit status 255."""
    ran = Bench(tmp_path).run(f"am start -n {APP}/.HiddenActivity")
    assert ran.status == 255
    assert "java.lang.SecurityException: Permission Denial: starting Intent" in ran.err


def test_the_printed_uri_is_redacted(tmp_path: Path) -> None:
    """``am start`` keeps the path of a URI to itself."""
    ran = Bench(tmp_path).run("am start -a android.intent.action.VIEW -d market://details?id=com.x")
    said = "Starting: Intent { act=android.intent.action.VIEW dat=market://details/... }"
    assert ran.out.splitlines()[0] == said


def test_force_stop_is_silent_and_ends_the_process(tmp_path: Path) -> None:
    """After force-stop there is neither process nor activity."""
    bench = Bench(tmp_path)
    bench.launch()
    ran = bench.run(f"am force-stop {APP}")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert bench.run(f"pidof {APP}").status == 1
    assert APP not in bench.run("dumpsys activity activities").out


def test_broadcast_says_its_result(tmp_path: Path) -> None:
    """A broadcast that nobody takes completes with result 0."""
    ran = Bench(tmp_path).run("am broadcast -a ADB_KEYBOARD_GET")
    assert ran.out.splitlines()[-1] == "Broadcast completed: result=0"


@pytest.mark.parametrize("line", ["am start -n noslash", "am start -a", "am start -f xyz"])
def test_wrong_arguments_are_errors(tmp_path: Path, line: str) -> None:
    """A wrong command line is an error and starts nothing."""
    bench = Bench(tmp_path)
    ran = bench.run(line)
    assert ran.status == 255
    assert ran.err.startswith("Error: ")
    assert bench.phone.last_start is None


def test_monkey_starts_the_launcher_activity(tmp_path: Path) -> None:
    """Monkey -p starts the app and counts one event."""
    bench = Bench(tmp_path)
    ran = bench.run(f"monkey -p {APP} -c android.intent.category.LAUNCHER 1")
    assert ran.status == 0
    assert ran.out.startswith("Events injected: 1\n## Network stats: elapsed time=")
    assert bench.run(f"pidof {APP}").status == 0


def test_monkey_without_the_package(tmp_path: Path) -> None:
    """Monkey aborts with 252 where nothing can be run."""
    ran = Bench(tmp_path).run("monkey -p com.absent -c android.intent.category.LAUNCHER 1")
    assert ran.status == 252
    assert ran.err == "** No activities found to run, monkey aborted.\n"


def test_monkey_fails_on_a_new_emulator(tmp_path: Path) -> None:
    """On an emulator of API 35 monkey gives up for want of system keys."""
    bench = Bench(tmp_path, api_level=35, props={"ro.kernel.qemu": "1"})
    ran = bench.run(f"monkey -p {APP} -c android.intent.category.LAUNCHER 1")
    assert ran.status == 251
    assert ran.err == "** SYS_KEYS has no physical keys but with factor 2.0%.\n"


def test_nothing_is_drawn_behind_a_lock_screen(tmp_path: Path) -> None:
    """A start on a locked phone gives up waiting after ten seconds and says timeout."""
    bench = Bench(tmp_path)
    bench.run("input keyevent SLEEP")
    bench.run("input keyevent WAKEUP")
    ran = bench.launch()
    assert "Status: timeout\n" in ran.out
    assert "TotalTime" not in ran.out


# --- crash, kill, hang ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("api", "exception", "frames", "fields"),
    [
        (30, "android.app.RemoteServiceException", 8, 8),
        (33, "android.app.RemoteServiceException$CrashedByAdbException", 10, 8),
        (36, "android.app.RemoteServiceException$CrashedByAdbException", 10, 9),
    ],
)
def test_a_crash_from_the_shell(
    tmp_path: Path, api: int, exception: str, frames: int, fields: int
) -> None:
    """By package: the runtime's trace, the event, the dialog, and the process is gone."""
    bench = Bench(tmp_path, api_level=api)
    bench.run("settings put global show_first_crash_dialog 1")
    bench.launch()
    pid = bench.run(f"pidof {APP}").out.strip()
    ran = bench.run(f"am crash {APP}")
    assert (ran.out, ran.err, ran.status) == ("", "", 0)
    trace = bench.run("logcat -d -b crash -v brief").out.splitlines()[-frames - 3 :]
    said = [line.partition("): ")[2] for line in trace]
    assert said[:3] == [
        "FATAL EXCEPTION: main",
        f"Process: {APP}, PID: {pid}",
        f"{exception}: shell-induced crash",
    ]
    assert all(line.startswith("\tat ") for line in said[3:])
    event = bench.run("logcat -d -b events -s am_crash -v raw").out.splitlines()[-1]
    assert event.startswith(f"[{pid},0,{APP},0,{exception},shell-induced crash,ActivityThread.java")
    assert len(event.split(",")) == fields
    assert f"Application Error: {APP}" in bench.run("dumpsys window windows").out
    assert bench.run(f"pidof {APP}").status == 1


def test_a_crash_by_number_behind_another_app(tmp_path: Path) -> None:
    """Its first in a minute is silent; a process that is not there leaves a warning."""
    bench = Bench(tmp_path)
    bench.launch()
    bench.run("input keyevent HOME")
    bench.run("am crash " + bench.run(f"pidof {APP}").out.strip())
    assert bench.run(f"pidof {APP}").status == 1
    assert "Application Error" not in bench.run("dumpsys window windows").out
    assert bench.run("am crash 4711").status == 0
    log = bench.run("logcat -d -s ActivityManager").out
    assert "crashApplication: nothing for uid=-1 initialPid=4711 packageName=null" in log


def test_only_a_process_behind_is_killed_and_nothing_hangs(tmp_path: Path) -> None:
    """The one in front survives ``am kill``; bad words and ``am hang`` are refused."""
    bench = Bench(tmp_path)
    bench.launch()
    bench.run(f"am kill {APP}")
    assert bench.run(f"pidof {APP}").status == 0
    bench.run("input keyevent HOME")
    bench.run(f"am kill {APP}")
    assert bench.run(f"pidof {APP}").status == 1
    for verb in ("kill", "crash"):
        ran = bench.run(f"am {verb}")
        assert (ran.err, ran.status) == (f'Error: Argument expected after "{verb}"\n', 255)
    assert "SecurityException" in bench.run("am hang").err
    assert Bench(tmp_path, api_level=23).run(f"am crash {APP}").out == "Unknown command: crash\n"


def test_what_signals_do_to_an_app_as_root(tmp_path: Path) -> None:
    """STOP freezes it, CONT lets it go on, QUIT writes its traces, KILL ends it."""
    bench = Bench(tmp_path)
    bench.launch()
    pid = bench.run(f"pidof {APP}").out.strip()
    assert "Operation not permitted" in bench.run(f"kill -STOP {pid}").err
    bench.phone.props["service.adb.root"] = "1"
    bench.run(f"kill -STOP {pid}")
    assert bench.run(f"ps -o S -p {pid}").out.split() == ["S", "T"]
    for signal in ("CONT", "QUIT", "USR1", "0"):
        assert bench.run(f"kill -{signal} {pid}").status == 0
    assert bench.run(f"ps -o S -p {pid}").out.split() == ["S", "S"]
    bench.run(f"kill -KILL {pid}")
    assert bench.run(f"pidof {APP}").status == 1
