"""The pages of the workbench and their twins: the same rows, cited, counted and filtered alike, whatever is in the store and whatever is asked."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from sayso.records import CLAIM_KEYS
from tests.serve_store import HOSTILE, ODD_IDS, ODD_VOICES, Desk, bare_desk, full_desk, large_desk

LISTS = {
    "/happenings": ("csv", "geojson"),
    "/disputes": ("csv", "geojson"),
    "/timeline": ("csv", "geojson"),
    "/control": ("csv", "geojson"),
    "/map": ("csv", "geojson"),
    "/tolls": ("csv", "geojson"),
    "/voices": ("csv",),
    "/names": ("csv",),
    "/reports": ("csv",),
    "/claims": ("csv", "geojson"),
    "/review": ("csv",),
    "/decisions": ("csv",),
}
OTHERS = ("/", "/search", "/search?q=Homs", "/about", "/sign-in")
WITH_AS_OF = ("/happenings", "/disputes", "/timeline", "/control", "/tolls", "/voices", "/names", "/map")
MOST_STATEMENTS = 20


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    found = full_desk(tmp_path_factory.mktemp("full"))
    found.store.decide("right", found.claims()[:1], by="Mara", reason="I have read it")
    found.refresh()
    return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return bare_desk(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return large_desk(tmp_path_factory.mktemp("large"))


class Links(HTMLParser):
    """The addresses of this host that a page leads to, and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.words += data


def link(html: str, rel: str) -> str | None:
    """Where a link of the page's own order leads."""
    found = re.search(rf'<a[^>]*rel="{rel}"[^>]*href="([^"]*)"|<a[^>]*href="([^"]*)"[^>]*rel="{rel}"', html)
    return unescape(found[1] or found[2]) if found else None


def twin(address: str, ending: str) -> str:
    path, mark, question = address.partition("?")
    return f"{'/overview' if path == '/' else path}.{ending}{mark}{question}"


def rows_of(desk: Desk, address: str) -> list[dict[str, Any]]:
    answer = desk.client.get(twin(address, "json"))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["rows"])


def cells_of(desk: Desk, address: str) -> list[dict[str, str]]:
    answer = desk.client.get(twin(address, "csv"))
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def single_addresses(desk: Desk) -> list[str]:
    """The page of one thing of each kind."""
    return [
        f"/happenings/{rows_of(desk, '/happenings')[0]['id']}",
        f"/disputes/{rows_of(desk, '/disputes')[0]['id']}",
        f"/claims/{rows_of(desk, '/claims')[0]['id']}",
        "/reports/lantern-1",
        "/voices/Russia",
    ]


# Every page


@pytest.mark.parametrize("address", [*LISTS, *OTHERS])
def test_a_page_is_there_whatever_the_store_holds(desk: Desk, empty: Desk, address: str) -> None:
    for one in (desk, empty):
        answer = one.client.get(address)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_every_address_that_a_page_leads_to_is_there(desk: Desk) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting:
        page = waiting.pop()
        answer = desk.client.get(page)
        assert answer.status_code == 200, f"{page}: {answer.text[:200]}"
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for href in Links(answer.text).found:
            address = href.partition("#")[0]
            plain = urlsplit(address)
            if plain.scheme or not address or address.startswith("?") or address in seen or len(seen) > 400:
                continue
            assert address.startswith("/") and not address.startswith("//"), f"{page} leads to {href}"
            seen.add(address)
            waiting.append(address)
    assert len(seen) > 200


@pytest.mark.parametrize("address", LISTS)
def test_the_twins_are_there_whatever_the_store_holds(desk: Desk, empty: Desk, address: str) -> None:
    for one in (desk, empty):
        told = one.client.get(f"{address}.json").json()
        assert address == "/control" or len(told["rows"]) <= told["total"], "of control days of places are counted, on which several may claim one"
        assert isinstance(cells_of(one, address), list)
        places = one.client.get(f"{address}.geojson")
        if "geojson" not in LISTS[address]:
            assert places.status_code == 404
        else:
            assert places.headers["Content-Type"] == "application/geo+json"
            assert places.json()["type"] == "FeatureCollection" and isinstance(places.json()["features"], list)
    assert rows_of(desk, address) and cells_of(desk, address)
    assert not rows_of(empty, address) and not cells_of(empty, address)


