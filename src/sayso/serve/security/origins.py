"""Under which name the workbench answers, and from whose pages it takes requests."""

from __future__ import annotations

import ipaddress
import re
import socket

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso.serve.security.answers import bare_answer
from sayso.serve.security.wanted import SAFE_METHODS
from sayso.serve.settings import ServeSettings, is_loopback

__all__ = ["HostCheck", "comes_from_elsewhere"]

OWN = frozenset({"same-origin", "none"})
GIVEN = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ANYWHERE = frozenset({"0.0.0.0", "::"})
NOT_OURS = "the workbench does not answer under this name. Open the address that `sayso serve` printed; a tunnel must keep the port."


class HostCheck:
    """Refuses requests for any other host: a page elsewhere that has its name point to this machine gets nothing to read."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self.app = app
        self.port = settings.port
        self.public = settings.public_origin
        self.names = frozenset({settings.host.lower()})
        self.any_address = settings.host in ANYWHERE
        if is_loopback(settings.host) or self.any_address:
            self.names |= LOOPBACK
        if self.any_address:
            self.names |= {socket.gethostname().lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        if scope["type"] == "http" and not self._is_ours([value for name, value in scope["headers"] if name == b"host"]):
            await bare_answer(Request(scope), 421, NOT_OURS)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, given: list[bytes]) -> bool:
        if len(given) != 1:
            return False
        host = given[0].decode("latin-1").lower()
        if self.public is not None and host == self.public.partition("://")[2]:
            return True
        found = GIVEN.fullmatch(host)
        if found is None or int(found[2] or 80) != self.port:
            return False
        name = found[1].strip("[]")
        return name in self.names or (self.any_address and _is_address(name))


def comes_from_elsewhere(request: Request, settings: ServeSettings) -> bool:
    """Whether a page of another site has made the browser send this request; links to pages here are not meant.

    Programs send none of the headers that tell it.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in OWN and not (request.method in SAFE_METHODS and request.headers.get("sec-fetch-mode") == "navigate"):
        return True
    origin = request.headers.get("origin")
    if origin is None or request.method in SAFE_METHODS:
        return False
    return origin.lower() not in {settings.public_origin, f"http://{request.headers.get('host', '').lower()}"}


def _is_address(name: str) -> bool:
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False
