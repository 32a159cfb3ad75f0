"""What holds for any text: the engine does not fail, its offsets are true, and the same text is read the same way twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.flow import Engine
from sayso.model import Reading, Report, Span

SENTENCES = (
    "Reuters quoted rebel commander Hassan Abdul-Ghani as saying that rebels had captured Homs.",
    "“At least 30 people were killed,” the ministry said on Saturday.",
    '"We never left Aleppo," he added.',
    "The army denied that its troops had withdrawn from Hama on 5 December 2024.",
    "According to two officials, jets bombed the suburbs of Damascus overnight",
    "It was unclear whether Russia had attacked Ukraine.",
    "قال الجيش إنه انسحب من حماة",
    "צה״ל תקף את דמשק",
)
ODD = (
    "\U0001f4a5", "\U0001f1f8\U0001f1fe", "e\u0301", "\u0301", "\u200f", "\u202e", "\u200b", "\ufeff", "\u00a0", "\x00", "\r\n", "\r", "\n\n", "\t", "\u2028",
    "\x85", "\ud800", '"', "“", "”", "«", "»", "'", "’", "(", "]", "--", "—", "...", ".", " ", "1,000", "7 December", "U.S.", "al-",
)  # fmt: skip

mixtures = st.lists(st.sampled_from(SENTENCES + ODD) | st.text(max_size=12), max_size=12).map("".join)
given_dates = st.none() | st.dates().map(str) | st.sampled_from(["2024-12", "2024"])
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], derandomize=True)


def spans(found: Any) -> Iterator[Span]:
    """All spans anywhere in a reading."""
    if isinstance(found, Span):
        yield found
    if isinstance(found, tuple):
        for item in found:
            yield from spans(item)
    elif dataclasses.is_dataclass(found) and not isinstance(found, Report):
        for part in dataclasses.fields(found):
            yield from spans(getattr(found, part.name))


def check_offsets(reading: Reading) -> None:
    text = reading.report.text
    for span in spans(reading):
        assert 0 <= span.start <= span.end <= len(text)
        assert text[span.start : span.end] == span.text
    for claim in reading.claims:
        assert claim.evidence.start <= claim.trigger.start < claim.trigger.end <= claim.evidence.end
        assert 0 <= claim.score <= 1


@unhurried
@given(text=mixtures, published=given_dates)
def test_offsets_are_true_in_any_text(engine: Engine, text: str, published: str | None) -> None:
    check_offsets(engine.read(Report(text, published=published)))


@unhurried
@given(text=st.text(max_size=200))
def test_arbitrary_text_is_read(engine: Engine, text: str) -> None:
    check_offsets(engine.read(Report(text)))


@unhurried
@given(text=mixtures)
def test_reading_twice_gives_the_same(engine: Engine, text: str) -> None:
    first, second = (engine.read(Report(text, id="same", published="2024-12-08")) for _ in range(2))
    assert first == second
    assert [claim.id for claim in first] == [claim.id for claim in second]


def test_company_does_not_change_a_reading(engine: Engine) -> None:
    reports = [Report(sentence, id=str(n), published="2024-12-08") for n, sentence in enumerate(SENTENCES)]
    alone = [engine.read(report).claims for report in reports]
    assert [reading.claims for reading in engine.read_all(reports)] == alone


def test_ids_tell_claims_apart(engine: Engine) -> None:
    reading = engine.read(Report(" ".join(SENTENCES), id="one", published="2024-12-08"))
    ids = [claim.id for claim in reading]
    assert len(ids) > 3 and len(set(ids)) == len(ids)
    assert all(identifier.startswith("c-") and len(identifier) == 18 for identifier in ids)


def test_the_day_of_the_run_is_never_used(engine: Engine) -> None:
    reading = engine.read(Report("Rebels captured Homs on Saturday. On December 7 they entered Hama."))
    assert all(time.edtf is None or time.edtf.startswith("XXXX") for time in reading.times)


def test_what_is_added_before_moves_offsets_by_its_length(engine: Engine) -> None:
    text = "Reuters reported that rebels had captured Homs."
    lead = "\U0001f4a5\U0001f4a5 e\u0301\r\n\r\n"
    plain, moved = (engine.read(Report(t, id="x")).claims for t in (text, lead + text))
    assert [claim.trigger.start + len(lead) for claim in plain] == [claim.trigger.start for claim in moved]