def test_the_page_of_one_thing_has_its_twins(desk: Desk) -> None:
    for address in single_addresses(desk):
        page = desk.client.get(address)
        assert page.status_code == 200
        hrefs = [href for href in Links(page.text).found if href.split("?")[0].endswith((".json", ".csv", ".geojson"))]
        assert len(hrefs) >= 2 and all(desk.client.get(href).status_code == 200 for href in hrefs)
        assert f"http://127.0.0.1:8377{address}" in Links(page.text).words, "it says how to cite it"


@pytest.mark.parametrize("address", [*LISTS, "/", "/about", "/search?q=Homs"])
def test_a_page_says_how_it_is_cited(desk: Desk, address: str) -> None:
    told = desk.client.get(twin(address, "json")).json()["citation"]
    assert "Store desk.db, engine reader 1" in told and "(accessed " in told
    if address not in {"/", "/about"}:
        assert f"http://127.0.0.1:8377{address} (accessed" in told
        assert told in Links(desk.client.get(address).text).words


def test_no_page_asks_more_than_twenty_things_of_the_database(desk: Desk, large: Desk) -> None:
    for one in (desk, large):
        addresses = [*LISTS, *OTHERS, *single_addresses(desk)] if one is desk else [*LISTS, "/", "/search?q=front", "/disputes?as_of=2022-01-02"]
        for address in addresses:
            for asked in (address, *(twin(address, ending) for ending in ("json", *LISTS.get(address, ())) if address != "/sign-in")):
                with one.statements() as sent:
                    assert one.client.get(asked).status_code == 200
                assert len(sent) <= MOST_STATEMENTS, asked


def test_more_in_the_store_takes_no_more_statements(large: Desk) -> None:
    for address in LISTS:
        counts = []
        for limit in (2, 60):
            with large.statements() as sent:
                large.client.get(address, params={"limit": limit})
            counts.append(len(sent))
        assert counts[1] <= counts[0] + 2, address


# Twins hold what the page shows


@pytest.mark.parametrize("question", ["", "?place=Homs", "?event=ASSAULT", "?outlet=Courier", "?q=Homs"])
def test_claims_are_the_same_in_every_shape(desk: Desk, question: str) -> None:
    rows, cells = rows_of(desk, f"/claims{question}"), cells_of(desk, f"/claims{question}")
    assert rows and [row["id"] for row in rows] == [cell["claim_id"] for cell in cells]
    assert all(set(row) == set(CLAIM_KEYS) for row in rows)
    assert [row["evidence"]["text"] for row in rows] == [cell["evidence"] for cell in cells]
    features = desk.client.get(f"/claims.geojson{question}").json()["features"]
    assert [feature["properties"]["id"] for feature in features] == [row["id"] for row in rows if row["place"] and row["place"]["lat"] is not None]
    assert all(-180 <= one["geometry"]["coordinates"][0] <= 180 and -90 <= one["geometry"]["coordinates"][1] <= 90 for one in features)
    page = desk.client.get(f"/claims{question}").text
    assert all(f"/claims/{row['id']}" in page for row in rows)


@pytest.mark.parametrize(("address", "key"), [("/happenings", "id"), ("/reports", "id"), ("/voices", "name")])
def test_rows_and_cells_are_the_same(desk: Desk, address: str, key: str) -> None:
    rows = rows_of(desk, address)
    assert [row[key] for row in rows] == [cell[key] for cell in cells_of(desk, address)]
    page = desk.client.get(address).text
    assert all(f"{address}/{quote(row[key], safe='')}" in page for row in rows)


def test_a_row_of_cells_stands_for_each_side_number_and_claim(desk: Desk) -> None:
    assert len(cells_of(desk, "/disputes")) == sum(len(row["sides"]) for row in rows_of(desk, "/disputes")) == 4
    assert len(cells_of(desk, "/tolls")) == sum(len(row["tolls"]) for row in rows_of(desk, "/tolls"))
    assert len(cells_of(desk, "/timeline")) == sum(len(row["told"]) for row in rows_of(desk, "/timeline"))


