"""The commands that keep reports in a store: what is printed where, and with which exit code.

A stand-in for the engine knows one kind of sentence: "Rebels captured Homs on 2024-12-06, Reuters said."
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sayso import cli
from sayso.errors import ModelError
from sayso.fetch import Fetcher
from sayso.ingest import feed_in
from sayso.ingest.workers import EngineOptions
from sayso.model import Claim, EngineVersion, Participant, Place, Reading, Report, Time, Voice
from sayso.store import Store
from sayso.store.feeds import FeedState
from sayso.watch import Feeds
from tests.databases import KINDS, new_database
from tests.feed_server import FeedServer, reply, serve

SOURCE = Path(__file__).parent.parent / "src"
SENTENCE = re.compile(r"(\w+) (captured) (\w+)(?: from (\w+))?(?: on ([\d-]+))?(?:, (\w+) said)?\.")
TOWNS = {"Homs": ("SYR", 34.72, 36.73), "Hama": ("SYR", 35.13, 36.76), "Mosul": ("IRQ", 36.34, 43.12)}
LANTERN = {
    "id": "l-1",
    "outlet": "The Lantern",
    "title": "Two towns in a day",
    "published": "2024-12-07",
    "text": "Rebels captured Homs on 2024-12-06, Reuters said. Fighters captured Hama from Soldiers.",
}
BEACON = {"id": "b-1", "outlet": "The Beacon", "published": "2024-12-08", "text": "Soldiers captured Mosul on 2024-12-08, Reuters said."}
FRENCH = "Les rebelles ont pris la ville de Homs samedi, selon l'agence officielle, et l'armée s'est retirée vers le sud du pays."


class StandIn:
    """Reads as an engine does; another one may have another name, leave out a town, or give another status."""

    def __init__(self, name: str = "stand-in 1", *, status: Any = "asserted", blind_to: str = "nothing") -> None:
        self.version = EngineVersion(name, name, "none", "0", "0", "0")
        self.status = status
        self.blind_to = blind_to

    def read_batch(self, reports: Sequence[Report]) -> list[Reading]:
        return list(self.read_all(reports))

    def read_all(self, reports: Iterable[Report]) -> Iterator[Reading]:
        for report in reports:
            if "stumble" in report.text:
                raise ValueError("stumbled")
            if "interrupt" in report.text:
                raise KeyboardInterrupt
            found = (self.claim(report, match) for match in SENTENCE.finditer(report.text) if match[3] != self.blind_to)
            yield Reading(report, tuple(found), engine=self.version.name)

    def claim(self, report: Report, match: re.Match[str]) -> Claim:
        start, end = match.span(3)
        country, lat, lon = TOWNS[match[3]]
        return Claim(
            report_id=report.id,
            event="CONTROL",
            mode="seize",
            trigger=report.span(*match.span(2)),
            actors=_participants(match, 1),
            recipients=_participants(match, 4),
            place=Place(match[3], start, end, match[3], None, None, country, match[3], lat, lon, 5.0, None, "exact"),
            more_places=(),
            time=Time(match[5], *match.span(5), match[5]) if match[5] else None,
            counts=(),
            status=self.status,
            voices=(Voice(match[6], *match.span(6), match[6], "media"),) if match[6] else (),
            evidence=report.span(*match.span()),
            score=0.7,
        )


def _participants(match: re.Match[str], group: int) -> tuple[Participant, ...]:
    return (Participant(match[group], *match.span(group), match[group], "armed-group"),) if match[group] else ()


@pytest.fixture(autouse=True)
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two good reports, one in French, a broken line and an image; the test moves to where it lies."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("SAYSO_DB", raising=False)
    reads_with(monkeypatch, StandIn())
    folder = tmp_path / "news"
    folder.mkdir()
    write_lines(folder / "a.jsonl", LANTERN, BEACON, "{broken")
    (folder / "b.txt").write_text(FRENCH)
    (folder / "c.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


@pytest.fixture(params=KINDS)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_database(str(request.param), tmp_path)


@pytest.fixture
def kept(news: Path) -> str:
    """A store with the three claims of the two good reports."""
    assert run("ingest", "news/a.jsonl", "--db", "news.db").exit_code == 3
    return "news.db"


def reads_with(monkeypatch: pytest.MonkeyPatch, engine: StandIn) -> None:
    """From now on all commands read with this engine."""
    monkeypatch.setattr("sayso.ingest.workers.EngineOptions.load", lambda options: engine)
    monkeypatch.setattr(cli.reading, "_engine", lambda *options: engine)


def write_lines(path: Path, *lines: object) -> None:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), input=given)


def found(*arguments: str) -> list[str]:
    """The places of the claims that a query prints."""
    return [json.loads(line)["place"]["name"] for line in run("query", "--db", "news.db", "-f", "jsonl", *arguments).stdout.splitlines()]


def where(db: str) -> str:
    """How messages name the store."""
    with Store.open(db) as store:
        return store.dialect.where


def status_of(db: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(run("status", "--db", db, "-f", "jsonl").stdout)
    return record


# Taking in


def test_a_folder_goes_into_a_store_and_what_is_broken_is_told(news: Path, db: str) -> None:
    result = run("ingest", "news", "--db", db)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"Read 2 reports with 3 claims into {where(db)}.",
        "        1 kept unread, in another language",
        "        2 could not be read",
    ]
    assert result.stderr.splitlines() == [
        f"sayso: {news}/a.jsonl, line 3: is not JSON: Expecting property name enclosed in double quotes at line 1, column 2. Check that it is complete.",
        f"sayso: {news}/c.txt: is a PNG image. Save its text as .txt or .html first.",
    ]


def test_the_same_folder_again_is_nothing_new(db: str) -> None:
    run("ingest", "news", "--db", db)
    result = run("ingest", "news", "--db", db)
    assert result.exit_code == 3 and result.stdout == f"Nothing new: all 5 documents had been met before. {where(db)} is unchanged.\n"
    assert result.stderr == "sayso: note: 2 documents could not be read before, see `sayso status`; --retry tries again.\n"
    assert run("ingest", "news", "--db", db, "--quiet").stderr == ""


def test_what_is_new_beside_what_is_known_is_counted_apart(news: Path, kept: str) -> None:
    (news / "d.txt").write_text("Rebels captured Homs.")
    (news / "e.txt").write_text("Rebels captured Homs.")
    (news / "b.txt").unlink()
    (news / "c.txt").unlink()
    result = run("ingest", "news", "--db", kept)
    assert result.exit_code == 3 and result.stdout.splitlines() == [
        "Read 1 report with 1 claim into news.db.",
        "        1 the same article as one that is there",
        "        3 met before at the same place",
    ]


def test_everything_good_is_exit_code_0_and_nothing_good_is_1(news: Path) -> None:
    assert run("ingest", "news/b.txt", "--db", "news.db").exit_code == 0
    result = run("ingest", "no.txt", "news/c.txt", "--db", "news.db")
    assert result.exit_code == 1 and result.stdout.splitlines()[1:] == ["        2 could not be read"]


def test_standard_input_is_taken_in() -> None:
    assert run("ingest", "-", "--db", "news.db", given=json.dumps(BEACON)).stdout == "Read 1 report with 1 claim into news.db.\n"
    assert found() == ["Mosul"]


def test_the_store_can_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_DB", "other.db")
    assert run("ingest", "news/a.jsonl").exit_code == 3 and Path("other.db").exists()
    assert run("query", "-f", "csv").stdout.count("\n") == 4
    assert run("status", "--db", "missing.db").exit_code == 1


def test_outlet_and_date_of_the_user_make_another_article_of_the_same_text(news: Path, kept: str) -> None:
    (news / "d.txt").write_text(LANTERN["text"])
    result = run("ingest", "news/d.txt", "--db", kept, "--outlet", "The Ember", "--published", "2024-12-09")
    assert result.stdout == "Read 1 report with 2 claims into news.db.\n"
    assert found("--outlet", "the ember", "--said-since", "2024-12-09") == ["Homs", "Hama"]
    status = status_of(kept)
    assert (status["reports"], status["texts"], status["outlets"]) == (3, 2, 3)


def test_columns_of_a_table_are_named_by_the_user(kept: str) -> None:
    Path("t.csv").write_text('what,seen\n"Rebels captured Homs.",2024-11-30\n')
    result = run("ingest", "t.csv", "--db", kept, "--column", "text=what", "--column", "published=seen")
    assert result.exit_code == 0 and found("--said-until", "2024-11-30") == ["Homs"]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("text", "--column: 'text' names no field and column. Write --column text=body --column published=date."),
        ("text=", "--column: 'text=' names no field and column. Write --column text=body --column published=date."),
        ("colour=what", "'colour'"),
    ],
)
def test_a_column_that_makes_no_sense_is_wrong_use(column: str, told: str) -> None:
    Path("t.csv").write_text('what,seen\n"Rebels captured Homs.",2024-11-30\n')
    result = run("ingest", "t.csv", "--db", "news.db", "--column", column)
    assert result.exit_code == 2 and told in result.stderr


def test_a_table_without_the_column_is_a_failure_beside_the_others(kept: str) -> None:
    Path("t.csv").write_text('what,seen\n"Rebels captured Homs.",2024-11-30\n')
    Path("u.csv").write_text('body,seen\n"Rebels captured Hama.",2024-11-30\n')
    result = run("ingest", "t.csv", "u.csv", "--db", kept, "--column", "text=body")
    assert result.exit_code == 3 and "t.csv: has no column 'body'; its columns are 'what', 'seen'. Name one of these." in result.stderr


def test_what_could_not_be_read_is_tried_again_when_asked(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("ingest", "news/c.txt", "--db", "news.db")
    assert run("ingest", "news/c.txt", "--db", "news.db").exit_code == 1
    result = run("ingest", "news/c.txt", "--db", "news.db", "--retry")
    assert result.exit_code == 1 and "is a PNG image" in result.stderr and "1 document could not be read before" in result.stderr
    assert status_of("news.db")["failures"] == 1


def test_the_documents_own_bytes_are_kept_when_asked(news: Path) -> None:
    write_lines(news / "a.jsonl", BEACON)
    run("ingest", "news/a.jsonl", "--db", "lean.db")
    run("ingest", "news/a.jsonl", "--db", "full.db", "--keep-raw")
    with Store.open("lean.db") as lean, Store.open("full.db") as full:
        assert lean.raw("b-1") == [] and [json.loads(data) for data in full.raw("b-1")] == [BEACON]


def test_at_most_twenty_failures_are_told_one_by_one(news: Path) -> None:
    write_lines(news / "a.jsonl", BEACON, *["{broken"] * 25)
    told = run("ingest", "news/a.jsonl", "--db", "news.db").stderr.splitlines()
    assert [line.split(", ")[1].split(":")[0] for line in told[:-1]] == [f"line {n}" for n in range(2, 22)]
    assert told[-1] == "sayso: note: further failures are not told here; `sayso status` lists them."


def test_the_twenty_are_counted_through_all_batches(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_in, "BATCH_DOCUMENTS", 8)
    write_lines(news / "a.jsonl", *["{broken"] * 30)
    told = run("ingest", "news/a.jsonl", "--db", "news.db").stderr.splitlines()
    assert len(told) == 21 and sum("further failures" in line for line in told) == 1


def test_a_report_over_which_the_engine_stumbles_is_told(news: Path) -> None:
    (news / "d.txt").write_text("Soldiers stumble on.")
    result = run("ingest", "news/d.txt", "--db", "news.db")
    assert "The engine could not read it (ValueError: stumbled)" in result.stderr and "1 kept unread" in result.stdout


def test_an_interruption_is_exit_code_130_and_keeps_what_was_committed(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_in, "BATCH_DOCUMENTS", 1)
    write_lines(news / "a.jsonl", BEACON, *({"text": f"A short report {number}."} for number in range(3)), {"text": "Now they interrupt."})
    result = run("ingest", "news/a.jsonl", "--db", "news.db")
    assert result.exit_code == 130 and result.stderr == "sayso: interrupted\n" and result.stdout == ""
    assert found() == ["Mosul"]


def test_a_model_that_is_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(options: EngineOptions) -> StandIn:
        raise ModelError("is not installed.", where=str(options.model), remedy="Install it.")

    monkeypatch.setattr("sayso.ingest.workers.EngineOptions.load", missing)
    result = run("ingest", "news", "--db", "news.db", "--model", "en_none")
    assert result.exit_code == 1 and result.stderr == "sayso: en_none: is not installed. Install it.\n"


def test_words_and_places_of_ones_own_reach_the_engine(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[EngineOptions] = []

    def load(options: EngineOptions) -> StandIn:
        seen.append(options)
        return StandIn()

    monkeypatch.setattr("sayso.ingest.workers.EngineOptions.load", load)
    Path("ours.csv").touch()
    run("ingest", "news", "--db", "news.db", "--model", "en_x", "--lexicon", "news", "--places", "ours.csv")
    assert set(seen) == {EngineOptions("en_x", (Path("news"),), (Path("ours.csv"),))}


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "news"),
        ("ingest", "--db", "news.db"),
        ("ingest", "news", "--db", "news.db", "--jobs", "0"),
        ("ingest", "news", "--db", "news.db", "--jobs", "257"),
        ("ingest", "news", "--db", "news.db", "--published", "yesterday"),
        ("ingest", "news", "--db", "news.db", "--lexicon", "no-such-folder"),
        ("ingest", "news", "--db", "news"),
        ("ingest", "news", "--db", "oracle://me@host/name"),
        ("reread", "--db", "news.db", "--jobs", "0"),
        ("status",),
        ("status", "--db", "news.db", "--format", "csv"),
        ("query",),
        ("query", "--db", "news.db", "--format", "xml"),
        ("query", "--db", "news.db", "--limit", "-1"),
        ("query", "--db", "news.db", "--offset", "-1"),
        ("diff", "--db", "news.db", "--format", "csv"),
        ("forget", "--db", "news.db"),
        ("watch", "--db", "news.db"),
        ("watch", "no-such.toml", "--db", "news.db", "--once"),
    ],
)
def test_wrong_use_is_exit_code_2_without_a_traceback(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [("status",), ("query",), ("diff",), ("reread",), ("forget", "b-1", "--yes")])
def test_only_ingest_and_watch_make_a_store(command: tuple[str, ...]) -> None:
    result = run(*command, "--db", "missing.db")
    assert result.exit_code == 1 and result.stdout == "" and not Path("missing.db").exists()
    assert result.stderr == "sayso: missing.db: there is no store. Make one with: sayso ingest SOURCES... --db FILE\n"


def test_a_file_that_is_no_store_is_left_as_it_is() -> None:
    Path("notes.db").write_text("My own notes, on many lines.")
    result = run("ingest", "news", "--db", "notes.db")
    assert result.exit_code == 1 and "notes.db: is no SQLite database." in result.stderr
    assert Path("notes.db").read_text() == "My own notes, on many lines."


# Looking up


def test_json_lines_of_the_store_are_those_of_reading_the_file(db: str) -> None:
    run("ingest", "news/a.jsonl", "--db", db)
    read = run("read", "news/a.jsonl", "-f", "jsonl").stdout
    assert read.count("\n") == 3 and run("query", "--db", db, "--format", "jsonl").stdout == read


def test_the_csv_of_the_store_is_that_of_reading_the_file(db: str) -> None:
    run("ingest", "news/a.jsonl", "--db", db)
    read = run("read", "news/a.jsonl", "-f", "csv").stdout
    assert read.startswith("report_id,outlet,") and run("query", "--db", db, "--format", "csv").stdout == read


def test_the_table_numbers_the_claims_under_their_reports(db: str) -> None:
    run("ingest", "news/a.jsonl", "--db", db)
    result = run("query", "--db", db)
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert result.exit_code == 0 and result.stderr == ""
    assert [line for line in lines if "·" in line and not line.startswith(" ")] == [
        "2024-12-07 · The Lantern · Two towns in a day · l-1",
        "2024-12-08 · The Beacon · b-1",
    ]
    assert [line for line in lines if "CONTROL" in line] == [
        "   1 CONTROL/seize  asserted  says Reuters",
        "   2 CONTROL/seize  asserted  says the report itself",
        "   3 CONTROL/seize  asserted  says Reuters",
    ]
    assert "     Rebels *captured* Homs on 2024-12-06, Reuters said." in lines


def test_a_page_of_the_table_says_where_it_stands(kept: str) -> None:
    first = run("query", "--db", kept, "--limit", "2")
    assert first.stderr == "sayso: claims 1 to 2 of 3; --offset 2 goes on.\n" and "\n   3 " not in first.stdout
    second = run("query", "--db", kept, "--limit", "1", "--offset", "1")
    assert second.stderr == "sayso: claims 2 to 2 of 3; --offset 2 goes on.\n"
    assert "   2 CONTROL/seize" in second.stdout and "   1 " not in second.stdout
    assert run("query", "--db", kept, "--offset", "3").stderr == "sayso: there are only 3 claims.\n"


def test_the_table_stops_at_fifty_and_other_formats_do_not() -> None:
    Path("many.txt").write_text("Rebels captured Homs. " * 60)
    run("ingest", "many.txt", "--db", "news.db")
    assert run("query", "--db", "news.db").stderr == "sayso: claims 1 to 50 of 60; --offset 50 goes on.\n"
    assert len(found()) == 60 and len(found("--limit", "7", "--offset", "55")) == 5


def test_no_claim_is_told_and_no_error(kept: str) -> None:
    result = run("query", "--db", kept, "--status", "denied")
    assert result.exit_code == 0 and result.stdout == "" and result.stderr == "sayso: no claim meets these conditions.\n"
    assert run("query", "--db", kept, "--status", "denied", "-f", "jsonl").output == ""


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        (("--actor", "rebels"), ["Homs"]),
        (("--actor", "rebels", "--actor", "FIGHTERS"), ["Homs", "Hama"]),
        (("--recipient", "soldiers"), ["Hama"]),
        (("--voice", "reuters"), ["Homs", "Mosul"]),
        (("--voice", "reuters", "--actor", "soldiers"), ["Mosul"]),
        (("--place", "hama"), ["Hama"]),
        (("--country", "irq"), ["Mosul"]),
        (("--box", "36,34,37,36"), ["Homs", "Hama"]),
        (("--event", "control"), ["Homs", "Hama", "Mosul"]),
        (("--event", "CONTROL/Seize"), ["Homs", "Hama", "Mosul"]),
        (("--event", "CONTROL/lose", "--event", "ASSAULT"), []),
        (("--status", "Asserted"), ["Homs", "Hama", "Mosul"]),
        (("--status", "denied"), []),
        (("--since", "2024-12-07"), ["Mosul"]),
        (("--until", "2024-12-07"), ["Homs"]),
        (("--since", "2024-12", "--until", "2024-12"), ["Homs", "Mosul"]),
        (("--said-since", "2024-12-08"), ["Mosul"]),
        (("--said-until", "2024-12-07"), ["Homs", "Hama"]),
        (("--text", "captured reuters"), ["Homs", "Mosul"]),
        (("--text", '"captured Homs"'), ["Homs"]),
        (("--outlet", "the lantern"), ["Homs", "Hama"]),
        (("--report", "b-1"), ["Mosul"]),
        (("--engine", "stand-in 1"), ["Homs", "Hama", "Mosul"]),
        (("--limit", "0"), []),
    ],
)
def test_claims_are_found_by(kept: str, asked: tuple[str, ...], places: list[str]) -> None:
    assert found(*asked) == places


def test_a_claim_is_found_by_its_id(kept: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("query", "--db", kept, "-f", "csv").stdout)))
    assert found("--claim", rows[1]["claim_id"]) == [rows[1]["place"]] == ["Hama"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--event", "BATTLE"), "--event: there is no 'BATTLE'. Choose "),
        (("--event", "BATTLE/aerial"), "--event: there is no 'BATTLE'. Choose "),
        (("--status", "rumoured"), "--status: there is no 'rumoured'. Choose asserted, hedged, denied, unclear, attempted, prospective."),
        (("--since", "yesterday"), "--since: 'yesterday' is no day. Write it as 2024-12-08, 2024-12 or 2024."),
        (("--until", "2024-02-30"), "--until: '2024-02-30' is no day. Write it as 2024-12-08, 2024-12 or 2024."),
        (("--said-since", "08.12.2024"), "--said-since: '08.12.2024' is no day. Write it as 2024-12-08, 2024-12 or 2024."),
        (("--said-until", "2024-12-01/2024-12-08"), "--said-until: '2024-12-01/2024-12-08' is no day."),
        (("--since", "20XX"), "--since: '20XX' is no day."),
        (("--box", "36,34,37"), "--box: '36,34,37' is no box. Write west,south,east,north in degrees: 35.7,32.3,42.4,37.3"),
        (("--box", "here"), "--box: 'here' is no box."),
        (("--box", "36,37,37,34"), "--box: '36,37,37,34' is no box."),
        (("--box", "36,34,37,91"), "--box: '36,34,37,91' is no box."),
        (("--box", "nan,34,37,36"), "--box: 'nan,34,37,36' is no box."),
        (("--text", "..."), "--text: '...' holds no word to look for. Give words, or a phrase in quotation marks: '\"air raid\" Homs'."),
        (("--actor", "!"), "--actor: '!' holds no word to look for. Give a name."),
    ],
)
def test_what_no_claim_can_have_is_refused(kept: str, asked: tuple[str, ...], told: str) -> None:
    result = run("query", "--db", kept, *asked)
    assert result.exit_code == 2 and result.stdout == "" and result.stderr.startswith(f"sayso: {told}")


# Reading again, and what that changed


def test_reading_again_adds_claims_and_says_what_it_did(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("ingest", "news", "--db", db)
    reads_with(monkeypatch, StandIn("stand-in 2", blind_to="Hama"))
    result = run("reread", "--db", db)
    assert (result.exit_code, result.stdout) == (0, "Read 2 reports again, with 2 claims, by stand-in 2.\n")
    assert result.stderr == "sayso: note: `sayso diff` shows what has changed.\n"
    again = run("reread", "--db", db)
    assert (again.exit_code, again.stdout, again.stderr) == (0, f"Nothing to do: {where(db)} holds no report in English that stand-in 2 has not read.\n", "")
    assert [run("query", "--db", db, "-f", "jsonl", "--engine", f"stand-in {n}").stdout.count("\n") for n in (1, 2)] == [3, 2]


def test_reading_again_can_be_quiet(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads_with(monkeypatch, StandIn("stand-in 2"))
    assert run("reread", "--db", kept, "--quiet").stderr == ""


def test_an_ingest_with_another_engine_tells_of_reading_again(news: Path, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads_with(monkeypatch, StandIn("stand-in 2"))
    (news / "d.txt").write_text("Rebels captured Homs.")
    note = "sayso: note: several engines have read here; `sayso reread` reads the rest with the one that is installed now.\n"
    assert run("ingest", "news/d.txt", "--db", kept).stderr == note


def test_a_report_over_which_the_engine_stumbles_again_is_exit_code_3(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines(news / "a.jsonl", BEACON, {"text": "Soldiers stumble on."})
    run("ingest", "news/a.jsonl", "--db", "news.db")
    reads_with(monkeypatch, StandIn("stand-in 2"))
    result = run("reread", "--db", "news.db")
    assert result.exit_code == 3 and result.stdout.startswith("Read 1 report again") and "ValueError: stumbled" in result.stderr


@pytest.fixture
def reread(kept: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store after a second engine, which hedges and sees nothing of Hama, and a third, which sees Hama again but not Mosul."""
    for engine in (StandIn("stand-in 2", status="hedged", blind_to="Hama"), StandIn("stand-in 3", status="hedged", blind_to="Mosul")):
        reads_with(monkeypatch, engine)
        run("reread", "--db", kept, "--quiet")
    return kept


