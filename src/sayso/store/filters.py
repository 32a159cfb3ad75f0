"""What a person asks of the claims, and the SQL that answers it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, text
from sqlalchemy.sql.selectable import SelectBase

from sayso.dates.days import date_range
from sayso.errors import UsageError
from sayso.lexicon.schema import EVENT_TYPES
from sayso.model import Status
from sayso.store import tables as t
from sayso.store.dialect import Dialect
from sayso.store.text import fold, query_terms, words

__all__ = ["Box", "ClaimFilter", "claims_statement", "conditions"]

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; west may be greater than east, across the date line."""

NOBODY = -1


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are wanted: all conditions hold, and of several values of one condition any.

    Names are matched as whole words, whatever their case and accents: the resolved name, the wording, and other proper names of the same
    one. ``event`` is a type or a type and a mode (``ASSAULT/aerial``). ``place`` also matches the province. ``since`` and ``until`` are
    ISO dates that the event's time overlaps, ``said_since`` and ``said_until`` those of publication. ``text`` holds words that all occur
    in the claim's sentence, or phrases in quotation marks. Without ``engine`` the newest reading of each report counts.
    """

    actor: Sequence[str] = ()
    recipient: Sequence[str] = ()
    voice: Sequence[str] = ()
    place: Sequence[str] = ()
    country: Sequence[str] = ()
    box: Box | None = None
    event: Sequence[str] = ()
    status: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    said_since: str | None = None
    said_until: str | None = None
    text: str | None = None
    outlet: Sequence[str] = ()
    report: Sequence[str] = ()
    claim: Sequence[str] = ()
    engine: str | None = None

    @classmethod
    def asked(cls, *, box: str | None = None, event: Sequence[str] | None = None, **given: Any) -> ClaimFilter:
        """The filter that a person means: ``box`` as four numbers with commas, ``event`` also with a mode (``ASSAULT/aerial``), nulls for nothing.

        Raises UsageError for what no claim can have: an unknown event type or status, a day that is none, a box that is none.
        """
        told = {key: value for key, value in given.items() if value}
        for key in ("since", "until", "said_since", "said_until"):
            if key in told:
                told[key] = _bound(told[key], f"--{key.replace('_', '-')}", last=key.endswith("until"))
        statuses = tuple(value.lower() for value in told.pop("status", ()))
        for value in statuses:
            _check(value, get_args(Status), "--status")
        return cls(box=_box(box) if box else None, event=_events(event or ()), status=statuses, **told)


def _events(asked: Sequence[str]) -> tuple[str, ...]:
    """The event types in capitals, each with its mode in small letters where it has one."""
    found = []
    for value in asked:
        event, slash, mode = value.partition("/")
        _check(event.upper(), EVENT_TYPES, "--event")
        found.append(event.upper() + slash + mode.lower())
    return tuple(found)


def _check(value: str, known: Sequence[str], where: str) -> None:
    if value not in known:
        raise UsageError(f"there is no {value!r}.", where=where, remedy=f"Choose {', '.join(known)}.")


def _bound(value: str, where: str, *, last: bool) -> str:
    """The day; the first or the last one of a month or a year."""
    days = date_range(value)
    day = days.end if last else days.start
    if day is None or not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        raise UsageError(f"{value!r} is no day.", where=where, remedy="Write it as 2024-12-08, 2024-12 or 2024.")
    return day


def _box(value: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        west, south, east, north = 0.0, 1.0, 0.0, 0.0
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(f"{value!r} is no box.", where="--box", remedy="Write west,south,east,north in degrees: --box 35.7,32.3,42.4,37.3")
    return west, south, east, north


def claims_statement(connection: Connection, dialect: Dialect, wanted: ClaimFilter) -> Select[Any]:
    """Selects the claims with their reports and engines, by publication date and then in the order in which they came in."""
    columns = (t.claims, t.reports.c.id.label("report_id"), t.reports.c.outlet, t.reports.c.title, t.reports.c.url, t.engines.c.name.label("engine"))
    joined = t.claims.join(t.reports, t.reports.c.key == t.claims.c.report_key).join(t.readings, t.readings.c.key == t.claims.c.reading_key)
    joined = joined.join(t.engines, t.engines.c.key == t.readings.c.engine_key)
    found = select(*columns, t.reports.c.published.label("report_published")).select_from(joined)
    return found.where(*conditions(connection, dialect, wanted)).order_by(t.claims.c.published, t.claims.c.key)


def conditions(connection: Connection, dialect: Dialect, wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    """What must hold of a row of `claims`. Names are looked up first, so that the statement holds only keys that an index knows."""
    claims = t.claims.c
    found: list[ColumnElement[bool]] = [claims.current] if wanted.engine is None else [_by_engine(wanted.engine)]
    if wanted.event:
        found.append(_of_type(wanted.event))
    for column, values in ((claims.status, wanted.status), (claims.id, wanted.claim)):
        if values:
            found.append(column.in_(values))
    for role in ("actor", "recipient", "voice", "place"):
        if asked := getattr(wanted, role):
            found.append(claims.key.in_(_named(connection, role, asked)))
    found += _in_time(wanted) + _in_space(wanted)
    if wanted.outlet:
        found.append(claims.report_key.in_(select(t.reports.c.key).where(func.lower(t.reports.c.outlet).in_([name.lower() for name in wanted.outlet]))))
    if wanted.report:
        found.append(claims.report_key.in_(select(t.reports.c.key).where(t.reports.c.id.in_(wanted.report))))
    if wanted.text is not None:
        found.append(claims.key.in_(_matching(dialect, wanted.text)))
    return found


def _of_type(asked: Sequence[str]) -> ColumnElement[bool]:
    """An event type, or a type and its mode; types alone as a list, which an index serves best."""
    claims = t.claims.c
    types = [event for event in asked if "/" not in event]
    narrow = [and_(claims.event == event, claims.mode == mode) for event, _, mode in (value.partition("/") for value in asked if "/" in value)]
    return or_(claims.event.in_(types), *narrow) if types and narrow else or_(*narrow) if narrow else claims.event.in_(types)


def _by_engine(name: str) -> ColumnElement[bool]:
    readings = select(t.readings.c.key).join(t.engines, t.engines.c.key == t.readings.c.engine_key).where(t.engines.c.name == name)
    return t.claims.c.reading_key.in_(readings)


def _named(connection: Connection, role: str, asked: Sequence[str]) -> Select[Any]:
    keys = sorted({key for name in asked for key in _name_keys(connection, name)})
    return select(t.claim_names.c.claim_key).where(t.claim_names.c.name_key.in_(keys or [NOBODY]), t.claim_names.c.role == role)


def _name_keys(connection: Connection, asked: str) -> set[int]:
    """The names in which the words stand side by side, and those for which they are another proper name."""
    folded = fold(asked)
    if not folded:
        raise UsageError(f"{asked!r} holds no word to look for.", remedy="Give a name.")
    found = select(t.names.c.key, t.names.c.folded)
    for word in words(folded):
        found = found.where(t.names.c.key.in_(select(t.name_words.c.name_key).where(t.name_words.c.word == word)))
    keys = {row.key for row in connection.execute(found) if f" {folded} " in f" {row.folded} "}
    other = select(t.aliases.c.name_key).join(t.names, t.names.c.key == t.aliases.c.wording_key).where(t.names.c.folded == folded)
    return keys | set(connection.execute(other).scalars())


def _in_time(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    claims = t.claims.c
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(claims.date_end >= wanted.since)
    if wanted.until:
        found += [claims.date_end.is_not(None), or_(claims.date_start.is_(None), claims.date_start <= wanted.until)]
    if wanted.said_since:
        found.append(claims.published >= wanted.said_since)
    if wanted.said_until:
        found += [claims.published != "", claims.published <= wanted.said_until]
    return found


def _in_space(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    places = t.claim_places.c
    found: list[ColumnElement[bool]] = []
    if wanted.country:
        found.append(t.claims.c.key.in_(select(places.claim_key).where(places.country.in_([code.upper() for code in wanted.country]))))
    if wanted.box:
        west, south, east, north = wanted.box
        across = or_(places.lon >= west, places.lon <= east) if west > east else places.lon.between(west, east)
        found.append(t.claims.c.key.in_(select(places.claim_key).where(places.lat.between(south, north), across)))
    return found


def _matching(dialect: Dialect, question: str) -> SelectBase:
    terms = query_terms(question)
    if not terms:
        raise UsageError(f"{question!r} holds no word to look for.", where="--text", remedy="Give words, or a phrase: --text '\"air raid\" Homs'.")
    statement, parameters = dialect.matching("claim_search", terms)
    return text(statement).bindparams(**parameters).columns(t.claims.c.key)
