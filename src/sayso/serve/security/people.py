"""Who makes a request, and whether they may write."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope

from sayso.serve.security.wanted import SAFE_METHODS, wants_json, way_of

__all__ = ["CHALLENGE", "Person", "SignInNeeded", "check_form", "csrf_of", "known", "person_in", "person_of", "writer"]

CHALLENGE = {"WWW-Authenticate": "Bearer"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
BEARER = HTTPBearer(auto_error=False, description="A token made by `sayso token`.")
STALE = "this form is not of your present session. Go back, load the page again, and send it once more."


@dataclass(frozen=True, slots=True)
class Person:
    """Who makes a request, and what their forms must carry; nothing where they show a token with each request."""

    name: str
    csrf: str = ""


class SignInNeeded(Exception):
    """A page that takes signing in was asked for by nobody; ``then`` is where to go on afterwards."""

    def __init__(self, then: str) -> None:
        self.then = then
        super().__init__(then)


def known(scope: Scope, person: Person) -> None:
    """Nothing; the request is made by this person from here on."""
    _state(scope)["sayso_person"] = person


def person_in(scope: Scope) -> Person | None:
    """Who makes the request; null for nobody that is known."""
    found: Person | None = _state(scope).get("sayso_person")
    return found


def person_of(request: Request) -> str | None:
    """The name of who makes the request; null for nobody that is known."""
    person = person_in(request.scope)
    return person.name if person else None


def csrf_of(request: Request) -> str:
    """What the forms of a page have to carry as ``csrf``; empty where nobody is signed in."""
    person = person_in(request.scope)
    return person.csrf if person else ""


async def writer(request: Request, _told: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)] = None) -> str:
    """The name of who may write; for ``Depends``.

    Where nobody may, a program is answered 401 and a browser is sent to sign in. A form that is not of the session is answered 403.
    """
    person = person_in(request.scope)
    if person is None and wants_json(request):
        raise HTTPException(401, "writing takes a token: Authorization: Bearer …, made by `sayso token`.", CHALLENGE)
    if person is None:
        raise SignInNeeded(await _way_back(request))
    await check_form(request, person)
    return person.name


async def check_form(request: Request, person: Person) -> None:
    """Nothing where the request carries what the session's forms do, as the field or the header ``csrf``, or needs not to; else it is refused."""
    if not person.csrf or request.method in SAFE_METHODS:
        return
    given = request.headers.get("csrf") or str((await _form(request)).get("csrf", ""))
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), person.csrf.encode()):
        raise HTTPException(403, STALE)


async def _way_back(request: Request) -> str:
    """The page that the request came from or is for."""
    if request.method in SAFE_METHODS:
        return way_of(request)
    return str((await _form(request)).get("then", "/"))


async def _form(request: Request) -> Any:
    """The fields of the form; none where the body is no form."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    return await request.form() if kind in FORMS else {}


def _state(scope: Scope) -> dict[str, Any]:
    state: dict[str, Any] = scope.setdefault("state", {})
    return state
