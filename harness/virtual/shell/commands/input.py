"""``input``: taps, swipes, keys and text."""

from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.keycodes import keycode

_SOURCES = {"touchscreen", "keyboard", "touchpad", "mouse", "stylus", "dpad", "trackball",
            "joystick", "gamepad", "rotaryencoder", "touchnavigation"}  # fmt: skip
_SWIPE_MS = 300
_LONG_PRESS_MS = 500
_ACTIONS = {"DOWN": 0, "UP": 1, "MOVE": 2, "CANCEL": 3}


@command("input")
async def input_(sh: Shell, argv: list[str]) -> int:
    """``input [SOURCE] [-d DISPLAY] tap X Y | swipe … | keyevent … | text …``."""
    words = _without_source(argv[1:])
    actions = {
        "tap": _tap,
        "swipe": _swipe,
        "draganddrop": _drag,
        "keyevent": _keyevent,
        "text": _text,
        "motionevent": _motion,
        "roll": _nothing,
        "press": _nothing,
    }
    if not words or words[0] not in actions:
        unknown = f"Error: Unknown command: {words[0]}\n" if words else ""
        await sh.err(f"{unknown}Usage: input [<source>] [-d DISPLAY_ID] <command> [<arg>...]\n")
        return 255
    await sh.phone.take_ms(sh.phone.config.timing.input_tap_ms)
    try:
        return await actions[words[0]](sh, words[1:])
    except (ValueError, IndexError):
        await sh.err(f"Error: Invalid arguments for command: {words[0]}\n")
        return 255


def _without_source(words: list[str]) -> list[str]:
    if words and words[0] in _SOURCES:
        words = words[1:]
    return words[2:] if words[:1] == ["-d"] else words


async def _tap(sh: Shell, words: list[str]) -> int:
    await sh.phone.tap(float(words[0]), float(words[1]))
    return 0


async def _swipe(sh: Shell, words: list[str]) -> int:
    x1, y1, x2, y2 = (float(w) for w in words[:4])
    for_ms = int(words[4]) if len(words) > 4 else _SWIPE_MS
    if (x1, y1) == (x2, y2):
        await sh.phone.tap(x1, y1, for_ms)
        return 0
    await sh.phone.swipe([(x1, y1), (x2, y2)], for_ms)
    return 0


async def _drag(sh: Shell, words: list[str]) -> int:
    x1, y1, x2, y2 = (float(w) for w in words[:4])
    for_ms = int(words[4]) if len(words) > 4 else _SWIPE_MS
    sh.phone.touch(0, x1, y1)
    await sh.phone.sleep_ms(_LONG_PRESS_MS)
    sh.phone.touch(2, x2, y2)
    await sh.phone.sleep_ms(for_ms)
    sh.phone.touch(1, x2, y2)
    return 0


async def _motion(sh: Shell, words: list[str]) -> int:
    action = _ACTIONS.get(words[0].upper())
    if action is None:
        raise ValueError(words[0])
    sh.phone.touch(action, float(words[1]), float(words[2]))
    return 0


async def _keyevent(sh: Shell, words: list[str]) -> int:
    long = "--longpress" in words
    names = [w for w in words if not w.startswith("--")]
    if not names:
        raise ValueError("no key")
    for name in names:
        code = keycode(name)
        if code is None:
            raise ValueError(name)
        sh.phone.key(code, long=long)
    return 0


async def _text(sh: Shell, words: list[str]) -> int:
    text = words[0].replace("%s", " ")
    if not text.isascii():  # the virtual keyboard's key map has no such keys
        await sh.err(
            "Exception occurred while executing 'text':\njava.lang.NullPointerException: "
            "Attempt to get length of null array\n"
        )
        return 255
    sh.phone.type_text(text)
    return 0


async def _nothing(sh: Shell, words: list[str]) -> int:
    """A trackball, which no phone has any more."""
    del sh, words
    return 0
