"""``<``, ``>``, ``>>``, ``<<``, ``>&``: what a command's descriptors are led to."""

from harness.virtual.filesystem import FileSystem
from harness.virtual.paths import normal
from harness.virtual.shell.context import Input, Output
from harness.virtual.shell.expand import ExpansionError
from harness.virtual.shell.streams import Bytes, FileInput, FileOutput, Nothing, StreamSet


class Redirection:
    """Leads the descriptors of one command to files, to each other or nowhere."""

    def __init__(self, streams: StreamSet, fs: FileSystem, cwd: str) -> None:
        self._streams = streams
        self._fs = fs
        self._cwd = cwd

    def take(self, fd: int, operator: str, target: str) -> None:
        """Apply one redirection; ``ExpansionError`` where its target is none."""
        streams = self._streams.by_fd
        if operator == "<<":
            streams[fd] = Bytes(target.encode())
        elif operator in (">&", "<&") and target == "-":
            streams[fd] = Nothing()
        elif operator in (">&", "<&") and target.isdigit():
            if int(target) not in streams:
                raise ExpansionError(f">&{target}: bad file descriptor")
            streams[fd] = streams[int(target)]
        elif operator in ("&>", "&>>", ">&"):
            streams[1] = streams[2] = self._file(target, truncate=operator != "&>>")
        elif operator == "<":
            streams[fd] = self._input(target)
        else:
            streams[fd] = self._file(target, truncate=operator == ">")

    def _file(self, target: str, *, truncate: bool) -> Output:
        path = normal(target, self._cwd)
        if path in ("/dev/stdout", "/dev/tty", "/proc/self/fd/1"):
            return self._streams.output(1)
        if path == "/dev/stderr":
            return self._streams.output(2)
        try:
            if truncate:
                self._fs.write(path, b"")
            else:
                self._fs.append(path, b"")
        except OSError as error:
            raise ExpansionError(f"can't create {target}: {error.strerror}") from error
        return FileOutput(self._fs, path)

    def _input(self, target: str) -> Input:
        path = normal(target, self._cwd)
        if path == "/dev/null":
            return Nothing()
        if path == "/dev/stdin":
            return self._streams.input(0)
        try:
            self._fs.stat(path)
            return FileInput(self._fs.parts(path))
        except OSError as error:
            raise ExpansionError(f"can't open {target}: {error.strerror}") from error
