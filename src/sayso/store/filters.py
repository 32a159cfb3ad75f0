"""What a person asks of the claims and of the reports, and the SQL that answers it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select, text
from sqlalchemy.sql.selectable import SelectBase

from sayso.dates.days import date_range
from sayso.errors import UsageError
from sayso.lexicon.folding import fold, plain_name, query_terms, words
from sayso.lexicon.names import known_names, known_states
from sayso.lexicon.schema import EVENT_TYPES
from sayso.model import Status
from sayso.read import published_date
from sayso.store import tables as t
from sayso.store.dialect import Dialect

__all__ = [
    "Box",
    "ClaimFilter",
    "Names",
    "ReportFilter",
    "ReportRow",
    "claims_statement",
    "conditions",
    "engine_key",
    "last_day",
    "parse_box",
    "reports_statement",
]

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; west may be greater than east, across the date line."""

NAMED = ("actor", "recipient", "voice", "place")
"""The conditions that are names."""

Names = str | Sequence[str]
"""One value or several, any of which will do."""


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are wanted: all conditions hold, and of several values of one condition any.

    Names are matched as whole words, whatever their case and accents: the resolved name, the wording, and other proper names of the same
    one. ``event`` is a type or a type and a mode (``ASSAULT/aerial``). ``place`` also matches the province. ``since`` and ``until`` are
    days, months or years that the event's time overlaps, ``said_since`` and ``said_until`` those of publication. ``text`` holds words that
    all occur in the claim's sentence, or phrases in quotation marks. Without ``engine``, a number or name from `Store.engines`, the newest
    reading of each report counts. Raises UsageError for what no claim can have.
    """

    actor: Names = ()
    recipient: Names = ()
    voice: Names = ()
    place: Names = ()
    country: Names = ()
    box: Box | None = None
    event: Names = ()
    status: Names = ()
    since: str | None = None
    until: str | None = None
    said_since: str | None = None
    said_until: str | None = None
    text: str | None = None
    outlet: Names = ()
    report: Names = ()
    claim: Names = ()
    engine: str | None = None

    def __post_init__(self) -> None:
        _tidy(self)
        object.__setattr__(self, "event", tuple(_event(value) for value in self.event))
        object.__setattr__(self, "status", tuple(_checked(value.lower(), get_args(Status), "status") for value in self.status))
        object.__setattr__(self, "country", tuple(_country(value) for value in self.country))
        if self.box is not None:
            _check_box(self.box)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports are wanted: by words of their text or phrases in quotation marks, outlet, language (ISO 639), days of publication.

    ``unread`` is true for reports that no engine has read, false for those that one has. Raises UsageError for what is no day.
    """

    text: str | None = None
    outlet: Names = ()
    language: Names = ()
    said_since: str | None = None
    said_until: str | None = None
    unread: bool | None = None

    def __post_init__(self) -> None:
        _tidy(self)


class ReportRow(NamedTuple):
    """What a list of reports tells of one; ``claims`` counts those of its newest reading, null where nobody has read it."""

    id: str
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    language: str
    byline: str | None
    credit: str | None
    chars: int
    claims: int | None
    added: str


def parse_box(value: str) -> Box:
    """The box that four numbers with commas are: west, south, east, north. Raises UsageError for anything else."""
    try:
        west, south, east, north = (float(part) for part in value.split(","))
        _check_box((west, south, east, north))
    except (ValueError, UsageError):
        raise _no_box(value) from None
    return west, south, east, north


def claims_statement(connection: Connection, dialect: Dialect, wanted: ClaimFilter, *, newest: bool = False) -> Select[Any]:
    """Selects the claims with their reports and engines, by publication date, the newest first if wanted, and then in the order in which they came in."""
    c, r = t.claims.c, t.reports.c
    claim = (c.key, c.id, c.record, r.id.label("report_id"), r.outlet, r.title, r.url, r.published, t.engines.c.name.label("engine"))
    joined = t.claims.join(t.reports, r.key == c.report_key).join(t.readings, t.readings.c.key == c.reading_key)
    joined = joined.join(t.engines, t.engines.c.key == t.readings.c.engine_key)
    return select(*claim).select_from(joined).where(*conditions(connection, dialect, wanted)).order_by(*_by_date(c.published, c.key, newest))


def _by_date(published: Any, key: Any, newest: bool) -> tuple[Any, Any]:
    return (published.desc(), key.desc()) if newest else (published, key)


