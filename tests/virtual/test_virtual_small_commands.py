"""getprop, wm, settings, input, ps, screencap and the rest."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image
from shell_bench import APP, Bench

from harness.virtual.proc import add_proc


def test_getprop(tmp_path: Path) -> None:
    """One property, an absent one, a default, and all in brackets."""
    bench = Bench(tmp_path)
    assert bench.run("getprop ro.build.version.sdk").out == "34\n"
    assert bench.run("getprop no.such").out == "\n"
    assert bench.run("getprop no.such x").out == "x\n"
    assert "[ro.build.version.sdk]: [34]\n" in bench.run("getprop").out


def test_setprop_keeps_read_only_ones(tmp_path: Path) -> None:
    """A property is set, but none that begins with ro."""
    bench = Bench(tmp_path)
    assert bench.run("setprop debug.x 1").status == 0
    assert bench.run("getprop debug.x").out == "1\n"
    assert bench.run("setprop ro.product.model X").status == 1
    assert bench.run("getprop ro.product.model").out != "X\n"


def test_wm_size_and_density(tmp_path: Path) -> None:
    """Overrides are printed below the physical values until they are reset."""
    bench = Bench(tmp_path)
    assert bench.run("wm size").out == "Physical size: 1080x2400\n"
    bench.run("wm size 720x1600")
    bench.run("wm density 320")
    assert bench.run("wm size").out == "Physical size: 1080x2400\nOverride size: 720x1600\n"
    assert bench.run("wm density").out == "Physical density: 420\nOverride density: 320\n"
    bench.run("wm size reset")
    bench.run("wm density reset")
    assert bench.run("wm size").out == "Physical size: 1080x2400\n"
    assert bench.run("wm density").out == "Physical density: 420\n"


def test_wm_size_does_not_turn_with_the_phone(tmp_path: Path) -> None:
    """A rotated phone has the same physical size and no override."""
    bench = Bench(tmp_path)
    bench.phone.set_rotation(1)
    assert bench.run("wm size").out == "Physical size: 1080x2400\n"


def test_settings(tmp_path: Path) -> None:
    """Absent is null; put, list and delete work on one namespace."""
    bench = Bench(tmp_path)
    assert bench.run("settings get system tt_key").out == "null\n"
    assert bench.run("settings put system tt_key 7").out == ""
    assert bench.run("settings get system tt_key").out == "7\n"
    assert "tt_key=7\n" in bench.run("settings list system").out
    assert bench.run("settings get secure tt_key").out == "null\n"
    assert bench.run("settings delete system tt_key").out == "Deleted 1 rows\n"
    assert bench.run("settings delete system tt_key").out == "Deleted 0 rows\n"


def test_tap_reaches_the_app(tmp_path: Path) -> None:
    """A tap on the drawn button shows the dialog; Back takes it away. Both are silent."""
    bench = Bench(tmp_path)
    bench.launch()
    ran = bench.run("input tap 100 300")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    titles = [w.type for w in bench.phone.windows() if w.package == APP]
    assert titles == ["APPLICATION", "BASE_APPLICATION"]
    bench.run("input keyevent KEYCODE_BACK")
    assert [w.type for w in bench.phone.windows() if w.package == APP] == ["BASE_APPLICATION"]


@pytest.mark.parametrize("line", ["input tap 1", "input tap a b", "input keyevent NOKEY", "input"])
def test_wrong_input_is_an_error(tmp_path: Path, line: str) -> None:
    """Wrong arguments end with 255 and a word on standard error."""
    ran = Bench(tmp_path).run(line)
    assert ran.status == 255
    assert ran.err


def test_input_takes_as_long_as_configured(tmp_path: Path) -> None:
    """A tap is late by the phone's own delay."""
    bench = Bench(tmp_path)
    bench.phone.config.timing.input_tap_ms = 230
    before = bench.phone.uptime_ms()
    bench.run("input tap 5 5")
    assert bench.phone.uptime_ms() - before >= 230


def test_home_key_leaves_the_app(tmp_path: Path) -> None:
    """HOME brings the launcher to the front."""
    bench = Bench(tmp_path)
    bench.launch()
    bench.run("input keyevent 3")
    resumed = bench.phone.resumed_activity()
    assert resumed is not None
    assert resumed.info.package == "com.android.launcher3"


