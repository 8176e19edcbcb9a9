"""The uiautomator2 server: its life, its HTTP, its JSON-RPC (device-facts §2)."""

import asyncio
import base64
import io
import json
import zlib
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from shell_bench import APP, Bench

from harness.virtual.shell.context import COMMANDS, Shell
from harness.virtual.uia2 import http, server
from harness.virtual.uia2.http import Request
from harness.virtual.uia2.rpc import answer
from harness.virtual.uia2.server import UiServer, methods_of

START = ["app_process", "/", "com.wetest.uia2.Main", "-p", "9008"]
JAR = "/data/local/tmp/u2.jar"


class Ports:
    """Keeps what listens."""

    def __init__(self) -> None:
        self.handlers: dict[int, Callable[..., Awaitable[None]]] = {}

    def listen(self, port: int, handler: Callable[..., Awaitable[None]]) -> None:
        self.handlers[port] = handler

    def unlisten(self, port: int) -> None:
        self.handlers.pop(port, None)


class Writer:
    """The server's side of a connection, kept."""

    def __init__(self) -> None:
        self.data = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        self.data += data

    async def drain(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        self.closed = True


def call(bench: Bench, method: str, *params: Any) -> Any:
    """The response object to one call."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
    return json.loads(bench.wait(answer(body.encode(), methods_of(bench.phone))))


def result(bench: Bench, method: str, *params: Any) -> Any:
    """The result of one call that must succeed."""
    reply = call(bench, method, *params)
    assert "error" not in reply, reply
    return reply["result"]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A phone whose app is in front."""
    made = Bench(tmp_path)
    made.launch()
    return made


# --- life ------------------------------------------------------------------------------
def started(bench: Bench, ports: Ports, argv: list[str]) -> tuple[Shell, Coroutine[Any, Any, int]]:
    """The server's shell and its run, not yet awaited."""
    bench.env["CLASSPATH"] = JAR
    sh = bench.shell(services=ports)
    return sh, COMMANDS["app_process"](sh, argv)  # type: ignore[return-value]


def test_runs_until_its_stream_ends(bench: Bench) -> None:
    """The server says that it listens, holds its port, and gives it up when it is ended."""
    bench.fs.write(JAR, b"dex")
    ports = Ports()

    async def scene() -> str:
        sh, run = started(bench, ports, START)
        task = asyncio.ensure_future(run)
        await asyncio.sleep(0)
        assert set(ports.handlers) == {9008}
        assert server.running(bench.phone)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return bytes(sh.stdout.data).decode()  # type: ignore[attr-defined]

    assert asyncio.run(scene()) == (
        "[server] INFO: [UiAutomator2Server] Starting Server\n"
        "[server] INFO: tmpdir is /data/local/tmp/u2\n"
        "[server] INFO: http server listening on *:9008\n"
    )
    assert ports.handlers == {}
    assert not server.running(bench.phone)


def test_needs_its_jar(bench: Bench) -> None:
    """Without the pushed jar the class is not found."""
    sh, run = started(bench, Ports(), START)
    assert bench.wait(run) != 0
    assert b"could not find class 'com.wetest.uia2.Main'" in sh.stderr.data  # type: ignore[attr-defined]


def test_bad_port(bench: Bench) -> None:
    """A port that is no number is named, with status 1."""
    bench.fs.write(JAR, b"dex")
    sh, run = started(bench, Ports(), [*START[:-1], "abc"])
    assert bench.wait(run) == 1
    assert sh.stdout.data == b"Invalid port: abc\n"  # type: ignore[attr-defined]


def test_only_one_at_a_time(bench: Bench) -> None:
    """A second server, or ``uiautomator dump``, is told "already registered"."""
    bench.fs.write(JAR, b"dex")
    ports = Ports()

    async def scene() -> tuple[int, bytes, int]:
        _, run = started(bench, ports, START)
        task = asyncio.ensure_future(run)
        await asyncio.sleep(0)
        second, again = started(bench, ports, START)
        status = await again
        dump = await COMMANDS["uiautomator"](bench.shell(), ["uiautomator", "dump"])
        still = set(ports.handlers)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert still == {9008}
        return status, bytes(second.stdout.data), dump  # type: ignore[attr-defined]

    status, said, dump = asyncio.run(scene())
    assert status == 1
    assert b"already registered!" in said
    assert dump == 1


# --- HTTP ------------------------------------------------------------------------------
def exchange(bench: Bench, sent: bytes, *, ends: bool = True) -> Writer:
    """What the server wrote to a client that sent this and ended, or was silent from then on."""

    async def scene() -> Writer:
        reader, writer = asyncio.StreamReader(), Writer()
        reader.feed_data(sent)
        if ends:
            reader.feed_eof()
        await UiServer(bench.phone).connection(reader, writer)  # type: ignore[arg-type]
        return writer

    return asyncio.run(scene())


def test_ping(bench: Bench) -> None:
    """GET /ping is answered as NanoHTTPD does, its status line ending in a space."""
    head, _, body = exchange(
        bench, b"GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"
    ).data.partition(b"\r\n\r\n")
    assert body == b"pong"
    assert head.startswith(b"HTTP/1.1 200 OK \r\nContent-Type: text/html\r\n")
    assert b"\r\nConnection: keep-alive\r\nContent-Length: 4" in head


def test_keeps_the_connection(bench: Bench) -> None:
    """Two requests on one connection get two answers; "close" ends it."""
    ping = b"GET /ping HTTP/1.1\r\n\r\n"
    closing = b"GET /ping HTTP/1.1\r\nConnection: close\r\n\r\n"
    assert exchange(bench, ping + ping).data.count(b"pong") == 2
    assert exchange(bench, ping + closing + ping).data.count(b"pong") == 2


def test_a_silent_client_is_left(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """NanoHTTPD waits so long: between requests, within a head and within a body."""
    monkeypatch.setattr(http, "SOCKET_READ_TIMEOUT_S", 0.01)
    ping = b"GET /ping HTTP/1.1\r\n\r\n"
    body = b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"
    for rest, answers in ((b"", 1), (b"GET /pi", 1), (body, 2)):
        left = exchange(bench, ping + rest, ends=False)
        assert (left.data.count(b"HTTP/1.1"), left.closed) == (answers, True)
    assert left.data.endswith(b"SERVER INTERNAL ERROR: IOException: Read timed out")


def test_bytes_that_nanohttpd_makes_of_a_request(bench: Bench) -> None:
    """Compressed for who takes it, all but ASCII lost without a charset, a query that stays."""
    call = '{"id":1,"method":"setClipboard","params":[null,"猫"]}'.encode()
    post = b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: %d\r\n%%b\r\n%b" % (len(call), call)
    typed = b"Content-Type: application/json%b\r\n"
    for header, kept in (
        (b"", "猫"),
        (typed % b"", "\ufffd" * 3),
        (typed % b"; charset=UTF-8", "猫"),
    ):
        exchange(bench, post % header)
        assert bench.phone.clipboard == kept
    asked = b"GET /jsonrpc/0?{} HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n"
    head, _, rest = exchange(bench, asked).data.partition(b"\r\n\r\n")
    assert b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked" in head
    assert b"-32601" in zlib.decompressobj(31).decompress(rest.partition(b"\r\n")[2])
    assert exchange(bench, asked + post % b"").data.count(b"200 OK") == 2
    assert bench.phone.clipboard == "猫"


def test_post_takes_a_body(bench: Bench) -> None:
    """A call comes in a body of Content-Length bytes and its answer is JSON."""
    body = b'{"jsonrpc":"2.0","id":7,"method":"ping","params":{}}'
    sent = b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    head, _, reply = exchange(bench, sent).data.partition(b"\r\n\r\n")
    assert b"Content-Type: application/json\r\n" in head
    assert json.loads(reply) == {"jsonrpc": "2.0", "id": 7, "result": "pong"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /nosuch HTTP/1.1\r\n\r\n", b"404 Not Found"),
        (b"nonsense\r\n\r\n", b"400 Bad Request"),
        (b"PUT /jsonrpc/0 HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", b"500 Internal Server Error"),
    ],
)
def test_wrong_requests(bench: Bench, sent: bytes, status: bytes) -> None:
    """What is not there is 404, what is no request is 400."""
    assert exchange(bench, sent).data.startswith(b"HTTP/1.1 " + status)


CALL = b'{"jsonrpc":"2.0","id":7,"method":"ping","params":{}}'
CHUNKED = b"POST /jsonrpc/0 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


def answers(bench: Bench, *parts: bytes) -> list[tuple[bytes, bytes]]:
    """Status and body of each answer; each part is read before the next is sent."""

    async def scene() -> bytes:
        reader, writer = asyncio.StreamReader(), Writer()
        server = UiServer(bench.phone).connection(reader, writer)  # type: ignore[arg-type]
        task = asyncio.ensure_future(server)
        for part in parts:
            reader.feed_data(part)
            for _ in range(20):
                await asyncio.sleep(0)
        reader.feed_eof()
        await task
        return writer.data

    found, rest = [], asyncio.run(scene())
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        size = int(head.partition(b"Content-Length: ")[2])
        found.append((head.partition(b" ")[2][:3], rest[:size]))
        rest = rest[size:]
    return found


def test_chunks_are_not_understood(bench: Bench) -> None:
    """With the head they are the body, sizes and all; by themselves they are a bad request."""
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(CALL), CALL)
    [(status, body)] = answers(bench, CHUNKED + chunk)
    assert (status, json.loads(body)["error"]["code"]) == (b"200", -32600)
    (first, told), (second, _) = answers(bench, CHUNKED, chunk)
    assert (first, told, second) == (b"500", b"Invalid http post data!", b"400")


