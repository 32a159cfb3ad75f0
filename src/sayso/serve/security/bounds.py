"""How long an address, how large and how slow a body, and how many requests there may be."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from typing import Literal

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.serve.security.answers import bare_answer
from sayso.serve.security.sessions import Sessions
from sayso.serve.security.wanted import SAFE_METHODS, is_static
from sayso.serve.settings import Rates, ServeSettings

__all__ = ["Limiter", "RateBound", "SizeBound", "client_of", "too_many"]

MOST_ADDRESS = 8000
"""Bytes of a path with its question."""

Kind = Literal["reading", "writing", "signing_in"]


class _Cut(Exception):
    """The body was not taken to its end."""


class SizeBound:
    """Refuses addresses that are too long, and bodies that are too large or come too slowly, also those that do not tell their length."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self.app = app
        self.most = settings.max_body
        self.seconds = settings.body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > MOST_ADDRESS:
            await bare_answer(request, 414, f"the address has more than {MOST_ADDRESS:,} characters.")(scope, receive, send)
        elif self._tells_too_much(request):
            await self._refuse(request, 413, scope, receive, send)
        else:
            await self._watched(request, scope, receive, send)

    def _tells_too_much(self, request: Request) -> bool:
        told = request.headers.get("content-length", "0")
        return not (told.isascii() and told.isdigit()) or int(told[:20]) > self.most

    async def _watched(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the application take the body as far as it may come; what it says of one that was cut is not sent on."""
        taken, whole, refused, started = 0, False, 0, False
        end = time.monotonic() + self.seconds

        async def counted() -> Message:
            nonlocal taken, whole, refused
            try:
                async with asyncio.timeout(None if whole else max(0.0, end - time.monotonic())):
                    message = await receive()
            except TimeoutError:
                refused = 408
                raise _Cut from None
            taken += len(message.get("body", b""))
            whole = whole or not message.get("more_body", False)
            if taken > self.most:
                refused = 413
                raise _Cut
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if refused and not started:
                return
            started = True
            await send(message)

        try:
            await self.app(scope, counted, guarded)
        except Exception:
            if not refused or started:
                raise
        if refused and not started:
            await self._refuse(request, refused, scope, receive, send)

    async def _refuse(self, request: Request, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        what = f"what was sent is larger than {self.most:,} bytes." if status == 413 else "what was sent took too long to arrive."
        await bare_answer(request, status, what, headers={"Connection": "close"})(scope, receive, send)


class Limiter:
    """Counts what each client has asked for within the last minute, in memory."""

    def __init__(self, rates: Rates) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._most: dict[Kind, RateLimitItem] = {
            "reading": RateLimitItemPerMinute(rates.reading),
            "writing": RateLimitItemPerMinute(rates.writing),
            "signing_in": RateLimitItemPerMinute(rates.signing_in),
        }

    def wait(self, kind: Kind, client: str) -> int:
        """Seconds that the client has to wait; 0 where it may go on, which then counts."""
        return 0 if self._window.hit(self._most[kind], kind, client) else self._left(kind, client)

    def must_wait(self, kind: Kind, client: str) -> int:
        """The same, without counting."""
        return 0 if self._window.test(self._most[kind], kind, client) else self._left(kind, client)

    def _left(self, kind: Kind, client: str) -> int:
        until = self._window.get_window_stats(self._most[kind], kind, client).reset_time
        return max(1, math.ceil(until - time.time()))


class RateBound:
    """Refuses what comes too often from one client. Style sheets and scripts are not counted."""

    def __init__(self, app: ASGIApp, limiter: Limiter, sessions: Sessions) -> None:
        self.app = app
        self.limiter = limiter
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        if scope["type"] == "http" and not is_static(scope["path"]):
            request = Request(scope)
            if seconds := self.limiter.wait(_kind(request), client_of(request, self.sessions)):
                await too_many(request, seconds)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def client_of(request: Request, sessions: Sessions) -> str:
    """Whose requests are counted together: those of a session, else those of an address (for IPv6, of the network that one client has)."""
    cookie = request.cookies.get(sessions.cookie, "")
    if request.scope["path"] != "/sign-in" and cookie and (session := sessions.find(cookie)):
        return f"session {session.csrf}"
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


def too_many(request: Request, seconds: int) -> ASGIApp:
    """The answer to a client that has to wait."""
    return bare_answer(request, 429, f"that was too much at once. Try again in {seconds} s.", headers={"Retry-After": str(seconds)})


def _kind(request: Request) -> Kind:
    if request.scope["path"] == "/sign-in" and (request.method not in SAFE_METHODS or "key" in request.query_params):
        return "signing_in"
    return "reading" if request.method in SAFE_METHODS else "writing"
