"""A report's text in pieces: nothing is lost, every stretch says what it is, and nothing acts on the page unseen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Claim, Participant, Place, Span, Voice
from sayso.serve.marks import Card, Marked, Segment, cards_of, mark_claim, mark_report, pieces_of

SENTENCE = "The harbour office said that gunmen had seized two boats in Lower Bay."
SECOND = "The gunmen denied it."
TEXT = f"{SENTENCE}\n\n{SECOND}\n"


def span_of(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(words, start, start + len(words))


def claim_on(trigger: Span, evidence: Span, **slots: object) -> Claim:
    empty: dict[str, object] = {"actors": (), "recipients": (), "place": None, "more_places": (), "time": None, "counts": (), "voices": ()}
    return Claim(report_id="r-1", event="COERCE", mode=None, trigger=trigger, status="asserted", evidence=evidence, score=0.5, **{**empty, **slots})  # type: ignore[arg-type]


def seizure() -> Claim:
    office, cue, gunmen, bay = (span_of(words) for words in ("The harbour office", "said", "gunmen", "Lower Bay"))
    voice = Voice(office.text, office.start, office.end, "harbour office", cue=cue)
    actor = Participant(gunmen.text, gunmen.start, gunmen.end, "gunmen")
    place = Place(bay.text, bay.start, bay.end, "Lower Bay")
    return claim_on(span_of("seized"), span_of(SENTENCE), voices=(voice,), actors=(actor,), place=place)


def cards_for(*claims: Claim) -> dict[int, Card]:
    return cards_of([(claim.id, claim) for claim in claims], {})


def segments_in(marked: Marked) -> list[Segment]:
    return [segment for passage in marked.passages for segment in passage.segments]


def whole(marked: Marked) -> str:
    return "".join(passage.text for passage in marked.passages)


def test_each_stretch_says_what_it_is_to_the_claim() -> None:
    marked = mark_report(TEXT, cards_for(seizure()))
    told = {segment.text: segment.roles for segment in segments_in(marked) if segment.roles}
    assert told == {"The harbour office": ("voice",), "said": ("cue",), "gunmen": ("actor",), "seized": ("trigger",), "Lower Bay": ("place",)}


def test_the_number_of_a_claim_stands_after_its_trigger() -> None:
    marked = mark_report(TEXT, cards_for(seizure()))
    assert [(segment.text, segment.refs) for segment in segments_in(marked) if segment.refs] == [("seized", (1,))]


def test_a_stretch_on_which_two_claims_rest_names_both() -> None:
    denial = claim_on(span_of("seized"), span_of(SENTENCE), actors=seizure().actors)
    marked = mark_report(TEXT, cards_for(seizure(), denial))
    assert {segment.text: segment.claims for segment in segments_in(marked)}["gunmen"] == (1, 2)


def test_a_voice_that_is_also_the_actor_bears_both_marks() -> None:
    office = span_of("The harbour office")
    claim = claim_on(span_of("seized"), span_of(SENTENCE), voices=seizure().voices, actors=(Participant(office.text, office.start, office.end, "office"),))
    assert segments_in(mark_report(TEXT, cards_for(claim)))[0].roles == ("voice", "actor")


def test_the_claims_of_a_paragraph_stand_beside_it() -> None:
    second = claim_on(span_of("denied"), span_of(SECOND))
    marked = mark_report(TEXT, cards_for(second, seizure()))
    assert [(passage.segments[0].text[:3], passage.claims) for passage in marked.passages] == [("The", (1,)), ("The", (2,))]


def test_claims_are_numbered_in_the_order_of_the_text() -> None:
    second = claim_on(span_of("denied"), span_of(SECOND))
    cards = cards_of([("c-2", second), ("c-1", seizure())], {"c-1": ("h-1", "disputed")})
    assert [(number, card.ident, card.happening, card.standing) for number, card in cards.items()] == [(1, "c-1", "h-1", "disputed"), (2, "c-2", None, None)]


def test_line_ends_part_paragraphs_where_there_are_no_blank_lines() -> None:
    assert [passage.text for passage in mark_report("One.\nTwo.\r\nThree.", {}).passages] == ["One.\n", "Two.\r\n", "Three."]


def test_line_ends_of_any_system_part_paragraphs() -> None:
    assert [passage.text for passage in mark_report("One,\r\nmore.\r\n\r\nTwo.\r\rThree.", {}).passages] == ["One,\r\nmore.\r\n\r\n", "Two.\r\r", "Three."]


def test_line_ends_inside_paragraphs_stay_where_there_are_blank_lines() -> None:
    assert [passage.text for passage in mark_report("One,\nstill one.\n \nTwo.", {}).passages] == ["One,\nstill one.\n \n", "Two."]


def test_a_text_that_a_program_broke_into_lines_is_known() -> None:
    lines = "\n".join(["a line of just about the same length as the next"] * 6)
    assert mark_report(f"{lines}\n\n{lines}", {}).reflow
    assert not mark_report("One.\n\nTwo.\n\nThree.", {}).reflow


def test_a_long_paragraph_is_parted_after_sentences_that_hold_claims() -> None:
    sentence = "Gunmen seized the mill by the river in the early morning, a clerk said. "
    text = sentence * 20
    claims = [claim_on(Span("seized", at + 7, at + 13), Span(sentence, at, at + len(sentence))) for at in range(0, len(text), len(sentence))]
    passages = mark_report(text, cards_for(*claims)).passages
    assert len(passages) > 2
    assert [passage.goes_on for passage in passages] == [*[True] * (len(passages) - 1), False]
    assert [number for passage in passages for number in passage.claims] == list(range(1, 21))
    assert all(passage.text.startswith("Gunmen") for passage in passages)


def test_the_stretch_that_an_address_asks_for_is_marked_across_other_marks() -> None:
    wanted = span_of("gunmen had seized")
    found = [segment for segment in segments_in(mark_report(TEXT, cards_for(seizure()), at=(wanted.start, wanted.end))) if segment.at]
    assert "".join(segment.text for segment in found) == "gunmen had seized"
    assert [segment.at for segment in found] == ["start", "more", "more"]


def test_a_stretch_beyond_the_text_is_not_marked() -> None:
    assert not [segment for segment in segments_in(mark_report(TEXT, {}, at=(5000, 6000))) if segment.at]
    assert not [segment for segment in segments_in(mark_report(TEXT, {}, at=(9, 3))) if segment.at]


def test_of_a_very_long_text_the_part_around_the_place_is_shown() -> None:
    text = "A line of the long log.\n" * 1000
    marked = mark_report(text, {}, at=(12_000, 12_005), room=2_000)
    assert marked.start < 12_000 < 12_005 < marked.end
    assert marked.end - marked.start <= 2_000
    assert text[marked.start - 1] == "\n"
    assert (marked.earlier, marked.later) == (marked.start - 2_000, marked.end)
    assert "".join(segment.text for segment in segments_in(marked) if segment.at) == text[12_000:12_005]


def test_the_parts_of_a_very_long_text_can_be_walked_to_its_end() -> None:
    text = "word " * 3000
    marked, reached = mark_report(text, {}, room=1_000), 0
    for _ in range(40):
        assert marked.start <= reached < marked.end
        reached = marked.end
        if marked.later is None:
            break
        marked = mark_report(text, {}, at=(marked.later, None), room=1_000)
    assert reached == len(text)


def test_characters_that_turn_the_direction_of_writing_come_with_a_mark() -> None:
    found = pieces_of("safe\u202eevil\u202c")
    assert [(piece.text, piece.mark) for piece in found] == [("safe", ""), ("\u202e", "RLO"), ("evil", ""), ("\u202c", "PDF")]
    assert found[1].title == "U+202E right-to-left override"


def test_runs_of_unseen_characters_come_with_one_mark() -> None:
    assert [piece.mark for piece in pieces_of("a" + "\x07" * 500 + "b")] == ["", "U+0007 ×500", ""]
    assert [piece.mark for piece in pieces_of("\u200e\u200f\u061c\u202a\u202b")] == ["LRM RLM ALM …"]


def test_lone_surrogates_are_never_written() -> None:
    written = [piece.mark or piece.text for piece in pieces_of("a\ud800b")]
    assert "".join(written).encode("utf-8") == b"aU+D800b"


def test_joined_emoji_and_other_scripts_are_written_as_they_are() -> None:
    text = "\U0001f469\u200d\U0001f680 \u0642\u0627\u0644"
    assert [(piece.text, piece.mark) for piece in pieces_of(text)] == [(text, "")]


def test_the_sentence_of_a_claim_keeps_the_offsets_of_the_report() -> None:
    found = mark_claim(claim_on(span_of("denied"), span_of(SECOND)))
    assert "".join(segment.text for segment in found) == SECOND
    assert all(TEXT[segment.start : segment.end] == segment.text for segment in found)
    assert [segment.text for segment in found if segment.roles] == ["denied"]


def test_a_single_paragraph_of_five_million_characters_with_thousands_of_claims_is_shown_in_part() -> None:
    sentence = "Gunmen seized the mill by the river. " * 27
    text = sentence * 5000
    claims = [claim_on(Span("seized", at + 7, at + 13), Span(sentence, at, at + len(sentence))) for at in range(0, len(text), len(sentence))]
    marked = mark_report(text, cards_for(*claims), at=(2_500_000, None))
    assert whole(marked) == text[marked.start : marked.end]
    assert 150 < marked.claims < 250


LETTERS = st.text(alphabet="ab \n\r\t\u202e\u200f\x00\ud800é\u0642", max_size=120)


@st.composite
def texts_and_claims(draw: st.DrawFn) -> tuple[str, list[Claim]]:
    text = draw(LETTERS)
    offsets = st.integers(-3, len(text) + 3)
    spans = st.builds(lambda a, b: Span("", min(a, b), max(a, b)), offsets, offsets)
    voices = st.builds(lambda one, cue: Voice("", one.start, one.end, "v", cue=cue), spans, st.none() | spans)
    people = st.builds(lambda one: Participant("", one.start, one.end, "p"), spans)
    some = st.builds(lambda trigger, evidence, voice, actor: claim_on(trigger, evidence, voices=(voice,), actors=(actor,)), spans, spans, voices, people)
    return text, draw(st.lists(some, max_size=6))


@given(texts_and_claims(), st.none() | st.tuples(st.integers(0, 130), st.none() | st.integers(0, 130)), st.integers(10, 150))
def test_no_character_is_lost_or_doubled(case: tuple[str, list[Claim]], at: tuple[int, int | None] | None, room: int) -> None:
    text, claims = case
    marked = mark_report(text, cards_for(*claims), at=at, room=room)
    assert whole(marked) == text[marked.start : marked.end]
    assert all(text[segment.start : segment.end] == segment.text for segment in segments_in(marked))
    assert marked.end - marked.start == min(room, len(text))


@given(texts_and_claims())
def test_every_character_of_a_claim_bears_its_mark(case: tuple[str, list[Claim]]) -> None:
    text, claims = case
    cards = cards_for(*claims)
    marked = mark_report(text, cards)
    roles = {offset: segment.roles for segment in segments_in(marked) for offset in range(segment.start, segment.end)}
    for card in cards.values():
        trigger = card.claim.trigger
        assert all("trigger" in roles[offset] for offset in range(max(0, trigger.start), min(trigger.end, len(text))) if offset in roles)


@given(LETTERS)
def test_what_is_written_on_the_page_holds_nothing_unseen(text: str) -> None:
    written = "".join(piece.mark or piece.text for piece in pieces_of(text))
    assert not set(written) & set("\u202e\u200f\x00\ud800")
