"""The entities of the shipped pipeline, as a spaCy user sees them."""

from __future__ import annotations

import pytest

from sayso import load_pipeline

SENTENCES = (
    ("On Saturday, December 7, jets bombed the city of Homs.", [("Saturday, December 7", "DATE"), ("Homs", "GPE")]),
    ("Rebels shelled Tabqa airport in 2016.", [("Tabqa airport", "FAC"), ("2016", "DATE")]),
    ("Guards fired on prisoners in Abu Ghraib.", [("Abu Ghraib", "GPE")]),
)


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_dates_and_sites_are_entities(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(entity.text, entity.label_) for entity in load_pipeline()(text).ents] == expected


def test_entities_are_the_same_alone_and_in_a_batch() -> None:
    nlp = load_pipeline()
    texts = [text for text, _ in SENTENCES]
    alone = [[(e.text, e.label_) for e in nlp(text).ents] for text in texts]
    assert [[(e.text, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)] == alone


def test_an_empty_document_has_no_entities() -> None:
    assert not load_pipeline()("").ents
