"""What reviewers have come to: how much is judged and by whom, how far they agree, and the claims that they found right, as gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from sayso.ledger.decisions import Item, Verdict, Word, person
from sayso.model import Claim, Report
from sayso.records import Record, claim_record

__all__ = ["ENOUGH", "GOLD_KEYS", "Agreement", "Progress", "ReviewProgress", "agreement_of", "gold_of", "is_adjudicated", "progress_of"]

GOLD_KEYS = (
    "event", "mode", "trigger", "evidence", "status", "actors", "recipients", "place", "more_places", "time", "counts", "voices",
)  # fmt: skip
"""What a claim of a gold file holds, in its order."""

ENOUGH = 2
"""How many persons have to judge an item alike for it to be gold, where nobody has settled it."""


class Agreement(NamedTuple):
    """How far those who judged the same items agree: how many items two or more judged, of all pairs of persons on one item the percentage who judged
    alike, and Krippendorff's alpha for nominal values (1 is full agreement, 0 what chance gives); null where it means nothing."""

    items: int
    percent: float | None
    alpha: float | None


class Progress(NamedTuple):
    """How many items of one kind there are, how many stand how, how many each person has judged (the busiest first), and how far they agree."""

    total: int
    open: int
    judged: int
    agreed: int
    disputed: int
    settled: int
    by: tuple[tuple[str, int], ...]
    agreement: Agreement


class ReviewProgress(NamedTuple):
    """How far the review has come, for links (pairs of claims) and for claims."""

    links: Progress
    claims: Progress


def progress_of(verdicts: Collection[Verdict], total: int) -> Progress:
    """How far the review of items has come of which there are so many, those included that nobody has judged."""
    states = Counter(verdict.state for verdict in verdicts)
    judged = total - (len(verdicts) - states["open"])
    return Progress(total, judged, states["judged"], states["agreed"], states["disputed"], states["settled"], _judged_by(verdicts), agreement_of(verdicts))


def _judged_by(verdicts: Collection[Verdict]) -> tuple[tuple[str, int], ...]:
    """How many items each person has judged; a name is shown as it was written most often."""
    spelled: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for verdict in verdicts:
        spelled.update(word.by for word in (*verdict.words, *verdict.first_hand))
        judged.update(verdict.persons)
    shown = {name: min((by for by in spelled if person(by) == name), key=lambda by: (-spelled[by], by)) for name in judged}
    return tuple((shown[name], judged[name]) for name in sorted(judged, key=lambda name: (-judged[name], name)))


def agreement_of(verdicts: Collection[Verdict]) -> Agreement:
    """How far persons agree in what they said first-hand, before anything was settled; two who call different slots wrong agree that a claim is not right."""
    shared = [[word.judgement for word in verdict.first_hand] for verdict in verdicts if len(verdict.first_hand) > 1]
    pairs = [first == second for labels in shared for first, second in combinations(labels, 2)]
    percent = round(100 * sum(pairs) / len(pairs), 1) if pairs else None
    return Agreement(len(shared), percent, _alpha(shared))


def _alpha(shared: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of the labels that each item got; null where fewer than two labels are in use."""
    labels = sorted({label for some in shared for label in some})
    if len(labels) < 2:
        return None
    from krippendorff import alpha

    counts = [[some.count(label) for label in labels] for some in shared]
    return round(float(alpha(value_counts=counts, level_of_measurement="nominal")), 3)


def is_adjudicated(verdict: Verdict, reviewers: int = ENOUGH) -> bool:
    """Whether enough persons judged the item alike, or it was settled."""
    return verdict.state == "settled" or verdict.state in {"judged", "agreed"} and len(verdict.words) >= reviewers


def gold_of(report: Report, claims: Sequence[Claim], verdicts: Mapping[Item, Verdict], reviewers: int = ENOUGH) -> Record:
    """The report with the claims that were found right, in the shape of a gold file, and what became of the others.

    ``right`` are the ids of the claims in their order, ``rejected`` those that are none and ``wrong_slots`` those of which some slots are wrong, each with
    who says so and why, ``undecided`` the rest. It is ``complete`` where each claim was found right or none; what the engine missed nobody has judged.
    """
    mine = {claim.id: claim for claim in claims}
    known = {ident: verdict for ident in mine if (verdict := verdicts.get((ident,))) and is_adjudicated(verdict, reviewers)}
    by: dict[str, list[str]] = {"right": [], "not-a-claim": [], "wrong-slot": []}
    for ident, verdict in known.items():
        by[verdict.judgement or ""].append(ident)
    return {
        "doc_id": report.id,
        "published": report.published,
        "outlet": report.outlet,
        "title": report.title,
        "origin": report.url,
        "text": report.text,
        "claims": [_gold_claim(mine[ident], report) for ident in by["right"]],
        "id": report.id,
        "complete": len(by["right"]) + len(by["not-a-claim"]) == len(mine),
        "right": by["right"],
        "rejected": [{"id": ident, **_grounds(known[ident].words)} for ident in by["not-a-claim"]],
        "wrong_slots": [{"id": ident, "slots": list(known[ident].slots), **_grounds(known[ident].words)} for ident in by["wrong-slot"]],
        "undecided": [ident for ident in mine if ident not in known],
    }


def _gold_claim(claim: Claim, report: Report) -> Record:
    record = claim_record(claim, report, "")
    return {key: record[key] for key in GOLD_KEYS}


def _grounds(words: Sequence[Word]) -> Record:
    return {"by": [word.by for word in words], "reasons": [reason for word in words for reason in word.reasons]}
