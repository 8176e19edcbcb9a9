"""Faults on purpose: each begins, can be seen by whoever uses the phone, and ends."""

import ast
import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shell_bench
from phone_bench import PACKAGE, Bench, app_of
from real_adb import REPOSITORY, VirtualPhone

from harness.virtual.adbd.daemon import Adbd
from harness.virtual.android.installer import Wish
from harness.virtual.android.state import Timing
from harness.virtual.faults.catalogue import FAULTS
from harness.virtual.faults.control import Faults, Order, listen, send
from harness.virtual.machine import Machine
from harness.virtual.profiles import TIMINGS
from harness.virtual.server import files_of
from harness.virtual.uia2.tree import roots

AD = "popups: {ad: {}}\nstarts: [{after_ms: 100, show: [ad]}]\n"


@pytest.fixture
def bench() -> Bench:
    """A phone with one app that is in front."""
    bench = Bench(app_of(AD))
    bench.launch()
    return bench


def faults_of(bench: Bench) -> Faults:
    """The phone's faults, with a daemon that nobody has started."""
    return Faults(bench.phone, Adbd(Machine(bench.phone, files_of(bench.phone))))


def pixels(bench: Bench) -> bytes:
    """What a capture gives."""
    return bench.phone.frame_rgba()[2]


def test_black_frames_come_and_go(bench: Bench) -> None:
    """Captures are black while it lasts, and what they were before when it is over."""
    faults, healthy = faults_of(bench), pixels(bench)
    faults.order(Order(fault="frames-black", for_s=3))
    assert set(pixels(bench)) == {0, 255}
    assert pixels(bench)[:4] == b"\0\0\0\xff"
    bench.wait(3000)
    assert pixels(bench) == healthy


def test_torn_frames_mix_two_moments(bench: Bench) -> None:
    """The upper part is of the frame before, the lower one of now."""
    faults, before = faults_of(bench), pixels(bench)
    faults.order(Order(fault="frames-torn"))
    bench.phone.sleep()
    torn = pixels(bench)
    row = 4 * 400
    assert torn[: 100 * row] == before[: 100 * row]
    assert torn[-100 * row :] == b"\0\0\0\xff" * (100 * 400)


def test_truncated_captures_end_early(tmp_path: Path) -> None:
    """Screencap gives two thirds of its bytes, with and without -p."""
    bench = shell_bench.Bench(tmp_path, width=64, height=64)
    whole = bench.run("screencap").raw
    bench.phone.trouble.frames = "truncated"
    assert len(bench.run("screencap").raw) < len(whole)
    assert not bench.run("screencap -p").raw.endswith(b"IEND\xaeB`\x82")


def test_an_empty_hierarchy_has_no_window(bench: Bench) -> None:
    """Accessibility tells of nothing until it is cleared."""
    faults = faults_of(bench)
    faults.order(Order(fault="hierarchy-empty"))
    assert roots(bench.phone) == []
    faults.order(Order(clear=True))
    assert roots(bench.phone) != []


def test_a_dead_log_forgets_and_cuts_its_readers_off(tmp_path: Path) -> None:
    """A running logcat ends with an error; what happens meanwhile is never told."""
    bench = shell_bench.Bench(tmp_path)
    bench.clock.call_later(100, bench.phone.event_log.die)
    ran = bench.run("logcat -b main")
    assert (ran.status, ran.err) == (1, "logcat: read: unexpected EOF!\n")
    bench.launch()
    bench.phone.event_log.revive()
    assert bench.run("logcat -d -b all").out == ""


def test_the_app_in_front_stops_answering(bench: Bench) -> None:
    """Touches are lost, and the dialog comes five seconds later."""
    faults_of(bench).order(Order(fault="anr"))
    bench.wait(5000)
    assert "anr_dialog" in bench.kinds()


def test_a_crash_loop_crashes_every_start(bench: Bench) -> None:
    """Each start crashes after a moment, until the fault has ended."""
    faults_of(bench).order(Order(fault="crash-loop", for_s=10))
    for _ in range(2):
        bench.phone.force_stop(PACKAGE)
        bench.launch()
        bench.wait(1000)
        assert bench.events("am_crash")[-1].uptime_ms > bench.clock.now_ms() - 1000
    bench.wait(10_000)
    bench.phone.force_stop(PACKAGE)
    bench.launch()
    bench.wait(1000)
    assert len(bench.events("am_crash")) == 2
    assert bench.front == f"{PACKAGE}/.Main"


