"""Where the shell may write: what a phone's permissions and mounts come to, by path."""

import errno

FOR_EVERYBODY = ("/data/local/tmp", "/storage/emulated/0", "/mnt/sdcard_real", "/tmp")  # noqa: S108
READ_ONLY = ("/system", "/system_ext", "/product", "/vendor", "/odm", "/apex")
KERNEL = ("/proc", "/sys", "/dev", "/acct", "/config")


def refusal(path: str, *, root: bool) -> int | None:
    """The errno with which writing at a path (links resolved) is refused; None when it is not."""
    if _below(path, FOR_EVERYBODY):
        return None
    if _below(path, READ_ONLY) or path.count("/") == 1:
        return errno.EROFS
    if _below(path, KERNEL):
        return errno.EACCES
    return None if root else errno.EACCES


def _below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)
