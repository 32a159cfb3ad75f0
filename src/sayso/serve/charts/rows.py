"""What the charts draw: plain rows, as the pages get them from the store."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sayso.export.labels import one_line
from sayso.model import CountKind, Standing, Status

__all__ = ["Bar", "Holding", "MapPoint", "Relation", "Theme", "TollMark", "shown"]

Theme = Literal["light", "dark"]
Relation = Literal["seize", "hold", "contest", "lose", "enter"]

MATHS = ("$$", "\\[", "\\(")


class Bar(NamedTuple):
    """A happening along time. Days are ISO days, null where none is told; ``start`` alone is null where it is told by which day it had happened."""

    label: str
    start: str | None
    end: str | None
    standing: Standing
    first_said: str | None = None
    last_said: str | None = None
    where: str = ""
    claims: int = 1
    href: str = ""


class TollMark(NamedTuple):
    """A number as one voice told it on one ISO day; ``low`` or ``high`` is null where the number is open on that side.

    A line joins numbers of one voice on one ``happening`` only; ``label`` tells the reader which that is.
    """

    voice: str
    said: str | None
    low: int | None
    high: int | None
    kind: CountKind = "new"
    superseded: bool = False
    happening: str = ""
    label: str = ""
    href: str = ""


class MapPoint(NamedTuple):
    """A place of which claims tell (WGS 84 degrees), how precisely it is known (kilometres), and how many disputes there are about it."""

    name: str
    lat: float
    lon: float
    radius_km: float | None = None
    claims: int = 1
    happenings: int = 1
    disputed: int = 0
    href: str = ""


class Holding(NamedTuple):
    """Who is claimed to have, contest, enter or leave a place on the day of the map. ``side`` is what the ledger takes for one side, where it can tell."""

    place: str
    lat: float
    lon: float
    holder: str
    relation: Relation
    status: Status
    voices: tuple[str, ...] = ()
    side: str | None = None
    href: str = ""


def shown(text: str, room: int = 200) -> str:
    """The text as a chart may show it: on one line, without direction characters, cut at ``room`` characters, and no formula whatever it looks like."""
    line = one_line(text)
    for mark in MATHS:
        line = line.replace(mark, f"{mark[0]}\u200a{mark[1]}")
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"
