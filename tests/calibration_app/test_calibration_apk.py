"""The committed APK is what its source builds, and what it says it is."""

import importlib.util
import re
import shutil
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from harness.device.apk import package_of, signer_sha256
from harness.device.apk_library import APK
from harness.run.calibration.package import PACKAGE, calibration_apk
from harness.run.calibration.scenes import load_scenes

pytestmark = pytest.mark.early

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "fixtures" / "calibration_app"
ANDROID = "{http://schemas.android.com/apk/res/android}"


def test_it_is_small_and_says_who_it_is() -> None:
    """Under 500 KB, with the package, version, activities and SDK range of its manifest."""
    path = calibration_apk()
    assert path.stat().st_size < 500_000
    assert package_of(path) == PACKAGE
    with APK.from_file(str(path)) as apk:
        manifest = apk.get_manifest()
    for wanted in ("MainActivity", "AdActivity", "LandingActivity", 'versionName="1.0"'):
        assert wanted in manifest
    assert re.search(r'minSdkVersion="(19|0x13)"', manifest)
    assert re.search(r'targetSdkVersion="(36|0x24)"', manifest)
    assert "uses-permission" not in manifest


def test_it_is_signed_with_the_key_that_is_named_not_secret() -> None:
    """The signer is the committed test certificate."""
    pem = (SOURCE / "test-key-not-secret.x509.pem").read_bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    assert signer_sha256(calibration_apk()) == certificate.fingerprint(hashes.SHA256()).hex()


def test_app_and_table_know_the_same_scenes() -> None:
    """Every scene of the app is in the table of truth, and the other way round."""
    java = (SOURCE / "src/org/taptruth/calibration/Scene.java").read_text()
    block = java[java.index("NAMES = {") : java.index("};", java.index("NAMES = {"))]
    in_app = set(re.findall(r'"([a-z0-9_]+)"', block)) | {"none"}
    in_table = {scene.name for scene in load_scenes()}
    assert in_table == in_app


def test_both_languages_name_every_scene() -> None:
    """No scene is without a name in Chinese or English."""
    for folder in ("values", "values-zh"):
        text = (SOURCE / "res" / folder / "strings.xml").read_text(encoding="utf-8")
        for scene in load_scenes():
            assert f'name="scene_{scene.name}"' in text


@pytest.mark.skipif(
    any(shutil.which(t) is None for t in ("aapt2", "zipalign", "apksigner", "javac")),
    reason="Debian's Android tools are not installed (apt: aapt zipalign apksigner, a JDK)",
)
def test_a_build_gives_the_committed_bytes(tmp_path: Path) -> None:
    """Building from source anywhere gives the committed file, byte for byte."""
    spec = importlib.util.spec_from_file_location("calibration_build", SOURCE / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    try:
        build.build(tmp_path / "again.apk", ROOT / "out" / "calibration-tools")
    except build.MissingToolsError as missing:
        pytest.skip(str(missing))
    assert (tmp_path / "again.apk").read_bytes() == calibration_apk().read_bytes()
