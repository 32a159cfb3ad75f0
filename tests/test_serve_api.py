"""The API: the verbs of the command line over HTTP, for whoever may use them, and every fault told in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from sayso.flow import Engine
from sayso.records import CLAIM_KEYS
from tests.serve_store import BASE, ODD_IDS, Desk, bare_desk, full_desk, keep

SENTENCE = "Rebels captured the town of Homs on Saturday, Reuters reported."
WRITING = ("/api/read", "/api/explain", "/api/decide", "/api/ingest", "/api/forget/lantern-1")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return full_desk(tmp_path)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A workbench that is only looked at."""
    return full_desk(tmp_path_factory.mktemp("shown"))


@pytest.fixture
def reading_desk(tmp_path: Path, engine: Engine) -> Desk:
    """A workbench whose engine is the one that the tests have loaded already."""
    found = bare_desk(tmp_path)
    vars(found.app.state.bench.reader._workers)["loaded"] = engine
    return found


def decide(desk: Desk, name: str, judgement: str, *claims: str, **more: object) -> dict[str, object]:
    told = {"judgement": judgement, "claims": list(claims), "reason": "I have read it", **more}
    answer = desk.client.post("/api/decide", json=told, headers=desk.as_(name))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


# Reading


@pytest.mark.parametrize("verb", "query reports happenings disputes timeline control tolls voices names review decisions".split())
def test_a_verb_answers_with_what_the_page_of_it_shows(desk: Desk, verb: str) -> None:
    decide(desk, "Mara", "right", desk.claims()[0])
    page = {"query": "claims"}.get(verb, verb)
    rows, twin = desk.client.get(f"/api/{verb}").json(), desk.client.get(f"/{page}.json").json()
    assert rows["rows"] and (rows["rows"], rows["total"]) == (twin["rows"], twin["total"])


def test_a_page_of_rows_goes_on_where_the_one_before_ended(shown: Desk) -> None:
    whole = shown.client.get("/api/query").json()
    parts = [shown.client.get("/api/query", params={"limit": 6, "offset": offset}).json() for offset in range(0, whole["total"], 6)]
    assert [row for part in parts for row in part["rows"]] == whole["rows"]
    assert {part["total"] for part in parts} == {whole["total"]}


def test_claims_are_as_the_contract_has_them(shown: Desk) -> None:
    for record in shown.client.get("/api/query").json()["rows"]:
        assert set(record) == set(CLAIM_KEYS)
        text = shown.store.report(record["report"]["id"]).text
        for span in (record["trigger"], record["evidence"], *record["actors"], *record["voices"]):
            assert text[span["start"] : span["end"]] == span["text"]


def test_one_happening_is_shown_by_its_id_by_the_beginning_of_it_and_by_a_claim_of_it(shown: Desk) -> None:
    row = shown.client.get("/api/happenings", params={"standing": "disputed"}).json()["rows"][0]
    told = shown.client.get(f"/api/show/{row['id']}").json()
    assert told["happening"]["id"] == row["id"] and len(told["told"]) == len(row["claims"]) == 2
    assert told == shown.client.get(f"/api/show/{row['id'][:9]}").json() == shown.client.get(f"/api/show/{row['claims'][1]}").json()
    assert len(shown.client.get(f"/api/show/{row['id']}", params={"as_of": "2024-12-08"}).json()["told"]) == 1, "the other was said a day later"


def test_one_dispute_is_had_by_its_id(shown: Desk) -> None:
    row = shown.client.get("/api/disputes").json()["rows"][0]
    assert shown.client.get(f"/api/disputes/{row['id']}").json() == row


@pytest.mark.parametrize("ident", ODD_IDS)
def test_a_report_is_had_whatever_it_is_called(shown: Desk, ident: str) -> None:
    found = shown.client.get(f"/api/reports/{quote(ident, safe='')}").json()
    assert found["report"]["id"] == found["reading"]["report"]["id"] == ident
    assert found["report"]["text"] == "Crowds marched in Damascus, it was said."


def test_the_store_tells_how_it_is(shown: Desk) -> None:
    status = shown.client.get("/api/status").json()
    assert status["digest_behind"] is False
    assert status["reports"] == shown.client.get("/api/reports").json()["total"]


def test_engines_are_compared_where_there_are_two(shown: Desk) -> None:
    answer = shown.client.get("/api/diff")
    assert answer.status_code == 400 and "engine" in answer.json()["error"]


@pytest.mark.parametrize("address", ["/api/show/h-nothing", "/api/disputes/d-nothing", "/api/reports/nothing", "/api/nothing"])
def test_what_is_not_there_is_said_not_to_be(shown: Desk, address: str) -> None:
    answer = shown.client.get(address)
    assert answer.status_code == 404 and answer.json()["error"].startswith("there is no")


# Who may write


