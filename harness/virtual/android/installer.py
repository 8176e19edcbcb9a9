"""Whether APKs may be installed, in Android's words (``PackageManagerService``, Android 6–16)."""

import dataclasses
from collections.abc import Sequence

from harness.virtual.android import signing
from harness.virtual.android.apk import ApkError, Manifest, read_apk
from harness.virtual.android.core import Core
from harness.virtual.android.state import Package

RESERVED_BYTES = 500 << 20
"""What Android keeps free: below it nothing is installed (``sys_storage_threshold``)."""
SPACE_FACTOR = 2
"""An app takes about its size again, for its native code and its compiled code."""
LOWEST_TARGET_SDK = {34: 23, 35: 24, 36: 24}
"""Android 14 and later refuse apps for releases this old."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """The options of ``pm install``."""

    replace: bool = True
    installer: str | None = None
    downgrade: bool = False
    test_only: bool = False
    grant_all: bool = False
    low_target: bool = False
    """``--bypass-low-target-sdk-block``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """APKs of one app that may be installed together."""

    manifest: Manifest
    base: bytes
    splits: dict[str, bytes]
    signer: str


def parse(apks: Sequence[bytes], core: Core, wish: Wish) -> Parsed:
    """Read a base and its splits and check all. Raises ``ApkError`` with Android's code."""
    size = sum(map(len, apks))
    if SPACE_FACTOR * size + RESERVED_BYTES > core.disk.free_bytes:
        raise ApkError("INSTALL_FAILED_INSUFFICIENT_STORAGE", "Failed to allocate enough space")
    manifests = [read_apk(apk, core.config.locale) for apk in apks]
    bases = [(m, apk) for m, apk in zip(manifests, apks, strict=True) if not m.split]
    if len(bases) != 1:
        what = "Missing" if not bases else "Multiple"
        raise ApkError("INSTALL_FAILED_INVALID_APK", f"{what} base APK in session")
    manifest, base = bases[0]
    for other in manifests:
        _same_app(manifest, other)
    _fits_the_phone(manifest, core, wish)
    signers = [_signer(apk, m, core) for m, apk in zip(manifests, apks, strict=True)]
    if len(set(signers)) != 1:
        raise ApkError("INSTALL_FAILED_INVALID_APK", "signatures are inconsistent")
    splits = {m.split: apk for m, apk in zip(manifests, apks, strict=True) if m.split}
    return Parsed(manifest, base, splits, signers[0])


def _same_app(base: Manifest, other: Manifest) -> None:
    if other.package != base.package:
        detail = f"{other.package} inconsistent with {base.package}"
        raise ApkError("INSTALL_FAILED_INVALID_APK", detail)
    if other.version_code != base.version_code:
        detail = f"version code {other.version_code} inconsistent with {base.version_code}"
        raise ApkError("INSTALL_FAILED_INVALID_APK", detail)


def _fits_the_phone(manifest: Manifest, core: Core, wish: Wish) -> None:
    api, abi = core.config.api_level, core.config.abi
    if manifest.min_sdk > api:
        detail = f"Requires newer sdk version #{manifest.min_sdk} (current version is #{api})"
        raise ApkError("INSTALL_FAILED_OLDER_SDK", detail)
    lowest = LOWEST_TARGET_SDK.get(api, 0)
    if manifest.target_sdk < lowest and not wish.low_target:
        detail = (
            f"App package must target at least SDK version {lowest}, but found"
            f" {manifest.target_sdk}"
        )
        raise ApkError("INSTALL_FAILED_DEPRECATED_SDK_VERSION", detail)
    if manifest.test_only and not wish.test_only:
        raise ApkError("INSTALL_FAILED_TEST_ONLY", f"installPackageLI ({manifest.package})")
    runs = {abi, *{"arm64-v8a": {"armeabi-v7a", "armeabi"}, "x86_64": {"x86"}}.get(abi, set())}
    if manifest.abis and not manifest.abis & runs:
        detail = "Failed to extract native libraries, res=-113"
        raise ApkError("INSTALL_FAILED_NO_MATCHING_ABIS", detail)


def _signer(apk: bytes, manifest: Manifest, core: Core) -> str:
    try:
        signed = signing.verify(apk)
    except signing.SignatureError as error:
        detail = f"Failed to collect certificates from base.apk: {error}"
        raise ApkError("INSTALL_PARSE_FAILED_NO_CERTIFICATES", detail) from error
    if signed.scheme == 1 and manifest.target_sdk >= 30 and core.config.api_level >= 30:
        detail = (
            f"No signature found in package of version 2 or newer for package {manifest.package}"
        )
        raise ApkError("INSTALL_PARSE_FAILED_NO_CERTIFICATES", detail)
    return signed.certificate_sha256


def check_update(known: Package, new: Parsed, wish: Wish) -> None:
    """Whether an installed app may be replaced. Raises ``ApkError``."""
    if not wish.replace:
        detail = f"Attempt to re-install {known.name} without first uninstalling."
        raise ApkError("INSTALL_FAILED_ALREADY_EXISTS", detail)
    if known.system or (known.signer and known.signer != new.signer):
        detail = f"Existing package {known.name} signatures do not match newer version; ignoring!"
        raise ApkError("INSTALL_FAILED_UPDATE_INCOMPATIBLE", detail)
    allowed = wish.downgrade and (known.debuggable or new.manifest.debuggable)
    if new.manifest.version_code < known.version_code and not allowed:
        detail = (
            f"Downgrade detected: Update version code {new.manifest.version_code} is older than"
            f" current {known.version_code}"
        )
        raise ApkError("INSTALL_FAILED_VERSION_DOWNGRADE", detail)
