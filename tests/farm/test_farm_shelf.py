"""The shelf on a folder, on S3 and over SFTP."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.domain.errors import UsageError
from harness.farm import shelf as shelves
from harness.farm.shelf import CHUNK_BYTES, PART_BYTES, Shelf, ShelfError

pytest_plugins = ("farm_shelves",)


@pytest.fixture
def bundle(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Something of several pieces and a bit: S3's are larger."""
    url = request.getfixturevalue("shelf_url") if "shelf_url" in request.fixturenames else ""
    piece = PART_BYTES if url.startswith("s3") else CHUNK_BYTES
    path = tmp_path / "bundle.zip"
    path.write_bytes(b"evidence" * (piece // 8) * 2 + b"the end")
    return path


def test_what_is_put_is_named_by_its_content_and_given_back(
    shelf_url: str, bundle: Path, tmp_path: Path
) -> None:
    """Twice the same is there once."""
    shelf = Shelf(shelf_url)
    shelf.try_out()
    key = shelf.put(bundle, ".zip")
    assert shelf.put(bundle, ".zip") == key
    digest = hashlib.sha256(bundle.read_bytes()).hexdigest()
    assert key == f"sha256/{digest[:2]}/{digest}.zip"
    assert shelf.keys() == [key]
    shelf.check(key)
    back = tmp_path / "back.zip"
    shelf.get(key, back)
    assert back.read_bytes() == bundle.read_bytes()


class _CutError(Exception):
    """The line."""


def test_an_upload_that_was_cut_goes_on_where_it_stopped(
    shelf_url: str, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has arrived is not sent again, and in the end it is whole."""
    shelf = Shelf(shelf_url)
    shelf.try_out()
    sent = _counted(shelf, monkeypatch, cut_at=2)
    with pytest.raises(ShelfError, match="tried again"):
        shelf.put(bundle, ".zip")
    assert shelf.keys() == []
    shelf.check(shelf.put(bundle, ".zip"))
    assert sum(sent) == bundle.stat().st_size


def _counted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, cut_at: int) -> list[int]:
    """Bytes of each piece that went out; the line is cut once, at the piece of that number."""
    sent: list[int] = []
    cuts = [cut_at]
    pieces, call = shelves._pieces, getattr(shelf._fs, "call_s3", None)

    def goes_out(size: int) -> None:
        if cuts and len(sent) + 1 == cuts[0]:
            cuts.clear()
            raise _CutError("cut")
        sent.append(size)

    def counted_pieces(file: Any) -> Iterator[bytes]:
        for piece in pieces(file):
            if str(getattr(file, "name", "")).endswith("bundle.zip"):
                goes_out(len(piece))
            yield piece

    def counted_call(method: str, *args: Any, **words: Any) -> Any:
        if method == "upload_part":
            goes_out(len(words["Body"]))
        return call(method, *args, **words)  # type: ignore[misc]

    if call is not None:
        monkeypatch.setattr(shelf._fs, "call_s3", counted_call)
        return sent
    monkeypatch.setattr(shelves, "_pieces", counted_pieces)
    told = hashlib.sha256
    monkeypatch.setattr(shelves, "digest_of", lambda path: told(path.read_bytes()).hexdigest())
    return sent


def test_what_was_changed_on_the_shelf_is_noticed_and_replaced(
    tmp_path: Path, bundle: Path
) -> None:
    """A name that lies is an error for a reader, and mended by the next upload."""
    shelf = Shelf(str(tmp_path / "shelf"))
    key = shelf.put(bundle, ".zip")
    (tmp_path / "shelf" / key).write_bytes(b"forged")
    with pytest.raises(ShelfError, match="not what its name says"):
        shelf.check(key)
    with pytest.raises(ShelfError, match="not what its name says"):
        shelf.get(key, tmp_path / "got.zip")
    assert not (tmp_path / "got.zip").exists()
    shelf.put(bundle, ".zip")
    shelf.check(key)


def test_a_server_whose_key_is_not_known_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evidence is not handed to a stranger."""
    from farm_shelves import sftp_server  # noqa: PLC0415

    with sftp_server(tmp_path, tmp_path / "known") as port:
        monkeypatch.setenv("TAPTRUTH_SFTP_KNOWN_HOSTS", "/dev/null")
        monkeypatch.setenv("TAPTRUTH_SFTP_PASSWORD", "harvest")
        with pytest.raises(ShelfError, match="not found in known_hosts"):
            Shelf(f"sftp://farm@127.0.0.1:{port}/x")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("gopher://x/y", "no shelf on gopher"),
        ("sftp://a:secret@h/x", "a password in the URL would stand in the database"),
        ("sftp://h", "expected sftp://USER@HOST/PATH"),
    ],
)
def test_a_store_that_is_none_is_told_in_one_line(url: str, why: str) -> None:
    """What, and what to do."""
    with pytest.raises(UsageError, match=why):
        Shelf(url)
