"""The digest: what the ledger comes to, a row for each happening, dispute, voice, name and number, so that a page of it can be shown at once.

It is derived, and written anew for those parts of the ledger that have changed. Views of another day are worked out when they are asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, and_, delete, func, literal, or_, select

from sayso.ledger.disputes import disputes_between, disputes_within, leavers
from sayso.ledger.telling import Telling
from sayso.ledger.tolls import tolls_in
from sayso.ledger.values import place_key
from sayso.ledger.view import View
from sayso.lexicon.folding import plain_name
from sayso.model import Dispute, Happening, Origin, Place, Side, SlotStanding, TollRow
from sayso.records import Record
from sayso.store import tables as t
from sayso.store.ledger import RIVALLING, copies_between, load_parts, mark_stale, rows_of, tellings_of
from sayso.store.writing import in_chunks
from sayso.survey.names import callings_in

__all__ = ["DigestWriter", "dispute_of", "drop_digest", "happening_of", "is_stale", "toll_of", "view_of_happenings"]

CLAIMS = 2000
"""How many claims are worked on in one transaction, as far as the parts of the ledger allow."""
PARTS = 400


@cache
def version() -> str:
    """The hash of all that decides what the digest holds; it holds for one such version."""
    modules = [item for package in ("sayso.ledger", "sayso.survey") for item in files(package).iterdir() if item.name.endswith(".py")]
    digest = hashlib.sha256()
    for item in (*sorted(modules, key=lambda item: item.name), files("sayso.store") / "digest.py"):
        digest.update(item.read_bytes())
    return digest.hexdigest()[:16]


def is_stale(connection: Connection) -> bool:
    """Whether some of the digest has still to be written."""
    if connection.execute(select(t.digest_state.c.version)).scalar() != version():
        return True
    return connection.execute(select(t.ledger_stale.c.part).limit(1)).first() is not None


def drop_digest(connection: Connection, parts: Collection[int]) -> None:
    """Nothing; of these parts the digest holds nothing any more, and will be written anew."""
    _drop(connection, parts)
    mark_stale(connection, parts)


def _drop(connection: Connection, parts: Collection[int]) -> None:
    """Takes out what the digest holds of the parts, also of those that they have taken up since."""
    h = t.digest_happenings.c
    for some in in_chunks(sorted(parts)):
        held = select(t.digest_tellings.c.happening).join(t.ledger_claims, t.ledger_claims.c.claim_key == t.digest_tellings.c.claim_key)
        mine = set(connection.execute(select(h.id).where(h.part.in_(some))).scalars())
        mine |= set(connection.execute(held.where(t.ledger_claims.c.part.in_(some))).scalars())
        for idents in in_chunks(sorted(mine)):
            about = select(t.digest_disputed.c.dispute).where(t.digest_disputed.c.happening.in_(idents))
            connection.execute(delete(t.digest_disputes).where(t.digest_disputes.c.id.in_(about)))
            connection.execute(delete(t.digest_happenings).where(h.id.in_(idents)))


class DigestWriter:
    """Writes the digest of what has changed, some parts of the ledger in a transaction."""

    def write(self, connection: Connection) -> int:
        """How many parts were written; nothing where the digest is up to date."""
        self._begin(connection)
        stale = _next_parts(connection)
        if not stale:
            return 0
        view, tied = load_parts(connection, stale)
        _drop(connection, tied)
        _write(connection, view)
        for some in in_chunks(sorted(tied | set(stale))):
            connection.execute(delete(t.ledger_stale).where(t.ledger_stale.c.part.in_(some)))
        return len(stale)

    def _begin(self, connection: Connection) -> None:
        """Makes everything stale that another version of the program wrote."""
        if connection.execute(select(t.digest_state.c.version)).scalar() == version():
            return
        for table in t.DIGEST:
            connection.execute(delete(table))
        connection.execute(delete(t.ledger_stale))
        connection.execute(t.ledger_stale.insert().from_select(["part"], select(t.ledger_claims.c.part).distinct()))
        connection.execute(t.digest_state.insert().values(version=version()))


def _next_parts(connection: Connection) -> list[int]:
    """The next stale parts, as many as hold a handful of claims, and at least one."""
    homes = t.ledger_claims.c
    wanted = select(t.ledger_stale.c.part, func.count(homes.claim_key)).outerjoin(t.ledger_claims, homes.part == t.ledger_stale.c.part)
    found: list[int] = []
    claims = 0
    for part, number in connection.execute(wanted.group_by(t.ledger_stale.c.part).order_by(t.ledger_stale.c.part).limit(PARTS)):
        if found and claims + number > CLAIMS:
            break
        found.append(part)
        claims += number
    return found


def _write(connection: Connection, view: View) -> None:
    """Writes the rows of all happenings of the view, and the disputes that they take part in."""
    keys, parts = _claim_keys(connection, view)
    within = [dispute for happening in view.happenings for dispute in disputes_within(view, happening)]
    denied = {claim for dispute in within if dispute.kind == "denial" for claim in dispute.sides[0].claims}
    _insert(connection, t.digest_happenings, (_happening_row(view, one, parts) for one in view.happenings))
    _insert(connection, t.digest_tellings, ({"claim_key": keys[claim], "happening": one.id} for one in view.happenings for claim in one.claims))
    _insert(connection, t.digest_voices, (row for one in view.happenings for row in _voice_rows(view, one, keys, denied)))
    _insert(connection, t.digest_callings, (row for one in view.happenings for row in _calling_rows(view, one, keys)))
    _insert(connection, t.digest_tolls, _toll_rows(view, keys))
    between = _disputes_with_others(connection, view)
    happenings = {one.id: one for one in (*view.happenings, *between[1].happenings)}
    tellings = {**between[1].tellings, **view.tellings}
    disputes = {dispute.id: dispute for dispute in (*within, *between[0])}
    _insert(connection, t.digest_disputes, (_dispute_row(dispute, happenings, tellings) for dispute in disputes.values()))
    links = {(dispute.id, ident) for dispute in disputes.values() for ident in dispute.happenings}
    _insert(connection, t.digest_disputed, ({"dispute": dispute, "happening": ident} for dispute, ident in sorted(links)))


def _insert(connection: Connection, table: Any, rows: Iterable[Mapping[str, object]]) -> None:
    all_rows = list(rows)
    for start in range(0, len(all_rows), 1000):
        connection.execute(table.insert(), all_rows[start : start + 1000])


def _claim_keys(connection: Connection, view: View) -> tuple[dict[str, int], dict[str, int]]:
    """The key of each claim by its id, and the part of the ledger that it is in."""
    keys: dict[str, int] = {}
    parts: dict[str, int] = {}
    columns = select(t.claims.c.id, t.claims.c.key, t.ledger_claims.c.part).join(t.ledger_claims, t.ledger_claims.c.claim_key == t.claims.c.key)
    for some in in_chunks(sorted(view.tellings)):
        for row in connection.execute(columns.where(t.claims.c.id.in_(some), t.claims.c.current)):
            keys[row.id], parts[row.id] = row.key, row.part
    return keys, parts


def _happening_row(view: View, one: Happening, parts: Mapping[str, int]) -> dict[str, object]:
    said = sorted(filter(None, (view.tellings[claim].said for claim in one.claims)))
    plain = {key: getattr(one, key) for key in ("id", "event", "mode", "standing", "date_start", "date_end", "articles", "publishers", "origins")}
    return {
        **plain,
        **_place_columns(one.place),
        "part": parts[one.claims[0]],
        "day": one.date_end or one.date_start or "",
        "first_said": said[0] if said else "",
        "last_said": said[-1] if said else "",
        "claims": len(one.claims),
        "record": json.dumps(asdict(one), ensure_ascii=False),
    }


def _place_columns(place: Place | None) -> dict[str, object]:
    if place is None:
        return dict.fromkeys(("place", "place_key", "country", "admin1", "lat", "lon", "radius_km", "precision"))
    exact = {key: getattr(place, key) for key in ("country", "admin1", "lat", "lon", "radius_km", "precision")}
    return {"place": place.name, "place_key": place_key(place), **exact}


def _voice_rows(view: View, one: Happening, keys: Mapping[str, int], denied: Collection[str]) -> Iterator[dict[str, object]]:
    for telling in view.of(one):
        last = len(telling.claim.voices) - 1
        for position, voice in enumerate(telling.claim.voices):
            yield {
                "claim_key": keys[telling.id],
                "position": position,
                "happening": one.id,
                "name": voice.name,
                "folded": plain_name(voice.name),
                "kind": voice.kind,
                "country": voice.country,
                "side": voice.side,
                "anonymous": int(voice.anonymous),
                "quoted": int(voice.manner == "quoted"),
                "inner": int(position == last),
                "status": telling.claim.status,
                "said": telling.said or "",
                "alone": int(one.origins == 1 and telling.asserts),
                "contradicted": int(telling.id in denied),
            }


def _calling_rows(view: View, one: Happening, keys: Mapping[str, int]) -> Iterator[dict[str, object]]:
    for telling in view.of(one):
        for position, calling in enumerate(callings_in(telling.claim, telling.article.outlet or telling.article.id)):
            who = calling.who
            yield {
                "claim_key": keys[telling.id],
                "position": position,
                "happening": one.id,
                "actor": who.name,
                "folded": plain_name(who.name),
                "kind": who.kind,
                "country": who.country,
                "called": calling.called,
                "called_folded": calling.called.casefold(),
                "speaker": calling.speaker,
                "own_word": int(calling.own_word),
                "start": who.start,
                "end": who.end,
            }


def _toll_rows(view: View, keys: Mapping[str, int]) -> Iterator[dict[str, object]]:
    for position, row in enumerate(tolls_in(view)):
        plain = {key: getattr(row, key) for key in ("happening", "what", "voice", "said", "low", "high", "kind")}
        yield {**plain, "position": position, "claim_key": keys[row.claim], "superseded": int(row.superseded)}


def _disputes_with_others(connection: Connection, view: View) -> tuple[list[Dispute], View]:
    """The disputes between a happening of the view and any other, and a view of these others."""
    places = {place_key(one.place) for one in view.happenings if one.event == "CONTROL" and one.place is not None}
    names = {plain_name(name) for one in view.happenings for name in (*leavers(one), *(one.actors if one.event == "REMAIN" else ()))}
    if not places and not names:
        return [], View((), {})
    rivalling = [one for one in view.happenings if one.event in RIVALLING]
    mine = {one.id for one in rivalling}
    spans = [span for one in rivalling if (span := _days_of(one, view)) is not None]
    idents = mine | _rivals(connection, places, names, spans)
    whole = view_of_happenings(connection, idents)
    return [dispute for dispute in disputes_between(whole) if not mine.isdisjoint(dispute.happenings)], whole


def _days_of(one: Happening, view: View) -> tuple[str, str] | None:
    """The first and the last day that anything of the happening speaks of, or on which it was said."""
    days = [day for day in (one.date_start, one.date_end, *(view.tellings[claim].said for claim in one.claims)) if day]
    return (min(days), max(days)) if days else None


def _rivals(connection: Connection, places: Collection[str], names: Collection[str], spans: Sequence[tuple[str, str]]) -> set[str]:
    """The happenings about who holds one of the places, or where somebody of these names is, around the same days."""
    h = t.digest_happenings.c
    first, last = (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else ("", "9")
    near = and_(or_(h.last_said >= first, h.last_said == "", h.day >= first), or_(h.first_said <= last, h.day <= last))
    found: set[str] = set()
    for some in in_chunks(sorted(places)):
        found |= set(connection.execute(select(h.id).where(h.event == "CONTROL", h.place_key.in_(some), near)).scalars())
    c = t.digest_callings.c
    for some in in_chunks(sorted(names)):
        named = select(literal(1)).where(c.happening == h.id, c.folded.in_(some)).exists()
        found |= set(connection.execute(select(h.id).where(h.event.in_(("REMAIN", "DISPLACE", "RETREAT")), named, near)).scalars())
    return found


def view_of_happenings(connection: Connection, idents: Collection[str], *, with_claims: bool = True) -> View:
    """The view of some happenings as the digest has them, in the order of their days, with their claims where these are wanted."""
    records: dict[str, str] = {}
    for some in in_chunks(sorted(idents)):
        columns = select(t.digest_happenings.c.id, t.digest_happenings.c.record).where(t.digest_happenings.c.id.in_(some))
        records.update((row.id, row.record) for row in connection.execute(columns))
    tellings, _, texts = tellings_of(rows_of(connection, happenings=records.keys() if with_claims else ()))
    found = [happening_of(json.loads(record)) for record in records.values()]
    ordered = sorted(found, key=lambda one: (one.date_end or "9", one.date_start or one.date_end or "9", one.id))
    by_id: dict[str, Telling] = {telling.id: telling for telling in tellings}
    return View(tuple(ordered), by_id, dict(copies_between(connection, texts)))


def _dispute_row(dispute: Dispute, happenings: Mapping[str, Happening], tellings: Mapping[str, Telling]) -> dict[str, object]:
    about = [happenings[ident] for ident in dispute.happenings]
    claims = [tellings[claim] for side in dispute.sides for claim in side.claims]
    place = next((one.place for one in about if one.place is not None), None)
    return {
        "id": dispute.id,
        "kind": dispute.kind,
        "place": place.name if place else None,
        "place_key": place_key(place) if place else None,
        "country": place.country if place else None,
        "day": max((one.date_end or one.date_start or "" for one in about), default=""),
        "last_said": max((telling.said or "" for telling in claims), default=""),
        "voices": len({voice for side in dispute.sides for voice in side.voices}),
        "record": json.dumps(asdict(dispute), ensure_ascii=False),
    }


def happening_of(record: Record) -> Happening:
    """The happening that was written as JSON."""
    nested = {
        "place": Place(**record["place"]) if record["place"] else None,
        "slots": tuple(SlotStanding(**_tuples(slot)) for slot in record["slots"]),
        "sources": tuple(Origin(**_tuples(source)) for source in record["sources"]),
    }
    return Happening(**{**_tuples(record), **nested})


def dispute_of(record: Record) -> Dispute:
    """The dispute that was written as JSON."""
    return Dispute(**{**_tuples(record), "sides": tuple(Side(**_tuples(side)) for side in record["sides"])})


def toll_of(row: Any) -> TollRow:
    """The number that a row of the digest holds; ``claim_id`` is the id of its claim."""
    plain = {key: getattr(row, key) for key in ("happening", "what", "voice", "said", "low", "high", "kind")}
    return TollRow(**plain, claim=row.claim_id, superseded=bool(row.superseded))


def _tuples(record: Record) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}
