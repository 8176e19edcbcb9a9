"""Who may talk to studio: the one gate that every request passes.

Three secrets, made anew at each start. ``key`` opens the page (it stands in the address that is
printed); ``session`` is the cookie that it is traded for; ``token`` is told by the page only, and
every request that changes something must bear it in a header, which no other page can set.

A browser sends cookies to every port of a host, so a page on another local port is "same site":
the Host header, ``Origin`` and ``Sec-Fetch-Site`` are therefore checked besides (DNS rebinding,
cross-site and cross-port requests end in 403). Sources: WHATWG Fetch, "Origin header"; W3C Fetch
Metadata; RFC 6265bis, ``SameSite``.
"""

import dataclasses
import hmac
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-taptruth-token"  # noqa: S105  a header's name
SAFE_METHODS = frozenset({"GET", "HEAD"})
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""No inline script or style, nothing from elsewhere, and no text that becomes markup."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), usb=()",
}
HOW_TO_ENTER = (
    "This page opens with the address that `taptruth studio` printed: it ends in ?key=…\n"
    "请使用 `taptruth studio` 打印的地址打开本页（以 ?key=… 结尾）。\n"
)


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclasses.dataclass(frozen=True)
class Secrets:
    """What a run of studio knows and nobody can guess (256 bits each)."""

    key: str = dataclasses.field(default_factory=_secret)
    session: str = dataclasses.field(default_factory=_secret)
    token: str = dataclasses.field(default_factory=_secret)


class Guard:
    """ASGI middleware: refuses, or passes on and puts the security headers on the answer."""

    def __init__(self, app: ASGIApp, *, known: Secrets, hosts: frozenset[str], cookie: str) -> None:
        self._app = app
        self._known = known
        self._hosts = hosts
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no websockets here: closing unanswered is a refusal
        refused = self._refused(scope)
        sends = self._with_headers(scope, send)
        if refused is not None:
            status, why = refused
            await PlainTextResponse(why, status_code=status)(scope, receive, sends)
            return
        await self._app(scope, receive, sends)

    # --- may it? -----------------------------------------------------------------
    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Status and reason where the request is not let in."""
        headers = Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in self._hosts]:
            return 403, "refused: this host name is not studio's\n"
        opens = self._opens(scope)
        if not opens and (why := self._from_elsewhere(headers)):
            return 403, f"refused: {why}\n"
        if not opens and not self._has_session(headers):
            return 401, HOW_TO_ENTER
        if scope["method"] not in SAFE_METHODS:
            return self._change_refused(headers)
        return None

    def _opens(self, scope: Scope) -> bool:
        """Whether it is the printed address: then it does not matter where it was clicked."""
        if scope["method"] != "GET" or scope["path"] != "/":
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[-1]
        return _equal(given, self._known.key)

    def _from_elsewhere(self, headers: Headers) -> str | None:
        origins = headers.getlist("origin")
        if origins and origins not in [[f"http://{host}"] for host in self._hosts]:
            return "the request comes from another origin"
        site = headers.get("sec-fetch-site", "none")
        if site not in {"same-origin", "none"}:
            return f"the request is {site}"
        return None

    def _has_session(self, headers: Headers) -> bool:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load("; ".join(headers.getlist("cookie")))
        except CookieError:
            return False
        found = jar.get(self._cookie)
        return found is not None and _equal(found.value, self._known.session)

    def _change_refused(self, headers: Headers) -> tuple[int, str] | None:
        if not _equal(headers.get(TOKEN_HEADER, ""), self._known.token):
            return 403, "refused: the request bears no token of this page; reload the page\n"
        if headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return 415, "refused: studio reads application/json\n"
        return None

    # --- what every answer bears -----------------------------------------------------
    def _with_headers(self, scope: Scope, send: Send) -> Send:
        opens = self._opens(scope)

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers(headers).items():
                    headers.setdefault(name, value)
                if opens and message["status"] == 200:
                    headers.append(
                        "set-cookie",
                        f"{self._cookie}={self._known.session}; Path=/; HttpOnly; SameSite=Strict",
                    )
            await send(message)

        return sends

    def _headers(self, given: MutableHeaders) -> Mapping[str, str]:
        framed = "content-security-policy" in given
        return HEADERS | {
            "content-security-policy": CSP,
            "x-frame-options": "SAMEORIGIN" if framed else "DENY",
        }


def _equal(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())
