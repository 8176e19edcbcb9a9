"""A phone with one app, and a shell on it, without any wire."""

import asyncio
import dataclasses
import importlib
import re
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

from harness.virtual.android.clock import ManualClock
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import PhoneConfig
from harness.virtual.apps.loader import LoadedApp, load_app
from harness.virtual.filesystem import FileSystem
from harness.virtual.scene import Fill, Node, View
from harness.virtual.shell.context import COMMANDS, Services, Shell

for _family in (
    "activity_manager", "dispatch", "dumpsys", "input", "logcat", "monkey", "package_manager",
    "processes", "properties", "screencap", "settings", "system", "ui_automation", "wm",
):  # fmt: skip
    importlib.import_module(f"harness.virtual.shell.commands.{_family}")

APP = "com.erbete.customer"
T = TypeVar("T")
SCRIPT = """
format: 1
package: com.erbete.customer
label: Customer
version_name: 2.5.1
version_code: 251
permissions: [android.permission.INTERNET, android.permission.CAMERA]
start_ms: 300
activities:
- {name: .MainActivity, page: home, launcher: true}
- {name: .DeepActivity, page: deep, deep_links: ['erbete://']}
- {name: .HiddenActivity, page: deep, exported: false}
pages:
  home:
    title: Home
    layers:
    - area: {left: 0, top: 96, width: 200, height: 64}
      fill: {colors: ['#336699']}
      tree: {cls: android.widget.Button, id: buy, text: Buy now, clickable: true}
      on_tap: [{show: card}]
    - area: {left: 0, top: 200, width: 200, height: 60}
      tree: {cls: android.widget.TextView, id: note, text: 'a <b> & "c"'}
    - area: {left: 304, top: 304, width: 400, height: 64}
      tree: {cls: android.view.View, clickable: true}
  deep:
    layers:
    - area: {left: 0, top: 0, width: 50, height: 50}
      tree: {cls: android.widget.TextView, text: Deep}
popups:
  card:
    window: dialog
    area: {left: 56, right: 56, top: 200, height: 304}
    scrim: 0.6
    back: dismiss
    tree: {cls: android.widget.FrameLayout, id: card}
    layers:
    - area: {right: 8, top: 8, width: 32, height: 32}
      draw: {glyph: x, color: '#333333'}
      tree: {cls: android.widget.ImageView, id: close, desc: close, clickable: true}
      on_tap: [{dismiss: true}]
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str
    raw: bytes


class _Bytes:
    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)

    async def read(self, at_most: int) -> bytes:
        taken = bytes(self.data[:at_most])
        del self.data[:at_most]
        return taken

    async def write(self, data: bytes) -> None:
        self.data += data


def plain_page(kind: str, params: dict[str, str], *, width: int, height: int, **_: Any) -> View:
    """Stands in for the system apps: one node a page."""
    return View(
        (0, 0, width, height),
        fill=Fill(((250, 250, 250, 255),)),
        node=Node(cls="android.widget.FrameLayout", text=kind, desc=params.get("url", "")),
    )


def sample_app(folder: Path) -> LoadedApp:
    """The one app, written into the folder."""
    (folder / "app.yaml").write_text(SCRIPT, encoding="utf-8")
    return load_app(folder)


class Bench:
    """The phone and its shell; the clock moves only while a command waits."""

    def __init__(self, folder: Path, api_level: int = 34, **config: Any) -> None:
        self.clock = ManualClock()
        self.phone = Phone.boot(
            PhoneConfig(api_level=api_level, **config),
            [sample_app(folder)],
            clock=self.clock,
            builder=plain_page,
        )
        self.fs = FileSystem(self.clock.wall_s, self.phone.disk)
        self.env: dict[str, str] = {}

    def shell(self, stdin: bytes = b"", services: Services | None = None) -> Shell:
        """A shell whose output is kept."""
        sinks = (_Bytes(stdin), _Bytes(), _Bytes())
        return Shell(self.phone, self.fs, *sinks, dict(self.env), pid=4242, services=services)

    def run(self, line: str, stdin: bytes = b"") -> Ran:
        """Run one command line (split at spaces)."""
        return self.wait(self._run(line.split(" "), stdin))

    async def _run(self, argv: list[str], stdin: bytes) -> Ran:
        sh = self.shell(stdin)
        status = await COMMANDS[argv[0]](sh, argv)
        assert isinstance(sh.stdout, _Bytes)
        assert isinstance(sh.stderr, _Bytes)
        raw = bytes(sh.stdout.data)
        return Ran(status, raw.decode("utf-8", "replace"), bytes(sh.stderr.data).decode(), raw)

    def wait(self, for_: Awaitable[T]) -> T:
        """The result, moving the clock whenever everything else waits for it."""
        return asyncio.run(self._driven(for_))

    async def _driven(self, for_: Awaitable[T]) -> T:
        task = asyncio.ensure_future(for_)
        while not task.done():
            await self.settle(task)
            if not task.done() and self.clock.pending:
                self.clock.advance(5)
        return task.result()

    async def settle(self, task: "asyncio.Future[Any]") -> None:
        """Let the loop run until nothing is ready (or a worker thread has answered)."""
        for _ in range(3):
            await asyncio.sleep(0)
        if not task.done() and not self.clock.pending:
            await asyncio.wait({task}, timeout=0.01)

    def launch(self) -> Ran:
        """Start the app's main activity and let it draw."""
        return self.run(f"am start -W -n {APP}/.MainActivity")


_HASH = re.compile(r"(?<=[{@ ])[0-9a-f]{5,8}(?=[ }])")


def unhashed(text: str) -> str:
    """The text with identity hashes, pids and task numbers made equal."""
    text = _HASH.sub("HASH", text)
    return re.sub(r"\bt\d+\}", "tN}", re.sub(r"HASH \d+:", "HASH PID:", text))
