"""``dumpsys sensorservice``: the sensors, what they read last, and who listens."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.sensors import ACCELERATION, GYROSCOPE
from harness.virtual.shell.dumps.text import identity

_HANDLES = {ACCELERATION: 1, GYROSCOPE: 2}
_LIST = """\
0000000001) Accelerometer             | {vendor} | ver: 1 | type: \
android.sensor.accelerometer(1) | perm: n/a | flags: 0x00000000
\tcontinuous | minRate=5.00Hz | maxRate=200.00Hz | no batching | non-wakeUp |
0000000002) Gyroscope                 | {vendor} | ver: 1 | type: \
android.sensor.gyroscope(4) | perm: n/a | flags: 0x00000000
\tcontinuous | minRate=5.00Hz | maxRate=200.00Hz | no batching | non-wakeUp |
"""


def dump_sensors(phone: PhoneFacade, args: list[str]) -> str:
    """As ``SensorService::dump`` of Android 9 and later."""
    del args
    listening = list(phone.sensors.listeners())
    active = sum(len(one.sensors) for one in listening)
    lines = [
        f"Total 2 h/w sensors, {2 if listening else 0} running 0 disabled clients:",
        "Sensor List:",
        _LIST.format(vendor=phone.config.manufacturer.ljust(15)).rstrip("\n"),
        "Recent Sensor events:",
        f"Accelerometer: last 1 events\n\t 1 (ts={phone.uptime_ms() / 1000:.9f}) "
        + " ".join(f"{value:.2f}," for value in phone.sensors.get(ACCELERATION)),
        "Active sensors:",
    ]
    if listening:
        for name, title in ((ACCELERATION, "Accelerometer"), (GYROSCOPE, "Gyroscope")):
            lines.append(f"{title} (handle=0x{_HANDLES[name]:08x}, connections={len(listening)})")
    lines.append(f"{len(listening)} active connections")
    for number, one in enumerate(listening):
        lines += [
            f"Connection Number: {number}",
            "\tOperating Mode: NORMAL",
            (
                f"\t {one.package}.{identity('sensor', one.package)} | WakeLockRefCount 0 | "
                f"uid {one.uid} | cache size 0 | max cache size 0"
            ),
            *(f"\t {name} 0x{_HANDLES[name]:08x} | status: active | pending flush events 0"
              for name in one.sensors),
        ]  # fmt: skip
    lines += ["0 direct connections", f"Previous Registrations: {active}"]
    return "\n".join(lines) + "\n"
