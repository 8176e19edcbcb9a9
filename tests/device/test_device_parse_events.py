"""Log lines, activity events and START lines by dialect."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.device.parsers.events import (
    ActivityResumed,
    ActivityStart,
    Crashed,
    StartLine,
    parse_event,
    parse_start_line,
)
from harness.device.parsers.intent import could_be, is_redacted, parse_intent
from harness.device.parsers.logcat import LogLine, parse_log_line, tells_gap

API19 = Path(__file__).parents[2] / "fixtures" / "dumps" / "api19"


def line(tag: str, message: str) -> LogLine:
    return LogLine(tag=tag, message=message, level="I", pid=1)


def test_epoch_line() -> None:
    """Seconds and milliseconds since 1970, process, thread, level, tag, message."""
    found = parse_log_line(
        "1764000000.123  1234  1456 I wm_set_resumed_activity: [0,com.x/.Main,resumeTop]\r\n"
    )
    assert found is not None
    assert found.wall_ns == 1764000000_123_000_000
    assert (found.tag, found.pid) == ("wm_set_resumed_activity", 1234)
    assert found.message == "[0,com.x/.Main,resumeTop]"


def test_threadtime_line_needs_year_and_zone() -> None:
    """Local time without a year: both are given by the caller."""
    text = "11-23 18:37:46.189   331   331 I ActivityManager: START u0 {cmp=a.b/.C} from pid 0"
    found = parse_log_line(text, year=2026, utc_offset_s=8 * 3600)
    assert found is not None
    assert found.wall_ns == 1795430266_189_000_000
    assert found.tag == "ActivityManager"


@pytest.mark.parametrize("text", ["--------- beginning of main", "", "garbage", "1764"])
def test_rests_are_no_lines(text: str) -> None:
    """Buffer headers and rests of lines are skipped."""
    assert parse_log_line(text) is None


def test_lost_lines_are_told() -> None:
    """The words of logcat itself for lines that it lost."""
    assert tells_gap("read: unexpected EOF!")
    assert tells_gap("I chatty  : uid=1000(system) expire 5 lines")
    assert not tells_gap("I am_crash: [1,0,com.x,1,E,unexpected,F,1]")


@pytest.mark.parametrize("tag", ["am_create_activity", "wm_create_activity"])
def test_created_activity(tag: str) -> None:
    """Both dialects have the same fields; an address may hold commas."""
    message = "[0,231348670,100,com.x/.Main,android.intent.action.VIEW,NULL,app://a,b/c,270532608]"
    found = parse_event(line(tag, message))
    assert found == ActivityStart(
        component="com.x/com.x.Main",
        user=0,
        new_intent=False,
        action="android.intent.action.VIEW",
        data_uri="app://a,b/c",
    )


def test_cut_event_keeps_its_component() -> None:
    """A line cut in the address still says who was started."""
    found = parse_event(line("wm_new_intent", "[0,6954,155,com.x/.Main,android.intent"))
    assert isinstance(found, ActivityStart)
    assert found.component == "com.x/com.x.Main"
    assert found.new_intent


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("wm_set_resumed_activity", "[0,com.x/.Main,resumeTopActivity - onActivityStateChanged]"),
        ("am_set_resumed_activity", "[0,com.x/.Main,resumeTopActivityInnerLocked]"),
        ("wm_resume_activity", "[0,1234,5,com.x/.Main]"),
        ("am_restart_activity", "[0,-1766378888,2,com.x/.Main]"),
    ],
)
def test_resumed_in_every_dialect(tag: str, message: str) -> None:
    """The component is found wherever the dialect has it."""
    assert parse_event(line(tag, message)) == ActivityResumed(
        component="com.x/com.x.Main", source=tag
    )


def test_start_line_of_android_14() -> None:
    """Caller, launch mode and result stand behind the intent."""
    found = parse_start_line(
        "START u0 {act=android.intent.action.VIEW dat=https://fr.linkedin.com/... "
        "cmp=com.linkedin.android/.urls.DeeplinkActivity (has extras)} with LAUNCH_MULTIPLE "
        "from uid 10348 (BAL_ALLOW_VISIBLE_WINDOW) result code=0"
    )
    assert found is not None
    assert found.intent.data_uri == "https://fr.linkedin.com/..."
    assert (
        found.intent.component == "com.linkedin.android/com.linkedin.android.urls.DeeplinkActivity"
    )
    assert (found.caller_uid, found.result_code) == (10348, 0)
    assert found.caller_package is None


def test_start_line_of_android_9_keeps_custom_schemes_whole() -> None:
    """Before the newer redaction a deep link stands there in full."""
    found = parse_start_line(
        "START u0 {act=android.intent.action.VIEW dat=imsdk://sample:6060/friend?target_url=x%20y "
        "flg=0x10000000 cmp=com.x/.Y} from uid 10286 on display 0"
    )
    assert found is not None
    assert found.intent.data_uri == "imsdk://sample:6060/friend?target_url=x%20y"
    assert not is_redacted(found.intent.data_uri)
    assert found.result_code is None


def test_start_that_nothing_resolves() -> None:
    """No component, code -91."""
    found = parse_start_line(
        "START u0 {act=android.intent.action.VIEW dat=foo://x/...} with LAUNCH_MULTIPLE "
        "from uid 10123 result code=-91"
    )
    assert found is not None
    assert found.intent.component is None
    assert found.result_code == -91


def test_real_android_4_log() -> None:
    """The crash names its package and holds the address that nothing resolved."""
    lines = (API19 / "logcat_events_after_tap.txt").read_text().splitlines()
    events = [parse_event(found) for text in lines if (found := parse_log_line(text))]
    crash = next(e for e in events if isinstance(e, Crashed))
    assert crash.package == "com.example.hello"
    assert "ActivityNotFoundException" in crash.reason
    resumed = [e.component for e in events if isinstance(e, ActivityResumed)]
    assert resumed == ["com.example.home/com.example.home.Home"]


def test_real_android_4_start_lines() -> None:
    """START lines come with a process id instead of a uid."""
    lines = (API19 / "logcat_am.txt").read_text().splitlines()
    parsed = [found for text in lines if (found := parse_log_line(text, year=2026))]
    starts = [e for p in parsed if isinstance(e := parse_event(p), StartLine)]
    assert starts
    assert starts[0].intent.component == "com.example.home/com.example.home.Home"
    assert starts[0].caller_pid == 0
    assert any(s.intent.data_uri == "https://example.com/" for s in starts)


def test_cut_forms_match_their_full_address() -> None:
    """A cut address matches what it may have been, and nothing else."""
    assert could_be("https://a.example/...", "https://a.example/x?y=1")
    assert could_be("market://details/...", "market://details?id=com.x")
    assert could_be("https://a.example/...", "https://a.example")
    assert not could_be("https://a.example/...", "https://a.example.evil.org/x")
    assert not could_be("https://a.example/...", "https://b.example/x")
    assert could_be(None, None)
    assert not could_be(None, "https://a.example/x")


def test_intent_without_optional_words() -> None:
    """An intent may be nothing but a component."""
    assert parse_intent(" cmp=com.example.hello/.MainActivity ").component == (
        "com.example.hello/com.example.hello.MainActivity"
    )


@settings(deadline=None, derandomize=True)
@given(
    st.sampled_from(["wm_create_activity", "am_crash", "am_proc_start", "am_anr", "wm_new_intent"]),
    st.text(),
)
def test_any_event_text_is_tolerated(tag: str, message: str) -> None:
    """No field list makes the parser raise."""
    parse_event(line(tag, message))
    parse_event(line(tag, f"[{message}]"))
    parse_event(line("ActivityTaskManager", f"START u0 {{{message}}} from uid 1"))
    parse_log_line(message)


ADDRESSES = st.from_regex(r"[a-z]{2,8}://[!-z]{1,40}", fullmatch=True)


@settings(deadline=None, derandomize=True)
@given(ADDRESSES)
def test_addresses_survive_both_sources(address: str) -> None:
    """An address without spaces comes out of intent and event as it went in."""
    assert parse_intent(f"act=a.b dat={address} flg=0x1 cmp=c.d/.E").data_uri == address
    event = parse_event(line("wm_create_activity", f"[0,1,2,c.d/.E,a.b,NULL,{address},1]"))
    assert isinstance(event, ActivityStart)
    assert event.data_uri == address
