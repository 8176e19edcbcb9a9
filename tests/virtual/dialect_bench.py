"""A virtual phone of any kind in this process, met through the harness's own seam without adb.

``FakeLink`` stands where the adb connection stands; what it answers is what the phone's shell
prints. So every parser of ``harness.device`` reads every dialect, at the speed of a unit test.
"""

import asyncio
from pathlib import Path
from typing import Any, cast

from harness.device.link import Link
from harness.device.parsers.logcat import parse_log_line
from harness.device.parsers.packages import parse_package_list
from harness.device.placing import PlaceNamer, learn_defaults, read_place
from harness.device.records import ShellResult
from harness.device.trail import Trail
from harness.domain.place import Hop, Place
from harness.virtual.android.clock import ManualClock
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import ActivityRecord
from harness.virtual.apps.loader import LoadedApp, parse_script
from harness.virtual.apps.manifest import apk_of
from harness.virtual.machine import Machine
from harness.virtual.scene import View
from harness.virtual.server import Options, files_of
from harness.virtual.shell import commands
from harness.virtual.shell.minish import run_text
from harness.virtual.shell.session import new_shell
from harness.virtual.shell.streams import Bytes, Collected

assert commands  # registers them

PACKAGE = "com.example.redirector"
SECOND = 10**9


def redirector(data: str, **more: str) -> LoadedApp:
    """An app whose splash is one link to ``data``; ``more`` are further fields of ``open``."""
    fields = "".join(f", {key}: {value}" for key, value in more.items())
    source = f"""\
format: 1
package: {PACKAGE}
label: 每日精选
version_name: "2.0"
version_code: 20
activities: [{{name: .MainActivity, page: home, launcher: true}}]
pages: {{home: {{}}}}
popups:
  splash:
    on_body: [{{open: {{data: "{data}"{fields}}}}}]
    layers: [{{area: {{left: 0, top: 0, right: 0, bottom: 0}}, fill: {{colors: ["#cc2211"]}}}}]
starts: [{{show: [splash], after_ms: 100}}]
""".encode()
    script = parse_script(source, "app.yaml", Path())
    return LoadedApp(script, Path(), apk_of(script, source))


class FakeLink:
    """Runs shell commands on the phone, clock and all."""

    serial = "virtual"

    def __init__(self, machine: Machine, clock: ManualClock) -> None:
        self._machine = machine
        self._clock = clock

    def shell(self, command: str, *, timeout_s: float = 15.0) -> ShellResult:
        """As ``Link.shell``; the clock moves while everything waits for it."""
        del timeout_s
        return asyncio.run(self._run(command))

    async def _run(self, command: str) -> ShellResult:
        out, err = Collected(), Collected()
        shell = new_shell(self._machine, Bytes(b""), out, err)
        task = asyncio.ensure_future(run_text(shell, command))
        while not task.done():
            for _ in range(5):
                await asyncio.sleep(0)
            if not task.done() and self._clock.pending:
                self._clock.advance(5)
        return ShellResult(out=bytes(out.data).decode(), err=bytes(err.data).decode(),
                           code=task.result())  # fmt: skip


class Met:
    """A phone of a kind and level, the harness's view of it, and fingers."""

    def __init__(self, profile: str, api: int | None, app: LoadedApp, **more: Any) -> None:
        self.clock = ManualClock()
        options = Options(profile=profile, api=api, **more)
        self.phone = Phone.boot(options.config(), [app], self.clock)
        self.machine = Machine(self.phone, files_of(self.phone))
        self.link = cast("Link", FakeLink(self.machine, self.clock))
        self.namer = PlaceNamer()
        self.namer.watched = PACKAGE
        learn_defaults(self.link, self.namer)
        self.trail = Trail(self.namer)
        self.trail.learn_uids(parse_package_list(self.link.shell("pm list packages -U").out))
        self._read = 0

    @property
    def api(self) -> int:
        """API level."""
        return self.phone.config.api_level

    def launch(self) -> None:
        """Start the app as the harness does, and wait for its splash."""
        self.link.shell(f"am start -W -n {PACKAGE}/.MainActivity")
        self.clock.advance(200)

    def tap_middle(self) -> None:
        """A finger on the middle of the screen."""
        width, height = self.phone.display_size()
        asyncio.run(self.phone.tap(width / 2, height / 2))

    def touch(self, touch_id: str) -> None:
        """A finger on what bears this id, wherever on the screen that is."""
        for window in self.phone.windows():
            box = None if window.root is None else box_of(window.root, touch_id)
            if box is not None:
                asyncio.run(self.phone.tap((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
                return
        raise AssertionError(f"{touch_id} is not on the screen")

    def wait(self, for_ms: float) -> None:
        """Let the phone's time pass."""
        self.clock.advance(for_ms)

    def place(self) -> Place:
        """Where the harness says the screen is."""
        return read_place(self.link, self.namer, self.api).place

    def hops(self) -> tuple[Hop, ...]:
        """What the harness made of the log, full addresses from ``dumpsys`` included."""
        text = self.link.shell("logcat -d -b events,main -v threadtime").out
        lines = [parse_log_line(one, year=2026) for one in text.splitlines()]
        for line in [one for one in lines if one is not None][self._read :]:
            self._read += 1
            self.trail.add(line, line.wall_ns or 0)
        now = int(self.clock.wall_s() * SECOND)
        self.trail.complete_from_history(self.link.shell("dumpsys activity activities").out, now)
        self.trail.complete_from_starter(self.link.shell("dumpsys activity starter").out, now)
        return self.trail.since(0)

    @property
    def front(self) -> ActivityRecord:
        """What is resumed, as the phone knows it."""
        record = self.phone.resumed_activity()
        assert record is not None
        return record


def box_of(view: View, touch_id: str) -> tuple[int, int, int, int] | None:
    """Where something with that touch id lies."""
    if view.touch_id == touch_id:
        return view.box
    found = (box_of(child, touch_id) for child in reversed(view.children))
    return next((box for box in found if box is not None), None)