@pytest.mark.parametrize(("api_level", "words"), [(23, 3), (27, 3), (28, 4), (34, 4)])
def test_raw_screencap(tmp_path: Path, api_level: int, words: int) -> None:
    """The header has 12 bytes until Android 8 and 16 since 9; then come RGBA pixels."""
    bench = Bench(tmp_path, api_level=api_level, width=54, height=120, density_dpi=160)
    raw = bench.run("screencap").raw
    head = struct.unpack(f"<{words}I", raw[: 4 * words])
    assert head[:3] == (54, 120, 1)
    assert len(raw) == 4 * words + 54 * 120 * 4


def test_png_is_what_raw_is(tmp_path: Path) -> None:
    """The PNG has the raw capture's pixels, on standard output and in a file."""
    bench = Bench(tmp_path, width=54, height=120, density_dpi=160)
    raw = bench.run("screencap").raw[16:]
    png = bench.run("screencap -p").raw
    with Image.open(io.BytesIO(png)) as image:
        assert image.convert("RGBA").tobytes() == raw
    assert bench.run("screencap -p /sdcard/a.png").raw == b""
    assert bench.fs.read("/sdcard/a.png") == png


def test_ps_and_pidof(tmp_path: Path) -> None:
    """A running app is in ``ps -A`` by its name and has a pid; the system runs too."""
    bench = Bench(tmp_path)
    assert APP not in bench.run("ps -A").out
    bench.launch()
    rows = [line.split() for line in bench.run("ps -A").out.splitlines()]
    assert rows[0][:3] == ["USER", "PID", "PPID"]
    mine = next(row for row in rows if row[-1] == APP)
    uid = bench.phone.packages[APP].uid
    assert mine[0] == f"u0_a{uid - 10000}"
    assert bench.run(f"pidof {APP}").out == f"{mine[1]}\n"
    assert bench.run("pidof system_server").status == 0


def test_the_shell_may_not_kill_an_app(tmp_path: Path) -> None:
    """Apps are other users: a kill by the shell is not permitted."""
    bench = Bench(tmp_path)
    bench.launch()
    pid = bench.run(f"pidof {APP}").out.strip()
    ran = bench.run(f"kill -9 {pid}")
    assert ran.status == 1
    assert "Operation not permitted" in ran.err
    assert bench.run(f"pidof {APP}").out.strip() == pid


def test_surface_flinger_names_its_display(tmp_path: Path) -> None:
    """``--display-id`` gives a line that screencap's -d can use."""
    out = Bench(tmp_path).run("dumpsys SurfaceFlinger --display-id").out
    assert out.startswith("Display ")
    assert out.split()[1].isdigit()


def test_ime(tmp_path: Path) -> None:
    """Input methods are listed by id; an unknown one cannot be set."""
    bench = Bench(tmp_path)
    names = bench.run("ime list -s -a").out.split()
    assert bench.run(f"ime set {names[0]}").status == 0
    assert bench.run("ime set com.absent/.Ime").status == 255


def test_what_is_missing_is_refused(tmp_path: Path) -> None:
    """Commands this phone does not have end with an error, not with success."""
    bench = Bench(tmp_path)
    for line in ("content query", "dpm list"):
        ran = bench.run(line)
        assert ran.status != 0
        assert ran.err


def test_df_of_a_path_names_its_file_system_alone(tmp_path: Path) -> None:
    """As toybox does; a path that is not there is an error."""
    bench = Bench(tmp_path)
    rows = bench.run("df /data").out.splitlines()
    assert [row.split()[-1] for row in rows[1:]] == ["/data"]
    assert bench.run("df /sdcard").out.splitlines()[1].split()[-1] == "/storage/emulated"
    assert len(bench.run("df").out.splitlines()) == 3
    assert bench.run("df -h /data").out.splitlines()[1].split()[1] == "108G"
    gone = bench.run("df /nowhere")
    assert (gone.status, gone.err) == (1, "df: /nowhere: No such file or directory\n")


def test_how_busy_the_phone_is(tmp_path: Path) -> None:
    """Ticks that only grow in /proc/stat, and a line for each process in top."""
    bench = Bench(tmp_path)
    add_proc(bench.fs, bench.phone)
    rows = dict(line.split(maxsplit=1) for line in bench.run("cat /proc/stat").out.splitlines())
    cores = [name for name in rows if name.startswith("cpu") and name != "cpu"]
    assert len(cores) == 8
    assert all(word.isdecimal() for word in rows["cpu"].split())
    told = bench.run("top -b -n 1").out.splitlines()
    assert told[0].startswith("Tasks: ")
    assert any(line.split()[-1] == "system_server" for line in told[5:])
    assert bench.run("getenforce").out == "Enforcing\n"
