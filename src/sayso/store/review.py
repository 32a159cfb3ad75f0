"""What there is to review: the links and claims that the engine is least sure of, and what reviewers have made of them.

What people decided is little and is read whole; of links and claims only a page is read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from sayso.errors import UsageError
from sayso.ledger.decisions import Anchor, Finder, Item, Verdict, anchor_at, person, verdicts_of
from sayso.ledger.review import ENOUGH, ReviewProgress, gold_of, is_adjudicated, progress_of
from sayso.model import Decision, Report
from sayso.records import Record, claim_from_record
from sayso.store import tables as t
from sayso.store.dialect import Dialect
from sayso.store.filters import ClaimFilter, claims_statement, conditions
from sayso.store.ledger import decisions_of
from sayso.store.stored import StoredClaim, stored_claim

__all__ = ["QueueKind", "Queued", "Review", "ReviewQueue"]

QueueKind = Literal["links", "claims", "all", "disagreements"]
Pair = tuple[int, int]
EVERYTHING = ClaimFilter()
LOT = 10_000
"""How many values are looked up in one statement; what people decided is seldom more."""


class Queued(NamedTuple):
    """An item to be judged: a claim, or two claims that the engine links, with what people have said of it.

    ``score`` is the claim's own, from 0 to 1, or how likely the two tell of one event (log-odds, above 0); null for two that the engine does not link.
    """

    kind: Literal["link", "claim"]
    claims: tuple[StoredClaim, ...]
    score: float | None
    verdict: Verdict


class ReviewQueue(NamedTuple):
    """A page of items, the least certain first, and how many there are in all."""

    rows: Sequence[Queued]
    total: int


class _Waiting(NamedTuple):
    """An item before its claims are looked up: their keys, and the score."""

    keys: tuple[int, ...]
    score: float | None


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one store. Links are those of the ledger as it was last brought up to date. Methods raise StoreError where the database cannot be read."""

    reading_from: Callable[[], AbstractContextManager[Connection]]
    dialect: Dialect

    def queue(self, kind: QueueKind = "all", wanted: ClaimFilter = EVERYTHING, *, reviewer: str | None = None, limit: int = 50, offset: int = 0) -> ReviewQueue:
        """A page of what there is to judge, the least certain first; of all, a link and a claim take turns.

        Links are between the first claims of two accounts, and are wanted where some claim of these meets the conditions. What the reviewer has judged is
        left out, disagreements excepted: these come in the order in which they began. Raises UsageError for a kind that there is not.
        """
        if kind not in get_args(QueueKind):
            raise UsageError(f"there is no {kind!r}.", where="kind", remedy=f"Choose {', '.join(get_args(QueueKind))}.")
        with self.reading_from() as connection:
            decisions = decisions_of(connection)
            verdicts = verdicts_of(decisions, _finder(connection, decisions))
            met = [*conditions(connection, self.dialect, wanted), t.claims.c.current]
            if kind == "disagreements":
                waiting, total = _disagreements(connection, met, wanted, verdicts, slice(offset, offset + limit))
            else:
                mine = {item for item, verdict in verdicts.items() if reviewer is not None and person(reviewer) in verdict.persons}
                links = _Links(connection, met if wanted != EVERYTHING else [], mine) if kind != "claims" else _NOTHING
                claims = _Claims(connection, met, mine) if kind != "links" else _NOTHING
                waiting, total = _taking_turns(links, claims, limit, offset), links.total + claims.total
            return ReviewQueue(list(self._looked_up(connection, waiting, verdicts)), total)

    def _looked_up(self, connection: Connection, waiting: Sequence[_Waiting], verdicts: Mapping[Item, Verdict]) -> Iterator[Queued]:
        keys = sorted({key for one in waiting for key in one.keys})
        known: dict[int, StoredClaim] = {}
        for some in _in_lots(keys):
            page = claims_statement(connection, self.dialect, EVERYTHING).where(t.claims.c.key.in_(some))
            known.update((row.key, stored_claim(row)) for row in connection.execute(page))
        for one in waiting:
            claims = tuple(known[key] for key in one.keys)
            item = tuple(sorted(claim.record["id"] for claim in claims))
            yield Queued("claim" if len(claims) == 1 else "link", claims, one.score, verdicts.get(item) or Verdict(item))

    def progress(self) -> ReviewProgress:
        """How far the review has come. What people judged of their own accord, and the engine does not link, counts as a link."""
        with self.reading_from() as connection:
            decisions = decisions_of(connection)
            verdicts = verdicts_of(decisions, _finder(connection, decisions)).values()
            pairs = [verdict for verdict in verdicts if len(verdict.item) == 2]
            singles = [verdict for verdict in verdicts if len(verdict.item) == 1]
            links, claims = _Links(connection, [], set()), _Claims(connection, [t.claims.c.current], set())
            heads = {ident: key for ident, (key, account) in _homes(connection, {ident for one in pairs for ident in one.item}).items() if key == account}
            wanted = {_pair(*(heads[ident] for ident in one.item)) for one in pairs if all(ident in heads for ident in one.item)}
            return ReviewProgress(
                progress_of(pairs, links.total + len(pairs) - len(_scores(connection, wanted))),
                progress_of(singles, claims.total),
            )

    def gold(self, *, reviewers: int = ENOUGH) -> Iterator[Record]:
        """Yields each report of which some claim was settled or judged alike by enough persons, as `sayso.ledger.review.gold_of` has it."""
        with self.reading_from() as connection:
            decisions = decisions_of(connection)
            verdicts = verdicts_of(decisions, _finder(connection, decisions))
            wanted = [item[0] for item, verdict in verdicts.items() if len(item) == 1 and is_adjudicated(verdict, reviewers)]
            columns = select(t.claims.c.report_key).where(t.claims.c.current).distinct()
            keys = {key for some in _in_lots(wanted) for key in connection.execute(columns.where(t.claims.c.id.in_(some))).scalars()}
            for key in sorted(keys):
                report = _report(connection, key)
                rows = connection.execute(select(t.claims.c.record).where(t.claims.c.report_key == key, t.claims.c.current).order_by(t.claims.c.key))
                claims = [claim_from_record(json.loads(row.record), report.id) for row in rows]
                yield gold_of(report, claims, verdicts, reviewers)


