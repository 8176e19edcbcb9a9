"""Where bundles are kept: a folder, SFTP or S3, by fsspec. Named by content, verified by reading.

What is put on the shelf is named by its SHA-256, so the same thing is there once and a name
never means two things. An upload that was cut is taken up where it stopped. Nothing counts as
stored until it was read back and has the digest of its name.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import fsspec

from harness.domain.errors import UsageError
from harness.farm.database import FarmError

CHUNK_BYTES = 1 << 20
PART_BYTES = 8 << 20
"""Of an S3 multipart upload; S3 wants at least 5 MiB."""
KINDS = ("file", "local", "sftp", "s3")


class ShelfError(FarmError):
    """The shelf cannot be reached, read or written; trying again may help."""


class Shelf:
    """One shelf; methods may be called from several threads, each blocks until it is done."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._kind = fsspec.utils.get_protocol(url)
        if self._kind not in KINDS:
            raise UsageError(
                f"--store {url}: no shelf on {self._kind}; use a folder, sftp://USER@HOST/PATH "
                "or s3://BUCKET/PATH"
            )
        with _told(url):
            self._fs, root = _opened(url)
            self._root = root.rstrip("/")

    def put(self, path: Path, suffix: str) -> str:
        """Store the file and read it back; its key, as ``sha256/ab/abcd….zip``.

        Raises ShelfError; calling it again goes on where it stopped.
        """
        digest = digest_of(path)
        key = f"sha256/{digest[:2]}/{digest}{suffix}"
        with _told(self.url):
            if self._holds(key, digest):
                return key
            self._upload(path, key)
            if self._holds(key, digest):
                return key
            self._forget(key)
        raise ShelfError(f"{self.url}/{key}: what was stored is not what was sent; it was removed")

    def get(self, key: str, to: Path) -> None:
        """Fetch what has that key into a file; ShelfError when it is missing or wrong."""
        part = to.with_name(f"{to.name}.{os.getpid()}.part")
        digest = hashlib.sha256()
        with _told(self.url):
            try:
                with self._fs.open(self._at(key), "rb") as source, part.open("wb") as target:
                    for piece in _pieces(source):
                        digest.update(piece)
                        target.write(piece)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        if digest.hexdigest() != _named(key):
            part.unlink()
            raise ShelfError(f"{self.url}/{key}: its content is not what its name says")
        part.replace(to)

    def check(self, key: str) -> None:
        """ShelfError unless what has that key is there and is what its name says."""
        with _told(self.url):
            if self._holds(key, _named(key)):
                return
        raise ShelfError(f"{self.url}/{key}: missing, or its content is not what its name says")

    def keys(self) -> list[str]:
        """Everything on the shelf (uploads that were cut are not)."""
        with _told(self.url):
            self._fs.invalidate_cache()
            if not self._fs.exists(self._at("sha256")):
                return []
            found = [str(name) for name in self._fs.find(self._at("sha256"))]
        cut = len(self._root) + 1
        return sorted(name[cut:] for name in found if not name.endswith(".part"))

    def try_out(self) -> None:
        """ShelfError unless something can be written, read back and removed."""
        probe = self._at(f"probe-{os.getpid()}")
        with _told(self.url):
            self._fs.makedirs(self._root, exist_ok=True)
            self._fs.pipe_file(probe, b"taptruth")
            said = self._fs.cat_file(probe)
            self._fs.rm_file(probe)
        if said != b"taptruth":
            raise ShelfError(f"{self.url}: does not give back what is written")

    # --- how -------------------------------------------------------------------
    def _at(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _holds(self, key: str, digest: str) -> bool:
        self._fs.invalidate_cache()
        try:
            with self._fs.open(self._at(key), "rb") as file:
                found = hashlib.sha256()
                for piece in _pieces(file):
                    found.update(piece)
        except FileNotFoundError:
            return False
        return found.hexdigest() == digest

    def _forget(self, key: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self._at(key))

    def _upload(self, path: Path, key: str) -> None:
        if self._kind == "s3":
            _multipart(self._fs, path, self._at(key))
        else:
            self._append(path, self._at(key))

    def _append(self, path: Path, to: str) -> None:
        """Folder and SFTP: append to what is there, then give it its name."""
        part = f"{to}.part"
        self._fs.makedirs(to.rpartition("/")[0], exist_ok=True)
        there = self._size(part)
        if there > path.stat().st_size:
            self._fs.rm_file(part)
            there = 0
        with path.open("rb") as source, self._fs.open(part, "ab" if there else "wb") as target:
            source.seek(there)
            if hasattr(target, "set_pipelined"):  # paramiko: do not wait for each answer
                target.set_pipelined(True)
            for piece in _pieces(source):
                target.write(piece)
        self._fs.mv(part, to)

    def _size(self, name: str) -> int:
        try:
            return int(self._fs.size(name) or 0)
        except FileNotFoundError:
            return 0


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        for piece in _pieces(file):
            found.update(piece)
    return found.hexdigest()


def _named(key: str) -> str:
    return key.rpartition("/")[2].partition(".")[0]


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    if hasattr(file, "prefetch"):  # paramiko: ask for everything at once
        file.prefetch()
    while piece := file.read(CHUNK_BYTES):
        yield piece


def _opened(url: str) -> tuple[Any, str]:
    if fsspec.utils.get_protocol(url) == "sftp":
        from harness.farm.sftp import open_sftp  # noqa: PLC0415  loads paramiko

        return open_sftp(url)
    if fsspec.utils.get_protocol(url) == "s3":
        return fsspec.core.url_to_fs(url, use_listings_cache=False)  # type: ignore[no-any-return]
    return fsspec.core.url_to_fs(url)  # type: ignore[no-any-return]


@contextlib.contextmanager
def _told(url: str) -> Iterator[None]:
    """Whatever a backend raises, as one line of ours."""
    try:
        yield
    except (ShelfError, UsageError):
        raise
    except ImportError as error:
        raise UsageError(
            f"--store {url}: {error.name} is not installed; type: pip install 'taptruth[farm]'"
        ) from error
    except Exception as error:
        why = " ".join(str(error).split())[:300] or type(error).__name__
        raise ShelfError(
            f"{url}: {why}; check address, credentials and room, then it is tried again"
        ) from error


def _multipart(fs: Any, path: Path, to: str) -> None:
    """S3: the parts that are there stay; the rest is sent, then all are joined."""
    bucket, _, key = to.partition("/")
    size = path.stat().st_size
    if size <= PART_BYTES:
        fs.call_s3("put_object", Bucket=bucket, Key=key, Body=path.read_bytes())
        return
    upload, parts = _begun(fs, bucket, key)
    with path.open("rb") as file:
        for number in range(1, -(-size // PART_BYTES) + 1):
            if number in parts:
                continue
            file.seek((number - 1) * PART_BYTES)
            sent = fs.call_s3(
                "upload_part", Bucket=bucket, Key=key, UploadId=upload, PartNumber=number,
                Body=file.read(PART_BYTES),
            )  # fmt: skip
            parts[number] = sent["ETag"]
    joined = [{"PartNumber": number, "ETag": parts[number]} for number in sorted(parts)]
    fs.call_s3(
        "complete_multipart_upload", Bucket=bucket, Key=key, UploadId=upload,
        MultipartUpload={"Parts": joined},
    )  # fmt: skip


def _begun(fs: Any, bucket: str, key: str) -> tuple[str, dict[int, str]]:
    """The upload of that key that was cut, with its whole parts; else a new one."""
    told = fs.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=key)
    cut = [one["UploadId"] for one in told.get("Uploads", ()) if one["Key"] == key]
    if not cut:
        made = fs.call_s3("create_multipart_upload", Bucket=bucket, Key=key)
        return str(made["UploadId"]), {}
    parts = fs.call_s3("list_parts", Bucket=bucket, Key=key, UploadId=cut[-1])
    whole = [one for one in parts.get("Parts", ()) if one["Size"] == PART_BYTES]
    return str(cut[-1]), {int(one["PartNumber"]): str(one["ETag"]) for one in whole}
