"""Studio as a server on this machine: one socket, until Ctrl-C."""

import errno
import ipaddress
import socket

import uvicorn
from starlette.types import ASGIApp

from harness.domain.errors import UsageError


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at that address (port 0: a free one); UsageError where it cannot."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise UsageError(f"--host {host}: {error.strerror}; give 127.0.0.1") from error
    if ipaddress.ip_address(address[0]).is_unspecified:
        raise UsageError(
            f"--host {host} means every address; name the one that the browser will use, "
            "so that requests under other names can be refused"
        )
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(address)
        sock.listen(64)
    except OSError as error:
        sock.close()
        taken = error.errno == errno.EADDRINUSE
        what = "choose another --port, or 0 for a free one" if taken else "give another --host"
        raise UsageError(f"{host}:{port}: {error.strerror}; {what}") from error
    return sock


def hosts_of(host: str, port: int) -> frozenset[str]:
    """What a browser may write into the Host header when it means us."""
    shown = f"[{host}]" if ":" in host else host
    names = {shown}
    if host == "localhost" or is_loopback(host):
        names |= {"127.0.0.1", "localhost"} if ":" not in host else {"localhost"}
    return frozenset(f"{name}:{port}" for name in names)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(app: ASGIApp, sock: socket.socket) -> None:
    """Answer until SIGINT or SIGTERM; open streams are cut off after a second."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        ws="none",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=1,
        limit_concurrency=200,
    )
    uvicorn.Server(config).run(sockets=[sock])
