"""Where the shipped pipeline lets sentences begin."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from sayso.flow import Engine
from sayso.parse.sentences import mark_sentences

CASES = [
    "Rebels seized Homs. |Damascus fell a day later.",
    "It was hit twice this week. |Hezbollah denied it.",
    "They named what they found. |“Shells fell here,” a nurse said.",
    "He spoke to the UN. |Hamas did not.",
    "“They struck a bus.” |Police sealed the road.",
    "The blank was lost in the reports.|Troops left.",
    "Troops took the bridge. [12] |The mayor fled. [3] [4]",
    "He met Lt. Gen. Amir Haddad and Supt. Lena Brandt in St. Petersburg.",
    "TALKS AT THE UN. HAMAS ABSENT",
    "The U.S. Army struck arms depots (e.g. Two near Raqqa).",
    "Thank you! :) |Good night.",
    "A headline without a stop\n|The story.",
    "The market at 5 p.m. was full.",
]
"""Texts with a bar before each sentence but the first."""


@pytest.mark.parametrize("case", CASES)
def test_sentences_begin_at_the_bars(case: str, engine: Engine) -> None:
    doc = mark_sentences(engine.nlp.tokenizer(case.replace("|", "")))
    assert [sentence.text_with_ws for sentence in doc.sents] == case.split("|")


def test_sentence_starts_that_are_given_stay(engine: Engine) -> None:
    doc = Doc(engine.nlp.vocab, words=["Troops", "left", ".", "Homs", "fell"], sent_starts=[True, False, False, False, True])
    assert [token.is_sent_start for token in mark_sentences(doc)] == [True, False, False, False, True]
