"""The store, each behaviour on each database: nothing is lost, nothing is there twice, and everything can be found."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from benchmarks.synthetic import synthetic_readings
from sayso.errors import StoreError, UsageError
from sayso.model import Claim, EngineVersion, Participant, Place, Problem, Reading, Reason, Report, Span, Status, Time, Voice
from sayso.records import claim_record
from sayso.store import ClaimFilter, Store
from sayso.store.arrivals import Arrival, Refusal, Sighting
from sayso.store.feeds import FeedState
from sayso.store.rows import identity_of
from sayso.store.schema import HEAD, VERSION_TABLE
from tests.databases import KINDS, new_database, opened

ENGINE = EngineVersion("reader 1", "sayso 1", "model-1", "aa", "bb", "cc")
NEWER = replace(ENGINE, name="reader 2", model_sha256="dd")
SENTENCE = "Reuters said that HTS had captured Homs on Saturday."
HOMS = {"name": "Homs", "country": "SYR", "admin1": "Homs", "lat": 34.7, "lon": 36.7, "precision": "exact"}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str, tmp_path: Path) -> Iterator[Store]:
    yield from opened(kind, tmp_path)


def span(words: str, within: str) -> dict[str, object]:
    start = within.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


def capture(report: Report, *, status: Status = "asserted", voice: str = "Reuters", actor: str = "HTS", edtf: str | None = "2024-12-07") -> Claim:
    """The claim that the sentence holds, with names resolved as the engine would."""
    text = report.text
    return Claim(
        report_id=report.id,
        event="CONTROL",
        mode="seize",
        trigger=Span(**span("captured", text)),  # type: ignore[arg-type]
        actors=(Participant(**span(actor, text), name="Hay'at Tahrir al-Sham", kind="armed-group", country="SYR"),),  # type: ignore[arg-type]
        recipients=(),
        place=Place(**span("Homs", text), **HOMS),  # type: ignore[arg-type]
        more_places=(),
        time=Time(**span("Saturday", text), edtf=edtf),  # type: ignore[arg-type]
        counts=(),
        status=status,
        voices=(Voice(**span(voice, text), name=voice, kind="media", cue=Span(**span("said", text))),),  # type: ignore[arg-type]
        evidence=Span(text, 0, len(text)),
        score=0.75,
        reasons=(Reason("event", "verb trigger", "events/CONTROL.yaml:1", Span(**span("captured", text))),),  # type: ignore[arg-type]
    )


def told(text: str = SENTENCE, *, id: str = "", outlet: str | None = "The Lantern", published: str | None = "2024-12-08", url: str | None = None) -> Report:
    return Report(text, id=id, outlet=outlet, published=published, url=url, provenance=(("outlet", "page"), ("published", "user")))


def arrival(report: Report | Refusal, *claims: Claim, location: str = "/news/a.txt", record: str = "", read: bool = True) -> Arrival:
    sha = report.sha256 if isinstance(report, Report) else "f" * 64
    reading = Reading(report, claims, engine=ENGINE.name) if read and isinstance(report, Report) else None
    return Arrival(Sighting(location, record, sha, 10, "text"), report, reading)


def add_one(store: Store, report: Report | None = None, *, location: str = "/news/a.txt") -> Report:
    report = report or told()
    assert store.add([arrival(report, capture(report), location=location)], engine=ENGINE)["read"] == 1
    return report


def dump(store: Store) -> str:
    stream = io.StringIO()
    store.dump(stream)
    return stream.getvalue()


def ids(store: Store, **asked: object) -> list[str]:
    return [found.record["report"]["id"] for found in store.claims(ClaimFilter(**asked))]  # type: ignore[arg-type]


# What is kept


def test_a_report_comes_back_with_all_that_was_known_of_it(store: Store) -> None:
    report = replace(
        told("Hélas, “Homs” 🕊 حمص.\r\n", url="https://lantern.example/1"),
        title="T",
        byline="A. Writer",
        credit="AFP",
        language="fr",
        fetched="2024-12-08T10:00:00Z",
        problems=(Problem("encoding-guessed", "It was read as cp1252.", 0, 5),),
    )
    store.add([arrival(report, read=False)])
    assert store.report(report.id) == report


def test_a_reading_comes_back_whole(store: Store) -> None:
    [reading] = synthetic_readings(1)
    report = reading.report
    whole = replace(reading, claims=(replace(reading.claims[0], reasons=capture(told()).reasons), *reading.claims[1:]), actors=reading.claims[0].actors)
    store.add([Arrival(Sighting("made", "", report.sha256, 1, "text"), report, whole)], engine=ENGINE)
    [kept] = store.readings()
    assert (kept.claims, kept.actors) == (whole.claims, whole.actors)
    assert kept.claims[0].reasons == whole.claims[0].reasons and kept.engine == ENGINE.name


def test_a_claim_comes_out_as_the_contract_has_it(store: Store) -> None:
    report = add_one(store)
    [found] = store.claims()
    assert json.dumps(found.record) == json.dumps(claim_record(capture(report), report, ENGINE.name))
    assert found.claim == capture(report)


def test_the_bytes_are_kept_where_that_is_wanted(store: Store) -> None:
    report = told()
    store.add([replace(arrival(report), raw=b"<p>raw</p>")], engine=ENGINE)
    assert store.raw(report.id) == [b"<p>raw</p>"]


def test_every_claim_set_knows_what_read_it(store: Store) -> None:
    add_one(store)
    assert store.engines() == [ENGINE]
    assert [(engine.name, engine.current, engine.claims) for engine in store.status().engines] == [("reader 1", 1, 1)]


# Repeats and copies


def test_what_was_met_before_at_the_same_place_is_known(store: Store) -> None:
    report = add_one(store)
    before = dump(store)
    tally = store.add([arrival(report, capture(report))], engine=ENGINE)
    assert tally["known"] == 1 and not tally.changed and dump(store) == before


def test_the_same_article_at_another_place_is_a_repeat(store: Store) -> None:
    report = add_one(store)
    assert store.add([arrival(report, location="/other/b.txt")], engine=ENGINE)["repeat"] == 1
    assert store.status().reports == 1 and store.count() == 1


@pytest.mark.parametrize("change", [{"outlet": "Another"}, {"published": "2024-12-09"}, {"url": "https://another.example"}])
def test_the_same_text_elsewhere_is_another_article_that_shares_the_text(store: Store, change: dict[str, str]) -> None:
    first = add_one(store)
    second = replace(first, **change)  # type: ignore[arg-type]
    assert store.add([arrival(second, capture(second), location="/other/b.txt")], engine=ENGINE)["read"] == 1
    status = store.status()
    assert (status.reports, status.texts, status.claims) == (2, 1, 2)
    assert len({found.record["id"] for found in store.claims()}) == 2


def test_two_reports_that_call_themselves_the_same_get_ids_of_their_own(store: Store) -> None:
    first, second = told(id="1"), told("Residents said that HTS had captured Homs by Saturday.", id="1")
    store.add([arrival(first, capture(first), location="a"), arrival(second, capture(second, voice="Residents"), location="b")], engine=ENGINE)
    kept = [found.record["report"]["id"] for found in store.claims()]
    assert kept[0] == "1" and re.fullmatch("1~[0-9a-f]{8}", kept[1])
    assert [found.claim.report_id for found in store.claims()] == kept
    assert store.report(kept[1]).text == second.text


def test_an_id_that_looks_like_one_of_the_stores_own_is_no_hindrance(store: Store) -> None:
    first, second = told(id="1"), told(f"{SENTENCE} Again.", id="1")
    third = told(f"{SENTENCE} A third time.", id=f"1~{identity_of(second)[:8]}")
    add_one(store, first, location="a")
    add_one(store, third, location="c")
    add_one(store, second, location="b")
    assert len(set(ids(store))) == 3


def test_articles_of_one_batch_may_repeat_one_another(store: Store) -> None:
    report = told()
    tally = store.add([arrival(report, capture(report), location=place) for place in ("a", "b", "b")], engine=ENGINE)
    assert (tally["read"], tally["repeat"], tally["known"]) == (1, 1, 1)


# What could not be read


def test_a_broken_document_is_recorded_until_it_can_be_read(store: Store) -> None:
    refusal = Refusal("unreadable", "holds no text.")
    assert store.add([arrival(refusal)])["failed"] == 1
    assert [(found.location, found.message) for found in store.status().failed] == [("/news/a.txt", "holds no text.")]
    assert store.add([arrival(refusal)])["known"] == 1
    add_one(store)
    assert store.status().failures == 0


def test_what_failed_can_be_tried_again_as_it_is(store: Store) -> None:
    report = told()
    sighting = Sighting("/news/a.txt", "", report.sha256, 10, "text")
    store.add([Arrival(sighting, Refusal("reader-failed", "stumbled."))])
    assert store.add([Arrival(sighting, report, Reading(report, (capture(report),)))], engine=ENGINE)["read"] == 1
    assert store.status().failures == 0


def test_failures_of_a_place_can_be_dropped(store: Store) -> None:
    for record in ("line 1", "line 2"):
        store.add([arrival(Refusal("unreadable", "broken."), record=record)])
    assert store.has_failures() and store.failures_at({"/news/a.txt", "/news/b.txt"}) == {("/news/a.txt", "line 1"), ("/news/a.txt", "line 2")}
    store.drop_failures({("/news/a.txt", "line 1")})
    assert store.failures_at({"/news/a.txt"}) == {("/news/a.txt", "line 2")}


def test_what_was_met_is_told_with_whether_it_could_be_read(store: Store) -> None:
    report = add_one(store)
    store.add([arrival(Refusal("unreadable", "broken."), location="/news/b.txt")])
    read, broken, new = (Sighting(f"/news/{name}.txt", "", sha, 1, "text").key for name, sha in (("a", report.sha256), ("b", "f" * 64), ("c", "0")))
    assert store.met({read, broken, new}) == {read: True, broken: False}


def test_an_error_leaves_nothing_half_written(store: Store) -> None:
    report = told()
    bad = replace(capture(report), event=None)  # type: ignore[arg-type]
    before = dump(store)
    with pytest.raises(Exception, match=r"(?i)null"):
        store.add([arrival(report, capture(report), bad)], engine=ENGINE)
    assert dump(store) == before and ids(store, text="captured") == []


def test_a_reading_without_its_engine_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="which engine"):
        store.add([arrival(told())])


def test_a_program_can_keep_its_own_readings(store: Store) -> None:
    report = told()
    assert store.keep(Reading(report, (capture(report),)), engine=ENGINE)["read"] == 1
    assert store.keep(Reading(report, (capture(report),)), engine=ENGINE)["known"] == 1


# Finding


def test_reports_are_listed(store: Store) -> None:
    report = replace(told(url="https://lantern.example/1"), title="T", outlet="Élan")
    foreign = replace(told("La ville de Homs."), language="fr", outlet="Zwei", published=None)
    store.add([arrival(report, capture(report)), arrival(foreign, location="b", read=False)], engine=ENGINE)
    rows = list(store.reports())
    assert [(row.outlet, row.language, row.claims, row.chars) for row in rows] == [("Zwei", "fr", None, 17), ("Élan", "en", 1, len(SENTENCE))]
    asked = ({"text": '"ville de"'}, {"outlet": "ÉLAN"}, {"language": "FR"}, {"unread": True}, {"unread": False}, {"said_since": "2024"}, {"text": "nothing"})
    assert [[row.outlet for row in store.reports(**given)] for given in asked] == [["Zwei"], ["Élan"], ["Zwei"], ["Zwei"], ["Élan"], ["Élan"], []]
    assert [store.count_reports(**given) for given in asked] == [1, 1, 1, 1, 1, 1, 0]
    assert [row.outlet for row in store.reports(limit=1, offset=1)] == ["Élan"]


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"event": "RUMOUR"}, "no 'RUMOUR'"),
        ({"status": "true"}, "no 'true'"),
        ({"event": "ASSAULT/"}, "names no mode"),
        ({"country": "Ruritania"}, "no country 'Ruritania'"),
        ({"since": "last week"}, "no day"),
        ({"until": "2024-13-45"}, "no day"),
        ({"said_until": "2024-00"}, "no day"),
        ({"box": (10, 20, 30, 10)}, "no box"),
    ],
)
def test_what_no_claim_can_have_is_refused(asked: dict[str, object], what: str) -> None:
    with pytest.raises(UsageError, match=what):
        ClaimFilter(**asked)  # type: ignore[arg-type]


def test_an_engine_that_has_not_read_here_or_is_not_the_only_one_of_its_name_is_refused(store: Store) -> None:
    report = add_one(store)
    store.add_readings([Reading(report, (), engine=ENGINE.name)], engine=replace(ENGINE, places_sha256="other"))
    with pytest.raises(UsageError, match=r"several engines 'reader 1' \(1, 2\)"):
        ids(store, engine="reader 1")
    with pytest.raises(UsageError, match="no engine 'x'"):
        ids(store, engine="x")
    assert (ids(store, engine="1"), ids(store, engine="2")) == ([report.id], [])


def test_a_month_of_publication_lies_in_its_year(store: Store) -> None:
    report = add_one(store, told(published="2024-12"))
    assert [ids(store, said_since=day) for day in ("2024-12", "2024-12-20", "2025")] == [[report.id], [report.id], []]
    assert [ids(store, said_until=day) for day in ("2024-12", "2024-12-20", "2024-11")] == [[report.id], [report.id], []]


def test_a_phrase_late_in_a_long_text_is_found(store: Store) -> None:
    filler = " ".join(f"word{number}" for number in range(30_000))
    report = add_one(store, told(f"{SENTENCE} {filler} the very last phrase"))
    for phrase in ('"very last phrase"', '"word11989 word11990 word11991"', '"word23977 word23978 word23979 word23980"', "captured word29999"):
        assert [row.id for row in store.reports(text=phrase)] == [report.id], phrase


@pytest.fixture
def filled(store: Store) -> Store:
    """Three reports: HTS by Reuters, the same denied by the ministry, and the group under its full name by doctors."""
    first = told(id="asserted")
    second = told("The ministry said that HTS had not captured Homs on Saturday.", id="denied", outlet="Mezzeh", published="2024-12-09")
    third = told("Doctors said that Hayat Tahrir al-Sham had captured Homs, Saturday or Friday.", id="full", published=None)
    claims = (
        capture(first),
        capture(second, status="denied", voice="The ministry"),
        capture(third, voice="Doctors", actor="Hayat Tahrir al-Sham", edtf="2024-12-06/2024-12-07"),
    )
    store.add([arrival(claim_of, claim, location=claim.report_id) for claim_of, claim in zip((first, second, third), claims, strict=True)], engine=ENGINE)
    return store


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["full", "asserted", "denied"]),
        ({"actor": ["HTS"]}, ["full", "asserted", "denied"]),
        ({"actor": ["hay'at tahrir AL-SHAM"]}, ["full", "asserted", "denied"]),
        ({"actor": ["Hayat Tahrir"]}, ["full", "asserted", "denied"]),
        ({"actor": ["tahr"]}, []),
        ({"actor": ["the HTS"]}, ["full", "asserted", "denied"]),
        ({"actor": ["Nusra Front"]}, ["full", "asserted", "denied"]),
        ({"country": ["Syria"]}, ["full", "asserted", "denied"]),
        ({"actor": ["sham tahrir"]}, []),
        ({"voice": ["ministry"]}, ["denied"]),
        ({"voice": ["ministry", "doctors"]}, ["full", "denied"]),
        ({"recipient": ["HTS"]}, []),
        ({"place": ["homs"], "status": ["denied"]}, ["denied"]),
        ({"country": ["syr"]}, ["full", "asserted", "denied"]),
        ({"country": ["SDN"]}, []),
        ({"box": (36, 34, 37, 35)}, ["full", "asserted", "denied"]),
        ({"box": (170, 34, -170, 35)}, []),
        ({"event": ["CONTROL/seize"]}, ["full", "asserted", "denied"]),
        ({"event": ["CONTROL/hold", "ASSAULT"]}, []),
        ({"since": "2024-12-08"}, []),
        ({"until": "2024-12-06"}, ["full"]),
        ({"since": "2024-12-07", "until": "2024-12-07"}, ["full", "asserted", "denied"]),
        ({"said_since": "2024-12-09"}, ["denied"]),
        ({"said_until": "2024-12-08"}, ["asserted"]),
        ({"text": "CAPTURED homs"}, ["full", "asserted", "denied"]),
        ({"text": '"not captured"'}, ["denied"]),
        ({"text": '"captured not"'}, []),
        ({"outlet": ["mezzeh"]}, ["denied"]),
        ({"report": ["full"]}, ["full"]),
        ({"engine": "reader 1", "status": ["denied"]}, ["denied"]),
        ({"engine": "1", "status": ["denied"]}, ["denied"]),
        ({"actor": "HTS", "status": "Denied"}, ["denied"]),
        ({"event": "control"}, ["full", "asserted", "denied"]),
    ],
)
def test_claims_are_found_by(filled: Store, asked: dict[str, object], found: list[str]) -> None:
    assert ids(filled, **asked) == found
    assert filled.count(ClaimFilter(**asked)) == len(found)  # type: ignore[arg-type]


def test_pages_follow_one_another(filled: Store) -> None:
    pages = [[found.record["report"]["id"] for found in filled.claims(limit=2, offset=offset)] for offset in (0, 2, 4)]
    assert pages == [["full", "asserted"], ["denied"], []]


def test_arabic_is_found_with_and_without_its_vowel_marks(store: Store) -> None:
    report = told("قال إنّ Reuters said HTS captured Homs on Saturday حِمْص")
    add_one(store, report)
    assert ids(store, text="حمص") == [report.id] and ids(store, text="حِمْص") == [report.id]


@pytest.mark.parametrize("asked", [{"text": "..."}, {"actor": ["'"]}])
def test_a_question_without_a_word_is_refused(store: Store, asked: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="no word"):
        ids(store, **asked)


@pytest.mark.parametrize("question", ['"', "AND", "NEAR(", "a*", "captured OR", "-x", "';--", "( )", "words:homs", "\x00", "^a"])
def test_no_question_breaks_the_search(filled: Store, question: str) -> None:
    try:
        assert isinstance(ids(filled, text=question), list)
    except UsageError as error:
        assert "no word" in str(error)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"event": ["CONTROL"], "status": ["denied"]}, "ix_claims_current"),
        ({"actor": ["Northern Front"], "status": ["denied"]}, "ix_claim_names_name_key_role"),
        ({"place": ["Barada"], "event": ["CONTROL"]}, "ix_claim_names_name_key_role"),
        ({"country": ["SDN"], "status": ["hedged"]}, "ix_claim_places_country"),
        ({"box": (30, 30, 31, 31), "status": ["hedged"]}, "ix_claim_places_lat"),
        ({"since": "2023-02-01", "until": "2023-02-03"}, "ix_claims_current"),
        ({"text": '"entry 77"', "status": ["denied"]}, "claim_search"),
    ],
)
def test_questions_are_answered_by_indexes(tmp_path: Path, asked: dict[str, object], index: str) -> None:
    for store in opened("sqlite", tmp_path):
        readings = list(synthetic_readings(60))
        store.add([Arrival(Sighting("made", r.report.id, r.report.sha256, 1, "text"), r.report, r) for r in readings], engine=ENGINE)
        store.tune()
        plan = store.plan(ClaimFilter(**asked))  # type: ignore[arg-type]
        assert index in plan and not re.search(r"SCAN (?!claim_search|engines)", plan), plan


# Another engine


def test_another_engine_adds_a_claim_set_and_the_older_one_stays(store: Store) -> None:
    report = add_one(store)
    newer = Reading(report, (capture(report, status="hedged"),), engine=NEWER.name)
    assert store.add_readings([newer], engine=NEWER)["read"] == 1
    assert [found.claim.status for found in store.claims()] == ["hedged"]
    assert [found.claim.status for found in store.claims(ClaimFilter(engine=ENGINE.name))] == ["asserted"]
    assert store.add_readings([newer], engine=NEWER)["known"] == 1


def test_what_an_engine_has_not_read_is_listed_page_by_page(store: Store) -> None:
    for number in range(3):
        add_one(store, told(f"{SENTENCE} {number}"), location=str(number))
    store.add([arrival(replace(told("Les rebelles."), language="fr"), location="fr", read=False)])
    first = store.unread_by(NEWER, language="en", limit=2)
    rest = store.unread_by(NEWER, language="en", after=first[-1][0], limit=2)
    assert [report.text[-1] for _, report in (*first, *rest)] == ["0", "1", "2"]
    assert store.unread_by(ENGINE, language="en") == []


def test_the_difference_of_two_engines_is_told_claim_by_claim(store: Store) -> None:
    report = told(f"{SENTENCE} Residents said it fell.")
    old = (capture(report), replace(capture(report), trigger=Span(**span("fell", report.text))))  # type: ignore[arg-type]
    new = (replace(capture(report), status="denied", score=0.1), replace(capture(report), trigger=Span(**span("said it", report.text))))  # type: ignore[arg-type]
    store.add([arrival(report, *old)], engine=ENGINE)
    store.add_readings([Reading(report, new, engine=NEWER.name)], engine=NEWER)
    [differences] = store.diff()
    assert [(change.old.status, change.new.status, change.slots) for change in differences.changed] == [("asserted", "denied", ("status",))]
    assert [claim.trigger.text for claim in differences.lost] == ["fell"]
    assert [claim.trigger.text for claim in differences.gained] == ["said it"]
    assert [list(store.diff(old="1", new="2")), list(store.diff(old=ENGINE.name, new=NEWER.name))] == [[differences], [differences]]


def test_one_engine_alone_has_no_difference(store: Store) -> None:
    add_one(store)
    with pytest.raises(UsageError, match="fewer than two engines"):
        list(store.diff())


# Forgetting


def test_a_forgotten_report_leaves_only_a_mark(store: Store) -> None:
    report = add_one(store, told(url="https://lantern.example/secret"))
    gone = store.forget(report.id, reason="asked for")
    assert gone.reports == [report.id] and gone.text_erased and gone.claims == 1
    left = dump(store)
    for word in ("captured", "hayat", "lantern.example", "Reuters", "reuters"):
        assert word not in left
    assert json.loads(next(line for line in left.splitlines() if '"marks"' in line))["reason"] == "asked for"
    assert ids(store, text="captured") == []
    with pytest.raises(UsageError, match="was forgotten on 2024-12-09"):
        store.report(report.id)


def test_a_forgotten_report_does_not_come_back(store: Store) -> None:
    report = add_one(store, told(url="https://lantern.example/secret"))
    store.forget(report.id)
    tally = store.add([arrival(report, capture(report), location="/elsewhere.txt")], engine=ENGINE)
    assert tally["forgotten"] == 1 and not tally.changed and store.status().reports == 0
    assert store.known_address("https://lantern.example/secret")


def test_a_link_that_led_to_a_forgotten_report_is_not_followed_again(store: Store) -> None:
    report = add_one(store, told(url="https://lantern.example/secret"), location="https://lantern.example/?from=feed")
    store.forget(report.id)
    assert store.known_address("https://lantern.example/?from=feed")


def test_a_text_that_another_article_prints_stays_until_its_copies_go_too(store: Store) -> None:
    first = add_one(store)
    second = replace(first, id="copy", outlet="Another")
    third = replace(first, id="third", outlet="A third")
    for report in (second, third):
        add_one(store, report, location=report.id)
    gone = store.forget(first.id)
    assert not gone.text_erased and gone.copies_left == ["copy", "third"]
    assert ids(store, actor=["HTS"]) == ["copy", "third"] and store.report("copy").text == SENTENCE
    assert store.forget("copy", copies=True).reports == ["copy", "third"] and store.status().texts == 0


def test_a_name_that_others_hold_is_not_forgotten(store: Store) -> None:
    first, other = add_one(store), add_one(store, told(f"{SENTENCE} Again."), location="b")
    store.forget(first.id)
    assert ids(store, actor=["HTS"], text="again") == [other.id]


def test_what_was_forgotten_is_not_left_in_the_file(tmp_path: Path) -> None:
    for store in opened("sqlite", tmp_path):
        secret = told("Reuters said that Zyxwvut and HTS had captured Homs on Saturday.")
        add_one(store, secret)
        for number in range(20):
            add_one(store, told(f"{SENTENCE} {number}"), location=str(number))
        store.forget(secret.id)
        left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"SQLite" in left and b"zyxwvut" not in left.lower()


def test_a_forgotten_text_does_not_come_back_under_another_name(store: Store) -> None:
    report = add_one(store)
    store.forget(report.id)
    for change in ({"outlet": "Another"}, {"published": "2020-01-01"}, {"text": f"{report.text} "}):
        again = replace(report, **change)  # type: ignore[arg-type]
        tally = store.add([replace(arrival(again, location="b"), sighting=arrival(report).sighting)], engine=ENGINE)
        assert tally["forgotten"] == 1, change


def test_a_text_that_is_still_here_may_come_again(store: Store) -> None:
    first = add_one(store)
    add_one(store, replace(first, id="copy", outlet="Another"), location="copy")
    store.forget(first.id)
    third = replace(first, id="third", outlet="A third")
    assert store.add([arrival(third, capture(third), location="third")], engine=ENGINE)["read"] == 1


def test_an_alias_that_only_the_forgotten_report_told_goes_with_it(store: Store) -> None:
    secret = told("Reuters said that Abu Omar had captured Homs on Saturday.")
    hassan = replace(capture(secret, actor="Abu Omar"), actors=(Participant(**span("Abu Omar", secret.text), name="Hassan Ali"),))  # type: ignore[arg-type]
    store.add([arrival(secret, hassan, location="secret")], engine=ENGINE)
    plain = told("Reuters said that Hassan Ali had captured Homs on Saturday from Abu Omar.")
    both = (Participant(**span("Hassan Ali", plain.text), name="Hassan Ali"),), (Participant(**span("Abu Omar", plain.text), name="Abu Omar"),)  # type: ignore[arg-type]
    store.add([arrival(plain, replace(capture(plain, actor="Hassan Ali"), actors=both[0], recipients=both[1]), location="plain")], engine=ENGINE)
    assert len(ids(store, actor="Abu Omar")) == 2
    store.forget(secret.id)
    assert ids(store, actor="Abu Omar") == [] and ids(store, recipient="Abu Omar") == [plain.id]


def test_forgetting_says_when_traces_are_left_and_can_be_finished(tmp_path: Path) -> None:
    where = tmp_path / "store.db"
    with Store.open(where, wait=0.1) as store:
        report = add_one(store)
        add_one(store, told(f"{SENTENCE} Again."), location="b")
        held = store.claims()
        next(held)
        with pytest.raises(StoreError, match="forgotten, but traces of it are left"):
            store.forget(report.id)
        assert store.status().not_erased == 1
        held.close()  # type: ignore[attr-defined]
        store.erase_traces()
        assert store.status().not_erased == 0


def test_the_mark_does_not_tell_the_id(store: Store) -> None:
    add_one(store, told(id="interview-with-a-witness"))
    store.forget("interview-with-a-witness")
    assert "interview" not in dump(store)
    with pytest.raises(UsageError, match="was forgotten"):
        store.report("interview-with-a-witness")


def test_a_report_that_is_not_here_is_named_with_a_remedy(store: Store) -> None:
    add_one(store)
    with pytest.raises(UsageError, match="no report 'x'"):
        store.report("x")
    with pytest.raises(UsageError, match="It is here as 'r-"):
        store.forget("/news/a.txt")


# Feeds


def test_feeds_are_remembered(store: Store) -> None:
    state = FeedState(etag='"1"', checked="2024-12-08T10:00:00Z", failures=2, last_error="slow")
    store.save_feed_state("https://lantern.example/feed", replace(state, etag=None))
    store.save_feed_state("https://lantern.example/feed", state)
    assert store.feed_state("https://lantern.example/feed") == state and store.feed_state("https://other.example") == FeedState()


def test_an_address_is_known_from_reports_and_from_failures(store: Store) -> None:
    add_one(store, told(url="https://lantern.example/1"))
    store.add([arrival(Refusal("status-404", "is not there."), location="https://lantern.example/2")])
    assert [store.known_address(f"https://lantern.example/{number}") for number in (1, 2, 3)] == [True, True, False]


# Opening


def test_the_tables_are_those_that_the_migrations_make(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from sayso.store.tables import metadata

    with store.reading_from() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "include_name": is_ours})
        assert compare_metadata(context, metadata) == []


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Whether a table is one of the plain ones; the full-text searches are the databases' own."""
    return kind != "table" or not re.match("report_search|claim_search", name or "")


