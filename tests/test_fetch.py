"""Fetching: what comes back, what is refused, and that nobody is bothered."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.fetch import Fetcher, FetchError, Limits
from sayso.fetch.addresses import is_public
from sayso.fetch.robots import parse_robots
from sayso.fetch.unpack import Unpacker
from tests.feed_server import FeedServer, Route, Visit, bomb, chunks, drip, endless, hang_up, redirect, reply, serve, shortened, silent, tagged

LOOPBACK = "127.0.0.1"
AGENT = "sayso/0.1.0 (+mailto:desk@lantern.example)"
TEXT = "Rebels captured Homs on Saturday, the army said."
QUICK = Limits(connect=5, read=5, deadline=5, delay=0)
HASTY = Limits(connect=0.3, read=0.3, deadline=0.3, delay=0)


class Watch:
    """A clock that only moves when somebody sleeps by it."""

    def __init__(self) -> None:
        self.now = 1_733_650_000.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with serve() as running:
        yield running


def fetcher(*, limits: Limits = QUICK, allowed: Sequence[str] = (LOOPBACK,), **options: Any) -> Fetcher:
    return Fetcher(agent=AGENT, limits=limits, allowed_hosts=allowed, **options)


def error_of(url: str, *, page: bool = False, **options: Any) -> FetchError:
    client = fetcher(**options)
    with pytest.raises(FetchError) as caught:
        client.get_page(url) if page else client.get(url)
    return caught.value


# What comes back


def test_a_page_comes_with_its_bytes_and_what_its_headers_say(server: FeedServer) -> None:
    server.routes["/a"] = reply(TEXT, kind="text/html; charset=Windows-1252", ETag='"v1"', Last_Modified="Sat, 07 Dec 2024 10:00:00 GMT")
    got = fetcher(clock=Watch().time).get(f"{server.url}/a#part")
    assert (got.url, got.status, got.body) == (f"{server.url}/a", 200, TEXT.encode())
    assert (got.media_type, got.charset) == ("text/html", "windows-1252")
    assert (got.etag, got.modified) == ('"v1"', "Sat, 07 Dec 2024 10:00:00 GMT")
    assert got.fetched == "2024-12-08T09:26:40Z"


def test_a_charset_that_is_not_true_changes_no_byte(server: FeedServer) -> None:
    server.routes["/a"] = reply("حمص", kind="text/html; charset=no-such-charset")
    got = fetcher().get(f"{server.url}/a")
    assert got.body == "حمص".encode() and got.charset == "no-such-charset"


def test_the_program_says_who_it_is_and_brings_no_cookies(server: FeedServer) -> None:
    server.routes["/a"] = reply("", status=302, Location="/b", Set_Cookie="who=me")
    server.routes["/b"] = reply(TEXT)
    fetcher().get(f"{server.url}/a")
    assert all(asked.headers["user-agent"] == AGENT and "cookie" not in asked.headers for asked in server.asked)
    assert server.asked[0].headers["host"] == server.url.removeprefix("http://")


def test_what_is_still_the_same_is_not_sent_again(server: FeedServer) -> None:
    server.routes["/feed"] = tagged(TEXT, etag='W/"7"', modified="Sat, 07 Dec 2024 10:00:00 GMT")
    client = fetcher()
    first = client.get(f"{server.url}/feed")
    second = client.get(f"{server.url}/feed", etag=first.etag, modified=first.modified)
    assert (first.status, second.status, second.body) == (200, 304, b"")


def test_a_304_that_nobody_asked_for_is_an_error(server: FeedServer) -> None:
    server.routes["/feed"] = reply(b"", status=304)
    assert error_of(f"{server.url}/feed").code == "status-304"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(TEXT.encode())),
        ("x-gzip", gzip.compress(TEXT.encode()[:9]) + gzip.compress(TEXT.encode()[9:]) + bytes(8)),
        ("deflate", zlib.compress(TEXT.encode())),
        ("deflate", raw_deflate(TEXT.encode())),
        ("identity", TEXT.encode()),
    ],
)
def test_packed_bodies_are_unpacked(server: FeedServer, encoding: str, packed: bytes) -> None:
    server.routes["/a"] = reply(packed, Content_Encoding=encoding)
    assert fetcher().get(f"{server.url}/a").body == TEXT.encode()


@pytest.mark.parametrize(("encoding", "packed"), [("br", b"xx"), ("gzip, gzip", b"xx"), ("gzip", gzip.compress(TEXT.encode())[:-9]), ("gzip", b"<html>")])
def test_what_cannot_be_unpacked_is_an_error(server: FeedServer, encoding: str, packed: bytes) -> None:
    server.routes["/a"] = reply(packed, Content_Encoding=encoding)
    assert error_of(f"{server.url}/a").code == "encoding"


# Bounds


@pytest.mark.parametrize("counted", [True, False])
def test_a_hundred_megabytes_are_not_taken(server: FeedServer, counted: bool) -> None:
    server.routes["/big"] = endless(100 << 20, counted=counted)
    error = error_of(f"{server.url}/big", limits=Limits(wire=1 << 20, delay=0))
    assert error.code == "too-large" and "1,048,576" in str(error)


def test_a_gzip_bomb_does_not_go_off(server: FeedServer) -> None:
    server.routes["/bomb"] = bomb(64 << 20)
    assert error_of(f"{server.url}/bomb", limits=Limits(body=1 << 20, delay=0)).code == "bomb"


def test_a_body_of_just_the_limit_is_taken(server: FeedServer) -> None:
    server.routes["/a"] = bomb(1 << 20)
    assert len(fetcher(limits=Limits(body=1 << 20, delay=0)).get(f"{server.url}/a").body) == 1 << 20


def test_a_plain_body_beyond_the_limit_is_too_large_and_no_bomb(server: FeedServer) -> None:
    server.routes["/a"] = reply(bytes(1000))
    assert error_of(f"{server.url}/a", limits=Limits(body=999, delay=0)).code == "too-large"


def test_a_slow_drip_ends_at_the_deadline(server: FeedServer) -> None:
    server.routes["/drip"] = drip
    assert error_of(f"{server.url}/drip", limits=Limits(read=5, deadline=0.3, delay=0)).code == "timeout"


def test_headers_that_drip_end_at_the_deadline_too(server: FeedServer) -> None:
    def headers() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        while not server.ended.wait(0.02):
            yield b"X-More: yes\r\n"

    server.routes["/drip"] = chunks(headers())
    assert error_of(f"{server.url}/drip", limits=Limits(read=5, deadline=0.3, delay=0)).code == "timeout"


def test_a_server_that_says_nothing_is_not_waited_for(server: FeedServer) -> None:
    server.routes["/still"] = silent
    assert error_of(f"{server.url}/still", limits=HASTY).code == "timeout"


def test_a_look_up_that_hangs_is_not_waited_for(server: FeedServer) -> None:
    def hang(host: str, port: int) -> Sequence[str]:
        server.ended.wait(5)
        return ()

    assert error_of("http://lantern.example/", limits=HASTY, resolver=hang).code == "timeout"


def test_the_deadline_holds_for_all_redirects_together(server: FeedServer) -> None:
    def slowly(number: int) -> Route:
        def route(visit: Visit) -> None:
            server.ended.wait(0.12)
            redirect(f"/{number + 1}")(visit)

        return route

    server.routes |= {f"/{number}": slowly(number) for number in range(5)}
    assert error_of(f"{server.url}/0", limits=Limits(read=5, deadline=0.3, delay=0)).code == "timeout"
    assert len(server.asked) < 5


@pytest.mark.parametrize("size", [70_000, 300_000])
def test_headers_without_end_are_refused(server: FeedServer, size: int) -> None:
    server.routes["/a"] = reply(TEXT, X_Long="x" * size)
    assert error_of(f"{server.url}/a").code == "headers"


# Redirects


def test_redirects_are_followed_and_the_last_address_is_told(server: FeedServer) -> None:
    server.routes |= {"/0": redirect("/1", status=301), "/1": redirect(f"{server.url}/2", status=308), "/2": redirect("3?a=b"), "/3?a=b": reply(TEXT)}
    assert fetcher().get(f"{server.url}/0").url == f"{server.url}/3?a=b"


@pytest.mark.parametrize(("hops", "good"), [(5, True), (6, False)])
def test_five_redirects_are_followed_and_not_a_sixth(server: FeedServer, hops: int, good: bool) -> None:
    server.routes |= {f"/{number}": redirect(f"/{number + 1}") for number in range(hops)} | {f"/{hops}": reply(TEXT)}
    if good:
        assert fetcher().get(f"{server.url}/0").body == TEXT.encode()
    else:
        assert error_of(f"{server.url}/0").code == "too-many-redirects"


def test_a_circle_of_redirects_is_seen(server: FeedServer) -> None:
    server.routes |= {"/a": redirect("/b"), "/b": redirect("/a#again")}
    assert error_of(f"{server.url}/a").code == "redirect-loop"
    assert server.paths == ["/a", "/b"]


@pytest.mark.parametrize("location", ["", "http://[::1/", "http://x\x01y/"])
def test_a_redirect_to_nowhere_is_an_error(server: FeedServer, location: str) -> None:
    server.routes["/a"] = redirect(location)
    assert error_of(f"{server.url}/a").code in {"bad-redirect", "protocol"}


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("ftp://lantern.example/a", "not-http"),
        ("file:///etc/passwd", "not-http"),
        ("data:text/plain,hello", "not-http"),
        ("http://me:secret@lantern.example/", "credentials"),
        ("http://lantern.example:0/", "bad-address"),
        ("http://a b/", "bad-address"),
        ("http://0177.0.0.1/", "bad-redirect"),
    ],
)
def test_a_redirect_to_what_is_no_web_address_is_refused(server: FeedServer, location: str, code: str) -> None:
    server.routes["/a"] = redirect(location)
    error = error_of(f"{server.url}/a")
    assert error.code == code and "secret" not in str(error)


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "0",
        "2130706433",
        "0x7f000001",
        "127.1",
        "0.0.0.0",
        "224.0.0.1",
        "100.64.0.1",
        "255.255.255.255",
    ],
)
def test_a_redirect_to_an_address_inside_is_refused(server: FeedServer, host: str) -> None:
    port = server.server_address[1]
    server.routes |= {"/a": redirect(f"http://{host}:{port}/secret"), "/secret": reply("a secret")}
    assert error_of(f"{server.url}/a").code == "private-address"
    assert server.paths == ["/a"]


def test_loopback_is_refused_unless_allowed(server: FeedServer) -> None:
    server.routes["/a"] = reply(TEXT)
    assert error_of(f"{server.url}/a", allowed=()).code == "private-address"
    assert fetcher(allowed=(), allow_private=True).get(f"{server.url}/a").status == 200


def test_https_does_not_lead_down_to_http() -> None:
    from sayso.fetch.urls import follow, parse_url

    here = parse_url("https://lantern.example/a", where="")
    assert str(follow(here, "//beacon.example/b", where="")) == "https://beacon.example/b"
    with pytest.raises(FetchError) as caught:
        follow(here, "http://lantern.example/a", where="")
    assert caught.value.code == "downgrade"


# Addresses


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: "
    "fe80::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1 2001:db8::1 2001::1 ::ffff:10.0.0.1 ::ffff:7f00:1 ::127.0.0.1 2002:0a00:0001:: 64:ff9b::10.0.0.1 "
    "64:ff9b:1::1 lantern.example".split(),
)
def test_what_is_not_open_to_everybody_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", "8.8.8.8 93.184.216.34 2606:4700:4700::1111 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:0808:0808::1".split())
def test_what_is_open_to_everybody_is_public(address: str) -> None:
    assert is_public(address)


def test_a_name_that_changes_its_address_between_two_looks_is_looked_up_once(server: FeedServer) -> None:
    answers = iter([["93.184.216.34"], [LOOPBACK]])
    looks: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        looks.append(host)
        return next(answers)

    error = error_of(f"http://rebind.example:{server.server_address[1]}/secret", resolver=rebinding, limits=HASTY)
    assert error.code in {"timeout", "connection"}, "it was connected to what was looked up first"
    assert looks == ["rebind.example"] and not server.asked


def test_the_connection_goes_to_the_address_that_was_checked(server: FeedServer) -> None:
    server.routes["/a"] = reply(TEXT)
    port = server.server_address[1]
    client = fetcher(allowed=("inside.example",), resolver=lambda host, port: [LOOPBACK])
    assert client.get(f"http://inside.example:{port}/a").body == TEXT.encode()
    assert server.asked[0].headers["host"] == f"inside.example:{port}"


def test_one_private_address_among_public_ones_is_enough_to_refuse(server: FeedServer) -> None:
    url = f"http://mixed.example:{server.server_address[1]}/"
    assert error_of(url, resolver=lambda host, port: ["93.184.216.34", LOOPBACK]).code == "private-address"
    assert not server.asked


def test_every_hop_is_looked_up_and_checked(server: FeedServer) -> None:
    port = server.server_address[1]
    server.routes["/a"] = redirect(f"http://beacon.example:{port}/b")
    hosts = {"lantern.example": [LOOPBACK], "beacon.example": ["10.0.0.1"]}
    error = error_of(f"http://lantern.example:{port}/a", allowed=("lantern.example",), resolver=lambda host, port: hosts[host])
    assert error.code == "private-address" and "10.0.0.1" in str(error)


def test_the_next_address_is_tried_where_the_first_does_not_answer(server: FeedServer) -> None:
    server.routes["/a"] = reply(TEXT)
    client = fetcher(allowed=("two.example",), resolver=lambda host, port: ["127.0.0.2" if closed(port) else "::1", LOOPBACK])
    assert client.get(f"http://two.example:{server.server_address[1]}/a").status == 200


@pytest.mark.parametrize("failure", [socket.gaierror("no such host"), UnicodeError("label too long")])
def test_a_name_that_nobody_knows_is_told_so(failure: Exception) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise failure

    error = error_of("http://nowhere.example/", resolver=unknown)
    assert error.code == "dns" and "nowhere.example" in str(error)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "not-http"),
        ("homs.txt", "not-http"),
        ("//lantern.example/", "not-http"),
        ("mailto:desk@lantern.example", "not-http"),
        ("javascript:alert(1)", "not-http"),
        ("http://", "bad-address"),
        ("http:///a", "bad-address"),
        ("http://.example/", "bad-address"),
        ("http://x:99999/", "bad-address"),
        ("http://[fe80::1%25eth0]/", "bad-address"),
        ("http://[::1", "bad-address"),
        ("http://x/\n", "bad-address"),
        ("http://x/" + "a" * 9000, "bad-address"),
        ("http://x/\ud800", "bad-address"),
        ("http://me@lantern.example/", "credentials"),
    ],
)
def test_what_is_no_web_address_is_refused(url: str, code: str) -> None:
    client = fetcher(resolver=lambda host, port: [])
    with pytest.raises(FetchError) as caught:
        client.get(url if url != "http://x/\n" else "http://x/\na")
    assert caught.value.code == code


def test_a_proxy_of_the_environment_is_not_used(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/a"] = reply(TEXT)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{LOOPBACK}:{closed_port()}")
    assert fetcher().get(f"{server.url}/a").status == 200


def test_a_proxy_that_is_named_is_used_but_not_to_reach_what_is_inside(server: FeedServer) -> None:
    server.routes["http://lantern.example/a"] = reply(TEXT)
    assert fetcher(proxy=server.url).get("http://lantern.example/a").body == TEXT.encode()
    for host in ("10.0.0.1", "[::1]", "2130706433"):
        assert error_of(f"http://{host}/", proxy=server.url).code == "private-address"
    assert server.paths == ["http://lantern.example/a"]


# Encryption


def test_a_server_without_encryption_gives_no_https(server: FeedServer) -> None:
    assert error_of(f"{server.url}/a".replace("http:", "https:")).code == "tls"


@pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl program makes the certificate of this test")
def test_the_certificate_must_be_the_hosts_though_the_connection_goes_to_an_address(server: FeedServer, tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lantern.example -addext subjectAltName=DNS:lantern.example"
    subprocess.run([*make.split(), "-keyout", str(own), "-out", str(tmp_path / "cert.pem")], check=True, capture_output=True)
    own.write_text(own.read_text() + (tmp_path / "cert.pem").read_text())
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(own)
    server.socket = inside.wrap_socket(server.socket, server_side=True)
    server.routes["/a"] = reply(TEXT)
    port, trusting = server.server_address[1], ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    hosts = ("lantern.example", "beacon.example")
    options: dict[str, Any] = {"allowed": hosts, "resolver": lambda host, port: [LOOPBACK]}
    assert fetcher(tls=trusting, **options).get(f"https://lantern.example:{port}/a").body == TEXT.encode()
    assert error_of(f"https://beacon.example:{port}/a", tls=trusting, **options).code == "tls"
    assert error_of(f"https://lantern.example:{port}/a", **options).code == "tls"


# Servers in trouble


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429, 500, 503, 204, 206, 300])
def test_every_other_status_is_an_error_of_its_own(server: FeedServer, status: int) -> None:
    server.routes["/a"] = reply(b"", status=status)
    error = error_of(f"{server.url}/a")
    assert error.code == f"status-{status}" and isinstance(error, SaysoError) and f"{server.url}/a" in str(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Sun, 08 Dec 2024 09:27:40 GMT", 60.0), ("Sun, 08 Dec 2024 09:00:00 GMT", 0.0), ("999999999999", 604_800.0), ("soon", None)],
)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_how_long_the_server_wants_to_be_left_alone_is_told(server: FeedServer, status: int, value: str, seconds: float | None) -> None:
    server.routes["/a"] = reply(b"", status=status, Retry_After=value)
    assert error_of(f"{server.url}/a", clock=Watch().time).retry_after == seconds


def test_a_connection_that_is_reset_is_an_error(server: FeedServer) -> None:
    server.routes["/a"] = hang_up
    assert error_of(f"{server.url}/a").code in {"connection", "protocol"}


def test_a_port_at_which_nobody_listens_is_an_error() -> None:
    assert error_of(f"http://{LOOPBACK}:{closed_port()}/").code == "connection"


def test_a_body_that_is_shorter_than_announced_is_not_taken_for_whole(server: FeedServer) -> None:
    server.routes["/a"] = shortened(TEXT)
    assert error_of(f"{server.url}/a").code == "protocol"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01" + bytes(range(256)),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nabc",
    ],
)
def test_what_is_no_http_is_an_error(server: FeedServer, raw: bytes) -> None:
    server.routes["/a"] = chunks([raw])
    assert error_of(f"{server.url}/a").code in {"protocol", "status-101"}


@pytest.mark.parametrize(
    "kind", ["", ";", "text/html; charset", "text/html; charset*=x''%ff; charset*0*=a", 'a/b/c; charset="\x80"', "text/html; charset*1*=%"]
)
def test_a_strange_content_type_is_no_error(server: FeedServer, kind: str) -> None:
    server.routes["/a"] = reply(TEXT, kind=kind)
    assert fetcher().get(f"{server.url}/a").body == TEXT.encode()


# Manners


def test_a_host_is_left_alone_between_two_requests(server: FeedServer) -> None:
    server.routes |= {"/a": redirect("/b"), "/b": reply(TEXT)}
    watch = Watch()
    client = fetcher(limits=Limits(delay=2), clock=watch.time, sleep=watch.sleep)
    client.get(f"{server.url}/a")
    assert watch.slept == [2.0], "the redirect waits for its turn too"
    watch.now += 1.5
    client.get(f"{server.url}/b")
    assert watch.slept == [2.0, 0.5]


def test_another_host_is_not_waited_for(server: FeedServer) -> None:
    server.routes["/a"] = reply(TEXT)
    watch, port = Watch(), server.server_address[1]
    client = fetcher(allow_private=True, limits=Limits(delay=2), clock=watch.time, sleep=watch.sleep, resolver=lambda host, port: [LOOPBACK])
    client.get(f"http://lantern.example:{port}/a")
    client.get(f"http://beacon.example:{port}/a")
    assert watch.slept == []


def test_a_host_that_asks_for_rest_gets_it(server: FeedServer) -> None:
    server.routes |= {"/busy": reply(b"", status=503, Retry_After="30"), "/a": reply(TEXT)}
    watch = Watch()
    client = fetcher(limits=Limits(delay=2, patience=60), clock=watch.time, sleep=watch.sleep)
    with pytest.raises(FetchError):
        client.get(f"{server.url}/busy")
    client.get(f"{server.url}/a")
    assert watch.slept == [30.0]


def test_a_host_that_asks_for_a_long_rest_is_not_asked_at_all(server: FeedServer) -> None:
    server.routes |= {"/busy": reply(b"", status=429, Retry_After="3600"), "/a": reply(TEXT)}
    watch = Watch()
    client = fetcher(limits=Limits(delay=2, patience=60), clock=watch.time, sleep=watch.sleep)
    with pytest.raises(FetchError):
        client.get(f"{server.url}/busy")
    watch.now += 600
    with pytest.raises(FetchError) as caught:
        client.get(f"{server.url}/a")
    assert (caught.value.code, caught.value.retry_after, server.paths) == ("wait", 3000.0, ["/busy"])
    watch.now += 3001
    assert client.get(f"{server.url}/a").status == 200


def test_a_wait_that_is_broken_off_asks_for_nothing(server: FeedServer) -> None:
    server.routes["/a"] = reply(TEXT)
    stop = threading.Event()
    client = fetcher(limits=Limits(delay=50), sleep=stop.wait)
    client.get(f"{server.url}/a")
    stop.set()
    with pytest.raises(FetchError) as caught:
        client.get(f"{server.url}/a")
    assert caught.value.code == "stopped" and server.paths == ["/a"]


# robots.txt


def test_robots_are_asked_once_and_heeded_for_pages_only(server: FeedServer) -> None:
    server.routes |= {"/robots.txt": reply("User-agent: *\nDisallow: /closed\n"), "/closed/a": reply(TEXT), "/open/a": reply(TEXT)}
    client = fetcher()
    assert client.get_page(f"{server.url}/open/a").status == 200
    with pytest.raises(FetchError) as caught:
        client.get_page(f"{server.url}/closed/a")
    assert caught.value.code == "robots"
    assert client.get(f"{server.url}/closed/a").status == 200
    assert server.paths == ["/robots.txt", "/open/a", "/closed/a"]


def test_a_redirect_to_a_page_that_robots_close_is_not_followed(server: FeedServer) -> None:
    server.routes |= {"/robots.txt": reply("User-agent: *\nDisallow: /closed\n"), "/closed": reply(TEXT), "/open": redirect("/closed")}
    assert error_of(f"{server.url}/open", page=True).code == "robots"
    assert "/closed" not in server.paths


@pytest.mark.parametrize("answer", [reply(b"", status=404), reply(b"", status=403), redirect("/robots.txt"), reply(b"\xff\xfe\x00garbage")])
def test_a_site_without_robots_may_be_fetched(server: FeedServer, answer: Any) -> None:
    server.routes |= {"/robots.txt": answer, "/a": reply(TEXT)}
    assert fetcher().get_page(f"{server.url}/a").status == 200


@pytest.mark.parametrize("answer", [reply(b"", status=500), reply(b"", status=429), drip, hang_up, endless(1 << 20, counted=False)])
def test_a_site_whose_robots_cannot_be_had_is_left_alone_for_now(server: FeedServer, answer: Any) -> None:
    server.routes |= {"/robots.txt": answer, "/a": reply(TEXT)}
    watch = Watch()
    client = fetcher(limits=Limits(read=5, deadline=0.3, delay=0), clock=watch.time, sleep=watch.sleep)
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            client.get_page(f"{server.url}/a")
        assert caught.value.code == "robots-unavailable" and caught.value.passing
    assert server.paths == ["/robots.txt"]
    server.routes["/robots.txt"] = reply("User-agent: *\nAllow: /\n")
    watch.now += 601
    assert client.get_page(f"{server.url}/a").status == 200


def test_crawl_delay_is_kept_up_to_a_bound(server: FeedServer) -> None:
    watch = Watch()
    server.routes |= {"/robots.txt": reply("User-agent: *\nCrawl-delay: 10\n"), "/a": reply(TEXT), "/b": reply(TEXT)}
    client = fetcher(limits=Limits(delay=1, patience=60), clock=watch.time, sleep=watch.sleep)
    client.get_page(f"{server.url}/a")
    client.get_page(f"{server.url}/b")
    assert watch.slept == [1.0, 10.0]
    server.routes["/robots.txt"] = reply("User-agent: *\nCrawl-delay: 86400\n")
    watch = Watch()
    client = fetcher(limits=Limits(delay=1, patience=60), clock=watch.time, sleep=watch.sleep)
    client.get_page(f"{server.url}/a")
    client.get_page(f"{server.url}/b")
    assert watch.slept == [1.0, 60.0]


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news/1", True),
        ("User-agent: *\nAllow: /\nDisallow: /news", "/news/1", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf?b", True),
        ("User-agent: *\nDisallow: /*?print", "/a?print=1", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a1c1b", True),
        ("User-agent: *\nDisallow: /%7Ejoe/", "/~joe/a", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("User-agent: *\nDisallow: /ü", "/%C3%BC", False),
        ("User-agent: other\nDisallow: /\n", "/a", True),
        ("User-agent: other\nUser-agent: SaySo/2\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", False),
        ("User-agent: sayso\nDisallow: /b\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: sayso\nDisallow: /b\nUser-agent: x\nDisallow: /\nUser-agent: sayso\nDisallow: /a", "/a", False),
        ("User-agent: saysoless\nDisallow: /", "/a", True),
        ("Disallow: /", "/a", True),
        ("\ufeffuser-agent : *  # all\r\ndisallow : /a # this", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /" + "*a" * 2000 + "$", "/" + "a" * 4000 + "b", True),
    ],
)
def test_robots_are_read_as_their_standard_says(rules: str, path: str, allowed: bool) -> None:
    assert parse_robots(rules.encode(), agent="sayso").allows(path) is allowed


# Whatever comes


@given(st.text(), st.text())
def test_no_address_brings_down_more_than_a_fetch_error(url: str, location: str) -> None:
    from sayso.fetch.urls import follow, parse_url

    with suppress(FetchError):
        parse_url(url, where=url)
        parse_url(f"http://{url}/", where=url)
    with suppress(FetchError):
        followed = follow(parse_url("https://lantern.example/a", where=""), location, where="")
        assert followed.scheme == "https"


@given(st.sampled_from(["gzip", "deflate", "identity", ""]), st.lists(st.binary(min_size=1)), st.booleans())
def test_no_bytes_bring_down_more_than_a_fetch_error(encoding: str, parts: list[bytes], begun: bool) -> None:
    unpacker = Unpacker(encoding, limit=100, where="")
    with suppress(FetchError):
        for part in [gzip.compress(b"")[:10], *parts] if begun and encoding == "gzip" else parts:
            unpacker.feed(part)
        assert len(unpacker.close()) <= 100


@given(st.binary(max_size=1000), st.integers(1, 9))
def test_what_was_packed_comes_out_whatever_the_pieces_it_comes_in(data: bytes, size: int) -> None:
    for encoding, packed in (("gzip", gzip.compress(data[:9]) + gzip.compress(data[9:])), ("deflate", zlib.compress(data)), ("deflate", raw_deflate(data))):
        unpacker = Unpacker(encoding, limit=1000, where="")
        for start in range(0, len(packed), size):
            unpacker.feed(packed[start : start + size])
        assert unpacker.close() == data


@given(st.binary(), st.text(alphabet="/ab*$%2F?"))
def test_no_robots_bring_anything_down(rules: bytes, path: str) -> None:
    parse_robots(b"User-agent: *\nDisallow: " + rules, agent="sayso").allows("/" + path)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def closed(port: int) -> bool:
    """Whether nobody listens at 127.0.0.2, another loopback address that not all systems have."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.2", port)) != 0
