"""Uncaught exceptions, as the runtime of an app writes them, and whether a dialog tells of them."""

import dataclasses
from typing import Literal

from harness.virtual.android.core import Core

SHELL_CRASH_SINCE_API = 24
_OWN_EXCEPTION_SINCE_API = 31
_NEST_SINCE_API = 33


@dataclasses.dataclass(frozen=True, slots=True)
class Uncaught:
    """An exception that nobody caught; frames innermost first, as ``Class.method(File:line)``."""

    exception: str
    message: str | None = None
    frames: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """What ``AndroidRuntime`` prints of it below the process."""
        head = self.exception if self.message is None else f"{self.exception}: {self.message}"
        return [head, *(f"\tat {frame}" for frame in self.frames)]

    @property
    def place(self) -> tuple[str, str] | None:
        """File and line of the innermost frame."""
        if not self.frames:
            return None
        file, _, line = self.frames[0].partition("(")[2].rstrip(")").partition(":")
        return file, line


def shell_induced(api: int) -> Uncaught:
    """``am crash``: the exception has a name of its own since Android 12.

    Frames as public captures of API 30 to 36 show them; their line numbers are of one build.
    """
    exception = "android.app.RemoteServiceException"
    thrower = "android.app.ActivityThread.throwRemoteServiceException(ActivityThread.java:2201)"
    frames = [thrower]
    if api >= _NEST_SINCE_API:
        frames.append(
            "android.app.ActivityThread.-$$Nest$mthrowRemoteServiceException(Unknown Source:0)"
        )
    frames += [
        "android.app.ActivityThread$H.handleMessage(ActivityThread.java:2537)",
        "android.os.Handler.dispatchMessage(Handler.java:106)",
    ]
    if api >= _OWN_EXCEPTION_SINCE_API:
        exception += "$CrashedByAdbException"
        frames.append("android.os.Looper.loopOnce(Looper.java:205)")
    frames += [
        "android.os.Looper.loop(Looper.java:294)",
        "android.app.ActivityThread.main(ActivityThread.java:8177)",
        "java.lang.reflect.Method.invoke(Native Method)",
        "com.android.internal.os.RuntimeInit$MethodAndArgsCaller.run(RuntimeInit.java:552)",
        "com.android.internal.os.ZygoteInit.main(ZygoteInit.java:971)",
    ]
    return Uncaught(exception, "shell-induced crash", tuple(frames))


# --- the dialog ------------------------------------------------------------------------
Told = Literal["first", "again"]
MIN_INTERVAL_MS = 60_000
"""``ProcessList.MIN_CRASH_INTERVAL``: so soon after the last one a crash is a repeated one."""
FIRST_IS_SILENT_SINCE_API = 28
ONE_DIALOG_A_MINUTE_SINCE_API = 30
_SETTINGS_OF_DIALOGS_SINCE_API = 26
_ASKING_FOR_THE_FIRST = (
    ("global", "show_first_crash_dialog"),
    ("secure", "show_first_crash_dialog_dev_option"),
)


class CrashBook:
    """When which process crashed last, and which dialog that earns (``AppErrors``)."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._crashed_ms: dict[str, float] = {}
        self._told_ms: dict[str, float] = {}

    def crashed(self, process: str) -> Told | None:
        """A process crashes: the dialog that comes, or None where Android is silent."""
        again = self._lately(self._crashed_ms, process)
        now_ms = self._crashed_ms[process] = self._core.clock.now_ms()
        api = self._core.config.api_level
        if api >= FIRST_IS_SILENT_SINCE_API and not again and not self._first_wanted():
            return None
        throttled = api >= ONE_DIALOG_A_MINUTE_SINCE_API and self._lately(self._told_ms, process)
        if throttled or not self._may_show():
            return None
        self._told_ms[process] = now_ms
        return "again" if again else "first"

    def _lately(self, moments_ms: dict[str, float], process: str) -> bool:
        """Since the phone was started, and less than a minute ago."""
        at_ms = moments_ms.get(process)
        return at_ms is not None and 0 <= self._core.clock.now_ms() - at_ms < MIN_INTERVAL_MS

    def _first_wanted(self) -> bool:
        settings = self._core.settings
        return any(settings[space].get(name, "0") != "0" for space, name in _ASKING_FOR_THE_FIRST)

    def _may_show(self) -> bool:
        """``canShowErrorDialogs``: not on a dark or locked screen, nor where all are hidden."""
        if self._core.config.api_level < _SETTINGS_OF_DIALOGS_SINCE_API:
            return self._core.awake
        hidden = self._core.settings["global"].get("hide_error_dialogs", "0") != "0"
        return self._core.awake and not self._core.locked and not hidden
