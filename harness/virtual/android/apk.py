"""APK files: what an installer reads of one, and the real zip that a scripted app gets.

Labels and icons may stand in the manifest, or be references into ``resources.arsc``; which of
its values holds depends on the phone (language, density, Android version).
"""

import dataclasses
import io
import xml.etree.ElementTree as ET
import zipfile
import zlib

from harness.virtual.android import axml
from harness.virtual.android.arsc import Table
from harness.virtual.android.axml import Element
from harness.virtual.android.intents import LAUNCHER, MAIN, VIEW
from harness.virtual.android.signing import signed

MANIFEST = "AndroidManifest.xml"
RESOURCES = "resources.arsc"
LARGEST_MANIFEST = 8 << 20
LARGEST_RESOURCES = 128 << 20
_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError
)  # fmt: skip


class ApkError(Exception):
    """Why the APK cannot be installed; ``code`` is Android's word for it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What is needed of an AndroidManifest.xml."""

    package: str
    version_name: str
    version_code: int
    label: str
    min_sdk: int
    target_sdk: int
    permissions: tuple[str, ...]
    activities: tuple[str, ...]
    """Full class names."""
    launcher: str | None
    uri_prefixes: tuple[tuple[str, str], ...] = ()
    """(full class name, ``scheme://host``) of what activities answer to."""
    verified_hosts: tuple[tuple[str, str], ...] = ()
    """(full class name, host) of links with ``autoVerify``."""
    icon: str = ""
    """As it stands in the manifest: a file's name, or ``@0x`` and a resource id."""
    split: str = ""
    """Name of the split that this APK is; empty for a base."""
    debuggable: bool = False
    test_only: bool = False
    abis: frozenset[str] = frozenset()
    """ABIs that it brings native libraries for; empty where it has none."""


def read_apk(apk: bytes, locale: str = "") -> Manifest:
    """Parse; raises ``ApkError`` with Android's failure code.

    The label is the one that a phone of this locale (``zh-CN``) shows.
    """
    manifest = read_manifest(member(apk, MANIFEST, LARGEST_MANIFEST))
    label = manifest.label
    if label.startswith("@0x"):
        label = _referred(apk, int(label[3:], 16), locale) or manifest.package
    with zipfile.ZipFile(io.BytesIO(apk)) as archive:
        parts = (name.split("/") for name in archive.namelist())
        abis = frozenset(p[1] for p in parts if len(p) > 2 and p[0] == "lib")
    return dataclasses.replace(manifest, label=label, abis=abis)


def _referred(apk: bytes, resource: int, locale: str) -> str | None:
    try:
        return Table(member(apk, RESOURCES, LARGEST_RESOURCES)).text(resource, locale)
    except (axml.AxmlError, ApkError):
        return None


