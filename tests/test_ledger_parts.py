"""What the ledger goes by: copies of texts, publishers, days and words; and how it names what it finds."""

from __future__ import annotations

from datetime import date

import pytest

from sayso.ledger.articles import article_of, family_of, publisher_of, side_of_house
from sayso.ledger.control import control_in
from sayso.ledger.copies import COMMON, Copy, copies_among, copy_between, marks_of, wording_of
from sayso.ledger.disputes import disputes_in
from sayso.ledger.features import days_of
from sayso.ledger.telling import Telling, telling_of
from sayso.ledger.view import happening_of, view_of
from sayso.ledger.words import names_in, stem, stems, tokens
from sayso.model import Report
from tests.ledger_notation import claim_in, together

RAID = """Warplanes hit a row of shops beside the vegetable market in Idlib on Sunday morning. Rescue workers dug with their hands until the
afternoon, and the only hospital of the district asked for blood. A baker who lost two nephews said that the first bomb fell while the queue
stood outside his door. By evening the street had been closed, and families were looking for rooms in the villages to the north."""
EDITED = """IDLIB - Warplanes hit a row of shops near the vegetable market in Idlib on Sunday. Rescuers dug with their hands until the afternoon,
and the only hospital of the district asked for blood. By evening the street was closed and families were looking for rooms in the villages."""
TALKS = """Foreign ministers met in Doha on Friday without coming to an agreement on the crossing points. A second round was put off, since two
of the delegations had no orders. The host spoke of a useful exchange, and nobody took questions."""
BACKGROUND = """ The war began in 2011 after protests were put down with force. Since then half of the country's people have left their homes, and
several foreign powers keep troops on its soil. All attempts to end it at a table have failed so far."""
ARABIC = "قصفت طائرات حربية صفا من المتاجر بجانب سوق الخضار في إدلب صباح الأحد وحفر عمال الإنقاذ بأيديهم حتى بعد الظهر وطلب المستشفى الوحيد التبرع بالدم"
HEBREW = "מטוסי קרב תקפו שורת חנויות ליד שוק הירקות באידליב ביום ראשון בבוקר וצוותי חילוץ חפרו בידיים עד שעות אחר הצהריים"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RAID, RAID),
        (RAID, RAID[:250]),
        (RAID, EDITED),
        (RAID, RAID.upper().replace(".", "")),
        (RAID, "💥🇸🇾 " + RAID.replace(".", " 🙏")),
        (ARABIC, ARABIC + " كثيرا"),
    ],
    ids=["reprint", "shortened", "edited", "other letters", "emoji", "arabic"],
)
def test_copies_are_found_from_either_side(first: str, second: str) -> None:
    copy = copy_of(first, second)
    assert copy is not None and copy.holds(one_house=True) and copy.holds(one_house=False)
    assert copy_of(second, first) == copy
    assert marks_of(first) & marks_of(second), "copies are looked up under a mark"
    assert copies_among({"a": first, "b": second, "other": TALKS, "hebrew": HEBREW}) == {("a", "b"): copy}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RAID, TALKS),
        (RAID, ""),
        ("", ""),
        ("💥", "💥"),
        (ARABIC, HEBREW),
        ("Rebels captured Homs on Saturday.", "Rebels captured Homs on Sunday morning."),
        ("Rebels captured Homs.", "Rebels captured Homs."),
    ],
    ids=["other story", "empty", "both empty", "no words", "other script", "too short", "shorter than a run"],
)
def test_what_is_no_copy(first: str, second: str) -> None:
    assert copy_of(first, second) is None is copy_of(second, first)
    assert copies_among({"a": first, "b": second}) == {}


def copy_of(a: str, b: str) -> Copy | None:
    """What two texts have in common."""
    return copy_between(wording_of(a), wording_of(b))


def test_the_background_of_one_house_under_other_news_is_no_copy() -> None:
    copy = copy_of(RAID + BACKGROUND, TALKS + BACKGROUND)
    assert copy is not None
    assert not copy.holds(one_house=True), "a house repeats its background"
    assert copy.holds(one_house=False), "another house that prints it has it from there"


