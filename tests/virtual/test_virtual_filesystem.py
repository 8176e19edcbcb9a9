"""The phone's files in memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.virtual.filesystem import FileSystem
from harness.virtual.paths import normal

NAMES = st.lists(st.sampled_from(["a", "b", "..", ".", "sdcard"]), max_size=6)


def test_what_is_written_is_read() -> None:
    """Bytes, mode and time are kept; a second write keeps the mode."""
    fs = FileSystem(lambda: 5.0)
    fs.write("/sdcard/x", b"one", mode=0o755)
    fs.write("/sdcard/x", b"two2")
    fs.append("/sdcard/x", b"!")
    assert fs.read("/storage/emulated/0/x") == b"two2!"
    told = fs.stat("/sdcard/x")
    assert (told.mode, told.size, told.mtime) == (0o100755, 5, 5)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda fs: fs.read("/no"), FileNotFoundError),
        (lambda fs: fs.read("/sdcard"), IsADirectoryError),
        (lambda fs: fs.names("/f"), NotADirectoryError),
        (lambda fs: fs.write("/f/x", b""), NotADirectoryError),
        (lambda fs: fs.write("/no/x", b""), FileNotFoundError),
        (lambda fs: fs.mkdir("/data"), FileExistsError),
        (lambda fs: fs.mkdir("/f", parents=True), FileExistsError),
        (lambda fs: fs.remove("/data"), IsADirectoryError),
        (lambda fs: fs.read("/loop"), OSError),
        (lambda fs: fs.rename("/data", "/data/local/inside"), OSError),
    ],
)
def test_errors_are_those_of_the_system(act: object, error: type[OSError]) -> None:
    """What cannot be done raises the OSError that a real file system gives."""
    fs = FileSystem()
    fs.write("/f", b"")
    fs.symlink("/loop", "/loop")
    with pytest.raises(error):
        act(fs)  # type: ignore[operator]


@settings(deadline=None, derandomize=True)
@given(NAMES, NAMES)
def test_paths_are_made_absolute(base: list[str], rest: list[str]) -> None:
    """A normal path begins with one slash, has no dots, and stays when made again."""
    path = normal("/".join(rest), "/" + "/".join(base))
    assert path.startswith("/")
    assert not {"", ".", ".."} & set(path[1:].split("/")) or path == "/"
    assert normal(path) == path


def test_procedural_files_are_made_when_read() -> None:
    """Their bytes are new at every reading, and nobody overwrites them."""
    fs, count = FileSystem(), iter(range(9))
    fs.procedural("/data/app/x", lambda: str(next(count)).encode())
    assert (fs.read("/data/app/x"), fs.read("/data/app/x")) == (b"0", b"1")
    with pytest.raises(PermissionError):
        fs.write("/data/app/x", b"mine")


def test_glob_matches_each_part() -> None:
    """Signs match within a part only; hidden names need a dot."""
    fs = FileSystem()
    for name in ("a.txt", "b.txt", ".h.txt"):
        fs.write("/sdcard/Download/" + name, b"")
    found = [path.rpartition("/")[2] for path in fs.glob("/sdcard/D*/*.txt")]
    assert found == ["a.txt", "b.txt"]
    assert fs.glob("/sdcard/*.txt") == []
