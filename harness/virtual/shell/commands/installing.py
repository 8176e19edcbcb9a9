"""``pm install``: from a path, or streamed over standard input."""

from harness.virtual.filesystem import normal
from harness.virtual.shell.context import Shell

_WITH_VALUE = ("-S", "-i", "--install-location", "--abi", "--originating-uri", "--referrer",
               "--force-uuid", "--install-reason", "--dexopt-compiler-filter")  # fmt: skip


async def install(sh: Shell, words: list[str]) -> int:
    """``pm install [-r] [-t] [-g] [-S SIZE] [-i INSTALLER] [PATH|-]``."""
    values, paths = _split(words)
    apk = await _apk(sh, values, paths)
    if apk is None:
        return 1
    said = sh.phone.install(apk, replace=True, installer=values.get("-i"))
    await sh.out(said.rstrip("\n") + "\n")
    return 0 if said.startswith("Success") else 1


def _split(words: list[str]) -> tuple[dict[str, str], list[str]]:
    values: dict[str, str] = {}
    paths, rest = [], list(words)
    while rest:
        word = rest.pop(0)
        if word in _WITH_VALUE:
            values[word] = rest.pop(0) if rest else ""
        elif word == "-" or not word.startswith("-"):
            paths.append(word)
    return values, paths


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
