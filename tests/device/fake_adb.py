"""A played adb server for errors that a real one cannot be made to give on demand."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping

from harness.device.server import ServerAddress

Answer = bytes | str | Callable[[socket.socket], None]
"""Bytes to send after OKAY, a text for FAIL, or a function that talks itself."""


class FakeAdb:
    """Answers by the longest prefix of the service; keeps what was asked."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = ServerAddress("127.0.0.1", self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Stop listening."""
        # shutdown wakes the accepting thread; close alone would leave it waiting
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=2)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, ValueError):
            while True:
                head = _exactly(client, 4)
                service = _exactly(client, int(head, 16)).decode()
                self.asked.append(service)
                answer = self._answer(service)
                if isinstance(answer, str):
                    client.sendall(b"FAIL%04x" % len(answer.encode()) + answer.encode())
                    return
                client.sendall(b"OKAY")
                if service.startswith("host:transport:"):
                    continue
                if callable(answer):
                    answer(client)
                elif service.startswith("host"):
                    client.sendall(b"%04x" % len(answer) + answer)
                else:
                    client.sendall(answer)
                return

    def _answer(self, service: str) -> Answer:
        fitting = [key for key in self.answers if service.startswith(key)]
        if fitting:
            return self.answers[max(fitting, key=len)]
        return b"" if service.startswith("host:transport:") else "closed"


def _exactly(client: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        chunk = client.recv(count - len(got))
        if not chunk:
            raise ValueError("gone")
        got += chunk
    return got


@contextlib.contextmanager
def fake_adb(answers: Mapping[str, Answer]) -> Iterator[FakeAdb]:
    """A running one; closed at the end."""
    server = FakeAdb(answers)
    try:
        yield server
    finally:
        server.close()
