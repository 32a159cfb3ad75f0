"""What the pages of the workbench ask of the store: a page of happenings, disputes, voices, names, numbers or places, each in a few statements.

All of it comes out of the digest as it stands. As of another day only what the page shows is worked out anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, case, distinct, func, or_, select

from sayso.errors import UsageError
from sayso.ledger.control import control_in
from sayso.ledger.decisions import DecisionState, rule, ruled, states_of
from sayso.ledger.disputes import disputes_in
from sayso.ledger.telling import Telling
from sayso.ledger.tolls import tolls_in
from sayso.ledger.view import View, lies_in
from sayso.lexicon.folding import plain_name
from sayso.model import ControlRow, Decision, Dispute, Happening, Standing, TollRow
from sayso.store import tables as t
from sayso.store.dialect import Dialect
from sayso.store.digest import dispute_of, happening_of, is_stale, toll_of, view_of_happenings
from sayso.store.filters import ClaimFilter, ReportFilter, ReportRow, claims_statement, conditions, last_day, reports_statement
from sayso.store.ledger import decisions_of, is_behind, load_parts, rows_of, tellings_of
from sayso.store.stored import StoredClaim, stored_claim
from sayso.store.writing import in_chunks

__all__ = [
    "CalledRow",
    "Contested",
    "Desk",
    "DisputePage",
    "Found",
    "Ground",
    "HappeningFilter",
    "HappeningPage",
    "NamedActor",
    "Order",
    "Overview",
    "PlaceRow",
    "SpeakerRow",
    "Whole",
]

Row = TypeVar("Row")
Order = Literal["newest", "oldest", "said", "origins"]
GROUND = ("CONTROL", "ADVANCE", "RETREAT")
MOST_GROUND = 3000
"""Claims of control beyond which a narrower question has to be asked."""
MOST_PARTS = 40
"""Wholes and parts of a happening that are shown."""
LAST = 200
"""Reports that came in last, of which the newest are shown."""
CANDIDATES = 80
"""Happenings among which the disputes of an earlier day are looked for."""


@dataclass(frozen=True, slots=True)
class HappeningFilter:
    """Which happenings are wanted: some claim meets ``claims``, and the happening itself the rest.

    The days ``since`` and ``until`` of the claims are asked of the happening, since a claim may tell none. ``on`` is a day of the event, ``as_of`` the last
    day of which anything published is known. Raises UsageError for what is no day.
    """

    claims: ClaimFilter = field(default_factory=ClaimFilter)
    standing: tuple[Standing, ...] = ()
    min_origins: int = 0
    on: str | None = None
    as_of: str | None = None

    def __post_init__(self) -> None:
        if self.as_of is not None:
            object.__setattr__(self, "as_of", last_day(self.as_of, "as_of"))
        if self.on is not None:
            object.__setattr__(self, "on", last_day(self.on, "on"))

    @property
    def of_any_day(self) -> ClaimFilter:
        """What is asked of the claims."""
        return replace(self.claims, since=None, until=None)

    def is_met(self, one: Happening) -> bool:
        """Whether the happening, as told on the day that is asked for, stands as wanted and lies in the days."""
        if one.origins < self.min_origins or self.standing and one.standing not in self.standing:
            return False
        first, last = one.date_start or one.date_end, one.date_end or one.date_start
        since, until = self.on or self.claims.since, self.on or self.claims.until
        return (since is None or last is not None and last >= since) and (until is None or first is not None and first <= until)


class Found(NamedTuple, Generic[Row]):
    """A page of rows, and how many there are in all."""

    rows: Sequence[Row]
    total: int


class HappeningPage(NamedTuple):
    """A page of happenings in order, with their claims; ``at_most`` where an earlier day is asked for and ``total`` is an upper bound."""

    happenings: Sequence[Happening]
    view: View
    total: int
    at_most: bool = False


class DisputePage(NamedTuple):
    """A page of disputes with the happenings and claims that they are about."""

    disputes: Sequence[Dispute]
    view: View
    total: int
    at_most: bool = False


class Whole(NamedTuple):
    """One happening with all there is: its claims, its disputes and what they set against it, what it is a part of and what is a part of it."""

    happening: Happening
    view: View
    disputes: Sequence[Dispute]
    wholes: Sequence[Happening]
    parts: Sequence[Happening]


class SpeakerRow(NamedTuple):
    """A voice: the claims that stand on its word and those that it only passes on, and of the former how many are told by it alone, are denied by
    others, are told without a name, in its own words; the days on which it was first and last heard."""

    name: str
    kind: str
    country: str | None
    side: str | None
    claims: int
    passed_on: int
    asserted: int
    denials: int
    alone: int
    contradicted: int
    anonymous: int
    quoted: int
    first_said: str
    last_said: str


class NamedActor(NamedTuple):
    """An actor, how many claims name it, and under how many names; ``folded`` is what all its rows share."""

    actor: str
    kind: str
    country: str | None
    claims: int
    names: int
    folded: str


class CalledRow(NamedTuple):
    """What somebody calls an actor, how often, and the first claim in which he does, with the characters of the name in the report."""

    actor: str
    called: str
    speaker: str
    own_word: bool
    times: int
    claim: str
    report: str
    start: int
    end: int
    folded: str


class PlaceRow(NamedTuple):
    """A place with all that is told of it: happenings, claims, disputes; degrees and kilometres."""

    place: str
    country: str | None
    lat: float
    lon: float
    radius_km: float | None
    happenings: int
    claims: int
    disputed: int


class Contested(NamedTuple):
    """A place, how many disputes are about it, and when the last of them was heard of."""

    place: str
    country: str | None
    disputes: int
    last_said: str


class Ground(NamedTuple):
    """Who was claimed to have what, with the days of which anything is told; ``cut`` where there was more than can be shown at once."""

    rows: Sequence[ControlRow]
    view: View
    cut: bool


class Overview(NamedTuple):
    """What is in the store, in numbers, and the last day of publication (empty where no report has a date)."""

    reports: int
    outlets: int
    claims: int
    happenings: int
    disputes: int
    last_said: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Pages out of the digest of one store. Every method raises StoreError where the database cannot be read."""

    reading_from: Callable[[], AbstractContextManager[Connection]]
    dialect: Dialect

    def is_behind(self) -> bool:
        """Whether something has come in that the digest does not hold yet."""
        with self.reading_from() as connection:
            return is_behind(connection) or is_stale(connection)

    def overview(self) -> Overview:
        """What is in the store, counted."""
        with self.reading_from() as connection:
            worked_in = select(t.ledger_articles.c.reading_key)
            waiting = select(func.count()).select_from(t.readings).where(t.readings.c.current, t.readings.c.key.not_in(worked_in))
            last = select(func.max(t.digest_happenings.c.last_said))
            outlets = select(func.count(distinct(t.reports.c.outlet_folded)))
            numbers = [
                select(func.count()).select_from(t.reports),
                outlets,
                select(func.coalesce(func.sum(t.readings.c.claims), 0)).where(t.readings.c.current),
            ]
            numbers += [select(func.count()).select_from(t.digest_happenings), select(func.count()).select_from(t.digest_disputes)]
            row = connection.execute(select(*(number.scalar_subquery() for number in (*numbers, last, waiting)))).one()
            return Overview(int(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4]), row[5] or "", int(row[6]))

    def happenings(self, asked: HappeningFilter, *, order: Order = "newest", limit: int = 50, offset: int = 0, with_claims: bool = True) -> HappeningPage:
        """A page of the happenings that are asked for, in the order of their days, of what was said of them last, or of their origins.

        Where their claims are not wanted the view is empty.
        """
        with self.reading_from() as connection:
            met = self._met(connection, asked)
            total = connection.execute(select(func.count()).select_from(t.digest_happenings).where(*met)).scalar_one()
            wanted = select(t.digest_happenings.c.id).where(*met).order_by(*_order(order)).limit(limit).offset(offset)
            idents = list(connection.execute(wanted).scalars())
            if asked.as_of is None:
                view = view_of_happenings(connection, idents, with_claims=with_claims)
                by_id = {one.id: one for one in view.happenings}
                return HappeningPage([by_id[ident] for ident in idents if ident in by_id], view, total)
            view = _as_told_then(connection, idents, asked.as_of)
            found = [one for one in view.happenings if asked.is_met(one)]
            return HappeningPage(_sorted(found, order, view), view, total, at_most=True)

    def happening(self, ident: str, *, as_of: str | None = None) -> Whole:
        """A happening by its id, the beginning of one, or the id of one of its claims, as of now or of the end of a day.

        Raises UsageError where there is none, or several.
        """
        with self.reading_from() as connection:
            found = self._find(connection, ident)
            if as_of is None:
                return _whole_now(connection, found)
            view = _as_told_then(connection, [found], last_day(as_of, "as_of"))
            told = [one for one in view.happenings if one.id == found or ident in one.claims] or list(view.happenings)
            if not told:
                raise UsageError(f"nothing of the happening {ident!r} had been said by then.", where="as_of", remedy="Ask for a later day.")
            disputes = [dispute for dispute in disputes_in(view) if told[0].id in dispute.happenings]
            return Whole(told[0], view, disputes, (), ())

    def disputes(self, asked: HappeningFilter, *, kinds: Sequence[str] = (), limit: int = 25, offset: int = 0, with_claims: bool = True) -> DisputePage:
        """A page of the disputes about happenings that are asked for, those first that were heard of last; without claims where these are not wanted.

        As of an earlier day they are looked for among the happenings that are in dispute now or whose voices have changed their word since.
        """
        with self.reading_from() as connection:
            if asked.as_of is not None:
                return self._disputes_then(connection, asked, kinds, limit, offset)
            d = t.digest_disputes.c
            met: list[ColumnElement[bool]] = [d.kind.in_(kinds)] if kinds else []
            if asked != HappeningFilter():
                about = t.digest_disputed.join(t.digest_happenings, t.digest_happenings.c.id == t.digest_disputed.c.happening)
                met.append(d.id.in_(select(t.digest_disputed.c.dispute).select_from(about).where(*self._met(connection, asked))))
            total = connection.execute(select(func.count()).select_from(t.digest_disputes).where(*met)).scalar_one()
            rows = connection.execute(select(d.record).where(*met).order_by(d.last_said.desc(), d.id).limit(limit).offset(offset)).scalars()
            return _with_view(connection, [dispute_of(json.loads(record)) for record in rows], total, with_claims=with_claims)

    def dispute(self, ident: str) -> DisputePage:
        """One dispute by its id. Raises UsageError where there is none."""
        with self.reading_from() as connection:
            record = connection.execute(select(t.digest_disputes.c.record).where(t.digest_disputes.c.id == ident)).scalar()
            if record is None:
                raise UsageError(
                    f"there is no dispute {ident!r}.",
                    remedy="A decision may have ended it, or new claims have given it another id; the list of disputes has those of now.",
                )
            return _with_view(connection, [dispute_of(json.loads(record))], 1)

    def voices(
        self, asked: HappeningFilter | None = None, *, kind: str | None = None, words: str | None = None, limit: int = 50, offset: int = 0
    ) -> Found[SpeakerRow]:
        """A page of the voices on whose word claims stand, those with most claims first; ``words`` are some of their names."""
        v = t.digest_voices.c
        with self.reading_from() as connection:
            met = self._of_claims(connection, asked, v.claim_key, v.happening)
            met += [v.kind == kind] if kind else []
            met += [(" " + v.folded + " ").like(f"% {_escaped(word)}%", escape="/") for word in plain_name(words or "").split()]
            total = connection.execute(select(func.count(distinct(v.folded))).where(*met)).scalar_one()
            rows = connection.execute(_speakers(met).order_by(func.sum(v.inner).desc(), func.count().desc(), v.folded).limit(limit).offset(offset))
            return Found([_speaker(row) for row in rows], total)

    def voice(self, name: str) -> SpeakerRow:
        """One voice by its name. Raises UsageError where nobody of this name is heard."""
        with self.reading_from() as connection:
            row = connection.execute(_speakers([t.digest_voices.c.folded == plain_name(name)])).one_or_none()
            if row is None:
                raise UsageError(f"there is no voice {name!r}.", remedy="The list of voices has all of them.")
            return _speaker(row)

    def voices_of_the_day(self, day: str, *, limit: int = 8) -> Sequence[SpeakerRow]:
        """Who was heard most in what was published on a day."""
        v = t.digest_voices.c
        with self.reading_from() as connection:
            rows = connection.execute(_speakers([v.said == day]).order_by(func.sum(v.inner).desc(), v.folded).limit(limit))
            return [_speaker(row) for row in rows]

    def names(
        self, asked: HappeningFilter | None = None, *, words: str | None = None, limit: int = 20, offset: int = 0
    ) -> tuple[Found[NamedActor], Sequence[CalledRow]]:
        """A page of the actors, those with most names first, and what each is called, by whom, the commonest first."""
        c = t.digest_callings.c
        with self.reading_from() as connection:
            met = self._of_claims(connection, asked, c.claim_key, c.happening)
            named = met + [_is_called(word) for word in plain_name(words or "").split()]
            total = connection.execute(select(func.count(distinct(c.folded))).where(*named)).scalar_one()
            many = func.count(distinct(c.called_folded))
            columns = (func.min(c.actor), func.min(c.kind), func.min(c.country), func.count(), many, c.folded)
            page = select(*columns).where(*named).group_by(c.folded).order_by(many.desc(), func.count().desc(), c.folded).limit(limit).offset(offset)
            actors = connection.execute(page).all()
            called = _called(connection, [row[-1] for row in actors], met)
            return Found([NamedActor(*row) for row in actors], total), called

    def tolls(
        self, asked: HappeningFilter | None = None, *, what: Sequence[str] = (), limit: int = 25, offset: int = 0
    ) -> tuple[HappeningPage, Sequence[TollRow]]:
        """A page of the happenings of which numbers are told, the newest first, and these numbers."""
        asked = asked or HappeningFilter()
        with self.reading_from() as connection:
            counted = select(t.digest_tolls.c.happening).where(*([t.digest_tolls.c.what.in_(what)] if what else []))
            met = [*self._met(connection, asked), t.digest_happenings.c.id.in_(counted)]
            total = connection.execute(select(func.count()).select_from(t.digest_happenings).where(*met)).scalar_one()
            wanted = select(t.digest_happenings.c.id).where(*met).order_by(*_order("newest")).limit(limit).offset(offset)
            idents = list(connection.execute(wanted).scalars())
            if asked.as_of is not None:
                view = _as_told_then(connection, idents, asked.as_of)
                shown = replace(view, happenings=tuple(one for one in view.happenings if asked.is_met(one)))
                rows = [row for row in tolls_in(shown) if not what or row.what in what]
                return HappeningPage(shown.happenings, view, total, at_most=True), rows
            view = view_of_happenings(connection, idents, with_claims=False)
            by_id = {one.id: one for one in view.happenings}
            return HappeningPage([by_id[ident] for ident in idents], view, total), _tolls_of(connection, idents, what)

    def tolls_of(self, ident: str) -> Sequence[TollRow]:
        """The numbers of one happening, by what they count, in the order in which they were said."""
        with self.reading_from() as connection:
            return _tolls_of(connection, [ident], ())

    def places(self, asked: HappeningFilter | None = None, *, limit: int = 2000) -> Found[PlaceRow]:
        """The places of the happenings that are asked for, those of which most is told; countries as a whole and places that are not located are left out."""
        h = t.digest_happenings.c
        asked = asked or HappeningFilter()
        told, moot = _told_by(asked.as_of)
        disputed = case((h.id.in_(moot), 1), else_=0)
        with self.reading_from() as connection:
            met = [*self._met(connection, asked), h.lat.is_not(None), h.precision != "country"]
            happenings = (
                select(h.place_key, h.place, h.country, h.lat, h.lon, h.radius_km, told.label("told"), disputed.label("disputed")).where(*met).subquery()
            )
            p = happenings.c
            total = connection.execute(select(func.count(distinct(p.place_key)))).scalar_one()
            columns = (func.min(p.place), func.min(p.country), func.min(p.lat), func.min(p.lon), func.min(p.radius_km), func.count(), func.sum(p.told))
            page = select(*columns, func.sum(p.disputed)).group_by(p.place_key).order_by(func.sum(p.told).desc(), p.place_key).limit(limit)
            return Found([PlaceRow(*row) for row in connection.execute(page)], total)

    def contested(self, *, limit: int = 8) -> Sequence[Contested]:
        """The places of which most is in dispute."""
        d = t.digest_disputes.c
        columns = (func.min(d.place), func.min(d.country), func.count(), func.max(d.last_said))
        with self.reading_from() as connection:
            page = (
                select(*columns).where(d.place_key.is_not(None)).group_by(d.place_key).order_by(func.count().desc(), func.max(d.last_said).desc(), d.place_key)
            )
            return [Contested(*row) for row in connection.execute(page.limit(limit))]

    def days(self, asked: HappeningFilter | None = None, *, limit: int = 400) -> Sequence[tuple[str, int, int]]:
        """The days on which happenings lie, how many, and how many of them are in dispute; at most so many days, the newest, in order."""
        h = t.digest_happenings.c
        disputed = case((h.standing == "disputed", 1), else_=0)
        with self.reading_from() as connection:
            met = [*self._met(connection, asked or HappeningFilter()), h.day != ""]
            page = select(h.day, func.count(), func.sum(disputed)).where(*met).group_by(h.day).order_by(h.day.desc()).limit(limit)
            return [(day, int(n), int(m)) for day, n, m in connection.execute(page)][::-1]

    def ground(self, asked: HappeningFilter) -> Ground:
        """Who was claimed to have which place when, by the claims that are asked for (``on`` one day alone): at most some thousands, the newest."""
        with self.reading_from() as connection:
            met = [*conditions(connection, self.dialect, replace(asked.of_any_day, event=asked.claims.event or GROUND)), *_around_day(asked)]
            keys = list(
                connection.execute(select(t.claims.c.key).where(*met).order_by(t.claims.c.published.desc(), t.claims.c.key).limit(MOST_GROUND + 1)).scalars()
            )
            tellings: list[Telling] = []
            for some in in_chunks(keys[:MOST_GROUND]):
                tellings += tellings_of(rows_of(connection, claims=some))[0]
            tellings = ruled(tellings, rule(decisions_of(connection), tellings))
            rows = [row for row in control_in(tellings) if asked.on is None or row.date == asked.on]
            rows = [row for row in rows if (asked.claims.since or "") <= row.date <= (asked.claims.until or "9")]
            return Ground(rows, View((), {telling.id: telling for telling in tellings}), len(keys) > MOST_GROUND)

    def ground_days(self, asked: HappeningFilter) -> tuple[str, str] | None:
        """The first and the last day of which anybody says who has a place, as far as claims tell one day; null where none does."""
        with self.reading_from() as connection:
            met = conditions(connection, self.dialect, replace(asked.of_any_day, event=asked.claims.event or GROUND))
            one_day = func.coalesce(t.claims.c.date_start, t.claims.c.date_end) == t.claims.c.date_end
            row = connection.execute(select(func.min(t.claims.c.date_end), func.max(t.claims.c.date_end)).where(*met, one_day)).one()
            return (row[0], row[1]) if row[0] and row[1] else None

    def latest_reports(self, *, limit: int = 6) -> Sequence[ReportRow]:
        """The reports that came in last, the newest first."""
        with self.reading_from() as connection:
            last = select(t.reports.c.key).order_by(t.reports.c.key.desc()).limit(LAST)
            newest = (t.reports.c.added.desc(), func.coalesce(t.reports.c.published, "").desc(), t.reports.c.key.desc())
            found = reports_statement(self.dialect, ReportFilter()).where(t.reports.c.key.in_(last)).order_by(None)
            rows = connection.execute(found.order_by(*newest).limit(limit))
            return [ReportRow(**row._mapping) for row in rows]

    def decisions_on(self, claims: Collection[str]) -> Sequence[tuple[Decision, DecisionState]]:
        """The decisions about any of these claims, and those that took one of them back, in order, each with how it stands."""
        wanted, numbers = set(claims), set[int]()
        found: list[tuple[Decision, DecisionState]] = []
        with self.reading_from() as connection:
            made = decisions_of(connection)
        states = states_of(made)
        for decision in made:
            if not wanted.isdisjoint(decision.claims) or decision.undoes in numbers:
                found.append((decision, states[decision.number]))
                numbers.add(decision.number)
        return found

    def last_decision_of(self, name: str) -> Decision | None:
        """The last decision of a person that has not been taken back."""
        with self.reading_from() as connection:
            made = decisions_of(connection)
        states = states_of(made)
        own = (one for one in reversed(made) if one.by == name and one.judgement != "undo" and states[one.number] != "undone")
        return next(own, None)

    def claims_of_voice(self, name: str, wanted: ClaimFilter, *, limit: int = 50, offset: int = 0) -> Found[StoredClaim]:
        """A page of the claims that stand on the voice's word or that it passes on, those published last first."""
        with self.reading_from() as connection:
            own = select(t.digest_voices.c.claim_key).where(t.digest_voices.c.folded == plain_name(name))
            met = [*conditions(connection, self.dialect, wanted), t.claims.c.key.in_(own)]
            total = connection.execute(select(func.count()).select_from(t.claims).where(*met)).scalar_one()
            page = claims_statement(connection, self.dialect, wanted, newest=True).where(t.claims.c.key.in_(own)).limit(limit).offset(offset)
            return Found([stored_claim(row) for row in connection.execute(page)], total)

    def homes(self, claims: Collection[str]) -> dict[str, tuple[str, str]]:
        """The happening that each claim belongs to, and how it stands; those that the digest does not hold yet are missing."""
        joined = t.digest_tellings.join(t.claims, t.claims.c.key == t.digest_tellings.c.claim_key)
        joined = joined.join(t.digest_happenings, t.digest_happenings.c.id == t.digest_tellings.c.happening)
        columns = select(t.claims.c.id, t.digest_tellings.c.happening, t.digest_happenings.c.standing).select_from(joined)
        with self.reading_from() as connection:
            found = (connection.execute(columns.where(t.claims.c.id.in_(some), t.claims.c.current)).all() for some in in_chunks(sorted(claims)))
            return {ident: (happening, standing) for some in found for ident, happening, standing in some}

    def _find(self, connection: Connection, ident: str) -> str:
        """The id of the happening that is meant."""
        h = t.digest_happenings.c
        if ident.startswith("c-"):
            joined = t.digest_tellings.join(t.claims, t.claims.c.key == t.digest_tellings.c.claim_key)
            wanted = select(t.digest_tellings.c.happening).select_from(joined).where(t.claims.c.id == ident, t.claims.c.current)
        else:
            wanted = select(h.id).where(h.id.like(f"{_escaped(ident)}%", escape="/")).limit(3)
        found = list(connection.execute(wanted).scalars())
        if len(found) == 1:
            return str(found[0])
        what = f"{ident!r} begins the names of several happenings." if found else f"there is no happening {ident!r}."
        raise UsageError(what, remedy="The list of happenings has all of them; an id changes when the first claim does.")

    def _met(self, connection: Connection, asked: HappeningFilter) -> list[ColumnElement[bool]]:
        """What must hold of a row of the happenings; as of another day how it stood then is looked at later."""
        h = t.digest_happenings.c
        found: list[ColumnElement[bool]] = []
        if asked.of_any_day != ClaimFilter():
            joined = t.digest_tellings.join(t.claims, t.claims.c.key == t.digest_tellings.c.claim_key)
            claims = select(t.digest_tellings.c.happening).select_from(joined).where(*conditions(connection, self.dialect, asked.of_any_day))
            found.append(h.id.in_(claims))
        since, until = asked.on or asked.claims.since, asked.on or asked.claims.until
        if asked.as_of is not None:
            return [*found, h.first_said != "", h.first_said <= asked.as_of]
        found += [h.day >= since] if since else []
        found += [h.day != "", func.coalesce(h.date_start, h.date_end) <= until] if until else []
        found += [h.standing.in_(asked.standing)] if asked.standing else []
        return found + ([h.origins >= asked.min_origins] if asked.min_origins else [])

    def _of_claims(self, connection: Connection, asked: HappeningFilter | None, claim: Any, happening: Any) -> list[ColumnElement[bool]]:
        """What must hold of a row that stands under a claim and a happening."""
        if asked is None or asked == HappeningFilter():
            return []
        own = conditions(connection, self.dialect, asked.of_any_day)
        found: list[ColumnElement[bool]] = []
        if asked.of_any_day != ClaimFilter():
            found.append(claim.in_(select(t.claims.c.key).where(*own)))
        if asked.as_of is not None:
            found.append(claim.in_(select(t.claims.c.key).where(t.claims.c.published != "", t.claims.c.published_last <= asked.as_of)))
        rest = replace(asked, claims=ClaimFilter(since=asked.claims.since, until=asked.claims.until), as_of=None)
        if rest != HappeningFilter():
            found.append(happening.in_(select(t.digest_happenings.c.id).where(*self._met(connection, rest))))
        return found

    def _disputes_then(self, connection: Connection, asked: HappeningFilter, kinds: Sequence[str], limit: int, offset: int) -> DisputePage:
        h = t.digest_happenings.c
        changed = select(t.digest_tolls.c.happening).where(t.digest_tolls.c.superseded == 1)
        moot = or_(h.id.in_(select(t.digest_disputed.c.happening)), h.standing.in_(("corrected", "retracted", "denied", "disputed")), h.id.in_(changed))
        wanted = select(h.id).where(*self._met(connection, asked), moot).order_by(h.last_said.desc(), h.id).limit(CANDIDATES)
        view = _as_told_then(connection, list(connection.execute(wanted).scalars()), asked.as_of or "")
        met = {one.id for one in view.happenings if asked.is_met(one)}
        found = [one for one in disputes_in(view) if (not kinds or one.kind in kinds) and not met.isdisjoint(one.happenings)]
        return DisputePage(found[offset : offset + limit], view, len(found), at_most=True)


