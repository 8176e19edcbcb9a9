"""Signatures of APKs: written for scripted apps, verified for what is installed.

Formats: APK Signature Scheme v2 and v3 (source.android.com/docs/security/features/apksigning):
a block before the zip's central directory; JAR signatures (PKCS #7 in META-INF) of old APKs.
"""

import dataclasses
import hashlib
import io
import struct
import zipfile

from harness.virtual.android import debug_key

_EOCD = b"PK\x05\x06"
_MAGIC = b"APK Sig Block 42"
_V2, _V3, _V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61
_RSA_SHA256 = 0x0103
_CHUNK = 1 << 20
_DIGESTS = {
    0x0101: "sha256", 0x0102: "sha512", 0x0103: "sha256", 0x0104: "sha512",
    0x0201: "sha256", 0x0202: "sha512", 0x0301: "sha256",
}  # fmt: skip
"""Digest by signature algorithm: RSA-PSS, RSA, ECDSA, DSA."""


class SignatureError(ValueError):
    """The APK is not signed, or not as its signature says."""


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """Who signed: SHA-256 (hex) of the certificate, and by which scheme (1, 2 or 3)."""

    certificate_sha256: str
    scheme: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Parts:
    """Where the parts of a zip begin: signing block (if one), central directory, its end."""

    entries_end: int
    directory: int
    end: int
    blocks: dict[int, bytes]


def verify(apk: bytes) -> Signed:
    """Who signed these bytes. Raises ``SignatureError`` when nobody did, or they were changed."""
    try:
        parts = _parts(apk)
        for block_id, scheme in ((_V31, 3), (_V3, 3), (_V2, 2)):
            if block_id in parts.blocks:
                return Signed(_verify_block(apk, parts, parts.blocks[block_id], scheme), scheme)
        return Signed(_jar_signer(apk), 1)
    except (struct.error, IndexError, ValueError, zipfile.BadZipFile, KeyError) as error:
        if isinstance(error, SignatureError):
            raise
        raise SignatureError("Malformed APK Signing Block") from error


def _parts(apk: bytes) -> _Parts:
    end = apk.rfind(_EOCD, max(0, len(apk) - 65_557))
    if end < 0:
        raise SignatureError("no end of central directory")
    (directory,) = struct.unpack_from("<I", apk, end + 16)
    if directory < 32 or apk[directory - 16 : directory] != _MAGIC:
        return _Parts(directory, directory, end, {})
    (size,) = struct.unpack_from("<Q", apk, directory - 24)
    start = directory - size - 8
    if start < 0:
        raise SignatureError("Malformed APK Signing Block")
    blocks: dict[int, bytes] = {}
    at = start + 8
    while at + 12 <= directory - 24:
        length, number = struct.unpack_from("<QI", apk, at)
        blocks[number] = apk[at + 12 : at + 8 + length]
        at += 8 + length
    return _Parts(start, directory, end, blocks)


def _content_digest(apk: bytes, parts: _Parts, algorithm: str) -> bytes:
    """Digest over chunks of 1 MiB of entries, central directory and end record."""
    tail = bytearray(apk[parts.end :])
    struct.pack_into("<I", tail, 16, parts.entries_end)
    view = memoryview(apk)
    sections = (view[: parts.entries_end], view[parts.directory : parts.end], memoryview(tail))
    digests = []
    for section in sections:
        for at in range(0, len(section), _CHUNK):
            chunk = section[at : at + _CHUNK]
            one = hashlib.new(algorithm, b"\xa5" + struct.pack("<I", len(chunk)))
            one.update(chunk)
            digests.append(one.digest())
    top = b"\x5a" + struct.pack("<I", len(digests)) + b"".join(digests)
    return hashlib.new(algorithm, top).digest()


