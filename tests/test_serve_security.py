"""What the workbench lets through and what not. A small application of its own stands behind the rules."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import Depends, FastAPI, Form, HTTPException, Request
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient

from sayso.errors import InputError, ModelError, StoreError, UsageError
from sayso.serve.keeper import Keeper
from sayso.serve.reading import Reader
from sayso.serve.rendering import Bench
from sayso.serve.security import csrf_of, install_security, person_of, safe_next, writer
from sayso.serve.security.sessions import IDLE, MOST, Sessions
from sayso.serve.settings import Rates, ServeSettings
from sayso.store import Store
from sayso.store.tokens import token_sha256

LOCAL = "http://127.0.0.1:8377"
KEY = "a-key-of-this-run-that-is-long-enough"
ONCE = "a-key-that-is-good-for-once-and-no-more"
PUBLIC = "192.0.2.7"
DESK = "https://desk.example.org"
HOSTILE = "<script>alert(1)</script>"


class Note(BaseModel):
    """What a program writes."""

    words: str


class Workbench:
    """A small application behind the rules, its store, and a clock that is put on by hand."""

    def __init__(self, folder: Path, **given: Any) -> None:
        with Store.open(folder / "desk.db"):
            pass
        self.store = Store.open(folder / "desk.db", create=False)
        facts: dict[str, Any] = {"name": "Mara"} if given.get("host", "127.0.0.1") != "127.0.0.1" or "public" in given else {"name": "Mara", "key": KEY}
        self.settings = ServeSettings(folder / "desk.db", **{**facts, **given})
        self.now = 0.0
        self.taken: list[str] = []
        self.app = FastAPI()
        self.app.state.bench = Bench(self.store, self.settings, Keeper(self.store), Reader(), dict)
        install_security(self.app, self.settings, self.store, clock=lambda: self.now)
        _add_routes(self.app, self.taken)

    def client(self, base: str | None = None, address: str = "10.0.0.7") -> TestClient:
        """A browser or program of its own."""
        where = base or (LOCAL if self.settings.host == "127.0.0.1" else f"http://{self.settings.host}:8377")
        return TestClient(self.app, base_url=where, client=(address, 50_000), follow_redirects=False)

    def browser(self) -> TestClient:
        """One that is signed in by the key of the run."""
        client = self.client()
        assert client.get("/sign-in", params={"key": KEY}).status_code == 303
        return client


def _add_routes(app: FastAPI, taken: list[str]) -> None:
    @app.get("/me")
    def me(request: Request) -> dict[str, str | None]:
        return {"person": person_of(request), "csrf": csrf_of(request)}

    @app.get("/page")
    def a_page() -> HTMLResponse:
        return HTMLResponse("<p>hello</p>")

    @app.get("/styled")
    def styled(request: Request) -> HTMLResponse:
        request.state.csp_extra = {"style-src": "'unsafe-inline'"}
        return HTMLResponse("<p>hello</p>")

    @app.get("/review")
    def review(by: Annotated[str, Depends(writer)]) -> HTMLResponse:
        return HTMLResponse(by)

    @app.post("/decisions")
    def decide(by: Annotated[str, Depends(writer)], words: Annotated[str, Form()] = "") -> PlainTextResponse:
        taken.append(f"{by}: {words}")
        return PlainTextResponse("kept")

    @app.post("/api/decide")
    def decide_by_program(by: Annotated[str, Depends(writer)], note: Note) -> dict[str, str]:
        taken.append(f"{by}: {note.words}")
        return {"by": by}

    @app.post("/api/take")
    async def take(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.get("/reports/{ident}")
    def report(ident: str) -> None:
        raise UsageError(f"there is no report {ident!r}.", where=str(app.state.bench.store.dialect.where), remedy="The list has all.")

    @app.get("/gone.json")
    def gone() -> None:
        raise HTTPException(404, "this page was for one day.")

    @app.get("/asked/{ident}")
    def asked(ident: str) -> None:
        raise UsageError("'soon' is no day.", where="since")

    @app.get("/api/number")
    def number(limit: int) -> int:
        return limit

    @app.get("/fails/{how}")
    def fails(how: str) -> None:
        place = str(app.state.bench.store.dialect.where)
        raise {
            "store": StoreError("is locked.", where=place),
            "engine": ModelError("cannot be found.", where="/models/of/mara"),
            "input": InputError("is no PDF.", where="one.pdf"),
        }.get(how, ZeroDivisionError("a secret of the inside"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workbench]:
    yield from _opened(tmp_path)


def _opened(folder: Path, **given: Any) -> Iterator[Workbench]:
    found = Workbench(folder, **given)
    yield found
    found.store.close()


@pytest.fixture
def public(tmp_path: Path) -> Iterator[Workbench]:
    yield from _opened(tmp_path, host=PUBLIC)


def csrf(client: TestClient) -> str:
    return str(client.get("/me").json()["csrf"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Fields(HTMLParser):
    """The fields of the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "input":
            self.found[facts.get("name") or ""] = facts.get("value") or ""