def test_nobody_waits_for_a_go_ahead(bench: Bench) -> None:
    """Expect: 100-continue is not answered; the body is, whenever it comes."""
    head = b"POST /jsonrpc/0 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    [(status, body)] = answers(bench, head % len(CALL), CALL[:9], CALL[9:])
    assert (status, json.loads(body)["result"]) == (b"200", "pong")


def test_a_call_without_a_length_or_in_a_query_or_a_form(bench: Bench) -> None:
    """What comes with the head is the body; a query goes before it, a form is taken as it is."""
    post = b"POST /jsonrpc/0%s HTTP/1.1\r\n%s\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(CALL)
    for sent in (post % (b"", b"") + CALL, b"GET /jsonrpc/0?%s HTTP/1.1\r\n\r\n" % CALL,
                 post % (b"", form) + CALL):  # fmt: skip
        [(status, body)] = answers(bench, sent)
        assert (status, json.loads(body)["result"]) == (b"200", "pong")
    [(_, body)] = answers(bench, post % (b"?x=1", b"") + CALL)
    assert json.loads(body)["error"]["code"] == -32700
    assert answers(bench, b"GET /jsonrpc/0 HTTP/1.1\r\n\r\n")[0][0] == b"500"


def test_png_by_http(bench: Bench) -> None:
    """/screenshot/0 gives a PNG, scaled when asked."""
    small = Request("GET", "/screenshot/0", {"scale": "0.1"}, {}, b"")
    reply = bench.wait(UiServer(bench.phone).respond(small))
    assert reply.mime == "image/png"
    with Image.open(io.BytesIO(reply.body)) as image:
        assert image.size == (108, 240)