@pytest.mark.parametrize("address", ["/claims", "/happenings", "/reports", "/voices", "/names", "/timeline", "/control", "/review", "/tolls"])
def test_the_pager_goes_on_to_the_end_and_comes_back(desk: Desk, address: str) -> None:
    whole = desk.client.get(f"{address}.json").json()
    at: str | None = f"{address}?limit=2"
    found: list[Any] = []
    pages = []
    while at is not None:
        pages.append(at)
        found += rows_of(desk, at)
        at = link(desk.client.get(at).text, "next")
    assert found == whole["rows"] and len(pages) > 1
    assert link(desk.client.get(pages[1]).text, "prev") == pages[0] and link(desk.client.get(pages[0]).text, "prev") is None


def test_a_twin_that_is_cut_says_where_it_goes_on(desk: Desk) -> None:
    first = desk.client.get("/claims.csv?limit=5&event=PROTEST")
    following = first.links["next"]["url"]
    rest = desk.client.get(following)
    cells = [row["claim_id"] for answer in (first, rest) for row in csv.DictReader(io.StringIO(answer.text))]
    assert len(cells) == 6 and cells == [row["id"] for row in rows_of(desk, "/claims?event=PROTEST")]
    assert "next" not in rest.links


# Filters


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/happenings?place=Hama", {"CONTROL"}),
        ("/happenings?actor=Russian+army", {"ASSAULT"}),
        ("/happenings?standing=disputed", {"CONTROL", "ASSAULT"}),
        ("/happenings?standing=prospective", {"ADVANCE"}),
        ("/happenings?voice=a+doctor", {"ASSAULT"}),
        ("/happenings?min_origins=3", {"PROTEST"}),
        ("/happenings?event=RETREAT&event=ADVANCE", {"RETREAT", "ADVANCE"}),
        ("/happenings?since=2024-12-24", {"ADVANCE"}),
        ("/happenings?until=2024-11-30", {"PROTEST"}),
        ("/timeline?on=2024-12-24", {"ADVANCE"}),
        ("/timeline?country=Syria&outlet=Courier&until=2024-12-06", {"ASSAULT"}),
        ("/tolls?what=killed&place=Idlib", {"ASSAULT"}),
        ("/happenings?q=%22marched+in+Damascus%22", {"PROTEST"}),
        ("/happenings?place=Bakhmut", set()),
    ],
)
def test_a_filter_leaves_what_meets_it(desk: Desk, address: str, names: set[str]) -> None:
    assert {row["event"] for row in rows_of(desk, address)} >= names
    if "outlet" not in address:
        assert {row["event"] for row in rows_of(desk, address)} == names


def test_filters_of_other_lists_filter_too(desk: Desk) -> None:
    assert [row["kind"] for row in rows_of(desk, "/disputes?kind=toll")] == ["toll"]
    assert {row["kind"] for row in rows_of(desk, "/voices?kind=armed-group")} == {"armed-group"}
    assert {row["place"] for row in rows_of(desk, "/map?country=SYR&event=PROTEST")} == {"Damascus"}
    assert {row["holder"] for row in rows_of(desk, "/control?place=Hama")} == {"Islamic State"}
    assert [row["id"] for row in rows_of(desk, "/reports?outlet=The+Beacon")] == ["beacon-1"]
    assert [row["kind"] for row in rows_of(desk, "/review?kind=claims&limit=2")] == ["claim", "claim"]


def test_a_form_that_is_sent_empty_asks_for_everything(desk: Desk) -> None:
    assert rows_of(desk, "/happenings?q=&place=&since=&standing=&min_origins=&order=") == rows_of(desk, "/happenings")