class _Reader:
    """Takes length-prefixed pieces one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def piece(self) -> bytes:
        (length,) = struct.unpack_from("<I", self._data, self._at)
        start = self._at + 4
        if start + length > len(self._data):
            raise SignatureError("Malformed APK Signing Block")
        self._at = start + length
        return self._data[start : self._at]

    def skip(self, count: int) -> None:
        self._at += count

    def __bool__(self) -> bool:
        return self._at < len(self._data)


def _verify_block(apk: bytes, parts: _Parts, block: bytes, scheme: int) -> str:
    signer = _Reader(_Reader(_Reader(block).piece()).piece())
    signed = signer.piece()
    if scheme == 3:
        signer.skip(8)  # lowest and highest Android release
    signatures = _by_algorithm(signer.piece())
    key = signer.piece()
    algorithm = next((one for one in _DIGESTS if one in signatures), None)
    if algorithm is None:
        raise SignatureError("No supported signatures found")
    inside = _Reader(signed)
    digests = _by_algorithm(inside.piece())
    certificate = _Reader(inside.piece()).piece()
    if digests.get(algorithm) != _content_digest(apk, parts, _DIGESTS[algorithm]):
        raise SignatureError("CHUNKED_SHA256 digest of contents did not verify")
    _verify_signature(algorithm, key, signatures[algorithm], signed, certificate)
    return hashlib.sha256(certificate).hexdigest()


def _by_algorithm(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    reader = _Reader(data)
    while reader:
        one = reader.piece()
        (algorithm,) = struct.unpack_from("<I", one)
        found[algorithm] = _Reader(one[4:]).piece()
    return found


def _verify_signature(
    algorithm: int, key: bytes, signature: bytes, signed: bytes, certificate: bytes
) -> None:
    if key == debug_key.public_key() and certificate == debug_key.CERTIFICATE:
        if signature == debug_key.sign(signed):
            return
        raise SignatureError("Signature did not verify")
    _verify_with_library(algorithm, key, signature, signed, certificate)


def _verify_with_library(
    algorithm: int, key: bytes, signature: bytes, signed: bytes, certificate: bytes
) -> None:
    # Loaded here: most phones never meet an APK that the project has not signed itself.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa  # noqa: PLC0415

    digest = hashes.SHA512() if _DIGESTS[algorithm] == "sha512" else hashes.SHA256()
    try:
        public = serialization.load_der_public_key(key)
        der = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        named = x509.load_der_x509_certificate(certificate).public_key().public_bytes(*der)
        if isinstance(public, rsa.RSAPublicKey) and algorithm in {0x0101, 0x0102}:
            pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
            public.verify(signature, signed, pss, digest)
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, signed, padding.PKCS1v15(), digest)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, signed, ec.ECDSA(digest))
        elif isinstance(public, dsa.DSAPublicKey):
            public.verify(signature, signed, digest)
        else:
            raise SignatureError("No supported signatures found")
    except (InvalidSignature, UnsupportedAlgorithm, ValueError) as error:
        raise SignatureError("Signature did not verify") from error
    if named != public.public_bytes(*der):
        raise SignatureError("Public key mismatch between certificate and signature record")


def _jar_signer(apk: bytes) -> str:
    """The certificate of a JAR signature; its digests are not recomputed."""
    with zipfile.ZipFile(io.BytesIO(apk)) as archive:
        for name in archive.namelist():
            upper = name.upper()
            if upper.startswith("META-INF/") and upper.endswith((".RSA", ".DSA", ".EC")):
                return _certificate_of(archive.read(name))
    raise SignatureError("no signatures")


def _certificate_of(pkcs7: bytes) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415  as above
    from cryptography.hazmat.primitives.serialization import pkcs7 as reader  # noqa: PLC0415

    found = reader.load_der_pkcs7_certificates(pkcs7)
    if not found:
        raise SignatureError("no certificate")
    return hashlib.sha256(found[0].public_bytes(Encoding.DER)).hexdigest()


def signed(apk: bytes) -> bytes:
    """The same zip with a v2 signing block of the project's public test key."""
    parts = _parts(apk)
    digest = _content_digest(apk, parts, "sha256")
    digests = _lp(_lp(struct.pack("<I", _RSA_SHA256) + _lp(digest)))
    data = digests + _lp(_lp(debug_key.CERTIFICATE)) + _lp(b"")
    signature = _lp(_lp(struct.pack("<I", _RSA_SHA256) + _lp(debug_key.sign(data))))
    signer = _lp(data) + signature + _lp(debug_key.public_key())
    value = _lp(_lp(signer))
    pair = struct.pack("<QI", len(value) + 4, _V2) + value
    size = struct.pack("<Q", len(pair) + 24)
    block = size + pair + size + _MAGIC
    tail = bytearray(apk[parts.end :])
    struct.pack_into("<I", tail, 16, parts.directory + len(block))
    return apk[: parts.entries_end] + block + apk[parts.directory : parts.end] + bytes(tail)


def _lp(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
