"""Bars, lock screen, toast, and the window of an app that starts."""

from harness.virtual.scene import Fill, Glyph, Node, Rgba, Text, View
from harness.virtual.system_apps.home import wallpaper
from harness.virtual.system_apps.sheet import INK, WHITE, Sheet, rgba


def status_bar(s: Sheet) -> View:
    """Clock, signal, battery.

    Params: ``clock``, ``icons`` (dark or light), ``left`` (of the clock, dp).
    """
    left = float(s.params.get("left", "20"))
    ink: Rgba = INK if s.params.get("icons") == "dark" else WHITE
    clock = s.params.get("clock", "10:08")
    side = 14.0
    top = (s.high - side) / 2
    right = s.wide - 18
    signs = (("battery", 0), ("signal", 19), ("wifi", 37))
    return View(
        (0, 0, s.width, s.height),
        node=s.node("android.widget.FrameLayout", "status_bar"),
        children=(
            s.text(
                clock,
                s.box(left, 0, 70, s.high),
                13,
                ink,
                bold=True,
                name="clock",
            ),
            *(s.sign(n, s.box(right - side - back, top, side, side), ink, 1) for n, back in signs),
        ),
    )


def navigation_bar(s: Sheet) -> View:
    """Gesture pill or three buttons. Params: ``style``, ``icons``."""
    dark = s.params.get("icons") == "dark"
    whole = (0, 0, s.width, s.height)
    if s.params.get("style", "gesture") == "gesture":
        ink: Rgba = (30, 30, 30, 200) if dark else (255, 255, 255, 220)
        pill = s.bar((s.wide - 108) / 2, s.high / 2 - 2, 108, 4, ink, 2)
        return View(whole, children=(pill,))
    places = (("nav_back", "nav:back", "back", 0.22), ("nav_home", "nav:home", "home", 0.5),
              ("nav_recents", "nav:recents", "recent_apps", 0.78))  # fmt: skip
    buttons = tuple(_nav_button(s, *place) for place in places)
    return View(whole, fill=Fill(((0, 0, 0, 235),)), children=buttons)


def _nav_button(s: Sheet, sign: str, touch_id: str, name: str, at: float) -> View:
    return View(
        s.box(s.wide * at - 40, 0, 80, s.high),
        glyph=Glyph(sign, WHITE, s.px(1.5), s.px(max(2.0, (s.high - 18) / 2))),
        node=s.node("android.widget.ImageView", name, clickable=True),
        touch_id=touch_id,
    )


def lock_screen(s: Sheet) -> View:
    """Params: ``clock``, ``date``."""
    half = s.wide
    return View(
        (0, 0, s.width, s.height),
        node=s.node("android.widget.FrameLayout", "keyguard"),
        touch_id="keyguard",
        children=(
            wallpaper(s),
            s.sign("lock", s.box(half / 2 - 10, 64, 20, 20), WHITE),
            s.text(s.params.get("clock", ""), s.box(0, 112, half, 96), 76, WHITE,
                   align="center", name="clock"),
            s.text(s.params.get("date", ""), s.box(0, 210, half, 26), 17, (255, 255, 255, 220),
                   align="center", name="date"),
            s.text(s.say("上滑解锁", "Swipe up to unlock"), s.box(0, s.high - 92, half, 24), 14,
                   (255, 255, 255, 210), align="center"),
        ),
    )  # fmt: skip


def toast(s: Sheet) -> View:
    """Params: ``text``."""
    words = s.params.get("text", "")
    wide = min(s.wide - 64, 15 * len(words) + 48)
    left, top = (s.wide - wide) / 2, s.high - 132
    label = Text(words, 14 * s.density / 160, WHITE)
    node = Node("android.widget.Toast", "android:id/message", words, package=s.package)
    fill = Fill(((50, 50, 52, 235),), radius_px=s.px(22), shadow_px=s.px(5))
    return View(
        (0, 0, s.width, s.height),
        children=(View(s.box(left, top, wide, 44), fill=fill, text=label, node=node),),
    )


def starting(s: Sheet) -> View:
    """The window before an app's first. Params: ``label``, ``letter``, ``color``."""
    letter = s.params.get("letter") or s.params.get("label", "?")[:1]
    side = 104.0
    box = s.box((s.wide - side) / 2, (s.high - side) / 2, side, side)
    icon = s.icon(letter, rgba(s.params.get("color", "")), box, round_share=0.5)
    return View((0, 0, s.width, s.height), fill=Fill(((250, 250, 250, 255),)), children=(icon,))