def reports_statement(dialect: Dialect, wanted: ReportFilter, *, newest: bool = False) -> Select[Any]:
    """Selects what a list of reports tells of them, by publication date, the newest first if wanted, and then in the order in which they came in."""
    r = t.reports.c
    claims = t.readings.c.claims
    columns = (r.id, r.outlet, r.published, r.title, r.url, r.language, r.byline, r.credit, t.texts.c.chars, claims, r.added)
    current = (t.readings.c.report_key == r.key) & t.readings.c.current
    found = select(*columns).select_from(t.reports.join(t.texts).outerjoin(t.readings, current))
    if wanted.text is not None:
        found = found.where(r.text_key.in_(_matching(dialect, "report_search", wanted.text)))
    if wanted.outlet:
        found = found.where(r.outlet_folded.in_([fold(name) for name in wanted.outlet]))
    if wanted.language:
        found = found.where(r.language.in_([code.lower() for code in wanted.language]))
    if wanted.said_since:
        found = found.where(r.published >= wanted.said_since)
    if wanted.said_until:
        found = found.where(r.published <= wanted.said_until)
    if wanted.unread is not None:
        found = found.where(claims.is_(None) if wanted.unread else claims.is_not(None))
    return found.order_by(*_by_date(func.coalesce(r.published, ""), r.key, newest))


