"""What a person has done to an app's text fields and lists; by touch id, while its process lives.

A list that was flung goes on by itself: where it is, is worked out when somebody looks.
"""

import dataclasses
from collections.abc import Sequence

from harness.virtual.apps.script import Effect, Field

KEY_TAB, KEY_ENTER, KEY_DEL, KEY_FORWARD_DEL = 61, 66, 67, 112
KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_NUMPAD_ENTER = 21, 22, 122, 123, 160
KEY_PASTE, KEY_COPY, KEY_CUT = 279, 278, 277
CTRL, SHIFT = 0x1000, 0x1
"""Meta states of a key event (``KeyEvent.META_CTRL_ON``, ``META_SHIFT_ON``)."""
KEY_0, KEY_A, KEY_Z = 7, 29, 54
_SIGNS = {
    17: "*", 18: "#", 55: ",", 56: ".", 62: " ", 68: "`", 69: "-", 70: "=", 71: "[", 72: "]",
    73: "\\", 74: ";", 75: "'", 76: "/", 77: "@", 81: "+",
}  # fmt: skip

GLIDE_MS = 400.0
"""How long a list goes on after it was let go."""


@dataclasses.dataclass(frozen=True, slots=True)
class Glide:
    """A list's way from one place to another; without duration it is simply there."""

    start_px: float
    end_px: float
    began_ms: float
    for_ms: float = 0.0

    def at(self, now_ms: float) -> float:
        """Where it is: fast at first, then slower."""
        if self.for_ms <= 0:
            return self.end_px
        share = min(1.0, max(0.0, (now_ms - self.began_ms) / self.for_ms))
        return self.end_px + (self.start_px - self.end_px) * (1 - share) ** 2


@dataclasses.dataclass(slots=True)
class Editor:
    """A text field: its text, where the cursor is, and whether all of it is selected."""

    field: Field
    text: str
    cursor: int = 0
    all_selected: bool = False

    def insert(self, text: str) -> None:
        """At the cursor, or instead of what is selected."""
        if self.all_selected:
            self.replace(text)
            return
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def replace(self, text: str) -> None:
        """All of it."""
        self.text, self.cursor, self.all_selected = text, len(text), False

    def key(self, code: int, meta: int) -> bool:
        """An editing key or a character. False when it means nothing here."""
        if self.all_selected and code in {KEY_DEL, KEY_FORWARD_DEL}:
            self.replace("")
        elif code == KEY_DEL:
            at = max(0, self.cursor - 1)
            self.text, self.cursor = self.text[:at] + self.text[self.cursor :], at
        elif code == KEY_FORWARD_DEL:
            self.text = self.text[: self.cursor] + self.text[self.cursor + 1 :]
        elif code in {KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END}:
            self._move(code)
        elif (sign := character(code, meta)) is not None:
            self.insert(sign)
        else:
            return False
        return True

    def _move(self, code: int) -> None:
        ways = {
            KEY_LEFT: self.cursor - 1,
            KEY_RIGHT: self.cursor + 1,
            KEY_HOME: 0,
            KEY_END: len(self.text),
        }
        self.cursor = min(len(self.text), max(0, ways[code]))
        self.all_selected = False

    @property
    def shown(self) -> str:
        """As it is drawn and told: dots for a password."""
        return "•" * len(self.text) if self.field.password else self.text


def character(code: int, meta: int) -> str | None:
    """What a key types; None for keys that type nothing."""
    if KEY_0 <= code < KEY_0 + 10:
        return str(code - KEY_0)
    if KEY_A <= code <= KEY_Z:
        letter = chr(ord("a") + code - KEY_A)
        return letter.upper() if meta & SHIFT else letter
    return _SIGNS.get(code)


class Inputs:
    """Of one process."""

    def __init__(self) -> None:
        self.focus: str | None = None
        """Touch id of the field that takes keys."""
        self._editors: dict[str, Editor] = {}
        self._glides: dict[str, Glide] = {}

    # --- text ------------------------------------------------------------------
    def editor(self, touch_id: str, field: Field) -> Editor:
        """The field's state; it begins with the text of the script."""
        if touch_id not in self._editors:
            self._editors[touch_id] = Editor(field, field.text, len(field.text))
        return self._editors[touch_id]

    def known(self, touch_id: str | None) -> Editor | None:
        """The state of a field that was drawn before."""
        return None if touch_id is None else self._editors.get(touch_id)

    @property
    def focused(self) -> Editor | None:
        """The field that takes keys."""
        return self.known(self.focus)

    def key(self, code: int, meta: int, clipboard: str | None) -> "KeyResult":
        """A key for the focused field."""
        editor = self.focused
        if editor is None:
            return KeyResult(taken=False)
        letter = character(code, 0) if meta & CTRL else None
        if letter == "a":
            editor.all_selected = bool(editor.text)
        elif letter == "v" or code == KEY_PASTE:
            editor.insert(clipboard or "")
        elif letter in {"c", "x"} or code in {KEY_COPY, KEY_CUT}:
            return self._copy(editor, cut=letter == "x" or code == KEY_CUT)
        elif code in {KEY_ENTER, KEY_NUMPAD_ENTER}:
            return KeyResult(taken=True, effects=editor.field.on_enter)
        elif code == KEY_TAB:
            self._next_field()
        else:
            return KeyResult(taken=not meta & CTRL and editor.key(code, meta))
        return KeyResult(taken=True)

    def _copy(self, editor: Editor, *, cut: bool) -> "KeyResult":
        if not editor.all_selected or editor.field.password:
            return KeyResult(taken=True)
        copied = editor.text
        if cut:
            editor.replace("")
        return KeyResult(taken=True, copied=copied)

    def _next_field(self) -> None:
        assert self.focus is not None
        owner = self.focus.partition("/")[0]
        mates = [name for name in self._editors if name.partition("/")[0] == owner]
        self.focus = mates[(mates.index(self.focus) + 1) % len(mates)]

    # --- lists -----------------------------------------------------------------
    def at_px(self, touch_id: str, now_ms: float, most_px: int) -> int:
        """How far a list has been moved."""
        glide = self._glides.get(touch_id)
        place = 0.0 if glide is None else glide.at(now_ms)
        return round(min(float(most_px), max(0.0, place)))

    def move(
        self, touch_id: str, by_px: float, now_ms: float, most_px: int, fling_px: float
    ) -> None:
        """A finger moved a list; a fling goes on by ``fling_px``."""
        here = self.at_px(touch_id, now_ms, most_px) + by_px
        there = min(float(most_px), max(0.0, here + fling_px))
        here = min(float(most_px), max(0.0, here))
        self._glides[touch_id] = Glide(here, there, now_ms, GLIDE_MS if fling_px else 0.0)

    def forget(self, owner: str) -> None:
        """A page or pop-up is gone; ``owner`` is what its touch ids begin with."""
        for known in (self._editors, self._glides):
            for name in [n for n in known if n.startswith(owner)]:
                del known[name]
        if self.focus is not None and self.focus.startswith(owner):
            self.focus = None


@dataclasses.dataclass(frozen=True, slots=True)
class KeyResult:
    """What came of a key."""

    taken: bool
    copied: str | None = None
    """What went to the clipboard."""
    effects: Sequence[Effect] = ()
