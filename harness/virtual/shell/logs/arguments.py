"""The command line of ``logcat``."""

import calendar
import dataclasses
import re
import time

from harness.virtual.android.state import LogEntry
from harness.virtual.shell.logs.formats import FORMATS, MODIFIERS

_BUFFERS = ("main", "system", "events", "crash")
_DEFAULT_BUFFERS = ("main", "system", "crash")
_EMPTY_BUFFERS = ("radio", "kernel", "security", "stats")
_LEVELS = "VDIWEFS"
_CLUSTER = re.compile(r"-[dcgsDL]{2,}")


class BadLogcatError(ValueError):
    """What logcat says of a wrong command line."""


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What is to be printed."""

    buffers: tuple[str, ...] = _DEFAULT_BUFFERS
    format: str = "threadtime"
    modifiers: frozenset[str] = frozenset()
    dump: bool = False
    clear: bool = False
    sizes: bool = False
    tail: int | None = None
    since_s: float | None = None
    silent: bool = False
    filters: tuple[tuple[str, str], ...] = ()
    pid: int | None = None
    uids: frozenset[int] | None = None
    pattern: re.Pattern[str] | None = None
    max_count: int | None = None
    dividers: bool = True

    def wants(self, entry: LogEntry) -> bool:
        """Whether the entry is to be printed."""
        if entry.buffer not in self.buffers or (self.pid is not None and entry.pid != self.pid):
            return False
        if self.uids is not None and entry.uid not in self.uids:
            return False
        if self.pattern is not None and not self.pattern.search(entry.message):
            return False
        return _LEVELS.index(entry.level) >= _LEVELS.index(self._threshold(entry.tag))

    def _threshold(self, tag: str) -> str:
        levels = dict(self.filters)
        default = "S" if self.silent else "V"
        return levels.get(tag, levels.get("*", default))


_SWITCHES = {
    "-d": "dump", "--dump": "dump",
    "-c": "clear", "--clear": "clear",
    "-g": "sizes", "--buffer-size": "sizes",
    "-s": "silent",
}  # fmt: skip
_IGNORED = ("-D", "--dividers", "-L", "--last", "-B", "--binary", "--wrap")
_IGNORED_WITH_VALUE = ("-G", "-r", "-n", "-f", "-K", "-P", "-Q")
_WITH_VALUE = {
    "-b": "buffer", "--buffer": "buffer",
    "-v": "format", "--format": "format",
    "-t": "tail", "-T": "from",
    "-m": "max_count", "--max-count": "max_count",
    "-e": "regex", "--regex": "regex",
    "--pid": "pid", "--uid": "uid",
}  # fmt: skip


def parse_request(words: list[str], environment_tags: str, now_s: float) -> Request:
    """The request; ``environment_tags`` is ANDROID_LOG_TAGS, used when no filter is given.

    Raises:
        BadLogcatError: with logcat's own words.
    """
    request, rest = Request(buffers=()), _spread(words)
    filters: list[tuple[str, str]] = []
    while rest:
        word = rest.pop(0)
        option, _, inline = word.partition("=")
        if word in _SWITCHES:
            request = dataclasses.replace(request, **{_SWITCHES[word]: True})  # type: ignore[arg-type]
        elif option in _WITH_VALUE:
            request = _with(request, _WITH_VALUE[option], inline or _value(word, rest), now_s)
        elif option in _IGNORED_WITH_VALUE:
            _value(word, rest)
        elif not word.startswith("-"):
            filters += _filters(word)
        elif word not in _IGNORED:
            raise BadLogcatError(f"logcat: unknown option {word}")
    if not filters and not request.silent:
        filters = [f for spec in environment_tags.split() for f in _filters(spec)]
    buffers = tuple(dict.fromkeys(request.buffers)) or _DEFAULT_BUFFERS
    return dataclasses.replace(request, filters=tuple(filters), buffers=buffers)


def _with(request: Request, name: str, value: str, now_s: float) -> Request:
    change = dataclasses.replace
    match name:
        case "buffer":
            return change(request, buffers=(*request.buffers, *_buffers(value)))
        case "format":
            return _with_format(request, value)
        case "tail" | "from":
            request = _with_from(request, value, now_s)
            return change(request, dump=request.dump or name == "tail")
        case "regex":
            return change(request, pattern=_pattern(value))
        case "uid":
            return change(request, uids=frozenset(_number(u) for u in value.split(",")))
    return change(request, **{name: _number(value)})


def _spread(words: list[str]) -> list[str]:
    spread: list[str] = []
    for word in words:
        if _CLUSTER.fullmatch(word):
            spread += [f"-{letter}" for letter in word[1:]]
        elif re.fullmatch(r"-[bvtTme][^=].*", word):
            spread += [word[:2], word[2:]]
        else:
            spread.append(word)
    return spread


def _value(option: str, rest: list[str]) -> str:
    if not rest:
        raise BadLogcatError(f"logcat: option requires an argument -- {option.lstrip('-')}")
    return rest.pop(0)


def _number(text: str) -> int:
    if not text.isdigit():
        raise BadLogcatError(f"logcat: '{text}' is not a number")
    return int(text)


def _buffers(text: str) -> list[str]:
    names: list[str] = []
    for name in text.split(","):
        if name == "all":
            names += _BUFFERS
        elif name == "default":
            names += _DEFAULT_BUFFERS
        elif name in _BUFFERS or name in _EMPTY_BUFFERS:
            names.append(name)
        else:
            raise BadLogcatError(f"logcat: unknown buffer '{name}'")
    return names


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as wrong:
        raise BadLogcatError(f"logcat: bad regex '{text}': {wrong}") from None


def _with_format(request: Request, text: str) -> Request:
    for name in text.split(","):
        if name in MODIFIERS:
            request = dataclasses.replace(request, modifiers=request.modifiers | {name})
        elif name in FORMATS:
            request = dataclasses.replace(request, format=name)
        else:
            raise BadLogcatError(f'logcat: Invalid parameter "{name}" to -v')
    return request


def _with_from(request: Request, text: str, now_s: float) -> Request:
    if text.isdigit():
        return dataclasses.replace(request, tail=int(text))
    return dataclasses.replace(request, since_s=_moment(text, now_s))


def _moment(text: str, now_s: float) -> float:
    if re.fullmatch(r"\d+\.\d+", text):
        return float(text)
    match = re.fullmatch(r"(?:(\d{4})-)?(\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?", text)
    if match is None:
        raise BadLogcatError(f'logcat: -T "{text}" not in time format')
    year = match[1] or str(time.gmtime(now_s).tm_year)
    parsed = time.strptime(f"{year}-{match[2]}", "%Y-%m-%d %H:%M:%S")
    return calendar.timegm(parsed) + float(match[3] or 0)


def _filters(text: str) -> list[tuple[str, str]]:
    found = []
    for spec in re.split(r"[\s,]+", text):
        if not spec:
            continue
        tag, _, level = spec.partition(":")
        level = (level or ("D" if tag == "*" else "V")).upper()
        if level == "*":
            level = "V"
        if level not in _LEVELS:
            raise BadLogcatError(f"logcat: Invalid filter expression '{spec}'")
        found.append((tag, level))
    return found
