"""The digest says what the ledger says, whatever comes in, is read again, decided or forgotten, and in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from sayso.errors import UsageError
from sayso.ledger.tolls import tolls_in
from sayso.model import Happening
from sayso.store import ClaimFilter, Store, digest
from sayso.store import ledger as store_ledger
from sayso.store import tables as t
from sayso.store.desk import HappeningFilter
from tests.databases import KINDS, opened
from tests.ledger_notation import claim_in
from tests.test_store import ENGINE, NEWER, capture, told
from tests.test_store_ledger import keep, made_up_readings

ALL = HappeningFilter()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str, tmp_path: Path) -> Iterator[Store]:
    yield from opened(kind, tmp_path)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_ledger, "BATCH", 7)
    monkeypatch.setattr(digest, "CLAIMS", 30)
    monkeypatch.setattr(digest, "PARTS", 9)


def plain(happenings: object) -> set[Happening]:
    return {replace(one, part_of=()) for one in happenings}  # type: ignore[attr-defined]


def assert_the_same(store: Store) -> None:
    """Whether pages of the digest say what the whole ledger does."""
    store.update_digest()
    whole, disputes = store.disputes()
    page = store.desk.happenings(ALL, limit=10_000)
    assert plain(page.happenings) == plain(whole.happenings)
    assert page.total == len(whole.happenings)
    assert {one.id for one in store.desk.disputes(ALL, limit=10_000).disputes} == {one.id for one in disputes}
    _, tolls = store.desk.tolls(limit=10_000)
    assert set(tolls) == set(tolls_in(whole))


def test_what_comes_in_is_in_the_digest_as_it_is_in_the_ledger(store: Store) -> None:
    for n, reading in enumerate(made_up_readings(300)):
        store.keep(reading, engine=ENGINE)
        if n % 13 == 0:
            store.update_digest()
    assert_the_same(store)
    assert len(store.desk.happenings(ALL, limit=1000).happenings) > 20
    assert store.update_digest() == 0, "there is nothing left to be done"


def test_what_is_read_again_takes_the_place_of_the_old(store: Store) -> None:
    readings = made_up_readings(120)
    for reading in readings:
        store.keep(reading, engine=ENGINE)
    store.update_digest()
    store.add_readings([replace(reading, claims=reading.claims[:1], engine=NEWER.name) for reading in readings[:20]], engine=NEWER)
    assert_the_same(store)


def test_what_is_forgotten_leaves_no_trace_in_the_digest(store: Store) -> None:
    for report in (told(id="gone"), told(id="stays", outlet="The Beacon")):
        keep(store, capture(report), report=report)
    store.update_digest()
    (one,) = store.desk.happenings(ALL).happenings
    store.forget("gone")
    with store.reading_from() as connection:
        left = [str(connection.execute(select(table)).all()) for table in t.DIGEST]
    assert not any(claim in told for claim in one.claims for told in left)
    assert_the_same(store)
    assert [len(one.claims) for one in store.desk.happenings(ALL).happenings] == [1]


def test_a_decision_changes_the_digest_and_undoing_it_restores_it_exactly(store: Store) -> None:
    for reading in made_up_readings(100):
        store.keep(reading, engine=ENGINE)
    store.update_digest()
    before = store.desk.happenings(ALL, limit=1000).happenings
    several = next(one for one in before if len(one.claims) > 1)
    made = store.decide("not-a-claim", [several.claims[0]], by="Ada", reason="a label")
    assert_the_same(store)
    assert plain(store.desk.happenings(ALL, limit=1000).happenings) != plain(before)
    store.decide("undo", by="Ada", reason="it was one", undoes=made.number)
    assert_the_same(store)
    assert plain(store.desk.happenings(ALL, limit=1000).happenings) == plain(before)


@pytest.mark.parametrize("slot", ["actor", "place", "time", "voice", "mode"])
def test_a_slot_that_is_called_wrong_is_wrong_in_the_digest_too(store: Store, slot: str) -> None:
    for report in (told(id="one"), told(id="two", outlet="The Beacon")):
        keep(store, capture(report), report=report)
    store.update_digest()
    (one,) = store.desk.happenings(ALL).happenings
    made = store.decide("wrong-slot", [one.claims[0]], slot=slot, by="Ada", reason="misread")
    assert_the_same(store)
    assert {claim for found in store.desk.happenings(ALL).happenings for claim in found.claims} == set(one.claims), "the claim goes by its old name"
    store.decide("undo", by="Ada", reason="read right", undoes=made.number)
    assert_the_same(store)


def test_two_parts_that_somebody_calls_the_same_are_one_happening(store: Store) -> None:
    first, second = told(id="one"), told("Police arrested Ali Hassan in Tunis.", id="two", published="2019-01-05")
    keep(store, capture(first), report=first)
    keep(store, claim_in(second, "itself says: DETAIN/arrest by police to Ali Hassan on 2019-01-04"), report=second)
    store.update_digest()
    a, b = (one.claims[0] for one in store.desk.happenings(ALL).happenings)
    made = store.decide("same", [a, b], by="Ada", reason="to see")
    assert_the_same(store)
    assert len(store.desk.happenings(ALL).happenings) == 1
    store.decide("undo", by="Ada", reason="seen", undoes=made.number)
    assert_the_same(store)
    assert len(store.desk.happenings(ALL).happenings) == 2


def test_pages_follow_one_another_and_miss_nothing(store: Store) -> None:
    for reading in made_up_readings(150):
        store.keep(reading, engine=ENGINE)
    store.update_digest()
    for order in ("newest", "oldest", "said", "origins"):
        whole = store.desk.happenings(ALL, order=order, limit=1000)
        pages = [store.desk.happenings(ALL, order=order, limit=10, offset=at).happenings for at in range(0, whole.total, 10)]
        assert [one.id for some in pages for one in some] == [one.id for one in whole.happenings]


def test_an_earlier_day_shows_what_had_been_told_by_then(store: Store) -> None:
    for reading in made_up_readings(150):
        store.keep(reading, engine=ENGINE)
    store.update_digest()
    days = sorted({reading.report.published for reading in made_up_readings(150) if reading.report.published})
    for day in days[:: max(1, len(days) // 4)]:
        page = store.desk.happenings(HappeningFilter(as_of=day), limit=1000)
        assert plain(page.happenings) == plain(store.view(as_of=day).happenings)
        assert page.at_most


def test_what_a_question_about_claims_finds_is_what_the_ledger_finds(store: Store) -> None:
    for reading in made_up_readings(150):
        store.keep(reading, engine=ENGINE)
    store.update_digest()
    whole = store.view().happenings
    place = next(one.place.name for one in whole if one.place)
    for asked in (ClaimFilter(place=place), ClaimFilter(event=whole[0].event), ClaimFilter(outlet="Outlet 1"), ClaimFilter(status="denied")):
        assert plain(store.desk.happenings(HappeningFilter(asked), limit=1000).happenings) == plain(store.view(asked).happenings)
    day = whole[0].date_end
    assert day is not None
    assert plain(store.desk.happenings(HappeningFilter(on=day), limit=1000).happenings) == plain(store.view(on=day).happenings)


def test_a_voice_is_counted_for_what_it_says_and_what_others_deny(store: Store) -> None:
    first, second = told(id="one"), told(id="two", outlet="The Beacon")
    keep(store, capture(first, voice="Reuters"), report=first)
    keep(store, capture(second, voice="HTS", status="denied"), report=second)
    store.update_digest()
    wire, fighters = store.desk.voice("Reuters"), store.desk.voice("HTS")
    assert (wire.claims, wire.asserted, wire.contradicted, wire.denials) == (1, 1, 1, 0)
    assert (fighters.claims, fighters.asserted, fighters.denials) == (1, 0, 1)
    assert [one.kind for one in store.desk.disputes(ALL).disputes] == ["denial"]
    with pytest.raises(UsageError, match="there is no voice"):
        store.desk.voice("Nobody")


def test_a_day_of_ground_has_what_is_told_of_that_day(store: Store) -> None:
    report = told(id="one")
    keep(store, capture(report), report=report)
    store.update_digest()
    assert [(row.place.name, row.relation) for row in store.desk.ground(HappeningFilter(on="2024-12-07")).rows] == [("Homs", "seize")]
    assert store.desk.ground(HappeningFilter(on="2024-12-08")).rows == []
    assert store.desk.ground_days(ALL) == ("2024-12-07", "2024-12-07")


def test_another_version_of_the_views_writes_all_of_it_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for reading in made_up_readings(60):
        store.keep(reading, engine=ENGINE)
    store.update_digest()
    monkeypatch.setattr(digest, "version", lambda: "another")
    assert store.desk.is_behind()
    assert store.update_digest() > 0
    assert_the_same(store)


def test_a_page_takes_a_few_statements_however_much_there_is(store: Store) -> None:
    for reading in made_up_readings(300):
        store.keep(reading, engine=ENGINE)
    store.update_digest()
    numbers = [0]

    def count(*_: object) -> None:
        numbers[-1] += 1

    event.listen(store.dialect.engine, "before_cursor_execute", count)
    ident = store.desk.happenings(ALL).happenings[0].id
    desk = store.desk
    for ask in (
        desk.overview, lambda: desk.happenings(ALL), lambda: desk.happening(ident), lambda: desk.disputes(ALL), desk.voices,
        desk.names, desk.tolls, desk.places, desk.contested, desk.days,
    ):  # fmt: skip
        numbers.append(0)
        ask()
    assert max(numbers) <= 12, numbers


def test_the_digest_is_no_part_of_what_is_kept(store: Store) -> None:
    with store.reading_from() as connection:
        assert all(connection.execute(select(func.count()).select_from(table)).scalar_one() == 0 for table in t.DIGEST)
    assert set(t.DIGEST) <= t.DERIVED
