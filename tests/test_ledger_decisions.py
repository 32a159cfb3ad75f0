"""What people decide about claims: what follows from it, how it is taken back, and what is no decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import UsageError
from sayso.ledger.decisions import Ruling, Verdict, anchor_of, checked, in_force, rule, ruled, states_of, verdicts_of
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


def decided(number: int, judgement: Any, *names: str, by: str = "Mara", **more: Any) -> Decision:
    """A decision about some of the claims above, with where they stand."""
    tellings = [CLAIMS[name] for name in names]
    anchors = tuple(anchor_of(telling.claim) for telling in tellings)
    return Decision(judgement, tuple(telling.id for telling in tellings), by, "2024-12-10", "seen the film", number=number, anchors=anchors, **more)


def ruling(*decisions: Decision) -> Ruling:
    return rule(decisions, CLAIMS.values())


def verdict(*decisions: Decision) -> Verdict:
    """What the decisions, all about one item, come to."""
    (found,) = verdicts_of(decisions).values()
    return found


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
        (decided(5, "undo", undoes=4, settles=(4,)), "settles nothing"),
        (decided(5, "same", "bombed", "marched", settles=(9,)), "there is no decision 9"),
        (decided(5, "same", "bombed", "denied", settles=(1,)), "decision 1 is about something else"),
        (decided(5, "right", "bombed", settles=(1,)), "decision 1 is about something else"),
        (decided(5, "same", "bombed", "marched", settles=(2,)), "decision 2 is about something else"),
        (decided(5, "same", "marched", "bombed", settles=(1,)), "decision 1 is undone, so there is nothing to settle"),
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused(decision: Decision, what: str) -> None:
    earlier = [SAME, decided(2, "undo", undoes=1), decided(3, "undo", undoes=2), decided(4, "undo", undoes=3)]
    with pytest.raises(UsageError, match=what):
        checked(decision, earlier)


def test_a_good_decision_is_taken_as_it_is() -> None:
    assert checked(SAME, []) == SAME
    assert checked(decided(3, "undo", undoes=2), [SAME, decided(2, "undo", undoes=1)]).undoes == 2


YES, NO = decided(1, "same", "bombed", "marched"), decided(2, "different", "marched", "bombed", by="Ruth")


def test_where_two_persons_disagree_nothing_holds() -> None:
    assert not ruling(YES, NO) and in_force([YES, NO]) == [] and verdict(YES, NO).state == "disputed"
    assert groups(YES, NO) == ALONE
    assert states_of([YES, NO]) == {1: "disputed", 2: "disputed"}


def test_where_two_persons_agree_it_holds_until_both_take_it_back() -> None:
    also = replace(YES, by="Ruth", number=2)
    assert verdict(YES, also).state == "agreed" and ruling(YES, also) == ruling(YES) != Ruling()
    one_back = decided(3, "undo", undoes=1)
    assert ruling(YES, also, one_back) == ruling(YES) and verdict(YES, also, one_back).state == "judged"
    assert not ruling(YES, also, one_back, decided(4, "undo", undoes=2))


def test_one_person_is_known_by_any_spacing_and_capitals() -> None:
    assert verdict(YES, replace(NO, by=" MARA ")).words[0].numbers == (2,)
    assert groups(YES, replace(NO, by=" MARA ")) == groups(NO)


def test_a_persons_later_decision_takes_the_place_of_the_earlier_and_undoing_it_brings_that_back() -> None:
    later = decided(2, "different", "bombed", "marched")
    assert states_of([YES, later]) == {1: "superseded", 2: "holds"} and in_force([YES, later]) == [later]
    assert ruling(YES, later, decided(3, "undo", undoes=2)) == ruling(YES)
    assert checked(decided(3, "undo", undoes=1), [YES, later]).undoes == 1, "what was replaced may be undone too"


def test_a_third_person_settles_what_two_disagree_about() -> None:
    settled = decided(3, "different", "bombed", "marched", by="Ines", settles=(1, 2))
    found = verdict(YES, NO, settled)
    assert (found.state, found.judgement, found.numbers) == ("settled", "different", (3,))
    assert ruling(YES, NO, settled) == ruling(NO) and states_of([YES, NO, settled]) == {1: "settled", 2: "settled", 3: "holds"}
    assert verdict(YES, NO, settled, decided(4, "undo", undoes=3)) == verdict(YES, NO)


def test_one_of_the_two_may_settle_it_after_talking() -> None:
    settled = decided(3, "same", "bombed", "marched", by="Ruth", settles=(1, 2))
    assert verdict(YES, NO, settled).state == "settled" and ruling(YES, NO, settled) == ruling(YES)


def test_what_is_not_named_is_not_settled() -> None:
    half = decided(3, "same", "bombed", "marched", by="Ines", settles=(1,))
    assert verdict(YES, NO, half).state == "disputed" and not ruling(YES, NO, half)


def test_a_later_word_of_another_person_opens_what_was_settled_again() -> None:
    settled = decided(3, "same", "bombed", "marched", by="Ines", settles=(1, 2))
    against, with_it = (decided(4, judgement, "bombed", "marched", by="Omar") for judgement in ("different", "same"))
    assert verdict(YES, NO, settled, against).state == "disputed"
    assert verdict(YES, NO, settled, with_it).state == "settled"
    again = decided(5, "different", "bombed", "marched", by="Lea", settles=(3, 4))
    assert (verdict(YES, NO, settled, against, again).state, ruling(YES, NO, settled, against, again)) == ("settled", ruling(NO))


def test_who_settled_may_change_his_mind_and_it_stays_settled() -> None:
    settled = decided(3, "same", "bombed", "marched", by="Ines", settles=(1, 2))
    other = decided(4, "different", "bombed", "marched", by="Ines")
    assert verdict(YES, NO, settled, other).state == "settled" and ruling(YES, NO, settled, other) == ruling(NO)


@pytest.mark.parametrize(
    ("first", "second"),
    [(("right", None), ("not-a-claim", None)), (("right", None), ("wrong-slot", "place")), (("wrong-slot", "place"), ("not-a-claim", None))],
)
def test_persons_who_differ_about_a_claim_leave_it_as_it_was_read(first: tuple[str, str | None], second: tuple[str, str | None]) -> None:
    one = decided(1, first[0], "bombed", slot=first[1])
    other = decided(2, second[0], "bombed", by="Ruth", slot=second[1])
    assert verdict(one, other).state == "disputed" and not ruling(one, other)


def test_what_is_right_stays_as_it_was_read() -> None:
    right = decided(1, "right", "bombed")
    assert not ruling(right) and verdict(right).judgement == "right" and groups(right) == ALONE


@pytest.mark.parametrize("by", ["Mara", "Ruth"])
def test_wrong_slots_add_up_whoever_names_them(by: str) -> None:
    place, time = decided(1, "wrong-slot", "bombed", slot="place"), decided(2, "wrong-slot", "bombed", by=by, slot="time")
    assert ruling(place, time).wrong == {CLAIMS["bombed"].id: frozenset({"place", "time"})}
    assert verdict(place, time).slots == ("place", "time") and verdict(place, time).state == ("judged" if by == "Mara" else "agreed")
    assert ruling(place, time, decided(3, "undo", undoes=1)) == ruling(time)


def test_a_person_who_finds_a_claim_right_after_all_takes_back_all_slots() -> None:
    place, time = decided(1, "wrong-slot", "bombed", slot="place"), decided(2, "wrong-slot", "bombed", slot="time")
    assert not ruling(place, time, decided(3, "right", "bombed"))
    assert ruling(place, time, decided(3, "right", "bombed"), decided(4, "wrong-slot", "bombed", slot="mode")).wrong == {
        CLAIMS["bombed"].id: frozenset({"mode"})
    }


def test_two_persons_disagree_about_one_claim_also_where_a_new_reading_lies_between() -> None:
    told = replace(CLAIMS["bombed"].claim, status="hedged")
    again = replace(CLAIMS["bombed"], id=told.id, claim=told)
    before = decided(1, "not-a-claim", "bombed")
    after = replace(decided(2, "right", "bombed", by="Ruth"), claims=(again.id,))
    assert rule([before], [again]).no_claims == {again.id}
    assert not rule([before, after], [again])
    settled = replace(decided(3, "not-a-claim", "bombed", by="Ines", settles=(1, 2)), claims=(again.id,))
    assert checked(settled, [before, after]) == settled
    assert rule([before, after, settled], [again]).no_claims == {again.id}


PAIRS = st.tuples(st.sampled_from(["same", "different"]), st.sampled_from([("bombed", "marched"), ("marched", "bombed"), ("bombed", "denied")]), st.none())
SINGLES = st.tuples(st.sampled_from(["right", "not-a-claim"]), st.sampled_from([("bombed",), ("marched",)]), st.none())
SLOTS = st.tuples(st.just("wrong-slot"), st.sampled_from([("bombed",), ("marched",)]), st.sampled_from(["place", "time", "actor"]))
SAID = st.lists(PAIRS | SINGLES | SLOTS, max_size=5)


def made(said: Sequence[tuple[str, str, tuple[str, ...], str | None]]) -> list[Decision]:
    """The decisions in this order."""
    return [decided(n, judgement, *names, by=by, slot=slot) for n, (by, judgement, names, slot) in enumerate(said, 1)]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(mara=SAID, ruth=SAID, turns=st.randoms(use_true_random=False))
def test_the_order_in_which_two_persons_decide_changes_nothing(mara: list[Any], ruth: list[Any], turns: Any) -> None:
    first, second = [("Mara", *one) for one in mara], [("Ruth", *one) for one in ruth]
    left, right, mixed = first[:], second[:], []
    while left or right:
        mixed.append((left if left and (not right or turns.random() < 0.5) else right).pop(0))
    assert ruling(*made(first + second)) == ruling(*made(second + first)) == ruling(*made(mixed))
    states = [{item: one.state for item, one in verdicts_of(made(some)).items()} for some in (first + second, second + first, mixed)]
    assert states[0] == states[1] == states[2]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(mara=SAID, ruth=SAID, last=PAIRS | SINGLES | SLOTS, who=st.sampled_from(["Mara", "Ruth", "Ines"]), settling=st.booleans())
def test_undoing_the_last_decision_restores_what_was_before_exactly(mara: list[Any], ruth: list[Any], last: Any, who: str, settling: bool) -> None:
    before = made([("Mara", *one) for one in mara] + [("Ruth", *one) for one in ruth])
    number = len(before) + 1
    judgement, names, slot = last
    same = tuple(one.number for one in before if settling and sorted(one.claims) == sorted(CLAIMS[name].id for name in names))
    decision = checked(decided(number, judgement, *names, by=who, slot=slot, settles=same), before)
    after = [*before, decision, decided(number + 1, "undo", undoes=number)]
    assert ruling(*after) == ruling(*before) and verdicts_of(after) == verdicts_of(before) and in_force(after) == in_force(before)
    if settling:
        assert verdicts_of([*before, decision])[tuple(sorted(decision.claims))].numbers == (number,), "all that was said before is settled"
