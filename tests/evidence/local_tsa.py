"""A time-stamp authority of the tests' own: RFC 3161 answers made here, served on 127.0.0.1.

DER is written by hand (ITU-T X.690), the CMS as RFC 5652 and RFC 3161 §2.4.2 say.
"""

import contextlib
import datetime as dt
import hashlib
import http.server
import threading
from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SHA256 = "2.16.840.1.101.3.4.2.1"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"
SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERT_V2 = "1.2.840.113549.1.9.16.2.47"
POLICY = "1.3.6.1.4.1.99999.1"


def der(tag: int, *parts: bytes) -> bytes:
    """One element."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def seq(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = [first * 40 + second]
    for number in rest:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.insert(0, number & 0x7F | 0x80)
        out += groups
    return der(0x06, bytes(out))


def read(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag, content and what follows of the first element."""
    tag, size, at = data[0], data[1], 2
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
    return tag, data[at : at + size], data[at + size :]


class Authority:
    """A root, a stamping certificate under it, and what it answers."""

    def __init__(self, name: str = "Test", *, purpose: bool = True) -> None:
        now = dt.datetime.now(dt.UTC) - dt.timedelta(days=365)
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.key = ec.generate_private_key(ec.SECP256R1())
        root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} root")])
        leaf = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} TSA")])
        until = now + dt.timedelta(days=20 * 365)
        self.root = (
            x509.CertificateBuilder()
            .subject_name(root)
            .issuer_name(root)
            .public_key(self.root_key.public_key())
            .serial_number(1)
            .not_valid_before(now)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self.root_key, hashes.SHA256())
        )
        use = ExtendedKeyUsageOID.TIME_STAMPING if purpose else ExtendedKeyUsageOID.CODE_SIGNING
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(leaf)
            .issuer_name(root)
            .public_key(self.key.public_key())
            .serial_number(2)
            .not_valid_before(now)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([use]), critical=True)
            .sign(self.root_key, hashes.SHA256())
        )
        self.at: dt.datetime | None = None
        """The time it puts; None: now."""
        self.nonce_shift = 0
        self.refuse = False

    def answer(self, request: bytes) -> bytes:
        """A TimeStampResp to a TimeStampReq."""
        if self.refuse:
            return seq(seq(integer(2), seq(der(0x0C, b"not today"))))
        _, body, _ = read(request)
        _, _, rest = read(body)
        _, imprint, rest = read(rest)
        nonce = 0
        while rest:
            tag, value, rest = read(rest)
            if tag == 0x02:
                nonce = int.from_bytes(value, "big")
        return seq(seq(integer(0)), self._token(seq(imprint), nonce + self.nonce_shift))

    def _token(self, imprint: bytes, nonce: int) -> bytes:
        at = self.at or dt.datetime.now(dt.UTC)
        info = seq(
            integer(1),
            oid(POLICY),
            imprint,
            integer(7),
            der(0x18, at.strftime("%Y%m%d%H%M%SZ").encode()),
            integer(nonce),
        )
        cert = self.certificate.public_bytes(Encoding.DER)
        sha256 = seq(oid(SHA256))
        digest = hashlib.sha256(info).digest()
        attributes = (
            seq(oid(CONTENT_TYPE), der(0x31, oid(TST_INFO))),
            seq(oid(MESSAGE_DIGEST), der(0x31, der(0x04, digest))),
            seq(
                oid(SIGNING_CERT_V2),
                der(0x31, seq(seq(seq(der(0x04, hashlib.sha256(cert).digest()))))),
            ),
        )
        ordered = sorted(attributes)
        signature = self.key.sign(der(0x31, *ordered), ec.ECDSA(hashes.SHA256()))
        signer = seq(
            integer(1),
            seq(self.certificate.issuer.public_bytes(), integer(self.certificate.serial_number)),
            sha256,
            der(0xA0, *ordered),
            seq(oid(ECDSA_SHA256)),
            der(0x04, signature),
        )
        signed = seq(
            integer(3),
            der(0x31, sha256),
            seq(oid(TST_INFO), der(0xA0, der(0x04, info))),
            der(0xA0, cert),
            der(0x31, signer),
        )
        return seq(oid(SIGNED_DATA), der(0xA0, signed))


@contextlib.contextmanager
def served(authority: Authority) -> Iterator[str]:
    """Its address while it answers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            answer = authority.answer(request)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
