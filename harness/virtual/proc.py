"""``/proc`` as far as a shell reads it: uptime, version, memory, processors."""

import dataclasses
from collections.abc import Mapping
from functools import partial

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.filesystem import FileSystem
from harness.virtual.shell.jobs import Job

CORES = 8
MEMORY_KB = 5_800_000


def add_proc(files: FileSystem, phone: PhoneFacade) -> None:
    """Add files whose bytes are made whenever they are read."""

    def uptime() -> bytes:
        seconds = phone.uptime_ms() / 1000
        return f"{seconds:.2f} {seconds * CORES * 0.9:.2f}\n".encode()

    def meminfo() -> bytes:
        rows = {
            "MemTotal": MEMORY_KB,
            "MemFree": MEMORY_KB // 8,
            "MemAvailable": MEMORY_KB // 2,
            "Buffers": 4_000,
            "Cached": MEMORY_KB // 3,
            "SwapTotal": 0,
            "SwapFree": 0,
        }
        return "".join(f"{name + ':':<16}{size:>8} kB\n" for name, size in rows.items()).encode()

    def cpuinfo() -> bytes:
        one = (
            "processor\t: {}\nBogoMIPS\t: 38.40\nFeatures\t: fp asimd aes crc32\n"
            "CPU implementer\t: 0x41\nCPU architecture: 8\n\n"
        )
        return "".join(one.format(n) for n in range(CORES)).encode() + b"Hardware\t: virtual\n"

    def stat() -> bytes:
        """Ticks of 10 ms: a tenth of each core is busy, two thirds of that for users."""
        ticks = phone.uptime_ms() // 10
        one = f"{ticks * 6 // 100} 0 {ticks * 3 // 100} {ticks * 9 // 10} 0 0 {ticks // 100} 0 0 0"
        whole = " ".join(str(int(word) * CORES) for word in one.split())
        rows = [f"cpu  {whole}", *(f"cpu{n} {one}" for n in range(CORES))]
        rows += [
            f"intr {ticks * 9}",
            f"ctxt {ticks * 40}",
            f"btime {int(phone.wall_s() - phone.uptime_ms() / 1000)}",
        ]
        rows += ["processes 4242", "procs_running 1", "procs_blocked 0"]
        return ("\n".join(rows) + "\n").encode()

    version = b"Linux version 5.10.0-android (virtual) #1 SMP PREEMPT\n"
    for name, make in {
        "uptime": uptime,
        "meminfo": meminfo,
        "cpuinfo": cpuinfo,
        "stat": stat,
        "version": lambda: version,
        "loadavg": lambda: b"0.10 0.12 0.09 1/800 4242\n",
        "filesystems": lambda: b"nodev\tproc\nnodev\ttmpfs\n\text4\n\tf2fs\n",
    }.items():
        files.procedural(f"/proc/{name}", make)


# --- processes -------------------------------------------------------------------------
ADBD_PID, ZYGOTE_PID, SHELL_UID = 611, 512, 2000
_COMM = 15
"""Most of a name that the kernel keeps: the end of an app's, the beginning of a command's."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    parent: int
    uid: int
    comm: str
    argv: tuple[str, ...]
    stopped: bool

    def files(self) -> dict[str, bytes]:
        """What ``/proc/PID`` holds of it."""
        state = "T (stopped)" if self.stopped else "S (sleeping)"
        rows = {"Name": self.comm, "State": state, "Tgid": self.pid, "Pid": self.pid,
                "PPid": self.parent, "TracerPid": 0, "Uid": "\t".join([str(self.uid)] * 4),
                "Gid": "\t".join([str(self.uid)] * 4)}  # fmt: skip
        numbers = f"{self.pid} ({self.comm}) {state[0]} {self.parent} {self.pid} 0 0 -1 "
        return {
            "cmdline": "".join(f"{word}\0" for word in self.argv).encode(),
            "comm": f"{self.comm}\n".encode(),
            "status": "".join(f"{name}:\t{value}\n" for name, value in rows.items()).encode(),
            "stat": (numbers + " ".join(["0"] * 44) + "\n").encode(),
        }


def add_processes(files: FileSystem, phone: PhoneFacade, jobs: Mapping[int, Job]) -> None:
    """A folder for each process, apps and shells, that is there while the process is."""
    shown: set[int] = set()

    def refresh() -> None:
        now = {one.pid for one in _processes(phone, jobs)}
        with files.by_the_system():
            for pid in shown - now:
                files.remove_tree(f"/proc/{pid}")
            for pid in now - shown:
                files.mkdir(f"/proc/{pid}")
                for name in ("cmdline", "comm", "status", "stat"):
                    files.procedural(f"/proc/{pid}/{name}", partial(_told, phone, jobs, pid, name))
        shown.clear()
        shown.update(now)

    files.on_list("/proc", refresh)


def _told(phone: PhoneFacade, jobs: Mapping[int, Job], pid: int, name: str) -> bytes:
    found = next((one for one in _processes(phone, jobs) if one.pid == pid), None)
    return b"" if found is None else found.files()[name]


def _processes(phone: PhoneFacade, jobs: Mapping[int, Job]) -> list[_Process]:
    apps = [
        _Process(one.pid, ZYGOTE_PID, one.uid, one.package[-_COMM:], (one.package,),
                 phone.is_frozen(one.pid))
        for one in phone.processes.values()
    ]  # fmt: skip
    shells = [
        _Process(pid, job.parent or ADBD_PID, SHELL_UID, job.name[:_COMM], job.argv, job.stopped)
        for pid, job in jobs.items()
    ]
    return apps + shells
