"""The ledger in the store: accounts, links and copies, worked out once for each reading, and the views that are made of them.

What is kept here is derived: comparing claims takes time, grouping those that were compared does not. A reading that has come in, or has
taken the place of an older one, is worked in when the ledger is next asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, select, update

from sayso.ledger.articles import Article, article_of
from sayso.ledger.cluster import components
from sayso.ledger.copies import COMMON, Copy, copy_between, marks_of, wording_of
from sayso.ledger.decisions import in_force
from sayso.ledger.features import Features, features_of, merged
from sayso.ledger.group import Grouping, accounts_of_report, link_score
from sayso.ledger.keys import keys_of
from sayso.ledger.telling import Telling
from sayso.ledger.view import View, view_of
from sayso.model import Claim, Decision, Report
from sayso.records import claim_from_record
from sayso.store import tables as t
from sayso.store.writing import in_chunks

__all__ = [
    "RIVALLING",
    "LedgerWriter",
    "add_decision",
    "anchors_of",
    "copies_between",
    "decisions_of",
    "is_behind",
    "load_parts",
    "load_view",
    "mark_decided",
    "mark_stale",
    "parts_holding",
    "rows_of",
    "tellings_of",
    "whole_from_scratch",
]

BATCH = 200
KEPT_ACCOUNTS = 20_000
RIVALLING = ("CONTROL", "REMAIN", "DISPLACE", "RETREAT")
"""Types of which one happening may contradict another."""
COMPARING = ("articles", "cluster", "compare", "copies", "features", "group", "keys", "kinship", "tables", "weights", "words")
"""The modules of the ledger on which the kept accounts, links and copies depend."""


@cache
def version() -> str:
    """The hash of how claims are compared and what it weighs; the ledger's tables hold for one such version."""
    package = files("sayso.ledger")
    data = sorted((item for item in (package / "data").iterdir()), key=lambda item: item.name)
    digest = hashlib.sha256()
    for item in (*(package / f"{name}.py" for name in COMPARING), *data):
        digest.update(item.read_bytes())
    return digest.hexdigest()[:16]


def is_behind(connection: Connection) -> bool:
    """Whether there are readings that are not worked in, or worked in and no longer current, or by other comparisons."""
    if connection.execute(select(t.ledger_state.c.version)).scalar() != version():
        return True
    return connection.execute(_new_readings().limit(1)).first() is not None or connection.execute(_old_readings().limit(1)).first() is not None


def _new_readings() -> Select[Any]:
    worked_in = select(t.ledger_articles.c.reading_key)
    return select(t.readings.c.key).where(t.readings.c.current, t.readings.c.key.not_in(worked_in)).order_by(t.readings.c.key)


def _old_readings() -> Select[Any]:
    return select(t.readings.c.key).join(t.ledger_articles, t.ledger_articles.c.reading_key == t.readings.c.key).where(~t.readings.c.current)


