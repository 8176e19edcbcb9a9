"""Who may talk to studio."""

from collections.abc import Iterator

import pytest
from asgi_client import HOST
from studio_rig import COOKIE, Rig

from harness.studio.guard import Secrets

TAP = "/api/phones/fake-1/tap"
POINT = {"x": 10, "y": 20}


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One studio for all: refusals leave it as it was."""
    made = Rig(tmp_path_factory.mktemp("studio"))
    yield made
    made.phones.close()


def test_printed_address_opens_the_page_and_gives_a_strict_cookie(rig: Rig) -> None:
    """The key is traded for a cookie that no script reads and no other site sends."""
    told = rig.outside.get(f"/?key={rig.known.key}", sec_fetch_site="cross-site")
    assert told.status == 200
    cookie = told.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={rig.known.session};")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert rig.known.token in told.text
    assert rig.known.key not in told.text
    assert rig.known.session not in told.text


@pytest.mark.parametrize("path", ["/", "/?key=", "/?key=wrong", "/api/phones", "/page/main.js"])
def test_nothing_is_shown_without_the_key_or_its_cookie(rig: Rig, path: str) -> None:
    """The answer says how to get in, and tells no secret."""
    told = rig.outside.get(path)
    assert told.status == 401
    assert "taptruth studio" in told.text
    assert "set-cookie" not in told.headers
    assert rig.known.token not in told.text


@pytest.mark.parametrize("cookie", [f"{COOKIE}=wrong", "other=1", f"{COOKIE}=", 'x="'])
def test_another_cookie_does_not_let_in(rig: Rig, cookie: str) -> None:
    """A guessed, a foreign, an empty and a broken cookie are refused."""
    assert rig.outside.get("/api/phones", cookie=cookie).status == 401


def test_the_key_opens_the_page_only(rig: Rig) -> None:
    """With the key in its address no other path answers, and nothing is changed."""
    assert rig.outside.get(f"/api/phones?key={rig.known.key}").status == 401
    assert rig.outside.post(f"/?key={rig.known.key}").status == 401


@pytest.mark.parametrize(
    "host", ["evil.example:8421", "127.0.0.1:9000", "127.0.0.1", "127.0.0.1.nip.io:8421", "", None]
)
def test_another_host_name_is_refused(rig: Rig, host: str | None) -> None:
    """A name that was rebound to this machine does not get in, even with every secret."""
    assert rig.inside.get("/api/phones", host=host).status == 403
    assert rig.inside.get(f"/?key={rig.known.key}", host=host).status == 403


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1:9000",
        f"https://{HOST}",
        f"http://{HOST}.x",
    ],
)
def test_another_origin_is_refused(rig: Rig, origin: str) -> None:
    """Also another port of this machine, which browsers count as the same site."""
    assert rig.inside.post(TAP, POINT, origin=origin).status == 403
    assert rig.inside.get("/api/phones", origin=origin).status == 403
    assert rig.phone.names().count("tap") == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_that_the_browser_calls_foreign_is_refused(rig: Rig, site: str) -> None:
    """``Sec-Fetch-Site`` counts where no Origin is sent: pictures, scripts, frames, links."""
    assert rig.inside.get("/api/phones", origin=None, sec_fetch_site=site).status == 403


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_nothing_changes_without_the_token(rig: Rig, token: str | None) -> None:
    """The cookie alone looks, it does not touch."""
    told = rig.inside.post(TAP, POINT, x_taptruth_token=token)
    assert told.status == 403
    assert "token" in told.text
    assert rig.phone.names().count("tap") == 0


def test_a_form_cannot_speak(rig: Rig) -> None:
    """Only JSON is read, which no form of another page can send."""
    told = rig.inside.send("POST", TAP, b"x=1", headers={"content_type": "text/plain"})
    assert told.status == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_need_the_token_too(rig: Rig, method: str) -> None:
    """There is no method by which the rule is passed, and no preflight is answered."""
    told = rig.inside.send(method, "/api/phones", headers={"x_taptruth_token": None})
    assert told.status == 403
    assert not any(name.startswith("access-control") for name in told.headers)


@pytest.mark.parametrize("path", ["/", "/api/phones", "/page/main.js", "/nowhere"])
def test_every_answer_bears_the_headers(rig: Rig, path: str) -> None:
    """No inline script, no sniffing, no framing, no referrer, nothing kept."""
    told = rig.inside.get(path)
    policy = told.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert told.headers["x-frame-options"] == "DENY"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert told.headers["referrer-policy"] == "no-referrer"
    assert told.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fpyproject.toml", "../app.py", "..\\app.py", "/etc/passwd", "app.py", "nul\0.js"],
)
def test_no_path_leaves_the_page_folder(rig: Rig, name: str) -> None:
    """Files are looked up among the names that there are."""
    assert rig.inside.get(f"/page/{name}").status == 404


def test_a_body_larger_than_any_request_is_refused(rig: Rig) -> None:
    """Nobody fills the memory."""
    told = rig.inside.post(TAP, {"x": 1, "y": 2, "more": "x" * 300_000})
    assert told.status == 400
    assert "larger" in told.data["error"]


def test_each_start_has_secrets_of_its_own(rig: Rig) -> None:
    """Three different ones, none of them used by the next run."""
    other = Secrets()
    all_of_them = {
        *(rig.known.key, rig.known.session, rig.known.token),
        *(other.key, other.session, other.token),
    }
    assert len(all_of_them) == 6
    assert min(map(len, all_of_them)) >= 43
