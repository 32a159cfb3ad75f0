"""Finds out who makes a request, turns away what other sites send, and on a host that others can reach whoever is not known."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso.errors import StoreError
from sayso.serve.security.answers import bare_answer, told_answer
from sayso.serve.security.bounds import Limiter, client_of, too_many
from sayso.serve.security.origins import comes_from_elsewhere
from sayso.serve.security.people import CHALLENGE, Person, known
from sayso.serve.security.sessions import Sessions
from sayso.serve.security.wanted import SAFE_METHODS, is_static, sign_in_address, wants_json, way_of
from sayso.serve.settings import ServeSettings
from sayso.store import Store
from sayso.store.tokens import token_sha256

__all__ = ["Gate"]

ELSEWHERE = "this was sent by a page of another site."
WRONG_TOKEN = "this token is not one of the store's, or was taken back."


class Gate:
    """Lets in who may come in. A bearer token goes before a cookie; a session that a token began ends when it is taken back."""

    def __init__(self, app: ASGIApp, settings: ServeSettings, store: Store, sessions: Sessions, limiter: Limiter) -> None:
        self.app = app
        self.settings = settings
        self.store = store
        self.sessions = sessions
        self.limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        answer = self.app
        if scope["type"] == "http" and not is_static(scope["path"]):
            try:
                answer = await self._refusal(Request(scope)) or self.app
            except StoreError as error:
                answer = told_answer(Request(scope), 503, f"the store {error.what}", "Try again in a moment.", headers={"Retry-After": "5"})
        await answer(scope, receive, send)

    async def _refusal(self, request: Request) -> ASGIApp | None:
        """The answer to a request that may not go on; null where it may."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self._by_token(request, token.strip())
        person = await self._by_cookie(request.cookies.get(self.sessions.cookie, ""))
        if person:
            known(request.scope, person)
        if comes_from_elsewhere(request, self.settings):
            return bare_answer(request, 403, ELSEWHERE)
        if person or self.settings.is_local or request.scope["path"] == "/sign-in":
            return None
        return _unknown(request)

    async def _by_token(self, request: Request, token: str) -> ASGIApp | None:
        client = client_of(request, self.sessions)
        if seconds := self.limiter.must_wait("signing_in", client):
            return too_many(request, seconds)
        name = await run_in_threadpool(self.store.name_of_token, token_sha256(token))
        if name is None:
            self.limiter.wait("signing_in", client)
            return bare_answer(request, 401, WRONG_TOKEN, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        known(request.scope, Person(name))
        return None

    async def _by_cookie(self, ident: str) -> Person | None:
        session = self.sessions.find(ident) if ident else None
        if session is None:
            return None
        if session.token_sha256 and await run_in_threadpool(self.store.name_of_token, session.token_sha256) is None:
            self.sessions.end(ident)
            return None
        return Person(session.name, session.csrf)


def _unknown(request: Request) -> ASGIApp:
    if wants_json(request):
        return bare_answer(request, 401, "reading takes signing in here: Authorization: Bearer …, made by `sayso token`.", headers=CHALLENGE)
    return RedirectResponse(sign_in_address(way_of(request) if request.method in SAFE_METHODS else "/"), 303)
