"""What an APK tells by itself, on a real one (uiautomator2 carries it) and on damaged copies."""

import hashlib
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from importlib import resources
from pathlib import Path

import pytest
from cryptography import x509

from harness.device.apk import _from_jar, _from_signing_block, package_of, signer_sha256

REAL = Path(str(resources.files("uiautomator2") / "assets" / "app-uiautomator.apk"))


def test_package_name_of_a_real_apk() -> None:
    """Read from the binary manifest."""
    assert package_of(REAL) == "com.github.uiautomator"


def test_signer_of_a_real_apk_is_a_certificate() -> None:
    """The digest is that of a certificate that an X.509 parser accepts whole."""
    certificate = _from_signing_block(REAL.read_bytes())
    assert certificate is not None
    x509.load_der_x509_certificate(certificate)
    assert _from_jar(REAL) == certificate, "its older signature names the same signer"
    assert signer_sha256(REAL) == hashlib.sha256(certificate).hexdigest()


def test_unsigned_and_foreign_files_have_no_signer_and_no_package(tmp_path: Path) -> None:
    """Absence is told as None, never as an error."""
    plain = tmp_path / "plain.apk"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("hello.txt", "hello")
    text = tmp_path / "text.apk"
    text.write_text("no zip at all")
    for path in (plain, text, tmp_path / "absent.apk"):
        assert signer_sha256(path) is None
        assert package_of(path) is None


@pytest.mark.parametrize("keep", [30, 4000, 100_000])
def test_cut_apk_has_no_signer(tmp_path: Path, keep: int) -> None:
    """A cut download is not half a signer."""
    cut = tmp_path / "cut.apk"
    cut.write_bytes(REAL.read_bytes()[:keep])
    assert signer_sha256(cut) is None
    assert package_of(cut) is None


def test_damaged_signing_block_is_none(tmp_path: Path) -> None:
    """A length that points outside gives no certificate."""
    data = bytearray(REAL.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    directory = struct.unpack_from("<I", data, end + 16)[0]
    size = struct.unpack_from("<Q", data, directory - 24)[0]
    start = directory - size
    data[start + 12 : start + 28] = b"\xff" * 16
    broken = tmp_path / "broken.apk"
    broken.write_bytes(data)
    assert signer_sha256(broken) is None


def test_nobody_is_tripped_by_what_another_process_compiles(tmp_path: Path) -> None:
    """A file half written beside the modules of pyftype counts as one of them: none is written."""
    library = Path(str(resources.files("pyftype")))
    copied = tmp_path / library.name
    shutil.copytree(library, copied, ignore=shutil.ignore_patterns("__pycache__"))
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    words = [sys.executable, "-c", "import harness.device.apk, pyftype; print(pyftype.__file__)"]
    told = subprocess.run(
        words, env={**env, "PYTHONPATH": paths}, check=True, capture_output=True, text=True
    )
    assert Path(told.stdout.strip()).parent == copied
    assert not list(copied.rglob("*.pyc"))
