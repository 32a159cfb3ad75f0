"""About: what the words mean, how to cite, the API, the keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter

from sayso.serve.asked import Asked
from sayso.serve.cite import program_version
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view, engines_of

__all__ = ["router"]

router = APIRouter()

STANDINGS = (
    ("corroborated", "several independent origins assert it"),
    ("single-origin", "one origin asserts it, however many print it"),
    ("disputed", "a voice denies it, or values contradict each other"),
    ("corrected", "the same voice has told another value since"),
    ("retracted", "the same voice now denies what it said"),
    ("unconfirmed", "nobody asserts it outright"),
    ("denied", "only its denial is told"),
    ("prospective", "it is foreseen, threatened or planned"),
)
STATUSES = (
    ("asserted", "the voice says that it happened"),
    ("hedged", "the voice says so with reserve"),
    ("denied", "the voice says that it did not happen"),
    ("unclear", "the voice does not know, or leaves it open"),
    ("attempted", "it was tried and did not come about"),
    ("prospective", "it has not happened yet"),
)


def about(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """What a newcomer wants to know."""
    record = {"program": "sayso", "version": program_version(), "engines": engines_of(bench)}
    verbs = sorted(_verbs(bench.schema()))
    return Listing("About", [record], context={"version": program_version(), "standings": STANDINGS, "statuses": STATUSES, "verbs": verbs})


def _verbs(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for address, methods in schema["paths"].items():
        if address.startswith("/api/"):
            yield from ((method.upper(), address, str(told.get("description") or told.get("summary", "")).split("\n")[0]) for method, told in methods.items())


add_view(router, "/about", about, "about.html", csv=False)
