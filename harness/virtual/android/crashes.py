"""Uncaught exceptions, as the runtime of an app writes them before its process ends."""

import dataclasses

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
