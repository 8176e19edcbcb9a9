"""The server behind port 9008 met by a plain HTTP client through ``adb forward``."""

import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from real_adb import AdbServer
from u2_bench import APP, connected, opened

pytestmark = pytest.mark.phone


class Server:
    """Calls by name, as any JSON-RPC client makes them."""

    def __init__(self, d: Any, port: int) -> None:
        self.d = d
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self._session = requests.Session()

    def get(self, path: str, **query: str) -> requests.Response:
        # A connection never forgets a query: what is asked later on it would still have it.
        where: Any = requests if query else self._session
        answer: requests.Response = where.get(self.url + path, params=query, timeout=60)
        return answer

    def post(self, body: bytes) -> dict[str, Any]:
        reply = self._session.post(f"{self.url}/jsonrpc/0", data=body, timeout=60)
        assert reply.headers["Content-Type"] == "application/json"
        answer: dict[str, Any] = reply.json()
        return answer

    def call(self, method: str, *params: Any) -> Any:
        request = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
        reply = self.post(json.dumps(request).encode())
        assert reply["id"] == 7
        assert "error" not in reply, reply
        return reply["result"]

    def error(self, method: str, *params: Any) -> dict[str, Any]:
        request = {"jsonrpc": "2.0", "id": "x", "method": method, "params": params}
        told: dict[str, Any] = self.post(json.dumps(request).encode())["error"]
        return told

    def close(self) -> None:
        self._session.close()


