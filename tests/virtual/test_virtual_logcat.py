"""``logcat``: buffers, formats, filters, since, streaming (device-facts §3.5)."""

import asyncio
import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shell_bench import APP, Bench

from harness.virtual.android.state import LogEntry
from harness.virtual.shell.context import COMMANDS
from harness.virtual.shell.logs.arguments import BadLogcatError, parse_request
from harness.virtual.shell.logs.formats import format_entry

ENTRY = LogEntry(
    wall_s=1_700_000_000.123,
    uptime_ms=61_005,
    buffer="main",
    pid=331,
    tid=353,
    uid=1000,
    level="I",
    tag="ActivityManager",
    message="Memory class: 192",
)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("threadtime", "11-14 22:13:20.123   331   353 I ActivityManager: Memory class: 192\n"),
        ("brief", "I/ActivityManager(  331): Memory class: 192\n"),
        ("time", "11-14 22:13:20.123 I/ActivityManager(  331): Memory class: 192\n"),
        ("tag", "I/ActivityManager: Memory class: 192\n"),
        ("process", "I(  331) Memory class: 192  (ActivityManager)\n"),
        ("thread", "I(  331:  353) Memory class: 192\n"),
        ("raw", "Memory class: 192\n"),
        ("long", "[ 11-14 22:13:20.123   331:  353 I/ActivityManager ]\nMemory class: 192\n\n"),
    ],
)
def test_formats(name: str, line: str) -> None:
    """Each format writes an entry as liblog does."""
    assert format_entry(ENTRY, name, frozenset()) == line


def test_modifiers() -> None:
    """Modifiers change how the time is written, and add the uid."""
    epoch = format_entry(ENTRY, "threadtime", frozenset({"epoch"}))
    assert epoch == "         1700000000.123   331   353 I ActivityManager: Memory class: 192\n"
    year = format_entry(ENTRY, "threadtime", frozenset({"year", "usec"}))
    assert year.startswith("2023-11-14 22:13:20.123")
    uid = format_entry(ENTRY, "threadtime", frozenset({"uid"}))
    assert uid.startswith("11-14 22:13:20.123  1000   331   353 I ")


def test_every_line_of_a_message_has_the_head() -> None:
    """A message of two lines makes two lines, each complete."""
    two = LogEntry(**{k: getattr(ENTRY, k) for k in LogEntry.__slots__} | {"message": "a\nb\n"})
    assert format_entry(two, "brief", frozenset()) == (
        "I/ActivityManager(  331): a\nI/ActivityManager(  331): b\n"
    )


def test_events_of_a_launch(tmp_path: Path) -> None:
    """The events buffer tells of a launch in wm_ lines, behind its divider."""
    bench = Bench(tmp_path)
    bench.launch()
    lines = bench.run("logcat -d -b events -v brief").out.splitlines()
    assert lines[0] == "--------- beginning of events"
    assert any(
        re.match(rf"I/wm_create_activity\( *\d+\): \[0,\d+,\d+,{APP}/\.MainActivity,", line)
        for line in lines
    )
    assert not any("START u0" in line for line in lines)


def test_old_events_are_called_am(tmp_path: Path) -> None:
    """API 28 writes am_ where newer versions write wm_."""
    bench = Bench(tmp_path, api_level=28)
    bench.launch()
    out = bench.run("logcat -d -b events").out
    assert "am_create_activity" in out
    assert "wm_create_activity" not in out


def test_default_buffers_have_no_events(tmp_path: Path) -> None:
    """Without -b the events are left out; ``-b all`` has them and the main buffer."""
    bench = Bench(tmp_path)
    bench.launch()
    assert "wm_create_activity" not in bench.run("logcat -d").out
    everything = bench.run("logcat -d -b all").out
    assert "wm_create_activity" in everything
    assert "START u0" in everything


def test_clear_one_buffer(tmp_path: Path) -> None:
    """-c empties the named buffer and no other."""
    bench = Bench(tmp_path)
    bench.launch()
    bench.run("logcat -b events -c")
    assert bench.run("logcat -d -b events").out == ""
    assert "START u0" in bench.run("logcat -d").out


def test_filters(tmp_path: Path) -> None:
    """TAG:LEVEL and *:S choose lines; -s is *:S."""
    bench = Bench(tmp_path)
    for level, tag in (("D", "one"), ("W", "one"), ("E", "two")):
        bench.run(f"log -p {level} -t {tag} hello-{level}")
    kept = re.findall(r"hello-(\w)", bench.run("logcat -d one:W *:S").out)
    assert kept == ["W"]
    assert re.findall(r"hello-(\w)", bench.run("logcat -d -s two").out) == ["E"]
    assert re.findall(r"hello-(\w)", bench.run("logcat -d *:W").out) == ["W", "E"]
    bench.env["ANDROID_LOG_TAGS"] = "two:V *:S"
    assert re.findall(r"hello-(\w)", bench.run("logcat -d").out) == ["E"]


def test_tail_and_since(tmp_path: Path) -> None:
    """-t N gives the last N and ends; -T with an epoch time gives what came after."""
    bench = Bench(tmp_path)
    for n in range(3):
        bench.clock.advance(1000)
        bench.run(f"log -t tt line-{n}")
    assert re.findall(r"line-(\d)", bench.run("logcat -t 2").out) == ["1", "2"]
    since = bench.clock.wall_s() - 1.5
    assert re.findall(r"line-(\d)", bench.run(f"logcat -d -T {since:.3f}").out) == ["1", "2"]


def test_streaming_goes_on_with_new_entries(tmp_path: Path) -> None:
    """Without -d logcat prints what comes, until its reader ends it, and then listens no more."""
    bench = Bench(tmp_path)

    async def scene() -> str:
        sh = bench.shell()
        argv = ["logcat", "-b", "events", "-v", "epoch", "-T", "1"]
        task = asyncio.ensure_future(COMMANDS["logcat"](sh, argv))
        await asyncio.sleep(0)
        bench.phone.write_log("events", "I", "tt_new", "[1,2]")
        bench.phone.write_log("main", "I", "tt_main", "not this")
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        bench.phone.write_log("events", "I", "tt_late", "too late")
        return bytes(sh.stdout.data).decode()  # type: ignore[attr-defined]

    out = asyncio.run(scene())
    assert out.count("--------- beginning of events") == 1
    assert out.endswith(" I tt_new  : [1,2]\n")
    assert "tt_late" not in out


@pytest.mark.parametrize(
    "line",
    ["logcat -b nosuch", "logcat -v nosuch", "logcat -T yesterday", "logcat -b", "logcat x:Q"],
)
def test_wrong_arguments(tmp_path: Path, line: str) -> None:
    """A wrong command line ends at once with status 1."""
    ran = Bench(tmp_path).run(line)
    assert ran.status == 1
    assert ran.err.startswith("logcat: ")


@settings(deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet="-bvTtdcsme =:,*0123456789aVWE", max_size=8), max_size=6))
def test_any_command_line_is_a_request_or_refused(words: list[str]) -> None:
    """No command line makes the parser fail in another way."""
    with contextlib.suppress(BadLogcatError):
        assert parse_request(words, "", 1_700_000_000.0).buffers
