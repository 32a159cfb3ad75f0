"""The attributions of a report, and the voices in them."""

from __future__ import annotations

from sayso.flow import Engine
from sayso.model import Attribution, Reading, Report


def read(engine: Engine, text: str) -> Reading:
    return engine.read(Report(text, published="2024-12-08"))


def told(attribution: Attribution) -> tuple[str | None, str | None, list[str]]:
    source, cue = attribution.source, attribution.cue
    return source.text if source else None, cue.text if cue else None, [piece.text for piece in attribution.content]


def test_a_quotation_that_goes_on_after_its_cue_is_one_attribution(engine: Engine) -> None:
    reading = read(engine, '"They came at dawn," said Lina Haro, a baker. "They burned the mill and left."')
    assert [told(a) for a in reading.attributions] == [("Lina Haro", "said", ['"They came at dawn,"', '"They burned the mill and left."'])]


def test_quotations_in_pairs_of_single_marks_are_quotations(engine: Engine) -> None:
    reading = read(engine, "''They came at dawn,'' he said. ''They burned the mill and left.''")
    (attribution,) = reading.attributions
    assert attribution.manner == "quoted"
    assert len(attribution.content) == 2


def test_a_voice_that_repeats_itself_is_listed_once(engine: Engine) -> None:
    reading = read(engine, "The governor of Kesra said he believed that rebels had captured the dam.")
    assert [told(a)[:2] for a in reading.attributions] == [("The governor of Kesra", "said")]
    assert reading.claims[0].status == "hedged"


def test_what_somebody_says_of_the_wishes_of_another_is_no_attribution(engine: Engine) -> None:
    reading = read(engine, "The envoy said the rebels want to keep the town.")
    assert [told(a)[0] for a in reading.attributions] == ["The envoy"]


def test_a_wish_on_the_report_s_own_word_is_one(engine: Engine) -> None:
    reading = read(engine, "The rebels want to keep the town.")
    assert [told(a)[:2] for a in reading.attributions] == [("The rebels", "want")]
    assert not any(claim.voices for claim in reading.claims)


def test_parents_point_to_listed_attributions(engine: Engine) -> None:
    reading = read(engine, "Reuters quoted a rebel commander as saying that the army had denied shelling the market.")
    for n, attribution in enumerate(reading.attributions):
        assert attribution.parent is None or 0 <= attribution.parent < len(reading.attributions) and attribution.parent != n
    assert [a.depth for a in reading.attributions] == [0, 1, 2]


def test_the_content_holds_neither_cue_nor_source(engine: Engine) -> None:
    text = "The road is mined, the mayor said, and nobody can leave. Two depots burned, according to the ministry."
    for attribution in read(engine, text).attributions:
        frame = [span for span in (attribution.source, attribution.cue) if span is not None]
        assert not any(piece.overlaps(span) for piece in attribution.content for span in frame)


def test_you_know_is_nobody_s_word(engine: Engine) -> None:
    reading = read(engine, '"You know, they burned the mill," the baker said.')
    assert [told(a)[0] for a in reading.attributions] == ["the baker"]


def test_god_willing_names_no_speaker(engine: Engine) -> None:
    reading = read(engine, 'Talal Barazi spoke on Friday. "I believe, God willing, that the losses are small," he said.')
    assert "God" not in {voice.name for a in reading.attributions if (voice := a.voice) is not None}


def test_the_coalition_is_the_one_named_before(engine: Engine) -> None:
    reading = read(engine, "The Syrian National Coalition met on Friday. The Coalition condemned the shelling of Idlib.")
    assert reading.claims[-1].voices[0].name == "Syrian National Coalition"


def test_a_list_with_a_colon_has_no_speaker(engine: Engine) -> None:
    assert not read(engine, "Names of the dead: Ahmad Hassan\nProfile - Lina Haro\n").attributions


def test_a_denial_takes_up_what_was_said_and_not_what_describes_somebody(engine: Engine) -> None:
    reading = read(engine, "Fighters backed by Turkey seized Manbij, a Turkish official said. A Kurdish official denied it.")
    assert [claim.event for claim in reading.claims if claim.status == "denied"] == ["CONTROL"]


def test_what_is_taken_up_may_be_several_events(engine: Engine) -> None:
    reading = read(engine, "The governor said that rebels had shelled Homs and captured Rastan. The ministry denied it.")
    assert [claim.event for claim in reading.claims if claim.status == "denied"] == ["ASSAULT", "CONTROL"]