def _order(order: Order) -> tuple[Any, ...]:
    h = t.digest_happenings.c
    if order == "said":
        return (h.last_said.desc(), h.id)
    if order == "origins":
        return (h.origins.desc(), h.id)
    return (h.day, h.id) if order == "oldest" else (h.day.desc(), h.id)


def _sorted(happenings: Sequence[Happening], order: Order, view: View) -> list[Happening]:
    """The happenings of another day in the same order as those of now."""
    plain = sorted(happenings, key=lambda one: one.id)
    if order == "said":
        return sorted(plain, key=lambda one: max(view.tellings[claim].said or "" for claim in one.claims), reverse=True)
    if order == "origins":
        return sorted(plain, key=lambda one: -one.origins)
    return sorted(plain, key=lambda one: one.date_end or one.date_start or "", reverse=order == "newest")


def _as_told_then(connection: Connection, idents: Sequence[str], day: str) -> View:
    """What of these happenings had been told by the end of a day. What falls into several then stands where its first claim stands now."""
    h = t.digest_happenings.c
    parts = {part for some in in_chunks(list(idents)) for part in connection.execute(select(h.part).where(h.id.in_(some))).scalars()}
    view, _ = load_parts(connection, parts, as_of=day)
    firsts = [one.claims[0] for one in view.happenings]
    homes: dict[str, str] = {}
    joined = select(t.claims.c.id, t.digest_tellings.c.happening).join(t.digest_tellings, t.digest_tellings.c.claim_key == t.claims.c.key)
    for some in in_chunks(firsts):
        homes.update((ident, home) for ident, home in connection.execute(joined.where(t.claims.c.id.in_(some), t.claims.c.current)))
    wanted = set(idents)
    return replace(view, happenings=tuple(one for one in view.happenings if homes.get(one.claims[0]) in wanted))


