"""The intent part of ``am`` and ``pm`` command lines."""

import dataclasses

from harness.virtual.android.intents import parse_component
from harness.virtual.android.state import Intent

_WITH_VALUE = {
    *("--user", "--display", "-P", "--start-profiler", "--sampling", "-R", "-i"),
    *("--activityType", "--windowingMode", "--task", "--receiver-permission"),
}
_EXTRA_PAIR = {
    *("-e", "--es", "--ez", "--ei", "--el", "--ef", "--eu", "--ecn"),
    *("--eia", "--esa", "--ela", "--efa"),
}
_FLAG_WORDS = {
    "--activity-clear-task": 0x00008000,
    "--activity-clear-top": 0x04000000,
    "--activity-single-top": 0x20000000,
    "--activity-no-history": 0x40000000,
    "--activity-no-animation": 0x00010000,
    "--activity-multiple-task": 0x08000000,
    "--activity-brought-to-front": 0x00400000,
    "--activity-reset-task-if-needed": 0x00200000,
    "--grant-read-uri-permission": 0x00000001,
    "--include-stopped-packages": 0x00000020,
}


class BadArgumentError(ValueError):
    """What Android says of a wrong command line."""


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """An intent, and the words that are no part of it."""

    intent: Intent
    options: frozenset[str]


def parse_intent(words: list[str]) -> Parsed:
    """The intent that ``-a -d -t -c -f -n -p -e …`` and a last URI, component or package say.

    Raises:
        BadArgumentError: with Android's own words.
    """
    intent, options, rest = Intent(), set[str](), list(words)
    while rest:
        word = rest.pop(0)
        if word in _WITH_VALUE:
            _value(word, rest)
        elif word in _EXTRA_PAIR:
            pair = (_value(word, rest), _value(word, rest))
            intent = dataclasses.replace(intent, extras=(*intent.extras, pair))
        elif word == "--esn":
            intent = dataclasses.replace(
                intent, extras=(*intent.extras, (_value(word, rest), "null"))
            )
        elif word in _FLAG_WORDS:
            intent = dataclasses.replace(intent, flags=intent.flags | _FLAG_WORDS[word])
        elif word in ("-a", "-d", "-t", "-c", "-f", "-n", "-p"):
            intent = _field(intent, word, _value(word, rest))
        elif word.startswith("-"):
            options.add(word)
        else:
            intent = _positional(intent, word)
    return Parsed(intent, frozenset(options))


def _value(option: str, rest: list[str]) -> str:
    if not rest:
        raise BadArgumentError(f'Error: Argument expected after "{option}"')
    return rest.pop(0)


_FIELDS = {"-a": "action", "-d": "data", "-t": "mime", "-p": "package"}


def _field(intent: Intent, option: str, value: str) -> Intent:
    if option == "-c":
        return dataclasses.replace(intent, categories=(*intent.categories, value))
    if option == "-f":
        return dataclasses.replace(intent, flags=_flags(value))
    if option == "-n":
        component = parse_component(value)
        if component is None:
            raise BadArgumentError(f"Error: Bad component name: {value}")
        return dataclasses.replace(intent, component=component)
    return dataclasses.replace(intent, **{_FIELDS[option]: value})  # type: ignore[arg-type]


def _flags(value: str) -> int:
    try:
        return int(value, 0)
    except ValueError:
        raise BadArgumentError(f'Error: For input string: "{value}"') from None


def _positional(intent: Intent, word: str) -> Intent:
    if ":" in word:
        action = intent.action or "android.intent.action.VIEW"
        return dataclasses.replace(intent, action=action, data=word)
    component = parse_component(word)
    if component is not None:
        return dataclasses.replace(intent, component=component)
    return dataclasses.replace(intent, package=word)
