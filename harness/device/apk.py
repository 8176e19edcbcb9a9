"""What an APK file tells without Android: its package name and its signing certificate.

Formats: APK Signature Scheme v2/v3 (source.android.com/docs/security/features/apksigning),
JAR signatures (PKCS #7 in META-INF), binary XML (AOSP ResourceTypes.h).
"""

import dataclasses
import hashlib
import struct
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

from harness.device.apk_library import APK

_EOCD = b"PK\x05\x06"
_BLOCK_MAGIC = b"APK Sig Block 42"
_SCHEMES = (0x1B93AD61, 0xF05368C0, 0x7109871A)
"""Block ids of v3.1, v3 and v2."""
_STRING_POOL, _START_ELEMENT = 0x0001, 0x0102
_UTF8_FLAG = 0x100
_TYPE_STRING = 0x03


ANDROID = "{http://schemas.android.com/apk/res/android}"


@dataclasses.dataclass(frozen=True)
class ApkFacts:
    """What one APK file told; None for what could not be read."""

    sha256: str | None = None
    size: int | None = None
    signer: str | None = None
    label: str | None = None


def label_of(path: Path) -> str | None:
    """The app's name as the launcher shows it, None where it cannot be read.

    The file is whatever the app's maker put there: a parser that fails on it says nothing
    of the app, so every failure is the same "could not be read".
    """
    try:
        with APK.from_file(str(path)) as apk:
            name: str | None = apk.app_name
            return name or _literal_label(apk.get_manifest())
    except Exception:  # noqa: BLE001  hostile file, third-party parser
        return None


def _literal_label(manifest: str) -> str | None:
    """``android:label`` where it is text and no reference into the resources."""
    application = ET.fromstring(manifest).find("application")  # noqa: S314  no DTD in binary XML
    label = None if application is None else application.get(ANDROID + "label")
    return label if label and not label.startswith("@") else None


def signer_sha256(path: Path) -> str | None:
    """SHA-256 (hex) of the first signer's certificate, None where it cannot be read."""
    try:
        certificate = _from_signing_block(path.read_bytes()) or _from_jar(path)
    except (OSError, ValueError, struct.error, IndexError, zipfile.BadZipFile):
        return None
    return hashlib.sha256(certificate).hexdigest() if certificate else None


def _from_signing_block(data: bytes) -> bytes | None:
    end = data.rfind(_EOCD, max(0, len(data) - 65_557))
    if end < 0:
        return None
    directory = struct.unpack_from("<I", data, end + 16)[0]
    if directory < 32 or data[directory - 16 : directory] != _BLOCK_MAGIC:
        return None
    size = struct.unpack_from("<Q", data, directory - 24)[0]
    at, stop = directory - size, directory - 24
    found: dict[int, bytes] = {}
    while at + 12 <= stop:
        length, block_id = struct.unpack_from("<QI", data, at)
        found[block_id] = data[at + 12 : at + 8 + length]
        at += 8 + length
    return next((_certificate(found[i]) for i in _SCHEMES if i in found), None)


def _certificate(block: bytes) -> bytes:
    """First certificate: signers › signer › signed data › (digests, certificates …)."""
    signed_data = _prefixed(_prefixed(_prefixed(block)))
    digests = struct.unpack_from("<I", signed_data)[0]
    return _prefixed(_prefixed(signed_data[4 + digests :]))


def _prefixed(data: bytes) -> bytes:
    length = struct.unpack_from("<I", data)[0]
    if length + 4 > len(data):
        raise ValueError("cut")
    return data[4 : 4 + length]


def _from_jar(path: Path) -> bytes | None:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7  # noqa: PLC0415

    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            upper = name.upper()
            if upper.startswith("META-INF/") and upper.endswith((".RSA", ".DSA", ".EC")):
                found = pkcs7.load_der_pkcs7_certificates(archive.read(name))
                return found[0].public_bytes(Encoding.DER) if found else None
    return None


def package_of(path: Path) -> str | None:
    """Package name in ``AndroidManifest.xml`` (binary XML), None where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _manifest_package(archive.read("AndroidManifest.xml"))
    except (OSError, KeyError, ValueError, struct.error, IndexError, zipfile.BadZipFile):
        return None


def _manifest_package(xml: bytes) -> str | None:
    strings: list[str] = []
    at = struct.unpack_from("<H", xml, 2)[0]
    while at + 8 <= len(xml):
        kind, header, size = struct.unpack_from("<HHI", xml, at)
        if kind == _STRING_POOL:
            strings = _strings(xml[at : at + size], header)
        elif kind == _START_ELEMENT:
            found = _attribute(xml, at + header, strings, "package")
            if found is not None:
                return found
        if size < 8:
            return None
        at += size
    return None


def _attribute(xml: bytes, at: int, strings: list[str], wanted: str) -> str | None:
    start, size, count = struct.unpack_from("<HHH", xml, at + 8)
    for index in range(count):
        entry = at + start + index * size
        _, name, raw, _, _, kind, data = struct.unpack_from("<iiiHBBi", xml, entry)
        if 0 <= name < len(strings) and strings[name] == wanted:
            value = data if kind == _TYPE_STRING else raw
            return strings[value] if 0 <= value < len(strings) else None
    return None


def _strings(pool: bytes, header: int) -> list[str]:
    count, _, flags, start, _ = struct.unpack_from("<IIIII", pool, 8)
    offsets = struct.unpack_from(f"<{count}I", pool, header)
    read = _utf8 if flags & _UTF8_FLAG else _utf16
    return [read(pool, start + offset) for offset in offsets]


def _utf8(pool: bytes, at: int) -> str:
    at += 2 if pool[at] & 0x80 else 1  # length in characters
    length, at = pool[at], at + 1
    if length & 0x80:
        length, at = (length & 0x7F) << 8 | pool[at], at + 1
    return pool[at : at + length].decode(errors="replace")


def _utf16(pool: bytes, at: int) -> str:
    length, at = struct.unpack_from("<H", pool, at)[0], at + 2
    if length & 0x8000:
        length, at = (length & 0x7FFF) << 16 | struct.unpack_from("<H", pool, at)[0], at + 2
    return pool[at : at + 2 * length].decode("utf-16-le", errors="replace")
