"""A call goes out once; when the answer fails to come, it is said that nobody knows."""

import json
import socket
from collections.abc import Callable

import pytest
from fake_adb import Answer, fake_adb

from harness.device.link import Link
from harness.device.rpc import Rpc, RpcError
from harness.domain.errors import DeviceError, DeviceLostError

S = "phone-1"


class Server:
    """Plays the on-device server; keeps every request body that it got."""

    def __init__(self, answer: Callable[[socket.socket, bytes], bool]) -> None:
        self.bodies: list[bytes] = []
        self._answer = answer

    def __call__(self, client: socket.socket) -> None:
        while True:
            body = self._request(client)
            if body is None:
                return
            self.bodies.append(body)
            if not self._answer(client, body):
                return

    def _request(self, client: socket.socket) -> bytes | None:
        got = b""
        while b"\r\n\r\n" not in got:
            chunk = client.recv(4096)
            if not chunk:
                return None
            got += chunk
        head, _, rest = got.partition(b"\r\n\r\n")
        length = next(
            (int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.startswith(b"Content-Length")),
            0,
        )
        while len(rest) < length:
            rest += client.recv(4096)
        return rest


def http(body: bytes, status: str = "200 OK ", extra: str = "") -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{extra}"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def result(client: socket.socket, body: bytes) -> bool:
    number = json.loads(body)["id"]
    client.sendall(http(json.dumps({"jsonrpc": "2.0", "id": number, "result": True}).encode()))
    return True


def present(server: Server, state: bytes | str = b"device") -> dict[str, Answer]:
    return {"tcp:9008": server, f"host-serial:{S}:get-state": state}


def test_calls_share_one_stream() -> None:
    """Keep-alive: the stream is opened once."""
    server = Server(result)
    with fake_adb(present(server)) as adb:
        rpc = Rpc(Link(S, adb.address))
        assert rpc.call("click", [1, 2]) is True
        assert rpc.call("click", [3, 4]) is True
        rpc.close()
    assert adb.asked.count("tcp:9008") == 1
    assert [json.loads(b)["params"] for b in server.bodies] == [[1, 2], [3, 4]]


@pytest.mark.parametrize("heard", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", http(b'{"id":1}')[:-3]])
def test_broken_answer_is_never_followed_by_a_second_request(heard: bytes) -> None:
    """The stream breaks before, in or after the head: sent once, and said to be unknown."""

    def break_off(client: socket.socket, body: bytes) -> bool:
        client.sendall(heard)
        return False

    server = Server(break_off)
    with (
        fake_adb(present(server)) as adb,
        pytest.raises(DeviceError, match="unknown whether it landed"),
    ):
        Rpc(Link(S, adb.address)).call("click", [1, 2])
    assert len(server.bodies) == 1


def test_unplugged_in_a_call_is_a_lost_device() -> None:
    """The adb server no longer knows the device."""
    server = Server(lambda client, body: False)
    with (
        fake_adb(present(server, f"device '{S}' not found")) as adb,
        pytest.raises(DeviceLostError, match="unknown whether it landed"),
    ):
        Rpc(Link(S, adb.address)).call("click", [1, 2])
    assert len(server.bodies) == 1


def test_silence_ends_and_is_unknown() -> None:
    """A call has a hard end."""

    def silent(client: socket.socket, body: bytes) -> bool:
        client.recv(1)
        return False

    with fake_adb(present(Server(silent))) as adb:
        rpc = Rpc(Link(S, adb.address))
        with pytest.raises(DeviceError, match="no answer in time"):
            rpc.call("dumpWindowHierarchy", [False, 50], timeout_s=0.05)
        rpc.close()


def test_stream_closed_while_idle_is_replaced_before_anything_is_sent() -> None:
    """The server hangs up between calls: the next call uses a new stream, and is sent once."""
    closing = Server(lambda client, body: result(client, body) and False)
    with fake_adb(present(closing)) as adb:
        rpc = Rpc(Link(S, adb.address))
        assert rpc.call("click", [1, 2]) is True
        assert rpc._sock is not None
        rpc._sock.recv(1)  # its end has come
        assert rpc.call("click", [3, 4]) is True
        rpc.close()
    assert [json.loads(b)["params"] for b in closing.bodies] == [[1, 2], [3, 4]]


def test_error_of_the_server_is_told() -> None:
    """JSON-RPC errors carry the device's own words."""

    def fail(client: socket.socket, body: bytes) -> bool:
        told = {"error": {"code": -32001, "message": "java.lang.SecurityException", "data": "no"}}
        client.sendall(http(json.dumps(told).encode()))
        return True

    with fake_adb(present(Server(fail))) as adb:
        rpc = Rpc(Link(S, adb.address))
        with pytest.raises(RpcError, match=r"java\.lang\.SecurityException"):
            rpc.call("click", [1, 2])
        rpc.close()


def test_chunked_answers_are_read() -> None:
    """NanoHTTPD may send an answer in chunks."""

    def chunked(client: socket.socket, body: bytes) -> bool:
        client.sendall(b"HTTP/1.1 200 OK \r\nTransfer-Encoding: chunked\r\n\r\n")
        client.sendall(b'8\r\n{"id":1,\r\n')
        client.sendall(b'c\r\n"result":"a"\r\n1\r\n}\r\n0\r\n\r\n')
        return False

    with fake_adb(present(Server(chunked))) as adb:
        rpc = Rpc(Link(S, adb.address))
        assert rpc.call("x", []) == "a"
        rpc.close()


def test_ping_of_an_absent_server_is_false() -> None:
    """A refused stream means that nothing runs there."""
    with fake_adb({}) as adb:
        assert Rpc(Link(S, adb.address)).ping() is False