# --- JSON-RPC ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"[" * 100_000, -32700),
        (b"1f\r\n{}", -32700),
        (b"10\r\n{}", -32600),
        (b'{"id":NaN,"method":"ping"}', -32700),
        (b'{"id":1,"method":"noSuchThing"}', -32601),
        (b'{"id":1,"method":"click","params":["a","b"]}', -32001),
        (b'{"id":1,"method":"objInfo","params":[]}', -32602),
        (b'{"id":1,"method":"click","params":[1,2,3,4]}', -32602),
        (b'{"id":1,"method":"exist","params":[{"bogus":1}]}', -32001),
        (b'{"id":1,"method":"setConfigurator","params":[null]}', -32001),
        (b'{"id":1,"method":"pressKeyCode","params":[Infinity]}', -32700),
    ],
)
def test_errors_of_the_protocol(bench: Bench, body: bytes, code: int) -> None:
    """Broken JSON, no request, unknown method and wrong parameters have JSON-RPC's codes."""
    reply = json.loads(bench.wait(answer(body, methods_of(bench.phone))))
    assert reply["error"]["code"] == code


def test_an_object_that_is_not_there(bench: Bench) -> None:
    """The error names the Java exception that clients look for, and the selector."""
    reply = call(bench, "objInfo", {"mask": 1, "text": "Nope"})
    assert reply["error"] == {
        "code": -32001,
        "message": "androidx.test.uiautomator.UiObjectNotFoundException",
        "data": "UiSelector[TEXT=Nope]",
    }


