"""Chain of custody, packing, and the organisation's key."""

import hashlib
import json
from pathlib import Path

import pytest
from bundle_builder import begin, run_trial, whole_bundle

from harness.cli.exits import Exit
from harness.cli.main import run
from harness.domain.errors import EvidenceError, UsageError
from harness.evidence.custody import add_custody, custody_of
from harness.evidence.keys import load_or_make_key, public_hex
from harness.evidence.packing import pack
from harness.evidence.seal import seal
from harness.evidence.verify import verify


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key and an operator of the test's own."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))
    monkeypatch.setenv("TAPTRUTH_OPERATOR", "Zhang San")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A whole, sealed bundle."""
    whole_bundle(tmp_path / "b", tmp_path / "key.pem")
    return tmp_path / "b"


def test_sealing_is_the_first_entry(bundle: Path) -> None:
    """Who, when, what: by the run itself."""
    (entry,), _ = custody_of(bundle)
    assert (entry.who, entry.what) == ("Zhang San", "sealed at the end of the run")
    assert entry.prev == hashlib.sha256((bundle / "seal.json").read_bytes()).hexdigest()


def test_a_killed_run_s_first_entry_says_that_it_was_sealed_later(tmp_path: Path) -> None:
    """As its seal does."""
    writer = begin(tmp_path / "b", tmp_path / "key.pem")
    run_trial(writer, 1, (1,))
    writer.close()
    seal(tmp_path / "b")
    assert [e.what for e in custody_of(tmp_path / "b")[0]] == ["sealed later"]


def test_entries_are_added_to_folder_and_zip_alike(bundle: Path, tmp_path: Path) -> None:
    """The bundle still holds, and the zip's other files are untouched."""
    pack(bundle, tmp_path / "b.zip")
    for path in (bundle, tmp_path / "b.zip"):
        add_custody(path, "handed over", who="Li Si", note="to the court")
        verify(path)
        entries, digests = custody_of(path)
        assert [e.what for e in entries][-1] == "handed over"
        assert len(set(digests)) == len(entries) == 2


def test_nothing_is_added_to_a_broken_chain_or_an_unsealed_bundle(
    bundle: Path, tmp_path: Path
) -> None:
    """One line each."""
    data = (bundle / "custody.jsonl").read_bytes()
    (bundle / "custody.jsonl").write_bytes(data.replace(b"Zhang San", b"Zhang Er", 1))
    with pytest.raises(EvidenceError, match="line 1: its signature does not hold"):
        add_custody(bundle, "copied")
    with pytest.raises(UsageError, match="--what"):
        add_custody(bundle, "  ")
    begin(tmp_path / "c", tmp_path / "key.pem").close()
    with pytest.raises(EvidenceError, match="not sealed"):
        add_custody(tmp_path / "c", "copied")


def test_packing_gives_the_same_bytes_and_never_overwrites(bundle: Path, tmp_path: Path) -> None:
    """Two zips of one bundle are equal, and verify."""
    pack(bundle, tmp_path / "one.zip")
    pack(bundle, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    verify(tmp_path / "one.zip")
    with pytest.raises(UsageError, match="is there already"):
        pack(bundle, tmp_path / "one.zip")
    (bundle / "seal.json").unlink()
    with pytest.raises(EvidenceError, match="not sealed"):
        pack(bundle, tmp_path / "three.zip")


def test_the_commands_list_and_add_custody_and_show_the_key(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``custody``, ``pack`` and ``key`` as a shell sees them."""
    assert run(["custody", str(bundle), "--add", "reviewed", "--who", "Wang Wu"]) == 0
    assert "Wang Wu  reviewed" in capsys.readouterr().out
    assert run(["custody", str(bundle), "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert run(["verify", str(bundle), "--custody", entries[-1]["sha256"]]) == Exit.CLEAR
    told = capsys.readouterr()
    assert "  1 layout" in told.err
    assert "  9 custody" in told.err
    assert run(["verify", "-q", str(bundle), "--custody", "0" * 64]) == Exit.TAMPERED
    assert run(["pack", str(bundle)]) == 0
    assert run(["key", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert run(["verify", f"{bundle}.zip", "--key", shown["key_id"]]) == Exit.CLEAR


def test_a_key_is_opened_by_its_passphrase(tmp_path: Path) -> None:
    """Made encrypted while a passphrase is set; without it, or with another, one line."""
    path = tmp_path / "locked.pem"
    made = load_or_make_key(path, {"TAPTRUTH_KEY_PASSPHRASE": "open sesame"})
    assert b"ENCRYPTED" in path.read_bytes()
    again = load_or_make_key(path, {"TAPTRUTH_KEY_PASSPHRASE": "open sesame"})
    assert public_hex(again) == public_hex(made)
    with pytest.raises(EvidenceError, match="set TAPTRUTH_KEY_PASSPHRASE"):
        load_or_make_key(path, {})
    with pytest.raises(EvidenceError, match="does not open the key"):
        load_or_make_key(path, {"TAPTRUTH_KEY_PASSPHRASE": "guess"})


def test_a_key_comes_from_the_environment(tmp_path: Path) -> None:
    """As PEM text, for build servers; no file is written."""
    pem = tmp_path / "k.pem"
    made = load_or_make_key(pem, {})
    found = load_or_make_key(None, {"TAPTRUTH_KEY_PEM": pem.read_text()})
    assert public_hex(found) == public_hex(made)
    with pytest.raises(EvidenceError, match="TAPTRUTH_KEY_PEM: not a private key"):
        load_or_make_key(None, {"TAPTRUTH_KEY_PEM": "nonsense"})
