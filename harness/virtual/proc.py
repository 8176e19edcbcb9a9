"""``/proc`` as far as a shell reads it: uptime, version, memory, processors."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.filesystem import FileSystem

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
