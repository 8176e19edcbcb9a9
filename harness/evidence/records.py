"""``manifest.json`` and ``seal.json`` as records, strict: an unknown field is an error."""

import msgspec


class FileDigest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Size and SHA-256 of one file."""

    bytes: int
    sha256: str


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


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the signature covers."""

    case_id: str
    manifest_sha256: str
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