def _whole_now(connection: Connection, ident: str) -> Whole:
    d = t.digest_disputed.c
    about = select(t.digest_disputes.c.record).join(t.digest_disputed, d.dispute == t.digest_disputes.c.id).where(d.happening == ident)
    disputes = [dispute_of(json.loads(record)) for record in connection.execute(about.order_by(t.digest_disputes.c.id)).scalars()]
    view = view_of_happenings(connection, {ident, *(other for dispute in disputes for other in dispute.happenings)})
    one = next(one for one in view.happenings if one.id == ident)
    wholes, parts = _relatives(connection, one)
    return Whole(replace(one, part_of=tuple(whole.id for whole in wholes)), view, disputes, wholes, parts)


def _relatives(connection: Connection, one: Happening) -> tuple[list[Happening], list[Happening]]:
    """The wider happenings that this one is part of, and those that are part of it."""
    h = t.digest_happenings.c
    if one.place is None or one.date_start is None or one.date_end is None:
        return [], []
    alike = [h.event == one.event, h.country == one.place.country, h.id != one.id, h.date_start.is_not(None), h.date_end.is_not(None)]
    wider = select(h.record).where(*alike, h.date_start <= one.date_start, h.date_end >= one.date_end).order_by(h.origins.desc(), h.id)
    wider = wider.where(or_(h.date_start < h.date_end, h.precision.in_(("region", "country"))))
    narrower = select(h.record).where(*alike, h.date_start >= one.date_start, h.date_end <= one.date_end).order_by(h.day, h.id)
    wholes = [other for record in connection.execute(wider.limit(5 * MOST_PARTS)).scalars() if lies_in(one, other := happening_of(json.loads(record)))]
    parts = [other for record in connection.execute(narrower.limit(5 * MOST_PARTS)).scalars() if lies_in(other := happening_of(json.loads(record)), one)]
    return wholes[:MOST_PARTS], parts[:MOST_PARTS]