class LedgerWriter:
    """Works readings in, a batch in a transaction."""

    def __init__(self) -> None:
        self.known: dict[int, Features] = {}

    @cached_property
    def version(self) -> str:
        """The version of the comparisons."""
        return version()

    def work_in(self, connection: Connection) -> int:
        """How many readings were worked in; nothing where there are none left."""
        self._begin(connection)
        keys = list(connection.execute(_new_readings().limit(BATCH)).scalars())
        if not keys:
            return 0
        accounts = self._accounts(connection, keys)
        self._link(connection, accounts)
        self._copies(connection, keys)
        return len(keys)

    def _begin(self, connection: Connection) -> None:
        """Clears what was worked out by other comparisons, and what readings left that are no longer current."""
        if connection.execute(select(t.ledger_state.c.version)).scalar() != self.version:
            self.known.clear()
            for table in t.DERIVED:
                connection.execute(delete(table))
            connection.execute(t.ledger_state.insert().values(version=self.version))
        for some in in_chunks(list(connection.execute(_old_readings()).scalars())):
            claims = select(t.claims.c.key).where(t.claims.c.reading_key.in_(some))
            mark_stale(connection, parts_holding(connection, claims))
            for column in (t.ledger_keys.c.account, t.ledger_links.c.a, t.ledger_links.c.b, t.ledger_claims.c.claim_key):
                connection.execute(delete(column.table).where(column.in_(claims)))
            connection.execute(delete(t.ledger_articles).where(t.ledger_articles.c.reading_key.in_(some)))

    def _accounts(self, connection: Connection, readings: Sequence[int]) -> dict[int, Features]:
        """The accounts of the readings by the keys of their first claims; they are in the tables, each a part of its own."""
        found: dict[int, Features] = {}
        articles, homes = [], []
        for reading, claims in _claims_by_reading(connection, readings):
            report, texts = _report_of(connection, reading)
            article = article_of(replace(report, text=texts))
            articles.append({"reading_key": reading.key, "report_key": reading.report_key, "topic": "\n".join(sorted(article.topic))})
            key_of = {claim.id: key for key, claim in reversed(claims)}
            for account in accounts_of_report([features_of(claim, article) for key, claim in claims if key_of[claim.id] == key]):
                head = key_of[account.id]
                found[head] = account
                homes += [{"claim_key": key_of[ident], "account": head, "part": head} for ident in account.claims]
        connection.execute(t.ledger_articles.insert(), articles)
        if homes:
            connection.execute(t.ledger_claims.insert(), homes)
        return found

    def _link(self, connection: Connection, accounts: Mapping[int, Features]) -> None:
        """Compares the accounts with all that share a key with one of them, and joins the parts of those that are linked."""
        keys = {head: sorted(map(_number, keys_of(account))) for head, account in accounts.items()}
        kept = [{"key": key, "account": head} for head, some in keys.items() for key in dict.fromkeys(some)]
        for start in range(0, len(kept), 5000):
            connection.execute(t.ledger_keys.insert(), kept[start : start + 5000])
        under: defaultdict[int, list[int]] = defaultdict(list)
        for some in in_chunks(sorted({key for mine in keys.values() for key in mine})):
            for key, account in connection.execute(select(t.ledger_keys.c.key, t.ledger_keys.c.account).where(t.ledger_keys.c.key.in_(some))):
                under[key].append(account)
        pairs = sorted({(min(head, other), max(head, other)) for head, mine in keys.items() for key in mine for other in under[key] if other != head})
        self._load(connection, {head for pair in pairs for head in pair}, accounts)
        links = {pair: score for pair in pairs if (score := self._score(*pair)) > 0}
        rows = [{"a": a, "b": b, "score": score} for (a, b), score in links.items()]
        for start in range(0, len(rows), 5000):
            connection.execute(t.ledger_links.insert(), rows[start : start + 5000])
        gone = _join_parts(connection, list(links))
        mark_stale(connection, {*(gone - accounts.keys()), *_parts_at(connection, accounts)})

    def _score(self, a: int, b: int) -> float:
        """How likely two accounts are to tell of one event; those of one report have been settled."""
        first, second = self.known[a], self.known[b]
        return link_score(first, second) if first.article.id != second.article.id else 0.0

    def _load(self, connection: Connection, wanted: Collection[int], new: Mapping[int, Features]) -> None:
        """Sees to it that the accounts are at hand, those of earlier batches too."""
        if len(self.known) > KEPT_ACCOUNTS:
            self.known = {head: account for head, account in self.known.items() if head in wanted}
        self.known.update(new)
        for some in in_chunks(sorted(set(wanted) - self.known.keys())):
            self.known.update(_accounts_at(connection, some))

    def _copies(self, connection: Connection, readings: Sequence[int]) -> None:
        """Notes the marks of texts that are new, and which texts have much in common with one of them."""
        joined = t.texts.join(t.reports, t.reports.c.text_key == t.texts.c.key).join(t.readings, t.readings.c.report_key == t.reports.c.key)
        texts = select(t.texts.c.key, t.texts.c.text).select_from(joined).where(t.readings.c.key.in_(readings))
        done = select(t.ledger_marks.c.text_key)
        fresh = {row.key: row.text for row in connection.execute(texts.where(t.texts.c.key.not_in(done)))}
        marks = {key: marks_of(text) for key, text in sorted(fresh.items())}
        rows = [{"mark": mark, "text_key": key} for key, some in marks.items() for mark in sorted(some)]
        for start in range(0, len(rows), 5000):
            connection.execute(t.ledger_marks.insert(), rows[start : start + 5000])
        found = _copies_of(connection, _sharing(connection, marks), fresh)
        if copies := [{"a": a, "b": b, "share": copy.share, "lead": copy.lead} for (a, b), copy in sorted(found.items())]:
            connection.execute(t.ledger_copies.insert(), copies)


