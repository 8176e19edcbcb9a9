"""A fresh shell on a machine: environment, working directory, process id."""

from harness.virtual.machine import Machine
from harness.virtual.shell.context import Input, Output, Shell
from harness.virtual.shell.jobs import next_pid

PATH = (
    "/product/bin:/apex/com.android.runtime/bin:/apex/com.android.art/bin:"
    "/system_ext/bin:/system/bin:/system/xbin:/odm/bin:/vendor/bin:/vendor/xbin"
)


def environment(machine: Machine, term: str) -> dict[str, str]:
    """What adbd gives a shell."""
    user = "root" if machine.is_root else "shell"
    return {
        "ANDROID_DATA": "/data",
        "ANDROID_ROOT": "/system",
        "ANDROID_STORAGE": "/storage",
        "EXTERNAL_STORAGE": "/sdcard",
        "HOME": "/",
        "HOSTNAME": machine.phone.props.get("ro.product.device", "localhost"),
        "LOGNAME": user,
        "PATH": PATH,
        "SHELL": "/bin/sh",
        "TERM": term,
        "TMPDIR": "/data/local/tmp",
        "USER": user,
    }


def new_shell(
    machine: Machine, stdin: Input, stdout: Output, stderr: Output, *, term: str = "dumb"
) -> Shell:
    """A shell as adbd starts it."""
    return Shell(
        phone=machine.phone,
        fs=machine.fs,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env=environment(machine, term),
        pid=next_pid(),
        services=machine.ports,
        jobs=machine.jobs,
    )
