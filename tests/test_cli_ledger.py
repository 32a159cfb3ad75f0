"""The commands and exports of the ledger: what is printed of claims made by hand, and what is said of wrong use. A stand-in takes the store's place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest
from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner, Result

from sayso import cli
from sayso.cli.ledger import KINDS
from sayso.errors import UsageError
from sayso.export.ledger.flat import CONTROL_COLUMNS, DISPUTE_COLUMNS, HAPPENING_COLUMNS, TOLL_COLUMNS
from sayso.export.ledger.ground import ground_rows
from sayso.export.ledger.lists import control_list, decision_list, dispute_list, happening_list, in_order, timeline, toll_list
from sayso.export.ledger.page import page_of, print_page
from sayso.export.ledger.rows import decision_records
from sayso.export.ledger.why import links_of
from sayso.export.ledger.words import block, days_label, listed, reasons_label
from sayso.export.table import table_console
from sayso.ledger.articles import Article
from sayso.ledger.decisions import in_force, undone
from sayso.ledger.disputes import disputes_in
from sayso.ledger.telling import Telling, telling_of
from sayso.ledger.tolls import tolls_in
from sayso.ledger.view import View, view_of
from sayso.model import Claim, Count, Decision, Dispute, Link, Participant, Place, Report, Span, Standing, Time, Voice
from sayso.records import claim_record
from sayso.store import ClaimFilter

PLACES = {"Homs": ("Homs", 34.7, 36.7), "Rastan": ("Homs", 34.9, 36.7), "Idlib": ("Idlib", 35.9, 36.6)}


def told(
    outlet: str,
    day: str | None,
    text: str,
    trigger: str,
    *,
    event: str = "CONTROL/seize",
    actor: str = "",
    place: str = "",
    on: str = "",
    voices: str = "",
    status: Any = "asserted",
    killed: tuple[int | None, int | None] | None = None,
) -> Telling:
    """A claim of a report, which stands in it at offset 100; voices are names with ``>`` between them."""

    def at(words: str) -> tuple[str, int, int]:
        start = 100 + max(0, text.find(words))
        return words, start, start + len(words)

    kind, _, mode = event.partition("/")
    admin1, lat, lon = PLACES.get(place, (None, None, None))
    claim = Claim(
        report_id=f"{outlet} {day}",
        event=kind,
        mode=mode or None,
        trigger=Span(*at(trigger)),
        actors=(Participant(*at(actor), actor, "armed-group" if actor == "rebels" else "military", "SYR"),) if actor else (),
        recipients=(),
        place=Place(*at(place), place, None, None, "SYR", admin1, lat, lon, 5.0, None, "exact") if place else None,
        more_places=(),
        time=Time(*at(on), on) if on else None,
        counts=(Count(*at(str(killed[0])), "killed", "people", *killed),) if killed else (),
        status=status,
        voices=tuple(Voice(*at(name), name, "government", depth=depth) for depth, name in enumerate(voices.split(" > ")) if name),
        evidence=Span(text, 100, 100 + len(text)),
        score=0.8,
    )
    return telling_of(claim, Article(f"{outlet} {day}", outlet, outlet, date.fromisoformat(day).toordinal() if day else None))


SEIZED = "Rebels captured Homs on Saturday, the Command said."
TELLINGS = (
    told("The Lantern", "2024-12-08", SEIZED, "captured", actor="rebels", place="Homs", on="2024-12-07", voices="Command"),
    told("The Beacon", "2024-12-08", SEIZED, "captured", actor="rebels", place="Homs", on="2024-12-07", voices="Command"),
    told("Noria Radio", "2024-12-09", "The Ministry denied that rebels had captured Homs.", "captured", actor="rebels", place="Homs", on="2024-12-07",
         voices="Ministry", status="denied"),
    told("The Lantern", "2024-12-06", "Rebels took Rastan.", "took", actor="rebels", place="Rastan"),
    told("The Lantern", "2024-12-02", "Jets bombed Idlib on Sunday and killed 30, medics said.", "bombed", event="ASSAULT/aerial", actor="jets", place="Idlib",
         on="2024-12-01", voices="Medics", killed=(30, 30)),
    told("The Beacon", "2024-12-03", "Medics now say that 41 died when jets bombed Idlib.", "bombed", event="ASSAULT/aerial", actor="jets",
         place="Idlib", on="2024-12-01", voices="Medics", killed=(41, 41)),
)  # fmt: skip
DECISIONS = (
    Decision("same", ("c-1", "c-2"), "Ana", "2024-12-09T10:00:00Z", "one raid", number=1),
    Decision("wrong-slot", ("c-3",), "Bo", "2024-12-09T11:00:00Z", "the city", slot="place", number=2),
    Decision("undo", (), "Ana", "2024-12-09T12:00:00Z", "two raids", undoes=1, number=3),
)


class StandIn:
    """Answers as the store does, out of the claims above, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.made: Sequence[Decision] = DECISIONS

    def view(self, wanted: ClaimFilter | None = None, *, as_of: str | None = None, on: str | None = None) -> View:
        self.asked.append((wanted, as_of, on))
        view = view_of(TELLINGS, as_of=as_of)
        names = wanted.place if wanted else ()
        return replace(view, happenings=tuple(one for one in view.happenings if not names or one.place and one.place.name in names))

    def disputes(self, wanted: ClaimFilter | None = None, *, as_of: str | None = None, on: str | None = None) -> tuple[View, list[Dispute]]:
        shown = {one.id for one in self.view(wanted, as_of=as_of, on=on).happenings}
        view = view_of(TELLINGS, as_of=as_of)
        return view, [dispute for dispute in disputes_in(view) if not shown.isdisjoint(dispute.happenings)]

    def happening(self, ident: str, *, as_of: str | None = None) -> tuple[View, Any]:
        view = self.view(as_of=as_of)
        found = [one for one in view.happenings if one.id.startswith(ident) or ident in one.claims]
        if len(found) != 1:
            raise UsageError(f"there is no happening {ident!r}.", remedy="`sayso happenings` lists them with their ids.")
        return view, found[0]

    def claims(self, *, claim: Sequence[str]) -> Iterator[Any]:
        """Not in the order of the happening, as a store may."""

        class Found:
            def __init__(self, telling: Telling) -> None:
                self.record = claim_record(telling.claim, Report("", id=telling.article.id), "stand-in")

        yield from (Found(telling) for telling in reversed(TELLINGS) if telling.id in claim)

    def decide(self, judgement: Any, claims: Sequence[str], **given: Any) -> Decision:
        return Decision(judgement, tuple(claims), given["by"], "2024-12-10T00:00:00Z", given["reason"], given["slot"], given["undoes"], number=4)

    def decisions(self) -> list[Decision]:
        return list(self.made)


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    stand_in = StandIn()

    @contextmanager
    def opened(*_: object, **__: object) -> Iterator[StandIn]:
        yield stand_in

    monkeypatch.setattr("sayso.store.Store.open", opened)
    monkeypatch.setenv("SAYSO_DB", "news.db")
    monkeypatch.setenv("COLUMNS", "80")
    return stand_in


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def lines(*arguments: str) -> list[Any]:
    result = run(*arguments, "--format", "jsonl")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def rows(*arguments: str) -> list[dict[str, str]]:
    result = run(*arguments, "--format", "csv")
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def sheet(width: int = 80) -> tuple[io.StringIO, Console]:
    stream = io.StringIO()
    console = table_console(stream)
    console.width = width
    return stream, console