@pytest.fixture(scope="module")
def server(adb_server: AdbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of a phone that uiautomator2 has started."""
    with connected(adb_server, tmp_path_factory.mktemp("apps")) as d:
        made = Server(d, d.adb_device.forward_port(9008))
        yield made
        made.close()


def text(words: str) -> dict[str, Any]:
    """A selector."""
    return {"mask": 1, "text": words, "childOrSibling": [], "childOrSiblingSelector": []}


def test_paths(server: Server) -> None:
    """Ping, a PNG at a scale, and what is not there, on one connection that is kept alive."""
    assert server.get("/ping").text == "pong"
    whole = server.get("/screenshot/0")
    assert whole.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(whole.content)).size == (360, 720)
    half = server.get("/screenshot/0", scale="0.5")
    assert Image.open(io.BytesIO(half.content)).size == (180, 360)
    gone = server.get("/nowhere")
    assert (gone.status_code, gone.text) == (404, "Not Found!!!")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"5", -32600),
        (b'{"id":1}', -32601),
        (b'{"id":1,"method":"noSuch","params":[]}', -32601),
        (b'{"id":1,"method":"click","params":[1]}', -32001),
        (b'{"id":1,"method":"click","params":["a","b"]}', -32001),
        (b'{"id":1,"method":"click"}', -32602),
        (b'{"id":1,"method":"exist","params":{"obj":{"mask":1,"text":"x"}}}', -32602),
    ],
)
def test_errors_of_the_protocol(server: Server, body: bytes, code: int) -> None:
    """Each has JSON-RPC's own number."""
    assert server.post(body)["error"]["code"] == code


def test_calls_without_parameters(server: Server) -> None:
    """None at all, null and an empty object are an empty list."""
    for params in (b"", b',"params":null', b',"params":{}', b',"params":[]'):
        assert server.post(b'{"id":1,"method":"ping"%b}' % params)["result"] == "pong"


def test_a_half_request_is_not_answered(server: Server) -> None:
    """A client that goes in the middle of a request leaves the server alive."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as half:
        half.sendall(b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    assert server.get("/ping").text == "pong"


def spoken(server: Server, sent: bytes) -> bytes:
    """All that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(sent)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize(
    ("sent", "status", "body"),
    [
        (b"GET /ping HTTP/1.0\n\n", b"200 OK", b"pong"),
        (b"GET /%70ing HTTP/1.1\r\nConnection: Close\r\n\r\n", b"200 OK", b"pong"),
        (b"GET /ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", b"200 OK", b"pong"),
        (b"HEAD /ping HTTP/1.0\r\n\r\n", b"200 OK", b"\r\n\r\npong"),
        (b"GET /ping/ HTTP/1.0\r\n\r\n", b"404 Not Found", b"Not Found!!!"),
        (b"GET\r\n\r\n", b"400 Bad Request", b"Missing URI. Usage: GET /example/file.html"),
        (b"BREW /ping HTTP/1.1\r\n\r\n", b"400 Bad Request", b"HTTP verb BREW unhandled."),
        (b"\r\n\r\n", b"400 Bad Request", b"GET /example/file.html"),
        (b"GET /screenshot/0?scale=nan HTTP/1.0\r\n\r\n", b"200 OK", b"`\x82\r\n0\r\n\r\n"),
    ],
)
def test_plain_http(server: Server, sent: bytes, status: bytes, body: bytes) -> None:
    """HTTP/1.0 and ``close`` end the line, HEAD gets a body, what is no request gets 400."""
    reply = spoken(server, sent)
    assert reply.startswith(b"HTTP/1.1 " + status)
    assert reply.endswith(body)


@pytest.mark.parametrize(
    "sent",
    [
        b"POST / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n",
        b'GET /jsonrpc/0?{"id":true,"method":"ping"} HTTP/1.1\r\n\r\n',
    ],
)
def test_what_java_throws_gets_no_answer(server: Server, sent: bytes) -> None:
    """A length that is no number, an id of another type: the line is closed."""
    assert spoken(server, sent) == b""


def test_objects_by_name(server: Server) -> None:
    """A named object answers like its selector, has relatives, and is forgotten."""
    opened(server.d)
    name = server.call("getUiObject", text("Row one"))
    assert name in server.call("getUiObjects")
    assert server.call("exist", name) is True
    assert server.call("getText", name) == server.call("objInfo", name)["text"] == "Row one"
    beside = server.call("getFromParent", name, text("Open"))
    assert server.call("click", beside) is True
    assert server.call("getLastToast") == "opened one"
    row = {"mask": 0x200000, "resourceId": f"{APP}:id/row2"}
    child = server.call("getChild", server.call("getUiObject", row), text("Open"))
    assert server.call("click", child, "br") is True
    assert server.call("getLastToast") == "opened two"
    server.call("removeUiObject", name)
    assert server.call("exist", name) is False
    assert server.error("objInfo", name)["message"].endswith("UiObjectNotFoundException")


def test_watchers_of_the_server(server: Server) -> None:
    """They click or press when their conditions hold, and remember it."""
    opened(server.d)
    server.call("registerClickUiObjectWatcher", "yes", [text("Sure?")], [text("Yes")])
    server.call("registerPressKeyskWatcher", "never", [text("No such")], ["home"])
    assert set(server.call("getWatchers")) == {"yes", "never"}
    server.call("runWatchers")
    assert server.call("hasAnyWatcherTriggered") is False
    server.call("clickAndWaitForNewWindow", text("Ask"), 5000)
    server.call("runWatchers")
    assert server.call("getLastToast") == "agreed"
    assert server.call("hasWatcherTriggered", "yes") is True
    assert server.call("hasWatcherTriggered", "never") is False
    server.call("resetWatcherTriggers")
    assert server.call("hasAnyWatcherTriggered") is False
    server.call("removeWatcher", "yes")
    assert server.call("getWatchers") == ["never"]


def test_the_rest_of_the_service(server: Server) -> None:
    """Configurator, launching, waiting for windows, long clicks, swipes of an object."""
    opened(server.d)
    before = server.call("getConfigurator")
    assert before["waitForSelectorTimeout"] == 0
    assert server.call("setConfigurator", before | {"waitForIdleTimeout": 9}) == {
        **before, "waitForIdleTimeout": 9
    }  # fmt: skip
    assert server.call("longClick", text("Say hello")) is True
    assert server.call("getLastToast") == "long hello"
    assert server.call("waitForWindowUpdate", "com.example.absent", 1) is False
    server.call("waitForIdle", 10)
    assert server.call("launchApp", "com.example.absent") is False
    server.call("pressKey", "home")
    assert server.call("launchApp", APP) is True
    assert server.call("waitForExists", text("Say hello"), 20_000) is True
    opened(server.d, "Play")
    box = {"mask": 0x40, "description": "box"}
    assert server.call("swipe", box, "up", 5) is True
    assert server.call("getLastToast") == "up"
    assert server.call("swipe", box, "l", 0.9, 5) is True
    assert server.call("getLastToast") == "left"
    assert server.error("objInfo", text("No such"))["code"] == -32001


def test_stopping(server: Server, tmp_path: Path) -> None:
    """/stop ends it, without a word; the port is refused until somebody starts it again."""
    for path in ("/stop", "/ping"):  # it closes all connections, this one too
        with pytest.raises(requests.ConnectionError):
            server.get(path)
    assert server.d.info["screenOn"]
