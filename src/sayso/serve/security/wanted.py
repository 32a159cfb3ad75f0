"""What a request wants back, and where it may be sent on to."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection

__all__ = ["SAFE_METHODS", "is_static", "safe_next", "sign_in_address", "wants_json", "way_of"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_NEXT = 4000
DATA = re.compile(r"\.(json|geojson|csv)$")
UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


def wants_json(request: HTTPConnection) -> bool:
    """Whether the request comes from a program, which is told of errors in JSON: the API, a twin of a page, or who asks for JSON."""
    path, accepted = str(request.scope["path"]), request.headers.get("accept", "")
    return path.startswith("/api/") or bool(DATA.search(path)) or ("application/json" in accepted and "text/html" not in accepted)


def is_static(path: str) -> bool:
    """Whether the path is that of a style sheet, a script or the like, which are the same for everybody."""
    return path.startswith("/static/")


def safe_next(value: object) -> str:
    """The address to go on to if it is a path of this host, else that of the first page: nobody is sent elsewhere."""
    if not isinstance(value, str) or len(value) > MOST_NEXT or UNSAFE.search(value):
        return "/"
    if not value.startswith("/") or value.startswith("//") or value.split("?")[0] in {"/sign-in", "/sign-out"}:
        return "/"
    return value


def way_of(request: HTTPConnection) -> str:
    """The path of the request with its question, as it was asked."""
    raw, question = request.scope.get("raw_path"), request.scope["query_string"].decode("latin-1")
    path = raw.decode("latin-1") if raw else quote(request.scope["path"])
    return f"{path}?{question}" if question else path


def sign_in_address(then: str) -> str:
    """The address of the page for signing in, from which the way goes on to ``then``."""
    chosen = safe_next(then)
    return "/sign-in" if chosen == "/" else f"/sign-in?{urlencode({'next': chosen})}"
