"""Signing in, by a token or by the run's own key, and out again."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from sayso.serve.security.people import check_form, person_in
from sayso.serve.security.sessions import Sessions
from sayso.serve.security.wanted import safe_next
from sayso.serve.settings import ServeSettings
from sayso.store import Store
from sayso.store.tokens import token_sha256

__all__ = ["Doors"]

WRONG_TOKEN = "This token is not one of the store’s, or was taken back."
WRONG_KEY = "This address was of another run, or has been used. Open the one that “sayso serve” printed last, or sign in with a token."


class Doors:
    """The ways in and out. The keys of the run are known here alone, and one that is good for once is forgotten when it was used."""

    def __init__(self, settings: ServeSettings, store: Store, sessions: Sessions) -> None:
        self.settings = settings
        self.store = store
        self.sessions = sessions
        self.keys = {key: key == settings.key_once for key in (settings.key, settings.key_once) if key}

    def router(self) -> APIRouter:
        """The routes of the doors."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/sign-in", self.ask, methods=["GET"], response_model=None)
        router.add_api_route("/sign-in", self.sign_in, methods=["POST"], response_model=None)
        router.add_api_route("/sign-out", self.sign_out, methods=["POST"], response_model=None)
        return router

    async def ask(self, request: Request) -> Response:
        """The page for signing in; with the run's key the browser is signed in at once and sent on."""
        asked = request.query_params
        then, key = safe_next(asked.get("next") or asked.get("then")), asked.get("key")
        if key is None:
            return self._page(request, then)
        if not self._takes(key):
            return self._page(request, then, WRONG_KEY, 403)
        return self._begun(request, self.settings.name, None, then)

    async def sign_in(self, request: Request) -> Response:
        """Sent on and signed in where the token is good, else the page again."""
        form = await request.form(max_fields=10, max_files=0)
        then, token = safe_next(form.get("next")), str(form.get("token", "")).strip()
        sha256 = token_sha256(token)
        name = await run_in_threadpool(self.store.name_of_token, sha256)
        if name is None:
            return self._page(request, then, WRONG_TOKEN, 403)
        return self._begun(request, name, sha256, then)

    async def sign_out(self, request: Request) -> Response:
        """Sent to the first page, and signed out."""
        person = person_in(request.scope)
        if person is not None:
            await check_form(request, person)
        self.sessions.end(request.cookies.get(self.sessions.cookie, ""))
        response = RedirectResponse("/", 303)
        response.delete_cookie(self.sessions.cookie, path="/", secure=self._secure(request), httponly=True, samesite="strict")
        return response

    def _takes(self, given: str) -> bool:
        """Whether the key is one of this run."""
        good = [key for key in self.keys if hmac.compare_digest(key.encode(), given.encode("utf-8", "surrogatepass"))]
        for key in good:
            if self.keys[key]:
                del self.keys[key]
        return bool(good)

    def _begun(self, request: Request, name: str, sha256: str | None, then: str) -> Response:
        self.sessions.end(request.cookies.get(self.sessions.cookie, ""))
        response = RedirectResponse(then, 303)
        response.set_cookie(self.sessions.cookie, self.sessions.begin(name, sha256), path="/", secure=self._secure(request), httponly=True, samesite="strict")
        return response

    def _secure(self, request: Request) -> bool:
        return self.settings.is_encrypted or request.url.scheme == "https"

    def _page(self, request: Request, then: str, trouble: str = "", status: int = 200) -> Response:
        from sayso.serve.rendering import page

        return page(request, "sign_in.html", {"then": then, "trouble": trouble, "local": self.settings.is_local}, status=status)