def conditions(connection: Connection, dialect: Dialect, wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    """What must hold of a row of `claims`."""
    claims = t.claims.c
    found: list[ColumnElement[bool]] = [claims.current]
    if wanted.engine is not None:
        readings = select(t.readings.c.key).where(t.readings.c.engine_key == engine_key(connection, wanted.engine))
        found = [claims.reading_key.in_(readings)]
    if wanted.event:
        found.append(_of_type(wanted.event))
    for column, values in ((claims.status, wanted.status), (claims.id, wanted.claim)):
        if values:
            found.append(column.in_(values))
    for role in NAMED:
        found += [_named(role, asked)] if (asked := getattr(wanted, role)) else []
    found += _in_time(wanted) + _in_space(wanted)
    if wanted.outlet:
        found.append(claims.report_key.in_(select(t.reports.c.key).where(t.reports.c.outlet_folded.in_([fold(name) for name in wanted.outlet]))))
    if wanted.report:
        found.append(claims.report_key.in_(select(t.reports.c.key).where(t.reports.c.id.in_(wanted.report))))
    if wanted.text is not None:
        found.append(claims.key.in_(_matching(dialect, "claim_search", wanted.text)))
    return found


def engine_key(connection: Connection, asked: str) -> int:
    """The key of the engine of this number or name. Raises UsageError where there is none, or several of one name."""
    engines = connection.execute(select(t.engines.c.key, t.engines.c.name).order_by(t.engines.c.key)).all()
    found = [row.key for row in engines if asked in {str(row.key), row.name}]
    if len(found) == 1:
        return int(found[0])
    what = f"there are several engines {asked!r} ({', '.join(map(str, found))})." if found else f"there is no engine {asked!r}."
    raise UsageError(what, remedy="`sayso status` lists them with their numbers.")


def _tidy(wanted: ClaimFilter | ReportFilter) -> None:
    """Makes one value a list of one, and days of what means days."""
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if field.type == "Names":
            object.__setattr__(wanted, field.name, (value,) if isinstance(value, str) else tuple(value))
        elif field.name.endswith(("since", "until")) and value is not None:
            object.__setattr__(wanted, field.name, _day(value, field.name))
    for name in NAMED:
        for asked in getattr(wanted, name, ()):
            _must_hold_words(asked, name, "Give a name.")
    if wanted.text is not None:
        _must_hold_words(wanted.text, "text", "Give words, or a phrase in quotation marks: '\"air raid\" Homs'.")


def _must_hold_words(value: str, where: str, remedy: str) -> None:
    if not query_terms(value):
        raise UsageError(f"{value!r} holds no word to look for.", where=where, remedy=remedy)


def _country(value: str) -> str:
    """The alpha-3 code of the country that a name means; a code as it is, in capitals."""
    if len(value) == 3 and value.isascii() and value.isalpha():
        return value.upper()
    if known := _country_codes().get(plain_name(value)):
        return known
    raise UsageError(f"there is no country {value!r}.", where="country", remedy="Write its name, or its code by ISO 3166-1 alpha-3: Syria, SYR.")


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    return {plain_name(called): code for code, names in known_states() for called in names}


def _event(value: str) -> str:
    """The event type in capitals, with its mode in small letters where it has one."""
    event, slash, mode = value.partition("/")
    if slash and not mode:
        raise UsageError(f"{value!r} names no mode.", where="event", remedy="Write ASSAULT, or ASSAULT/aerial.")
    return _checked(event.upper(), EVENT_TYPES, "event") + slash + mode.lower()


def _checked(value: str, known: Sequence[str], where: str) -> str:
    if value not in known:
        raise UsageError(f"there is no {value!r}.", where=where, remedy=f"Choose {', '.join(known)}.")
    return value


def _day(value: str, where: str) -> str:
    """The day; of a month or a year the first, or the last where it is to be the end."""
    try:
        days = date_range(published_date(value))
    except ValueError:
        days = date_range(None)
    day = days.end if where.endswith("until") else days.start
    if day is None:
        raise UsageError(f"{value!r} is no day.", where=where.removesuffix(" until"), remedy="Write it as 2024-12-08, 2024-12 or 2024.")
    return day


def last_day(value: str, where: str) -> str:
    """The day, or the last one of a month or a year. Raises UsageError for anything else."""
    return _day(value, f"{where} until")


def _check_box(box: Box) -> None:
    west, south, east, north = box
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise _no_box(",".join(map(str, box)))


def _no_box(value: str) -> UsageError:
    return UsageError(f"{value!r} is no box.", where="box", remedy="Write west,south,east,north in degrees: 35.7,32.3,42.4,37.3")


def _of_type(asked: Sequence[str]) -> ColumnElement[bool]:
    """An event type, or a type and its mode; types alone as a list, which an index serves best."""
    claims = t.claims.c
    types = [event for event in asked if "/" not in event]
    narrow = [and_(claims.event == event, claims.mode == mode) for event, _, mode in (value.partition("/") for value in asked if "/" in value)]
    return or_(claims.event.in_(types), *narrow) if types and narrow else or_(*narrow) if narrow else claims.event.in_(types)


def _named(role: str, asked: Sequence[str]) -> ColumnElement[bool]:
    links = t.claim_names.c
    names = [statement for name in asked for statement in _name_keys(name)]
    keys = names[0].union(*names[1:])
    return t.claims.c.key.in_(select(links.claim_key).where(links.name_key.in_(keys), links.role == role))


def _name_keys(asked: str) -> list[Select[Any]]:
    """The names in which the words stand side by side, and those for which they are another proper name, in the store or in the shipped tables."""
    folded = plain_name(asked)
    names, links, alias = t.names.c, t.claim_names.c, t.names.alias()
    side_by_side = literal(" ") + names.folded + literal(" ")
    found = select(names.key).where(side_by_side.like(f"% {folded} %"))
    for word in dict.fromkeys(words(folded)):
        found = found.where(names.key.in_(select(t.name_words.c.name_key).where(t.name_words.c.word == word)))
    present = sorted(_present_names().get(folded, ()))
    known = [select(names.key).where(names.folded.in_(present))] if present else []
    others = select(links.alias_of).join(alias, alias.c.key == links.name_key).where(alias.c.folded == folded, links.alias_of.is_not(None)).distinct()
    return [found, *known, others]


@lru_cache(maxsize=1)
def _present_names() -> dict[str, frozenset[str]]:
    """The names, folded, under which the shipped tables keep whoever is called so."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, others in known_names():
        for called in (name, *others):
            found[plain_name(called)].add(plain_name(name))
    return {called: frozenset(names) for called, names in found.items()}


def _in_time(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    claims = t.claims.c
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(claims.date_end >= wanted.since)
    if wanted.until:
        found += [claims.date_end.is_not(None), or_(claims.date_start.is_(None), claims.date_start <= wanted.until)]
    if wanted.said_since:
        found.append(claims.published_last >= wanted.said_since)
    if wanted.said_until:
        found += [claims.published != "", claims.published <= wanted.said_until]
    return found


def _in_space(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    places = t.claim_places.c
    found: list[ColumnElement[bool]] = []
    if wanted.country:
        found.append(t.claims.c.key.in_(select(places.claim_key).where(places.country.in_(wanted.country))))
    if wanted.box:
        west, south, east, north = wanted.box
        across = or_(places.lon >= west, places.lon <= east) if west > east else places.lon.between(west, east)
        found.append(t.claims.c.key.in_(select(places.claim_key).where(places.lat.between(south, north), across)))
    return found


def _matching(dialect: Dialect, index: str, question: str) -> SelectBase:
    terms = query_terms(question)
    statement, parameters = dialect.matching(index, terms)
    return text(statement).bindparams(**parameters).columns(t.claims.c.key)
