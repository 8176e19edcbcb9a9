"""Movements of the phone that open what is advertised."""

from harness.virtual.apps.script import MotionTrigger, Shake, Tilt, Twist
from harness.virtual.fabricate.maker import App


def light_shake(app: App) -> None:
    """One push of 6 m/s² to a side, as of a step, opens the advertiser."""
    push = Shake(magnitude=6, ways="one", times=1)
    app.wire({}, on_motion=[MotionTrigger(shake=push, then=[app.away])], auto_close_ms=None)


def one_way_twist(app: App) -> None:
    """A turn of 15 degrees without return opens the advertiser."""
    turn = Twist(angle=15, ways="one")
    app.wire({}, on_motion=[MotionTrigger(twist=turn, then=[app.away])], auto_close_ms=None)


def slight_tilt(app: App) -> None:
    """Held at ten degrees to where it was, the advertiser opens."""
    held = Tilt(angle=10, hold_ms=150)
    app.wire({}, on_motion=[MotionTrigger(tilt=held, then=[app.away])], auto_close_ms=None)


def strong_shake(app: App) -> None:
    """Only a real shake, to and fro, beyond 15 m/s² for three seconds opens the advertiser."""
    firm = Shake(magnitude=16, ways="two", times=4, for_ms=3000)
    app.wire({}, on_motion=[MotionTrigger(shake=firm, then=[app.away])], auto_close_ms=None)