def the_view() -> View:
    return view_of(TELLINGS)


def test_happenings_are_as_the_contract_names_them() -> None:
    found = lines("happenings")
    assert [list(row) for row in found] == [
        ["id", "event", "mode", "place", "date_start", "date_end", "actors", "recipients", "claims", "articles", "publishers", "origins", "standing"]
    ] * len(found)
    homs = next(row for row in found if row["place"]["name"] == "Homs")
    assert (homs["articles"], homs["publishers"], homs["origins"], homs["standing"]) == (2, 2, 1, "disputed")
    assert homs["place"]["admin1"] == "Homs" and homs["place"]["precision"] == "exact" and len(homs["claims"]) == 3


def test_happenings_come_by_day() -> None:
    assert [row["date_end"] for row in rows("happenings")] == ["2024-12-01", "2024-12-06", "2024-12-07"]


def test_happenings_as_csv_are_flat() -> None:
    found = rows("happenings", "--place", "Homs")
    assert tuple(found[0]) == HAPPENING_COLUMNS
    assert found[0]["country"] == "SYR" and found[0]["lat"] == "34.7" and found[0]["place_precision"] == "exact"
    assert found[0]["claims"].split("; ") == lines("happenings", "--place", "Homs")[0]["claims"]


def test_happenings_as_a_table() -> None:
    result = run("happenings")
    assert "CONTROL/seize by rebels" in result.stdout and "2/2/1" in result.stdout and "by 2024-12-06" in result.stdout and result.stderr == ""
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_page_of_happenings() -> None:
    result = run("happenings", "--limit", "1", "--offset", "1")
    assert "Rastan" in result.stdout and "Homs, SYR" not in result.stdout and "happenings 2 to 2 of 3; --offset 2 goes on" in result.stderr


