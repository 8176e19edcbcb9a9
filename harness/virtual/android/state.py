"""State of the small Android. Everything that a client can ask for is derived from this.

Times are phone milliseconds since boot (``uptime_ms``) or wall seconds (``wall_s``).
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from harness.virtual.android.link_state import LinkState
from harness.virtual.phones import PhoneKind, phone_kind
from harness.virtual.scene import Box, View


@dataclasses.dataclass(slots=True)
class PhoneConfig:
    """What the phone is. Fixed while it runs, but for size and density overrides (``wm``)."""

    serial_no: str = "TT00000001"
    width: int = 1080
    height: int = 2400
    density_dpi: int = 420
    api_level: int = 34
    release: str = "14"
    manufacturer: str = "Example"
    brand: str = "example"
    model: str = "Virtual One"
    device: str = "virtual1"
    product: str = "virtual1"
    abi: str = "arm64-v8a"
    locale: str = "zh-CN"
    seed: int = 0
    status_bar_dp: int = 24
    navigation_bar_dp: int = 24
    timing: "Timing" = dataclasses.field(default_factory=lambda: Timing())  # noqa: PLW0108  Timing stands below
    props: dict[str, str] = dataclasses.field(default_factory=dict)
    """Further or overriding system properties."""
    kind: str = "aosp"
    """Id of the kind of phone (``harness.virtual.phones``): its packages and its vendor's ways."""
    pin: str = ""
    """PIN of the lock screen; without one a swipe unlocks."""
    cutout: Box | None = None
    """What is cut out of the display, in its natural orientation."""

    @property
    def phone_kind(self) -> PhoneKind:
        """The kind of phone that this is."""
        return phone_kind(self.kind)


@dataclasses.dataclass(slots=True)
class Timing:
    """Delays of a real device; zero for an ideal one. Milliseconds."""

    screencap_ms: int = 0
    take_screenshot_ms: int = 0
    input_tap_ms: int = 0
    click_hold_ms: int = 100
    dump_ms: int = 0
    shell_ms: int = 0
    spread: float = 0.0
    """Each of them is longer or shorter by up to this share, by the phone's seed."""
    boot_ms: int = 1500
    """From a reboot until adbd answers again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Intent:
    """As Android writes it: act, cat, dat, typ, flg, pkg, cmp, extras."""

    action: str | None = None
    categories: tuple[str, ...] = ()
    data: str | None = None
    mime: str | None = None
    flags: int = 0
    package: str | None = None
    component: tuple[str, str] | None = None
    """Package and full class name."""
    extras: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(slots=True)
class ActivityInfo:
    """A declared activity. ``page`` is what its app's runtime or builder shows for it."""

    package: str
    name: str
    """Full class name."""
    page: str = ""
    launcher: bool = False
    exported: bool = True
    uri_prefixes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    needs_data: bool = False
    """Its actions count only with an address."""
    mimes: tuple[str, ...] = ()
    verified_hosts: tuple[str, ...] = ()
    """Hosts of its links that the manifest asks to verify (``autoVerify``)."""
    launch_mode: Literal["standard", "singleTop", "singleTask", "singleInstance"] = "standard"
    task_affinity: str | None = None
    """None = the package's name."""


@dataclasses.dataclass(slots=True)
class Package:
    """An installed package."""

    name: str
    label: str
    uid: int
    version_name: str
    version_code: int
    activities: list[ActivityInfo]
    system: bool = False
    min_sdk: int = 23
    target_sdk: int = 34
    permissions: tuple[str, ...] = ()
    granted: set[str] = dataclasses.field(default_factory=set)
    code_path: str = ""
    """Folder of the APK, as ``dumpsys package`` prints ``codePath=``."""
    apk: bytes = b""
    """Bytes of base.apk, unless ``make_apk`` makes them."""
    make_apk: Callable[[], bytes] | None = None
    splits: dict[str, bytes] = dataclasses.field(default_factory=dict)
    """Further APKs of the same app, by name (``config.zh``)."""
    signer: str = ""
    """SHA-256 (hex) of the signing certificate; empty for the system's own."""
    icon: bytes = b""
    """PNG of the APK's launcher icon, where it has one that can be painted."""
    debuggable: bool = False
    first_install_s: float = 0.0
    last_update_s: float = 0.0
    installer: str | None = None
    stopped: bool = True
    memory: dict[str, str] = dataclasses.field(default_factory=dict)
    """What the app remembers; ``pm clear`` empties it."""
    launches: int = 0
    links: LinkState = dataclasses.field(default_factory=LinkState)
    """Whose web links it opens."""
    script: Any = None
    """The ``AppScript``, or None for system apps and plain APKs."""

    @property
    def apk_path(self) -> str:
        """What ``pm path`` prints after ``package:``."""
        in_system = self.code_path.startswith("/system")
        return f"{self.code_path}/{self.code_path.rpartition('/')[2] if in_system else 'base'}.apk"

    @property
    def apk_files(self) -> dict[str, Callable[[], bytes]]:
        """What gives each APK of the app, by its path, the base first."""
        splits = {f"{self.code_path}/split_{n}.apk": data for n, data in self.splits.items()}
        makers = {path: partial(bytes, data) for path, data in splits.items()}
        return {self.apk_path: self.make_apk or partial(bytes, self.apk), **makers}


@dataclasses.dataclass(slots=True)
class Process:
    """A running process."""

    pid: int
    package: str
    uid: int
    started_ms: int


@dataclasses.dataclass(slots=True)
class ActivityRecord:
    """An activity in a task."""

    token: int
    """Identity hash as printed in hex."""
    info: ActivityInfo
    intent: Intent
    launched_from_package: str | None
    launched_from_uid: int
    task_id: int
    state: Literal["initializing", "resumed", "paused", "stopped", "finishing"] = "initializing"
    created_ms: int = 0

    @property
    def component(self) -> str:
        """Short form as Android prints it: ``pkg/.Class`` where the class is in the package."""
        name = self.info.name
        prefix = self.info.package + "."
        short = name[len(self.info.package) :] if name.startswith(prefix) else name
        return f"{self.info.package}/{short}"


@dataclasses.dataclass(slots=True)
class Task:
    """A task; ``activities`` bottom first."""

    id: int
    affinity: str
    uid: int
    activities: list[ActivityRecord] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Window:
    """A window of the window manager."""

    id: int
    """Identity hash as printed in hex."""
    title: str
    package: str
    uid: int
    pid: int
    type: str
    """BASE_APPLICATION, APPLICATION, APPLICATION_PANEL, APPLICATION_OVERLAY, STATUS_BAR …"""
    frame: Box
    activity: ActivityRecord | None = None
    flags: tuple[str, ...] = ()
    visible: bool = True
    focusable: bool = True
    touchable: bool = True
    secure: bool = False
    dim: float = 0.0
    root: View | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log."""

    wall_s: float
    uptime_ms: int
    buffer: Literal["main", "system", "events", "crash"]
    pid: int
    tid: int
    uid: int
    level: Literal["V", "D", "I", "W", "E", "F"]
    tag: str
    message: str


@dataclasses.dataclass(frozen=True, slots=True)
class StartResult:
    """What ``am start`` learns of a start."""

    code: int
    """0 started, 2 its task brought to front, 3 delivered to the running top, -91 nothing
    resolves, -92 class not found, -94 permission denied (as in ``ActivityManager``)."""
    activity: ActivityRecord | None = None
    launch_state: Literal["COLD", "WARM", "HOT", ""] = ""
    total_ms: int = 0
    wait_ms: int = 0
