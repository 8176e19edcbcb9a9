"""The tables of docs/virtual-phone.md: which method of a client which test shows.

``python tests/virtual/covers.py`` writes them anew. A test is read, not run: what it shows stands
in its ``@pytest.mark.covers("Class.method", …)``, and what it says is its docstring.
"""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import uiautomator2
from uiautomator2 import watcher, xpath
from uiautomator2._selector import UiObject

REPOSITORY = Path(__file__).parents[2]
DOCUMENT = REPOSITORY / "docs" / "virtual-phone.md"
BEGIN, END = "<!-- covers: uiautomator2 -->", "<!-- /covers -->"
CLASSES = (
    uiautomator2.Device,
    uiautomator2.Session,
    UiObject,
    xpath.XPathEntry,
    xpath.DeviceXPathSelector,
    xpath.DeviceXMLElement,
    watcher.Watcher,
    watcher.XPathWatcher,
    watcher.WatchContext,
)


def public_methods() -> list[str]:
    """``Class.method`` of all that uiautomator2 offers; a subclass has only what it adds."""
    names = []
    for cls in CLASSES:
        inherited = set(dir(uiautomator2.Device)) if cls is uiautomator2.Session else set()
        own = [n for n in dir(cls) if not n.startswith("_") and n not in inherited]
        names += [f"{cls.__name__}.{name}" for name in own]
    return names


@functools.cache
def shown() -> dict[str, list[tuple[str, str]]]:
    """By method: the tests that show it, as (file and name, its sentence)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for function in _tests(file):
            sentence = (ast.get_docstring(function) or "").split("\n")[0]
            for method in _marked(function):
                found.setdefault(method, []).append((f"{file.name}::{function.name}", sentence))
    return found


def _tests(file: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _marked(function: ast.FunctionDef) -> Iterator[str]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.covers":
            yield from (str(ast.literal_eval(word)) for word in mark.args)


def table() -> str:
    """The rows of all methods, those with double underscores after their class's others."""
    tests = shown()
    names = public_methods()
    special = [name for name in tests if re.search(r"\.__\w+__$", name)]
    order = {cls.__name__: at for at, cls in enumerate(CLASSES)}
    rows = sorted([*names, *special], key=lambda name: order.get(name.partition(".")[0], 99))
    lines = ["| method | what is shown | by |", "| --- | --- | --- |"]
    for name in rows:
        for number, (test, sentence) in enumerate(tests.get(name, [])):
            said = f"`{name}`" if number == 0 else ""
            lines.append(f"| {said} | {sentence} | `{test.removeprefix('test_virtual_')}` |")
    return "\n".join(lines)


def renewed(document: str) -> str:
    """The document with a fresh table."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
