"""Time stamps from a local authority, checked offline; each way to cheat with them is found."""

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundle_builder import whole_bundle
from cryptography.hazmat.primitives.serialization import Encoding
from local_tsa import Authority, served

from harness.cli.exits import Exit
from harness.cli.main import run
from harness.domain.errors import EvidenceError, UsageError, VerificationError
from harness.evidence.format import canonical
from harness.evidence.stamping import load_roots, stamp
from harness.evidence.verify import Step, Trust, verify


@pytest.fixture(scope="module")
def authority() -> Authority:
    """One authority for all tests of this file."""
    return Authority()


@pytest.fixture
def url(authority: Authority) -> Iterator[str]:
    """Where it answers, with its time and manners reset afterwards."""
    with served(authority) as address:
        yield address
    authority.at, authority.nonce_shift, authority.refuse = None, 0, False


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A whole, sealed bundle, its key beside it."""
    whole_bundle(tmp_path / "b", tmp_path / "key.pem")
    return tmp_path / "b"


def stamped(bundle: Path, url: str, *authorities: Authority) -> dt.datetime:
    """Stamp it, the custody entry signed by its own key."""
    roots = [a.root for a in authorities]
    return stamp(bundle, url, roots=roots, key_path=bundle.parent / "key.pem")


def wrong(bundle: Path, trust: Trust) -> VerificationError:
    """The error of step 8."""
    with pytest.raises(VerificationError) as caught:
        verify(bundle, trust=trust)
    assert caught.value.step == Step.STAMP
    return caught.value


def test_a_stamp_verifies_offline_against_a_root(
    bundle: Path, url: str, authority: Authority
) -> None:
    """Status, nonce, digest, signature, purpose and chain hold; the step names the authority."""
    at = stamped(bundle, url, authority)
    steps: dict[Step, str] = {}
    trust = Trust(roots=[authority.root], stamped=True)
    verify(bundle, trust=trust, told=steps.__setitem__)
    assert f"{at:%Y-%m-%dT%H:%M:%SZ} by CN=Test TSA" in steps[Step.STAMP]
    assert "NOT VERIFIED" not in steps[Step.STAMP]
    assert steps[Step.CUSTODY].startswith("2 entries")


def test_without_a_root_a_stamp_is_called_not_verified(bundle: Path, url: str) -> None:
    """Nothing inside the bundle makes its own authority trusted."""
    stamped(bundle, url)
    steps: dict[Step, str] = {}
    verify(bundle, told=steps.__setitem__)
    assert "NOT VERIFIED" in steps[Step.STAMP]


def test_another_root_is_refused(bundle: Path, url: str) -> None:
    """A stamp by an authority that is not trusted fails."""
    stamped(bundle, url)
    error = wrong(bundle, Trust(roots=[Authority("Other").root]))
    assert error.file == "timestamp.tsr"
    assert "does not lead to a root" in str(error)


def test_a_certificate_of_another_purpose_is_refused(bundle: Path) -> None:
    """A key that was certified to sign code puts no times."""
    crook = Authority("Crook", purpose=False)
    with served(crook) as address, pytest.raises(EvidenceError, match="does not lead to a root"):
        stamped(bundle, address, crook)
    assert not (bundle / "timestamp.tsr").exists()


def test_a_stale_stamp_of_another_bundle_is_found(
    bundle: Path, url: str, tmp_path: Path, authority: Authority
) -> None:
    """The stamp of an older bundle beside this seal fails, also with its request bent to fit."""
    older = tmp_path / "older"
    whole_bundle(older, tmp_path / "key.pem")
    stamped(older, url)
    for name in ("timestamp.json", "timestamp.tsr"):
        shutil.copy(older / name, bundle / name)
    assert "stale" in str(wrong(bundle, Trust(roots=[authority.root])))
    asked = json.loads((bundle / "timestamp.json").read_text())
    from harness.evidence.format import sha256_hex  # noqa: PLC0415

    asked["seal_sha256"] = sha256_hex((bundle / "seal.json").read_bytes())
    (bundle / "timestamp.json").write_bytes(canonical(asked))
    assert "something else" in str(wrong(bundle, Trust(roots=[authority.root])))


def test_an_answer_with_another_nonce_is_not_taken(
    bundle: Path, url: str, authority: Authority
) -> None:
    """A replayed answer fails at once and nothing is written."""
    authority.nonce_shift = 1
    with pytest.raises(EvidenceError, match="nonce"):
        stamped(bundle, url)
    assert not (bundle / "timestamp.json").exists()
    authority.nonce_shift = 0
    stamped(bundle, url)
    asked = json.loads((bundle / "timestamp.json").read_text())
    asked["nonce"] = "1"
    (bundle / "timestamp.json").write_bytes(canonical(asked))
    assert "nonce" in str(wrong(bundle, Trust()))


def test_a_seal_that_claims_to_be_younger_than_its_stamp_is_found(
    bundle: Path, url: str, authority: Authority
) -> None:
    """The sealing clock ran ahead: both times cannot be true."""
    authority.at = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    stamped(bundle, url)
    error = wrong(bundle, Trust(roots=[authority.root]))
    assert error.file == "seal.json"
    assert "after its time stamp" in str(error)


def test_what_is_stamped_later_is_said_to_be(bundle: Path, url: str, authority: Authority) -> None:
    """A stamp that came long after the sealing machine's own time tells by how much."""
    authority.at = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    stamped(bundle, url)
    steps: dict[Step, str] = {}
    verify(bundle, told=steps.__setitem__)
    assert "after the sealing machine's own time" in steps[Step.STAMP]


