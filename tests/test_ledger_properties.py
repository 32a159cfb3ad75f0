"""What holds for any claims: order changes nothing, copies confirm nothing, undoing restores, and a day of knowledge is what was out by then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.ledger.articles import article_of
from sayso.ledger.cluster import clusters
from sayso.ledger.copies import Copy, copies_among, copy_between, wording_of
from sayso.ledger.disputes import disputes_in
from sayso.ledger.group import Grouping
from sayso.ledger.telling import Telling
from sayso.ledger.view import View, view_of
from sayso.model import Decision, Report
from tests.ledger_notation import copies_of, tellings_of

OUTLETS = (None, "The Lantern", "The Beacon", "SANA", "AFP")
VOICES = (
    "itself",
    "The Lantern [media]",
    "The Beacon [media]",
    "SOHR [ngo]",
    "Rami Abdel Rahman [ngo]",
    "residents",
    "a doctor [unnamed]",
    "AFP > a doctor [unnamed]",
    "Ministry of Defence [government SYR, side: Syrian government]",
)
VERBS = ("says", "says", "says", "suggests", "denies", "cannot tell", "tells of an attempt", "foresees")
EVENTS = (
    "CONTROL/seize by rebels in Homs",
    "CONTROL/hold by Syrian army in Homs",
    "ASSAULT/aerial by Russia in Idlib",
    "ASSAULT/aerial by Syrian army in Idlib",
    "RETREAT/withdraw by Syrian army from Hama",
    "REMAIN by Syrian army in Hama",
)
DAYS = ("", " on 2024-12-07", " on 2024-12-08", " on 2024-12-01/2024-12-10")
NUMBERS = ("", "", ", killed 12", ", killed at least 20", ", killed 12 soldiers", ", killed 70 in all")
WORDS = ("jets", "market", "bakery", "street", "Homs", "queue", "rescue", "hospital", "river", "convoy")

claims = st.tuples(st.sampled_from(VOICES), st.sampled_from(VERBS), st.sampled_from(EVENTS), st.sampled_from(DAYS), st.sampled_from(NUMBERS)).map(
    lambda told: f"{told[0]} {told[1]}: {''.join(told[2:])}"
)
dates = st.none() | st.sampled_from(["2024-12-06", "2024-12-07", "2024-12-08", "2024-12-09"])
reports = st.lists(st.tuples(st.sampled_from(OUTLETS), dates, st.none() | st.just("AFP"), st.lists(claims, min_size=1, max_size=3)), min_size=1, max_size=6)
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=60)
quickly = settings(max_examples=60, deadline=None, derandomize=True)
Told = Sequence[tuple[Any, ...]]


def copy_of(a: str, b: str) -> Copy | None:
    """What two texts have in common."""
    return copy_between(wording_of(a), wording_of(b))


def made(told: Told) -> tuple[list[Report], list[Telling]]:
    """Reports with a text of their own each, and their claims."""
    found = [Report(f"text {n} " * 30, id=f"r{n}", outlet=o, published=day, credit=credit) for n, (o, day, credit, _) in enumerate(told)]
    return found, [telling for report, one in zip(found, told, strict=True) for telling in tellings_in(report, one[3])]


def tellings_in(report: Report, sentences: Sequence[str]) -> list[Telling]:
    return list(tellings_of(report, {str(n): sentence for n, sentence in enumerate(sentences)}).values())


def by_event(tellings: Sequence[Telling]) -> Grouping:
    """Claims of one event at one place are together."""
    groups: dict[object, list[str]] = {}
    for telling in tellings:
        place = telling.claim.place
        groups.setdefault((telling.claim.event, telling.claim.mode, place and place.name), []).append(telling.id)
    links = {(min(pair), max(pair)): 5.0 for group in groups.values() for pair in combinations(group, 2)}
    return Grouping({telling.id: telling.id for telling in tellings}, links)


def summary(view: View) -> tuple[object, ...]:
    return view.happenings, disputes_in(view)


@quickly
@given(told=reports, order=st.randoms(use_true_random=False))
def test_the_order_in_which_claims_come_changes_nothing(told: Told, order: Any) -> None:
    found, tellings = made(told)
    shuffled = order.sample(tellings, len(tellings))
    assert summary(view_of(tellings, copies=copies_of(found))) == summary(view_of(shuffled, copies=copies_of(found[::-1])))


@quickly
@given(told=reports, chosen=st.integers(0, 5), day=st.sampled_from([0, 0, 1]))
def test_a_copy_under_another_outlet_adds_an_article_and_no_origin_and_changes_no_standing(told: Told, chosen: int, day: int) -> None:
    found, tellings = made(told)
    original = found[chosen % len(found)]
    later = original.published and f"2024-12-{int(original.published[-2:]) + day:02}"
    copy = replace(original, id="z", outlet="The Copyist", published=later)
    both = tellings + [replace(telling, id=f"{telling.id}z", article=article_of(copy), claim=replace(telling.claim, report_id="z"))
                       for telling in tellings if telling.article.id == original.id]  # fmt: skip
    before, after = (view_of(some, grouping=by_event(some), copies=copies_of([*found, copy])) for some in (tellings, both))
    assert len(before.happenings) == len(after.happenings)
    for one in before.happenings:
        (now,) = (other for other in after.happenings if set(one.claims) <= set(other.claims))
        counted = any(claim in {c for origin in one.sources for c in origin.claims} for claim in one.claims if before.tellings[claim].article.id == original.id)
        assert (now.articles, now.origins, now.standing, now.one_side) == (one.articles + counted, one.origins, one.standing, one.one_side)
        assert standings(now) == standings(one)
    assert within(before) == within(after)


def within(view: View) -> Counter[str]:
    """The disputes within happenings. Those between happenings hang on the day that most claims tell, and a copy has a voice in that."""
    return Counter(dispute.kind for dispute in disputes_in(view) if len(dispute.happenings) == 1)


def standings(happening: Any) -> Mapping[tuple[str, str], object]:
    """How each value stands."""
    return {(slot.slot, slot.value): (slot.standing, slot.origins) for slot in happening.slots}


@quickly
@given(told=reports, judgement=st.sampled_from(["same", "different"]), pair=st.tuples(st.integers(0, 17), st.integers(0, 17)))
def test_deciding_and_undoing_restores_the_view(told: Told, judgement: Any, pair: tuple[int, int]) -> None:
    _, tellings = made(told)
    a, b = (tellings[n % len(tellings)].id for n in pair)
    decision = Decision(judgement, (a, b), "Mara", "2024-12-10", "why not", number=1)
    decided = view_of(tellings, decisions=[decision])
    together = any({a, b} <= set(one.claims) for one in decided.happenings)
    assert a == b or together == (judgement == "same")
    assert view_of(tellings, decisions=[decision, Decision("undo", (), "Ruth", "2024-12-11", "no", undoes=1, number=2)]) == view_of(tellings)


@quickly
@given(told=reports, day=st.sampled_from(["2024-12-05", "2024-12-06", "2024-12-07", "2024-12-08", "2024-12-09"]))
def test_a_day_of_knowledge_is_the_view_of_what_was_out_by_then(told: Told, day: str) -> None:
    found, tellings = made(told)
    out = [telling for telling in tellings if telling.said and telling.said <= day]
    as_of, alone = view_of(tellings, copies=copies_of(found), as_of=day), view_of(out, copies=copies_of(found))
    assert as_of.happenings == alone.happenings
    assert disputes_in(as_of) == disputes_in(alone)


@quickly
@given(told=reports)
def test_every_claim_is_in_one_happening_and_what_is_counted_in_one_origin(told: Told) -> None:
    found, tellings = made(told)
    view = view_of(tellings, copies=copies_of(found))
    assert sorted(claim for one in view.happenings for claim in one.claims) == sorted(telling.id for telling in tellings)
    for one in view.happenings:
        rested = [claim for origin in one.sources for claim in origin.claims]
        assert len(rested) == len(set(rested)) > 0 and set(rested) <= set(one.claims)
        assert 1 <= one.origins <= len(rested) and 1 <= one.publishers <= one.articles


items = st.sampled_from([f"c{n}" for n in range(8)])
pairs = st.lists(st.tuples(items, items).filter(lambda pair: pair[0] < pair[1]), max_size=6)


@quickly
@given(links=st.dictionaries(st.tuples(items, items).filter(lambda pair: pair[0] < pair[1]), st.floats(-3, 9), max_size=16), same=pairs, different=pairs)
def test_groups_are_a_partition_that_respects_what_is_the_same_and_what_differs(links: Any, same: Any, different: Any) -> None:
    names = [f"c{n}" for n in range(8)]
    groups = clusters(names, links, same=same, different=different)
    assert sorted(name for group in groups for name in group) == names
    home = {name: n for n, group in enumerate(groups) for name in group}
    assert all(home[a] != home[b] for a, b in different)
    assert different or all(home[a] == home[b] for a, b in same)


@quickly
@given(a=texts, b=texts)
def test_copies_are_symmetrical(a: str, b: str) -> None:
    assert copy_of(a, b) == copy_of(b, a)
    assert copies_among({"a": a, "b": b}) == copies_among({"b": b, "a": a})
    assert (copy := copy_of(a, a)) is None or copy.share == copy.lead == 1.0