def test_the_version_is_that_of_the_last_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from sayso.store import schema

    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_opening_again_changes_nothing(kind: str, tmp_path: Path) -> None:
    where = new_database(kind, tmp_path)
    with Store.open(where) as store:
        add_one(store)
        before = dump(store)
    with Store.open(where, create=False) as store:
        assert dump(store) == before


def test_a_store_of_a_newer_version_is_refused(kind: str, tmp_path: Path) -> None:
    where = new_database(kind, tmp_path)
    with Store.open(where) as store, store.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer version of sayso .*9999.*Install a newer sayso"):
        Store.open(where)


def test_where_there_is_no_store_none_is_made_unasked(kind: str, tmp_path: Path) -> None:
    where = new_database(kind, tmp_path)
    with pytest.raises(StoreError, match=r"no store\. Make one with"):
        Store.open(where, create=False)
    assert not list(tmp_path.iterdir())


def test_the_database_of_another_program_is_left_alone(kind: str, tmp_path: Path) -> None:
    from sqlalchemy import create_engine

    where = new_database(kind, tmp_path)
    engine = create_engine(where if "://" in where else f"sqlite:///{where}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE reports (x INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreError, match="database of another program"):
        Store.open(where)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"not a database at all", "is no SQLite database"), (b"SQLite format 3\0" + b"rubbish" * 200, "is damaged")],
)
def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=what):
        Store.open(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("mysql://localhost/x", "of a kind"),
        ("rubbish://", "of a kind|no address"),
        ("/no/such/folder/x.db", "cannot be opened"),
        (".", "is a folder"),
        ("postgresql+psycopg://nobody:secret@127.0.0.1:1/none", "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(where: str, what: str) -> None:
    with pytest.raises((StoreError, UsageError), match=what) as caught:
        Store.open(where, wait=1)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("where", ["postgresql://me:s3cret@host:port/db", "postgresql+psycopg://me:s3cret@127.0.0.1:1/db", "mysql://me:s3cret@host/db"])
def test_a_password_is_never_told(where: str) -> None:
    with pytest.raises((StoreError, UsageError)) as caught:
        Store.open(where, wait=1)
    assert "s3cret" not in str(caught.value) and "me" in str(caught.value)


def test_a_store_in_memory_is_refused() -> None:
    with pytest.raises(UsageError, match="Name a file"):
        Store.open(":memory:")


def test_what_may_only_be_read_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path) as store:
        add_one(store)
    with Store.open(path, read_only=True) as store:
        assert store.count() == 1
        with pytest.raises(StoreError, match="cannot be written"):
            add_one(store, told(f"{SENTENCE} Again."), location="b")


# Other writers, full disks


def test_a_reader_sees_one_state_throughout(kind: str, tmp_path: Path) -> None:
    where = new_database(kind, tmp_path)
    with Store.open(where) as store, Store.open(where) as other:
        reports = [told(f"{SENTENCE} {number}") for number in range(40)]
        store.add([arrival(report, capture(report), location=report.id) for report in reports], engine=ENGINE)
        readings = store.readings()
        seen = [next(readings).report.id]
        with other.writing() as connection:
            connection.execute(text("DELETE FROM reports"))
        assert len(seen + [reading.report.id for reading in readings]) == 40
        assert store.status().reports == 0


def test_a_database_that_others_lock_is_told_and_nothing_is_written(kind: str, tmp_path: Path) -> None:
    where = new_database(kind, tmp_path)
    with Store.open(where) as other, Store.open(where, wait=0.1) as store:
        with other.writing(), pytest.raises(StoreError, match="is locked"):
            add_one(store)
        assert store.status().reports == 0
        add_one(store)


def test_a_store_that_another_program_is_just_making_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.close)
    release.start()
    with Store.open(tmp_path / "new.db", wait=30) as store:
        assert store.status().reports == 0
    release.join()


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    from sqlalchemy import event

    for store in opened("sqlite", tmp_path):
        add_one(store)
        before = dump(store)
        event.listen(store.dialect.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
        big = told(f"{SENTENCE} " + "More and more was said. " * 20_000)
        with pytest.raises(StoreError, match=r"the disk is full.*Make room"):
            add_one(store, big, location="big")
        assert dump(store) == before


def test_two_who_write_at_once_lose_nothing_and_double_nothing(kind: str, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    where = new_database(kind, tmp_path)
    Store.open(where).close()
    reports = [told(f"{SENTENCE} {number}") for number in range(30)]

    def write(name: str) -> int:
        with Store.open(where) as store:
            return sum(store.add([arrival(r, capture(r), location=f"{name}-{n}")], engine=ENGINE)["read"] for n, r in enumerate(reports))

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(write, ("one", "two"))) == 30
    with Store.open(where) as store:
        status = store.status()
        assert (status.reports, status.claims, len(status.engines)) == (30, 30, 1)


# Whatever comes

NO_NUL = dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd")
"""What readers replace: NUL bytes and lone surrogates never reach the store."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=80), outlet=st.none() | st.text(max_size=20), times=st.integers(1, 3))
def test_any_text_comes_back_as_it_went_in(store: Store, words: str, outlet: str | None, times: int) -> None:
    report = told(f"{SENTENCE} {words}".translate(NO_NUL), outlet=outlet and outlet.translate(NO_NUL))
    identity = identity_of(report)
    report = replace(report, id=identity)
    for _ in range(times):
        store.add([arrival(report, capture(report), location=identity)], engine=ENGINE)
    kept = store.report(identity)
    assert (kept.text, kept.outlet) == (report.text, report.outlet)
    [found] = store.claims(ClaimFilter(report=[identity]))
    assert found.claim == capture(report)