@pytest.mark.parametrize("address", WRITING)
def test_writing_takes_a_token(desk: Desk, address: str) -> None:
    before = desk.claims()
    answers = [desk.client.post(address, json={}), desk.client.post(address, json={}, headers={"Authorization": "Bearer sayso_wrong"})]
    desk.store.revoke_token(1)
    answers.append(desk.client.post(address, json={}, headers=desk.as_("Mara")))
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert all("token" in answer.json()["error"] and "Bearer" in answer.headers["WWW-Authenticate"] for answer in answers)
    assert (desk.claims(), desk.store.decisions()) == (before, [])


def test_the_cookie_of_a_browser_without_what_its_forms_carry_does_not_write(desk: Desk) -> None:
    browser = desk.browser("Mara")
    told = {"judgement": "right", "claims": desk.claims()[:1], "reason": "so"}
    assert browser.post("/api/decide", json=told).status_code == 403
    assert browser.post("/api/decide", json=told, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert desk.store.decisions() == []


def test_a_body_that_is_too_large_is_refused(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path, max_body=2000)
    answer = desk.client.post("/api/ingest", content=b"a" * 2001, headers=desk.as_("Mara"))
    assert answer.status_code == 413 and "2,000 bytes" in answer.json()["error"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b"right"),
        ("application/json", b"{"),
        ("application/json", b'{"judgement": "right"}'),
        ("application/json", b'{"judgement": "right", "claims": [], "reason": "so", "by": "Ivo"}'),
        ("application/json", b'{"judgement": "right", "claims": [], "reason": "a\\u0000b"}'),
        ("application/json", b'{"judgement": "right", "claims": [], "reason": "a\\ud800b"}'),
        ("application/json", b'{"judgement": "undo", "reason": "so", "undoes": 99999999999999999999}'),
        ("application/x-www-form-urlencoded", b"judgement=right"),
        ("application/xml", b"<right/>"),
    ],
)
def test_what_is_no_decision_is_refused_in_words(shown: Desk, kind: str, body: bytes) -> None:
    answer = shown.client.post("/api/decide", content=body, headers={**shown.as_("Mara"), "Content-Type": kind})
    assert answer.status_code in {400, 422} and answer.json()["error"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"judgement": "maybe", "claims": ["c"]}, "there is no judgement"),
        ({"judgement": "right", "claims": ["c-nothing"]}, "there is no claim"),
        ({"judgement": "same", "claims": ["c"]}, "about 2 claims"),
        ({"judgement": "same", "claims": ["c", "c"]}, "given twice"),
        ({"judgement": "wrong-slot", "claims": ["c"], "slot": "colour"}, "there is no slot"),
        ({"judgement": "right", "claims": ["c"], "reason": " "}, "a name and a reason"),
        ({"judgement": "undo", "undoes": 7}, "there is no decision 7"),
        ({"judgement": "right", "claims": ["c"], "settles": [7]}, "there is no decision 7"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_words(shown: Desk, told: dict[str, object], words: str) -> None:
    claims = [shown.claims()[0] if one == "c" else one for one in told.get("claims", [])]  # type: ignore[attr-defined]
    answer = shown.client.post("/api/decide", json={"reason": "so", **told, "claims": claims}, headers=shown.as_("Mara"))
    assert answer.status_code == 400 and words in answer.json()["error"]
    assert shown.store.decisions() == []


# Writing


def test_a_decision_is_kept_under_the_name_of_whose_token_it_is(desk: Desk) -> None:
    claim = desk.claims()[0]
    made = decide(desk, "Mara", "wrong-slot", claim, slot="place")
    assert (made["by"], made["claims"], made["slot"], made["in_force"]) == ("Mara", [claim], "place", True)
    assert [(kept.by, kept.judgement) for kept in desk.store.decisions()] == [("Mara", "wrong-slot")]


def test_a_decision_is_taken_back_by_a_further_one(desk: Desk) -> None:
    made = decide(desk, "Mara", "not-a-claim", desk.claims()[0])
    decide(desk, "Ivo", "undo", undoes=made["number"])
    assert [(row["by"], row["judgement"], row["in_force"]) for row in desk.client.get("/api/decisions").json()["rows"]] == [
        ("Ivo", "undo", True),
        ("Mara", "not-a-claim", False),
    ]


def test_what_two_persons_judge_differently_is_in_dispute_until_it_is_settled(desk: Desk) -> None:
    claim = desk.claims()[0]
    numbers = [decide(desk, "Mara", "right", claim)["number"], decide(desk, "Ivo", "not-a-claim", claim)["number"]]
    [row] = desk.client.get("/api/review", params={"kind": "disagreements"}).json()["rows"]
    assert {(word["by"], word["judgement"]) for word in row["judged"]} == {("Mara", "right"), ("Ivo", "not-a-claim")}
    assert desk.client.get("/api/review/progress").json()["claims"]["disputed"] == 1
    decide(desk, "Ivo", "right", claim, settles=numbers)
    assert desk.client.get("/api/review", params={"kind": "disagreements"}).json()["total"] == 0
    assert desk.client.get("/api/review/progress").json()["claims"]["settled"] == 1


def test_what_two_persons_agree_on_is_gold(desk: Desk) -> None:
    chosen = [desk.store.readings(reports=[ident]).__next__().claims[0].id for ident in ("lantern-1", "courier-1", "a/b.html")]
    assert desk.client.get("/review/gold.jsonl").text == ""
    for claim in chosen:
        decide(desk, "Mara", "right", claim)
        decide(desk, "Ivo", "right", claim)
    answer = desk.client.get("/review/gold.jsonl")
    gold = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    assert len(gold) == 3 and gold == list(desk.store.gold())


def test_a_report_is_forgotten_with_all_that_was_read_out_of_it(desk: Desk) -> None:
    answer = desk.client.post("/api/forget/a%2Fb.html", json={"reason": "asked to"}, headers=desk.as_("Mara"))
    assert answer.status_code == 200
    assert desk.client.get("/api/reports/a%2Fb.html").status_code == 404
    assert desk.client.get("/voices/Dept.%20of%20Roads%2FBridges").status_code == 404, "the digest has forgotten it too"
    assert desk.client.post("/api/forget/a%2Fb.html", json={}, headers=desk.as_("Mara")).status_code == 404


def test_what_has_come_in_is_shown_without_a_new_start(desk: Desk) -> None:
    told = 'The mayor [government SYR] says: PROTEST/demo by civilians in Aleppo on 2024-12-08 — "Crowds *marched* through Aleppo."'
    with TestClient(desk.app, base_url=BASE) as client:
        keep(desk.store, {"id": "later", "outlet": "The Lantern", "published": "2024-12-09"}, told)
        assert client.app.state.bench.keeper.refresh(patience=30)  # type: ignore[attr-defined]
        assert client.get("/api/voices", params={"q": "mayor"}).json()["total"] == 1


# With the engine


def test_a_report_is_read_and_not_kept(reading_desk: Desk) -> None:
    told = {"text": SENTENCE, "published": "2024-12-08", "outlet": "The Lantern"}
    read = reading_desk.client.post("/api/read", json=told, headers=reading_desk.as_("Mara"))
    assert [claim["event"] for claim in read.json()["claims"]] == ["CONTROL"]
    assert read.json()["report"]["outlet"] == "The Lantern"
    explained = reading_desk.client.post("/api/explain", json=told, headers=reading_desk.as_("Mara")).json()
    assert explained["claims"][0]["reasons"]
    assert reading_desk.client.get("/api/reports").json()["total"] == 0


def test_a_report_is_taken_in_and_found(reading_desk: Desk) -> None:
    facts = {"name": "first.txt", "outlet": "The Lantern", "published": "2024-12-08", "url": "https://lantern.example/9"}
    answer = reading_desk.client.post("/api/ingest", params=facts, content=SENTENCE.encode(), headers=reading_desk.as_("Mara"))
    assert answer.status_code == 200 and answer.json()["claims"] == 1 and answer.json()["by"] == "Mara"
    reading_desk.refresh()
    [row] = reading_desk.client.get("/api/query", params={"place": "Homs"}).json()["rows"]
    assert (row["report"]["outlet"], row["report"]["url"], row["report"]["published"]) == ("The Lantern", "https://lantern.example/9", "2024-12-08")


@pytest.mark.parametrize(("name", "body"), [("scan.pdf", b"%PDF-1.4 broken"), ("list.json", b"{"), ("pack.zip", b"PK\x03\x04"), ("empty.txt", b"")])
def test_what_holds_no_report_is_told_and_does_no_harm(reading_desk: Desk, name: str, body: bytes) -> None:
    answer = reading_desk.client.post("/api/ingest", params={"name": name}, content=body, headers=reading_desk.as_("Mara"))
    assert answer.status_code == 200 and answer.json()["claims"] == 0 and answer.json()["failures"]
    assert reading_desk.store.count_reports() == 0


@pytest.mark.parametrize("verb", ["read", "explain", "ingest"])
def test_what_is_no_date_is_refused(reading_desk: Desk, verb: str) -> None:
    day = "2024-13-45"
    sent: dict[str, Any] = {"json": {"text": SENTENCE, "published": day}}
    if verb == "ingest":
        sent = {"content": SENTENCE, "params": {"published": day}}
    answer = reading_desk.client.post(f"/api/{verb}", headers=reading_desk.as_("Mara"), **sent)
    assert answer.status_code == 400 and "is no date" in answer.json()["error"]
