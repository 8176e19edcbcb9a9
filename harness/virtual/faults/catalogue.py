"""Every fault by name: what begins, and what ends it.

A fault is a function of the rig that begins it and returns what ends it (or None where there
is nothing to end: what happened stays happened).
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from pathlib import Path

from harness.virtual.adbd.daemon import Adbd
from harness.virtual.android.intents import MAIN, NEW_TASK
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import Intent
from harness.virtual.android.system_packages import SYSTEM_UI, roles
from harness.virtual.android.trouble import Trouble
from harness.virtual.apps.loader import load_app
from harness.virtual.uia2 import server as uia2

End = Callable[[], None]
RESTART_S = 1.0
"""init starts a killed daemon again after about a second."""
CRASH_AFTER_MS = 600
LOW_BYTES = 40 << 20
JUMP_S = 3600.0
INTRUDERS = Path(__file__).parent / "intruders"


@dataclasses.dataclass(frozen=True, slots=True)
class Rig:
    """What faults act on: one phone and its daemon."""

    phone: Phone
    adbd: Adbd
    for_s: float | None = None
    """How long it was asked to last."""

    @property
    def trouble(self) -> Trouble:
        """What is wrong right now."""
        return self.phone.core.trouble


def cable(rig: Rig) -> End | None:
    """Pulled: all connections end, nobody answers on the port until it is put back."""
    rig.adbd.unplug()
    return rig.adbd.plug


def adbd_killed(rig: Rig) -> End | None:
    """Killed in the middle of the next large WRTE; init starts it again."""
    rig.adbd.die_in_write(lambda: rig.phone.clock.call_later(1000 * RESTART_S, rig.adbd.plug))
    return None


def _set(what: str, **values: object) -> Callable[[Rig], End | None]:
    """A fault that sets fields of ``Trouble`` and in the end puts them back."""

    def begin(rig: Rig) -> End | None:
        for name, value in values.items():
            setattr(rig.trouble, name, value)
        return partial(_unset, rig, tuple(values))

    begin.__doc__ = what
    return begin


def _unset(rig: Rig, names: tuple[str, ...]) -> None:
    healthy = Trouble()
    for name in names:
        setattr(rig.trouble, name, getattr(healthy, name))


def logcat_dropped(rig: Rig) -> End | None:
    """Logd dies: readers are cut off, what was in the buffers is gone, nothing is kept."""
    log = rig.phone.event_log
    log.die()
    return log.revive


def uiautomator_killed(rig: Rig) -> End | None:
    """The on-device server's process is killed; while it lasts none can start again."""
    server = uia2.running_server(rig.phone)
    if server is not None:
        server.stopped.set()
        server.close()
    if rig.for_s is None:
        return None
    rig.trouble.no_automation = True
    return partial(_unset, rig, ("no_automation",))


def _front(rig: Rig) -> str | None:
    record = rig.phone.resumed_activity()
    return None if record is None else record.info.package


def anr(rig: Rig) -> End | None:
    """The app in front stops answering; Android says so five seconds later."""
    name = _front(rig)
    app = rig.phone.activities.apps.get(name or "")
    if app is not None:
        app.frozen = True
        rig.phone.host.not_responding(app.package)
    return None


def crash(rig: Rig) -> End | None:
    """The app in front crashes once."""
    name = _front(rig)
    if name in rig.phone.activities.apps:
        rig.phone.host.crash(rig.phone.packages[str(name)], "java.lang.NullPointerException")
    return None


def low_storage(rig: Rig) -> End | None:
    """Almost nothing is free: installs fail, and a notification says so."""
    rig.phone.disk.leave(LOW_BYTES)
    system = rig.phone.packages[SYSTEM_UI]
    notice = rig.phone.notices.post(system, "存储空间不足", "部分系统功能可能无法正常使用")

    def end() -> None:
        rig.phone.disk.leave(None)
        rig.phone.notices.cancel(notice)

    return end


def clock_jump(rig: Rig) -> End | None:
    """The wall clock goes forward by an hour, as after a network time; uptime does not."""
    rig.phone.clock.jump(JUMP_S)
    return None


def rotation(rig: Rig) -> End | None:
    """The phone lies on its side."""
    before = rig.phone.rotation
    rig.phone.set_rotation(1)
    return partial(rig.phone.set_rotation, before)


def notification(rig: Rig) -> End | None:
    """A message comes: a notification lies over the top for five seconds."""
    dialer = roles(rig.phone.config).get("dialer")
    name = SYSTEM_UI if dialer is None else dialer.component.partition("/")[0]
    package, intent = rig.phone.packages[name], None
    if package.activities:
        component = (name, package.activities[0].name)
        intent = Intent(action=MAIN, flags=NEW_TASK, component=component)
    notice = rig.phone.notices.post(
        package, "小林", "晚上一起吃饭吗?我六点到。", heads_up=True, intent=intent
    )
    rig.phone.activities.hooks_settled()
    return partial(rig.phone.notices.cancel, notice)


def _intruder(what: str, folder: str) -> Callable[[Rig], End | None]:
    def begin(rig: Rig) -> End | None:
        app = load_app(INTRUDERS / folder)
        name = app.script.package
        if name not in rig.phone.packages:
            rig.phone.add_app(app)
            rig.phone.packages[name].system = True
        rig.phone.show_overlay(name, next(iter(app.script.popups)))
        return partial(rig.phone.force_stop, name)

    begin.__doc__ = what
    return begin


FAULTS: dict[str, Callable[[Rig], End | None]] = {
    "cable": cable,
    "adbd-killed": adbd_killed,
    "frames-black": _set("Every capture is black.", frames="black"),
    "frames-torn": _set("Captures mix two frames.", frames="torn"),
    "frames-truncated": _set("Captures end early.", frames="truncated"),
    "uiautomator-killed": uiautomator_killed,
    "hierarchy-empty": _set("Accessibility tells of no window.", empty_hierarchy=True),
    "logcat-dropped": logcat_dropped,
    "anr": anr,
    "crash": crash,
    "crash-loop": _set("Every app crashes soon after its start.", crash_after_ms=CRASH_AFTER_MS),
    "low-storage": low_storage,
    "clock-jump": clock_jump,
    "rotation": rotation,
    "notification": notification,
    "second-popup": _intruder("Another app shows a window of its own.", "floater"),
    "system-update": _intruder("The system asks to install an update.", "update"),
    "slow-start": _set("A cold start takes 20 seconds.", slow_start_ms=20_000),
}