def _finder(connection: Connection, decisions: Sequence[Decision]) -> Finder:
    """Tells which claims of the newest readings the claims of decisions are: those of the same ids, else those that stand where these stood."""
    idents = sorted({ident for decision in decisions for ident in decision.claims})
    columns = select(t.claims.c.id, t.claims.c.current, t.claims.c.report_key)
    rows = [row for some in _in_lots(idents) for row in connection.execute(columns.where(t.claims.c.id.in_(some)))]
    current = {row.id for row in rows if row.current}
    standing: defaultdict[Anchor, list[str]] = defaultdict(list)
    for ident, anchor in _standing(connection, sorted({row.report_key for row in rows if row.id not in current})):
        standing[anchor].append(ident)

    def found(ident: str, anchor: Anchor | None) -> Sequence[str]:
        return (ident,) if ident in current else standing.get(anchor, ()) if anchor else ()

    return found


def _standing(connection: Connection, reports: Sequence[int]) -> Iterator[tuple[str, Anchor]]:
    """Yields the claims of the newest readings of the reports, each with where it stands."""
    columns = select(t.claims.c.id, t.claims.c.event, t.claims.c.record, t.reports.c.id.label("report_id")).join(t.reports)
    for some in _in_lots(reports):
        for row in connection.execute(columns.where(t.claims.c.report_key.in_(some), t.claims.c.current)):
            trigger = json.loads(row.record)["trigger"]
            yield row.id, anchor_at(row.report_id, row.event, trigger["start"], trigger["end"])


def _homes(connection: Connection, idents: Collection[str]) -> dict[str, tuple[int, int | None]]:
    """The key of each claim, and the account that it belongs to, if the ledger has it."""
    columns = select(t.claims.c.id, t.claims.c.key, t.ledger_claims.c.account).outerjoin(t.ledger_claims, t.ledger_claims.c.claim_key == t.claims.c.key)
    found: dict[str, tuple[int, int | None]] = {}
    for some in _in_lots(sorted(idents)):
        for row in connection.execute(columns.where(t.claims.c.id.in_(some), t.claims.c.current).order_by(t.claims.c.key)):
            found.setdefault(row.id, (row.key, row.account))
    return found


