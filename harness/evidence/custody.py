"""``custody.jsonl``: who had the bundle, when, and what was done with it.

Written after the seal, so the manifest does not name it. Each line is signed by the key of
whoever wrote it and holds the digest of the line before; the first one that of ``seal.json``.
"""

import getpass
import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from harness import __version__
from harness.domain.errors import EvidenceError, UsageError
from harness.evidence.files import replace_file, told
from harness.evidence.format import CUSTODY, SEAL, canonical, iso, sha256_hex
from harness.evidence.keys import key_id, load_or_make_key, public_hex, signature_holds
from harness.evidence.packing import replaced_in_zip
from harness.evidence.records import CustodyEntry, CustodyLine
from harness.evidence.store import open_store

SIGNED_PREFIX = b"taptruth-custody-v1\n"
OPERATOR_VARIABLE = "TAPTRUTH_OPERATOR"
"""Name of the person who works, where the machine's account does not tell."""
MOST_CHARS = 2_000


class BrokenCustodyError(Exception):
    """Line ``number`` of the custody file is not what its place in the chain demands."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number


def operator(environ: Mapping[str, str] = os.environ) -> str:
    """``TAPTRUTH_OPERATOR``, else account and machine."""
    if environ.get(OPERATOR_VARIABLE):
        return environ[OPERATOR_VARIABLE]
    try:
        return f"{getpass.getuser()}@{platform.node()}"
    except (OSError, KeyError):
        return f"?@{platform.node()}"


def read_custody(data: bytes, seal: bytes) -> tuple[CustodyEntry, ...]:
    """The entries in order; BrokenCustodyError at the first line that does not hold."""
    entries: list[CustodyEntry] = []
    prev = sha256_hex(seal)
    lines = data.splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, number, prev)
        entries.append(entry)
        prev = sha256_hex(line)
    return tuple(entries)


def _entry(line: bytes, number: int, prev: str) -> CustodyEntry:
    try:
        read = msgspec.json.decode(line, type=CustodyLine)
        same = canonical(msgspec.to_builtins(read)) + b"\n" == line
    except (ValueError, RecursionError) as error:
        raise BrokenCustodyError(number, f"unreadable: {error}") from error
    entry = read.entry
    if not same:
        raise BrokenCustodyError(number, "not in canonical form: it was edited")
    if (entry.seq, entry.prev) != (number, prev):
        raise BrokenCustodyError(number, "the line before it is not the one that was written")
    try:
        named = key_id(entry.public_key) == entry.key_id
    except ValueError:
        named = False
    if not named or not signature_holds(entry.public_key, read.signature, signed(entry)):
        raise BrokenCustodyError(number, "its signature does not hold")
    return entry


def signed(entry: CustodyEntry) -> bytes:
    """What the signature of an entry covers."""
    return SIGNED_PREFIX + canonical(msgspec.to_builtins(entry))


def add_custody(
    path: Path,
    what: str,
    *,
    who: str | None = None,
    note: str = "",
    key_path: Path | None = None,
    at_wall_ns: int | None = None,
) -> CustodyEntry:
    """Append one entry to a sealed bundle (folder or zip) and return it.

    ``who`` is ``operator()`` when it is not given. Raises EvidenceError when the bundle is not
    sealed or the chain so far does not hold, UsageError for texts that are empty or too long.
    """
    who = who or operator()
    for name, text in (("what", what), ("who", who)):
        if not text.strip() or len(text) > MOST_CHARS:
            raise UsageError(f"--{name}: give 1 to {MOST_CHARS} characters")
    seal, so_far = _sealed(path)
    try:
        entries = read_custody(so_far, seal)
    except BrokenCustodyError as error:
        raise EvidenceError(f"{path}: {CUSTODY} {error}; nothing was added") from error
    last = so_far.splitlines(keepends=True)[-1] if so_far else seal
    key = load_or_make_key(key_path)
    public = public_hex(key)
    entry = CustodyEntry(
        at=iso(at_wall_ns if at_wall_ns is not None else time.time_ns()),
        key_id=key_id(public),
        note=note[:MOST_CHARS],
        prev=sha256_hex(last),
        public_key=public,
        seq=len(entries) + 1,
        tool_version=__version__,
        what=what,
        who=who,
    )
    line = CustodyLine(entry=entry, signature=key.sign(signed(entry)).hex())
    write_after_seal(path, {CUSTODY: so_far + canonical(msgspec.to_builtins(line)) + b"\n"})
    return entry


def custody_of(path: Path) -> tuple[tuple[CustodyEntry, ...], tuple[str, ...]]:
    """The entries and the SHA-256 of each line; raises as ``read_custody`` and ``add_custody``."""
    seal, data = _sealed(path)
    digests = tuple(sha256_hex(line) for line in data.splitlines(keepends=True))
    return read_custody(data, seal), digests


def write_after_seal(path: Path, files: Mapping[str, bytes]) -> None:
    """Put files beside the seal of a bundle that is a folder or a zip."""
    try:
        if path.is_dir():
            for name, data in files.items():
                replace_file(path / name, data, sync=True)
        else:
            replaced_in_zip(path, files)
    except OSError as error:
        raise told(error, "write", path) from error


def _sealed(path: Path) -> tuple[bytes, bytes]:
    """``seal.json`` and the custody so far."""
    store = open_store(path)
    try:
        seal = store.read(SEAL)
        try:
            return seal, store.read(CUSTODY)
        except FileNotFoundError:
            return seal, b""
    except FileNotFoundError as error:
        raise EvidenceError(f"{path}: not sealed; run: taptruth seal {path}") from error
    finally:
        store.close()
