"""Which language a text is in: English is never taken for another one, and other languages are marked."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sayso.model import Report
from sayso.read import Piece, extract
from sayso.read.language import identify

SENTENCES = Path(__file__).parent / "sentences"
FOREIGN: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "data" / "languages.yaml").read_text(encoding="utf-8"))
ALIKE = {"sr": {"sr", "hr", "bs"}}
ARTICLE = "<html lang='{}'><body><article><p>{}</p></article></body></html>"


def english_sentences() -> list[str]:
    entries = [entry for path in sorted(SENTENCES.glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8")) if isinstance(entry, dict)]
    return [str(entry["text"]) for entry in entries if "text" in entry]


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_are_marked(language: str) -> None:
    for text in FOREIGN[language]:
        assert identify(text) in ALIKE.get(language, {language}), text


def test_many_languages_are_tried() -> None:
    assert len(FOREIGN) >= 15 and sum(map(len, FOREIGN.values())) >= 40


@pytest.mark.parametrize(
    "text",
    [
        "Rebels captured Homs",
        "REBELS CAPTURE HOMS",
        "Syria: Hama falls",
        "DES MOINES, Iowa, Aug. 8",
        "Bashar al-Assad, Abu Mohammad al-Julani, Hassan Abdul-Ghani",
        "Anti-Houthi coalition jets strike Hodeidah port",
        "#Homs rebels advance https://t.co/xyz @lantern",
        "Nigerian President Olusegun Obasanjo announced a clampdown on Niger Delta militants",
        "The daily Al-Watan, citing الوطن, said so.",
        "12.12.2024",
        "",
    ],
)
def test_short_english_is_english(text: str) -> None:
    assert identify(text) == "en" and identify(text.upper()) == "en"


def test_no_sentence_of_the_tests_is_taken_for_another_language() -> None:
    sentences = english_sentences()
    assert len(sentences) > 300
    assert [text for text in sentences if identify(text) != "en"] == []


def test_a_quotation_in_another_language_does_not_make_a_report_foreign() -> None:
    assert identify(f'The ministry said in a statement: "{FOREIGN["fr"][0]}" The rebels denied that they had left the city, and they said so again.') == "en"


def test_a_short_text_is_what_its_page_says_where_the_classifier_agrees() -> None:
    assert identify("Homs est tombée", hint="fr") == "fr" and identify("Homs est tombée") == "en"
    assert identify("Rebels captured Homs", hint="fr") == "en" and identify("Rebels captured Homs on Saturday.", hint="ar") == "en"


def test_a_script_without_a_known_language_is_not_english() -> None:
    assert identify("ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⴰⵏⴰⵡⴰⵢⵜ") != "en"


def test_every_report_gets_its_language() -> None:
    for language, piece in (
        ("fr", Piece("x", ARTICLE.format("en", FOREIGN["fr"][0]).encode(), "html")),
        ("ar", Piece("x", FOREIGN["ar"][0].encode(), "text")),
        ("en", Piece("x", ARTICLE.format("ar", "Rebels captured Homs on Saturday, the army said. " * 3).encode(), "html")),
        ("so", Piece("x", b"Rebels captured Homs.", "text", facts=(("language", "so", "user"),))),
    ):
        report = extract(piece)
        assert isinstance(report, Report) and report.language == language