def test_device_info(bench: Bench) -> None:
    """DeviceInfo has the ten fields that u2 reads."""
    assert result(bench, "deviceInfo") == {
        "currentPackageName": APP,
        "displayHeight": 2400,
        "displayRotation": 0,
        "displaySizeDpX": 411,
        "displaySizeDpY": 914,
        "displayWidth": 1080,
        "naturalOrientation": True,
        "productName": "virtual1",
        "screenOn": True,
        "sdkInt": 34,
    }


def test_screenshot_is_jpeg_in_android_base64(bench: Bench) -> None:
    """TakeScreenshot gives a JFIF picture in lines of 76 characters."""
    text = result(bench, "takeScreenshot", 1, 80)
    lines = text.split("\n")
    assert lines[-1] == ""
    assert {len(line) for line in lines[:-2]} == {76}
    data = base64.b64decode(text)
    assert data[:6] == bytes.fromhex("ffd8ffe00010")
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (1080, 2400)


def test_click_by_point_takes_floats(bench: Bench) -> None:
    """A click at float coordinates lands, is held 100 ms, and shows the dialog."""
    before = bench.phone.uptime_ms()
    assert result(bench, "click", 100.0, 300.5) is True
    assert bench.phone.uptime_ms() - before >= 100
    assert result(bench, "exist", {"mask": 0x40, "description": "close"}) is True


def test_click_outside_the_display(bench: Bench) -> None:
    """A click beside the screen is not made."""
    assert result(bench, "click", 5000, 10) is False


def test_click_by_selector(bench: Bench) -> None:
    """Selectors find, tell about and click their object."""
    selector = {"mask": 0x1, "text": "Buy now"}
    info = result(bench, "objInfo", selector)
    assert info["bounds"] == {"left": 0, "top": 252, "right": 525, "bottom": 420}
    assert info["visibleBounds"] == info["bounds"]
    assert (info["clickable"], info["childCount"]) == (True, 0)
    assert info["resourceName"] == f"{APP}:id/buy"
    assert result(bench, "count", selector) == 1
    assert result(bench, "getText", selector) == "Buy now"
    assert result(bench, "click", selector) is True
    assert result(bench, "waitForExists", {"mask": 0x40, "description": "close"}, 1000) is True
    assert result(bench, "click", {"mask": 0x40, "description": "close"}) is True
    assert result(bench, "waitUntilGone", {"mask": 0x40, "description": "close"}, 1000) is True


