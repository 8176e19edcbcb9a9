"""``pm install``: from a path, streamed over standard input, or in a session of several APKs."""

import dataclasses
import itertools

from harness.virtual.android.installer import Wish
from harness.virtual.paths import normal
from harness.virtual.shell.context import Shell

_WITH_VALUE = ("-S", "-i", "-p", "--install-location", "--abi", "--originating-uri", "--referrer",
               "--install-reason", "--dexopt-compiler-filter", "--package-source",
               "--pkg", "--instant-reason")  # fmt: skip
_FLAGS = {
    "-R": "no_replace", "-d": "downgrade", "--allow-version-downgrade": "downgrade",
    "-t": "test_only", "-g": "grant_all", "--grant-all-requested-permissions": "grant_all",
    "--bypass-low-target-sdk-block": "low_target",
}  # fmt: skip
_REPLACES_UNASKED = 28
"""Android 9 and later replace an app without ``-r``."""
_ids = itertools.count(1_208_471_112, 7919)


@dataclasses.dataclass
class Session:
    """What was written since ``install-create``."""

    wish: Wish
    parts: dict[str, bytes] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class _Words:
    values: dict[str, str]
    flags: frozenset[str]
    rest: list[str]

    def wish(self, api: int) -> Wish:
        """The options as the installer knows them."""
        replace = "no_replace" not in self.flags and (
            api >= _REPLACES_UNASKED or "-r" in self.flags
        )
        given = {f: True for f in ("downgrade", "test_only", "grant_all", "low_target")
                 if f in self.flags}  # fmt: skip
        return Wish(replace=replace, installer=self.values.get("-i"), **given)


def _split(words: list[str]) -> _Words:
    values: dict[str, str] = {}
    flags, rest, left = set(), [], list(words)
    while left:
        word = left.pop(0)
        if word in _WITH_VALUE:
            values[word] = left.pop(0) if left else ""
        elif word == "-" or not word.startswith("-"):
            rest.append(word)
        else:
            flags.add(_FLAGS.get(word, word))
    return _Words(values, frozenset(flags), rest)


async def install(sh: Shell, words: list[str]) -> int:
    """``pm install [-r] [-R] [-t] [-d] [-g] [-S SIZE] [-i INSTALLER] [PATH|-]``."""
    given = _split(words)
    apk = await _apk(sh, given.values, given.rest)
    if apk is None:
        return 1
    return await _told(sh, [apk], given.wish(sh.phone.config.api_level))


async def _told(sh: Shell, apks: list[bytes], wish: Wish) -> int:
    said = sh.phone.install(apks, wish)
    await sh.out(said.rstrip("\n") + "\n")
    return 0 if said.startswith("Success") else 1


async def install_create(sh: Shell, words: list[str]) -> int:
    """``pm install-create [options]``: a session to write APKs into."""
    number = next(_ids)
    wish = _split(words).wish(sh.phone.config.api_level)
    sh.phone.install_sessions[number] = Session(wish)
    await sh.out(f"Success: created install session [{number}]\n")
    return 0


async def install_write(sh: Shell, words: list[str]) -> int:
    """``pm install-write [-S SIZE] SESSION NAME [PATH|-]``."""
    given = _split(words)
    if len(given.rest) < 2:
        await sh.err("Error: must specify a session and a split name\n")
        return 1
    session = await _session(sh, given.rest[0], "install-write")
    if session is None:
        return 255
    apk = await _apk(sh, given.values, given.rest[2:])
    if apk is None:
        return 1
    session.parts[given.rest[1]] = apk
    await sh.out(f"Success: streamed {len(apk)} bytes\n")
    return 0


async def install_commit(sh: Shell, words: list[str]) -> int:
    """``pm install-commit SESSION``: install all that was written."""
    given = _split(words)
    session = await _session(sh, (given.rest or [""])[0], "install-commit")
    if session is None:
        return 255
    del sh.phone.install_sessions[int(given.rest[0])]
    return await _told(sh, list(session.parts.values()), session.wish)


async def install_abandon(sh: Shell, words: list[str]) -> int:
    """``pm install-abandon SESSION``: forget it."""
    given = _split(words)
    if await _session(sh, (given.rest or [""])[0], "install-abandon") is None:
        return 255
    del sh.phone.install_sessions[int(given.rest[0])]
    await sh.out("Success\n")
    return 0


async def _session(sh: Shell, number: str, verb: str) -> Session | None:
    found = sh.phone.install_sessions.get(int(number)) if number.isdigit() else None
    if isinstance(found, Session):
        return found
    await sh.err(
        f"\nException occurred while executing '{verb}':\n"
        f"java.lang.SecurityException: Caller has no access to session {number}\n"
    )
    return None


async def _apk(sh: Shell, values: dict[str, str], paths: list[str]) -> bytes | None:
    if paths and paths[0] != "-":
        path = normal(paths[0], sh.cwd)
        if not sh.fs.is_file(path):
            await sh.err(f"Error: failed to open file {path}\nError: Unable to open file: {path}\n")
            return None
        return bytes(sh.fs.read(path))
    size = values.get("-S", "")
    if not size.isdigit():
        await sh.err("Error: must either specify a package size or an APK file\n")
        return None
    apk = await _read_exactly(sh, int(size))
    if len(apk) < int(size):
        await sh.out("Failure [INSTALL_PARSE_FAILED_NOT_APK: the stream ended early]\n")
        return None
    return apk


async def _read_exactly(sh: Shell, size: int) -> bytes:
    got = bytearray()
    while len(got) < size:
        chunk = await sh.stdin.read(size - len(got))
        if not chunk:
            break
        got += chunk
    return bytes(got)
