"""What the language model says that words name: doubt about the lexicon's patterns, and events at words that it does not list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sayso.events import senses
from sayso.events.context import Context
from sayso.events.judge import Judge, features_of
from sayso.events.senses import is_conceivable, likely_mode, odds_of, unlisted
from sayso.flow import Engine
from sayso.lexicon import load_lexicon
from sayso.mentions.actors import Actors
from sayso.mentions.gazetteer import open_gazetteer
from sayso.mentions.places import Places
from sayso.model import Claim, Report
from sayso.parse import load_pipeline, parse_reports
from sayso.parse.encoder import ENCODER, SentenceEncoder
from sayso.syntax import EVENTS, Tree


def tree_of(text: str, odds: dict[str, dict[str, float]]) -> Tree:
    """The tree of a text in which the words have the odds that are given."""
    _, tree = next(parse_reports(load_pipeline(), load_lexicon(), [Report(text)]))
    tree.events = {tree.words.index(word): chances for word, chances in odds.items()}
    return tree


def test_the_odds_of_several_words_are_the_best_of_each() -> None:
    tree = tree_of("They opened fire.", {"opened": {"ASSAULT": 0.2}, "fire": {"ASSAULT": 0.1, "ASSAULT/firearms": 0.6}})
    assert odds_of(tree, (1, 2)) == {"ASSAULT": 0.2, "ASSAULT/firearms": 0.6}


def test_a_mode_is_told_only_where_it_is_likelier_than_all_else() -> None:
    tree = tree_of("They struck.", {"struck": {"ASSAULT": 0.3, "ASSAULT/aerial": 0.2, "ASSAULT/drone": 0.1}})
    assert likely_mode(tree, (1,), "ASSAULT") is None
    tree = tree_of("They struck.", {"struck": {"ASSAULT": 0.1, "ASSAULT/aerial": 0.4, "COERCE/seize": 0.3}})
    assert likely_mode(tree, (1,), "ASSAULT") == "aerial"


def test_an_event_that_no_pattern_lists_takes_the_roles_of_its_type() -> None:
    tree = tree_of("The column rolled into Arda.", {"rolled": {"ADVANCE/enter": 0.7}})
    match = unlisted(tree, load_lexicon(), 2, {"ADVANCE": senses.SURE + 0.1})
    assert match is not None and not match.noun
    assert (match.trigger.event, match.trigger.entry.mode, match.trigger.words) == ("ADVANCE", "enter", ("roll",))


def test_an_event_that_is_not_likely_is_none() -> None:
    tree = tree_of("The column sauntered into Arda.", {"sauntered": {"ADVANCE/enter": 0.7}})
    assert unlisted(tree, load_lexicon(), 2, {"ADVANCE": senses.SURE - 0.1, "RETREAT": 0.0}) is None


def test_set_phrases_name_no_event_however_sure_the_model() -> None:
    tree = tree_of("The athlete was banned for doping.", {"banned": {"COERCE/ban": 0.9}})
    assert unlisted(tree, load_lexicon(), 3, {"COERCE": 0.9}) is None


def test_only_words_of_which_the_model_thinks_something_are_looked_at() -> None:
    tree = tree_of("Rebels bombed the town.", {"bombed": {"ASSAULT/explosives": 0.5}, "town": {"ASSAULT": 0.006}, "the": {"ASSAULT": 0.9}})
    assert [is_conceivable(tree, i) for i in range(4)] == [False, True, False, False]


def test_what_is_known_of_a_word_is_told_by_name() -> None:
    context = context_of("Gunmen attacked the depot.", {"attacked": {"ASSAULT": 0.5}})
    known = features_of(context, 1, [("ASSAULT", "fit")], None)
    assert {"dep:root", "pos:VERB", "model:ASSAULT", "verb:ASSAULT", "fit:ASSAULT"} <= set(known)
    assert "told" not in known


def test_the_judge_weighs_only_what_it_knows() -> None:
    judge = Judge({"fit:ASSAULT": 0}, ("ASSAULT", "COERCE"), np.ones((1, 1), np.float32), np.zeros(1, np.float32),
                  np.array([[0, 1, 0]], np.float32), np.zeros(3, np.float32))  # fmt: skip
    context = context_of("Gunmen attacked the depot.", {})
    chances = judge.chances(context, 1, [("ASSAULT", "fit")], None)
    assert chances["ASSAULT"] > 0.8 and sum(chances.values()) < 1
    assert judge.chances(context, 1, [], None)["ASSAULT"] == pytest.approx(1 / 3)


class Certain:
    """A judge to whom one type is certain, or nothing at all, at the words that it is asked about."""

    def __init__(self, event: str | None, word: str = "") -> None:
        self.event, self.word = event, word

    def chances(self, context: Context, i: int, tried: object, told: object) -> dict[str, float]:
        return {event: float(event == self.event and context.tree.words[i] == self.word) for event in context.lexicon.events}


def test_what_the_rules_found_goes_where_the_judge_gives_it_no_chance() -> None:
    engine = Engine.load()
    for event, found in (("ASSAULT", ["ASSAULT"]), ("COERCE", []), (None, [])):
        engine.judge = Certain(event, "attacked")  # type: ignore[assignment]
        assert [claim.event for claim in engine.read(Report("Gunmen attacked the depot.")).claims] == found


def test_the_shipped_judge_knows_the_types_of_the_lexicon() -> None:
    judge = Engine.load().judge
    assert judge is not None
    assert set(judge.types) == set(load_lexicon().events)
    assert {"told", "pos:VERB", "dep:root", "fit:ASSAULT", "needs:CONTROL", "model:ASSAULT/aerial", "obj:noun:ASSAULT"} <= set(judge.rows)


def encoder() -> SentenceEncoder:
    """The shipped pipeline's component."""
    component = load_pipeline().get_pipe(ENCODER)
    assert isinstance(component, SentenceEncoder)
    return component