def _copies_of(connection: Connection, pairs: Collection[tuple[int, int]], fresh: Mapping[int, str]) -> dict[tuple[int, int], Copy]:
    """The pairs that have much in common, one text of each being new. Older texts are fetched some at a time, and each is taken apart once."""
    new = {key: wording_of(text) for key, text in fresh.items()}
    partners: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in sorted(pairs):
        partners[b if a in new else a].append(a if a in new else b)
    others = ((key, wording_of(text)) for key, text in _texts(connection, partners.keys() - new.keys()))
    found: dict[tuple[int, int], Copy] = {}
    for key, wording in chain(((key, new[key]) for key in sorted(partners.keys() & new.keys())), others):
        for mine in partners[key]:
            if (copy := copy_between(new[mine], wording)) is not None:
                found[min(key, mine), max(key, mine)] = copy
    return found


def _sharing(connection: Connection, marks: Mapping[int, Collection[int]]) -> set[tuple[int, int]]:
    """The pairs of texts that share a mark which is no formula, one of the two being new."""
    under: defaultdict[int, list[int]] = defaultdict(list)
    for some in in_chunks(sorted({mark for mine in marks.values() for mark in mine})):
        for mark, key in connection.execute(select(t.ledger_marks.c.mark, t.ledger_marks.c.text_key).where(t.ledger_marks.c.mark.in_(some))):
            under[mark].append(key)
    found = ((key, other) for key, mine in marks.items() for mark in mine if len(under[mark]) <= COMMON for other in under[mark])
    return {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}


def _texts(connection: Connection, keys: Collection[int]) -> Iterator[tuple[int, str]]:
    for some in in_chunks(sorted(keys)):
        yield from ((row.key, row.text) for row in connection.execute(select(t.texts.c.key, t.texts.c.text).where(t.texts.c.key.in_(some))))


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def _join_parts(connection: Connection, links: Sequence[tuple[int, int]]) -> set[int]:
    """The parts that are no more: all claims that hang together over links now have the smallest number that one of them had."""
    heads = sorted({head for link in links for head in link})
    part = {row.claim_key: row.part for some in in_chunks(heads) for row in connection.execute(_homes().where(t.ledger_claims.c.claim_key.in_(some)))}
    gone: set[int] = set()
    for group in components(sorted(set(part.values())), [(part[a], part[b]) for a, b in links]):
        least = min(group)
        for some in in_chunks([number for number in group if number != least]):
            connection.execute(update(t.ledger_claims).where(t.ledger_claims.c.part.in_(some)).values(part=least))
            gone.update(some)
    return gone


def _parts_at(connection: Connection, heads: Collection[int]) -> set[int]:
    """The parts in which the claims of these keys now are."""
    homes = t.ledger_claims.c
    found = (connection.execute(select(homes.part).where(homes.claim_key.in_(some)).distinct()).scalars() for some in in_chunks(sorted(heads)))
    return {part for some in found for part in some}


def parts_holding(connection: Connection, claims: Select[Any]) -> set[int]:
    """The parts of the ledger that hold the claims (keys)."""
    return set(connection.execute(select(t.ledger_claims.c.part).where(t.ledger_claims.c.claim_key.in_(claims)).distinct()).scalars())


def mark_stale(connection: Connection, parts: Collection[int]) -> None:
    """Nothing; the digest of these parts will be written anew."""
    for some in in_chunks(sorted(parts)):
        known = set(connection.execute(select(t.ledger_stale.c.part).where(t.ledger_stale.c.part.in_(some))).scalars())
        if new := [{"part": part} for part in some if part not in known]:
            connection.execute(t.ledger_stale.insert(), new)


def _homes() -> Select[Any]:
    return select(t.ledger_claims.c.claim_key, t.ledger_claims.c.account, t.ledger_claims.c.part)


def _claims_by_reading(connection: Connection, readings: Sequence[int]) -> Iterator[tuple[Any, list[tuple[int, Claim]]]]:
    """Yields each reading with its claims and their keys."""
    columns = select(t.readings.c.key, t.readings.c.report_key, t.reports.c.id.label("report_id")).join(t.reports).where(t.readings.c.key.in_(readings))
    for reading in connection.execute(columns.order_by(t.readings.c.key)).all():
        rows = connection.execute(select(t.claims.c.key, t.claims.c.record).where(t.claims.c.reading_key == reading.key).order_by(t.claims.c.key))
        yield reading, [(row.key, claim_from_record(json.loads(row.record), reading.report_id)) for row in rows]


