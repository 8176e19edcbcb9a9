"""``dumpsys package P``."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.state import ActivityInfo, Package
from harness.virtual.shell.dumps.dialect import Dialect
from harness.virtual.shell.dumps.text import identity, local_time, yes

_RUNTIME_PERMISSIONS = (
    "CAMERA",
    "RECORD_AUDIO",
    "READ_PHONE_STATE",
    "READ_CONTACTS",
    "WRITE_CONTACTS",
    "ACCESS_FINE_LOCATION",
    "ACCESS_COARSE_LOCATION",
    "READ_EXTERNAL_STORAGE",
    "WRITE_EXTERNAL_STORAGE",
    "READ_MEDIA_IMAGES",
    "READ_MEDIA_VIDEO",
    "POST_NOTIFICATIONS",
    "READ_CALENDAR",
    "READ_SMS",
    "SEND_SMS",
    "CALL_PHONE",
)


def dump_package(phone: PhoneFacade, args: list[str]) -> str:
    """One package, or all of them."""
    dialect = Dialect(phone.config.api_level)
    words = [a for a in args if not a.startswith("-")]
    if not words:
        return "Packages:\n" + "".join(_package(p, dialect) for p in phone.packages.values())
    package = phone.packages.get(words[0])
    if package is None:
        return f"Unable to find package: {words[0]}\n"
    return (
        _resolver_table(package)
        + "\nKey Set Manager:\n"
        + f"  [{package.name}]\n      Signing KeySets: {package.uid % 100}\n\nPackages:\n"
        + _package(package, dialect)
        + _footer(package)
    )


def _package(package: Package, dialect: Dialect) -> str:
    flags = _flags(package)
    lines = [
        f"  Package [{package.name}] ({identity('setting', package.name)}):",
        f"    {dialect.app_id_key}={package.uid}",
        f"    pkg=Package{{{identity('pkg', package.name)} {package.name}}}",
        f"    codePath={package.code_path}",
        f"    resourcePath={package.code_path}",
        f"    legacyNativeLibraryDir={package.code_path}/lib",
        "    primaryCpuAbi=null",
        "    secondaryCpuAbi=null",
        (
            f"    versionCode={package.version_code} minSdk={package.min_sdk} "
            f"targetSdk={package.target_sdk}"
        ),
        f"    versionName={package.version_name}",
        f"    splits=[{', '.join(['base', *package.splits])}]",
        "    apkSigningVersion=2",
        f"    flags=[ {flags} ]",
        f"    dataDir=/data/user/0/{package.name}",
        "    supportsScreens=[small, medium, large, xlarge, resizeable, anyDensity]",
        f"    timeStamp={local_time(package.last_update_s)}",
        f"    firstInstallTime={local_time(package.first_install_s)}",
        f"    lastUpdateTime={local_time(package.last_update_s)}",
    ]
    if package.installer:
        lines.append(f"    installerPackageName={package.installer}")
    lines += [
        f"    signatures={_signatures(package, dialect)}",
        "    installPermissionsFixed=true",
        f"    pkgFlags=[ {flags} ]",
    ]
    if package.permissions:
        lines += ["    requested permissions:", *(f"      {p}" for p in package.permissions)]
    lines += _permission_lines("install", package, runtime=False, indent="    ")
    lines.append(
        f"    User 0: ceDataInode={package.uid + 120000} installed=true hidden=false "
        f"suspended=false distractionFlags=0 stopped={yes(package.stopped)} "
        f"notLaunched={yes(package.launches == 0)} enabled=0 instant=false virtual=false"
    )
    lines.append("      gids=[3003]")
    lines += _permission_lines("runtime", package, runtime=True, indent="      ")
    return "\n".join(lines) + "\n"


def _flags(package: Package) -> str:
    words = ["HAS_CODE", "ALLOW_CLEAR_USER_DATA", "ALLOW_BACKUP"]
    words = ["DEBUGGABLE", *words] if package.debuggable else words
    return " ".join(["SYSTEM", *words] if package.system else words)


def _signatures(package: Package, dialect: Dialect) -> str:
    outer, inner = identity("sigs", package.name), identity("sig", package.signer or package.name)
    if dialect.signature_version:
        return f"PackageSignatures{{{outer} version:2, signatures:[{inner}], past signatures:[]}}"
    return f"PackageSignatures{{{outer} [{inner}]}}"


def _permission_lines(kind: str, package: Package, *, runtime: bool, indent: str) -> list[str]:
    of_kind = [p for p in package.permissions if is_runtime(p) is runtime]
    if not of_kind:
        return []
    lines = [f"{indent}{kind} permissions:"]
    for name in of_kind:
        granted = not runtime or name in package.granted
        tail = ", flags=[ USER_SENSITIVE_WHEN_GRANTED ]" if runtime else ""
        lines.append(f"{indent}  {name}: granted={yes(granted)}{tail}")
    return lines


def is_runtime(permission: str) -> bool:
    """Whether Android asks the user for this permission."""
    return permission.rpartition(".")[2] in _RUNTIME_PERMISSIONS


def _resolver_table(package: Package) -> str:
    lines = ["Activity Resolver Table:"]
    schemes: dict[str, list[ActivityInfo]] = {}
    for info in package.activities:
        for prefix in info.uri_prefixes:
            schemes.setdefault(prefix.partition(":")[0], []).append(info)
    if schemes:
        lines.append("  Schemes:")
        for scheme, infos in schemes.items():
            lines.append(f"      {scheme}:")
            for name in dict.fromkeys(i.name for i in infos):
                lines += _filter(package, name, "android.intent.action.VIEW", "DEFAULT", scheme)
    launchers = [i.name for i in package.activities if i.launcher]
    if launchers:
        lines += ["  Non-Data Actions:", "      android.intent.action.MAIN:"]
        for name in launchers:
            lines += _filter(package, name, "android.intent.action.MAIN", "LAUNCHER", None)
    return "\n".join(lines) + "\n"


def _filter(
    package: Package, name: str, action: str, category: str, scheme: str | None
) -> list[str]:
    short = name[len(package.name) :] if name.startswith(package.name + ".") else name
    lines = [
        f"        {identity('info', name)} {package.name}/{short} filter {identity('f', name)}",
        f'          Action: "{action}"',
        f'          Category: "android.intent.category.{category}"',
    ]
    return [*lines, f'          Scheme: "{scheme}"'] if scheme else lines


def _footer(package: Package) -> str:
    return (
        "\nQueries:\n  system apps queryable: false\n\nDexopt state:\n"
        f"  [{package.name}]\n    path: {package.apk_path}\n"
    )
