"""The ledger in the store: worked in as reports come, the same as from scratch, and never in the way of what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.ledger import made_up
from sayso.errors import UsageError
from sayso.ledger.telling import Telling
from sayso.ledger.view import View, view_of
from sayso.model import Claim, Reading, Report
from sayso.store import Store
from sayso.store import ledger as store_ledger
from sayso.store import tables as t
from tests.databases import KINDS, opened
from tests.test_store import ENGINE, NEWER, capture, told


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str, tmp_path: Path) -> Iterator[Store]:
    yield from opened(kind, tmp_path)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_ledger, "BATCH", 7)
    monkeypatch.setattr(store_ledger, "KEPT_ACCOUNTS", 20)


def made_up_readings(claims: int = 400) -> list[Reading]:
    """Readings of made-up reports, as an engine would hand them over."""
    reports: dict[str, list[Telling]] = {}
    for telling, _ in made_up(claims):
        reports.setdefault(telling.article.id, []).append(telling)
    return [_reading(some) for some in reports.values()]


def _reading(tellings: Sequence[Telling]) -> Reading:
    first = tellings[0]
    text = " ".join(telling.claim.evidence.text for telling in tellings)
    report = Report(text, id=first.article.id, outlet=first.article.outlet, published=first.said)
    return Reading(report, tuple(telling.claim for telling in tellings), engine=ENGINE.name)


def summary(view: View) -> list[tuple[object, ...]]:
    return [(one.id, one.claims, one.standing, one.articles, one.publishers, one.origins, one.part_of) for one in view.happenings]


def keep(store: Store, *claims: Claim, report: Report) -> None:
    store.keep(Reading(report, claims, engine=ENGINE.name), engine=ENGINE)


def test_working_in_as_reports_come_is_the_same_as_from_scratch(store: Store) -> None:
    readings = made_up_readings()
    for n, reading in enumerate(readings):
        store.keep(reading, engine=ENGINE)
        if n % 11 == 0:
            store.update_ledger()
    kept = store.view()
    with store.reading_from() as connection:
        assert summary(kept) == summary(store_ledger.whole_from_scratch(connection))
    assert len(kept.happenings) < 200, "claims come together"


def test_the_order_of_arrival_changes_nothing(kind: str, tmp_path: Path) -> None:
    views = []
    for n, order in enumerate((1, -1)):
        (tmp_path / str(n)).mkdir()
        for store in opened(kind, tmp_path / str(n)):
            for reading in made_up_readings(300)[::order]:
                store.keep(reading, engine=ENGINE)
                store.update_ledger()
            views.append(summary(store.view()))
    assert views[0] == views[1]


def test_a_question_gets_whole_happenings(store: Store) -> None:
    for reading in made_up_readings():
        store.keep(reading, engine=ENGINE)
    everything = {one.id: one for one in store.view().happenings}
    asked = store.view(status="denied")
    assert 0 < len(asked.happenings) < len(everything)
    assert all(one == everything[one.id] for one in asked.happenings), "also claims that do not meet the condition belong to them"
    assert all(any(asked.tellings[claim].claim.status == "denied" for claim in one.claims) for one in asked.happenings)
    assert set(asked.tellings) == {claim for one in asked.happenings for claim in one.claims}


def test_a_day_of_knowledge_hides_what_was_said_later(store: Store) -> None:
    early, late = told(id="early", published="2024-12-07"), told(id="late", published="2024-12-09", outlet="The Beacon")
    keep(store, capture(early), report=early)
    keep(store, capture(late, status="denied", edtf="2024-12-07"), report=late)
    assert [one.standing for one in store.view(as_of="2024-12-08").happenings] == ["single-origin"]
    assert [one.standing for one in store.view().happenings] == ["retracted"], "the same voice now denies what it said"
    assert store.view(as_of="2024-12-06").happenings == ()
    assert len(store.view(as_of="2024").happenings) == len(store.view().happenings), "a year means its last day"


def test_the_day_of_the_event_is_another_matter_than_that_of_the_saying(store: Store) -> None:
    report = told(published="2024-12-09")
    keep(store, capture(report, edtf="2024-12-07"), report=report)
    assert len(store.view(on="2024-12-07").happenings) == 1
    assert store.view(on="2024-12-09").happenings == ()


def test_what_is_no_day_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="is no day"):
        store.view(as_of="yesterday")


def test_a_new_reading_takes_the_place_of_the_old_one(store: Store) -> None:
    report = told(id="seen")
    keep(store, capture(report), report=report)
    before = store.view()
    store.add_readings([Reading(report, (capture(report, status="hedged"),), engine=NEWER.name)], engine=NEWER)
    after = store.view()
    assert [one.standing for one in before.happenings] == ["single-origin"]
    assert [one.standing for one in after.happenings] == ["unconfirmed"]


def test_what_is_forgotten_is_in_no_happening(store: Store) -> None:
    report, other = told(id="gone"), told(id="stays", outlet="The Beacon")
    keep(store, capture(report), report=report)
    keep(store, capture(other), report=other)
    assert sum(one.articles for one in store.view().happenings) == 2
    store.forget("gone")
    assert sum(one.articles for one in store.view().happenings) == 1
    with store.reading_from() as connection:
        for table in (t.ledger_articles, t.ledger_claims):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 1
        assert "gone" not in str(connection.execute(select(t.decisions)).all())


def test_the_same_text_of_another_outlet_adds_an_article_and_no_origin(store: Store) -> None:
    first, second = told(id="one"), told(id="two", outlet="The Beacon")
    for report in (first, second):
        keep(store, replace(capture(report), voices=()), report=report)
    (one,) = store.view().happenings
    assert (one.articles, one.publishers, one.origins, one.standing) == (2, 2, 1, "single-origin")


def test_a_decision_changes_the_view_and_undoing_it_restores_it_exactly(store: Store) -> None:
    for reading in made_up_readings(200):
        store.keep(reading, engine=ENGINE)
    before = store.view()
    first, second = before.happenings[0], before.happenings[-1]
    store.decide("same", [first.claims[0], second.claims[0]], by="Mara", reason="one and the same")
    joined = store.view()
    assert any({first.claims[0], second.claims[0]} <= set(one.claims) for one in joined.happenings)
    store.decide("undo", by="Ruth", reason="no, the towns differ", undoes=1)
    assert store.view() == before
    assert [(one.number, one.judgement, one.by) for one in store.decisions()] == [(1, "same", "Mara"), (2, "undo", "Ruth")]


def test_a_decision_outlives_a_new_reading(store: Store) -> None:
    report = told(id="seen")
    claim = capture(report)
    keep(store, claim, report=report)
    store.decide("not-a-claim", [claim.id], by="Mara", reason="a film")
    assert store.view().happenings == ()
    again = capture(report, status="hedged")
    assert again.id != claim.id
    store.add_readings([Reading(report, (again,), engine=NEWER.name)], engine=NEWER)
    assert store.view().happenings == ()


@pytest.mark.parametrize(
    ("judgement", "asked", "what"),
    [
        ("same", {"claims": ["c-nowhere", "c-other"]}, "there is no claim 'c-nowhere'"),
        ("undo", {"undoes": 7}, "there is no decision 7"),
        ("perhaps", {}, "there is no judgement 'perhaps'"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(store: Store, judgement: str, asked: dict[str, object], what: str) -> None:
    with pytest.raises(UsageError, match=what):
        store.decide(judgement, by="Mara", reason="why not", **asked)  # type: ignore[arg-type]
    assert store.decisions() == []


def test_a_happening_is_found_by_its_name_its_beginning_and_a_claim(store: Store) -> None:
    report = told(id="seen")
    claim = capture(report)
    keep(store, claim, report=report)
    (one,) = store.view().happenings
    assert store.happening(one.id)[1] == store.happening(one.id[:6])[1] == store.happening(claim.id)[1] == one
    with pytest.raises(UsageError, match="there is no happening 'h-none'"):
        store.happening("h-none")


def test_a_store_that_may_only_be_read_is_answered_too(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    with Store.open(path) as store:
        for reading in made_up_readings(100):
            store.keep(reading, engine=ENGINE)
    with Store.open(path, read_only=True) as store:
        behind = summary(store.view())
        assert len(behind) > 5
    with Store.open(path) as store:
        assert summary(store.view()) == behind


def test_other_comparisons_work_everything_out_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for reading in made_up_readings(100):
        store.keep(reading, engine=ENGINE)
    before = summary(store.view())
    assert store.update_ledger() == 0
    monkeypatch.setattr(store_ledger, "version", lambda: "another")
    assert store.update_ledger() == 10
    assert summary(store.view()) == before


def test_the_view_needs_nothing_but_the_claims(store: Store) -> None:
    for reading in made_up_readings(100):
        store.keep(reading, engine=ENGINE)
    kept = store.view()
    again = view_of(kept.tellings.values(), grouping=None, copies=kept.copies)
    assert {claim for one in again.happenings for claim in one.claims} == set(kept.tellings)