def test_low_storage_refuses_installs_and_ends(bench: Bench) -> None:
    """Nothing can be installed while it lasts."""
    apk, faults = app_of("").apk, faults_of(bench)
    faults.order(Order(fault="low-storage"))
    assert "INSUFFICIENT_STORAGE" in bench.phone.install([apk], Wish())
    faults.order(Order(clear=True))
    assert bench.phone.install([apk], Wish()) == "Success"


def test_the_wall_clock_jumps_and_uptime_does_not(bench: Bench) -> None:
    """An hour passes on the wall, no time since boot."""
    wall, uptime = bench.phone.wall_s(), bench.phone.uptime_ms()
    faults_of(bench).order(Order(fault="clock-jump"))
    assert bench.phone.wall_s() == pytest.approx(wall + 3600)
    assert bench.phone.uptime_ms() == uptime


def test_a_slow_start_takes_twenty_seconds(bench: Bench) -> None:
    """Nothing is drawn before; the launcher activity is there after."""
    faults_of(bench).order(Order(fault="slow-start"))
    bench.phone.force_stop(PACKAGE)
    bench.launch()
    bench.wait(19_000)
    assert not bench.events("ActivityTaskManager")[-1].message.startswith("Displayed")
    bench.wait(1500)
    assert bench.events("ActivityTaskManager")[-1].message.startswith("Displayed")


@pytest.mark.parametrize(
    ("fault", "package"),
    [
        ("second-popup", "com.example.cleaner"),
        ("system-update", "com.android.updater"),
    ],
)
def test_an_intruder_lies_over_the_app_and_leaves(bench: Bench, fault: str, package: str) -> None:
    """A window of another package is above the app's, takes no place in the task, and goes."""
    faults = faults_of(bench)
    faults.order(Order(fault=fault, for_s=2))
    order = [w.package for w in bench.phone.windows() if w.visible]
    assert order.index(package) < order.index(PACKAGE)
    assert bench.front == f"{PACKAGE}/.Main"
    bench.wait(2000)
    assert package not in [w.package for w in bench.phone.windows()]


def test_a_notification_lies_over_the_app_for_a_while(bench: Bench) -> None:
    """It is a heads-up for five seconds; the app stays in front, and in the end it is gone."""
    faults = faults_of(bench)
    faults.order(Order(fault="notification", for_s=10))
    assert bench.phone.notices.heads_up() is not None
    assert bench.front == f"{PACKAGE}/.Main"
    bench.wait(5001)
    assert bench.phone.notices.heads_up() is None
    bench.wait(5000)
    assert bench.phone.notices.all == []


def test_a_notification_would_lead_to_its_app(bench: Bench) -> None:
    """What comes under the finger may take the touch: it opens an activity of who posted it."""
    faults_of(bench).order(Order(fault="notification"))
    notice = bench.phone.notices.heads_up()
    assert notice is not None
    assert notice.intent is not None
    assert notice.intent.component is not None
    assert notice.intent.component[0] == notice.package


def test_faults_wait_for_a_launch_or_a_touch(bench: Bench) -> None:
    """They begin at the next cold start or when a finger goes up, not before, and once."""
    faults = faults_of(bench)
    faults.order(Order(fault="rotation", on="launch", after_ms=50, for_s=1))
    faults.order(Order(fault="frames-black", on="tap"))
    bench.wait(5000)
    assert (bench.phone.rotation, bench.phone.trouble.frames) == (0, "")
    bench.phone.force_stop(PACKAGE)
    bench.launch()
    assert bench.phone.rotation == 1
    bench.wait(1000)
    assert bench.phone.rotation == 0
    bench.tap(10, 10)
    assert bench.phone.trouble.frames == "black"


def test_a_window_can_come_under_the_finger_each_time(bench: Bench) -> None:
    """With ``every``, each touch meets the other app's window that has just come."""
    faults_of(bench).order(Order(fault="second-popup", on="tap", every=True))
    for _ in range(2):
        bench.phone.force_stop(PACKAGE)
        bench.launch()
        assert bench.front == f"{PACKAGE}/.Main"
        bench.tap(200, 70)
        bench.wait(1500)
        assert bench.front == "com.example.cleaner/.MainActivity"


