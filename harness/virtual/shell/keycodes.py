"""Android key codes by name, as ``input keyevent`` takes them."""

KEYCODES = {
    "UNKNOWN": 0, "SOFT_LEFT": 1, "SOFT_RIGHT": 2, "HOME": 3, "BACK": 4, "CALL": 5, "ENDCALL": 6,
    "STAR": 17, "POUND": 18, "DPAD_UP": 19, "DPAD_DOWN": 20, "DPAD_LEFT": 21, "DPAD_RIGHT": 22,
    "DPAD_CENTER": 23, "VOLUME_UP": 24, "VOLUME_DOWN": 25, "POWER": 26, "CAMERA": 27, "CLEAR": 28,
    "COMMA": 55, "PERIOD": 56, "TAB": 61, "SPACE": 62, "ENTER": 66, "DEL": 67, "MENU": 82,
    "NOTIFICATION": 83, "SEARCH": 84, "MEDIA_PLAY_PAUSE": 85, "PAGE_UP": 92, "PAGE_DOWN": 93,
    "ESCAPE": 111, "FORWARD_DEL": 112, "MOVE_HOME": 122, "MOVE_END": 123, "VOLUME_MUTE": 164,
    "APP_SWITCH": 187, "SLEEP": 223, "WAKEUP": 224, "PASTE": 279,
    **{str(digit): 7 + digit for digit in range(10)},
    **{chr(ord("A") + n): 29 + n for n in range(26)},
}  # fmt: skip


def keycode(word: str) -> int | None:
    """The code of ``4``, ``BACK`` or ``KEYCODE_BACK``; None when it is none of them."""
    if word.isdigit() and len(word) > 0:
        return int(word)
    return KEYCODES.get(word.upper().removeprefix("KEYCODE_"))
