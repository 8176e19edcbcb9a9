"""Speaks ASGI to an application in this process, as a browser would; no socket, no server."""

import asyncio
import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.types import ASGIApp, Message

HOST = "127.0.0.1:8421"


@dataclasses.dataclass(frozen=True)
class Answer:
    """Status, headers (lower case; the last of a name) and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """Sends requests one by one; ``headers`` go with each unless a request says otherwise."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] | None = None) -> None:
        self.app = app
        self.headers = {"host": HOST, **(headers or {})}

    def get(self, path: str, **headers: str | None) -> Answer:
        """GET; header names with underscores for dashes, None takes a usual header away."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, data: Any = None, **headers: str | None) -> Answer:
        """POST of JSON."""
        body = json.dumps({} if data is None else data).encode()
        return self.send(
            "POST", path, body, headers={"content_type": "application/json", **headers}
        )

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str | None] | None = None,
        until: Callable[[bytes], bool] | None = None,
    ) -> Answer:
        """One request; ``until`` hangs up once the body so far is enough."""
        given: dict[str, str | None] = {
            **self.headers,
            **{name.replace("_", "-"): value for name, value in (headers or {}).items()},
        }
        raw = [
            (name.encode(), value.encode()) for name, value in given.items() if value is not None
        ]
        return asyncio.run(self._exchange(method, path, body, raw, until))

    async def _exchange(
        self,
        method: str,
        path: str,
        body: bytes,
        raw: list[tuple[bytes, bytes]],
        until: Callable[[bytes], bool] | None,
    ) -> Answer:
        bare, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1", "method": method, "scheme": "http", "path": bare,
            "raw_path": bare.encode(), "query_string": query.encode(), "root_path": "",
            "headers": raw, "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8421),
        }  # fmt: skip
        hung_up = asyncio.Event()
        sent: list[bool] = []
        told: dict[str, Any] = {"status": 0, "headers": [], "body": b""}

        async def receive() -> Message:
            if not sent:
                sent.append(True)
                return {"type": "http.request", "body": body, "more_body": False}
            await hung_up.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"], told["headers"] = message["status"], message["headers"]
                return
            told["body"] += message.get("body", b"")
            if until is not None and until(told["body"]):
                hung_up.set()

        await asyncio.wait_for(self.app(scope, receive, send), 60.0)
        headers = {name.decode(): value.decode() for name, value in told["headers"]}
        return Answer(told["status"], headers, told["body"])
