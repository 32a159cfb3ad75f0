"""What is said when something cannot be done: a page for people, JSON for programs, and never more than they may know."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse

from sayso.errors import LexiconError, ModelError, SaysoError, StoreError, UsageError
from sayso.serve.security.people import SignInNeeded
from sayso.serve.security.wanted import sign_in_address, wants_json

__all__ = ["answer_errors", "bare_answer", "failed_answer", "told_answer"]

LOG = logging.getLogger("sayso.serve")
TITLES = {
    400: "That cannot be asked",
    401: "Sign in first",
    403: "That is not allowed",
    404: "Not here",
    405: "That cannot be done here",
    408: "That took too long",
    413: "That is too much",
    422: "That cannot be understood",
    429: "Too many requests",
    503: "That cannot be had just now",
}
WORDS = {404: "there is nothing at this address.", 405: "this address does not take such a request."}
BROKEN = "something is wrong with sayso itself. It has been written down where `sayso serve` runs."


def told_answer(request: Request, status: int, what: str, remedy: str = "", *, headers: Mapping[str, str] | None = None, **more: object) -> Response:
    """The answer that says in words what is wrong and what to do about it; ``more`` is for programs."""
    if wants_json(request):
        return JSONResponse({"error": what, **({"remedy": remedy} if remedy else {}), **more}, status, headers)
    response = _page(request, status, TITLES.get(status, "Something went wrong"), what, remedy)
    response.headers.update(headers or {})
    return response


def bare_answer(request: Request, status: int, what: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """A sentence and nothing else, for what is refused before anything is looked at."""
    if wants_json(request):
        return JSONResponse({"error": what}, status, headers)
    return PlainTextResponse(f"{_sentence(what)}\n", status, headers)


def failed_answer(request: Request, error: Exception) -> Response:
    """The answer to a request over which the program stumbled; what happened goes to the log alone, without what was asked."""
    LOG.error("%s %r failed", request.method, request.scope["path"], exc_info=error)
    return told_answer(request, 500, BROKEN, "Try something else; if it comes again, report it with what was written down.")


def answer_errors(app: FastAPI, own_place: str) -> None:
    """Nothing; the application answers errors in words. ``own_place`` is where the store is, which is not told."""

    async def wrong_use(request: Request, error: Exception) -> Response:
        assert isinstance(error, SaysoError)
        place = "" if error.where == own_place else error.where
        missing = isinstance(error, UsageError) and not place and bool(request.path_params)
        return told_answer(request, 404 if missing else 400, f"{place}: {error.what}" if place else error.what, error.remedy)

    async def no_store(request: Request, error: Exception) -> Response:
        assert isinstance(error, StoreError)
        LOG.warning("%s", error)
        return told_answer(request, 503, f"the store {error.what}", "Try again in a moment.", headers={"Retry-After": "5"})

    async def no_engine(request: Request, error: Exception) -> Response:
        LOG.error("%s", error)
        return told_answer(request, 503, "the engine cannot be loaded.", "It has been written down why where `sayso serve` runs.")

    app.add_exception_handler(SaysoError, wrong_use)
    app.add_exception_handler(ModelError, no_engine)
    app.add_exception_handler(LexiconError, no_engine)
    app.add_exception_handler(StoreError, no_store)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(SignInNeeded, _to_sign_in)


async def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"loc": list(fault["loc"]), "msg": fault["msg"], "type": fault["type"]} for fault in error.errors()]
    return told_answer(request, 422, " ".join(_fault(fault["loc"], fault["msg"]) for fault in faults), detail=faults)


def _fault(where: Sequence[object], what: str) -> str:
    names = [str(one) for one in where[1:]]
    return f"{'.'.join(names)}: {what}." if names else f"{what}."


async def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = str(error.detail)
    told = WORDS.get(error.status_code, said) if said == HTTPStatus(error.status_code).phrase else said
    return told_answer(request, error.status_code, told, headers=error.headers)


async def _to_sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInNeeded)
    return RedirectResponse(sign_in_address(error.then), 303)


def _page(request: Request, status: int, title: str, what: str, remedy: str) -> Response:
    """The page of the error; one without any frame where the page itself is what fails."""
    from sayso.serve.rendering import page

    facts = {"title": title, "what": _sentence(what), "remedy": remedy}
    try:
        return page(request, "error.html", facts, status=status)
    except Exception:
        LOG.exception("the page of an error failed")
        return HTMLResponse(f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title} · sayso</title><h1>{title}</h1></html>', status)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