def test_the_table_of_differences_marks_what_came_went_and_changed(reread: str) -> None:
    result = run("diff", "--db", reread, "--from", "1", "--to", "3")
    assert result.exit_code == 0 and result.stderr == ""
    assert [line.rstrip() for line in result.stdout.splitlines()] == [
        "l-1",
        "~ CONTROL/seize hedged, says Reuters: Rebels *captured* Homs on 2024-12-06, Reuters said.",
        "    status: asserted → hedged",
        "~ CONTROL/seize hedged, says the report itself: Fighters *captured* Hama from Soldiers.",
        "    status: asserted → hedged",
        "",
        "b-1",
        "- CONTROL/seize asserted, says Reuters: Soldiers *captured* Mosul on 2024-12-08, Reuters said.",
        "",
        "2 reports read by both: claims 0 gained, 1 lost, 2 changed, 0 same.",
    ]


def test_the_last_two_engines_are_compared_where_none_is_named(reread: str) -> None:
    changes = [json.loads(line) for line in run("diff", "--db", reread, "--format", "jsonl").stdout.splitlines()]
    assert [(change["change"], change["report"], change["claim"]["place"]["name"]) for change in changes] == [
        ("gained", "l-1", "Hama"),
        ("lost", "b-1", "Mosul"),
    ]
    named = run("diff", "--db", reread, "--format", "jsonl", "--from", "stand-in 2", "--to", "stand-in 3").stdout
    assert [json.loads(line) for line in named.splitlines()] == changes