def member(apk: bytes, name: str, largest: int) -> bytes:
    """A file of the APK; raises ``ApkError`` where it is absent, too large or unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(apk)) as archive:
            if archive.getinfo(name).file_size > largest:
                raise ApkError("INSTALL_PARSE_FAILED_BAD_MANIFEST", f"{name} too large")
            return archive.read(name)
    except KeyError as error:
        raise ApkError(
            "INSTALL_PARSE_FAILED_BAD_MANIFEST", "Failed to load asset path base.apk"
        ) from error
    except _ZIP_FAULTS as error:
        raise ApkError("INSTALL_PARSE_FAILED_NOT_APK", "Failed to parse base.apk") from error


def read_manifest(data: bytes) -> Manifest:
    """Parse the manifest, binary or text; raises ``ApkError``."""
    try:
        root = axml.read(data) if data[:2] == b"\x03\x00" else _from_text(data)
    except (axml.AxmlError, ET.ParseError) as error:
        raise ApkError("INSTALL_PARSE_FAILED_UNEXPECTED_EXCEPTION", str(error)) from error
    package = _text(root, "package")
    if root.tag != "manifest" or "." not in package:
        raise ApkError("INSTALL_PARSE_FAILED_BAD_PACKAGE_NAME", f"<manifest> names {package!r}")
    application = next(iter(root.all("application")), Element("application"))
    sdk = next(iter(root.all("uses-sdk")), Element("uses-sdk"))
    activities = application.all("activity") + application.all("activity-alias")
    return Manifest(
        package=package,
        version_name=_text(root, "versionName"),
        version_code=_number(root, "versionCodeMajor", 0) << 32 | _number(root, "versionCode", 0),
        label=_text(application, "label") or package,
        min_sdk=_number(sdk, "minSdkVersion", 1),
        target_sdk=_number(sdk, "targetSdkVersion", 1),
        permissions=tuple(_text(e, "name") for e in root.all("uses-permission")),
        activities=tuple(_full_name(package, _text(e, "name")) for e in activities),
        launcher=next(
            (_full_name(package, _text(e, "name")) for e in activities if _launches(e)), None
        ),
        uri_prefixes=tuple(
            (_full_name(package, _text(e, "name")), prefix)
            for e in activities
            for prefix in _prefixes(e)
        ),
        verified_hosts=tuple(
            (_full_name(package, _text(e, "name")), host)
            for e in activities
            for host in _verified(e)
        ),
        icon=_text(application, "icon"),
        split=_text(root, "split"),
        debuggable=application.attributes.get("debuggable") in {True, "true"},
        test_only=application.attributes.get("testOnly") in {True, "true"},
    )


def _from_text(data: bytes) -> Element:
    if b"<!ENTITY" in data:
        raise ET.ParseError("entities are not allowed")

    def convert(node: ET.Element) -> Element:
        attributes: dict[str, axml.Value] = {
            key.rpartition("}")[2]: value for key, value in node.attrib.items()
        }
        return Element(node.tag, attributes, [convert(child) for child in node])

    return convert(ET.fromstring(data))  # noqa: S314  entities are refused above


def _text(element: Element, key: str) -> str:
    return str(element.attributes.get(key, ""))


def _number(element: Element, key: str, otherwise: int) -> int:
    try:
        return int(element.attributes.get(key, otherwise))
    except ValueError:
        return otherwise


def _full_name(package: str, name: str) -> str:
    if name.startswith("."):
        return package + name
    return name if "." in name else f"{package}.{name}"


def _prefixes(activity: Element) -> list[str]:
    """``scheme://host`` of the activity's links; one without a host answers to all of them."""
    found: dict[str, None] = {}
    for entry in activity.all("intent-filter"):
        if not any(_text(e, "name") == VIEW for e in entry.all("action")):
            continue
        data = entry.all("data")
        hosts = [_text(e, "host") for e in data if "host" in e.attributes]
        for scheme in (_text(e, "scheme") for e in data if "scheme" in e.attributes):
            found.update(dict.fromkeys(f"{scheme}://{host.lstrip('*')}" for host in hosts or [""]))
    return list(found)


def _verified(activity: Element) -> list[str]:
    """Hosts of the activity's web links that ask to be verified."""
    found: dict[str, None] = {}
    for entry in activity.all("intent-filter"):
        if entry.attributes.get("autoVerify") in {True, "true"}:
            data = entry.all("data")
            if {"http", "https"} & {_text(e, "scheme") for e in data if "scheme" in e.attributes}:
                hosts = [_text(e, "host") for e in data if "host" in e.attributes]
                found.update(dict.fromkeys(hosts))
    return list(found)


def _launches(activity: Element) -> bool:
    if activity.attributes.get("enabled") in {False, "false"}:
        return False
    for entry in activity.all("intent-filter"):
        actions = {_text(e, "name") for e in entry.all("action")}
        categories = {_text(e, "name") for e in entry.all("category")}
        if MAIN in actions and LAUNCHER in categories:
            return True
    return False


def build_apk(manifest: Manifest, files: dict[str, bytes]) -> bytes:
    """A signed zip with a binary manifest and further files; equal input, equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        everything = {MANIFEST: axml.write(_tree(manifest)), **dict(sorted(files.items()))}
        for name, data in everything.items():
            entry = zipfile.ZipInfo(name, date_time=(1981, 1, 1, 1, 1, 2))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return signed(out.getvalue())


def _tree(manifest: Manifest) -> Element:
    activities = [_activity(name, name == manifest.launcher) for name in manifest.activities]
    return Element(
        "manifest",
        {
            "package": manifest.package,
            "versionCode": manifest.version_code,
            "versionName": manifest.version_name,
        },
        [
            Element(
                "uses-sdk",
                {"minSdkVersion": manifest.min_sdk, "targetSdkVersion": manifest.target_sdk},
            ),
            *(Element("uses-permission", {"name": name}) for name in manifest.permissions),
            Element("application", {"label": manifest.label}, activities),
        ],
    )


def _activity(name: str, launcher: bool) -> Element:
    activity = Element("activity", {"name": name, "exported": launcher})
    if launcher:
        words = [Element("action", {"name": MAIN}), Element("category", {"name": LAUNCHER})]
        activity.children.append(Element("intent-filter", {}, words))
    return activity
