"""Which service prints what."""

from collections.abc import Callable

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.shell.dumps.activity import dump_activity
from harness.virtual.shell.dumps.display import dump_display, dump_surface_flinger
from harness.virtual.shell.dumps.meminfo import dump_meminfo
from harness.virtual.shell.dumps.package import dump_package
from harness.virtual.shell.dumps.power import dump_battery, dump_power
from harness.virtual.shell.dumps.sensors import dump_sensors
from harness.virtual.shell.dumps.small import (
    dump_input_method,
    dump_notification,
    dump_trust,
)
from harness.virtual.shell.dumps.window import dump_window

Dump = Callable[[PhoneFacade, list[str]], str]

SERVICES: dict[str, Dump] = {
    "SurfaceFlinger": dump_surface_flinger,
    "activity": dump_activity,
    "battery": dump_battery,
    "display": dump_display,
    "input_method": dump_input_method,
    "meminfo": dump_meminfo,
    "notification": dump_notification,
    "package": dump_package,
    "power": dump_power,
    "sensorservice": dump_sensors,
    "trust": dump_trust,
    "window": dump_window,
}
