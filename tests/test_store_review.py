"""The review in the store: what there is to judge, the least certain first, and what reviewers have made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from sayso.errors import UsageError
from sayso.model import Claim, Judgement, Reading
from sayso.store import Store
from sayso.store import tables as t
from sayso.store.review import Queued, QueueKind
from tests.databases import KINDS, opened
from tests.test_store import ENGINE, NEWER, capture, told
from tests.test_store_ledger import keep, made_up_readings


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    yield from opened(str(request.param), tmp_path)


def three_reports(store: Store) -> list[Claim]:
    """Claims of one event in three reports, the second one of which the engine is least sure."""
    claims = []
    for name, outlet, score in (("one", "The Lantern", 0.9), ("two", "The Beacon", 0.4), ("three", "Noria Radio", 0.6)):
        report = told(id=name, outlet=outlet)
        claims.append(replace(capture(report, edtf=None if name == "three" else "2024-12-07"), score=score))
        keep(store, claims[-1], report=report)
    store.update_ledger()
    return claims


def decide(store: Store, by: str, judgement: Judgement, *claims: str, **more: Any) -> int:
    return store.decide(judgement, claims, by=by, reason="seen", **more).number


def idents(rows: Sequence[Queued]) -> list[tuple[str, ...]]:
    return [tuple(claim.record["id"] for claim in row.claims) for row in rows]


def queue(store: Store, kind: QueueKind, **asked: Any) -> list[tuple[str, ...]]:
    found = store.review_queue(kind, **asked)
    assert found.total >= len(found.rows)
    return idents(found.rows)


def test_claims_come_least_certain_first(store: Store) -> None:
    one, two, three = three_reports(store)
    found = store.review_queue("claims")
    assert idents(found.rows) == [(two.id,), (three.id,), (one.id,)] and found.total == 3
    assert [(row.kind, row.score, row.verdict.state) for row in found.rows] == [("claim", 0.4, "open"), ("claim", 0.6, "open"), ("claim", 0.9, "open")]
    assert found.rows[0].claims[0].claim == two and found.rows[0].claims[0].report.outlet == "The Beacon"


def test_links_come_least_likely_first_with_the_claims_of_both_reports(store: Store) -> None:
    one, two, three = three_reports(store)
    found = store.review_queue("links")
    with store.reading_from() as connection:
        scores = sorted(connection.execute(select(t.ledger_links.c.score)).scalars())
    assert [row.score for row in found.rows] == scores and found.total == 3 and scores[0] < scores[-1]
    assert {frozenset(pair) for pair in idents(found.rows)} == {frozenset({one.id, two.id}), frozenset({one.id, three.id}), frozenset({two.id, three.id})}
    assert three.id in idents(found.rows)[0], "one of which no day is told"
    assert all(len({claim.report.id for claim in row.claims}) == 2 for row in found.rows)


def test_of_all_a_link_and_a_claim_take_turns_and_pages_miss_nothing(store: Store) -> None:
    for reading in made_up_readings(60):
        store.keep(reading, engine=ENGINE)
    store.update_ledger()
    links, claims = store.review_queue("links", limit=1000), store.review_queue("claims", limit=1000)
    whole = store.review_queue("all", limit=1000)
    assert whole.total == len(whole.rows) == links.total + claims.total
    assert [row.kind for row in whole.rows[:4]] == ["link", "claim", "link", "claim"]
    assert [row for row in whole.rows if row.kind == "link"] == list(links.rows) and [row for row in whole.rows if row.kind == "claim"] == list(claims.rows)
    for size in (1, 3, 7):
        pages = [store.review_queue("all", limit=size, offset=offset).rows for offset in range(0, whole.total + size, size)]
        assert [row for page in pages for row in page] == list(whole.rows)


def test_what_a_person_has_judged_is_left_out_for_that_person_alone(store: Store) -> None:
    one, two, three = three_reports(store)
    first, *others = queue(store, "links")
    number = decide(store, "Mara", "right", two.id)
    decide(store, "Mara", "same", *first[::-1])
    assert queue(store, "claims", reviewer="mara ") == [(three.id,), (one.id,)] and queue(store, "links", reviewer="Mara") == others
    assert store.review_queue("all", reviewer="Mara").total == 4
    assert queue(store, "claims", reviewer="Mara", limit=1, offset=1) == [(one.id,)]
    assert len(queue(store, "claims", reviewer="Ruth")) == len(queue(store, "links", reviewer="Ruth")) == 3
    assert [row.verdict.state for row in store.review_queue("claims").rows] == ["judged", "open", "open"]
    store.decide("undo", by="Mara", reason="not sure", undoes=number)
    assert len(queue(store, "claims", reviewer="Mara")) == 3


def test_a_link_is_judged_by_a_word_on_any_two_claims_of_its_accounts(store: Store) -> None:
    report, other = told(id="one"), told(id="two", outlet="The Beacon")
    both = (capture(report), replace(capture(report), voices=()))
    keep(store, *both, report=report)
    keep(store, capture(other), report=other)
    store.update_ledger()
    with store.reading_from() as connection:
        accounts = dict(connection.execute(select(t.claims.c.id, t.ledger_claims.c.account).join(t.claims)).all())
    assert accounts[both[0].id] == accounts[both[1].id], "two claims of one account"
    (pair,) = queue(store, "links")
    (unnamed,) = {claim.id for claim in both} - set(pair)
    decide(store, "Mara", "same", unnamed, capture(other).id)
    assert queue(store, "links", reviewer="Mara") == [] and store.review_queue("links", reviewer="Mara").total == 0
    assert queue(store, "links", reviewer="Ruth") == [pair]
    assert store.review_progress().links[:3] == (2, 1, 1)


def test_disagreements_are_shown_to_everybody_until_they_are_settled(store: Store) -> None:
    one, two, three = three_reports(store)
    pair = tuple(sorted((one.id, two.id)))
    numbers = [decide(store, "Mara", "same", *pair), decide(store, "Ruth", "different", *pair)]
    decide(store, "Mara", "not-a-claim", three.id)
    assert queue(store, "disagreements", reviewer="Mara") == queue(store, "disagreements", reviewer="Ines")
    decide(store, "Ruth", "right", three.id)
    found = store.review_queue("disagreements")
    assert [set(claims) for claims in idents(found.rows)] == [set(pair), {three.id}] and found.total == 2
    assert [row.verdict.state for row in found.rows] == ["disputed", "disputed"]
    assert found.rows[0].score == next(row.score for row in store.review_queue("links").rows if set(idents([row])[0]) == set(pair))
    assert found.rows[1].score == 0.6
    assert [word.by for word in found.rows[0].verdict.words] == ["Mara", "Ruth"] and list(found.rows[0].verdict.numbers) == numbers
    assert queue(store, "disagreements", limit=1, offset=1) == [(three.id,)]
    settled = decide(store, "Ines", "same", *pair, settles=numbers)
    assert queue(store, "disagreements") == [(three.id,)]
    assert store.decisions()[-1].settles == tuple(numbers)
    store.decide("undo", by="Ines", reason="too early", undoes=settled)
    assert len(queue(store, "disagreements")) == 2


def test_two_that_the_engine_does_not_link_may_be_in_dispute(store: Store) -> None:
    one, *_ = three_reports(store)
    far = told("Reuters said that HTS had captured Homs on Saturday, in 1999.", id="far", published="1999-01-01")
    keep(store, capture(far, edtf="1999-01-01"), report=far)
    pair = (one.id, capture(far, edtf="1999-01-01").id)
    decide(store, "Mara", "same", *pair)
    decide(store, "Ruth", "different", *pair)
    (row,) = store.review_queue("disagreements").rows
    assert row.kind == "link" and row.score is None
    store.update_ledger()
    assert store.review_queue("disagreements").rows[0].score is None


def test_conditions_narrow_the_queue(store: Store) -> None:
    one, two, _ = three_reports(store)
    assert queue(store, "claims", outlet="The Beacon") == [(two.id,)]
    links = store.review_queue("links", outlet="The Beacon")
    assert links.total == 2 and all(two.id in pair for pair in idents(links.rows))
    assert store.review_queue("all", actor="HTS").total == 6 and store.review_queue("all", actor="Nobody").rows == []
    for by, judgement in (("Mara", "right"), ("Ruth", "not-a-claim")):
        decide(store, by, judgement, one.id)  # type: ignore[arg-type]
    assert queue(store, "disagreements", outlet="The Lantern") == [(one.id,)] and queue(store, "disagreements", outlet="The Beacon") == []
    assert store.review_queue("links", reviewer="Mara", outlet="The Beacon").total == 2


def test_a_queue_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="there is no 'everything'"):
        store.review_queue("everything")  # type: ignore[arg-type]


def test_a_judgement_is_found_again_after_a_new_reading(store: Store) -> None:
    one, two, _ = three_reports(store)
    decide(store, "Mara", "right", one.id)
    decide(store, "Ruth", "not-a-claim", one.id)
    decide(store, "Mara", "same", one.id, two.id)
    again = replace(one, status="hedged")
    store.add_readings([Reading(told(id="one"), (again,), engine=NEWER.name)], engine=NEWER)
    assert queue(store, "disagreements") == [(again.id,)]
    assert all(one.id not in pair for pair in queue(store, "links")), "before the ledger is brought up to date"
    store.update_ledger()
    found = {frozenset(idents([row])[0]): row.verdict.state for row in store.review_queue("links").rows}
    assert found[frozenset({again.id, two.id})] == "judged"
    assert frozenset({again.id, two.id}) not in map(frozenset, queue(store, "links", reviewer="Mara"))


def test_progress_tells_how_much_is_judged_by_whom_and_how_far_they_agree(store: Store) -> None:
    one, two, three = three_reports(store)
    for claim in (one, two, three):
        decide(store, "Mara", "right", claim.id)
    decide(store, "Ruth", "right", one.id)
    decide(store, "Ruth", "not-a-claim", two.id)
    decide(store, "Mara", "different", one.id, two.id)
    found = store.review_progress()
    assert found.claims[:6] == (3, 0, 1, 1, 1, 0) and found.claims.by == (("Mara", 3), ("Ruth", 2))
    assert (found.claims.agreement.items, found.claims.agreement.percent) == (2, 50.0) and found.claims.agreement.alpha is not None
    assert found.links[:6] == (3, 2, 1, 0, 0, 0) and found.links.agreement == (0, None, None)


def test_what_the_engine_does_not_link_counts_as_a_link_once_somebody_judged_it(store: Store) -> None:
    first, second = told(id="one"), told("Reuters said that HTS had captured Homs on Saturday.", id="two", outlet="The Beacon", published="1999-01-01")
    keep(store, capture(first), report=first)
    keep(store, capture(second, edtf="1999-01-01"), report=second)
    store.update_ledger()
    assert store.review_progress().links[:2] == (0, 0)
    decide(store, "Mara", "same", capture(first).id, capture(second, edtf="1999-01-01").id)
    assert store.review_progress().links[:3] == (1, 0, 1)


def test_gold_holds_the_reports_that_were_adjudicated(store: Store) -> None:
    one, two, three = three_reports(store)
    for by in ("Mara", "Ruth"):
        decide(store, by, "right", one.id)
        decide(store, by, "not-a-claim", three.id)
    decide(store, "Mara", "right", two.id)
    first, second = store.gold()
    assert (first["doc_id"], first["text"], first["outlet"], first["complete"]) == ("one", told().text, "The Lantern", True)
    assert [claim["event"] for claim in first["claims"]] == ["CONTROL"] and first["right"] == [one.id]
    assert second["doc_id"] == "three" and second["claims"] == [] and second["rejected"][0]["id"] == three.id and second["complete"]
    assert [report["doc_id"] for report in store.gold(reviewers=1)] == ["one", "two", "three"]


def test_each_page_takes_few_statements_however_much_was_decided(store: Store) -> None:
    for reading in made_up_readings(60):
        store.keep(reading, engine=ENGINE)
    store.update_ledger()
    for (claim,) in queue(store, "claims", limit=30):
        decide(store, "Mara", "right", claim)
    for pair in queue(store, "links", limit=10):
        decide(store, "Mara", "same", *pair)
        decide(store, "Ruth", "different", *pair)
    asked: list[str] = []
    event.listen(store.dialect.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    kinds: tuple[QueueKind, ...] = ("all", "disagreements")
    for kind in kinds:
        asked.clear()
        assert store.review_queue(kind, reviewer="Mara", limit=20).rows
        assert 0 < len(asked) <= 16
    asked.clear()
    store.review_progress()
    assert 0 < len(asked) <= 8


def test_a_report_that_was_forgotten_is_no_longer_reviewed(store: Store) -> None:
    one, two, three = three_reports(store)
    for by, judgement in (("Mara", "right"), ("Ruth", "not-a-claim")):
        decide(store, by, judgement, one.id)  # type: ignore[arg-type]
    store.forget("one")
    assert queue(store, "disagreements") == [] and sorted(queue(store, "claims")) == sorted([(two.id,), (three.id,)])
    assert store.review_queue("links").total == 1 and store.review_progress().claims[:2] == (2, 2)


def test_the_decisions_of_an_older_store_mean_what_they_meant(store: Store) -> None:
    one, two, _ = three_reports(store)
    decide(store, "Mara", "same", one.id, two.id)
    with store.reading_from() as connection:
        assert connection.execute(select(t.decisions.c.settles)).scalar_one() is None
    assert store.decisions()[0].settles == ()


def test_what_persons_disagree_about_leaves_the_view_as_the_engine_has_it(store: Store) -> None:
    one, *_ = three_reports(store)
    before = store.view()
    decide(store, "Mara", "not-a-claim", one.id)
    without = store.view()
    decide(store, "Ruth", "right", one.id)
    assert store.view() == before != without
    settled = decide(store, "Ines", "not-a-claim", one.id, settles=[1, 2])
    assert store.view() == without
    store.decide("undo", by="Ruth", reason="let us talk", undoes=settled)
    assert store.view() == before