def _told_by(as_of: str | None) -> tuple[Any, Select[Any]]:
    """How many claims of a happening had been published by the end of the day, and which happenings were in dispute, as far as that has lasted."""
    d, c = t.digest_disputed.c, t.claims.c
    if as_of is None:
        return t.digest_happenings.c.claims, select(d.happening)
    joined = t.digest_tellings.join(t.claims, c.key == t.digest_tellings.c.claim_key)
    told = (
        select(func.count()).select_from(joined).where(t.digest_tellings.c.happening == t.digest_happenings.c.id, c.published != "", c.published_last <= as_of)
    )
    moot = select(d.happening).join(t.digest_disputes, t.digest_disputes.c.id == d.dispute).where(t.digest_disputes.c.last_said <= as_of)
    return told.correlate(t.digest_happenings).scalar_subquery(), moot


def _with_view(connection: Connection, disputes: Sequence[Dispute], total: int, *, with_claims: bool = True) -> DisputePage:
    about = {ident for dispute in disputes for ident in dispute.happenings}
    return DisputePage(disputes, view_of_happenings(connection, about, with_claims=with_claims), total)


def _speakers(met: Sequence[ColumnElement[bool]]) -> Select[Any]:
    v = t.digest_voices.c
    said = case((v.said != "", v.said), else_=None)
    sums = [func.sum(v.inner * number) for number in (case((v.status == "asserted", 1), else_=0), case((v.status == "denied", 1), else_=0))]
    sums += [func.sum(v.inner * number) for number in (v.alone, v.contradicted, v.anonymous, v.quoted)]
    known = (func.min(v.name), func.min(v.kind), func.min(v.country), func.min(v.side), func.sum(v.inner), func.sum(1 - v.inner))
    return select(*known, *sums, func.min(said), func.max(said)).where(*met).group_by(v.folded)


