"""RFC 3161 time stamps: a server that the user names puts a time to ``seal.json``.

The server sees one digest and nothing of the case. The answer is checked offline, at any
later time, against roots that whoever verifies chooses; nothing inside the bundle is trusted.
"""

import datetime as dt
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import rfc3161_client as tsp
from cryptography import x509

from harness.domain.errors import EvidenceError, UsageError
from harness.evidence.custody import add_custody, write_after_seal
from harness.evidence.format import FORMAT, SEAL, STAMP, STAMP_TOKEN, canonical, iso, sha256_hex
from harness.evidence.records import Stamp
from harness.evidence.store import open_store

SERVER_VARIABLE = "TAPTRUTH_TSA"
"""Address of the time-stamp server, where none is named on the command line."""
MOST_BYTES = 1 << 20
"""No answer of a time-stamp server comes near this."""
WAIT_S = 20.0
Post = Callable[[str, bytes], bytes]


class BadStampError(Exception):
    """A time stamp that does not hold, in words."""


def post(url: str, request: bytes) -> bytes:
    """Send a query as RFC 3161 §3.4 says; EvidenceError when the server does not answer."""
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"--tsa {url}: give an http or https address")
    query = urllib.request.Request(  # noqa: S310  the scheme was checked
        url, data=request, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(query, timeout=WAIT_S) as answer:  # noqa: S310
            data: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, ValueError, urllib.error.URLError, http.client.HTTPException) as error:
        why = getattr(error, "reason", None) or error
        raise EvidenceError(
            f"{url}: the time-stamp server does not answer: {why}; "
            "the bundle is sealed, stamp it later: taptruth seal BUNDLE --tsa URL"
        ) from error
    return data


def stamp(
    path: Path,
    url: str,
    *,
    roots: Sequence[x509.Certificate] = (),
    key_path: Path | None = None,
    send: Post = post,
) -> dt.datetime:
    """Have the sealed bundle stamped and write the answer beside the seal.

    Returns the server's time (UTC). Raises EvidenceError when the bundle is not sealed, is
    stamped already, or the answer does not hold; then nothing is written.
    """
    seal = _unstamped_seal(path)
    request = tsp.TimestampRequestBuilder(
        data=seal, hash_algorithm=tsp.HashAlgorithm.SHA256, nonce=True, cert_req=True
    ).build()
    token = send(url, request.as_bytes())
    asked = Stamp(
        format=FORMAT,
        nonce=f"{request.nonce:x}",
        requested_at=iso(time.time_ns()),
        seal_sha256=sha256_hex(seal),
        server=url,
    )
    try:
        told = check(asked, token, seal, roots=roots)
    except BadStampError as error:
        raise EvidenceError(f"{url}: {error}; nothing was written") from error
    files = {STAMP: canonical(msgspec.to_builtins(asked)), STAMP_TOKEN: token}
    write_after_seal(path, files)
    add_custody(path, "time-stamped", note=f"{told.at.isoformat()} {url}", key_path=key_path)
    return told.at


def _unstamped_seal(path: Path) -> bytes:
    store = open_store(path)
    try:
        if STAMP in store.names():
            raise EvidenceError(f"{path}: stamped already; check it: taptruth verify {path}")
        return store.read(SEAL)
    except FileNotFoundError as error:
        raise EvidenceError(f"{path}: not sealed; run: taptruth seal {path}") from error
    finally:
        store.close()


class Stamped(msgspec.Struct, frozen=True, kw_only=True):
    """What a time stamp says once it was checked."""

    at: dt.datetime
    authority: str
    """Who signed it, as its certificate says."""
    trusted: bool
    """Whether the chain leads to a root that the caller gave."""


def check(
    asked: Stamp, token: bytes, seal: bytes, *, roots: Sequence[x509.Certificate] = ()
) -> Stamped:
    """Check an answer offline: status, nonce, digest, signature, purpose, chain.

    With ``roots`` the signature must hold, the signer's chain must lead to one of them, and
    its certificates must have been valid at the stamped time. Without, neither signature nor
    chain can be checked, and ``trusted`` is False. Raises BadStampError.
    """
    try:
        answer = tsp.decode_timestamp_response(token)
    except ValueError as error:
        raise BadStampError(f"not a time-stamp answer: {error}") from error
    if answer.status != 0:
        why = "; ".join(answer.status_string) or f"status {answer.status}"
        raise BadStampError(f"the server refused: {why}")
    if asked.seal_sha256 != sha256_hex(seal):
        raise BadStampError("stale: it was asked for another seal")
    info = answer.tst_info
    if f"{info.nonce:x}" != asked.nonce if info.nonce is not None else True:
        raise BadStampError("its nonce is not the one that was sent: an old answer")
    if info.message_imprint.message.hex() != asked.seal_sha256:
        raise BadStampError("it stamps something else than this seal")
    leaf = _signer(answer)
    if roots:
        _check_chain(answer, asked, roots, leaf)
    at = info.gen_time.astimezone(dt.UTC)
    return Stamped(at=at, authority=leaf.subject.rfc4514_string(), trusted=bool(roots))


def _signer(answer: tsp.TimeStampResponse) -> x509.Certificate:
    infos = list(answer.signed_data.signer_infos)
    if len(infos) != 1:
        raise BadStampError(f"it has {len(infos)} signers")
    for der in answer.signed_data.certificates:
        found = x509.load_der_x509_certificate(der)
        if (found.issuer, found.serial_number) == (infos[0].issuer, infos[0].serial_number):
            return found
    raise BadStampError("its signer's certificate is not in it")


def _check_chain(
    answer: tsp.TimeStampResponse,
    asked: Stamp,
    roots: Sequence[x509.Certificate],
    leaf: x509.Certificate,
) -> None:
    """Signature, purpose and chain; what the answer brings along is never an anchor."""
    verifier = tsp.VerifierBuilder(roots=list(roots), nonce=int(asked.nonce, 16)).build()
    try:
        verifier.verify(answer, bytes.fromhex(asked.seal_sha256))
    except tsp.VerificationError as error:
        # What follows the first colon is a dump of OpenSSL's stack.
        why = str(error).split(": ", 1)[0].rstrip(".")
        raise BadStampError(
            f"its signature does not lead to a root that you trust: {why}"
        ) from error
    at = answer.tst_info.gen_time.astimezone(dt.UTC)
    if not leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc:
        raise BadStampError("its signer's certificate was not valid at the stamped time")


def load_roots(paths: Sequence[Path]) -> list[x509.Certificate]:
    """Certificates of PEM or DER files; UsageError for what is none."""
    found: list[x509.Certificate] = []
    for path in paths:
        try:
            data = path.read_bytes()
            pem = b"-----BEGIN" in data
            found += (
                x509.load_pem_x509_certificates(data)
                if pem
                else [x509.load_der_x509_certificate(data)]
            )
        except (OSError, ValueError) as error:
            raise UsageError(f"{path}: not a certificate (PEM or DER); give another") from error
    return found