def _scores(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, float]:
    """How likely the two accounts of each pair are to tell of one event, for those that are linked."""
    c = t.ledger_links.c
    return {
        (row.a, row.b): row.score
        for some in _in_lots(sorted({a for a, _ in pairs}))
        for row in connection.execute(select(c.a, c.b, c.score).where(c.a.in_(some)))
        if (row.a, row.b) in pairs
    }


def _pair(a: int, b: int) -> Pair:
    return (min(a, b), max(a, b))


class _Nothing:
    """A queue with nothing in it."""

    total = 0

    def page(self, limit: int, offset: int) -> list[_Waiting]:
        """Nothing."""
        return []


_NOTHING = _Nothing()


class _Claims(_Nothing):
    """The claims that meet the conditions, those first of which the engine is least sure, less those that a person has judged."""

    def __init__(self, connection: Connection, met: Sequence[ColumnElement[bool]], judged: Collection[Item]) -> None:
        self.connection = connection
        self.met = met
        self.judged = {key for key, _ in _homes(connection, {item[0] for item in judged if len(item) == 1}).values()}
        left_out = sum(_count(connection, t.claims, [*met, t.claims.c.key.in_(some)]) for some in _in_lots(sorted(self.judged)))
        self.total = _count(connection, t.claims, met) - left_out

    def page(self, limit: int, offset: int) -> list[_Waiting]:
        """So many of them from there on."""
        c = t.claims.c
        ordered = select(c.key, c.score).where(*self.met).order_by(c.score, c.key)
        rows = _without(self.connection, ordered, lambda row: row.key in self.judged, len(self.judged), limit, offset)
        return [_Waiting((row.key,), row.score) for row in rows]


class _Links(_Nothing):
    """The links between accounts of which some claim meets the conditions, the least likely first, less those of which a person has judged some claims."""

    def __init__(self, connection: Connection, met: Sequence[ColumnElement[bool]], judged: Collection[Item]) -> None:
        self.connection = connection
        c = t.ledger_links.c
        self.met: list[ColumnElement[bool]] = []
        if _holds_old_claims(connection):
            self.met += [exists().where(t.claims.c.key == key, t.claims.c.current) for key in (c.a, c.b)]
        if met:
            heads = select(t.ledger_claims.c.account).join(t.claims, t.claims.c.key == t.ledger_claims.c.claim_key).where(*met)
            self.met.append(or_(c.a.in_(heads), c.b.in_(heads)))
        homes = _homes(connection, {ident for item in judged if len(item) == 2 for ident in item})
        accounts = [[account for ident in item if ident in homes and (account := homes[ident][1]) is not None] for item in judged if len(item) == 2]
        self.judged = {_pair(*some) for some in accounts if len(some) == 2}
        self.total = _count(connection, t.ledger_links, self.met) - len(self._left_out())

    def _left_out(self) -> set[Pair]:
        """Those of the judged pairs that would be here otherwise."""
        c = t.ledger_links.c
        found = _in_lots(sorted({a for a, _ in self.judged}))
        rows = (row for some in found for row in self.connection.execute(select(c.a, c.b).where(*self.met, c.a.in_(some))))
        return {(row.a, row.b) for row in rows} & self.judged

    def page(self, limit: int, offset: int) -> list[_Waiting]:
        """So many of them from there on."""
        c = t.ledger_links.c
        ordered = select(c.a, c.b, c.score).where(*self.met).order_by(c.score, c.a, c.b)
        rows = _without(self.connection, ordered, lambda row: (row.a, row.b) in self.judged, len(self.judged), limit, offset)
        return [_Waiting((row.a, row.b), row.score) for row in rows]


def _holds_old_claims(connection: Connection) -> bool:
    """Whether the ledger holds claims of readings that are no longer the newest, since it was not brought up to date."""
    joined = t.readings.join(t.ledger_articles, t.ledger_articles.c.reading_key == t.readings.c.key)
    return connection.execute(select(t.readings.c.key).select_from(joined).where(~t.readings.c.current).limit(1)).first() is not None