def _report_of(connection: Connection, reading: Any) -> tuple[Report, str]:
    columns = select(*META, t.texts.c.text).join(t.texts, t.texts.c.key == t.reports.c.text_key).where(t.reports.c.key == reading.report_key)
    row = connection.execute(columns).one()
    return _plain_report(row), row.text


META = (t.reports.c.id, t.reports.c.outlet, t.reports.c.title, t.reports.c.url, t.reports.c.published, t.reports.c.credit)


def _plain_report(row: Any) -> Report:
    return Report("", id=row.id, outlet=row.outlet, title=row.title, url=row.url, published=row.published, credit=row.credit)


def _accounts_at(connection: Connection, heads: Sequence[int]) -> Iterator[tuple[int, Features]]:
    """Yields accounts that were worked in before, made up again from their claims."""
    columns = select(t.claims.c.record, t.ledger_claims.c.account, t.ledger_articles.c.topic, *META).select_from(
        t.ledger_claims.join(t.claims, t.claims.c.key == t.ledger_claims.c.claim_key)
        .join(t.reports, t.reports.c.key == t.claims.c.report_key)
        .join(t.ledger_articles, t.ledger_articles.c.reading_key == t.claims.c.reading_key)
    )
    parts: defaultdict[int, list[Features]] = defaultdict(list)
    articles: dict[str, Article] = {}
    for row in connection.execute(columns.where(t.ledger_claims.c.account.in_(heads)).order_by(t.claims.c.key)):
        if row.id not in articles:
            articles[row.id] = replace(article_of(_plain_report(row)), topic=frozenset(row.topic.splitlines()))
        parts[row.account].append(features_of(claim_from_record(json.loads(row.record), row.id), articles[row.id]))
    yield from ((head, merged(some)) for head, some in parts.items())


def load_view(connection: Connection, claims: Select[Any] | None, *, as_of: str | None = None, around: bool = False) -> View:
    """The view of all happenings that one of the claims (keys) may belong to; of all where none are given.

    With ``around`` also of those that these may contradict: who else is said to hold a place, or to be where somebody has left. All claims then
    know what their reports speak of, so that they can be compared again.
    """
    decisions = decisions_of(connection)
    parts = None if claims is None else _parts(connection, claims, decisions, around=around)
    return _view(connection, parts, decisions, as_of=as_of, around=around)


def load_parts(connection: Connection, parts: Collection[int], *, as_of: str | None = None) -> tuple[View, set[int]]:
    """The view of all happenings in the parts and in those that a decision ties to them, and which parts these are."""
    decisions = decisions_of(connection)
    tied = _tied(connection, set(parts), decisions)
    return _view(connection, tied, decisions, as_of=as_of), tied


def _view(connection: Connection, parts: Collection[int] | None, decisions: Sequence[Decision], *, as_of: str | None, around: bool = False) -> View:
    rows = list(rows_of(connection, parts))
    tellings, homes, articles = tellings_of(rows)
    if around or any(decision.judgement in {"same", "different", "not-a-claim", "wrong-slot"} for decision in in_force(decisions)):
        tellings = _with_topics(connection, tellings)
    heads = {row.key: row.id for row in rows}
    grouping = Grouping({ident: heads[account] for ident, account in homes.items()}, dict(_links(connection, parts, heads)))
    return view_of(tellings, grouping=grouping, copies=dict(copies_between(connection, articles)), decisions=decisions, as_of=as_of)


def _parts(connection: Connection, claims: Select[Any], decisions: Sequence[Decision], *, around: bool) -> set[int]:
    """The parts of the ledger that hold the claims, and those that a decision ties to them."""
    found = parts_holding(connection, claims)
    if around:
        mine = select(t.ledger_claims.c.claim_key).where(t.ledger_claims.c.part.in_(sorted(found)))
        found |= parts_holding(connection, _rivals(mine))
    return _tied(connection, found, decisions)


def _tied(connection: Connection, found: set[int], decisions: Sequence[Decision]) -> set[int]:
    """The parts, and all that somebody's decision ties to them."""
    ties = []
    for decision in in_force(decisions):
        if decision.judgement == "same":
            ties.append({part for ident in decision.claims for part in _parts_of(connection, ident)})
    grown = True
    while grown:
        reached = found.union(*(tie for tie in ties if tie & found))
        grown, found = reached != found, reached
    return found