def test_a_cleared_phone_forgets_what_waits(bench: Bench) -> None:
    """After ``clear`` neither a launch nor a touch begins anything."""
    faults = faults_of(bench)
    faults.order(Order(fault="rotation", on="launch"))
    faults.order(Order(fault="frames-black", on="tap"))
    faults.order(Order(clear=True))
    bench.phone.force_stop(PACKAGE)
    bench.launch()
    bench.tap(10, 10)
    assert (bench.phone.rotation, bench.phone.trouble.frames) == (0, "")


def test_the_channel_answers_each_line(bench: Bench) -> None:
    """Good orders are answered ok, bad ones with what was wrong, on one connection."""
    lines = [b'{"fault": "frames-black"}', b'{"fault": "nonsense"}', b"no json",
             b'{"fault": "anr", "colour": 1}']  # fmt: skip

    async def talk() -> list[dict[str, object]]:
        async with await listen(faults_of(bench)) as server:
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"\n".join(lines) + b"\n")
            told = [json.loads(await reader.readline()) for _ in lines]
            writer.close()
            return told

    good, *bad = asyncio.run(talk())
    assert good == {"ok": True}
    assert bench.phone.trouble.frames == "black"
    assert "known: cable" in str(bad[0]["error"])
    assert all(list(answer) == ["error"] for answer in bad)


def test_every_fault_is_described() -> None:
    """The list on the command line has a sentence for each."""
    assert all(
        (begin.__doc__ or "").strip().endswith(".") or begin.__doc__ for begin in FAULTS.values()
    )


@pytest.mark.phone
def test_a_killed_daemon_breaks_a_capture_and_comes_back(
    virtual_phone: Callable[..., VirtualPhone],
) -> None:
    """The capture under way ends in its middle; a second later adb has the phone again."""
    phone = virtual_phone("--size", "360x800", "--density", "160")
    send(phone.control, Order(fault="adbd-killed"))
    cut = phone.run("exec-out", "screencap").stdout
    assert len(cut) < 360 * 800 * 4
    phone.run("wait-for-device")
    assert len(phone.run("exec-out", "screencap").stdout) == 360 * 800 * 4 + 16


@pytest.mark.phone
def test_a_pulled_cable_is_put_back(virtual_phone: Callable[..., VirtualPhone]) -> None:
    """While it is pulled nothing answers; afterwards the same serial does."""
    phone = virtual_phone("--size", "360x800", "--density", "160")
    send(phone.control, Order(fault="cable"))
    assert phone.run("shell", "echo here").returncode != 0
    send(phone.control, Order(clear=True))
    phone.run("wait-for-device")
    assert phone.shell("echo here") == "here\n"


def imports_of(file: Path) -> Iterator[str]:
    """Every module that a source file imports, and every module named in its texts."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_nothing_that_tests_apps_knows_the_control_channel() -> None:
    """Only ``taptruth virtual`` and the phone itself import or name it: no back door."""
    ours = [*(REPOSITORY / "harness").rglob("*.py"), *(REPOSITORY / "detectors").rglob("*.py")]
    knowing = {
        str(file.relative_to(REPOSITORY))
        for file in ours
        if any("virtual.faults" in name or "control=" in name for name in imports_of(file))
    }
    inside = {name for name in knowing if name.startswith("harness/virtual/")}
    assert knowing - inside == {"harness/cli/virtual.py"}


@pytest.mark.parametrize("name", sorted(TIMINGS))
def test_timings_spread_but_not_on_an_ideal_phone(name: str) -> None:
    """A real phone's delays differ from time to time, by its seed; an ideal one has none."""
    timing = TIMINGS[name]
    if name == "ideal":
        assert timing == Timing()
        return
    bench = Bench(app_of(""), timing=timing)
    waited = []

    async def wait_often() -> None:
        for _ in range(40):
            begun = bench.clock.now_ms()
            waiting = asyncio.ensure_future(bench.phone.take_ms(timing.screencap_ms))
            while not waiting.done():
                await asyncio.sleep(0)
                bench.clock.advance(5)
            waited.append(bench.clock.now_ms() - begun)

    asyncio.run(wait_often())
    low, high = (timing.screencap_ms * (1 + sign * timing.spread) for sign in (-1, 1))
    assert all(low <= one <= high + 15 for one in waited)
    assert max(waited) - min(waited) > (high - low) / 2