def test_a_text_of_one_word_has_no_marks_and_a_formula_brings_nothing_together() -> None:
    assert marks_of("") == marks_of("💥") == frozenset()
    formula = "All rights are reserved and nothing may be printed again."
    texts = {f"{n:04}": " ".join(f"word{n}x{k}" for k in range(40)) + f" {formula}" for n in range(COMMON + 1)}
    assert copies_among(texts) == {}


@pytest.mark.parametrize(
    ("outlet", "url", "publisher"),
    [
        ("Reuters", None, "Reuters"),
        ("  reuters ", None, "Reuters"),
        ("The Associated Press", None, "Associated Press"),
        ("AP", None, "Associated Press"),
        ("SANA", None, "Syrian Ministry of Information"),
        ("Al-Jazeera", "https://lantern.example/", "Al Jazeera Media Network"),
        (None, "https://www.reuters.com/world/1", "Reuters"),
        (None, "https://arabic.rt.com/1", "RT"),
        (None, "http://WWW.Sana.SY:8080/en", "Syrian Ministry of Information"),
        (None, "edition.cnn.com/2024", "Warner Bros. Discovery"),
        ("www.aljazeera.com", None, "Al Jazeera Media Network"),
        ("Lantern.example", None, "lantern.example"),
        (None, "https://www.lantern.example/homs", "lantern.example"),
        ("The Lantern", "https://www.reuters.com/", "The Lantern"),
        (" ", "https://lantern.example/", "lantern.example"),
        (" ", "no address", "no address"),
        (None, "http://[broken", None),
        ("", "", None),
        (None, None, None),
    ],
)
def test_publisher(outlet: str | None, url: str | None, publisher: str | None) -> None:
    assert publisher_of(outlet, url) == publisher


def test_houses_of_other_countries_are_not_mixed_up() -> None:
    assert len({family_of(name) for name in ("Daily Star", "Daily Mirror", "National News Agency (Lebanon)", "RT", "RTL", "Sun (Lagos)")}) == 6
    assert family_of("Sun (Lagos)") == "Sun (Lagos)"


def test_state_media_speak_for_their_side() -> None:
    assert side_of_house(publisher_of("SANA")) == "Syrian government"
    assert side_of_house(publisher_of("Reuters")) is None is side_of_house(None)


@pytest.mark.parametrize(
    ("credit", "credits"),
    [
        (None, ()),
        ("", ()),
        ("AFP", ("AFP",)),
        ("(Agence France-Presse)", ("AFP",)),
        ("Reuters, AP", ("Reuters", "Associated Press")),
        ("AFP and dpa", ("AFP", "dpa")),
        ("-", ()),
    ],
)
def test_credits(credit: str | None, credits: tuple[str, ...]) -> None:
    assert article_of(Report("", id="r", credit=credit)).credits == credits


@pytest.mark.parametrize(
    ("published", "last"), [("2024-12-07T23:30:00+03:00", "2024-12-07"), ("2024-12", "2024-12-31"), ("2024", "2024-12-31"), ("yesterday", None), (None, None)]
)
def test_the_last_day_of_publication(published: str | None, last: str | None) -> None:
    assert article_of(Report("", id="r", published=published)).published == (date.fromisoformat(last).toordinal() if last else None)


@pytest.mark.parametrize(
    ("edtf", "published", "days"),
    [
        ("2024-12-07", None, "2024-12-07 2024-12-07 told"),
        ("2024-12-07~", "2024-12-09", "2024-12-07 2024-12-07 told"),
        ("2024-12", None, "2024-12-01 2024-12-31 told"),
        ("2024-12-01/2024-12-07", None, "2024-12-01 2024-12-07 told"),
        ("XXXX-12-07", "2024-12-09", "2024-12-07 2024-12-07 told"),
        ("XXXX-12-30", "2025-01-02", "2024-12-30 2024-12-30 told"),
        ("XXXX-01-02", "2024-12-30", "2024-01-02 2024-01-02 told"),
        ("XXXX-12-01/XXXX-12-05", "2024-12-09", "2024-12-01 2024-12-05 told"),
        ("XXXX-12-07", None, None),
        ("2024-12-01/..", "2024-12-09", "2024-12-01 2024-12-09 told"),
        ("2024-12-01/..", "2024-11-20", "2024-12-01 2024-12-01 told"),
        ("2024-12-01/..", None, "2024-12-01 2024-12-04 told"),
        ("../2024-12-07", None, "2024-12-04 2024-12-07 told"),
        (None, "2024-12-09", "2024-12-06 2024-12-09 inferred"),
        ("nonsense", "2024-12-09", None),
        (None, None, None),
    ],
)
def test_days(edtf: str | None, published: str | None, days: str | None) -> None:
    found = days_of(edtf, date.fromisoformat(published).toordinal() if published else None)
    told = found and f"{date.fromordinal(found.first)} {date.fromordinal(found.last)} {'told' if found.told else 'inferred'}"
    assert told == days


