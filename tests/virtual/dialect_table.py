"""The tables "Dialects and the world" of docs/virtual-phone.md, made from the phone's own data.

``python tests/virtual/dialect_table.py`` writes them anew.
"""

import inspect
import re
from collections.abc import Sequence
from pathlib import Path

from harness.virtual.phones import PhoneKind, phone_kinds
from harness.virtual.phones.neighbours import neighbours
from harness.virtual.profiles import RELEASES
from harness.virtual.shell.dumps.dialect import Dialect

DOCUMENT = Path(__file__).parents[2] / "docs" / "virtual-phone.md"
BEGIN, END = "<!-- dialects -->", "<!-- /dialects -->"
_SHOWN = ("launcher", "browser", "store", "installer", "permission", "chooser")


def tables() -> str:
    """All tables, as Markdown."""
    return f"{_kinds()}\n\n{_roles()}\n\n{_versions()}\n\n{_others()}\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join([_row(*head), _row(*("---" for _ in head)), *(_row(*row) for row in rows)])


def _kinds() -> str:
    rows = []
    for kind in phone_kinds().values():
        screen, jump = kind.screen, kind.jump
        asks = "—"
        if jump is not None:
            asks = f"`{jump.pair[1].rpartition('.')[2]}`"
            asks += f" from API {jump.since}" if jump.since else ""
            asks += f", yes after {jump.allow_after_ms} ms" if jump.allow_after_ms else ""
        size = f"{screen.width}x{screen.height}, {screen.density} dpi"
        cut = "cut-out" if screen.cutout else ""
        way = ", ".join(word for word in (screen.navigation, cut) if word)
        levels = ", ".join(map(str, kind.apis))
        rows.append((f"`{kind.id}`", kind.name, f"{levels} ({kind.default_api})", size, way, asks))
    head = ("--profile", "kind", "API levels (usual one)", "screen", "way", "asks before a jump")
    return _table(head, rows)


def _roles() -> str:
    rows = [(f"`{kind.id}`", *(_role(kind, name) for name in _SHOWN))
            for kind in phone_kinds().values()]  # fmt: skip
    return _table(("--profile", *_SHOWN), rows)


def _role(kind: PhoneKind, name: str) -> str:
    role = kind.roles_at(kind.default_api)[name]
    schemes = " ".join(f"`{s}:`" for s in role.schemes if s not in {"http", "https", "tel"})
    return f"`{role.package}`" + (f" {schemes}" if schemes else "")


def _versions() -> str:
    rows = []
    for name, value in vars(Dialect).items():
        if not isinstance(value, property):
            continue
        sentence = (inspect.getdoc(value) or "").split("\n")[0]
        spans = _spans({api: getattr(Dialect(api), name) for api in RELEASES})
        rows.append((f"`{name}`", sentence, spans))
    return _table(("in the dumps", "what differs", "by API level"), rows)


def _spans(values: dict[int, object]) -> str:
    """``21–29: no, 30–36: yes``."""
    spans: list[tuple[int, int, object]] = []
    for api, value in values.items():
        if spans and spans[-1][2] == value:
            spans[-1] = (spans[-1][0], api, value)
        else:
            spans.append((api, api, value))
    return ", ".join(
        f"{first if first == last else f'{first}–{last}'}: {_told(value)}"
        for first, last, value in spans
    )


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


def _others() -> str:
    rows = [
        (f"`{one.package}`", one.look, " ".join(f"`{s}://`" for s in one.schemes),
         "by a trampoline" if one.entry else "directly")
        for one in neighbours()
    ]  # fmt: skip
    return _table(("other app", "looks like a", "answers", "how"), rows)


def renewed(document: str) -> str:
    """The document with its tables as they should be now."""
    pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
    return re.sub(pattern, lambda _: f"{BEGIN}\n{tables()}{END}", document, flags=re.DOTALL)


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
