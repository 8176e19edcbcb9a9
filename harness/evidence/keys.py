"""The Ed25519 key that seals: made at first use, or the organisation's (PEM, passphrase)."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from harness.domain.errors import EvidenceError

KEY_VARIABLE = "TAPTRUTH_KEY"
"""Names another key file."""
PEM_VARIABLE = "TAPTRUTH_KEY_PEM"
"""Holds the key itself, as PEM text: for a build server's secret store."""
PASSPHRASE_VARIABLE = "TAPTRUTH_KEY_PASSPHRASE"  # noqa: S105  a variable's name
"""Opens an encrypted PEM; a key that is made while it is set is encrypted with it."""


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


def load_or_make_key(
    path: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Ed25519PrivateKey:
    """The sealing key: of that file, of ``TAPTRUTH_KEY_PEM``, or of ``default_key_path()``.

    A file that is not there is made, readable by its owner only. Raises EvidenceError, one
    line, for a key that cannot be read, opened or made.
    """
    passphrase = environ.get(PASSPHRASE_VARIABLE) or None
    if path is None and environ.get(PEM_VARIABLE):
        return _parse(PEM_VARIABLE, environ[PEM_VARIABLE].encode(), passphrase)
    path = path or default_key_path(environ)
    try:
        if not path.exists():
            _make(path, passphrase)
        return _parse(str(path), path.read_bytes(), passphrase)
    except OSError as error:
        raise EvidenceError(
            f"{path}: the sealing key cannot be read or made: {error.strerror}; "
            f"set {KEY_VARIABLE}=FILE to keep it elsewhere"
        ) from error


def known_key(environ: Mapping[str, str] = os.environ) -> Ed25519PrivateKey | None:
    """The sealing key if there is one already and it opens; never makes one."""
    try:
        if not environ.get(PEM_VARIABLE) and not default_key_path(environ).exists():
            return None
        return load_or_make_key(None, environ)
    except (EvidenceError, OSError):
        return None


def _make(path: Path, passphrase: str | None) -> None:
    """Write a new key; when several processes do, the first one's stays and all use it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock: KeySerializationEncryption = NoEncryption()
    if passphrase:
        lock = BestAvailableEncryption(passphrase.encode())
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
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


def _parse(where: str, pem: bytes, passphrase: str | None) -> Ed25519PrivateKey:
    encrypted = b"ENCRYPTED" in pem
    if encrypted and not passphrase:
        raise EvidenceError(f"{where}: the key has a passphrase; set {PASSPHRASE_VARIABLE}")
    try:
        key = load_pem_private_key(pem, passphrase.encode() if encrypted and passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if encrypted:
            raise EvidenceError(
                f"{where}: {PASSPHRASE_VARIABLE} does not open the key; check it"
            ) from error
        raise EvidenceError(f"{where}: not a private key in PEM; give an Ed25519 key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise EvidenceError(f"{where}: the sealing key must be Ed25519")
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
