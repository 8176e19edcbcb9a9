"""The Ed25519 key that seals bundles: made at first use, kept in the user's config folder."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from harness.domain.errors import EvidenceError

KEY_VARIABLE = "TAPTRUTH_KEY"


def default_key_path(environ: Mapping[str, str] = os.environ) -> Path:
    """``TAPTRUTH_KEY``, else ``taptruth/key.pem`` in the user's config folder."""
    if environ.get(KEY_VARIABLE):
        return Path(environ[KEY_VARIABLE])
    config = environ.get("XDG_CONFIG_HOME")
    try:
        folder = Path(config) if config else Path.home() / ".config"
    except RuntimeError as error:
        raise EvidenceError(
            f"no home folder to keep the sealing key in; set {KEY_VARIABLE}=FILE"
        ) from error
    return folder / "taptruth" / "key.pem"


def load_or_make_key(path: Path | None = None) -> Ed25519PrivateKey:
    """The key in that file (default: ``default_key_path()``), made there if there is none."""
    path = path or default_key_path()
    try:
        if not path.exists():
            _make(path)
        return _parse(path, path.read_bytes())
    except OSError as error:
        raise EvidenceError(
            f"{path}: the sealing key cannot be read or made: {error.strerror}; "
            f"set {KEY_VARIABLE}=FILE to keep it elsewhere"
        ) from error


def _make(path: Path) -> None:
    """Write a new key; when several processes do, the first one's stays and all use it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    try:
        path.hardlink_to(part)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _parse(path: Path, pem: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise EvidenceError(f"{path}: not a private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise EvidenceError(f"{path}: the sealing key must be Ed25519")
    return key


def public_hex(key: Ed25519PrivateKey) -> str:
    """The 32 raw bytes of its public key as 64 hex digits."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def key_id(public: str) -> str:
    """Short name of a public key (hex): the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def signature_holds(public: str, signature: str, message: bytes) -> bool:
    """Whether the Ed25519 signature (hex) over the message is the public key's (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signature), message
        )
    except (ValueError, InvalidSignature):
        return False
    return True
