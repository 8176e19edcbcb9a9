"""Check that a bundle is what was sealed. Works offline, trusts nothing inside.

The steps are numbered as in ``docs/evidence-format.md``; this module does those of layout,
manifest and files, ``verify_content`` those of events, frames and case, ``verify_seal`` those
of seal, time stamp and custody.
"""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from cryptography import x509

from harness.domain.errors import EvidenceError, VerificationError
from harness.evidence.format import AFTER_SEAL, EVENTS, MANIFEST, SEAL, sha256_hex, sm3_hex
from harness.evidence.records import Manifest
from harness.evidence.store import Store, UnsafeNameError, open_store
from harness.evidence.verify_content import Content
from harness.evidence.verify_seal import check_custody, check_seal, check_stamp
from harness.evidence.verify_steps import Step, read_canonical, wrong

__all__ = ["Step", "Trust", "verify"]

Told = Callable[[Step, str], None]


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever verifies knows from elsewhere."""

    key: str | None = None
    """Id (16 hex digits) or public key (64) that must have sealed; None: any will do."""
    roots: Sequence[x509.Certificate] = ()
    """Of the time-stamp authorities that are trusted; with none the chain is not checked."""
    stamped: bool = False
    """Whether there must be a time stamp."""
    custody: str | None = None
    """SHA-256 of the last custody line, as it was told when the bundle was handed over."""


def verify(
    path: Path,
    *,
    expect_key: str | None = None,
    trust: Trust | None = None,
    told: Told | None = None,
) -> None:
    """Return nothing when the bundle is what was sealed, else raise VerificationError.

    ``expect_key`` is short for ``Trust(key=...)``; without a key, any will do and the caller
    should tell the user whose it is. ``told`` hears what each step found. The error names the
    step and the first file that is wrong. Raises EvidenceError when there is no bundle at all.
    """
    trust = trust or Trust(key=expect_key)
    store = open_store(path)
    try:
        _require_bundle(store, path)
        try:
            _run(store, path, trust, told or (lambda _step, _text: None))
        except UnsafeNameError as error:
            raise wrong(Step.LAYOUT, error.name, error.why) from error
        except EvidenceError as error:
            raise VerificationError(str(error)) from error
    finally:
        store.close()


def _require_bundle(store: Store, path: Path) -> None:
    """EvidenceError for what never was a bundle; what is unsafe or unreadable is a forgery's."""
    with contextlib.suppress(UnsafeNameError):
        if store.names().isdisjoint({EVENTS, MANIFEST, SEAL}):
            raise EvidenceError(
                f"{path}: no {EVENTS}, {MANIFEST} or {SEAL}: not a bundle; "
                "give a bundle's folder or zip"
            )


def _run(store: Store, path: Path, trust: Trust, told: Told) -> None:
    names = _layout(store, path)
    told(Step.LAYOUT, f"{len(names)} plain files")
    manifest_bytes, manifest = read_canonical(store, Step.MANIFEST, MANIFEST, Manifest)
    told(Step.MANIFEST, f"canonical, format {manifest.format}")
    told(Step.FILES, _files(store, names, manifest))
    content = Content(store, manifest)
    told(Step.EVENTS, content.events())
    told(Step.FRAMES, content.frames())
    told(Step.CASE, content.case(names))
    seal_bytes, text = check_seal(store, manifest_bytes, manifest, trust.key)
    told(Step.SEAL, text)
    told(Step.STAMP, check_stamp(store, names, seal_bytes, trust.roots, needed=trust.stamped))
    told(Step.CUSTODY, check_custody(store, names, seal_bytes, trust.custody))


def _layout(store: Store, path: Path) -> frozenset[str]:
    names = store.names()
    for needed in (EVENTS, MANIFEST, SEAL):
        if needed not in names:
            hint = f"; run: taptruth seal {path}" if needed != EVENTS else ""
            raise wrong(Step.LAYOUT, needed, f"missing, the bundle is not sealed{hint}")
    return names


def _files(store: Store, names: frozenset[str], manifest: Manifest) -> str:
    listed = set(manifest.files)
    both = 0
    for name in sorted((names - AFTER_SEAL) | listed):
        if name not in names:
            raise wrong(Step.FILES, name, "missing")
        if name not in listed:
            raise wrong(Step.FILES, name, "extra: it was not there when the bundle was sealed")
        data, expected = store.read(name), manifest.files[name]
        if len(data) != expected.bytes or sha256_hex(data) != expected.sha256:
            raise wrong(Step.FILES, name, "changed: its SHA-256 is not the manifest's")
        if expected.sm3 is not None and sm3_hex(data) != expected.sm3:
            raise wrong(Step.FILES, name, "changed: its SM3 is not the manifest's")
        both += expected.sm3 is not None
    return f"{len(listed)} files, SHA-256 of all, SM3 of {both}"
