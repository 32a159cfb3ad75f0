"""The workbench in a real browser: the ways that people take through it, what hostile reports try, and what every page owes to whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser as b

LIVE_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ORDINARY = {
    "/": "Open disputes",
    "/reports": "Who has Hama?",
    "/reports?q=market": "Homs is ours",
    "/claims": "Rebels have taken Homs",
    "/happenings": "Capture by rebels",
    "/happenings?place=Homs&as_of=2024-12-07": "Capture by rebels",
    "/happenings?place=Nowhere": "No happening meets these conditions",
    "/disputes": "Syrian army denied",
    "/voices": "Hassan Abdul-Ghani",
    "/names": "Russian army",
    "/tolls": "a nurse",
    "/timeline": "Air strike by Russian army",
    "/timeline?order=said": "By the time of saying",
    "/control": "Hama",
    "/map": "Idlib",
    "/map?on=2024-12-08": "Hama",
    "/search": "Words are looked for",
    "/search?q=Homs": "Homs is ours",
    "/review": "Do these tell of one happening?",
    "/review?kind=claims": "Is this read right?",
    "/decisions": "What people have decided",
    "/about": "How to cite",
    "/sign-in": "Token",
    "/reports/courier-1": "Crowds may have marched",
    "/reports/hostile": "alert(1)",
    "/voices/Russia": "Russia said that its jets",
}
"""Where to look, and what must stand there. Words are compared without their case, since styles may change it."""
OF_SIGHT = ("color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable")
"""The rules of axe-core that may come out otherwise in another theme or on another screen."""
WRONG = {"/reports/nowhere": 404, "/claims/c-0": 404, "/happenings/h-nowhere": 404, "/nowhere": 404, "/map?on=yesterday": 400, "/claims?limit=many": 422}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with b.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[b.Workbench]:
    with b.running(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture(scope="module")
def pages(workbench: b.Workbench) -> dict[str, str]:
    """Every page of the workbench with words that it has to show: the lists, and one of each thing."""
    known = {name: _rows(workbench, name) for name in ("claims", "happenings", "disputes")}
    claim = next(row["id"] for row in known["claims"] if row["status"] == "denied")
    things = {f"/claims/{claim}": "denied that rebels had"}
    things |= {f"/happenings/{row['id']}": "Who says so" for row in known["happenings"] if row["standing"] == "disputed"}
    things |= {f"/disputes/{row['id']}": "Homs" if row["kind"] == "denial" else "killed" for row in known["disputes"]}
    assert len(things) == 5, "a claim, two happenings and two disputes"
    return ORDINARY | things


def _rows(workbench: b.Workbench, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{workbench.address}/{name}.json").json()["rows"]
    return found


def test_a_newcomer_finds_a_dispute_sees_the_words_decides_and_takes_it_back(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        page = seat.page
        page.goto(workbench.door)
        assert page.url == f"{workbench.address}/", "the key is not left in the address"
        dispute = page.locator("article.dispute", has_text="Homs")
        dispute.get_by_role("heading").get_by_role("link").click()
        expect(page.locator("h1")).to_contain_text("Syrian army denied what Hassan Abdul-Ghani said")
        address, before = page.url, page.locator("article.dispute").inner_text()

        denial = page.get_by_role("group", name="Side 2 of 2")
        expect(denial).to_contain_text("It did not happen")
        denial.get_by_role("link", name="In the report").click()
        marked = page.locator("mark#at")
        expect(marked).to_be_in_viewport()
        assert marked.inner_text() == "taken"
        start, end = map(int, re.findall(r"\d+", page.url.partition("?")[2]))
        assert "The Syrian army denied that rebels had taken Homs."[start:end] == "taken", "the address names these very characters"

        page.locator("[data-claims='1']:has(mark#at) + a.ref, [data-claims='1']:has(mark#at) a.ref").first.click()
        expect(page.locator("#claim-1")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("taken")
        expect(page.get_by_text("In dispute:")).to_be_visible()

        page.get_by_label("it is no claim").check()
        page.get_by_label("Why", exact=True).fill("he spoke of another war")
        page.get_by_role("button", name="Decide").click()
        decisions = page.locator("#decisions")
        expect(decisions).to_contain_text("not a claim")
        expect(decisions).to_contain_text("“he spoke of another war”")
        expect(decisions).to_contain_text(b.READER)
        expect(page.get_by_text("In dispute:")).to_have_count(0)
        assert seat.go("/disputes") == 200
        assert "Syrian army denied" not in seat.text(), "nobody denies it any more"
        page.go_back()

        decisions.get_by_role("button", name="Take back").click()
        expect(decisions).to_contain_text("taken back")
        expect(page.get_by_text("In dispute:")).to_be_visible()
        assert seat.go(address) == 200
        assert page.locator("article.dispute").inner_text() == before
        b.stays_empty(seat.took())


def test_two_people_review_by_keyboard_disagree_and_a_third_settles_it(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as omar, b.Seat.at(browser, workbench) as lena, b.Seat.at(browser, workbench) as tom:
        omar.sign_in("Omar")
        omar.go("/review?kind=claims")
        first, second = _items(omar)[:2]
        assert _here(omar) == first
        assert _pressed(omar, "j") == second
        assert _pressed(omar, "j", "k", "k", "k") == first, "there is nothing before the first"

        _decide(omar, "x")
        assert "Your last: no claim" in omar.text()
        assert first not in _items(omar)
        _decide(omar, "u")
        assert _items(omar)[0] == first
        for number, slot in enumerate(("actor", "recipient", "place", "time", "counts", "voice", "mode"), 1):
            _decide(omar, str(number))
            assert f"Your last: wrong slot ({slot})" in omar.text()
            _decide(omar, "u")
            assert _items(omar)[0] == first

        omar.page.get_by_label("Why (optional)").first.press_sequentially("a fox, 17 jackals and x")
        omar.page.keyboard.press("Escape")
        assert _items(omar)[0] == first, "what is typed is no decision"
        _decide(omar, "a")
        assert "Your last: right" in omar.text()

        lena.sign_in("Lena")
        lena.go("/review?kind=claims")
        assert _items(lena)[0] == first, "what he has judged is still hers to judge"
        assert "Your last" not in lena.text()
        _decide(lena, "x")

        tom.sign_in("Tom")
        tom.go("/review?kind=disagreements")
        assert _items(tom) == [first]
        item = tom.page.locator(f"#{first}")
        for words in ("disputed", "Omar right", "a fox, 17 jackals and x", "Lena not-a-claim", "What you decide here settles it."):
            expect(item).to_contain_text(words)
        _decide(tom, "a")
        assert "Nothing is left to review here" in tom.text()
        tom.go("/decisions")
        made = {name: tom.page.locator(".decision", has_text=name).first for name in ("Tom", "Lena", "Omar")}
        for name, decision in made.items():
            expect(decision).to_contain_text(first.removeprefix("item-"))
            expect(decision).to_contain_text(name)
            expect(decision).not_to_contain_text("taken back")
        tom.go("/review")
        expect(tom.page.locator("section", has_text="Progress").last).to_contain_text(re.compile(r"Claims.*settled\s*1\s*in dispute\s*0", re.DOTALL))
        for seat in (omar, lena, tom):
            b.stays_empty(seat.took())


def _items(seat: b.Seat) -> list[str]:
    return [str(item.get_attribute("id")) for item in seat.page.locator("[data-item]").all()]


def _here(seat: b.Seat) -> str | None:
    return seat.page.locator("[data-item].here").get_attribute("id")


def _pressed(seat: b.Seat, *keys: str) -> str | None:
    """The item where the keys lead, which has the focus."""
    for key in keys:
        seat.page.keyboard.press(key)
    expect(seat.page.locator("[data-item].here")).to_be_focused()
    return _here(seat)


def _decide(seat: b.Seat, key: str) -> None:
    """Nothing; the key has sent a decision, and the page has come anew."""
    with seat.page.expect_navigation():
        seat.page.keyboard.press(key)


def test_a_hostile_report_is_shown_and_does_nothing(browser: Browser, workbench: b.Workbench) -> None:
    claim = next(row["id"] for row in _rows(workbench, "claims") if row["report"]["id"] == "hostile")
    voice = next(row["name"] for row in _rows(workbench, "voices") if "onclick" in row["name"])
    places = ["/", "/reports", "/reports/hostile", f"/claims/{claim}", f"/voices/{quote(voice, safe='')}", "/voices", "/names", "/happenings?place=Homs",
              "/tolls", "/map", "/timeline", "/review", f"/search?q={quote('<script>alert(8)</script>')}", f"/claims?voice={quote(voice)}",
              f"/reports/{quote('<script>alert(9)</script>', safe='')}"]  # fmt: skip
    with b.Seat.at(browser, workbench) as seat:
        seat.page.goto(workbench.door)
        faults = []
        for path in places:
            seat.go(path)
            faults += [f"{path}: {fault}" for fault in seat.took()]
            live = LIVE_CONTROLS.findall(seat.page.locator("html").evaluate(WRITTEN))
            faults += [f"{path}: {live!a} is live"] if live else []
            faults += [f"{path}: {one.evaluate('one => one.outerHTML.slice(0, 200)')}" for one in seat.page.locator(PLANTED).all()]
        seat.go(f"/voices/{quote(voice, safe='')}")
        seat.page.get_by_label("Place", exact=True).fill("Homs")
        seat.page.get_by_role("button", name="Show").click()
        faults += [] if "Gunmen" in seat.text() else ["the conditions on the page of a voice with an odd name lead elsewhere"]
        b.stays_empty(faults)


WRITTEN = """root => {
  const copy = root.cloneNode(true);
  copy.querySelectorAll("input, option").forEach((one) => one.removeAttribute("value"));
  return copy.outerHTML;
}"""
"""What is written on a page, less the values of fields, which go back as they came."""
PLANTED = "main img, main script, main b[onclick], main svg[onload], [onclick], [onload], [onerror], a[href^='javascript' i]"


def test_the_text_of_a_hostile_report_is_there_to_the_letter_and_turns_no_direction(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/reports/hostile")
        story = seat.page.locator("[data-story]")
        first, second = story.locator("p[dir=auto]").all()
        assert first.locator(".ctl").all_inner_texts() == ["RLO", "PDF", "LRI"]
        assert all(mark.get_attribute("title") for mark in first.locator(".ctl").all()), "what the marks stand for is told"
        words = first.evaluate(
            "one => { const copy = one.cloneNode(true); copy.querySelectorAll('.ref').forEach(ref => ref.remove()); return copy.textContent }"
        )
        assert words == b.HOSTILE_TEXT.replace("*", "").replace(b.RLO, "RLO").replace(b.PDF, "PDF").replace(b.LRI, "LRI")
        assert second.inner_text() == b.ARABIC
        directions = [one.evaluate("one => getComputedStyle(one).direction") for one in (seat.page.locator("main"), first, second)]
        assert directions == ["ltr", "ltr", "rtl"], "an Arabic paragraph runs its own way, and nothing else does"
        left, right = (_box(seat.page, word) for word in ("smo", "dell"))
        assert left < right, "letters stand in the order in which they were written"
        expect(seat.page.locator("main")).to_contain_text("javascript:alert(6)")
        seat.go("/reports/hostile?from=90&to=97")
        assert seat.page.locator("mark#at").inner_text() == "shelled"


def _box(page: Page, word: str) -> float:
    """How far from the left the word stands in the first paragraph of the report."""
    found: float = page.locator("[data-story] p").first.evaluate(
        """(paragraph, word) => {
          const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(word);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + word.length);
            return range.getBoundingClientRect().left;
          }
          return -1;
        }""",
        word,
    )
    assert found >= 0, f"{word} is in the text"
    return found


@pytest.mark.parametrize(
    "size, scheme, signed_in", [(b.WIDE, "light", True), (b.PHONE, "dark", True), (b.PHONE, "light", False)], ids=["wide", "phone", "signed out"]
)
def test_every_page_is_sound(browser: Browser, workbench: b.Workbench, pages: dict[str, str], size: tuple[int, int], scheme: str, signed_in: bool) -> None:
    with b.Seat.at(browser, workbench, size=size, color_scheme=scheme) as seat:
        if signed_in:
            seat.page.goto(workbench.door)
        chosen = pages if signed_in else {path: words for path, words in pages.items() if path.startswith(("/claims/", "/review", "/sign-in"))}
        faults = []
        for path, words in chosen.items():
            status = seat.go(path)
            found = [] if status == 200 else [f"status {status}"]
            seat.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            found += [] if words.casefold() in seat.text().casefold() else [f"{words!r} is not there"]
            found += b.overflow(seat.page) + b.axe_faults(seat.page, OF_SIGHT if scheme == "dark" else None) + seat.took()
            faults += [f"{path}: {fault}" for fault in found]
        b.stays_empty(faults)
        assert any("bokeh" in address for address in seat.asked) == signed_in, "charts were drawn"


def test_what_is_not_there_is_told_on_a_sound_page(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench, size=b.PHONE) as seat:
        faults = []
        for path, wanted in WRONG.items():
            status = seat.go(path)
            found = [] if status == wanted else [f"status {status} and not {wanted}"]
            found += b.overflow(seat.page) + b.axe_faults(seat.page) + seat.took()
            found += [] if seat.page.locator("nav.sections").is_visible() and seat.page.locator("h1").inner_text() else ["leads nowhere"]
            faults += [f"{path}: {fault}" for fault in found]
        b.stays_empty(faults)


def test_a_wrong_token_is_told_and_a_key_of_another_run_opens_nothing(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/sign-in?next=/review")
        seat.page.get_by_label("Token").fill("sayso_wrong")
        seat.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(seat.page.get_by_role("alert")).to_contain_text("not one of the store’s")
        b.stays_empty(b.axe_faults(seat.page))
        seat.page.get_by_label("Token").fill(workbench.tokens["Lena"])
        seat.page.keyboard.press("Enter")
        seat.page.wait_for_url("**/review")
        seat.page.get_by_role("button", name="Sign out").click()
        expect(seat.page.get_by_role("link", name="Sign in")).to_be_visible()
        assert seat.go("/sign-in?key=wrong") == 403
        expect(seat.page.get_by_role("banner")).not_to_contain_text("Signed in")


def test_without_script_every_page_is_readable(browser: Browser, workbench: b.Workbench, pages: dict[str, str]) -> None:
    with b.Seat.at(browser, workbench, java_script_enabled=False) as seat:
        faults = []
        for path, words in pages.items():
            seat.page.goto(path)
            told = " ".join((seat.page.locator("main").text_content() or "").split())
            faults += [] if words.casefold() in told.casefold() else [f"{path}: {words!r} is not there"]
            for chart in seat.page.locator("figure[data-chart]").all():
                rows = chart.locator("details").locator("tbody tr, li") if chart.locator("details").count() else seat.page.locator("main .lines .line")
                faults += [] if rows.count() else [f"{path}: a chart has no table or list"]
            faults += [f"{path}: {fault}" for fault in seat.took()]
        b.stays_empty(faults)


def test_without_script_conditions_and_decisions_are_sent_by_forms(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench, size=b.PHONE, java_script_enabled=False) as seat:
        page = seat.page
        page.goto("/claims")
        page.locator("main summary", has_text="Filter").click()
        page.get_by_label("Status").select_option("denied")
        page.get_by_label("Outlet").fill("The Beacon")
        page.get_by_role("button", name="Show").click()
        assert {"status=denied", "outlet=The+Beacon"} <= set(page.url.partition("?")[2].split("&"))
        assert page.locator("main [data-item]").all_inner_texts()[0].count("denied")
        assert page.locator("main [data-item]").count() == 1
        page.get_by_role("link", name="Status denied").click()
        assert page.locator("main [data-item]").count() == 2, "one condition is taken out, the other stays"

        page.goto("/")
        page.get_by_role("searchbox").fill("nurse")
        page.get_by_role("banner").get_by_role("button", name="Search").click()
        assert "Homs is ours" in seat.text()

        seat.sign_in("Tom")
        page.goto("/review?kind=links")
        item = str(page.locator("[data-item]").first.get_attribute("id"))
        page.locator("[data-item]").first.get_by_label("Why").fill("they are of two days")
        page.locator("[data-item]").first.get_by_role("button", name="Different").click()
        assert "Your last: different" in seat.text()
        assert page.locator(f"#{item}").count() == 0
        page.get_by_role("button", name="Take back decision").click()
        assert page.locator("[data-item]").first.get_attribute("id") == item


def test_the_keys_are_told_at_a_key_and_focus_goes_there_and_back(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/happenings")
        seat.page.keyboard.press("j")
        expect(seat.page.locator("[data-item].here")).to_be_focused()
        seat.page.keyboard.press("?")
        dialog = seat.page.get_by_role("dialog", name="Keys")
        expect(dialog).to_be_visible()
        assert dialog.evaluate("one => one.contains(document.activeElement)"), "the focus is in it"
        assert seat.page.locator(":focus").evaluate(OUTLINED), "and can be seen"
        b.stays_empty(b.axe_faults(seat.page))
        seat.page.keyboard.press("j")
        seat.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(seat.page.locator("[data-item]").first).to_be_focused()
        seat.page.get_by_role("contentinfo").get_by_role("link", name="Keyboard").click()
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_be_hidden()
        b.stays_empty(seat.took())


OUTLINED = (
    "one => { const style = getComputedStyle(one); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none' }"
)


def test_a_list_is_walked_and_opened_by_keyboard(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        for path in ("/happenings", "/reports", "/claims", "/disputes", "/voices"):
            seat.go(path)
            second = seat.page.locator("[data-item]").nth(1)
            wanted = second.locator("a[data-open]").first.get_attribute("href")
            seat.page.keyboard.press("j")
            seat.page.keyboard.press("j")
            expect(second).to_be_focused()
            with seat.page.expect_navigation():
                seat.page.keyboard.press("Enter")
            assert seat.page.url == f"{workbench.address}{wanted}"
        b.stays_empty(seat.took())


def test_focus_can_be_seen_wherever_the_tab_key_leads(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.page.goto(workbench.door)
        faults = []
        for path in ("/", "/review?kind=claims", "/happenings?place=Homs"):
            seat.go(path)
            for _ in range(30):
                seat.page.keyboard.press("Tab")
                focused = seat.page.locator(":focus")
                if not focused.evaluate(OUTLINED):
                    faults.append(f"{path}: {focused.evaluate('one => one.outerHTML.slice(0, 120)')}")
        b.stays_empty(faults)


def test_the_first_tab_leads_past_the_head_of_the_page(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/happenings")
        seat.page.keyboard.press("Tab")
        skip = seat.page.get_by_role("link", name="Skip to the page")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        seat.page.keyboard.press("Enter")
        expect(seat.page.get_by_role("main")).to_be_focused()
        seat.page.keyboard.press("Tab")
        assert seat.page.locator("main :focus").count() == 1


def test_a_slash_leads_to_the_search(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/timeline")
        seat.page.keyboard.press("/")
        expect(seat.page.get_by_role("searchbox").first).to_be_focused()
        seat.page.keyboard.type("nurse / j?")
        expect(seat.page.get_by_role("searchbox").first).to_have_value("nurse / j?")
        seat.page.keyboard.press("Escape")
        assert seat.page.locator("input:focus").count() == 0
        seat.page.get_by_role("searchbox").first.fill("nurse")
        seat.page.keyboard.press("Enter")
        seat.page.wait_for_url("**/search?q=nurse")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_that_was_chosen_is_kept(browser: Browser, workbench: b.Workbench, scheme: str) -> None:
    other = "dark" if scheme == "light" else "light"
    with b.Seat.at(browser, workbench, color_scheme=scheme) as seat:
        seat.go("/tolls")
        before = _paper(seat.page)
        seat.page.get_by_role("button", name=f"{other} colours").click()
        seat.page.wait_for_function("before => getComputedStyle(document.body).backgroundColor !== before", arg=before)
        after = _paper(seat.page)
        seat.go("/tolls")
        assert _paper(seat.page) == after
        assert seat.page.locator("html").get_attribute("data-theme") == other
        seat.page.get_by_role("button", name=f"{scheme} colours").click()
        seat.go("/")
        assert _paper(seat.page) == before
        b.stays_empty(seat.took())


def _paper(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def test_a_claim_and_its_words_light_up_together(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/reports/lantern-1")
        note, mark = seat.page.locator("#claim-1"), seat.page.locator("[data-claims='1']").first
        note.hover()
        expect(mark).to_have_class(re.compile(r"\blit\b"))
        seat.page.locator("[data-claims='2']").first.hover()
        expect(mark).not_to_have_class(re.compile(r"\blit\b"))
        expect(seat.page.locator("#claim-2")).to_have_class(re.compile(r"\blit\b"))
        seat.page.keyboard.press("j")
        expect(note).to_be_focused()
        expect(mark).to_have_class(re.compile(r"\blit\b"))


def test_the_slider_of_the_map_shows_another_day(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/map")
        shown = seat.page.locator("[data-day-shown]")
        slider = seat.page.get_by_role("slider", name="Day on the map")
        day = seat.page.get_by_label("Day", exact=True)
        expect(day).to_have_value("2024-12-24")
        slider.focus()
        seat.page.keyboard.press("Home")
        expect(shown).to_contain_text("on 2024-12-07")
        expect(shown).to_contain_text("Homs")
        assert "on=2024-12-07" in seat.page.url, "it can be shared"
        seat.page.keyboard.press("ArrowRight")
        expect(shown).to_contain_text("on 2024-12-08")
        expect(shown).to_contain_text("Hama")
        seat.settle()
        b.stays_empty(seat.took())


def test_on_paper_the_report_stands_alone(browser: Browser, workbench: b.Workbench) -> None:
    with b.Seat.at(browser, workbench) as seat:
        seat.go("/reports/lantern-1")
        seat.page.emulate_media(media="print")
        expect(seat.page.get_by_text("Jets of the Russian army")).to_be_visible()
        expect(seat.page.locator("nav.sections")).to_be_hidden()
        expect(seat.page.locator("form.search")).to_be_hidden()
