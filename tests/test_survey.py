"""Who speaks, and what each speaker calls each actor."""

from __future__ import annotations

import io
import json

from sayso.export.survey import write_jsonl
from sayso.flow import Engine
from sayso.model import Report
from sayso.survey import names_in, voices_in

ARMY = Report("The army said that terrorists had shelled the market in Idlib. The army denied that its jets had bombed a school.", id="a", outlet="Army Day")
PAPER = Report('Rebels captured Homs. "The rebels burned our houses," said a shopkeeper. According to two officials, rebels had fired rockets at Hama.', id="b")


def test_a_voice_is_counted_with_its_verbs_and_reports(engine: Engine) -> None:
    rows = {row.name: row for row in voices_in(engine.read_all([ARMY, PAPER]))}
    army = rows["army"]
    assert army.statements == 2
    assert army.cues["said"] == army.cues["denied"] == 1
    assert set(army.reports) == {"a"}
    assert army.statuses["denied"] == 1


def test_quoted_and_anonymous_voices_are_told_apart(engine: Engine) -> None:
    rows = {row.name: row for row in voices_in(engine.read_all([ARMY, PAPER]))}
    assert rows["shopkeeper"].quoted == rows["shopkeeper"].anonymous == 1
    assert rows["army"].anonymous == 0
    assert rows["officials"].anonymous == 1
    assert rows["officials"].quoted == 0


def test_names_are_told_by_who_uses_them(engine: Engine) -> None:
    rows = names_in(engine.read_all([ARMY, PAPER]))
    used = {(row.called.casefold(), row.speaker) for row in rows}
    assert ("terrorists", "army") in used
    assert ("rebels", "b") in used
    assert ("rebels", "shopkeeper") in used


def test_an_example_stands_where_it_says(engine: Engine) -> None:
    for row in names_in([engine.read(PAPER)]):
        assert row.called.casefold() in PAPER.text[row.example_start : row.example_end].casefold()


def test_rows_are_json_lines(engine: Engine) -> None:
    stream = io.StringIO()
    readings = [engine.read(PAPER)]
    write_jsonl([*voices_in(readings), *names_in(readings)], stream)
    rows = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert any(row.get("cues") for row in rows)
    assert any(row.get("called") for row in rows)
