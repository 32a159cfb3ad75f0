"""The shape that feeds.toml must have; anything else in it is an error with a remedy."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sayso.errors import SaysoError
from sayso.fetch.urls import parse_url

__all__ = ["HINTS", "FeedTable", "FeedsFile", "LimitsTable", "Table", "WatchTable"]

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
BYTES = {"kB": 1000, "MB": 1_000_000}
NUMBER = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([A-Za-z]+)")
CONTACT = re.compile(r"[!-'*-\[\]-~]+@[!-'*-\[\]-~]+|https?://[!-'*-\[\]-~]+")
PROXY = re.compile(r"https?://([^/\s@]+@)?[\w.\[\]:-]+/?")
TIME = 'Write a text such as "90 s", "15 min", "2 h" or "1 d".'
SIZE = 'Write a text such as "500 kB" or "10 MB".'
SWITCH = "Write true or false."
HINTS = {
    "watch": 'Begin with [watch], and write contact = "you@example.org" below it.',
    "feed": 'Begin each feed with [[feed]], and write url = "https://..." below it.',
    "contact": 'Write contact = "you@example.org", or an address with https://, so that a site knows whom to ask.',
    "url": 'Write url = "https://..." with the address of the feed itself.',
    "proxy": 'Write proxy = "http://host:port".',
    "outlet": "Write the name in quotation marks.",
    "redirects": "Write a number from 0 to 20.",
    "pages": SWITCH,
    "allow_private": SWITCH,
    **dict.fromkeys(("every", "delay", "connect", "read", "deadline", "patience"), TIME),
    **dict.fromkeys(("wire", "body", "headers"), SIZE),
}


def _seconds(value: object) -> float:
    return _quantity(value, SECONDS)


def _bytes(value: object) -> int:
    return int(_quantity(value, BYTES))


def _quantity(value: object, units: dict[str, int]) -> float:
    match = NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or match[2] not in units:
        raise ValueError(f"{value!r} cannot be understood.")
    return float(match[1]) * units[match[2]]


def _address(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        parse_url(value, where=value)
    except SaysoError as error:
        raise ValueError(error.what) from error
    return value.strip()


def _proxy(value: Any) -> Any:
    if isinstance(value, str) and not PROXY.fullmatch(value):
        raise ValueError("is no address of an HTTP proxy.")
    return value


Seconds = Annotated[float, BeforeValidator(_seconds)]
Wait = Annotated[Seconds, Field(gt=0)]
Size = Annotated[int, BeforeValidator(_bytes), Field(gt=0)]
Every = Annotated[Seconds, Field(ge=60)]
Address = Annotated[str, BeforeValidator(_address)]
Contact = Annotated[str, Field(pattern=f"^(?:{CONTACT.pattern})$")]
Outlet = Annotated[str, Field(min_length=1)]


class Table(BaseModel):
    """What all tables share: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class LimitsTable(Table):
    """``[watch.limits]``: the fields of `Limits`."""

    connect: Wait | None = None
    read: Wait | None = None
    deadline: Wait | None = None
    patience: Wait | None = None
    wire: Size | None = None
    body: Size | None = None
    headers: Size | None = None
    redirects: Annotated[int, Field(ge=0, le=20)] | None = None


class WatchTable(Table):
    """``[watch]``: what holds for all feeds."""

    contact: Contact
    every: Every = 900.0
    delay: Annotated[Seconds, Field(ge=1)] = 2.0
    pages: bool = True
    allow_private: bool = False
    proxy: Annotated[str, BeforeValidator(_proxy)] | None = None
    limits: LimitsTable = LimitsTable()


class FeedTable(Table):
    """``[[feed]]``: one feed, and where it differs."""

    url: Address
    outlet: Outlet | None = None
    every: Every | None = None
    pages: bool | None = None


class FeedsFile(Table):
    """All of feeds.toml."""

    watch: WatchTable
    feed: Annotated[list[FeedTable], Field(min_length=1)]
