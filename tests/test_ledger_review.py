"""What reviewers have come to: progress, agreement, and gold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sayso.ledger.decisions import verdicts_of
from sayso.ledger.review import Agreement, agreement_of, gold_of, is_adjudicated, progress_of
from sayso.model import Decision, Report
from tests.ledger_notation import tellings_of

RAID = Report("Jets bombed Idlib and killed 4, medics said. Rebels seized Homs. The mood was grim.", id="raid", outlet="The Lantern", published="2024-12-02")
CLAIMS = {
    name: telling.claim
    for name, telling in tellings_of(
        RAID,
        {
            "bombed": "medics says: ASSAULT/aerial by Russia in Idlib on 2024-12-01, killed 4",
            "seized": "itself says: CONTROL/seize by rebels in Homs",
            "grim": "itself says: ACCUSE/disapprove by people",
        },
    ).items()
}


def decided(*told: str, settles: tuple[int, ...] = ()) -> list[Decision]:
    """Decisions written as ``Mara right c-1``, ``Mara wrong-slot c-1 place`` or ``Ruth same c-1 c-2``; the last one settles."""
    found = []
    for number, line in enumerate(told, 1):
        by, judgement, *claims = line.split()
        slot = claims.pop() if judgement == "wrong-slot" else None
        kind: Any = judgement
        found.append(Decision(kind, tuple(claims), by, "2024-12-10", f"reason {number}", slot=slot, number=number))
    return [*found[:-1], replace(found[-1], settles=settles)]


def agreement(*told: str, settles: tuple[int, ...] = ()) -> Agreement:
    return agreement_of(verdicts_of(decided(*told, settles=settles)).values())


def test_agreement_is_counted_on_what_two_or_more_have_judged() -> None:
    found = agreement("A right 1", "B right 1", "A right 2", "B not-a-claim 2", "A not-a-claim 3", "B not-a-claim 3", "A right 4")
    assert (found.items, found.percent) == (3, 66.7)


def test_alpha_is_krippendorffs() -> None:
    """Two observers of ten units with two values, an example worked out in Krippendorff's own description of the measure: alpha is 0.095."""
    first, second = "0100000000", "1110010010"
    lines = [f"{by} {'right' if value == '1' else 'not-a-claim'} {n}" for by, values in (("A", first), ("B", second)) for n, value in enumerate(values)]
    found = agreement(*lines)
    assert (found.percent, found.alpha) == (60.0, 0.095)


@pytest.mark.parametrize(
    ("told", "percent", "alpha"),
    [
        (["A right 1", "B right 2"], None, None),
        (["A right 1", "B right 1"], 100.0, None),
        (["A right 1", "B right 1", "A not-a-claim 2", "B not-a-claim 2"], 100.0, 1.0),
        (["A right 1", "B not-a-claim 1", "A not-a-claim 2", "B right 2"], 0.0, -0.5),
        (["A right 1", "B right 1", "C not-a-claim 1"], 33.3, 0.0),
    ],
)
def test_agreement_is_null_where_it_means_nothing(told: list[str], percent: float | None, alpha: float | None) -> None:
    assert agreement(*told)[1:] == (percent, alpha)


def test_agreement_is_that_before_anything_was_settled() -> None:
    assert agreement("A same 1 2", "B different 1 2", "B same 1 2", settles=(1, 2)) == agreement("A same 1 2", "B different 1 2")


def test_two_who_call_different_slots_wrong_agree_that_a_claim_is_not_right() -> None:
    assert agreement("A wrong-slot 1 place", "B wrong-slot 1 time").percent == 100.0


def test_progress_counts_items_by_state_and_person() -> None:
    lines = ["Ana right 1", "ana  right 2", "Bo right 1", "Ana right 3", "Bo not-a-claim 3", "Bo right 4", "Cy not-a-claim 4", "Cy right 4"]
    found = progress_of(verdicts_of(decided(*lines, settles=(6, 7))).values(), 10)
    assert (found.total, found.open, found.judged, found.agreed, found.disputed, found.settled) == (10, 6, 1, 1, 1, 1)
    assert found.by == (("Ana", 3), ("Bo", 3), ("Cy", 1))


def test_of_nothing_there_is_no_progress() -> None:
    assert progress_of([], 7) == (7, 7, 0, 0, 0, 0, (), Agreement(0, None, None))


def test_gold_is_what_two_agree_on_or_somebody_settled() -> None:
    one, two, settled = (["A right 1"], ()), (["A right 1", "B right 1"], ()), (["A right 1", "B not-a-claim 1", "B right 1"], (1, 2))
    found = [next(iter(verdicts_of(decided(*told, settles=settles)).values())) for told, settles in (one, two, settled)]
    assert [is_adjudicated(verdict) for verdict in found] == [False, True, True]
    assert is_adjudicated(found[0], reviewers=1) and not is_adjudicated(found[1], reviewers=3)
    (dispute,) = verdicts_of(decided("A right 1", "B not-a-claim 1")).values()
    assert not is_adjudicated(dispute, reviewers=1)


def gold(*told: str, reviewers: int = 2) -> dict[str, Any]:
    lines = [line.format(**{name: claim.id for name, claim in CLAIMS.items()}) for line in told]
    return gold_of(RAID, list(CLAIMS.values()), verdicts_of(decided(*lines)), reviewers)


def test_gold_has_the_shape_of_a_gold_file() -> None:
    found = gold("A right {bombed}", "B right {bombed}")
    assert list(found)[:8] == ["doc_id", "published", "outlet", "title", "origin", "text", "claims", "id"]
    assert (found["doc_id"], found["id"], found["text"], found["published"]) == ("raid", "raid", RAID.text, "2024-12-02")
    (claim,) = found["claims"]
    assert list(claim) == [
        "event", "mode", "trigger", "evidence", "status", "actors", "recipients", "place", "more_places", "time", "counts", "voices",
    ]  # fmt: skip
    trigger = CLAIMS["bombed"].trigger
    assert (
        claim["trigger"] == {"text": trigger.text, "start": trigger.start, "end": trigger.end}
        and claim["counts"][0]["low"] == 4
        and claim["time"]["edtf"] == "2024-12-01"
    )


def test_what_is_not_right_is_left_out_of_gold_and_told_apart() -> None:
    found = gold("A not-a-claim {grim}", "B not-a-claim {grim}", "A wrong-slot {bombed} place", "B wrong-slot {bombed} time", "A right {seized}")
    bombed, seized, grim = (CLAIMS[name].id for name in ("bombed", "seized", "grim"))
    assert found["claims"] == [] and found["right"] == [] and found["undecided"] == [seized] and not found["complete"]
    assert found["rejected"] == [{"id": grim, "by": ["A", "B"], "reasons": ["reason 1", "reason 2"]}]
    assert found["wrong_slots"] == [{"id": bombed, "slots": ["place", "time"], "by": ["A", "B"], "reasons": ["reason 3", "reason 4"]}]


def test_gold_is_complete_where_every_claim_was_found_right_or_none() -> None:
    lines = ["A right {bombed}", "A right {seized}", "A not-a-claim {grim}"]
    found = gold(*lines, reviewers=1)
    assert found["complete"] and found["right"] == [CLAIMS["bombed"].id, CLAIMS["seized"].id] and len(found["claims"]) == 2
    assert not gold(*lines, reviewers=2)["complete"]
    assert not gold(*lines[:2], "A wrong-slot {grim} actor", reviewers=1)["complete"]