def test_a_changed_claim_is_told_as_it_was_and_as_it_is(reread: str) -> None:
    [line] = run("diff", "--db", reread, "-f", "jsonl", "--from", "1", "--to", "2", "--report", "b-1").stdout.splitlines()
    change = json.loads(line)
    assert (change["change"], change["slots"], change["old"]["status"], change["new"]["status"]) == ("changed", ["status"], "asserted", "hedged")


def test_engines_that_are_not_there_cannot_be_compared(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run("diff", "--db", kept)
    assert alone.exit_code == 2 and "holds the readings of fewer than two engines, so there is nothing to compare." in alone.stderr
    reads_with(monkeypatch, StandIn("stand-in 2"))
    run("reread", "--db", kept)
    unknown = run("diff", "--db", kept, "--from", "7")
    assert unknown.exit_code == 2 and unknown.stderr == "sayso: there is no engine '7'. `sayso status` lists them with their numbers.\n"


# What is in it


def test_the_status_tells_what_is_there_what_read_it_and_what_failed(news: Path, db: str) -> None:
    run("ingest", "news", "--db", db)
    result = run("status", "--db", db)
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert result.exit_code == 0 and lines[0] == where(db)
    assert "reports    3 (3 different texts, 2 outlets, 2024-12-07 to 2024-12-08)" in lines
    assert "claims     3 (asserted 3)" in lines and "languages  en 2, fr 1" in lines and "could not be read: 2" in lines
    assert [line.split() for line in lines if "stand-in" in line] == [["1", "stand-in", "1", "0", "2", "2", "3"]]
    assert f"{news}/c.txt" in "".join(lines) and "    is a PNG image. Save its text as .txt or .html first." in lines


def test_the_status_as_json_has_all_of_it(news: Path, kept: str) -> None:
    write_lines(news / "a.jsonl", *["{broken"] * 25)
    run("ingest", "news/a.jsonl", "--db", kept)
    record = status_of(kept)
    assert (record["reports"], record["claims"], record["events"], record["statuses"]) == (2, 3, {"CONTROL": 3}, {"asserted": 3})
    assert record["failures"] == len(record["failed"]) > 20 and record["failed"][0]["record"] == "line 3"
    shown = run("status", "--db", kept).stdout
    assert f"and {record['failures'] - 20} more; --format jsonl lists {record['failures']}." in shown and shown.count("a.jsonl, line") == 20


# Taking out


def test_a_report_is_forgotten_and_does_not_come_back(db: str) -> None:
    run("ingest", "news", "--db", db)
    result = run("forget", "l-1", "--db", db, "--yes", "--reason", "asked by the outlet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "Forgotten: l-1, with 2 claims.\n", "")
    again = run("ingest", "news", "--db", db)
    assert "        1 left out: forgotten before" in again.stdout.splitlines() and status_of(db)["forgotten"] == 1
    assert run("query", "--db", db, "-f", "csv").stdout.count("\n") == 2
    twice = run("forget", "l-1", "--db", db, "--yes")
    assert twice.exit_code == 2 and "the report 'l-1' was forgotten on " in twice.stderr


def test_nothing_is_forgotten_without_a_yes(kept: str) -> None:
    result = run("forget", "l-1", "--db", kept, given="y\n")
    assert result.exit_code == 2 and result.stderr == "sayso: news.db: nothing was forgotten. Say yes, or give --yes.\n"
    assert found() == ["Homs", "Hama", "Mosul"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX terminals")
def test_a_person_at_a_terminal_is_asked(kept: str) -> None:
    import pty

    mine, its = pty.openpty()
    command = [sys.executable, "-m", "sayso", "forget", "l-1", "--db", kept]
    process = subprocess.Popen(command, stdin=its, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(SOURCE)})
    os.write(mine, b"y\n")
    told, _ = process.communicate(timeout=60)
    os.close(mine)
    os.close(its)
    assert process.returncode == 0 and "Forget l-1 ('Two towns in a day')? It cannot be undone. [y/N]" in told
    assert "Forgotten: l-1, with 2 claims." in told and found() == ["Mosul"]


def test_a_report_that_is_not_there_cannot_be_forgotten(kept: str) -> None:
    result = run("forget", "nobody", "--db", kept, "--yes")
    assert result.exit_code == 2 and "news.db: there is no report 'nobody'." in result.stderr


def test_other_articles_of_the_same_text_are_named_and_go_too_when_asked(news: Path, kept: str) -> None:
    for outlet in ("The Ember", "The Flare"):
        write_lines(news / "a.jsonl", {**LANTERN, "outlet": outlet, "id": outlet[4:].lower()})
        run("ingest", "news/a.jsonl", "--db", kept)
    first = run("forget", "l-1", "--db", kept, "--yes")
    assert first.stdout == "Forgotten: l-1, with 2 claims.\n"
    assert first.stderr == "sayso: note: the same text is still here as ember, flare; --copies takes out all of them.\n"
    assert run("forget", "flare", "--db", kept, "--yes", "--copies").stdout == "Forgotten: ember, flare, with 4 claims.\n"
    assert found() == ["Mosul"]


# Watching


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    """A site with a feed of two pages, which need not be waited for between requests; feeds.toml names it."""
    monkeypatch.setattr(Feeds, "fetcher", _hasty(Feeds.fetcher))
    with serve() as running:
        pages = {"/one": "Rebels captured Homs on 2024-12-06, Reuters said.", "/two": "Soldiers captured Mosul on 2024-12-08, Reuters said."}
        items = "".join(f"<item><title>Page {path}</title><link>{running.url}{path}</link></item>" for path in pages)
        channel = f"<channel><title>The Lantern</title>{items}</channel>"
        running.routes["/feed"] = reply(f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>', kind="application/rss+xml")
        for path, text in pages.items():
            running.routes[path] = reply(f"<html><body><article><p>{text} The report goes on with words of no weight.</p></article></body></html>")
        write_feeds(running, allow_private=True)
        yield running


def _hasty(fetcher: Callable[..., Fetcher]) -> Callable[..., Fetcher]:
    return lambda feeds, **options: fetcher(replace(feeds, limits=replace(feeds.limits, delay=0)), **options)


def write_feeds(server: FeedServer, *, allow_private: bool) -> None:
    private = str(allow_private).lower()
    Path("feeds.toml").write_text(f'[watch]\ncontact = "desk@lantern.example"\nallow_private = {private}\n\n[[feed]]\nurl = "{server.url}/feed"\n')


def test_the_pages_of_a_feed_are_read_into_the_store(server: FeedServer, db: str) -> None:
    result = run("watch", "feeds.toml", "--db", db, "--once")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"sayso: 2 read, 2 claims.\nsayso: {server.url}/feed: 2 new.\n"
    claims = [json.loads(line) for line in run("query", "--db", db, "-f", "jsonl").stdout.splitlines()]
    assert [(claim["place"]["name"], claim["report"]["outlet"], claim["report"]["url"]) for claim in claims] == [
        ("Homs", "The Lantern", f"{server.url}/one"),
        ("Mosul", "The Lantern", f"{server.url}/two"),
    ]
    assert status_of(db)["feeds"] == 1


def test_a_feed_whose_time_has_not_come_is_not_asked(server: FeedServer) -> None:
    run("watch", "feeds.toml", "--db", "news.db", "--once")
    before = list(server.paths)
    result = run("watch", "feeds.toml", "--db", "news.db", "--once")
    assert (result.exit_code, result.stderr) == (0, "sayso: No feed's time has come yet.\n") and server.paths == before


def test_a_page_that_was_forgotten_is_not_fetched_again(server: FeedServer) -> None:
    run("watch", "feeds.toml", "--db", "news.db", "--once")
    [row, _] = csv.DictReader(io.StringIO(run("query", "--db", "news.db", "-f", "csv").stdout))
    assert run("forget", row["report_id"], "--db", "news.db", "--yes").exit_code == 0
    with Store.open("news.db") as store:
        store.save_feed_state(f"{server.url}/feed", FeedState())
    asked = len(server.paths)
    result = run("watch", "feeds.toml", "--db", "news.db", "--once")
    assert result.exit_code == 0 and server.paths[asked:] == ["/feed"]
    assert found() == ["Mosul"]


def test_a_quiet_watch_says_nothing(server: FeedServer) -> None:
    assert run("watch", "feeds.toml", "--db", "news.db", "--once", "--quiet").output == "" and len(found()) == 2


def test_a_feed_in_a_private_network_is_refused_unless_told_otherwise(server: FeedServer) -> None:
    write_feeds(server, allow_private=False)
    result = run("watch", "feeds.toml", "--db", "news.db", "--once")
    assert result.exit_code == 1 and server.paths == [] and "127.0.0.1" in result.stderr and status_of("news.db")["reports"] == 0


def test_a_wrong_file_of_feeds_is_wrong_use_and_makes_no_store(server: FeedServer) -> None:
    Path("feeds.toml").write_text('[watch]\ncontact = "desk@lantern.example"\nevry = "2 h"\n\n[[feed]]\nurl = "https://lantern.example/rss"\n')
    result = run("watch", "feeds.toml", "--db", "news.db", "--once")
    assert result.exit_code == 2 and "Did you mean `every`?" in result.stderr and not Path("news.db").exists()


# Help


@pytest.mark.parametrize("command", ["ingest", "reread", "status", "query", "diff", "forget", "watch"])
def test_every_command_has_help_and_takes_a_store(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0 and "--db" in result.stdout and "SAYSO_DB" in result.stdout


def test_help_on_ingest_loads_neither_language_model_nor_database() -> None:
    code = "import sys; from sayso import cli; cli.app(['ingest', '--help'], standalone_mode=False); print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout.split()
    heavy = {"spacy", "numpy", "onnxruntime", "trafilatura", "sqlalchemy", "alembic", "httpx2", "feedparser", "sayso.flow", "sayso.store"}
    assert "sayso.cli" in loaded and not heavy & set(loaded)