def _count(connection: Connection, table: Any, met: Sequence[ColumnElement[bool]]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(*met)).scalar_one())


def _without(connection: Connection, ordered: Select[Any], is_out: Callable[[Any], bool], most_out: int, limit: int, offset: int) -> list[Any]:
    """A page of the rows less some, of which there are at most so many."""
    if not most_out:
        return list(connection.execute(ordered.limit(limit).offset(offset)))
    rows = connection.execute(ordered.limit(offset + limit + most_out))
    return [row for row in rows if not is_out(row)][offset : offset + limit]


def _taking_turns(links: _Nothing, claims: _Nothing, limit: int, offset: int) -> list[_Waiting]:
    """A page of both, one of each at a time, beginning with a link; where one is exhausted the rest are of the other."""
    shorter = min(links.total, claims.total)

    def links_before(position: int) -> int:
        if position <= 2 * shorter:
            return (position + 1) // 2
        return position - shorter if links.total > shorter else shorter

    end = max(offset, min(offset + limit, links.total + claims.total))
    first, last = links_before(offset), links_before(end)
    some_links = iter(links.page(last - first, first)) if last > first else iter(())
    some_claims = iter(claims.page(end - offset - (last - first), offset - first)) if end - offset > last - first else iter(())
    turns = (some_links if links_before(n + 1) > links_before(n) else some_claims for n in range(offset, end))
    return [one for turn in turns if (one := next(turn, None)) is not None]


def _disagreements(
    connection: Connection, met: Sequence[ColumnElement[bool]], wanted: ClaimFilter, verdicts: Mapping[Item, Verdict], page: slice
) -> tuple[list[_Waiting], int]:
    """A page of what persons disagree about, in the order in which that began, and how much there is in all."""
    found = sorted((verdict for verdict in verdicts.values() if verdict.state == "disputed"), key=lambda verdict: (verdict.numbers, verdict.item))
    if wanted != EVERYTHING:
        meeting = _meeting(connection, met, {ident for verdict in found for ident in verdict.item})
        found = [verdict for verdict in found if not meeting.isdisjoint(verdict.item)]
    shown = found[page]
    homes = _homes(connection, {ident for verdict in shown for ident in verdict.item})
    accounts = {verdict.item: _account_pair(verdict.item, homes) for verdict in shown}
    scores = _scores(connection, set(filter(None, accounts.values())))
    claims = {row.key: row.score for row in _claim_scores(connection, homes)}
    waiting = []
    for verdict in shown:
        keys = tuple(sorted(homes[ident][0] for ident in verdict.item))
        pair = accounts[verdict.item]
        waiting.append(_Waiting(keys, claims[keys[0]] if len(keys) == 1 else scores.get(pair) if pair else None))
    return waiting, len(found)


def _claim_scores(connection: Connection, homes: Mapping[str, tuple[int, int | None]]) -> Iterator[Any]:
    for some in _in_lots(sorted(key for key, _ in homes.values())):
        yield from connection.execute(select(t.claims.c.key, t.claims.c.score).where(t.claims.c.key.in_(some)))


def _account_pair(item: Item, homes: Mapping[str, tuple[int, int | None]]) -> Pair | None:
    accounts = [account for ident in item if (account := homes[ident][1]) is not None]
    return _pair(*accounts) if len(accounts) == 2 else None


def _meeting(connection: Connection, met: Iterable[ColumnElement[bool]], idents: Collection[str]) -> set[str]:
    columns = select(t.claims.c.id).where(*met)
    return {ident for some in _in_lots(sorted(idents)) for ident in connection.execute(columns.where(t.claims.c.id.in_(some))).scalars()}


def _in_lots(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), LOT):
        yield values[start : start + LOT]


def _report(connection: Connection, key: int) -> Report:
    r = t.reports.c
    columns = select(r.id, r.outlet, r.title, r.url, r.published, t.texts.c.text).join(t.texts, t.texts.c.key == r.text_key)
    return Report(**connection.execute(columns.where(r.key == key)).one()._mapping)
