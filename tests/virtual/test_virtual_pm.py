"""``pm`` and ``cmd``: texts and exit codes of device-facts §3.3 and §3.4."""

from pathlib import Path

from shell_bench import APP, Bench


def test_list_packages(tmp_path: Path) -> None:
    """-3 lists what was installed, -s the system's, a word filters, -f adds the path."""
    bench = Bench(tmp_path)
    third = bench.run("pm list packages -3").out.splitlines()
    system = bench.run("pm list packages -s").out.splitlines()
    assert f"package:{APP}" in third
    assert "package:com.android.systemui" in system
    assert not set(third) & set(system)
    assert bench.run("pm list packages erbete").out == f"package:{APP}\n"
    path = bench.run(f"pm path {APP}").out.strip()
    assert bench.run("pm list packages -f erbete").out == f"{path}={APP}\n"


def test_path(tmp_path: Path) -> None:
    """A path ends in base.apk; of an absent package there is none, with status 1."""
    bench = Bench(tmp_path)
    assert bench.run(f"pm path {APP}").out.endswith("/base.apk\n")
    ran = bench.run("pm path com.absent")
    assert (ran.status, ran.out) == (1, "")


def test_clear(tmp_path: Path) -> None:
    """Clear forgets what the app remembered and says Success, or Failed."""
    bench = Bench(tmp_path)
    bench.phone.packages[APP].memory["consent"] = "yes"
    assert bench.run(f"pm clear {APP}").out == "Success\n"
    assert bench.phone.packages[APP].memory == {}
    ran = bench.run("pm clear com.absent")
    assert (ran.status, ran.out) == (1, "Failed\n")


def test_resolve_activity(tmp_path: Path) -> None:
    """The component stands in the last line; an absent package is told on standard output."""
    bench = Bench(tmp_path)
    lines = bench.run(f"cmd package resolve-activity --brief {APP}").out.splitlines()
    assert lines[0].startswith("priority=0 preferredOrder=0 match=0x")
    assert lines[-1] == f"{APP}/.MainActivity"
    ran = bench.run("cmd package resolve-activity --brief com.absent")
    assert (ran.status, ran.out) == (0, "No activity found\n")
    link = "pm resolve-activity --brief -a android.intent.action.VIEW -d erbete://item"
    assert bench.run(link).out.splitlines()[-1] == f"{APP}/.DeepActivity"


def test_uninstall_and_streamed_install(tmp_path: Path) -> None:
    """An APK streamed over standard input installs, and installs back what was removed."""
    bench = Bench(tmp_path)
    apk = bench.phone.packages[APP].apk
    assert bench.run(f"pm uninstall {APP}").out == "Success\n"
    assert bench.run(f"pm path {APP}").status == 1
    assert bench.run(f"cmd package install -r -t -S {len(apk)}", apk).out == "Success\n"
    assert bench.run(f"pm path {APP}").status == 0


def test_install_from_a_path(tmp_path: Path) -> None:
    """An APK that was pushed installs; a missing file is an error."""
    bench = Bench(tmp_path)
    apk = bench.phone.packages[APP].apk
    bench.run(f"pm uninstall {APP}")
    bench.fs.write("/data/local/tmp/a.apk", apk)
    assert bench.run("pm install -r -t /data/local/tmp/a.apk").out == "Success\n"
    ran = bench.run("pm install /data/local/tmp/absent.apk")
    assert ran.status == 1
    assert "absent.apk" in ran.err


def test_a_stream_that_ends_early_installs_nothing(tmp_path: Path) -> None:
    """Fewer bytes than announced are a failure."""
    bench = Bench(tmp_path)
    apk = bench.phone.packages[APP].apk
    bench.run(f"pm uninstall {APP}")
    ran = bench.run(f"pm install -S {len(apk)}", apk[: len(apk) // 2])
    assert ran.status == 1
    assert ran.out.startswith("Failure [INSTALL_PARSE_FAILED_NOT_APK")
    assert APP not in bench.phone.packages


def test_system_apps_stay(tmp_path: Path) -> None:
    """A system app is not uninstalled."""
    ran = Bench(tmp_path).run("pm uninstall com.android.systemui")
    assert (ran.status, ran.out) == (1, "Failure [DELETE_FAILED_INTERNAL_ERROR]\n")


def test_grant_and_revoke(tmp_path: Path) -> None:
    """A runtime permission can be granted and shows in the dump; an unrequested one cannot."""
    bench = Bench(tmp_path)
    assert bench.run(f"pm grant {APP} android.permission.CAMERA").status == 0
    assert "android.permission.CAMERA: granted=true" in bench.run(f"dumpsys package {APP}").out
    assert bench.run(f"pm revoke {APP} android.permission.CAMERA").status == 0
    assert "android.permission.CAMERA: granted=false" in bench.run(f"dumpsys package {APP}").out
    ran = bench.run(f"pm grant {APP} android.permission.READ_SMS")
    assert ran.status == 255
    assert "has not requested permission android.permission.READ_SMS" in ran.err


def test_unknown_service(tmp_path: Path) -> None:
    """``cmd`` of a service that is not there says so."""
    ran = Bench(tmp_path).run("cmd nosuch do")
    assert (ran.status, ran.err) == (20, "cmd: Can't find service: nosuch\n")


def test_services_are_told_as_service_manager_does(tmp_path: Path) -> None:
    """Found, not found, and a list that counts itself."""
    bench = Bench(tmp_path)
    assert bench.run("service check activity").out == "Service activity: found\n"
    assert bench.run("service check nosuch").out == "Service nosuch: not found\n"
    head, *rows = bench.run("service list").out.splitlines()
    assert head == f"Found {len(rows)} services:"
    assert "\tactivity: []" in bench.run("service list").out
    assert bench.run("service call nosuch 1").status == 10