def _speaker(row: Any) -> SpeakerRow:
    name, kind, country, side, *numbers, first, last = row
    return SpeakerRow._make((name, kind, country, side, *map(int, numbers), first or "", last or ""))


def _called(connection: Connection, actors: Sequence[str], met: Sequence[ColumnElement[bool]]) -> list[CalledRow]:
    """What these actors are called, by whom, with the first claim of each."""
    c = t.digest_callings.c
    if not actors:
        return []
    columns = (
        c.folded,
        c.called_folded,
        c.speaker,
        func.max(c.own_word).label("own_word"),
        func.count().label("number"),
        func.min(c.claim_key).label("claim_key"),
    )
    grouped = select(*columns).where(c.folded.in_(actors), *met).group_by(c.folded, c.called_folded, c.speaker).subquery()
    first = and_(c.claim_key == grouped.c.claim_key, c.folded == grouped.c.folded, c.called_folded == grouped.c.called_folded, c.speaker == grouped.c.speaker)
    joined = (
        grouped.join(t.digest_callings, first).join(t.claims, t.claims.c.key == grouped.c.claim_key).join(t.reports, t.reports.c.key == t.claims.c.report_key)
    )
    facts = (c.folded, c.actor, c.called, c.speaker, grouped.c.own_word, grouped.c.number)
    where = (t.claims.c.id, t.reports.c.id.label("report"), c.start, c.end, c.folded.label("again"))
    found = select(*facts, *where).select_from(joined)
    rows = connection.execute(found.order_by(c.folded, grouped.c.number.desc(), c.called_folded, c.speaker, c.position)).all()
    seen: dict[tuple[str, str, str], CalledRow] = {}
    for row in rows:
        seen.setdefault((row[0], row[2].casefold(), row[3]), CalledRow._make((*row[1:4], bool(row[4]), *row[5:])))
    by_actor: defaultdict[str, list[CalledRow]] = defaultdict(list)
    for (folded, _, _), called in seen.items():
        by_actor[folded].append(called)
    return [called for folded in actors for called in by_actor[folded]]


