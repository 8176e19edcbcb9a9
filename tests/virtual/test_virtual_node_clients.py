"""The virtual phone met by adbkit and @yume-chan/adb from npm, unmodified, where npm is there."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from debian_adb import CACHE
from real_adb import AdbServer, VirtualPhone, started_phone

pytestmark = pytest.mark.phone

HERE = Path(__file__).parent / "node"
NEWEST_NODE = 20


@pytest.fixture(scope="module")
def modules() -> Path:
    """A folder with the scripts and the packages that package.json names."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no node and npm here")
    version = subprocess.run(["node", "--version"], capture_output=True, check=True, timeout=60)
    if int(version.stdout.decode().lstrip("v").split(".")[0]) < NEWEST_NODE:
        pytest.skip(f"node {version.stdout.decode().strip()} is older than {NEWEST_NODE}")
    wanted = (HERE / "package.json").read_bytes()
    folder = CACHE / "node"
    if not (folder / "package.json").exists() or (folder / "package.json").read_bytes() != wanted:
        _install(folder)
    for script in HERE.glob("*.*js"):
        shutil.copy(script, folder)
    return folder


def _install(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    shutil.copy(HERE / "package.json", made)
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        cwd=made, capture_output=True, check=False, timeout=240,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(made)
        pytest.skip(f"npm install failed: {done.stderr.decode().strip()[-200:]}")
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)


def run(folder: Path, *words: str) -> dict[str, Any]:
    """What a script told."""
    done = subprocess.run(
        ["node", *words], cwd=folder, capture_output=True, check=False, timeout=120,
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("package", ["adbkit", "@devicefarmer/adbkit"])
def test_adbkit(modules: Path, shared_phone: VirtualPhone, package: str) -> None:
    """Devices, shell, properties, packages, files, screencap, forward, reverse, root's refusal."""
    told = run(modules, "adbkit.js", package, str(shared_phone.adb.port), shared_phone.serial)
    assert f"{shared_phone.serial} device" in told["devices"]
    assert told["shell"] == "from  node\nshell\n"
    assert told["model"] == shared_phone.shell("getprop ro.product.model").strip()
    assert told["packages"]
    assert (told["size"], told["same"], told["missing"]) == (2_500_000, True, "ENOENT")
    assert "node" in told["files"]
    assert told["png"] == "PNG"
    assert told["forwarded"] is True
    assert told["reverses"] == ["tcp:7171 tcp:1"]
    assert told["root"] == "adbd cannot run as root in production builds"


@pytest.mark.parametrize(("auth", "keys"), [("none", 0), ("accept-key", 1)])
def test_yume_chan(modules: Path, adb_server: AdbServer, auth: str, keys: int) -> None:
    """Without any adb server: RSA, shells, a terminal, sync v2, framebuffer, reverse."""
    size = ("--size", "360x800", "--density", "160")
    with started_phone(adb_server, "--auth", auth, *size) as phone:
        told = run(modules, "yume.mjs", *phone.serial.split(":"))
    assert (told["none"], told["shell"]) == ("none\n", ["out\n", "err\n", 6])
    assert (told["stat"], told["same"]) == ([3_000_000, 0o666, 1_600_000_000], True)
    assert "yume" in told["files"]
    assert told["missing"] == "ENOENT"
    assert told["frame"] == [360, 800, 360 * 800 * 4]
    assert (told["terminal"], told["exit"]) == ("typed\r\ngot typed\r\n", 0)
    assert told["reversed"] == "from the host"
    assert told["keys"] == keys
