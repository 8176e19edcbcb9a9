"""Reading an app script. A broken one raises ``UsageError``: file, line, what was expected."""

import copy
import dataclasses
import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from harness.domain.errors import UsageError
from harness.virtual.android import signing
from harness.virtual.android.apk import ApkError, read_apk
from harness.virtual.apps.checks import problems
from harness.virtual.apps.manifest import apk_of
from harness.virtual.apps.script import AppScript

SCRIPT_FILE = "app.yaml"

_Yaml = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser where PyYAML has it: several times as fast, with the same marks."""

Path_ = tuple[str | int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class LoadedApp:
    """A script that was read and checked, and the APK that stands for it."""

    script: AppScript
    folder: Path
    apk: bytes


def load_app(folder: Path) -> LoadedApp:
    """Read ``folder/app.yaml``. Raises ``UsageError`` with file and line."""
    file = folder / SCRIPT_FILE
    try:
        source = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    script = parse_script(source, str(file), folder)
    apk = apk_of(script, source) if script.apk is None else _real_apk(script, folder)
    return LoadedApp(script, folder.resolve(), apk)


def _real_apk(script: AppScript, folder: Path) -> bytes:
    file = folder / (script.apk or "")
    try:
        apk = file.read_bytes()
        package = read_apk(apk).package
        signing.verify(apk)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    except (ApkError, signing.SignatureError) as error:
        raise UsageError(f"{file}: cannot be installed: {error}") from error
    if package != script.package:
        raise UsageError(f"{file}: is {package}, and the script beside it {script.package}")
    return apk


def load_apps(folder: Path) -> list[LoadedApp]:
    """All apps of a folder of folders (in groups or not), or the one app that the folder is."""
    if (folder / SCRIPT_FILE).is_file():
        return [load_app(folder)]
    found = sorted(
        p.parent for depth in ("*", "*/*") for p in folder.glob(f"{depth}/{SCRIPT_FILE}")
    )
    if not found:
        raise UsageError(f"{folder}: no app scripts here, expected NAME/{SCRIPT_FILE}")
    apps = [load_app(one) for one in found]
    names: dict[str, Path] = {}
    for app in apps:
        if (other := names.setdefault(app.script.package, app.folder)) != app.folder:
            raise UsageError(f"{app.folder}: package {app.script.package} is also in {other}")
    return apps


def parse_script(source: bytes, name: str, folder: Path) -> AppScript:
    """The checked script of these bytes; ``name`` is what errors call the file."""
    root, data = _compose(source, name)
    try:
        script = msgspec.convert(data, AppScript)
    except msgspec.ValidationError as error:
        told, _, where = str(error).rpartition(" - at `")
        path = _path_of(error, data, where.rstrip("`")) if told else ()
        raise UsageError(f"{name}:{_line(root, path, str(error))}: {_words(error)}") from error
    for path, message in problems(script, folder):
        raise UsageError(f"{name}:{_line(root, path, '')}: {message}")
    return script


def _compose(source: bytes, name: str) -> tuple[yaml.Node, Any]:
    try:
        loader = _Yaml(source)
        try:
            root = loader.get_single_node()
            if not isinstance(root, yaml.MappingNode):
                raise UsageError(f"{name}:1: expected an app script, a mapping with `format: 1`")
            _refuse_twins(root, name)
            return root, loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = 1 if error.problem_mark is None else error.problem_mark.line + 1
        raise UsageError(f"{name}:{line}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{name}:1: not YAML: {str(error).splitlines()[0]}") from error


def _refuse_twins(node: yaml.Node, name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise UsageError(f"{name}:{line}: `{key.value}` is given twice")
            seen.add(key.value)
            _refuse_twins(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_twins(value, name)


def _words(error: msgspec.ValidationError) -> str:
    return str(error).replace("Object ", "this ").replace(" - at `$", " at `").replace("`", "'")


def _path_of(error: msgspec.ValidationError, data: Any, where: str) -> Path_:
    """Keys down to the fault; ``[...]`` (some key of a mapping) is found by trying each."""
    path: list[str | int] = []
    for word in re.findall(r"\.\w+|\[\d+\]|\[\.\.\.\]", where):
        if word == "[...]":
            key = _culprit(error, data, tuple(path))
            if key is None:
                break
            path.append(key)
        else:
            path.append(int(word[1:-1]) if word[0] == "[" else word[1:])
    return tuple(path)


def _culprit(error: msgspec.ValidationError, data: Any, path: Path_) -> str | None:
    for key in _at(data, path):
        alone = copy.deepcopy(data)
        mapping = _at(alone, path)
        for other in [k for k in mapping if k != key]:
            del mapping[other]
        try:
            msgspec.convert(alone, AppScript)
        except msgspec.ValidationError as again:
            if str(again) == str(error):
                return str(key)
    return None


def _at(data: Any, path: Path_) -> Any:
    for key in path:
        data = data[key]
    return data


def _line(root: yaml.Node, path: Path_, message: str) -> int:
    """Line of the deepest node on the path; of the key that the message calls unknown."""
    unknown = re.search(r"unknown field `(\w+)`", message)
    if unknown:
        path = (*path, unknown[1])
    node, line = root, root.start_mark.line
    for key in path:
        step = _step(node, key)
        if step is None:
            break
        node, line = step
    return int(line) + 1


def _step(node: yaml.Node, key: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line
    elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key].start_mark.line
    return None
