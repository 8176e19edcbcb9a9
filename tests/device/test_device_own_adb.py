"""A server of one's own: where another program was faster to its port, another port is taken."""

from pathlib import Path

import pytest

from harness.device.adb import AMBIGUOUS, PORTS, own_adb
from harness.domain.errors import NoDeviceError


@pytest.fixture
def adb(tmp_path: Path) -> Path:
    """An adb that writes its words down and starts only at the attempt that ``nth`` names."""
    program = tmp_path / "adb"
    program.write_text(
        "#!/bin/sh\n"
        f'cd "{tmp_path}"\n'
        'echo "$ANDROID_ADB_SERVER_PORT $*" >> said\n'
        'case "$*" in *start-server) ;; *) exit 0;; esac\n'
        "[ $(grep -c start-server said) -ge $(cat nth) ] && exit 0\n"
        "echo 'could not install *smartsocket* listener: Address already in use' >&2\n"
        "exit 255\n"
    )
    program.chmod(0o755)
    return program


def test_a_port_that_was_taken_in_between_is_left_for_another(adb: Path, tmp_path: Path) -> None:
    """Two failures, then a server; it is ended on the port on which it was started."""
    (tmp_path / "nth").write_text("3")
    with own_adb(dict.fromkeys(AMBIGUOUS, "elsewhere"), program=adb) as led:
        assert not set(AMBIGUOUS) & set(led)
        assert Path(led["HOME"]).is_dir()
    said = [line.split() for line in (tmp_path / "said").read_text().splitlines()]
    assert [words[-1] for words in said] == ["start-server"] * 3 + ["kill-server"]
    ports = [words[0] for words in said]
    assert len(set(ports)) == 3
    assert ports[2] == ports[3] == led["ANDROID_ADB_SERVER_PORT"]
    assert all(
        int(port) in PORTS and words[2] == port for port, words in zip(ports, said, strict=True)
    )
    assert not Path(led["HOME"]).exists()


def test_an_adb_that_never_starts_is_told_in_its_own_words(adb: Path, tmp_path: Path) -> None:
    """Not forever: after some ports the last reason is raised."""
    (tmp_path / "nth").write_text("99")
    with (
        pytest.raises(NoDeviceError, match=r"Address already in use.*taptruth doctor"),
        own_adb(program=adb),
    ):
        pytest.fail("it cannot have started")