def test_waiting_ends(bench: Bench) -> None:
    """Waiting for what never comes ends with false when the time is up."""
    before = bench.phone.uptime_ms()
    assert result(bench, "waitForExists", {"mask": 1, "text": "Nope"}, 500) is False
    assert bench.phone.uptime_ms() - before >= 500


def test_keys(bench: Bench) -> None:
    """PressKey knows the server's names and refuses others."""
    assert result(bench, "pressKey", "home") is True
    assert result(bench, "deviceInfo")["currentPackageName"] == "com.android.launcher3"
    assert result(bench, "pressKey", "nokey") is False


def test_raw_events_make_a_tap(bench: Bench) -> None:
    """Down and up by injectInputEvent are a touch."""
    assert result(bench, "injectInputEvent", 0, 100, 300, 0) is True
    assert result(bench, "injectInputEvent", 1, 100, 300, 0) is True
    assert result(bench, "exist", {"mask": 0x40, "description": "close"}) is True


def test_clipboard_and_screen(bench: Bench) -> None:
    """The clipboard keeps text; the screen sleeps and wakes."""
    assert result(bench, "getClipboard") is None
    result(bench, "setClipboard", None, "你好")
    assert result(bench, "getClipboard") == "你好"
    result(bench, "sleep")
    assert result(bench, "deviceInfo")["screenOn"] is False
    result(bench, "wakeUp")
    assert result(bench, "deviceInfo")["screenOn"] is True


def test_several_requests_in_one(bench: Bench) -> None:
    """A list is answered by a list, of what was only notified by a comma; ids keep 32 bits."""
    methods = methods_of(bench.phone)
    noted = b'{"jsonrpc":"2.0","method":"ping"}'
    asked = b'[1,{"id":"a","method":"ping","jsonrpc":"1.0"},%b,[{"id":4294967298}]]' % noted
    invalid = '"error":{"code":-32600,"message":"invalid request"}}'
    missing = '"error":{"code":-32601,"message":"method not found"}}'
    assert bench.wait(answer(asked, methods)).decode().split("\n") == [
        f'[{{"jsonrpc":"2.0","id":"null",{invalid}',
        ',{"jsonrpc":"1.0","id":"a","result":"pong"}',
        f',,[{{"jsonrpc":"2.0","id":2,{missing}',
        "]]",
    ]
    assert bench.wait(answer(noted, methods)) == b""
    assert bench.wait(answer(b"[]", methods)) == b"[]"
    broken = json.loads(bench.wait(answer(b"{", methods)))
    assert (broken["jsonrpc"], broken["id"]) == ("jsonrpc", "null")


def test_text_that_utf8_cannot_hold(bench: Bench) -> None:
    """Half a surrogate pair comes back as a question mark."""
    body = b'{"id":"\\ud800","method":"ping"}'
    assert json.loads(bench.wait(answer(body, methods_of(bench.phone))))["id"] == "?"


def test_params_may_be_an_object(bench: Bench) -> None:
    """u2 sends an empty object where there are no parameters."""
    body = b'{"jsonrpc":"2.0","id":1,"method":"getLastToast","params":{}}'
    assert json.loads(bench.wait(answer(body, methods_of(bench.phone))))["result"] is None


def test_the_active_window_alone(bench: Bench) -> None:
    """DumpWindowHierarchy with its third parameter has only the active window."""
    assert "com.android.systemui" in result(bench, "dumpWindowHierarchy", False, 50)
    assert "com.android.systemui" not in result(bench, "dumpWindowHierarchy", False, 50, True)


def test_click_with_a_time_is_held(bench: Bench) -> None:
    """u2's long click is a click with a third parameter."""
    before = bench.phone.uptime_ms()
    assert result(bench, "click", 100, 300, 700) is True
    assert bench.phone.uptime_ms() - before >= 700


def test_open_notification(bench: Bench) -> None:
    """The shade comes down over the app."""
    assert result(bench, "openNotification") is True
    focused = bench.phone.focused_window()
    assert focused is not None
    assert focused.title == "NotificationShade"
