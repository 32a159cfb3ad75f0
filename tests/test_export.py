"""Readings to files: the exact shapes of the claim record, and what people see."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from sayso.dates.days import date_range
from sayso.export import EXPORTERS, claim_record, reading_html, reading_record
from sayso.export.csv_ import COLUMNS, claim_row, count_bounds
from sayso.export.explain import explanation
from sayso.export.labels import count_label, excerpt, place_label, voice_chain
from sayso.model import Attribution, Claim, Count, CountKind, Participant, Place, Problem, Reading, Reason, Report, Span, Time, Voice

TEXT = "Reuters quoted rebel commander Hassan Abdul-Ghani as saying that rebels had captured the city of Homs on December 7. At least 30 people were killed."
REPORT = Report(text=TEXT, id="seed", title="Rebels <in> Homs", published="2024-12-08")


def span(text: str, within: str = TEXT) -> Span:
    start = within.index(text)
    return Span(text, start, start + len(text))


def at(text: str) -> dict[str, Any]:
    found = span(text)
    return {"text": found.text, "start": found.start, "end": found.end}


REBELS = Participant(**at("rebels"), name="rebels", kind="armed-group", country="SYR")
HOMS = Place(**at("Homs"), name="Homs", country="SYR", admin1="Homs", lat=34.72682, lon=36.72339, radius_km=5, geonames_id=169577, precision="exact")
REUTERS = Voice(**at("Reuters"), name="Reuters", kind="media", country="GBR", cue=span("quoted"), said="XXXX-12-08")
COMMANDER = Voice(**at("rebel commander Hassan Abdul-Ghani"), name="Hassan Abdul-Ghani", kind="armed-group", country="SYR", cue=span("saying"), depth=1)
CAPTURE = Claim(
    report_id="seed",
    event="CONTROL",
    mode="seize",
    trigger=span("captured"),
    actors=(REBELS,),
    recipients=(),
    place=HOMS,
    more_places=(),
    time=Time(**at("on December 7"), edtf="2024-12-07"),
    counts=(),
    status="asserted",
    voices=(REUTERS, COMMANDER),
    evidence=span(TEXT.partition(" At least")[0]),
    score=0.81,
    reasons=(Reason("event", "verb trigger", "events/CONTROL.yaml:13", span("captured")), Reason("actor", "subject of the trigger")),
)
KILLING = Claim(
    report_id="seed",
    event="ASSAULT",
    mode=None,
    trigger=span("killed"),
    actors=(),
    recipients=(Participant(**at("people"), name="people", kind="civilian"),),
    place=None,
    more_places=(),
    time=None,
    counts=(Count(**at("At least 30 people"), what="killed", who="people", low=30, high=None),),
    status="hedged",
    voices=(),
    evidence=span("At least 30 people were killed."),
    score=0.5,
)
READING = Reading(
    report=replace(REPORT, problems=(Problem("encoding-guessed", "The text was read as cp1252."),)),
    claims=(CAPTURE, KILLING),
    attributions=(Attribution(span("Reuters"), span("quoted"), (span("rebels had captured the city of Homs"),), REUTERS),),
    actors=(REBELS,),
    places=(HOMS,),
    times=(Time(**at("December 7"), edtf="2024-12-07"),),
    problems=(Problem("encoding-guessed", "The text was read as cp1252."), Problem("long", "A long sentence.", 0, 5)),
    engine="sayso 0.1.0 en_test-1",
)


def exported(format: str, *readings: Reading, source: str = "") -> str:
    stream = io.StringIO()
    exporter = EXPORTERS[format](stream)
    for reading in readings:
        exporter.write(reading, source)
    exporter.close()
    return stream.getvalue()


def keys(words: str) -> list[str]:
    return words.split()


# JSON


def test_a_claim_has_the_keys_of_the_claim_record_in_its_order() -> None:
    record = claim_record(CAPTURE, REPORT, "sayso 0.1.0 en_test-1")
    assert list(record) == (keys("id schema engine report event mode trigger actors recipients place more_places time counts status score voices evidence"))
    assert record["report"] == {"id": "seed", "outlet": None, "title": "Rebels <in> Homs", "url": None, "published": "2024-12-08"}
    assert list(record["actors"][0]) == keys("text start end name kind country")
    assert list(record["place"]) == (keys("text start end name relation role country admin1 lat lon radius_km geonames_id precision"))
    assert list(record["voices"][0]) == keys("text start end name kind country side cue manner said anonymous depth")
    assert record["voices"][0]["cue"] == at("quoted") and record["voices"][0]["side"] is None
    assert record["time"] == {"edtf": "2024-12-07", **at("on December 7")}


def test_nulls_are_kept() -> None:
    record = claim_record(KILLING, REPORT, "")
    assert record["mode"] is None and record["place"] is None and record["time"] is None and record["voices"] == []
    assert record["counts"] == [{"what": "killed", "who": "people", "low": 30, "high": None, **at("At least 30 people"), "kind": "new"}]


def test_a_reading_has_every_layer_and_each_problem_once() -> None:
    record = reading_record(READING)
    assert list(record) == keys("report claims attributions actors places times problems")
    assert list(record["report"]) == keys("id outlet title url published language chars sha256")
    assert record["report"]["chars"] == len(TEXT)
    assert list(record["attributions"][0]) == keys("source cue content voice depth parent manner")
    assert [problem["code"] for problem in record["problems"]] == ["encoding-guessed", "long"]


def test_all_spans_of_the_record_stand_where_they_say() -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("start") is not None and "text" in value:
                assert TEXT[value["start"] : value["end"]] == value["text"]
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                check(item)

    check(reading_record(READING))


def test_jsonl_is_a_claim_a_line_and_ndjson_a_reading_a_line() -> None:
    assert [json.loads(line)["event"] for line in exported("jsonl", READING, READING).splitlines()] == ["CONTROL", "ASSAULT"] * 2
    assert [len(json.loads(line)["claims"]) for line in exported("ndjson", READING, READING).splitlines()] == [2, 2]


def test_json_is_an_object_for_one_report_and_an_array_for_several() -> None:
    assert json.loads(exported("json", READING)) == reading_record(READING)
    assert json.loads(exported("json", READING, READING)) == [reading_record(READING)] * 2
    assert json.loads(exported("json", READING, READING, READING)) == [reading_record(READING)] * 3
    assert json.loads(exported("json")) == []


def test_letters_are_written_as_they_are() -> None:
    assert "–" in exported("jsonl", replace(READING, engine="a–b"))


# CSV


def rows(*readings: Reading) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported("csv", *readings), newline="")))


def test_csv_has_the_columns_of_the_claim_record() -> None:
    header = exported("csv").strip()
    assert header == (
        "report_id,outlet,published,url,claim_id,event,mode,status,trigger,voices,voice_kind,anonymous,actor,actor_kind,actor_country,"
        "recipient,recipient_kind,place,relation,admin1,country,lat,lon,place_precision,time_edtf,date_start,date_end,date_precision,"
        "killed_low,killed_high,wounded_low,wounded_high,evidence,start,end,score"
    )
    assert header.split(",") == list(COLUMNS)


def test_a_row_is_flat() -> None:
    capture, killing = rows(READING)
    assert (capture["voices"], capture["voice_kind"]) == ("Reuters > Hassan Abdul-Ghani", "media > armed-group")
    assert (capture["actor"], capture["actor_kind"], capture["actor_country"]) == ("rebels", "armed-group", "SYR")
    assert (capture["place"], capture["lat"], capture["place_precision"]) == ("Homs", "34.72682", "exact")
    assert (capture["date_start"], capture["date_end"], capture["date_precision"]) == ("2024-12-07", "2024-12-07", "day")
    assert (killing["voices"], killing["place"], killing["killed_low"], killing["killed_high"]) == ("", "", "30", "")
    assert killing["anonymous"] == "false"


@pytest.mark.parametrize("evidence", ['One,\ntwo "three"\r\nfour', "One\rtwo", " , "])
def test_any_evidence_survives_csv(evidence: str) -> None:
    row = rows(replace(READING, claims=(replace(KILLING, evidence=Span(evidence, 0, len(evidence))),)))[0]
    assert row["evidence"] == evidence


def test_voices_side_by_side_and_several_actors_are_told_apart() -> None:
    france, britain = replace(REUTERS, name="France"), replace(REUTERS, name="Britain", anonymous=True)
    row = claim_row(replace(CAPTURE, voices=(france, britain, COMMANDER), actors=(REBELS, replace(REBELS, name="HTS", country=None))), REPORT)
    assert row["voices"] == "France; Britain > Hassan Abdul-Ghani" and row["anonymous"] == "true"
    assert (row["actor"], row["actor_country"]) == ("rebels; HTS", "SYR; ")


def count(low: int | None, high: int | None, who: str | None = "people", kind: CountKind = "new", what: str = "killed") -> Count:
    return Count("x", 0, 1, what=what, who=who, low=low, high=high, kind=kind)


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ((), (None, None)),
        ((count(30, None),), (30, None)),
        ((count(None, 20),), (None, 20)),
        ((count(5, 5, what="wounded"),), (None, None)),
        ((count(1, 1, "a child"), count(2, 2, "women")), (3, 3)),
        ((count(1, 1, "a child"), count(2, None, "women")), (3, None)),
        ((count(1, 1, "a child"), count(None, 4, "women")), (1, 5)),
        ((count(5, 5), count(7, 7)), (7, 7)),
        ((count(5, 5), count(70, 70, kind="total")), (70, 70)),
        ((count(90, 90), count(70, 70, kind="total")), (70, 70)),
        ((count(22, 22, "children", "part"), count(70, 70)), (70, 70)),
        ((count(22, 22, "children", "part"),), (22, 22)),
        ((count(50, 50, kind="previous"), count(70, 70)), (70, 70)),
        ((count(50, 50, kind="previous"),), (None, None)),
    ],
)
def test_counts_are_summed_only_where_they_are_of_different_people(counts: tuple[Count, ...], bounds: tuple[int | None, int | None]) -> None:
    assert count_bounds(counts, "killed") == bounds


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        (None, (None, None, None)),
        ("", (None, None, None)),
        ("soon", (None, None, None)),
        ("2024-02-30", (None, None, None)),
        ("2024-12-07", ("2024-12-07", "2024-12-07", "day")),
        ("2024-12-07~", ("2024-12-07", "2024-12-07", "day")),
        ("2024-12-07T06:30", ("2024-12-07", "2024-12-07", "day")),
        ("2024-02", ("2024-02-01", "2024-02-29", "month")),
        ("2015", ("2015-01-01", "2015-12-31", "year")),
        ("2015?", ("2015-01-01", "2015-12-31", "year")),
        ("2024-23", ("2024-01-01", "2024-12-31", "year")),
        ("2024-12-XX", ("2024-12-01", "2024-12-31", "month")),
        ("2024-XX-XX", ("2024-01-01", "2024-12-31", "year")),
        ("XXXX-12-07", (None, None, "day")),
        ("XXXX-02-29", (None, None, "day")),
        ("XXXX-12", (None, None, "month")),
        ("2024-12-01/2024-12-07", ("2024-12-01", "2024-12-07", "range")),
        ("2024-11/2024-12", ("2024-11-01", "2024-12-31", "range")),
        ("2024-12-01~/2024-12-07?", ("2024-12-01", "2024-12-07", "range")),
        ("2024-12-01/..", ("2024-12-01", None, "range")),
        ("2024-12-01/", ("2024-12-01", None, "range")),
        ("../2024-12-01", (None, "2024-12-01", "range")),
        ("XXXX-12-01/..", (None, None, "range")),
        ("XXXX-12-01/XXXX-12-07", (None, None, "range")),
        ("../..", (None, None, None)),
    ],
)
def test_edtf_values_become_plain_days(edtf: str | None, days: tuple[str | None, str | None, str | None]) -> None:
    assert date_range(edtf) == days


# For people


def test_the_table_says_who_says_what_and_marks_the_trigger() -> None:
    text = exported("table", READING, source="homs.txt")
    assert "Rebels <in> Homs" in text and "2024-12-08 · homs.txt · 2 claims" in text
    assert "CONTROL/seize  asserted  says Reuters > Hassan Abdul-Ghani" in text
    assert "who rebels  ·  where Homs, SYR  ·  when 2024-12-07" in text
    assert "ASSAULT  hedged  says the report itself" in text and "counts 30+ killed" in text
    assert "At least 30 people were *killed*." in text
    assert "note: The text was read as cp1252." in text


def test_lines_of_the_table_end_without_spaces() -> None:
    assert not [line for line in exported("table", READING).splitlines() if line != line.rstrip()]


def test_the_table_numbers_claims_through_a_file() -> None:
    stream = io.StringIO()
    exporter = EXPORTERS["table"](stream)
    for source in ("a.jsonl", "a.jsonl", "b.txt"):
        exporter.write(READING, source)
    numbers = [line.split()[0] for line in stream.getvalue().splitlines() if "  says " in line]
    assert numbers == ["1", "2", "3", "4", "1", "2"]


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_the_table_keeps_to_the_width(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(len(line) for line in exported("table", READING).splitlines()) <= columns


def test_a_report_cannot_write_to_the_terminal_what_it_likes() -> None:
    nasty = "\x1b[31mA\x07 [bold]b[/bold] :smile: killed\u202ec"
    claim = replace(KILLING, evidence=Span(nasty, 0, len(nasty)), trigger=Span("killed", nasty.index("killed"), nasty.index("killed") + 6))
    text = exported("table", Reading(report=replace(REPORT, title=nasty), claims=(claim,)))
    assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text
    assert "[bold]b[/bold] :smile: *killed* c" in text


def test_a_reading_without_claims_says_so() -> None:
    assert "no claims" in exported("table", replace(READING, claims=()))


def test_an_excerpt_of_an_endless_sentence_is_short() -> None:
    text = "a " * 5000 + "killed" + " b" * 5000
    start = text.index("killed")
    piece = excerpt(replace(KILLING, evidence=Span(text, 0, len(text)), trigger=Span("killed", start, start + 6)))
    assert piece.trigger == "killed" and piece.before.startswith("…") and piece.after.endswith("…")
    assert sum(map(len, piece)) < 600


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (count(30, 30), "30 killed"),
        (count(2500, None), "2,500+ killed"),
        (count(None, 20), "up to 20 killed"),
        (count(10, 15), "10–15 killed"),
        (count(70, 70, kind="total"), "70 killed (total)"),
        (count(None, None), "? killed"),
    ],
)
def test_counts_in_words(number: Count, label: str) -> None:
    assert count_label(number) == label


def test_places_and_voices_in_words() -> None:
    assert place_label(replace(HOMS, relation="north-of")) == "north of Homs, SYR"
    assert place_label(replace(HOMS, role="origin", country=None)) == "from Homs"
    assert voice_chain((replace(REUTERS, anonymous=True), replace(REUTERS, name="AFP"), COMMANDER)) == ("Reuters (anonymous) & AFP > Hassan Abdul-Ghani")


def test_html_escapes_all_that_comes_from_the_report() -> None:
    nasty = replace(CAPTURE, actors=(replace(REBELS, name="<script>alert(1)</script>"),))
    html = reading_html(replace(READING, claims=(nasty, KILLING)))
    assert "<script" not in html and "Rebels &lt;in&gt; Homs" in html and "&lt;script&gt;" in html
    assert '<strong style="text-decoration:underline">captured</strong>' in html


def test_an_explanation_names_rule_and_entry_of_each_slot() -> None:
    stream = io.StringIO()
    console = Console(width=140, file=stream)
    console.print(explanation(CAPTURE, 1, console))
    text = stream.getvalue()
    assert "verb trigger “captured” (events/CONTROL.yaml:13)" in text
    assert "Reuters (cue “quoted”) > Hassan Abdul-Ghani (cue “saying”)" in text
    rows = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert "rebels" in rows["actors"] and "subject of the trigger" in rows["actors"]
    assert "not recorded" in rows["place"] and "recipients" not in rows
