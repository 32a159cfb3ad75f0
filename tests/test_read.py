"""Bytes to reports: what is read, what is refused, and what a person is told."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from sayso.errors import UsageError
from sayso.model import Report
from sayso.read import TEXT_LIMIT, Failure, Found, published_date, read_file, read_sources
from sayso.read.jsonl import GIVE_UP
from tests.samples import PAGE, SENTENCE, codes, only_failure, only_report

LINKS_ONLY = (
    "<html><body><ul>"
    + "".join(f"<li><a href='/{number}'>Section {number}</a></li>" for number in range(40))
    + "</ul><div>All rights reserved by the owners.</div></body></html>"
)


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def reports(path: str) -> list[Report]:
    return [result for result in read_file(path) if isinstance(result, Report)]


def failures(path: str) -> list[str]:
    return [str(result.error) for result in read_file(path) if isinstance(result, Failure)]


# Plain text


def test_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    text = "  One.\r\nTwo.\rThree.\u00a0\n\n"
    assert only_report(written(tmp_path, "a.txt", text)).text == text


def test_a_file_without_an_id_gets_the_hash_of_its_text(tmp_path: Path) -> None:
    first, second = only_report(written(tmp_path, "a.txt", SENTENCE)), only_report(written(tmp_path, "b.txt", SENTENCE))
    assert first.id == second.id and first.id.startswith("r-")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_read_without_remark(tmp_path: Path, encoding: str) -> None:
    text = "The café in Bogotá – “hit twice” – is حمص."
    report = only_report(written(tmp_path, "a.txt", text.encode(encoding)))
    assert report.text == text and not report.problems


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "“Rebels took Homs,” he said. The café was hit – at last."),
        ("cp1252", "The dead man's name was José."),
        ("cp1251", "Повстанцы взяли город Хомс, сообщило агентство в субботу."),
    ],
)
def test_other_encodings_are_guessed_and_the_guess_is_told(tmp_path: Path, encoding: str, text: str) -> None:
    report = only_report(written(tmp_path, "a.txt", text.encode(encoding)))
    assert report.text == text and codes(report) == ["encoding-guessed"]


def test_a_few_broken_bytes_do_not_turn_utf_8_into_something_else(tmp_path: Path) -> None:
    report = only_report(written(tmp_path, "a.txt", "“Café”, “Café”, “Café”".encode() + b"\xe2\x80"))
    assert report.text == "“Café”, “Café”, “Café”\ufffd" and codes(report) == ["encoding-repaired"]


@pytest.mark.parametrize("content", ["", " \n\t\r\n", "\ufeff", "\u200b\n"])
def test_a_file_without_text_is_refused(tmp_path: Path, content: str) -> None:
    assert "holds no text" in only_failure(written(tmp_path, "a.txt", content))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "PNG image"),
        (b"BZh9rest", "Unpack it"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"ab\0cd", "NUL bytes"),
        (bytes(range(1, 32)) * 20, "no text"),
        (SENTENCE.encode("utf-16")[:-1], "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_whatever_it_is_called(tmp_path: Path, content: bytes, what: str) -> None:
    for name in ("a.txt", "a.html", "a.json", "a.jsonl", "a"):
        path = written(tmp_path, name, content)
        assert what in failures(path)[0] and not reports(path), name


def test_five_megabytes_on_one_line_are_one_report(tmp_path: Path) -> None:
    text = "a" * 5 * 1024 * 1024
    assert only_report(written(tmp_path, "a.txt", text)).text == text


@pytest.mark.parametrize("factor", [1, 5])
def test_a_text_above_the_limit_is_refused_with_a_remedy(tmp_path: Path, factor: int) -> None:
    assert "Split it" in only_failure(written(tmp_path, "a.txt", "a" * (factor * TEXT_LIMIT + 1)))


def test_a_packed_file_under_a_wrong_name_is_refused_with_the_right_one(tmp_path: Path) -> None:
    for name in ("a.txt", "a.html", "a.json", "a.jsonl", "a.csv"):
        assert "suffix .gz" in failures(written(tmp_path, name, gzip.compress(SENTENCE.encode())))[0], name


# Web pages


def test_a_page_gives_its_article_and_what_it_states(tmp_path: Path) -> None:
    report = only_report(written(tmp_path, "a.html", PAGE))
    assert report.text == f"{SENTENCE}\nAt least 12 people were killed."
    assert (report.title, report.outlet, report.published) == ("Rebels enter Homs", "The Lantern", "2024-12-07")
    assert (report.url, report.byline, report.language) == ("https://lantern.example/homs", "Mara Holm", "en")
    assert dict(report.provenance) == dict.fromkeys(("title", "outlet", "published", "url", "byline"), "page")


def test_a_page_without_a_date_gets_none(tmp_path: Path) -> None:
    page = f"<html><body><article><p>{SENTENCE * 4}</p></article><footer>© 2023 The Lantern</footer></body></html>"
    assert only_report(written(tmp_path, "a.html", page)).published is None


@pytest.mark.parametrize("page", [f"<p>{SENTENCE}</p>", f"<html><body><div>{SENTENCE}<br><br>{SENTENCE}</div></body></html>"])
def test_a_bare_page_is_read_too(tmp_path: Path, page: str) -> None:
    assert SENTENCE in only_report(written(tmp_path, "a.htm", page)).text


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>Город Хомс. {SENTENCE}</p></body></html>'
    report = only_report(written(tmp_path, "a.html", page.encode("cp1251")))
    assert "Город Хомс." in report.text and not report.problems


@pytest.mark.parametrize(
    "page",
    [
        "",
        "   ",
        "<html><body></body></html>",
        "<html><body><nav><a href='/'>Home</a></nav><p></p></body></html>",
        "<html><body><div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>",
        "<html><body><div id='cookie'>We use cookies to improve your experience. Accept all cookies or manage your settings.</div></body></html>",
        LINKS_ONLY,
        "<html><body>" + "<div>" * 5000,
        "\x01<html",
    ],
)
def test_a_page_without_an_article_is_refused(tmp_path: Path, page: str) -> None:
    assert only_failure(written(tmp_path, "a.html", page))


# JSON


def test_a_document_may_say_what_is_known_about_it(tmp_path: Path) -> None:
    document = {"text": SENTENCE, "id": "x", "doc_id": "y", "title": "T", "outlet": "O", "url": "U", "published": "2024-12-08", "more": [1]}
    report = only_report(written(tmp_path, "a.json", json.dumps(document)))
    assert (report.id, report.title, report.outlet, report.url, report.published) == ("x", "T", "O", "U", "2024-12-08")
    assert not report.problems


def test_ids_are_strings_and_doc_id_stands_in_for_id(tmp_path: Path) -> None:
    documents = [{"text": "a", "id": 7}, {"text": "b", "doc_id": "y"}, {"text": "c", "id": None, "doc_id": 3}]
    assert [report.id for report in reports(written(tmp_path, "a.json", json.dumps(documents)))] == ["7", "y", "3"]


def test_a_broken_document_of_an_array_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps([{"text": "a"}, {"body": "b"}, {"text": 5}, "c", {"text": ""}, {"text": "d"}]))
    assert [report.text for report in reports(path)] == ["a", "d"]
    assert [told.removeprefix(path).split(".")[0] for told in failures(path)] == [
        ", document 2: has no `text`",
        ", document 3: has a number as its `text`",
        ", document 4: is a string, not a document",
        ", document 5: holds no text",
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"title": "T"}', "has no `text`"),
        ("", "empty"),
        ("[]", "empty array"),
        ('{"text": "a"', "is not JSON"),
        ("5", "is a number"),
        ('{"text": "a"}\n{"text": "b"}', ".jsonl"),
        ("[" * 100_000, "nested"),
    ],
)
def test_json_that_is_no_document_is_refused(tmp_path: Path, content: str, what: str) -> None:
    assert what in only_failure(written(tmp_path, "a.json", content))


def test_a_bad_date_is_left_out_and_told(tmp_path: Path) -> None:
    report = only_report(written(tmp_path, "a.json", json.dumps({"text": "a", "published": "last Tuesday"})))
    assert report.published is None and codes(report) == ["published-ignored"]


def test_metadata_of_the_wrong_type_is_left_out_and_told(tmp_path: Path) -> None:
    report = only_report(written(tmp_path, "a.json", json.dumps({"text": "a", "title": ["T"], "published": 2024})))
    assert report.title is None and report.published == "2024" and codes(report) == ["metadata-ignored"]


def test_lone_surrogates_and_nul_are_replaced_in_place(tmp_path: Path) -> None:
    report = only_report(written(tmp_path, "a.json", '{"text": "a\\ud83db\\ude00\\ud83d\\ude00\\u0000", "title": "\\ud83d"}'))
    assert report.text == "a\ufffdb\ufffd😀\ufffd" and report.title == "\ufffd" and codes(report) == ["characters-replaced"]


def test_a_broken_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", b'{"text": "a"}\n\nnot json\n{"text": "caf\xe9"}\r\n{"title": 1}\n{"text": "d"}')
    assert [report.text for report in reports(path)] == ["a", "café", "d"]
    assert [told.split(":")[0] for told in failures(path)] == [f"{path}, line 3", f"{path}, line 5"]


def test_json_lines_from_windows_are_read(tmp_path: Path) -> None:
    content = '{"text": "a"}\r\n{"text": "b"}\r\n'
    for name, encoding in (("a.jsonl", "utf-16"), ("b.ndjson", "utf-8-sig")):
        assert [report.text for report in reports(written(tmp_path, name, content.encode(encoding)))] == ["a", "b"]


def test_a_file_of_prose_named_jsonl_is_given_up_early(tmp_path: Path) -> None:
    told = failures(written(tmp_path, "a.jsonl", f"{SENTENCE}\n" * 500))
    assert len(told) == GIVE_UP + 1 and "not JSON Lines" in told[-1]


def test_an_empty_json_lines_file_is_refused(tmp_path: Path) -> None:
    assert "empty" in only_failure(written(tmp_path, "a.jsonl", "\n\n"))


# Names that say nothing, and standard input


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (SENTENCE, [SENTENCE]),
        ("[Reuters] " + SENTENCE, ["[Reuters] " + SENTENCE]),
        ('{"text": "a"}\n{"text": "b"}\n', ["a", "b"]),
        ('{\n "text": "a"\n}', ["a"]),
        ('[{"text": "a"},\n{"text": "b"}]', ["a", "b"]),
    ],
)
def test_an_unknown_suffix_and_standard_input_are_read_by_their_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, texts: list[str]
) -> None:
    assert [report.text for report in reports(written(tmp_path, "a.article", content))] == texts
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert [report.text for report in reports("-")] == texts


def test_a_page_is_known_without_its_suffix(tmp_path: Path) -> None:
    assert only_report(written(tmp_path, "a.page", PAGE)).title == "Rebels enter Homs"


# Sources


def found(*sources: str) -> list[str]:
    """The names of files that gave a report, and the errors of the others after a minus."""
    results = read_sources(sources)
    return [Path(item.where).name if isinstance(item, Found) else f"- {item.error.what}" for item in results]


def test_folders_are_read_through_and_sorted_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "sub/.e", "page_files/style.css"):
        written(tmp_path, name, SENTENCE)
    assert found(str(tmp_path)) == ["a.txt", "b.txt", "c.txt"]


def test_one_broken_file_among_twenty_is_reported_and_nineteen_are_read(tmp_path: Path) -> None:
    for number in range(19):
        written(tmp_path, f"{number:02}.txt", f"{SENTENCE} {number}")
    written(tmp_path, "07-broken.txt", b"\x89PNG\r\n\x1a\n\0")
    results = found(str(tmp_path))
    assert len(results) == 20 and results.count("- is a PNG image.") == 1


def test_patterns_are_expanded_and_no_file_is_read_twice(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.html"):
        written(tmp_path, name, PAGE)
    assert found(str(tmp_path / "*.txt"), str(tmp_path / "a.txt"), str(tmp_path)) == ["a.txt", "b.txt", "c.html"]


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    assert found(written(tmp_path, "a[1].txt", SENTENCE)) == ["a[1].txt"]


def test_sources_that_name_nothing_are_failures(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    sources = [str(tmp_path / "no.txt"), str(tmp_path / "*.none"), str(tmp_path / "empty"), "https://lantern.example/homs", "/dev/null"]
    told = ["is no file or folder", "matches no file", "is a folder without files", "is a web address", "is no file"]
    assert found(*sources) == [f"- {what}." for what in told]


def test_given_outlet_and_date_stand_in_the_place_of_the_documents_own(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps([{"text": "a", "published": "2020", "outlet": "O"}, {"text": "b"}]))
    items = list(read_sources([path], outlet="The Lantern", published="2024-12-08"))
    given = [(item.report.outlet, item.report.published) for item in items if isinstance(item, Found)]
    assert given == [("The Lantern", "2024-12-08")] * 2


def test_a_given_date_that_is_none_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UsageError, match="2024-12-08"):
        read_sources(["no.txt"], published="8 December")


@pytest.mark.parametrize(
    ("written_as", "date"),
    [
        ("2024", "2024"),
        ("2024-12", "2024-12"),
        ("2024-12-08", "2024-12-08"),
        (" 2024-12-08 ", "2024-12-08"),
        ("2024-12-08T23:30:00Z", "2024-12-08"),
        ("2024-12-08 23:30:00+03:00", "2024-12-08"),
    ],
)
def test_publication_dates_are_iso_dates(written_as: str, date: str) -> None:
    assert published_date(written_as) == date


@pytest.mark.parametrize("written_as", ["", "8.12.2024", "2024-13", "2024-02-30", "0000", "2024-12-08x", "20241208", "2024-12-08T99:00", "2024-W50"])
def test_anything_else_is_no_publication_date(written_as: str) -> None:
    with pytest.raises(ValueError):
        published_date(written_as)
