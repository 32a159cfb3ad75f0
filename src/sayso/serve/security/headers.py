"""What every answer carries, whoever gives it: what a browser may do with it, and how long it may keep it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.serve.security.answers import failed_answer
from sayso.serve.security.people import person_in
from sayso.serve.security.wanted import is_static
from sayso.serve.settings import ServeSettings

__all__ = ["Headers", "content_policy"]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # without a referrer at all a browser sends the forms of its own pages with `Origin: null`
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def content_policy(more: Mapping[str, str] | None = None) -> str:
    """The content security policy, with further sources for some of its directives."""
    return "; ".join(f"{name} {sources} {(more or {}).get(name, '')}".rstrip() for name, sources in POLICY.items())


class Headers:
    """Adds the headers, and turns whatever escapes into an answer, so that it has them too.

    A page that needs more says so before it answers: ``request.state.csp_extra = {"style-src": "'unsafe-inline'"}``.
    """

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self.app = app
        self.is_local = settings.is_local
        self.pictures = settings.tiles_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            if started:
                raise
            await failed_answer(Request(scope), error)(scope, receive, dressed)

    def _dress(self, scope: Scope, headers: MutableHeaders) -> None:
        more = dict(scope["state"].get("csp_extra") or {})
        if self.pictures:
            more["img-src"] = f"{self.pictures} {more.get('img-src', '')}".rstrip()
        headers["Content-Security-Policy"] = content_policy(more)
        headers.update(ALWAYS)
        private = not self.is_local or person_in(scope) is not None or scope["path"] == "/sign-in"
        if private and not is_static(scope["path"]):
            headers["Cache-Control"] = "no-store"
        else:
            headers.setdefault("Cache-Control", "no-cache")
