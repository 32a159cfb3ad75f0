"""What people decide about claims: what follows from it, how it is taken back, and what is no decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sayso.errors import UsageError
from sayso.ledger.decisions import Ruling, anchor_of, checked, in_force, rule, ruled
from sayso.ledger.telling import Telling
from sayso.ledger.view import view_of
from sayso.model import Decision, Report
from tests.ledger_notation import tellings_of, together

RAID = Report("Russia bombed a bakery in Idlib on Sunday, medics said.", id="raid", outlet="The Lantern", published="2024-12-02")
MARCH = Report("Students marched through Aleppo in May.", id="march", outlet="The Beacon", published="2024-05-20")
CLAIMS = {
    **tellings_of(RAID, {"bombed": "medics says: ASSAULT/aerial by Russia in Idlib on 2024-12-01, killed 4"}),
    **tellings_of(MARCH, {"marched": "itself says: PROTEST/demo by students in Aleppo on 2024-05-19", "denied": "Ministry denies: PROTEST/demo in Aleppo"}),
}


def decided(number: int, judgement: Any, *names: str, **more: Any) -> Decision:
    """A decision about some of the claims above, with where they stand."""
    tellings = [CLAIMS[name] for name in names]
    anchors = tuple(anchor_of(telling.claim) for telling in tellings)
    return Decision(judgement, tuple(telling.id for telling in tellings), "Mara", "2024-12-10", "seen the film", number=number, anchors=anchors, **more)


def groups(*decisions: Decision, claims: Sequence[Telling] = tuple(CLAIMS.values())) -> list[set[str]]:
    """Which claims are together, by their names, in no order."""
    names = {telling.id: name for name, telling in CLAIMS.items()}
    return sorted(({names[claim] for claim in one.claims} for one in view_of(claims, decisions=decisions).happenings), key=sorted)


ALONE = groups()
SAME = decided(1, "same", "bombed", "marched")


def test_claims_that_have_nothing_in_common_are_apart() -> None:
    assert {"bombed"} in ALONE


def test_what_is_the_same_comes_together() -> None:
    assert any({"bombed", "marched"} <= group for group in groups(SAME))


def test_what_is_different_comes_apart() -> None:
    raid = {**tellings_of(RAID, {"one": "medics says: ASSAULT/aerial by Russia in Idlib on 2024-12-01"}), **tellings_of(replace(RAID, id="copy"), {
        "two": "medics says: ASSAULT/aerial by Russia in Idlib on 2024-12-01"})}  # fmt: skip
    one, two = raid["one"].id, raid["two"].id
    different = Decision("different", (one, two), "Mara", "2024-12-10", "two raids", number=1)
    assert [len(view_of(raid.values(), decisions=some).happenings) for some in ((), (different,))] == [1, 2]


def test_what_is_no_claim_is_in_no_happening() -> None:
    assert groups(decided(1, "not-a-claim", "bombed")) == [group for group in ALONE if group != {"bombed"}]


@pytest.mark.parametrize(
    ("slot", "field", "empty"), [("place", "place", None), ("actor", "actors", ()), ("counts", "counts", ()), ("voice", "voices", ()), ("time", "time", None)]
)
def test_a_wrong_slot_is_left_out_and_the_claim_itself_stays_as_it_is(slot: str, field: str, empty: object) -> None:
    before = CLAIMS["bombed"].claim
    (found,) = ruled([CLAIMS["bombed"]], rule([decided(1, "wrong-slot", "bombed", slot=slot)], [CLAIMS["bombed"]]))
    assert getattr(found.claim, field) == empty != getattr(before, field)
    assert found.id == CLAIMS["bombed"].id == before.id


def test_a_wrong_place_is_no_longer_the_happenings_place() -> None:
    (one,) = view_of([CLAIMS["bombed"]], decisions=[decided(1, "wrong-slot", "bombed", slot="place")]).happenings
    assert one.place is None and one.actors == ("Russia",)


def test_the_later_decision_about_two_claims_holds() -> None:
    assert groups(SAME, decided(2, "different", "marched", "bombed")) == groups(decided(1, "different", "bombed", "marched"))
    again = groups(SAME, decided(2, "different", "marched", "bombed"), decided(3, "same", "bombed", "marched"))
    assert again == groups(SAME) != ALONE


def test_undoing_restores_the_view_exactly_and_undoing_that_brings_the_decision_back() -> None:
    undo, redo = decided(2, "undo", undoes=1), decided(3, "undo", undoes=2)
    claims, grouping = list(CLAIMS.values()), together(CLAIMS, "all")
    assert view_of(claims, decisions=[SAME, undo]) == view_of(claims)
    assert view_of(claims, decisions=[SAME, undo, redo]) == view_of(claims, decisions=[SAME])
    assert view_of(claims, grouping=grouping, decisions=[SAME, undo]) == view_of(claims, grouping=grouping), "nor is what was worked out before left aside"
    assert [one.number for one in in_force([SAME, undo, redo])] == [1]


def test_a_decision_is_replayed_on_a_claim_that_a_new_reading_has_given_another_id() -> None:
    told = replace(CLAIMS["bombed"].claim, status="hedged")
    again = replace(CLAIMS["bombed"], id=told.id, claim=told)
    assert again.id != CLAIMS["bombed"].id
    decision = decided(1, "not-a-claim", "bombed")
    assert rule([decision], iter([again])) == Ruling(no_claims=frozenset({again.id}))
    assert not rule([replace(decision, anchors=())], [again]), "without its place it cannot be found again"
    assert not rule([decision], [replace(again, claim=replace(told, report_id="another"))]), "nor in another report"


def test_a_decision_about_a_claim_that_is_still_there_touches_no_other_at_its_place() -> None:
    told = replace(CLAIMS["bombed"].claim, status="denied")
    other = replace(CLAIMS["bombed"], id=told.id, claim=told)
    assert rule([decided(1, "not-a-claim", "bombed")], [other, CLAIMS["bombed"]]).no_claims == {CLAIMS["bombed"].id}


@pytest.mark.parametrize(
    ("decision", "what"),
    [
        (decided(1, "perhaps", "bombed", "marched"), "no judgement 'perhaps'"),
        (decided(1, "same", "bombed"), "'same' is about 2 claims, not 1"),
        (decided(1, "not-a-claim", "bombed", "marched"), "'not-a-claim' is about 1 claims, not 2"),
        (decided(1, "different", "bombed", "bombed"), "is given twice"),
        (decided(1, "wrong-slot", "bombed"), "no slot None"),
        (decided(1, "wrong-slot", "bombed", slot="mood"), "no slot 'mood'"),
        (replace(SAME, by=" "), "a name and a reason"),
        (replace(SAME, reason=""), "a name and a reason"),
        (decided(5, "undo"), "there is no decision None"),
        (decided(5, "undo", undoes=9), "there is no decision 9"),
        (decided(5, "undo", undoes=1), "decision 1 is undone already"),
        (decided(5, "undo", undoes=3), "decision 3 is undone already"),
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused(decision: Decision, what: str) -> None:
    earlier = [SAME, decided(2, "undo", undoes=1), decided(3, "undo", undoes=2), decided(4, "undo", undoes=3)]
    with pytest.raises(UsageError, match=what):
        checked(decision, earlier)


def test_a_good_decision_is_taken_as_it_is() -> None:
    assert checked(SAME, []) == SAME
    assert checked(decided(3, "undo", undoes=2), [SAME, decided(2, "undo", undoes=1)]).undoes == 2