def claims(text: str) -> list[Claim]:
    return list(Engine.load().read(Report(text)).claims)


def test_the_shipped_model_has_labels_that_the_lexicon_knows() -> None:
    lexicon = load_lexicon()
    labels = json.loads(encoder()._parts["labels.json"])["events"]
    assert labels[0] == "" and len(set(labels)) == len(labels) > 20
    for label in labels[1:]:
        event, _, mode = label.partition("/")
        assert event in lexicon.events and (not mode or mode in lexicon.events[event].modes), label


def test_a_document_keeps_what_its_words_may_name() -> None:
    doc = load_pipeline()("Fighters loyal to the council overran the barracks.")
    (best,) = {max(chances, key=lambda label: chances[label]) for word, chances in doc.user_data[EVENTS].items() if doc[word].text == "overran"}
    assert best.partition("/")[0] in {"CONTROL", "ASSAULT"}
    assert all(0 <= chance <= 1 for chances in doc.user_data[EVENTS].values() for chance in chances.values())


def test_who_asks_for_something_is_told_once() -> None:
    told = claims("The mayor demanded the release of four nurses, and the union called for talks with the ministry.")
    assert {claim.event for claim in told} == {"REQUEST"}


def test_those_who_face_attacks_are_their_victims() -> None:
    (claim,) = claims("Civilians are facing suicide attacks in the north.")
    assert [person.text for person in claim.recipients] == ["Civilians"] and not claim.actors


def test_those_who_are_only_counted_among_the_dead_are_victims() -> None:
    told = claims("A man blew himself up at the northern checkpoint, leaving four guards dead.")
    assert any(person.text == "four guards" for claim in told for person in claim.recipients)


def context_of(text: str, odds: dict[str, dict[str, float]]) -> Context:
    """What the events stage is given of a text, without people, places, statements, times and numbers."""
    tree = tree_of(text, odds)
    lexicon = load_lexicon()
    actors = Actors(tree, lexicon)
    return Context(tree, lexicon, actors, Places(tree, lexicon, actors, open_gazetteer()), [], [], [])


@pytest.fixture
def without_the_head() -> Iterator[None]:
    """The pipeline without its head for events, as another pipeline would stand in."""
    component = encoder()
    kept = component._events
    component._events = []
    yield
    component._events = kept


def test_a_pipeline_without_the_head_leaves_all_to_the_lexicon(without_the_head: None, tmp_path: Path) -> None:
    assert EVENTS not in load_pipeline()("Rebels captured Homs.").user_data
    assert [(claim.event, claim.mode) for claim in claims("Rebels captured Homs.")] == [("CONTROL", "seize")]


@pytest.mark.parametrize(
    "text",
    ["Not one rebel had surrendered, the communique read.", "Nobody was arrested, the police said.", "Nobody has been freed so far."],
)
def test_what_nobody_did_is_denied_and_counts_nobody(text: str) -> None:
    (claim,) = claims(text)
    assert (claim.status, claim.counts) == ("denied", ())


def test_a_president_does_not_riot() -> None:
    told = claims('President Assad has pledged to "destroy" jihadists rampaging in central Syria.')
    assert [claim.event for claim in told] == ["THREATEN"]


def test_a_state_of_emergency_is_no_state_and_a_prison_no_ten_years() -> None:
    (emergency,) = claims("The president declared a state of emergency.")
    assert not emergency.recipients
    (sentence,) = claims("The court sentenced the blogger to ten years in prison.")
    assert sentence.place is None
