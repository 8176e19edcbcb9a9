"""Where the shell may write, and what it says where it may not."""

import errno

import pytest
from wire_host import machine, shell

from harness.virtual.permissions import refusal


@pytest.mark.parametrize(
    ("path", "shell_may", "root_may"),
    [
        ("/data/local/tmp/x", None, None),
        ("/storage/emulated/0/Download/x", None, None),
        ("/data/local/x", errno.EACCES, None),
        ("/data/data/com.example.shop/x", errno.EACCES, None),
        ("/system/bin/x", errno.EROFS, errno.EROFS),
        ("/x", errno.EROFS, errno.EROFS),
        ("/proc/x", errno.EACCES, errno.EACCES),
    ],
)
def test_who_may_write_where(path: str, shell_may: int | None, root_may: int | None) -> None:
    """The shell in its own places, root in the data too, nobody in the system."""
    assert (refusal(path, root=False), refusal(path, root=True)) == (shell_may, root_may)


@pytest.mark.parametrize(
    "line",
    [
        "echo x > /system/x", "touch /data/x", "mkdir /sys/x", "rm /system/build.prop",
        "cp /proc/version /data/x", "ln -s a /x", "rm -r /data/app",
    ],
)  # fmt: skip
def test_the_shell_is_told(line: str) -> None:
    """Each command fails, with a word on standard error."""
    done = shell(line)
    assert done.status != 0
    assert done.err


def test_the_devices_take_what_is_written() -> None:
    """/dev/null is no place of its own: anybody may write to it."""
    assert shell("echo x > /dev/null && echo x >> /dev/null && echo written").out == "written\n"


def test_links_do_not_lead_around() -> None:
    """/sdcard leads to where one may write, a link into the system does not."""
    behind = machine()
    assert shell("echo x > /sdcard/x && cat /sdcard/x", on=behind).out == "x\n"
    assert shell("ln -s /system /sdcard/s && echo x > /sdcard/s/x", on=behind).status == 1


@pytest.mark.parametrize("name", ["uptime", "meminfo", "cpuinfo", "version", "loadavg"])
def test_proc_can_be_read(name: str) -> None:
    """What tools look for under /proc is there, and is read-only."""
    done = shell(f"cat /proc/{name} && ! echo x > /proc/{name} 2>/dev/null && echo kept")
    assert done.status == 0
    assert done.out.endswith("kept\n")
