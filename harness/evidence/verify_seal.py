"""Verifying what was written after the manifest: seal, time stamp, custody."""

import datetime as dt
from collections.abc import Sequence

import msgspec
from cryptography import x509

from harness.evidence.custody import BrokenCustodyError, read_custody
from harness.evidence.format import (
    CUSTODY,
    MANIFEST,
    SEAL,
    STAMP,
    STAMP_TOKEN,
    sha256_hex,
    sm3_hex,
)
from harness.evidence.keys import key_id, signature_holds
from harness.evidence.records import Manifest, Seal, Stamp
from harness.evidence.seal import signed_bytes
from harness.evidence.stamping import BadStampError, check
from harness.evidence.store import Store
from harness.evidence.verify_steps import Step, read_canonical, wrong

CLOCK_SLACK = dt.timedelta(minutes=5)
"""The sealing machine's clock may run so much before the time-stamp server's."""


def check_seal(
    store: Store, manifest_bytes: bytes, manifest: Manifest, expect_key: str | None
) -> tuple[bytes, str]:
    """Step 7; returns the seal's bytes and what to tell."""
    data, seal = read_canonical(store, Step.SEAL, SEAL, Seal)
    statement = seal.statement
    if statement.manifest_sha256 != sha256_hex(manifest_bytes):
        raise wrong(Step.SEAL, MANIFEST, "not the manifest that was sealed")
    if statement.manifest_sm3 not in {None, sm3_hex(manifest_bytes)}:
        raise wrong(Step.SEAL, MANIFEST, "its SM3 is not the one that was sealed")
    if (statement.case_id, statement.partial) != (manifest.case_id, manifest.partial):
        raise wrong(Step.SEAL, SEAL, "speaks of another case")
    if statement.sealed not in {"at_end", "later"}:
        raise wrong(Step.SEAL, SEAL, f"sealed {statement.sealed!r} is no word of this format")
    if seal.algorithm != "ed25519" or not signature_holds(
        seal.public_key, seal.signature, signed_bytes(msgspec.to_builtins(statement))
    ):
        raise wrong(Step.SEAL, SEAL, "the signature does not hold")
    if seal.key_id != key_id(seal.public_key):
        raise wrong(Step.SEAL, SEAL, "the key id is not the key's")
    if expect_key not in {None, seal.key_id, seal.public_key}:
        raise wrong(Step.SEAL, SEAL, f"sealed by key {seal.key_id}, expected {expect_key}")
    whose = "the expected key" if expect_key else "a key that you have not named"
    return data, f"sealed {statement.sealed} {statement.sealed_at} by {seal.key_id}, {whose}"


def check_stamp(
    store: Store,
    names: frozenset[str],
    seal_bytes: bytes,
    roots: Sequence[x509.Certificate],
    *,
    needed: bool,
) -> str:
    """Step 8; returns what to tell."""
    there = names & {STAMP, STAMP_TOKEN}
    if not there:
        if needed:
            raise wrong(Step.STAMP, STAMP_TOKEN, "missing: there is no time stamp")
        return "none: when it was sealed rests on the sealing machine's clock"
    for name in (STAMP, STAMP_TOKEN):
        if name not in there:
            raise wrong(Step.STAMP, name, "missing")
    _, asked = read_canonical(store, Step.STAMP, STAMP, Stamp)
    try:
        told = check(asked, store.read(STAMP_TOKEN), seal_bytes, roots=roots)
    except BadStampError as error:
        raise wrong(Step.STAMP, STAMP_TOKEN, str(error)) from error
    sealed_at = _sealed_at(seal_bytes)
    if told.at + CLOCK_SLACK < sealed_at:
        raise wrong(
            Step.STAMP,
            SEAL,
            f"claims to be sealed at {sealed_at:%Y-%m-%dT%H:%M:%SZ}, after its time stamp of "
            f"{told.at:%Y-%m-%dT%H:%M:%SZ}",
        )
    late = told.at - sealed_at
    after = "" if late < CLOCK_SLACK else f", {late} after the sealing machine's own time"
    by = (
        told.authority
        if told.trusted
        else f"{told.authority} (NOT VERIFIED: signature and chain need a root: --tsa-root FILE)"
    )
    return f"{told.at:%Y-%m-%dT%H:%M:%SZ} by {by}{after}"


def _sealed_at(seal_bytes: bytes) -> dt.datetime:
    seal = msgspec.json.decode(seal_bytes, type=Seal)
    try:
        moment = dt.datetime.fromisoformat(seal.statement.sealed_at)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise wrong(Step.STAMP, SEAL, "its time of sealing is no time") from error


def check_custody(
    store: Store, names: frozenset[str], seal_bytes: bytes, expected: str | None
) -> str:
    """Step 9; returns what to tell."""
    if CUSTODY not in names:
        if expected is not None:
            raise wrong(Step.CUSTODY, CUSTODY, "missing")
        return "no entries"
    data = store.read(CUSTODY)
    try:
        entries = read_custody(data, seal_bytes)
    except BrokenCustodyError as error:
        raise wrong(Step.CUSTODY, CUSTODY, str(error)) from error
    digests = [sha256_hex(line) for line in data.splitlines(keepends=True)]
    if expected is not None and expected not in digests:
        raise wrong(Step.CUSTODY, CUSTODY, f"the entry {expected} is not in it: entries are gone")
    last = digests[-1] if digests else "none"
    return f"{len(entries)} entries, all signed; the last one's SHA-256 is {last}"