def test_a_bent_token_is_found(bundle: Path, url: str, authority: Authority) -> None:
    """The stamped time changed in place breaks the signature."""
    stamped(bundle, url)
    token = (bundle / "timestamp.tsr").read_bytes()
    at = token.index(b"Z", token.index(b"\x18\x0f20")) - 1
    bent = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
    (bundle / "timestamp.tsr").write_bytes(bent)
    assert "signature" in str(wrong(bundle, Trust(roots=[authority.root])))
    (bundle / "timestamp.tsr").write_bytes(b"hello")
    assert "not a time-stamp answer" in str(wrong(bundle, Trust()))


def test_a_missing_half_is_found(bundle: Path, url: str) -> None:
    """A request without its answer, and no stamp where one is required."""
    assert "missing" in str(wrong(bundle, Trust(stamped=True)))
    stamped(bundle, url)
    (bundle / "timestamp.tsr").unlink()
    assert wrong(bundle, Trust()).file == "timestamp.tsr"


def test_a_server_that_refuses_or_is_not_there_is_one_line(
    bundle: Path, url: str, authority: Authority
) -> None:
    """The bundle stays sealed and can be stamped later."""
    authority.refuse = True
    with pytest.raises(EvidenceError, match="refused: not today"):
        stamped(bundle, url)
    with pytest.raises(EvidenceError, match="does not answer"):
        stamped(bundle, "http://127.0.0.1:9/none")
    with pytest.raises(UsageError, match="http or https"):
        stamped(bundle, "file:///etc/passwd")
    verify(bundle)


def test_it_is_not_stamped_twice(bundle: Path, url: str) -> None:
    """The first stamp stays."""
    stamped(bundle, url)
    with pytest.raises(EvidenceError, match="stamped already"):
        stamped(bundle, url)


def test_roots_are_read_from_pem_and_der(tmp_path: Path, authority: Authority) -> None:
    """And what is no certificate is named."""
    (tmp_path / "a.pem").write_bytes(authority.root.public_bytes(Encoding.PEM))
    (tmp_path / "a.der").write_bytes(authority.root.public_bytes(Encoding.DER))
    assert load_roots([tmp_path / "a.pem", tmp_path / "a.der"]) == [authority.root] * 2
    (tmp_path / "x").write_text("x")
    with pytest.raises(UsageError, match="not a certificate"):
        load_roots([tmp_path / "x"])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl program here")
def test_openssl_agrees(bundle: Path, url: str, tmp_path: Path, authority: Authority) -> None:
    """A client that we did not write verifies the same token over the same seal."""
    stamped(bundle, url)
    (tmp_path / "root.pem").write_bytes(authority.root.public_bytes(Encoding.PEM))
    words = ["openssl", "ts", "-verify", "-data", str(bundle / "seal.json")]
    words += ["-in", str(bundle / "timestamp.tsr"), "-CAfile", str(tmp_path / "root.pem")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert "Verification: OK" in done.stdout + done.stderr


def test_the_command_stamps_a_sealed_bundle(
    bundle: Path,
    url: str,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """``seal --tsa``, then ``verify`` with the authority's root, and a failure without a stamp."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))
    root = tmp_path / "root.pem"
    root.write_bytes(authority.root.public_bytes(Encoding.PEM))
    verify_it = ["verify", "-q", str(bundle), "--tsa-root", str(root), "--require-stamp"]
    assert run(verify_it) == Exit.TAMPERED
    assert run(["seal", str(bundle), "--tsa", url, "--tsa-root", str(root)]) == Exit.CLEAR
    assert "time-stamped 20" in capsys.readouterr().out
    assert run(verify_it) == Exit.CLEAR