def _tolls_of(connection: Connection, idents: Sequence[str], what: Sequence[str]) -> list[TollRow]:
    tolls = t.digest_tolls.c
    columns = select(t.digest_tolls, t.claims.c.id.label("claim_id")).join(t.claims, t.claims.c.key == tolls.claim_key)
    rows = [row for some in in_chunks(list(idents)) for row in connection.execute(columns.where(tolls.happening.in_(some)).order_by(tolls.position))]
    place = {ident: number for number, ident in enumerate(idents)}
    return [toll_of(row) for row in sorted(rows, key=lambda row: (place[row.happening], row.position)) if not what or row.what in what]


def _around_day(asked: HappeningFilter) -> list[ColumnElement[bool]]:
    """What must hold of a claim that may speak of the day, or that had been published by the day as of which is asked."""
    c = t.claims.c
    found: list[ColumnElement[bool]] = []
    if asked.on is not None:
        told = and_(c.date_end >= asked.on, or_(c.date_start.is_(None), c.date_start <= asked.on))
        found.append(or_(told, c.published_last == asked.on, and_(c.date_end.is_(None), c.published_last >= asked.on)))
    if asked.as_of is not None:
        found += [c.published != "", c.published_last <= asked.as_of]
    return found


def _is_called(word: str) -> ColumnElement[bool]:
    """That a word begins the actor's name, or is a part of what it is called."""
    c = t.digest_callings.c
    return or_((" " + c.folded).like(f"% {_escaped(word)}%", escape="/"), c.called_folded.like(f"%{_escaped(word)}%", escape="/"))


def _escaped(value: str) -> str:
    """The value as it is written in a pattern, where ``%`` and ``_`` stand for anything."""
    return value.replace("/", "//").replace("%", "/%").replace("_", "/_")
