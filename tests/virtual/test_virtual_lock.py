"""The lock screen asks for what it was given, and tells its state."""

from dialect_bench import Met, box_of, redirector
from world_bench import SMALL, texts


def test_a_pin_is_asked_and_a_wrong_one_refused() -> None:
    """A swipe brings the pad; digits and Enter unlock, by touch or by key."""
    bench = Met("aosp", None, redirector("x://y"), pin="2580", **SMALL)
    bench.link.shell("input keyevent SLEEP; input keyevent WAKEUP; wm dismiss-keyguard")
    assert "secure=true" in bench.link.shell("dumpsys window policy").out
    for key in ("1", "1", "1", "1", "ok"):
        bench.touch(f"pin:{key}")
    assert "错误" in texts(bench)
    assert bench.place().kind == "lock_screen"
    bench.link.shell("input text 2580; input keyevent ENTER")
    assert bench.place().kind == "launcher"


def dots(bench: Met) -> list[tuple[float, float]]:
    """Middles of the pattern's nine dots."""
    root = next(w.root for w in bench.phone.windows() if w.root and box_of(w.root, "dot:1"))
    boxes = [box_of(root, f"dot:{n}") for n in range(1, 10)]
    return [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in boxes if box]


def test_a_pattern_is_drawn_and_a_wrong_one_refused() -> None:
    """Dots that the finger crosses count once, also between two touch events; text is nothing."""
    bench = Met("aosp", None, redirector("x://y"), **SMALL)
    shell = bench.link.shell
    assert shell("locksettings set-pattern 12369").out == "Pattern set to '12369'\n"
    shell("input keyevent SLEEP; input keyevent WAKEUP; wm dismiss-keyguard")
    assert "绘制" in texts(bench)
    at = dots(bench)
    for drawn in ((0, 8), (0, 2, 8)):
        shell("input text 12369; input keyevent ENTER")
        assert bench.place().kind == "lock_screen"
        shell("input motionevent DOWN {:.0f} {:.0f}".format(*at[drawn[0]]))
        for dot in drawn[1:]:
            shell("input motionevent MOVE {:.0f} {:.0f}".format(*at[dot]))
        shell("input motionevent UP {:.0f} {:.0f}".format(*at[drawn[-1]]))
    assert bench.place().kind == "launcher"


def test_locksettings_speaks_as_android_does() -> None:
    """The old secret is asked for, too short ones are refused, dumps tell of it."""
    bench = Met("aosp", None, redirector("x://y"), **SMALL)
    shell = bench.link.shell
    assert "IllegalArgumentException" in shell("locksettings set-pin 12").err
    assert shell("cmd lock_settings set-password Ab3x").out == "Password set to 'Ab3x'\n"
    wrong = shell("locksettings clear --old no; echo $?")
    assert wrong.out == "Old password 'no' didn't match\n255\n"
    assert shell("locksettings verify --old Ab3x").out.endswith("verified successfully\n")
    assert "deviceLocked=0" in shell("dumpsys trust").out
    shell("input keyevent SLEEP; input keyevent WAKEUP; wm dismiss-keyguard")
    assert "deviceLocked=1" in shell("dumpsys trust").out
    assert "密码" in texts(bench)
    shell("input text Ab3x; input keyevent ENTER")
    assert bench.place().kind == "launcher"
    assert shell("locksettings clear --old Ab3x; locksettings get-disabled").out.endswith("false\n")
    assert "secure=false" in shell("dumpsys window policy").out