@pytest.mark.parametrize(
    "address", ["/happenings?place=Homs&standing=corroborated&as_of=2024-12-31", "/claims?q=%22said+that%22&event=ASSAULT", "/voices?q=army"]
)
def test_an_address_that_is_passed_on_shows_the_same_again(desk: Desk, address: str) -> None:
    told = desk.client.get(twin(address, "json")).json()
    again = desk.client.get(twin(told["address"], "json")).json()
    assert again == told and told["rows"] is not None
    assert desk.client.get(told["address"]).text == desk.client.get(address).text


def test_what_a_page_does_not_go_by_is_not_cited(desk: Desk) -> None:
    told = desk.client.get("/claims.json?as_of=2024-12-07&colour=red").json()
    assert told["asked"] == {} and "as told by" not in told["citation"]


@pytest.mark.parametrize("address", WITH_AS_OF)
def test_as_of_a_day_nothing_shows_that_was_said_later(desk: Desk, address: str) -> None:
    then, now = json.dumps(rows_of(desk, f"{address}?as_of=2024-12-07")), json.dumps(rows_of(desk, address))
    later = [stored.record["id"] for stored in desk.store.claims() if (stored.report.published or "") > "2024-12-07"]
    assert not [ident for ident in later if ident in then]
    assert then != now and rows_of(desk, f"{address}?as_of=2024-11-01") == []
    page = Links(desk.client.get(f"{address}?as_of=2024-12-07").text).words
    assert "Moscow said that its jets" not in page and "residents" not in page.lower().replace("residents*", "")


def test_a_happening_as_of_a_day_holds_what_had_been_said(desk: Desk) -> None:
    [row] = rows_of(desk, "/happenings?place=Hama")
    address = f"/happenings/{row['id']}"
    then = desk.client.get(f"{address}.json?as_of=2024-12-08").json()
    assert then["happening"]["standing"] == "single-origin" and len(then["told"]) == 1 and then["disputes"] == []
    assert "Residents denied" not in desk.client.get(f"{address}?as_of=2024-12-08").text
    assert desk.client.get(f"{address}?as_of=2024-12-01").status_code == 400


# Bad questions

BAD = {
    "since=2024-13-45": 400, "until=soon": 400, "said_since=2024-02-31": 400, "as_of=never": 400, "on=2024-00-01": 400, "since=2024-12-08T00": 422,
    "limit=-1": 422, "limit=0": 422, "limit=99999999999999999999": 422, "offset=1e9": 422, "min_origins=many": 422, "q=%00": 422, "place=%00": 422,
    "outlet=a%00b": 422, "q=%ED%A0%80": 400, "q=%25": 400, "q=_": 400, "q=%22": 400, "place=%25": 400, "voice=..%2F": 400, "country=Nowhere": 400,
    "event=NOTHING": 400, "event=ASSAULT%2F": 400, "status=true": 400, "standing=firm": 400, "order=random": 400, "kind=odd": 400, "what=eaten": 400,
    f"q={'a' * 7000}": 422, f"q={'a' * 10000}": 414, "&".join(["place=a"] * 21): 422,
}  # fmt: skip
HARMLESS = ("q=a+OR+b+NEAR(c", "q=AND", "q=Homs*", "q=%22Homs", "q=col:Homs", "q=-Homs", "q='Homs'--", "place=Homs%25", "event=assault/x'y", "offset=10000000",
            "as_of=9999-12-31", "as_of=0001", "on=0001-01-01", "since=9999-12-31", "outlet=%F0%9F%98%80", "min_origins=10000000", "from=9&to=2")  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_a_question_that_makes_no_sense_is_refused_in_words(desk: Desk, address: str) -> None:
    known = desk.app.openapi()["paths"][f"{address}.json"]["get"].get("parameters", [])
    names = {parameter["name"] for parameter in known}
    for question, status in BAD.items():
        if question.partition("=")[0] not in names or (address == "/voices" and question in {"q=%25", "q=_", "q=%22", "q=%ED%A0%80"}):
            continue
        if (address, question) in {("/names", "q=%25"), ("/voices", "kind=odd")} or address == "/names" and question.startswith("q=") and status == 400:
            continue
        for asked in (address, f"{address}.json", f"{address}.csv"):
            answer = desk.client.get(f"{asked}?{question}")
            assert answer.status_code == status, f"{asked}?{question[:50]} is answered {answer.status_code}"
            assert "Traceback" not in answer.text and len(Links(answer.text).words) > 20


