"""A web server on loopback that behaves well or badly, as the tests ask it to."""

from __future__ import annotations

import gzip
import io
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = [
    "Asked",
    "FeedServer",
    "Route",
    "Visit",
    "bomb",
    "chunks",
    "drip",
    "endless",
    "hang_up",
    "redirect",
    "reply",
    "serve",
    "shortened",
    "silent",
    "tagged",
]

Route = Callable[["Visit"], None]
QUIET = 30.0
"""Seconds after which a connection that nobody reads any more ends by itself."""


class Asked:
    """One request that came in."""

    def __init__(self, path: str, headers: Mapping[str, str]) -> None:
        self.path = path
        self.headers = {name.lower(): value for name, value in headers.items()}


class FeedServer(ThreadingHTTPServer):
    """Answers by ``routes``, 404 elsewhere, and remembers in ``asked`` what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        """The address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing; clients that hang up are what the tests are about."""


class Visit(BaseHTTPRequestHandler):
    """One connection to the server."""

    server: FeedServer
    timeout = QUIET

    def do_GET(self) -> None:
        """Nothing; answers by the route."""
        self.server.asked.append(Asked(self.path, dict(self.headers)))
        self.server.routes.get(self.path, reply(b"no such page", status=404))(self)

    def begin(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Nothing; sends the status and the headers."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing; the tests look at ``asked``."""


@contextmanager
def serve(**routes: Route) -> Iterator[FeedServer]:
    """A server that runs until the block ends; ``routes`` are paths without the slash."""
    server = FeedServer()
    server.routes |= {f"/{path}": route for path, route in routes.items()}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()


def reply(body: bytes | str = b"", *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Route:
    """A route that gives the body; headers are written with ``_`` for ``-``."""
    data = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": kind, "Content-Length": str(len(data))} | {name.replace("_", "-"): value for name, value in headers.items()}

    def route(visit: Visit) -> None:
        visit.begin(status, fields)
        visit.wfile.write(data)

    return route


def tagged(body: str, *, etag: str, modified: str, kind: str = "application/rss+xml") -> Route:
    """A route that gives the body with its tags, and 304 to who has it already."""

    def route(visit: Visit) -> None:
        fresh = visit.headers.get("If-None-Match") == etag and visit.headers.get("If-Modified-Since") == modified
        reply(b"" if fresh else body, status=304 if fresh else 200, kind=kind, ETag=etag, Last_Modified=modified)(visit)

    return route


def redirect(location: str, *, status: int = 302) -> Route:
    """A route that leads elsewhere."""
    return reply(b"", status=status, Location=location)


def drip(visit: Visit) -> None:
    """A route that gives one byte now and then, for as long as somebody listens."""
    visit.begin(headers={"Content-Type": "text/html"})
    while not visit.server.ended.wait(0.02):
        visit.wfile.write(b"x")


def silent(visit: Visit) -> None:
    """A route that gives nothing at all."""
    visit.server.ended.wait(QUIET)


def endless(size: int, *, counted: bool) -> Route:
    """A route that gives so many bytes, made while they are sent; ``counted`` says so in the header."""

    def route(visit: Visit) -> None:
        visit.begin(headers={"Content-Type": "text/html"} | ({"Content-Length": str(size)} if counted else {}))
        for _ in range(size >> 16):
            visit.wfile.write(bytes(1 << 16))

    return route


def bomb(size: int) -> Route:
    """A route that gives a small body which gzip unpacks to so many bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as stream:
        for _ in range(size >> 20):
            stream.write(bytes(1 << 20))
    return reply(packed.getvalue(), Content_Encoding="gzip")


def shortened(body: str) -> Route:
    """A route that announces more bytes than it gives."""
    return reply(body, Content_Length=str(len(body) + 100))


def chunks(parts: Iterable[bytes]) -> Route:
    """A route that sends these bytes as they are, below HTTP."""

    def route(visit: Visit) -> None:
        for part in parts:
            visit.wfile.write(part)

    return route


def hang_up(visit: Visit) -> None:
    """A route that resets the connection in the middle of its headers."""
    visit.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
    visit.wfile.flush()
    visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    visit.connection.close()