def _rivals(claims: Select[Any]) -> Select[Any]:
    """The claims on who holds a place, or where somebody is, that share a place or an actor with claims of that kind among those given."""
    names, others, kinds = t.claim_names.alias(), t.claim_names.alias(), t.claims.alias()
    shared = names.join(others, (others.c.name_key == names.c.name_key) & (others.c.role == names.c.role))
    shared = shared.join(kinds, kinds.c.key == names.c.claim_key).join(t.claims, t.claims.c.key == others.c.claim_key)
    found = select(others.c.claim_key).select_from(shared).where(names.c.claim_key.in_(claims), names.c.role.in_(("actor", "place")))
    return found.where(kinds.c.event.in_(RIVALLING), t.claims.c.event.in_(RIVALLING), t.claims.c.current)


def _parts_of(connection: Connection, ident: str) -> list[int]:
    joined = select(t.ledger_claims.c.part).join(t.claims, t.claims.c.key == t.ledger_claims.c.claim_key)
    return list(connection.execute(joined.where(t.claims.c.id == ident, t.claims.c.current)).scalars())


def rows_of(
    connection: Connection,
    parts: Collection[int] | None = None,
    *,
    happenings: Collection[str] | None = None,
    claims: Sequence[int] | None = None,
) -> Iterator[Any]:
    """Yields the claims of the parts, of the happenings as the digest has them, or of these keys, with their reports and accounts; all where none is given."""
    columns = select(
        t.claims.c.key, t.claims.c.id, t.claims.c.record, t.claims.c.report_key, t.ledger_claims.c.account, t.reports.c.text_key, t.texts.c.sha256,
    ).select_from(
        t.ledger_claims.join(t.claims, t.claims.c.key == t.ledger_claims.c.claim_key)
        .join(t.reports, t.reports.c.key == t.claims.c.report_key)
        .join(t.texts, t.texts.c.key == t.reports.c.text_key)
    )  # fmt: skip
    columns = columns.add_columns(*(column.label(f"report_{column.name}") for column in META)).where(t.claims.c.current)
    if happenings is not None:
        columns = columns.join(t.digest_tellings, t.digest_tellings.c.claim_key == t.claims.c.key)
        for wanted in in_chunks(sorted(happenings)):
            yield from connection.execute(columns.where(t.digest_tellings.c.happening.in_(wanted)))
    elif claims is not None:
        yield from connection.execute(columns.where(t.claims.c.key.in_(claims)))
    elif parts is not None:
        for some in in_chunks(sorted(parts)):
            yield from connection.execute(columns.where(t.ledger_claims.c.part.in_(some)))
    else:
        yield from connection.execute(columns.execution_options(yield_per=1000))


def tellings_of(rows: Iterable[Any]) -> tuple[list[Telling], dict[str, int], dict[str, int]]:
    """The claims, the account of each, and the key of each text by its id."""
    articles: dict[int, Article] = {}
    tellings: dict[str, Telling] = {}
    homes: dict[str, int] = {}
    texts: dict[str, int] = {}
    for row in rows:
        if row.report_key not in articles:
            report = Report("", id=row.report_id, outlet=row.report_outlet, url=row.report_url, published=row.report_published, credit=row.report_credit)
            articles[row.report_key] = replace(article_of(report), text=row.sha256[:16])
            texts[row.sha256[:16]] = row.text_key
        tellings[row.id] = Telling(row.id, claim_from_record(json.loads(row.record), row.report_id), articles[row.report_key])
        homes[row.id] = row.account
    return list(tellings.values()), homes, texts


def _with_topics(connection: Connection, tellings: Sequence[Telling]) -> list[Telling]:
    """The claims, each with what its report speaks of, as it takes to compare them."""
    reports = sorted({telling.article.id for telling in tellings})
    columns = select(t.reports.c.id, t.ledger_articles.c.topic).join(t.ledger_articles, t.ledger_articles.c.report_key == t.reports.c.key)
    topics = {row.id: frozenset(row.topic.splitlines()) for some in in_chunks(reports) for row in connection.execute(columns.where(t.reports.c.id.in_(some)))}
    articles = {telling.article.id: replace(telling.article, topic=topics[telling.article.id]) for telling in tellings}
    return [replace(telling, article=articles[telling.article.id]) for telling in tellings]