@pytest.mark.parametrize(
    ("options", "places"),
    [
        (("--standing", "disputed"), ["Homs"]),
        (("--standing", "Single-Origin", "--standing", "disputed"), ["Idlib", "Rastan", "Homs"]),
        (("--standing", "Single-Origin"), ["Idlib", "Rastan"]),
        (("--min-origins", "2"), []),
        (("--since", "2024-12-06"), ["Rastan", "Homs"]),
        (("--until", "2024-12-06"), ["Idlib", "Rastan"]),
        (("--since", "2025"), []),
    ],
)
def test_days_and_standing_are_those_of_the_happening(options: tuple[str, ...], places: list[str]) -> None:
    assert [row["place"] for row in rows("happenings", *options)] == places


def test_conditions_reach_the_store(store: StandIn) -> None:
    run("happenings", "--actor", "HTS", "--country", "Syria", "--event", "control/SEIZE", "--outlet", "The Lantern", "--as-of", "2024-12", "--on", "2024-12-07")
    wanted, as_of, on = store.asked[0]
    assert wanted == ClaimFilter(actor="HTS", country="SYR", event="CONTROL/seize", outlet="The Lantern") and (as_of, on) == ("2024-12-31", "2024-12-07")


@pytest.mark.parametrize("command", ["happenings", "disputes", "timeline", "tolls", "control"])
def test_what_is_not_found_is_said(command: str) -> None:
    result = run(command, "--place", "Nowhere")
    assert result.exit_code == 0 and result.stdout.startswith("No ") and result.stdout.endswith("meets these conditions.\n") and result.stderr == ""
    assert rows(command, "--place", "Nowhere") == lines(command, "--place", "Nowhere") == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("happenings", "--as-of", "2024-13-01"), "--as-of: '2024-13-01' is no day."),
        (("happenings", "--since", "soon"), "--since: 'soon' is no day."),
        (("timeline", "--on", "2024-12"), "--on: '2024-12' is more than one day."),
        (("control", "--place", "Homs", "--on", "2024-02-30"), "--on: '2024-02-30' is no day."),
        (("happenings", "--standing", "true"), "--standing: there is no 'true'. Choose corroborated, single-origin,"),
        (("disputes", "--kind", "war"), "--kind: there is no 'war'. Choose denial, toll,"),
        (("tolls", "--what", "fed"), "--what: there is no 'fed'. Choose killed,"),
        (("happenings", "--event", "WAR"), "--event: there is no 'WAR'."),
        (("control",), "control: names no place. Give --place or --country."),
        (("tolls", "h-1", "--place", "Homs"), "tolls: a happening and conditions are two questions."),
        (("show", "h-nothing"), "there is no happening 'h-nothing'. `sayso happenings` lists them"),
        (("show", "h-1", "--format", "csv"), "--format: there is no format 'csv' here."),
        (("decide", "merge", "c-1"), "decide: there is no 'merge'. Choose same, different,"),
        (("decide", "same", "c-1", "--by", "A", "--reason", "b"), "decide: 'same' is about 2 claims, not 1."),
        (("decide", "undo", "c-1", "--undo", "1", "--by", "A", "--reason", "b"), "decide: 'undo' is about no claims, not 1. Name the decision by --undo."),
        (("decide", "wrong-slot", "c-1", "--by", "A", "--reason", "b"), "--slot: is missing. Choose actor,"),
        (("decide", "wrong-slot", "c-1", "--slot", "colour", "--by", "A", "--reason", "b"), "--slot: there is no 'colour'."),
        (("decide", "undo", "--by", "A", "--reason", "b"), "--undo: is missing. `sayso decisions` lists them"),
        (("decide", "same", "c-1", "c-2", "--undo", "2"), "--undo: does not go with 'same'. It belongs to 'undo'."),
        (("decide", "same", "c-1", "c-2", "--reason", "b"), "--by: is missing."),
        (("decide", "same", "c-1", "c-2", "--by", "A", "--reason", " "), "--reason: is missing."),
    ],
)
def test_wrong_use_is_told_with_a_remedy(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and result.stdout == "" and result.stderr.startswith(f"sayso: {told}"), result.output


def test_the_options_name_what_there_is() -> None:
    assert get_args(get_type_hints(Dispute)["kind"]) == KINDS
    assert {row["standing"] for row in lines("happenings")} <= set(get_args(Standing))


def test_disputes_side_by_side() -> None:
    (found,) = lines("disputes", "--kind", "denial")
    assert list(found) == ["id", "kind", "happenings", "sides", "reason"] and [list(side) for side in found["sides"]] == [["says", "voices", "claims"]] * 2
    assert [side["voices"] for side in found["sides"]] == [["Command"], ["Ministry"]]
    sides = rows("disputes", "--kind", "denial")
    assert tuple(sides[0]) == DISPUTE_COLUMNS and [side["side"] for side in sides] == ["1", "2"] and sides[0]["id"] == found["id"]
    assert sides[0]["claims"] == "; ".join(found["sides"][0]["claims"])


def test_disputes_as_a_table() -> None:
    stdout = run("disputes").stdout
    assert "Ministry denied what Command said" in stdout and stdout.index("says Command") < stdout.index("says Ministry")
    assert max(map(len, stdout.splitlines())) <= 80


def test_a_dispute_is_shown_where_one_of_its_happenings_meets_the_conditions() -> None:
    assert lines("disputes", "--since", "2024-12-07") and not lines("disputes", "--since", "2024-12-08")


def test_the_timeline_tells_who_told_it_when() -> None:
    stdout = run("timeline", "--place", "Homs").stdout
    assert stdout.startswith("2024-12-07\n  CONTROL/seize by rebels · Homs, SYR · disputed · h-")
    assert stdout.count("Rebels *captured* Homs") == 1 and "in the same words" in stdout
    assert stdout.index("The Lantern  asserted  says Command") < stdout.index("Noria Radio  denied  says Ministry")


def test_the_timeline_for_programs() -> None:
    (homs,) = lines("timeline", "--place", "Homs")
    assert [one["status"] for one in homs["told"]] == ["asserted", "asserted", "denied"] and homs["told"][2]["voices"] == ["Ministry"]
    assert [row["claim"] for row in rows("timeline", "--place", "Homs")] == [one["claim"] for one in homs["told"]] == homs["claims"]


def test_as_of_a_day_nothing_later_is_known() -> None:
    (homs,) = lines("timeline", "--place", "Homs", "--as-of", "2024-12-08")
    assert len(homs["told"]) == 2 and homs["standing"] == "single-origin"


def test_control_day_by_day() -> None:
    stdout = run("control", "--place", "Homs").stdout
    assert stdout.startswith("Homs, SYR\n2024-12-07  contested\n") and "rebels took it: asserted  says Command" in stdout
    assert "rebels took it: denied by Ministry" in stdout


def test_control_for_programs() -> None:
    found = lines("control", "--country", "SYR")
    assert {tuple(row) for row in found} == {("place", "date", "holder", "relation", "voices", "status", "claims")}
    assert {(row["place"]["name"], row["date"], row["status"]) for row in found} == {
        ("Homs", "2024-12-07", "asserted"),
        ("Homs", "2024-12-07", "denied"),
        ("Rastan", "2024-12-06", "asserted"),
    }
    flat = rows("control", "--country", "SYR")
    assert tuple(flat[0]) == CONTROL_COLUMNS and flat[0]["voices"] == "Command" and flat[0]["place"] == "Homs"


def test_control_of_one_day() -> None:
    assert {row["place"] for row in rows("control", "--country", "SYR", "--on", "2024-12-06")} == {"Rastan"}


def test_another_place_of_the_same_claim_is_left_out() -> None:
    first = TELLINGS[3]
    both = replace(first, claim=replace(first.claim, more_places=(TELLINGS[4].claim.place,)))  # type: ignore[arg-type]
    view = view_of([both])
    assert [row.place.name for row in ground_rows(view)] == ["Idlib", "Rastan"]
    assert [row.place.name for row in ground_rows(view, ["rastan"])] == ["Rastan"]
    assert [row.place.name for row in ground_rows(view, [], ["IRQ"])] == []


def test_the_place_itself_comes_before_others_of_its_province() -> None:
    assert [row.place.name for row in ground_rows(the_view(), ["Homs"])] == ["Homs", "Homs", "Rastan"]


def test_tolls_voice_by_voice() -> None:
    found = lines("tolls", "--what", "killed")
    assert [list(row) for row in found] == [["happening", "what", "voice", "said", "low", "high", "kind", "claim"]] * 2
    assert [(row["voice"], row["said"], row["low"]) for row in found] == [("Medics", "2024-12-02", 30), ("Medics", "2024-12-03", 41)]
    assert tuple(rows("tolls")[0]) == TOLL_COLUMNS


def test_a_number_that_its_voice_has_replaced_says_so() -> None:
    stdout = run("tolls").stdout
    older, newer = (line for line in stdout.splitlines() if "2024-12-0" in line and "ASSAULT" not in line)
    assert "30" in older and "replaced" in older and "41" in newer and "replaced" not in newer and "71" not in stdout


def test_tolls_of_one_happening() -> None:
    ident = next(one.id for one in the_view().happenings if one.event == "ASSAULT")
    assert len(rows("tolls", ident[:6])) == 2 and rows("tolls", ident, "--as-of", "2024-12-02")[0]["low"] == "30"


def test_show_has_all_there_is() -> None:
    (found,) = lines("show", TELLINGS[0].id)
    assert list(found) == ["happening", "slots", "sources", "claims", "disputes", "tolls", "part_of", "parts", "links"]
    assert [claim["id"] for claim in found["claims"]] == found["happening"]["claims"] and found["claims"][0]["schema"] == "sayso/1"
    assert len(found["disputes"]) == 1 and len(found["links"]) == 2 and {"compared", "level", "weight"} == set(found["links"][0]["reasons"][0])


@pytest.mark.parametrize("width", [80, 120])
def test_a_page_for_people(width: int) -> None:
    view = the_view()
    for happening in view.happenings:
        stream, console = sheet(width)
        print_page(page_of(view, happening), console)
        printed = stream.getvalue()
        assert max(map(len, printed.splitlines())) <= width and all(ident in printed for ident in happening.claims)


def test_a_page_tells_why() -> None:
    stdout = run("show", TELLINGS[0].id).stdout
    for words in ("What is told", "From whom it comes", "Claim by claim", "Disputes", "Why these claims", "2 with 1  +", "Rebels *captured* Homs"):
        assert words in stdout


def test_each_claim_has_a_link_to_an_earlier_one() -> None:
    assert [link.claims for link in links_of(TELLINGS[4:])] == [(TELLINGS[4].id, TELLINGS[5].id)] and links_of(TELLINGS[:1]) == []


def test_reasons_in_words_and_as_they_are() -> None:
    link = Link(
        ("a", "b"), 1.0, (("event", "same mode", 1.9), ("where", "apart", -1.55), ("smell", "alike", 0.2), ("names", "none", 0.1), ("lead", "one", 0.0))
    )
    assert reasons_label(link) == "same type and mode (+1.9); places apart (−1.6); smell: alike (+0.2)"


def test_a_decision_is_told_with_its_number() -> None:
    result = run("decide", "wrong-slot", "c-1", "--slot", "place", "--by", "Ana", "--reason", "the city")
    assert result.exit_code == 0 and result.stdout == "Decision 4 by Ana: wrong-slot place of c-1.\n" and "decide undo --undo 4" in result.stderr


def test_decisions_are_listed_with_what_is_undone(store: StandIn) -> None:
    found = lines("decisions")
    assert [(row["number"], row["in_force"]) for row in found] == [(1, False), (2, True), (3, True)]
    stdout = run("decisions").stdout
    assert "same c-1 and c-2  undone" in stdout and "wrong-slot place of c-3\n" in stdout and "2024-12-09 12:00 · Ana · two raids" in stdout
    store.made = ()
    assert run("decisions").stdout == "Nobody has decided anything yet.\n" and lines("decisions") == []


def test_an_undoing_that_is_undone_undoes_nothing() -> None:
    again = (*DECISIONS, Decision("undo", (), "Bo", "2024-12-09T13:00:00Z", "one raid after all", undoes=3, number=4))
    assert undone(again) == {3} and [one.number for one in in_force(again)] == [1, 2] and decision_records(again)[0]["in_force"]


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2024-12-07", "2024-12-07", "2024-12-07"),
        ("2024-12-05", "2024-12-07", "2024-12-05 to 2024-12-07"),
        ("2024-12-01", "2024-12-31", "2024-12"),
        ("2011-01-01", "2011-12-31", "2011"),
        ("2023-12-01", "2024-12-31", "2023-12-01 to 2024-12-31"),
        (None, "2024-12-07", "by 2024-12-07"),
        (None, None, "no day told"),
    ],
)
def test_days_in_words(start: str | None, end: str | None, label: str) -> None:
    assert days_label(start, end) == label