def test_words_lose_their_endings_and_the_common_ones_are_passed_over() -> None:
    assert stem("bombing") == stem("bombed") == stem("Bombs") == "bomb"
    assert stem("the") is stem("said") is stem("of") is stem("") is None
    assert stems("The jets bombed shops, officials said") == {"jet", "bomb", "shop", "offici"}
    assert stem("Hay'at") == stem("Hay’at") == "hayat"


def test_names_are_words_in_capitals_that_do_not_begin_a_sentence() -> None:
    assert names_in("Jets hit Idlib in 2024. Rescuers from Saraqib came; nobody helped, Umm Khaled said at 7.") == {"idlib", "2024", "saraqib", "umm", "khaled"}
    assert names_in("قصفت الطائرات إدلب") == frozenset()
    assert [word for word, starts in tokens("Jets came. Nobody\nslept") if starts] == ["Jets", "Nobody", "slept"]


def test_a_claim_that_names_one_place_twice_is_in_its_row_once() -> None:
    report = Report("", id="r", outlet="The Lantern", published="2015-01-26")
    telling = telling_of(claim_in(report, "itself says: CONTROL/hold by rebels in Kobani and Ayn al-Arab on 2015-01-26"), article_of(report))
    assert [row.claims for row in control_in([telling])] == [(telling.id,)]


def told(*sentences: str) -> list[Telling]:
    """A claim of a report of its own for each sentence."""
    found = [Report("", id=f"r{n}", outlet=f"Outlet {n}", published="2024-12-08") for n in range(len(sentences))]
    return [telling_of(claim_in(report, sentence), article_of(report)) for report, sentence in zip(found, sentences, strict=True)]


@pytest.mark.parametrize(
    ("first", "second", "says", "reason"),
    [
        (
            "Hassan Abdul-Ghani says: CONTROL/seize by rebels in Homs",
            "Ministry of Defence denies: CONTROL/seize by rebels in Homs",
            ["it happened: CONTROL/seize by rebels in Homs", "it did not happen: CONTROL/seize by rebels in Homs"],
            "Ministry of Defence denied what Hassan Abdul-Ghani said, in different reports.",
        ),
        (
            "SOHR says: ASSAULT/aerial in Idlib, killed 12",
            "Ministry of Health says: ASSAULT/aerial in Idlib, killed up to 5",
            ["12 killed", "up to 5 killed"],
            "No number killed lies within all of: 12; up to 5.",
        ),
        (
            "Ministry of Defence says: ASSAULT/aerial by Russia in Idlib",
            "Kremlin says: ASSAULT/aerial by Syrian army in Idlib",
            ["Russia did it", "Syrian army did it"],
            "Ministry of Defence and Kremlin name different forces: Russia; Syrian army.",
        ),
    ],
)
def test_a_dispute_says_what_each_side_says_and_why_they_are_paired(first: str, second: str, says: list[str], reason: str) -> None:
    tellings = told(first, second)
    view = view_of(tellings, grouping=together({str(n): telling for n, telling in enumerate(tellings)}, "all"))
    (dispute,) = disputes_in(view)
    assert [side.says for side in dispute.sides] == says
    assert [side.claims for side in dispute.sides] == [(telling.id,) for telling in tellings]
    assert dispute.reason == reason
    assert dispute.happenings == tuple(one.id for one in view.happenings)


def test_a_happening_keeps_its_name_as_long_as_its_first_claim_stays() -> None:
    tellings = told("itself says: CONTROL/seize by rebels in Homs", "itself says: CONTROL/seize by rebels in Homs")
    names = [happening_of(some).id for some in (tellings, tellings[:1], tellings[::-1], tellings[1:])]
    assert names[0] == names[1] == names[2] != names[3]
