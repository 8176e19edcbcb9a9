"""A stand-in for DeviceFarmer STF: the paths of its REST API v1 that a booking needs.

Written from the published description (``lib/units/api/swagger/api_v1.yaml`` and
``controllers/user.js`` of DeviceFarmer/stf): answers are ``{"success": …, "description": …}``
and more; a device in use is 403, a missing one 404, a wrong token 401.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

TOKENS = {"token-1": "farm@example.com", "token-2": "other@example.com"}


class StandIn:
    """Devices, who uses them, and where their remote adb listens."""

    def __init__(self) -> None:
        self.devices: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.url = ""

    def add(self, serial: str, address: str, *, present: bool = True, owner: str = "") -> None:
        """A device; ``owner`` is the e-mail of whoever uses it."""
        self.devices[serial] = {"serial": serial, "present": present, "ready": present,
                                "address": address, "user": owner}  # fmt: skip

    def shown(self, serial: str, user: str) -> dict[str, Any]:
        """A device as STF shows it to a user."""
        device = self.devices[serial]
        owner = {"email": device["user"]} if device["user"] else None
        return {"serial": serial, "present": device["present"], "ready": device["ready"],
                "using": device["user"] == user, "owner": owner}  # fmt: skip

    def answer(self, method: str, path: str, user: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and what STF says."""
        parts = [unquote(part) for part in path.removeprefix("/api/v1/").split("/")]
        if method == "GET" and parts in (["devices"], ["user", "devices"]):
            mine = parts[0] == "user"
            shown = [self.shown(s, user) for s, d in self.devices.items()
                     if not mine or d["user"] == user]  # fmt: skip
            return 200, {"success": True, "description": "devices", "devices": shown}
        serial = body.get("serial", "") if method == "POST" and len(parts) == 2 else parts[2]
        device = self.devices.get(serial)
        if device is None:
            return 404, {"success": False, "description": "Device not found"}
        if method == "POST" and len(parts) == 2:
            if device["user"] or not device["ready"]:
                return 403, {"success": False,
                             "description": "Device is being used or not available"}  # fmt: skip
            device["user"] = user
            return 200, {"success": True, "description": "Device successfully added"}
        if device["user"] != user:
            return 403, {"success": False, "description": "Device is not owned by you"}
        return self._owned(method, len(parts) == 4, device)

    def _owned(self, method: str, remote: bool, device: dict[str, Any]) -> tuple[int, Any]:
        if remote and method == "POST":
            return 200, {"success": True, "description": "Remote connection is enabled",
                         "remoteConnectUrl": device["address"]}  # fmt: skip
        if not remote and method == "DELETE":
            device["user"] = ""
        return 200, {"success": True, "description": "done"}


@contextlib.contextmanager
def running_stf() -> Iterator[StandIn]:
    """A stand-in that listens."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size) or b"{}")
            path = urlsplit(self.path).path
            stand_in.calls.append(f"{self.command} {path}")
            status, told = (
                stand_in.answer(self.command, path, TOKENS[token], body)
                if token in TOKENS
                else (401, {"success": False, "description": "Bad Access Token Information"})
            )
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = _do  # noqa: N815  the library's names

        def log_message(self, *words: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield stand_in
    server.shutdown()
    server.server_close()
    thread.join(10)
