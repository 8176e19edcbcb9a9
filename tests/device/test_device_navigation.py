"""The streamed log: time mapping, gaps, and addresses fetched in full."""

import socket
import threading
import time

import pytest
from fake_adb import Answer, fake_adb

from harness.device.deviceclock import DeviceClock
from harness.device.link import Link
from harness.device.logstream import LogStream, choose_format
from harness.device.navigation import NavigationWatch
from harness.device.parsers.logcat import LogLine
from harness.device.placing import PlaceNamer
from harness.domain.place import Navigation, PlaceKind

S = "phone-1"
APP = "com.demo.app"
WEB = "com.android.browser/.BrowserActivity"
WAIT_S = 10.0


def now_line(tag: str, message: str) -> bytes:
    wall_ns = time.time_ns()
    return f"{wall_ns // 10**9}.{wall_ns // 10**6 % 1000:03d}  1  1 I {tag}: {message}\n".encode()


def start_line(uri: str) -> bytes:
    intent = f"act=android.intent.action.VIEW dat={uri} cmp={WEB}"
    tail = "with LAUNCH_MULTIPLE from uid 10123 result code=0"
    return now_line("ActivityTaskManager", f"START u0 {{{intent}}} {tail}")


def dump(uri: str) -> bytes:
    return (
        f"  * Hist #0: ActivityRecord{{1 u0 {WEB} t9}}\n    launchedFromPackage={APP}\n"
        f"    Intent {{ act=android.intent.action.VIEW dat={uri} cmp={WEB} }}\n"
    ).encode()


def date() -> bytes:
    wall_ns = time.time_ns()
    return f"{wall_ns // 10**9}.{wall_ns % 10**9:09d},+0000,2026\n".encode()


class Log:
    """Plays the device's logcat; ``say`` sends to the stream that is open."""

    def __init__(self) -> None:
        self.opened = threading.Semaphore(0)
        self._client: socket.socket | None = None
        self._end = threading.Event()

    def __call__(self, client: socket.socket) -> None:
        self._client, self._end = client, threading.Event()
        self.opened.release()
        self._end.wait(WAIT_S)

    def say(self, raw: bytes) -> None:
        assert self._client is not None
        self._client.sendall(raw)

    def hang_up(self) -> None:
        self._end.set()


def answers(log: Log, full: str = "https://ad.example/l?cid=42") -> dict[str, Answer]:
    return {
        f"host-serial:{S}:features": b"",
        "shell:date": lambda client: client.sendall(date()),
        "shell:pm list packages -U": f"package:{APP} uid:10123\n".encode(),
        "shell:logcat -b events -v": b"",
        "shell:logcat -b events -b main": log,
        "shell:dumpsys activity activities": dump(full),
        "shell:dumpsys activity starter": b"",
    }


def until(watch: NavigationWatch, mark: object, holds: object) -> Navigation:
    """Wait until the navigation is as asked; fails after ten seconds."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        found = watch.since(mark)  # type: ignore[arg-type]
        if holds(found):  # type: ignore[operator]
            return found
        threading.Event().wait(0.005)
    pytest.fail(f"never came: {watch.since(mark)}")  # type: ignore[arg-type]


def test_hop_comes_with_its_full_address() -> None:
    """The log cuts the address; dumpsys gives it, off the caller's path."""
    log = Log()
    namer = PlaceNamer()
    namer.watched = APP
    with fake_adb(answers(log)) as adb:
        watch = NavigationWatch(Link(S, adb.address), namer)
        watch.start()
        assert log.opened.acquire(timeout=WAIT_S)
        mark = watch.mark()
        log.say(start_line("https://ad.example/..."))
        found = until(watch, mark, lambda n: n.hops and not n.hops[0].redacted)
        log.hang_up()
        watch.close()
    (hop,) = found.hops
    assert hop.data_uri == "https://ad.example/l?cid=42"
    assert (hop.caller, hop.kind) == (APP, PlaceKind.BROWSER)
    assert mark.at_ns <= hop.at_ns <= time.monotonic_ns()
    assert found.complete


