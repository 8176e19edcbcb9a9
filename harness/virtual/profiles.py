"""Android releases and timing profiles that a virtual phone can have."""

from harness.virtual.android.state import Timing

RELEASES = {
    21: "5.0.2", 22: "5.1.1", 23: "6.0.1", 24: "7.0", 25: "7.1.2", 26: "8.0.0", 27: "8.1.0",
    28: "9", 29: "10", 30: "11", 31: "12", 32: "12", 33: "13", 34: "14", 35: "15", 36: "16",
}  # fmt: skip
"""Android version by API level."""

TIMINGS = {
    "ideal": Timing(),
    "flagship": Timing(screencap_ms=250, take_screenshot_ms=90, input_tap_ms=120, dump_ms=120,
                       shell_ms=8, spread=0.2),
    "cheap": Timing(screencap_ms=1150, take_screenshot_ms=300, input_tap_ms=230, dump_ms=500,
                    shell_ms=25, spread=0.3),
}  # fmt: skip
"""Delays in milliseconds: screencap 0.8 to 1.5 s and taps of 230 ms were measured on phones."""
