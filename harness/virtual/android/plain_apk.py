"""Apps of which only a name is known: what they are called, and an APK that opens a plain page."""

import re

from harness.virtual.android.apk import Manifest, build_apk


def package_of_file(uri: str) -> str:
    """A package name for the APK at an address: the file's own, where it looks like one."""
    name = uri.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".apk")
    if re.fullmatch(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", name):
        return name
    word = re.sub(r"\W+", "", name).lower() or "base"
    return f"com.example.{word if word[0].isalpha() else 'a' + word}"


def ware_label(name: str) -> str:
    """A label for an app of which only the package is known."""
    return name.rpartition(".")[2].replace("_", " ").title()


def plain_apk(name: str, label: str) -> bytes:
    """An APK that nobody scripted: it opens on a plain page."""
    main = f"{name}.MainActivity"
    manifest = Manifest(
        package=name,
        version_name="1.0",
        version_code=1,
        label=label,
        min_sdk=21,
        target_sdk=33,
        permissions=("android.permission.INTERNET",),
        activities=(main,),
        launcher=main,
    )
    return build_apk(manifest, {})