def test_broken_stream_is_a_gap_and_is_taken_up_again() -> None:
    """What comes after the gap is seen, but the navigation is no longer called complete."""
    log = Log()
    with fake_adb(answers(log)) as adb:
        watch = NavigationWatch(Link(S, adb.address), PlaceNamer())
        watch.start()
        assert log.opened.acquire(timeout=WAIT_S)
        mark = watch.mark()
        log.say(start_line("https://one.example/"))
        until(watch, mark, lambda n: len(n.hops) == 1)
        log.hang_up()
        assert log.opened.acquire(timeout=WAIT_S), "the stream is opened again"
        log.say(start_line("https://two.example/"))
        found = until(watch, mark, lambda n: len(n.hops) == 2)
        assert not found.complete
        until(watch, watch.mark(), lambda n: n.complete)
        log.hang_up()
        watch.close()
    streams = [a for a in adb.asked if "-b main" in a]
    assert " -T 1 " in streams[0]
    assert " -T 1 " not in streams[1], "it resumes at the time last seen"


def test_unreadable_log_is_said_and_never_complete() -> None:
    """A phone that hides its log: navigation is empty and known to be incomplete."""
    refused = {
        **{k: v for k, v in answers(Log()).items() if "logcat" not in k},
        "shell:logcat": b"Unable to open log device 'events': Permission denied",
    }
    with fake_adb(refused) as adb:
        watch = NavigationWatch(Link(S, adb.address), PlaceNamer())
        watch.start()
        assert not watch.readable
        assert watch.since(watch.mark()) == Navigation(hops=(), complete=False)
        assert watch.last_place().kind is PlaceKind.UNKNOWN
        watch.close()


def test_old_logcat_prints_threadtime() -> None:
    """A logcat that does not know epoch is asked for threadtime."""
    old: dict[str, Answer] = {
        f"host-serial:{S}:features": b"",
        "shell:logcat -b events -v epoch": b"Invalid parameter epoch to -v\n",
        "shell:logcat -b events -v threadtime": b"11-23 18:37:46.189 1 1 I x: y\n",
    }
    with fake_adb(old) as adb:
        assert choose_format(Link(S, adb.address)) == "threadtime"


def test_lost_lines_count_as_a_gap() -> None:
    """Words of logcat say when its buffer rolled over."""
    seen: list[LogLine] = []
    with fake_adb({}) as adb:
        stream = LogStream(
            Link(S, adb.address), DeviceClock(), "epoch", lambda line, at: seen.append(line)
        )
        stream._take("read: unexpected EOF!", 1, None, 0)
        stream._take("1764000000.123  1  1 I wm_new_intent: [0]", 1, None, 0)
    assert stream.gaps == 1
    assert len(seen) == 1


def test_no_event_happens_after_it_was_received() -> None:
    """A clock that knows only seconds is corrected by the lines themselves."""
    clock = DeviceClock()
    clock.offset_ns = 1_000
    assert clock.to_host_ns(5_001, received_ns=5_401) == 5_401
    assert clock.to_host_ns(6_001, received_ns=9_000) == 6_401, "the correction stays"
    assert clock.to_host_ns(None, received_ns=77) == 77


def test_times_cut_to_milliseconds_do_not_fall_before_their_cause() -> None:
    """The end of the millisecond is taken, but never a time after the receipt."""
    clock = DeviceClock()
    clock.offset_ns = 0
    assert clock.to_host_ns(5_000_000, received_ns=9_000_000) == 5_999_999
    assert clock.to_host_ns(5_000_000, received_ns=5_300_000) == 5_300_000


def test_clock_is_read_with_zone_and_year() -> None:
    """Nanoseconds where date knows them; the zone is for logs in local time."""
    with fake_adb(
        {f"host-serial:{S}:features": b"", "shell:date": b"1764000000.500000000,+0530,2025\n"}
    ) as adb:
        clock = DeviceClock()
        clock.measure(Link(S, adb.address))
    assert (clock.utc_offset_s, clock.year) == (19_800, 2025)
    old = DeviceClock()
    with fake_adb(
        {f"host-serial:{S}:features": b"", "shell:date": b"1764000000.%N,-0100,2025\n"}
    ) as adb:
        old.measure(Link(S, adb.address))
    assert not old.precise
    assert old.utc_offset_s == -3600