@pytest.mark.parametrize("address", [*LISTS, "/search"])
def test_an_odd_question_does_no_harm(desk: Desk, address: str) -> None:
    for question in HARMLESS:
        for ending in ("", ".json", *(f".{one}" for one in LISTS.get(address, ()))):
            assert desk.client.get(f"{address}{ending}?{question}").status_code == 200, f"{address}{ending}?{question}"


@pytest.mark.parametrize("kind", ["happenings", "disputes", "claims", "reports", "voices"])
@pytest.mark.parametrize("ident", ["nothing", "%00", "%25", "..%2F..%2Fdesk.db", "%ED%A0%80", "'", "a" * 400, "%E2%80%AEa"])
def test_what_is_not_there_is_said_not_to_be(desk: Desk, kind: str, ident: str) -> None:
    for ending in ("", ".json", ".csv"):
        answer = desk.client.get(f"/{kind}/{ident}{ending}")
        assert answer.status_code in {404, 422} and "Traceback" not in answer.text


@pytest.mark.parametrize(("ident", "voice"), list(zip(ODD_IDS, ODD_VOICES, strict=True)))
def test_what_is_oddly_named_has_its_page_and_its_twins(desk: Desk, ident: str, voice: str) -> None:
    for address in (f"/reports/{quote(ident, safe='')}", f"/voices/{quote(voice, safe='')}"):
        page = desk.client.get(address)
        assert page.status_code == 200 and "Crowds" in page.text
        twins = [href for href in Links(page.text).found if href.startswith(address[:9]) and re.search(r"\.(json|csv|geojson)$", href)]
        assert twins, "the page leads to its twins"
        for href in [*twins, *(f"{address}.{ending}" for ending in ("json", "csv"))]:
            answer = desk.client.get(href)
            assert answer.status_code == 200 and (ident in unescape(answer.text) or voice in unescape(answer.text))


# Harm


def test_nothing_that_a_report_holds_acts_on_a_page(desk: Desk) -> None:
    voice = quote(HOSTILE["voice"], safe="")
    [claim] = [row["id"] for row in rows_of(desk, "/claims?outlet=" + quote(HOSTILE["outlet"]))]
    [home] = [row["id"] for row in rows_of(desk, "/happenings?outlet=" + quote(HOSTILE["outlet"]))]
    hostile = quote(HOSTILE["text"])
    searched = [
        f"/search?q={hostile}",
        f"/reports?q={hostile}",
        f"/claims?outlet={hostile}",
        f"/voices?q={hostile}",
        f"/nothing/{hostile}",
        f"/happenings?event={hostile}",
    ]
    for address in [*LISTS, *OTHERS, "/reports/hostile", f"/voices/{voice}", f"/claims/{claim}", f"/happenings/{home}", *searched]:
        html = desk.client.get(address).text
        assert not [part for part in ("title", "outlet", "voice", "actor", "text") if HOSTILE[part] in html], address
        assert not re.search(r"<script(?! src=\"/static/)|<img|<b onmouse|\son\w+=[\"']|href=\"javascript:|[\u202a-\u202e\u2066-\u2069]", html), address
    assert "alert(&#39;title&#39;)" in desk.client.get("/reports/hostile").text, "it is shown as what it is"


def test_cells_are_what_the_other_tables_of_the_program_have(desk: Desk) -> None:
    [cell] = cells_of(desk, "/reports/hostile")
    assert (cell["outlet"], cell["url"], cell["voices"]) == (HOSTILE["outlet"], HOSTILE["url"], HOSTILE["voice"])
    assert cell["evidence"].endswith("=1+1."), "words stay as they were written"


# Deciding in the browser