def _links(connection: Connection, parts: Collection[int] | None, heads: Mapping[int, str]) -> Iterator[tuple[tuple[str, str], float]]:
    """Yields the links between the accounts at hand, by the ids of their first claims, the smaller id first."""
    links = t.ledger_links.c
    for some in [None] if parts is None else in_chunks(sorted(parts)):
        columns = select(links.a, links.b, links.score)
        if some is not None:
            columns = columns.join(t.ledger_claims, t.ledger_claims.c.claim_key == links.a).where(t.ledger_claims.c.part.in_(some))
        for a, b, score in connection.execute(columns.execution_options(yield_per=5000)):
            first, second = heads.get(a), heads.get(b)
            if first is not None and second is not None:
                yield (min(first, second), max(first, second)), score


def copies_between(connection: Connection, texts: Mapping[str, int]) -> Iterator[tuple[tuple[str, str], Copy]]:
    """Yields the pairs of these texts that have much in common."""
    ids = {key: ident for ident, key in texts.items()}
    c = t.ledger_copies.c
    for some in in_chunks(sorted(ids)):
        for row in connection.execute(select(t.ledger_copies).where(c.a.in_(some))):
            if row.b in ids:
                pair = (ids[row.a], ids[row.b])
                yield (min(pair), max(pair)), Copy(row.share, row.lead)


def whole_from_scratch(connection: Connection, *, as_of: str | None = None) -> View:
    """The view of a store that cannot be written and whose ledger is behind: all is worked out in memory."""
    from sayso.ledger.copies import copies_among

    tellings: dict[str, Telling] = {}
    texts: dict[str, str] = {}
    keys = list(connection.execute(select(t.readings.c.key).where(t.readings.c.current).order_by(t.readings.c.key)).scalars())
    for some in in_chunks(keys):
        for reading, claims in _claims_by_reading(connection, some):
            report, text = _report_of(connection, reading)
            article = article_of(replace(report, text=text))
            texts[article.text] = text
            tellings.update((claim.id, Telling(claim.id, claim, article)) for _, claim in claims)
    return view_of(tellings.values(), copies=copies_among(texts), decisions=decisions_of(connection), as_of=as_of)


def decisions_of(connection: Connection) -> list[Decision]:
    """All decisions in the order in which they were made."""
    rows = connection.execute(select(t.decisions).order_by(t.decisions.c.number)).mappings()
    return [_decision(row) for row in rows]


def _decision(row: RowMapping) -> Decision:
    anchors = tuple((report, event, start, end) for report, event, start, end in json.loads(row["anchors"]))
    plain = {key: row[key] for key in ("judgement", "by", "at", "reason", "slot", "undoes", "number")}
    return Decision(claims=tuple(json.loads(row["claims"])), anchors=anchors, settles=tuple(json.loads(row["settles"] or "[]")), **plain)


def mark_decided(connection: Connection, decision: Decision, earlier: Sequence[Decision]) -> None:
    """Nothing; the digest will be written anew wherever the decision, or one that it takes back, has a say, also over claims of a later reading."""
    known = {other.number: other for other in earlier}
    concerned: set[str] = set()
    waiting: list[Decision] = [decision]
    while waiting:
        one = waiting.pop()
        concerned.update(one.claims)
        waiting += [known[number] for number in (one.undoes, *(one.settles or ())) if number in known]
    for some in in_chunks(sorted(concerned)):
        reports = select(t.claims.c.report_key).where(t.claims.c.id.in_(some))
        mark_stale(connection, parts_holding(connection, select(t.claims.c.key).where(t.claims.c.report_key.in_(reports), t.claims.c.current)))


def add_decision(connection: Connection, decision: Decision) -> Decision:
    """The decision with its number, under which it is kept for good."""
    number = (connection.execute(select(func.max(t.decisions.c.number))).scalar() or 0) + 1
    numbered = replace(decision, number=number)
    row = {key: getattr(numbered, key) for key in ("number", "judgement", "slot", "undoes", "by", "at", "reason")}
    settles = json.dumps(decision.settles) if decision.settles else None
    connection.execute(t.decisions.insert().values(**row, claims=json.dumps(decision.claims), anchors=json.dumps(decision.anchors), settles=settles))
    return numbered


def anchors_of(connection: Connection, claims: Sequence[str]) -> dict[str, Claim]:
    """The claims of these ids, of the newest readings; those that are not there are missing."""
    columns = select(t.claims.c.id, t.claims.c.record, t.reports.c.id.label("report_id")).join(t.reports, t.reports.c.key == t.claims.c.report_key)
    rows = connection.execute(columns.where(t.claims.c.id.in_(claims), t.claims.c.current))
    return {row.id: claim_from_record(json.loads(row.record), row.report_id) for row in rows}
