"""Every kind of event has a name that people use."""

from __future__ import annotations

from sayso.lexicon import load_lexicon
from sayso.serve.wording import wording_of


def test_every_type_and_mode_has_words_of_its_own() -> None:
    lexicon = load_lexicon()
    modes = {(event, mode) for event, file in lexicon.events.items() for mode in file.modes}
    assert len(modes) > 60
    nouns = {(event, mode): wording_of(event, mode).noun for event, mode in modes}
    assert not [kind for kind, noun in nouns.items() if noun == wording_of(kind[0], None).noun]


def test_a_mode_without_words_goes_by_its_type() -> None:
    assert wording_of("ASSAULT", "never-heard-of") == wording_of("ASSAULT", None)