def test_what_is_not_shown_is_marked() -> None:
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more" and listed(["word " * 30]).endswith(" …") and listed([]) == "nobody"


def test_lines_hang() -> None:
    _, console = sheet(20)
    assert block(Text("one two three four five six"), console, hang=4).plain == "one two three four\n    five six"


@pytest.mark.parametrize("width", [50, 80, 120])
def test_lists_keep_to_the_width_and_carry_no_controls(width: int) -> None:
    nasty = replace(
        TELLINGS[0], claim=replace(TELLINGS[0].claim, actors=(Participant("x", 1, 2, "[red]rebels[/] \x1b[31m\u202e" + "long" * 40, "armed-group"),))
    )
    view = view_of([nasty, *TELLINGS[1:]])
    by_id = {one.id: one for one in view.happenings}
    stream, console = sheet(width)
    happening_list(in_order(view.happenings), console)
    dispute_list(disputes_in(view), view, console)
    timeline(view, console)
    control_list(ground_rows(view), console)
    toll_list(tolls_in(view), by_id, console)
    decision_list(DECISIONS, console)
    for happening in view.happenings:
        print_page(page_of(view, happening), console)
    printed = stream.getvalue()
    assert max(map(len, printed.splitlines())) <= width and "\x1b" not in printed and "\u202e" not in printed and "[red]" in printed