# Signing in


def test_the_key_of_the_run_signs_in_and_is_gone_from_the_address(desk: Workbench) -> None:
    client = desk.client()
    answer = client.get("/sign-in", params={"key": KEY, "next": "/review?kind=links"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?kind=links")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("sayso_session_8377=", "HttpOnly", "SameSite=strict", "Path=/")) and "Secure" not in cookie
    assert client.get("/me").json()["person"] == "Mara"


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], "ключ"])
def test_another_key_signs_nobody_in(desk: Workbench, key: str) -> None:
    client = desk.client()
    answer = client.get("/sign-in", params={"key": key})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert client.get("/me").json()["person"] is None


def test_a_workbench_without_keys_takes_none(public: Workbench) -> None:
    assert public.client().get("/sign-in", params={"key": ""}).status_code == 403


def test_a_key_for_once_is_good_for_once(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, key_once=ONCE):
        assert [desk.client().get("/sign-in", params={"key": ONCE}).status_code for _ in range(2)] == [303, 403]
        assert [desk.client().get("/sign-in", params={"key": KEY}).status_code for _ in range(2)] == [303, 303]


def test_a_token_signs_in_by_the_form(desk: Workbench) -> None:
    token, client = desk.store.make_token("Ines"), desk.client()
    form = Fields(client.get("/sign-in", params={"then": "/disputes"}).text).found
    answer = client.post("/sign-in", data={**form, "token": f" {token} "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/disputes")
    assert client.get("/me").json()["person"] == "Ines"


def test_what_is_no_token_signs_nobody_in_and_is_not_shown_again(desk: Workbench) -> None:
    client = desk.client()
    for wrong in ("", "sayso_wrong", token_sha256(desk.store.make_token("Ines")), HOSTILE):
        answer = client.post("/sign-in", data={"token": wrong})
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
        assert "not one of the store’s" in answer.text and (not wrong or wrong not in answer.text)


def test_signing_in_again_ends_the_session_before(desk: Workbench) -> None:
    client = desk.browser()
    before = client.cookies["sayso_session_8377"]
    client.get("/sign-in", params={"key": KEY})
    assert client.cookies["sayso_session_8377"] != before
    other = desk.client()
    other.cookies.set("sayso_session_8377", before)
    assert other.get("/me").json()["person"] is None


def test_signing_out_takes_the_forms_token_and_ends_the_session(desk: Workbench) -> None:
    client = desk.browser()
    cookie = client.cookies["sayso_session_8377"]
    assert client.post("/sign-out").status_code == 403
    assert client.get("/me").json()["person"] == "Mara"
    assert client.post("/sign-out", data={"csrf": csrf(client)}).status_code == 303
    client.cookies.set("sayso_session_8377", cookie)
    assert client.get("/me").json()["person"] is None


def test_a_session_ends_when_it_is_idle_for_twelve_hours(desk: Workbench) -> None:
    client = desk.browser()
    for _ in range(3):
        desk.now += IDLE - 1
        assert client.get("/me").json()["person"] == "Mara"
    desk.now += IDLE + 1
    assert client.get("/me").json()["person"] is None


def test_a_made_up_session_is_none(desk: Workbench) -> None:
    client = desk.client()
    client.cookies.set("sayso_session_8377", "made-up")
    assert client.get("/me").json() == {"person": None, "csrf": ""}


def test_taking_a_token_back_ends_its_sessions_at_once_and_no_others(desk: Workbench) -> None:
    tokens = [desk.store.make_token(name) for name in ("Ines", "Tarek")]
    clients = [desk.client() for _ in tokens]
    for client, token in zip(clients, tokens, strict=True):
        client.post("/sign-in", data={"token": token})
    form = {"csrf": csrf(clients[0]), "words": "after all"}
    desk.store.revoke_token(1)
    assert [client.get("/me").json()["person"] for client in (*clients, desk.browser())] == [None, "Tarek", "Mara"]
    assert clients[0].post("/decisions", data=form).headers["location"] == "/sign-in"
    assert desk.client().get("/me", headers=bearer(tokens[0])).status_code == 401
    assert desk.taken == []


def test_the_oldest_session_makes_room() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0], 8377)
    idents = []
    for _ in range(MOST + 1):
        now[0] += 1
        idents.append(sessions.begin("Mara", None))
    assert sessions.find(idents[0]) is None
    assert all(sessions.find(ident) for ident in idents[1:])


