"""Putting the rules before an application, the outermost first."""

from __future__ import annotations

import time
from collections.abc import Callable

from fastapi import FastAPI

from sayso.serve.security.answers import answer_errors
from sayso.serve.security.bounds import Limiter, RateBound, SizeBound
from sayso.serve.security.doors import Doors
from sayso.serve.security.gate import Gate
from sayso.serve.security.headers import Headers
from sayso.serve.security.origins import HostCheck
from sayso.serve.security.sessions import Sessions
from sayso.serve.settings import ServeSettings
from sayso.store import Store

__all__ = ["install_security"]


def install_security(app: FastAPI, settings: ServeSettings, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
    """Nothing; whatever comes to the application goes through the rules, ``/sign-in`` and ``/sign-out`` are there, and errors are told in words.

    ``clock`` tells the seconds by which sessions grow idle.
    """
    sessions, limiter = Sessions(clock, settings.port), Limiter(settings.rates)
    # what is added last stands outermost
    app.add_middleware(Gate, settings=settings, store=store, sessions=sessions, limiter=limiter)
    app.add_middleware(RateBound, limiter=limiter, sessions=sessions)
    app.add_middleware(SizeBound, settings=settings)
    app.add_middleware(HostCheck, settings=settings)
    app.add_middleware(Headers, settings=settings)
    answer_errors(app, store.dialect.where)
    app.include_router(Doors(settings, store, sessions).router())