def test_a_decision_that_is_made_on_a_page_has_the_name_of_whoever_made_it(tmp_path: Path) -> None:
    desk = full_desk(tmp_path)
    claim, sent = desk.claims()[0], {"csrf": ""}
    for name, judgement in (("Mara", "right"), ("Ivo", "not-a-claim")):
        browser = desk.browser(name)
        page = browser.get("/review?kind=claims").text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf and f">{name}</" in page
        sent = {"csrf": csrf[1], "judgement": judgement, "claims": claim, "then": "/review?kind=claims"}
        answer = browser.post("/decisions", data=sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/review?kind=claims")
        assert claim not in browser.get("/review.json?kind=claims").text, "who has judged it is not asked again"
    assert [(made.by, made.judgement, made.claims) for made in desk.store.decisions()] == [("Mara", "right", (claim,)), ("Ivo", "not-a-claim", (claim,))]
    assert [row["state"] for row in rows_of(desk, "/review?kind=disagreements")] == ["disputed"]
    answer = browser.post("/decisions", data={"csrf": sent["csrf"], "judgement": "undo", "undoes": "2", "then": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert rows_of(desk, "/review?kind=disagreements") == []
    assert [row["in_force"] for row in rows_of(desk, "/decisions")] == [True, False, True]


def test_the_form_of_a_claim_names_the_wrong_slot_with_the_judgement(tmp_path: Path) -> None:
    desk = full_desk(tmp_path)
    claim, browser = desk.claims()[0], desk.browser("Mara")
    page = browser.get(f"/claims/{claim}").text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf and 'value="wrong-slot place"' in page
    sent = {"csrf": csrf[1], "judgement": "wrong-slot place", "claims": claim, "reason": "another town", "then": f"/claims/{claim}"}
    assert browser.post("/decisions", data=sent).status_code == 303
    assert [(made.judgement, made.slot, made.by) for made in desk.store.decisions()] == [("wrong-slot", "place", "Mara")]
    told = browser.post("/decisions", data={**sent, "judgement": "wrong-slot"})
    assert told.status_code == 400 and "no slot was chosen" in told.text


@pytest.mark.parametrize(
    ("address", "columns", "what"), [("/overview.csv", "what,name,number", "holds,reports"), ("/search.csv?q=Homs", "what,id,name", "happening,h-")]
)
def test_the_overview_and_a_search_are_tables_too(desk: Desk, address: str, columns: str, what: str) -> None:
    told = desk.client.get(address)
    lines = told.text.splitlines()
    assert (told.status_code, lines[0]) == (200, columns)
    assert any(line.startswith(what) for line in lines)


def test_a_form_of_another_session_decides_nothing(tmp_path: Path) -> None:
    desk = full_desk(tmp_path)
    browser = desk.browser("Mara")
    sent = {"judgement": "right", "claims": desk.claims()[0]}
    for more in ({}, {"csrf": "wrong"}, {"csrf": "wr\u00f6ng"}):
        assert browser.post("/decisions", data={**sent, **more}).status_code == 403
    signed_out = desk.client.post("/decisions", data=sent)
    assert signed_out.status_code == 303 and signed_out.headers["Location"].startswith("/sign-in")
    assert desk.store.decisions() == []


@pytest.mark.parametrize(
    "field",
    [{"undoes": "9" * 30}, {"settles": "-1"}, {"judgement": "maybe"}, {"claims": "c\x00"}, {"reason": "a" * 3000}, {"claims": "c-nothing"}, {"slot": "x" * 99}],
)
def test_a_form_that_makes_no_sense_is_refused_in_words(desk: Desk, field: dict[str, str]) -> None:
    browser = desk.browser("Mara")
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.get("/review").text)
    assert csrf
    answer = browser.post("/decisions", data={"csrf": csrf[1], "judgement": "right", "claims": desk.claims()[0], **field})
    assert answer.status_code in {400, 422} and "Traceback" not in answer.text


@pytest.mark.parametrize("then", ["http://[", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/a\r\nb", ""])
def test_nobody_is_sent_to_another_host_after_a_decision(desk: Desk, then: str) -> None:
    browser = desk.browser("Mara")
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.get("/review").text)
    assert csrf
    answer = browser.post("/decisions", data={"csrf": csrf[1], "judgement": "right", "claims": desk.claims()[0], "then": then})
    assert answer.status_code == 303 and answer.headers["Location"] in {"/", "/review"}