def test_keys_and_sessions_are_in_memory_alone(desk: Workbench, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = desk.browser()
        token = desk.store.make_token("Ines")
        client.get("/fails/badly", params={"key": KEY})
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (KEY, client.cookies["sayso_session_8377"], csrf(client), token):
        assert secret.encode() not in written
        assert secret not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("sayso"))
    assert KEY not in repr(desk.settings)
    assert token_sha256(token).encode() in written, "what is looked through is the store"


def test_neither_a_token_nor_its_hash_comes_back(desk: Workbench) -> None:
    token, client = desk.store.make_token("Ines"), desk.client()
    answers = [client.post("/sign-in", data={"token": token})]
    answers += [client.get(path) for path in ("/sign-in", "/me", "/review", "/reports/none")]
    assert "Ines" in answers[1].text
    for answer in answers:
        whole = f"{answer.headers} {answer.text}"
        assert token not in whole and token_sha256(token) not in whole


# Where one is sent on to

ELSEWHERE = [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", " //evil.example",
    "javascript:alert(1)", "evil.example", "", "/sign-in", "/sign-out?x=1", "/\x7f", "/" + "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(desk: Workbench, target: str) -> None:
    assert desk.client().get("/sign-in", params={"key": KEY, "next": target}).headers["location"] == "/"
    answer = desk.client().post("/sign-in", data={"token": desk.store.make_token("Ines"), "next": target})
    assert answer.headers["location"] == "/"


@given(st.text(alphabet=st.sampled_from("/\\\t\n .:@?#%ae"), max_size=12) | st.text(max_size=20))
def test_no_text_leads_to_another_host(target: str) -> None:
    chosen = safe_next(target)
    assert chosen.startswith("/")
    assert urlsplit(urljoin("http://desk.test/a/b", chosen)).netloc == "desk.test"
    assert not set(chosen) & set("\\\t\n\r ")


# Who may write


def test_a_form_of_the_session_is_taken_under_its_name(desk: Workbench) -> None:
    client = desk.browser()
    assert client.post("/decisions", data={"csrf": csrf(client), "words": "right"}).text == "kept"
    assert client.post("/api/decide", json={"words": "right too"}, headers={"csrf": csrf(client)}).json() == {"by": "Mara"}
    assert desk.taken == ["Mara: right", "Mara: right too"]


@pytest.mark.parametrize("given", [None, "", "wrong", "é"])
def test_a_form_that_is_not_of_the_session_is_refused(desk: Workbench, given: str | None) -> None:
    client = desk.browser()
    form = {"words": "right", **({} if given is None else {"csrf": given})}
    assert client.post("/decisions", data=form).status_code == 403
    assert client.post("/api/decide", json={"words": "right", "csrf": csrf(client)}).status_code == 403, "a field of JSON is none of a form"
    assert desk.taken == []


def test_the_form_of_another_session_is_refused(desk: Workbench) -> None:
    mine, other = desk.browser(), desk.browser()
    assert mine.post("/decisions", data={"csrf": csrf(other), "words": "right"}).status_code == 403


def test_a_token_with_the_request_needs_no_form(desk: Workbench) -> None:
    headers = bearer(desk.store.make_token("Ines"))
    assert desk.client().post("/api/decide", json={"words": "right"}, headers=headers).json() == {"by": "Ines"}
    assert desk.client().post("/decisions", data={"words": "again"}, headers=headers).text == "kept"
    assert desk.taken == ["Ines: right", "Ines: again"]


def test_a_wrong_token_is_refused_even_beside_a_session_and_for_reading(desk: Workbench) -> None:
    answer = desk.browser().get("/me", headers=bearer("sayso_wrong"))
    assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Bearer")


def test_a_program_without_a_token_is_told_so(desk: Workbench) -> None:
    answer = desk.client().post("/api/decide", json={"words": "right"})
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer" and "sayso token" in answer.json()["error"]
    assert desk.taken == []


def test_a_reader_is_sent_to_sign_in_and_back_to_where_they_were(desk: Workbench) -> None:
    client = desk.client()
    assert client.get("/review?kind=links&x=%2Fa").headers["location"] == "/sign-in?next=%2Freview%3Fkind%3Dlinks%26x%3D%252Fa"
    answer = client.post("/decisions", data={"words": "right", "then": "/claims/c-1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fclaims%2Fc-1")
    assert client.post("/decisions", data={"then": "//evil.example"}).headers["location"] == "/sign-in"
    assert desk.taken == []


def test_the_description_of_the_api_says_what_takes_a_token(desk: Workbench) -> None:
    paths = desk.client().get("/openapi.json").json()["paths"]
    assert paths["/api/decide"]["post"]["security"] == [{"HTTPBearer": []}]
    assert "security" not in paths["/api/number"]["get"] and "/sign-in" not in paths


# Other sites


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8377"},
        {"Origin": "http://127.0.0.1:8377.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
        {"Origin": LOCAL, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_what_another_site_sends_is_refused_though_it_has_the_forms_token(desk: Workbench, headers: dict[str, str]) -> None:
    client = desk.browser()
    answer = client.post("/decisions", data={"csrf": csrf(client), "words": "right"}, headers=headers)
    assert answer.status_code == 403 and "another site" in answer.text
    assert desk.client().post("/sign-in", data={"token": desk.store.make_token("Eve")}, headers=headers).status_code == 403
    assert desk.taken == []


@pytest.mark.parametrize("headers", [{}, {"Origin": LOCAL}, {"Origin": LOCAL, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}])
def test_what_its_own_pages_send_is_taken(desk: Workbench, headers: dict[str, str]) -> None:
    client = desk.browser()
    assert client.post("/decisions", data={"csrf": csrf(client), "words": "right"}, headers=headers).text == "kept"


def test_another_site_may_link_here_and_no_more(desk: Workbench) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert desk.client().get("/page", headers={**elsewhere, "Sec-Fetch-Mode": "navigate"}).status_code == 200
    assert desk.client().get("/page", headers={**elsewhere, "Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert desk.client().get("/api/number", params={"limit": 3}, headers={**elsewhere, "Sec-Fetch-Mode": "cors"}).status_code == 403


HOSTS = ["127.0.0.1:8377", "localhost:8377", "LOCALHOST:8377", "[::1]:8377"]
OTHER_HOSTS = [
    "evil.example",
    "evil.example:8377",
    "127.0.0.1",
    "127.0.0.1:80",
    "127.0.0.1:8377.evil.example",
    "localhost.evil.example:8377",
    "",
    "[",
    "a b",
    "desk:8377:1",
]


@pytest.mark.parametrize("host", HOSTS)
def test_it_answers_under_the_names_of_this_machine(desk: Workbench, host: str) -> None:
    assert desk.client().get("/page", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_a_name_that_was_made_to_point_here_gets_nothing(desk: Workbench, host: str) -> None:
    for path in ("/page", "/me", "/sign-in", "/static/desk.css", "/nowhere"):
        answer = desk.client().get(path, headers={"Host": host})
        assert answer.status_code == 421 and "desk.db" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_without_a_host_or_with_two_nothing_is_answered(desk: Workbench) -> None:
    for hosts in ([], [b"127.0.0.1:8377", b"evil.example"]):
        assert asked(desk.app, "GET", "/page", [(b"host", host) for host in hosts], no_body)[0] == 421


# Hosts that others can reach


def test_where_others_can_reach_it_reading_takes_signing_in(public: Workbench) -> None:
    client = public.client()
    answer = client.get("/page?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fpage%3Fx%3D1")
    assert client.post("/decisions").headers["location"] == "/sign-in"
    for path in ("/api/number?limit=3", "/page.json", "/page.csv", "/openapi.json?"):
        assert client.get(path, headers={"Accept": "application/json"}).status_code == 401
    assert client.get("/static/desk.css").status_code == 404, "the small application has none, and is asked"
    assert client.get("/static/../page").status_code != 200
    assert client.get("/sign-in").status_code == 200
    assert "printed" not in client.get("/sign-in").text, "there is no key"


def test_where_others_can_reach_it_a_token_opens(public: Workbench) -> None:
    token = public.store.make_token("Ines")
    assert public.client().get("/page", headers=bearer(token)).status_code == 200
    client = public.client()
    client.post("/sign-in", data={"token": token}, headers={"Origin": f"http://{PUBLIC}:8377"})
    assert client.get("/page").status_code == 200
    public.store.revoke_token(1)
    assert client.get("/page").status_code == 303


def test_where_others_can_reach_it_it_answers_under_its_own_name_alone(public: Workbench) -> None:
    for host, status in ((f"{PUBLIC}:8377", 200), ("127.0.0.1:8377", 421), ("192.0.2.8:8377", 421), (PUBLIC, 421)):
        assert public.client().get("/sign-in", headers={"Host": host}).status_code == status


def test_at_all_addresses_it_answers_under_addresses_and_no_strange_names(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, host="0.0.0.0"):
        for host, status in (("192.0.2.7:8377", 200), ("[2001:db8::7]:8377", 200), ("localhost:8377", 200), ("evil.example:8377", 421)):
            assert desk.client().get("/sign-in", headers={"Host": host}).status_code == status
        assert desk.client("http://192.0.2.7:8377").get("/page").status_code == 303


def test_behind_a_proxy_it_answers_under_the_public_name_with_cookies_for_https_alone(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, public=DESK):
        token, client = desk.store.make_token("Ines"), desk.client()
        client.headers["Host"] = "desk.example.org"
        assert client.get("/page").status_code == 303, "reading takes signing in, though it listens on this machine only"
        refused = client.post("/sign-in", data={"token": token}, headers={"Origin": "https://evil.example"})
        answer = client.post("/sign-in", data={"token": token}, headers={"Origin": DESK})
        cookie = answer.headers["set-cookie"]
        assert refused.status_code == 403 and answer.status_code == 303 and "Secure" in cookie
        assert client.get("/page", headers={"Cookie": cookie.partition(";")[0]}).status_code == 200


# What every answer carries


@pytest.mark.parametrize("path", ["/page", "/me", "/reports/none", "/nowhere", "/fails/badly", "/fails/store", "/sign-in", "/review", "/api/number"])
def test_every_answer_says_what_a_browser_may_do_with_it(desk: Workbench, path: str) -> None:
    headers = desk.client().get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == policy["font-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY" and headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_a_page_that_says_so_may_have_more_styles_and_others_may_not(desk: Workbench) -> None:
    client = desk.client()
    assert "style-src 'self' 'unsafe-inline';" in client.get("/styled").headers["content-security-policy"]
    assert "unsafe" not in client.get("/page").headers["content-security-policy"]


def test_pictures_may_come_from_the_host_of_the_tiles_and_nothing_else_may(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, tiles="https://Tiles.example.org:8443/base/{z}/{x}/{y}.png"):
        policy = desk.client().get("/page").headers["content-security-policy"]
        assert "img-src 'self' data: https://tiles.example.org:8443;" in policy and policy.count("tiles.example.org") == 1


def test_what_is_shown_to_one_person_is_not_kept_by_the_browser(desk: Workbench) -> None:
    assert desk.client().get("/page").headers["cache-control"] == "no-cache"
    assert desk.client().get("/sign-in").headers["cache-control"] == "no-store"
    assert desk.browser().get("/page").headers["cache-control"] == "no-store"


def test_where_others_can_reach_it_nothing_but_scripts_and_styles_is_kept(public: Workbench) -> None:
    assert public.client().get("/page").headers["cache-control"] == "no-store"
    assert public.client().get("/static/desk.css").headers["cache-control"] == "no-cache"


# How much may be asked

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def no_body() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


def asked(app: FastAPI, method: str, path: str, headers: list[tuple[bytes, bytes]], receive: Receive) -> tuple[int, str]:
    """The status of the answer, and its body."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": headers, "client": ("10.0.0.7", 1), "server": ("127.0.0.1", 8377),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1
    return starts[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


def test_a_body_that_tells_that_it_is_too_large_is_not_taken(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, max_body=1000):
        client = desk.client()
        assert client.post("/api/take", content=b"x" * 1000).json() == {"bytes": 1000}
        assert client.post("/api/take", content=b"x" * 1001).status_code == 413
        assert client.post("/sign-in", data={"token": "x" * 1001}).status_code == 413


def test_a_body_that_does_not_tell_its_length_is_taken_no_further_than_it_may_go(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, max_body=1000):
        for path in ("/api/take", "/api/decide", "/sign-in"):
            taken: list[int] = []

            async def endless(taken: list[int] = taken) -> dict[str, Any]:
                taken.append(100)
                assert len(taken) < 100, "it is taken on and on"
                return {"type": "http.request", "body": b"x" * 100, "more_body": True}

            headers = [(b"host", b"127.0.0.1:8377"), (b"content-type", b"application/x-www-form-urlencoded" if path == "/sign-in" else b"application/json")]
            status, answer = asked(desk.app, "POST", path, headers, endless)
            assert status == 413 and "larger than 1,000 bytes" in answer and sum(taken) == 1100


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    async def never() -> dict[str, Any]:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    for desk in _opened(tmp_path, body_seconds=0.01):
        status, answer = asked(desk.app, "POST", "/api/take", [(b"host", b"127.0.0.1:8377")], never)
        assert status == 408 and "too long to arrive" in answer


@pytest.mark.parametrize("length", ["-1", "1e3", "²", "9" * 5000])
def test_a_length_that_is_none_is_refused(desk: Workbench, length: str) -> None:
    headers = [(b"host", b"127.0.0.1:8377"), (b"content-length", length.encode("latin-1"))]
    assert asked(desk.app, "POST", "/api/take", headers, no_body)[0] == 413


def test_an_address_that_is_too_long_is_refused(desk: Workbench) -> None:
    assert desk.client().get("/page", params={"q": "x" * 7000}).status_code == 200
    assert desk.client().get("/page", params={"q": "x" * 9000}).status_code == 414
    assert desk.client().get("/" + "x" * 9000).status_code == 414


def test_who_reads_too_often_has_to_wait_and_others_have_not(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, rates=Rates(reading=3, writing=2)):
        client = desk.client()
        assert [client.get("/page").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        answer = client.get("/page")
        assert 1 <= int(answer.headers["retry-after"]) <= 60 and "Try again in" in answer.text
        assert client.get("/static/desk.css").status_code == 404, "scripts and styles are not counted"
        assert client.post("/api/take").status_code == 200, "writing is counted apart"
        assert desk.client(address="10.0.0.8").get("/page").status_code == 200


def test_who_writes_too_often_has_to_wait(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, rates=Rates(writing=2)):
        headers = bearer(desk.store.make_token("Ines"))
        answers = [desk.client().post("/api/decide", json={"words": "right"}, headers=headers).status_code for _ in range(4)]
        assert answers == [200, 200, 429, 429] and len(desk.taken) == 2


def test_tokens_and_keys_cannot_be_tried_out(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, rates=Rates(signing_in=2)):
        token = desk.store.make_token("Ines")
        by_form = [desk.client(address="10.0.0.1").post("/sign-in", data={"token": given}).status_code for given in ("a", "b", token)]
        by_key = [desk.client(address="10.0.0.2").get("/sign-in", params={"key": given}).status_code for given in ("a", "b", KEY)]
        by_program = [desk.client(address="10.0.0.3").get("/me", headers=bearer(given)).status_code for given in ("a", "b", token)]
        assert (by_form, by_key, by_program) == ([403, 403, 429], [403, 403, 429], [401, 401, 429])
        assert desk.client(address="10.0.0.3").get("/page").status_code == 200, "it may still read"
        assert [desk.client(address="10.0.0.4").get("/me", headers=bearer(token)).status_code for _ in range(4)] == [200] * 4, "good ones are not counted"


def test_all_addresses_of_one_ipv6_network_are_one_client(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, rates=Rates(reading=1)):
        answers = [desk.client(address=address).get("/page").status_code for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
        assert answers == [200, 429, 200]


def test_people_behind_one_address_are_counted_apart_once_they_are_signed_in(tmp_path: Path) -> None:
    for desk in _opened(tmp_path, rates=Rates(reading=1)):
        assert [client.get("/page").status_code for client in (desk.browser(), desk.browser())] == [200, 200]


# How errors are told


def test_what_is_not_there_is_told_as_such_to_people_and_to_programs(desk: Workbench) -> None:
    page = desk.client().get(f"/reports/{HOSTILE.replace('/', '')}", headers={"Accept": "text/html"})
    assert page.status_code == 404 and "<h1>" in page.text and "There is no report" in page.text and "The list has all." in page.text
    assert "<script>alert" not in page.text and "&lt;script&gt;" in page.text
    record = desk.client().get("/reports/none", headers={"Accept": "application/json"})
    assert record.status_code == 404 and record.json() == {"error": "there is no report 'none'.", "remedy": "The list has all."}
    assert "desk.db" not in record.text, "where the store is concerns nobody"
    assert desk.client().get("/nowhere.json").json() == {"error": "there is nothing at this address."}
    assert desk.client().get("/gone.json").json() == {"error": "this page was for one day."}


def test_what_cannot_be_asked_is_told_with_where(desk: Workbench) -> None:
    answer = desk.client().get("/asked/something.json")
    assert answer.status_code == 400 and answer.json()["error"] == "since: 'soon' is no day."


def test_what_cannot_be_understood_is_told_without_repeating_it(desk: Workbench) -> None:
    answer = desk.client().get("/api/number", params={"limit": HOSTILE})
    assert answer.status_code == 422 and answer.json()["detail"][0]["loc"] == ["query", "limit"] and "limit: " in answer.json()["error"]
    assert "script" not in answer.text
    assert desk.client().post("/api/decide", content=b"{", headers={"Content-Type": "application/json"}).status_code in {401, 422}


def test_a_store_that_cannot_be_read_is_told_without_its_place(desk: Workbench) -> None:
    answer = desk.client().get("/fails/store", headers={"Accept": "application/json"})
    assert answer.status_code == 503 and answer.json()["error"] == "the store is locked." and "retry-after" in answer.headers


def test_a_store_that_fails_while_somebody_signs_in_is_told_too(desk: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Store, sha256: str) -> str | None:
        raise StoreError("is locked.", where="/home/mara/desk.db")

    monkeypatch.setattr(Store, "name_of_token", locked)
    for answer in (desk.client().get("/me", headers=bearer("sayso_x")), desk.client().post("/sign-in", data={"token": "sayso_x"})):
        assert answer.status_code == 503 and "/home/mara" not in answer.text


def test_other_errors_are_told_as_what_they_are(desk: Workbench) -> None:
    told = {how: desk.client().get(f"/fails/{how}") for how in ("engine", "input")}
    assert [answer.status_code for answer in told.values()] == [503, 400]
    assert "/models/of/mara" not in told["engine"].text and "one.pdf: is no PDF." in told["input"].text.replace("One.pdf", "one.pdf")


def test_a_bug_is_told_without_its_inside_and_written_down(desk: Workbench, caplog: pytest.LogCaptureFixture) -> None:
    for accepted, kind in (("text/html", "text/html; charset=utf-8"), ("application/json", "application/json")):
        caplog.clear()
        answer = desk.client().get("/fails/badly?of=mara", headers={"Accept": accepted})
        assert answer.status_code == 500 and answer.headers["content-type"] == kind
        assert "secret" not in answer.text and "Traceback" not in answer.text and "ZeroDivisionError" not in answer.text
        assert "ZeroDivisionError" in caplog.text and "of=mara" not in "".join(record.getMessage() for record in caplog.records)


def test_an_error_is_told_though_the_page_itself_fails(desk: Workbench) -> None:
    del desk.app.state.bench.keeper
    answer = desk.client().get("/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404 and "<h1>Not here</h1>" in answer.text


def test_a_wrong_method_is_told_with_what_may_be_done(desk: Workbench) -> None:
    answer = desk.client().put("/page")
    assert answer.status_code == 405 and answer.headers["allow"] == "GET"


# The settings


@pytest.mark.parametrize(
    "tiles",
    [
        "tiles.example.org/{z}/{x}/{y}.png", "ftp://tiles.example.org/{z}/{x}/{y}", "https://tiles.example.org/{z}/{x}.png", "https:///{z}/{x}/{y}",
        "https://tiles.example.org; script-src *//{z}/{x}/{y}", "https://mara:secret@tiles.example.org/{z}/{x}/{y}", "https://{x}.example.org/{z}/{x}/{y}",
        "https://tiles.example.org/{z}/{x}/{y}\n", "https://[::1/{z}/{x}/{y}",
    ],
)  # fmt: skip
def test_what_is_no_pattern_for_tiles_is_refused(tiles: str) -> None:
    with pytest.raises(UsageError, match="pattern for tiles"):
        ServeSettings("desk.db", tiles=tiles)


@pytest.mark.parametrize("address", ["desk.example.org", "https://desk.example.org/a", "https://desk.example.org?x", "javascript:alert(1)", "https://a b"])
def test_what_is_no_public_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="no address of a host"):
        ServeSettings("desk.db", public=address)


@pytest.mark.parametrize("given", [{"host": PUBLIC}, {"host": "0.0.0.0"}, {"host": "desk.example.org"}, {"public": DESK}])
def test_no_key_goes_with_a_host_that_others_can_reach(given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="others can reach"):
        ServeSettings("desk.db", name="Mara", key=KEY, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_addresses_of_this_machine_are_local(host: str) -> None:
    assert ServeSettings("desk.db", host=host).is_local


def test_addresses_are_written_as_browsers_take_them() -> None:
    assert ServeSettings("desk.db", host="::1").address == "http://[::1]:8377/"
    assert ServeSettings("desk.db", public="https://Desk.example.org:443").address == "https://desk.example.org/"


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Mara\nInes", "Mara\u202e", "\ud800"])
def test_a_key_needs_a_name_that_can_be_shown(name: str) -> None:
    with pytest.raises(UsageError, match="name"):
        ServeSettings("desk.db", name=name, key=KEY)


def test_two_workbenches_on_one_machine_do_not_sign_each_other_out() -> None:
    assert Sessions(lambda: 0.0, 8377).cookie != Sessions(lambda: 0.0, 8378).cookie
