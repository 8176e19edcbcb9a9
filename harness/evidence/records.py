"""What is written after the run as records, strict: an unknown field is an error."""

import msgspec


class FileDigest(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Size, SHA-256 and SM3 of one file; the first bundles of format 1 have no SM3."""

    bytes: int
    sha256: str
    sm3: str | None = None


class EventsDigest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many whole event lines there are, the digest of the last, bytes torn off after it."""

    count: int
    last_sha256: str
    torn_bytes: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``manifest.json``."""

    case_id: str
    events: EventsDigest
    files: dict[str, FileDigest]
    format: int
    missing_frames: tuple[str, ...]
    """Paths of frames that were recorded and never reached the disk."""
    partial: bool
    tool_version: str


class Statement(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What the signature covers."""

    case_id: str
    manifest_sha256: str
    manifest_sm3: str | None = None
    partial: bool
    sealed: str
    """"at_end" by the run itself, "later" by ``taptruth seal``."""
    sealed_at: str
    """UTC, ISO 8601, by the clock of the sealing machine."""


class Seal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``seal.json``."""

    algorithm: str
    format: int
    key_id: str
    public_key: str
    signature: str
    statement: Statement


class Stamp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``timestamp.json``: what was asked of the time-stamp server; its answer lies beside it."""

    format: int
    nonce: str
    """Of the request, hex."""
    requested_at: str
    """UTC, ISO 8601, by the clock of the machine that asked."""
    seal_sha256: str
    """Digest of ``seal.json``: what the server put a time to."""
    server: str
    """Address that was asked."""


class CustodyEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of ``custody.jsonl``, without its signature."""

    at: str
    """UTC, ISO 8601, by the clock of the machine that wrote it."""
    key_id: str
    note: str
    prev: str
    """SHA-256 of the line before and its line feed; of ``seal.json`` in the first line."""
    public_key: str
    seq: int
    tool_version: str
    what: str
    """"sealed", "time-stamped", "handed over", "received", "copied", "reviewed" …"""
    who: str


class CustodyLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A custody entry and the Ed25519 signature over it."""

    entry: CustodyEntry
    signature: str
