"""How claims fare against checked ones: a pair for each, and every slot by itself."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sayso.cli import app
from sayso.errors import InputError
from sayso.evaluation import read_gold, score_documents
from sayso.records import Record

TEXT = "Rebels captured Homs on Saturday, a commander said. Jets killed ten people in Idlib."


def at(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


def capture() -> Record:
    return {
        "event": "CONTROL", "mode": "seize", "trigger": at("captured"), "evidence": at("Rebels captured Homs on Saturday, a commander said."),
        "status": "asserted", "actors": [{**at("Rebels"), "name": "rebels"}], "recipients": [], "place": {**at("Homs"), "name": "Homs"},
        "time": {**at("Saturday"), "edtf": "2024-12-07"}, "counts": [], "voices": [{**at("a commander"), "name": "commander", "depth": 0}],
    }  # fmt: skip


def strike() -> Record:
    return {
        "event": "ASSAULT", "mode": "aerial", "trigger": at("killed"), "evidence": at("Jets killed ten people in Idlib."), "status": "asserted",
        "actors": [{**at("Jets"), "name": "jets"}], "recipients": [{**at("ten people"), "name": "people"}], "place": {**at("Idlib"), "name": "Idlib"},
        "time": None, "counts": [{**at("ten"), "what": "killed", "low": 10, "high": 10}], "voices": [],
    }  # fmt: skip


def changed(claim: Record, **slots: Any) -> Record:
    return {**deepcopy(claim), **slots}


def scored(*read: Record) -> Any:
    return score_documents({"one": [capture(), strike()]}, {"one": list(read)})


def test_what_is_read_as_it_was_checked_is_right_in_everything() -> None:
    scores = scored(strike(), capture())
    assert scores.claim.f1 == scores.typed.f1 == scores.actors.f1 == scores.recipients.f1 == scores.counts.f1 == 1
    assert {rate.share for rate in (scores.mode, scores.status, scores.voice, scores.voiced, scores.chain, scores.place, scores.time)} == {1.0}
    assert [(event, score.found) for event, score in scores.types] == [("ASSAULT", 1), ("CONTROL", 1)]


def test_what_is_not_read_is_missed_and_what_is_not_there_is_too_much() -> None:
    scores = scored(capture(), changed(capture(), event="REMAIN", trigger=at("said")))
    assert (scores.claim.found, scores.claim.gold, scores.claim.read) == (1, 2, 2)
    assert (scores.claim.precision, scores.claim.recall) == (0.5, 0.5)


@pytest.mark.parametrize(
    "slots",
    [
        {"status": "denied"},
        {"event": "ADVANCE"},
        {"voices": []},
        {"voices": [{"text": "the ministry", "name": "ministry", "start": None, "end": None}]},
        {"actors": [], "recipients": [{**at("Rebels"), "name": "rebels"}]},
    ],
)
def test_a_claim_is_whole_only_with_type_status_voice_and_somebody_right(slots: Record) -> None:
    scores = scored(changed(capture(), **slots), strike())
    assert (scores.detection.found, scores.claim.found) == (2, 1)


def test_the_same_name_in_other_words_is_the_same() -> None:
    scores = scored(changed(capture(), actors=[{"text": "Syrian rebels", "name": "the rebels", "start": None, "end": None}]), strike())
    assert scores.actors.f1 == 1


def test_what_is_told_where_nothing_is_counts_apart() -> None:
    scores = scored(capture(), changed(strike(), time={"edtf": "2024-12-07"}))
    assert (scores.time.right, scores.time.of, scores.time.spurious) == (1, 1, 1)


def test_one_claim_of_the_reading_stands_for_one_checked_claim() -> None:
    assert score_documents({"one": [capture(), capture()]}, {"one": [capture()]}).detection.found == 1


def test_nothing_read_is_nothing_found() -> None:
    scores = score_documents({"one": [capture()]}, {})
    assert (scores.claim.precision, scores.claim.recall, scores.claim.f1, scores.mode.share) == (0, 0, 0, None)


def gold_file(folder: Path, **changes: Any) -> Path:
    path = folder / "one.json"
    path.write_text(json.dumps({"doc_id": "one", "text": TEXT, "published": "2024-12-08", "claims": [capture(), strike()], **changes}), encoding="utf-8")
    return path


def test_the_command_reads_the_documents_and_shows_how_right_it_was(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["evaluate", str(gold_file(tmp_path)), "--format", "jsonl"])
    assert told.exit_code == 0, told.output
    record = json.loads(told.stdout)
    assert record["claim"]["gold"] == 2
    assert record["typed"]["found"] == 2


def test_another_program_s_claims_can_be_held_against_the_checked_ones(tmp_path: Path) -> None:
    predictions = tmp_path / "claims.jsonl"
    predictions.write_text(json.dumps({**capture(), "report": {"id": "one"}}) + "\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["evaluate", str(gold_file(tmp_path)), "--predictions", str(predictions)])
    assert told.exit_code == 0, told.output
    assert "1 document, 2 checked claims, 1 read" in told.stdout
    assert "0.667" in told.stdout


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"claims": [{"event": "ASSAULT"}]}, "holds a claim without"),
        ({"claims": [{**capture(), "trigger": {"start": 5, "end": 5000}}]}, "stands nowhere in the text"),
        ({"text": None}, "lacks an id, a text or claims"),
    ],
)
def test_what_is_no_document_is_told_with_its_place(tmp_path: Path, changes: Record, what: str) -> None:
    with pytest.raises(InputError, match=what) as told:
        read_gold([gold_file(tmp_path, **changes)])
    assert "one.json" in str(told.value)


def test_two_documents_of_one_name_are_refused(tmp_path: Path) -> None:
    line = json.dumps({"id": "one", "text": TEXT, "claims": []})
    (tmp_path / "gold.jsonl").write_text(f"{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="second document"):
        read_gold([tmp_path])


def test_scores_are_told_apart_by_what_is_hard_about_a_claim() -> None:
    shown = {one.phenomenon: (one.gold, one.typed, one.right) for one in scored(changed(capture(), status="denied"), strike()).phenomena}
    assert shown == {"one voice": (1, 1, 0), "the report's own word": (1, 1, 1), "asserted": (2, 2, 1), "people counted": (1, 1, 1)}


def test_a_passage_without_its_text_is_told_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "gmb.jsonl").write_text(json.dumps({"id": "gmb:1", "source": "gmb", "sha256": "0" * 64, "claims": []}) + "\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["evaluate", str(tmp_path / "gmb.jsonl")])
    assert told.exit_code == 1 and "--texts FOLDER" in told.output.replace("\n", " ")
