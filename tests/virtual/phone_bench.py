"""A phone on a clock moved by hand, with one tiny app, for the tests of the phone's model."""

import asyncio
from pathlib import Path

from harness.virtual.android.clock import ManualClock
from harness.virtual.android.intents import LAUNCHER, MAIN, NEW_TASK
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import Intent, LogEntry, PhoneConfig, StartResult
from harness.virtual.apps.loader import LoadedApp, parse_script
from harness.virtual.apps.manifest import apk_of
from harness.virtual.scene import Node, View

PACKAGE = "com.test.app"
SHOP = "exampleshop://item?id=7"
HEAD = f"""\
format: 1
package: {PACKAGE}
label: 测试
version_name: "1.0"
version_code: 7
permissions: [android.permission.CAMERA]
activities:
  - {{name: .Main, page: home, launcher: true}}
  - {{name: .Detail, page: detail}}
pages:
  home: {{}}
  detail: {{background: {{colors: ["#eeeeee"]}}}}
"""


def app_of(body: str, package: str = PACKAGE) -> LoadedApp:
    """The head above with the rest of a script."""
    source = (HEAD.replace(PACKAGE, package) + body).encode()
    script = parse_script(source, "app.yaml", Path())
    return LoadedApp(script, Path(), apk_of(script, source))


def plain_builder(
    kind: str, params: dict[str, str], *, width: int, height: int, density: int, locale: str
) -> View:
    """Rows of touch targets instead of drawn pages; the kind is the root's description."""
    ids = {
        "permission": ["button:allow", "button:deny"],
        "crash_dialog": ["button:close"],
        "anr_dialog": ["button:close", "button:wait"],
        "resolver": [f"choice:{c.split('|')[0]}" for c in params.get("choices", "").split("\n")],
        "navigation_bar": ["nav:back", "nav:home"],
    }.get(kind, [])
    rows = tuple(
        View(box=(0, 100 + 100 * n, width, 200 + 100 * n), touch_id=touch_id)
        for n, touch_id in enumerate(ids)
    )
    words = ";".join(f"{key}={value}" for key, value in params.items())
    return View(box=(0, 0, width, height), node=Node(desc=kind, text=words), children=rows)


class Bench:
    """A booted phone and what a test does with it. One pixel is one dp."""

    def __init__(self, *apps: LoadedApp, api: int = 34, seed: int = 0, **config: object) -> None:
        self.clock = ManualClock()
        self.phone = Phone.boot(
            PhoneConfig(width=400, height=800, density_dpi=160, api_level=api, seed=seed, **config),  # type: ignore[arg-type]
            apps,
            self.clock,
            plain_builder,
        )

    def launch(self, package: str = PACKAGE, name: str = "Main") -> StartResult:
        """Cold start as the shell does, until the first frame."""
        intent = Intent(MAIN, (LAUNCHER,), flags=NEW_TASK, component=(package, f"{package}.{name}"))
        result = self.start(intent)
        self.clock.advance(350)
        return result

    def start(self, intent: Intent) -> StartResult:
        """Start as the shell does; does not wait."""
        return asyncio.run(self.phone.start_activity(intent, caller=None, caller_uid=2000))

    def wait(self, for_ms: float) -> None:
        """Let time pass."""
        self.clock.advance(for_ms)

    def tap(self, x: float, y: float) -> None:
        """Touch at once."""
        asyncio.run(self.phone.tap(x, y))

    def events(self, *tags: str) -> list[LogEntry]:
        """Entries with one of these tags."""
        return [entry for entry in self.phone.log if entry.tag in tags]

    @property
    def front(self) -> str | None:
        """Component of the resumed activity."""
        record = self.phone.resumed_activity()
        return None if record is None else record.component

    @property
    def popups(self) -> list[str]:
        """Names of the pop-ups of the test app, bottom first."""
        app = self.phone.activities.apps.get(PACKAGE)
        return [] if app is None else [shown.name for shown in app.popups]

    def kinds(self) -> list[str]:
        """Descriptions of the visible windows' roots: the kinds of the system's pages."""
        roots = [w.root for w in self.phone.windows() if w.root is not None]
        return [root.node.desc for root in roots if root.node is not None]
