"""Marked-up sentences through the engine: shares that must not fall, and sentences that must come out right one by one.

``python -m tests.report`` shows what fails and why; ``python -m tests.report --floors`` prints new floors from what it measures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

import pytest
import yaml

from sayso.flow import Engine
from sayso.model import Claim, Report, Span
from tests.marked import SENTENCES, Sentence, lexicon_sentences, misses, parse, written_sentences

ALL = {sentence.id: sentence for sentence in (*written_sentences(), *lexicon_sentences())}
FLOORS: dict[str, float] = yaml.safe_load((SENTENCES / "floors.yaml").read_text(encoding="utf-8"))
MUST: list[str] = yaml.safe_load((SENTENCES / "must.yaml").read_text(encoding="utf-8"))

MOST_TOLD = 12

Faults = dict[str, list[str]]


@pytest.fixture(scope="module")
def faults(engine: Engine) -> Faults:
    """What the reading of each sentence lacks, by id; all are read in one go."""
    readings = engine.read_all(sentence.report for sentence in ALL.values())
    return {sentence.id: misses(sentence, reading) for sentence, reading in zip(ALL.values(), readings, strict=True)}


@pytest.mark.parametrize("name", FLOORS)
def test_share_reaches_its_floor(name: str, faults: Faults) -> None:
    chosen = [sentence for sentence in ALL.values() if name in names_of(sentence)]
    assert chosen, f"no sentence belongs to {name!r}"
    failed = [sentence for sentence in chosen if faults[sentence.id]]
    share = 1 - len(failed) / len(chosen)
    assert share >= FLOORS[name], f"{share:.0%} of {len(chosen)} came out right\n" + told(failed, faults)


@pytest.mark.parametrize("identifier", MUST)
def test_sentence_comes_out_right(identifier: str, faults: Faults) -> None:
    assert not faults[identifier], told([ALL[identifier]], faults)


def names_of(sentence: Sentence) -> tuple[str, str]:
    """The names under which a floor may stand: the sentence's group, and its phenomenon in the group."""
    return sentence.group, f"{sentence.group}: {sentence.phenomenon}"


def told(sentences: Iterable[Sentence], faults: Faults) -> str:
    """The sentences with their faults, for a failure's message."""
    lines = [f"{sentence.id}: {sentence.text}\n    " + "\n    ".join(faults[sentence.id]) for sentence in islice(sentences, MOST_TOLD)]
    return "\n".join([*lines, "`python -m tests.report` tells all."])


def test_ids_are_unique() -> None:
    counted = Counter(sentence.id for sentence in (*written_sentences(), *lexicon_sentences()))
    assert [identifier for identifier, number in counted.items() if number > 1] == []


def test_every_sentence_that_must_come_out_right_is_there() -> None:
    assert set(MUST) <= set(ALL)


def test_marks_are_taken_out_of_the_text() -> None:
    text, expected = parse("[v|Reuters] said [killed=30..|at least 30 men] were [ASSAULT/targeted|shot] on [t=2024-12-07|Saturday]. => hedged")
    assert text == "Reuters said at least 30 men were shot on Saturday."
    assert (expected.event, expected.mode, expected.status) == ("ASSAULT", "targeted", "hedged")
    assert expected.trigger == Span("shot", 34, 38)
    assert expected.voices == [[Span("Reuters", 0, 7)]]
    assert [mark.label for mark in expected.marks] == ["v", "killed=30..", "t=2024-12-07"]


@pytest.mark.parametrize(
    "marked", ["[a|Rebels] left.", "[ASSAULT|Shelling] and [ASSAULT|bombing].", "[x|Rebels] [ASSAULT|attacked].", "[killed=x|Men] [ASSAULT|died]."]
)
def test_a_sentence_that_is_marked_wrongly_is_refused(marked: str) -> None:
    with pytest.raises(ValueError, match=r"must be marked|unknown label"):
        parse(marked)


PROBES = {
    "Russia attacked Ukraine.": {("ASSAULT", "asserted", "Russia", "Ukraine", "")},
    "Russia did not attack Ukraine.": {("ASSAULT", "denied", "Russia", "Ukraine", "")},
    "Russia denied attacking Ukraine.": {("ASSAULT", "denied", "Russia", "Ukraine", "Russia")},
    "Russia may attack Ukraine.": {("ASSAULT", "prospective", "Russia", "Ukraine", "")},
    "Russia will attack Ukraine if sanctions fail.": {("ASSAULT", "prospective", "Russia", "Ukraine", "")},
    "Ukraine said Russia attacked Syria.": {("ASSAULT", "asserted", "Russia", "Syria", "Ukraine")},
    "Ukraine accused Russia of attacking Syria.": {
        ("ACCUSE", "asserted", "Ukraine", "Russia", ""),
        ("ASSAULT", "asserted", "Russia", "Syria", "Ukraine"),
    },
    "It was unclear whether Russia had attacked Ukraine.": {("ASSAULT", "unclear", "Russia", "Ukraine", "")},
}
"""Sentences that trip event coders: each with all its claims as event, status, actor, recipient and voices."""


@pytest.mark.parametrize("text", PROBES)
def test_probe_gives_these_claims_and_no_others(text: str, engine: Engine) -> None:
    assert {told_by(claim) for claim in engine.read(Report(text))} == PROBES[text]


def told_by(claim: Claim) -> tuple[str, str, str, str, str]:
    """The claim as event, status, actors, recipients and voices."""
    names = [", ".join(who.name for who in slot) for slot in (claim.actors, claim.recipients, claim.voices)]
    return claim.event, claim.status, names[0], names[1], names[2]
