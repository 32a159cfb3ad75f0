"""Tables, feeds, archives, PDF and packed files: what is taken from each, what is refused, and where it says that it stands."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from pathlib import Path

import pytest

from sayso.errors import UsageError
from sayso.model import Report
from sayso.read import READERS, TEXT_LIMIT, Failure, Piece, extract, read_file, split_file, split_sources, total_bytes
from sayso.read.jsonl import GIVE_UP
from tests.samples import ATOM, PAGE, RSS, SENTENCE, codes, only_failure, only_report, pdf, record, response, warc, warc_gz, zipped


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def reports(path: str) -> list[Report]:
    return [result for result in read_file(path) if isinstance(result, Report)]


def failures(path: str) -> list[str]:
    return [str(result.error).removeprefix(path) for result in read_file(path) if isinstance(result, Failure)]


def texts(path: str) -> list[str]:
    return [report.text for report in reports(path)]


def pieces(path: str, columns: dict[str, str] | None = None) -> list[Piece]:
    return [result for result in split_file(path, columns=columns) if isinstance(result, Piece)]


# Two steps


def test_what_goes_to_another_process_and_comes_back_is_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, "a.zip", zipped({"a.html": PAGE, "b.jsonl": '{"text": "a"}\n{"no": 1}', "c.png.txt": b"\x89PNG"}))
    for piece in pieces(path):
        sent = pickle.loads(pickle.dumps(piece))
        assert sent == piece
        result, again = extract(sent), extract(piece)
        assert repr(pickle.loads(pickle.dumps(result))) == repr(again)


def test_a_document_knows_its_place_and_its_hash(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '{"text": "a"}\n\n{"text": "b"}\r\n')
    first, second = pieces(path)
    assert (first.where, first.record, second.record, second.place) == (path, "line 1", "line 3", f"{path}, line 3")
    assert first.sha256 != second.sha256 and second.data == b'{"text": "b"}'


def test_a_failure_names_its_record(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '{"text": "a"}\n{"title": "b"}')
    assert [(item.where, item.record) for item in read_file(path) if isinstance(item, Failure)] == [(path, "line 2")]


def test_the_users_word_wins_and_others_only_fill_what_is_missing() -> None:
    facts = (("outlet", "Mine", "user"), ("outlet", "Feed", "feed"), ("title", "T", "feed"), ("url", "https://a.example", "archive"))
    report = extract(Piece("x", PAGE.encode(), "html", facts=(*facts, ("fetched", "2024-12-09T00:00:00Z", "archive"))))
    assert isinstance(report, Report)
    assert (report.outlet, report.title, report.url) == ("Mine", "Rebels enter Homs", "https://lantern.example/homs")
    assert report.fetched == "2024-12-09T00:00:00Z"
    assert dict(report.provenance) == {
        "outlet": "user",
        "title": "page",
        "url": "page",
        "published": "page",
        "byline": "page",
        "fetched": "archive",
    }


def test_a_date_from_outside_that_is_none_is_left_out_and_told() -> None:
    report = extract(Piece("x", b"Rebels captured Homs.", "text", facts=(("published", "12/07/2024", "feed"), ("fetched", "now", "archive"))))
    assert isinstance(report, Report) and report.published is None and report.fetched is None
    assert codes(report) == ["published-ignored", "fetched-ignored"]


def test_a_page_is_decoded_as_its_server_says_where_it_does_not_say_itself() -> None:
    page = f"<html><body><p>Город Хомс. {SENTENCE}</p></body></html>".encode("cp1251")
    report = extract(Piece("x", page, "html", facts=(("encoding", "windows-1251", "archive"),)))
    assert isinstance(report, Report) and "Город Хомс." in report.text


def test_progress_comes_to_the_size_of_all_files(tmp_path: Path) -> None:
    written(tmp_path, "a.csv", "body\n" + f"{SENTENCE}\n" * 100)
    written(tmp_path, "b.zip", zipped({"a.txt": SENTENCE, "b/c.txt": SENTENCE}))
    written(tmp_path, "c.txt.gz", gzip.compress(SENTENCE.encode()))
    seen: list[int] = []
    list(split_sources([str(tmp_path)], advanced=seen.append))
    assert seen == sorted(seen) and seen[-1] == total_bytes([str(tmp_path)])


def test_a_stream_has_no_known_size(tmp_path: Path) -> None:
    assert total_bytes([written(tmp_path, "a.txt", "abc"), "-"]) is None and total_bytes([str(tmp_path / "no.txt")]) == 0


# Tables


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    rows = 'Event Date,SOURCE,Headline,Notes,URL\n2024-12-07,The Lantern,Homs,"Rebels captured\nHoms, it said.",https://a.example\n'
    report = only_report(written(tmp_path, "a.csv", rows))
    assert report.text == "Rebels captured\nHoms, it said." and report.url == "https://a.example"
    assert (report.outlet, report.title, report.published) == ("The Lantern", "Homs", "2024-12-07")
    assert dict(report.provenance)["outlet"] == "record"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_from_the_first_row(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "a.csv", f"id{delimiter}text\n7{delimiter}Rebels captured Homs.\n")
    assert [(report.id, report.text) for report in reports(path)] == [("7", "Rebels captured Homs.")]


def test_a_table_of_one_column_needs_no_quotation_marks(tmp_path: Path) -> None:
    assert texts(written(tmp_path, "a.csv", "text\nRebels, it said, won; or not.\n")) == ["Rebels, it said, won; or not."]


def test_a_map_of_columns_says_which_is_which(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "text,what,who\nno,Rebels captured Homs.,Mara Holm\n")
    report = extract(pieces(path, {"text": "What", "byline": "who"})[0])
    assert isinstance(report, Report) and (report.text, report.byline) == ("Rebels captured Homs.", "Mara Holm")


def test_a_map_that_does_not_fit_names_the_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "what,who\na,b\n")
    [failure] = split_file(path, columns={"text": "body"})
    assert isinstance(failure, Failure) and "no column 'body'; its columns are 'what', 'who'" in str(failure.error)
    with pytest.raises(UsageError, match="no field"):
        split_file(path, columns={"colour": "what"})
    assert "'what', 'who'" in only_failure(path)


def test_rows_with_too_many_or_too_few_cells_are_named_and_the_others_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,text\n1,"a\nb"\n2\n3,c,d\n\n4,e,,\n5,\n6,f\n')
    assert texts(path) == ["a\nb", "e", "f"]
    assert [told[:28] for told in failures(path)] == [", line 4: has 1 cells, and t", ", line 5: has 3 cells, and t", ", line 8: holds no text. Che"]


def test_a_quotation_mark_that_is_never_closed_loses_nothing_silently(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,text\n1,a\n2,"b\n3,c\n')
    assert texts(path) == ["a"] and "line 3: opens a quotation mark that is never closed" in failures(path)[0]


def test_a_cell_above_the_limit_is_named_and_the_next_row_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", f"id,text\n1,{'a' * (TEXT_LIMIT + 1)}\n2,b\n3,{'a' * (2 * TEXT_LIMIT)}\n4,c\n")
    assert texts(path) == ["b", "c"] and [told[:9] for told in failures(path)] == [", line 2:", ", line 4:"]


def test_tables_come_in_all_encodings(tmp_path: Path) -> None:
    rows = "text,source\nThe café in Bogotá – “hit twice”.,El Faro\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert texts(written(tmp_path, f"{encoding}.csv", rows.encode(encoding))) == ["The café in Bogotá – “hit twice”."]


def test_a_broken_byte_far_down_is_mended_in_its_own_row(tmp_path: Path) -> None:
    rows = b"text\n" + f"{SENTENCE}\n".encode() * 10_000 + "The café was hit.\n".encode("cp1252")
    last = reports(written(tmp_path, "a.csv", rows))[-1]
    assert last.text == "The café was hit." and codes(last) == ["encoding-guessed"]


def test_a_date_that_could_be_two_days_is_left_out(tmp_path: Path) -> None:
    report = only_report(written(tmp_path, "a.csv", "text,date\na,12/07/2024\n"))
    assert report.published is None and codes(report) == ["published-ignored"]


def test_a_table_that_is_none_is_given_up_early(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "text,b,c\n" + "x\n" * 500)
    assert len(failures(path)) == GIVE_UP + 1


@pytest.mark.parametrize(("content", "what"), [("", "empty"), ("text\n", "without rows"), ("\x89PNG\n", "no column"), (b"\x89PNG\r\n", "PNG image")])
def test_a_table_without_rows_is_refused(tmp_path: Path, content: str | bytes, what: str) -> None:
    assert what in only_failure(written(tmp_path, "a.csv", content))


# Feeds


def test_each_entry_of_a_feed_is_a_report_however_short(tmp_path: Path) -> None:
    path = written(tmp_path, "a.rss", RSS)
    first, second = reports(path)
    assert first.text == f"{SENTENCE}\n\nTwelve died." and second.text == "Talks failed."
    assert (first.title, first.url, first.published, first.outlet) == ("Rebels enter Homs", "https://lantern.example/homs", "2024-12-07", "The Lantern")
    assert set(dict(first.provenance).values()) == {"feed"}
    assert failures(path) == [", entry 3: gives no text for this entry. Read the page that it links to."]


def test_atom_is_read_with_byline_and_publication_date(tmp_path: Path) -> None:
    for name in ("a.atom", "b.xml", "c.feed"):
        report = only_report(written(tmp_path, name, ATOM))
        assert (report.text, report.published, report.byline) == (SENTENCE, "2024-12-07", "Mara Holm"), name


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    first, *_ = reports(written(tmp_path, "a.rss", RSS[: RSS.index("<item><title>Only")]))
    assert first.text.startswith(SENTENCE) and codes(first) == ["feed-repaired"]


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a"])
def test_a_feed_is_never_fetched_from_elsewhere(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert reports(written(tmp_path, name, RSS.replace("<rss", '<!DOCTYPE rss SYSTEM "http://lantern.example/x.dtd"><rss')))
    assert only_failure(written(tmp_path, "b.rss", "http://lantern.example/feed"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<rss><channel><title>a</title></channel></rss>", "without entries"),
        ("<?xml version='1.0'?><urlset><url/></urlset>", "neither a feed"),
        ("", "neither a feed"),
        ("<rss><channel><<<", "damaged"),
    ],
)
def test_xml_that_is_no_feed_is_refused(tmp_path: Path, content: str, what: str) -> None:
    assert what in only_failure(written(tmp_path, "a.xml", content))


def test_xml_may_be_a_page(tmp_path: Path) -> None:
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><article><p>' + f"{SENTENCE} " * 3 + "</p></article></body></html>"
    assert SENTENCE in only_report(written(tmp_path, "a.xml", page)).text


# Web archives


def test_an_archive_gives_its_pages_and_texts_and_passes_over_the_rest(tmp_path: Path) -> None:
    for name, content in (("a.warc", warc()), ("b.warc.gz", warc_gz()), ("c", warc()), ("d.bin", warc_gz())):
        path = written(tmp_path, name, content)
        assert [piece.record for piece in pieces(path)] == ["record 2", "record 5"], name
        page, text = reports(path)
        assert (page.title, page.url, page.fetched, text.text) == ("Rebels enter Homs", "https://lantern.example/homs", "2024-12-08T10:00:00Z", SENTENCE)
        assert dict(text.provenance) == {"url": "archive", "fetched": "archive"} and not failures(path)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("gzip", bytes)])
def test_pages_are_unpacked_as_their_server_says(tmp_path: Path, encoding: str, pack: type[bytes]) -> None:
    headers = f"Content-Type: text/html\r\nContent-Encoding: {encoding}"
    assert only_report(written(tmp_path, "a.warc", response(pack(PAGE.encode()), headers=headers))).title == "Rebels enter Homs"


def test_a_page_in_chunks_is_put_together(tmp_path: Path) -> None:
    data = PAGE.encode()
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (data[:100], data[100:], b""))
    assert only_report(written(tmp_path, "a.warc", response(chunks, headers="Content-Type: text/html\r\nTransfer-Encoding: chunked"))).title


def test_an_archive_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    whole = warc()
    last = whole.rindex(b"WARC/1.0")
    path = written(tmp_path, "a.warc", whole[:-20])
    assert len(reports(path)) == 1 and failures(path) == [
        f": breaks off: 16 bytes of a record are missing (byte {last:,}). Check that it was saved completely."
    ]
    packed = written(tmp_path, "a.warc.gz", gzip.compress(whole)[:-40])
    assert reports(packed) and any("breaks off" in told for told in failures(packed))


def test_an_archive_with_a_hole_goes_on_behind_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a.warc", response(PAGE.encode()) + b"garbage\n" + record("conversion", b"Rebels captured Homs."))
    assert len(reports(path)) == 2 and "8 bytes are no record" in failures(path)[0]


def test_pages_of_an_archive_that_are_bombs_or_not_readable_are_named(tmp_path: Path) -> None:
    bomb = response(gzip.compress(bytes(50_000_000)), headers="Content-Type: text/html\r\nContent-Encoding: gzip")
    brotli = response(b"xyz", headers="Content-Type: text/html\r\nContent-Encoding: br")
    path = written(tmp_path, "a.warc", bomb + brotli + response(PAGE.encode()))
    assert len(reports(path)) == 1
    assert [told.split(".")[0] for told in failures(path)] == [
        ", record 1: is larger than the 20 MB that a page may have",
        ", record 2: is compressed with br, which is not read",
    ]


@pytest.mark.parametrize("content", [b"", b"no archive\n" * 100, b"x" * 300_000])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "no WARC archive" in failures(written(tmp_path, "a.warc", content))[-1]


# PDF


def test_the_lines_of_a_pdf_become_paragraphs_without_running_heads(tmp_path: Path) -> None:
    page = [
        "THE LANTERN - Monday, 9 December",
        "Rebels captured Homs on Saturday after three days of fight-",
        "ing, the Iran-",
        "backed army said.",
        "At least twelve people were killed in the clashes, according",
    ]
    other = ["THE LANTERN - Monday, 9 December", "to two doctors.", "Page 2 of 2"]
    data = pdf([[*page, "Page 1 of 2"], other], information="/Title(Rebels enter Homs)/CreationDate(D:20241208101112Z)", filters="/FlateDecode")
    report = only_report(written(tmp_path, "a.pdf", data))
    assert report.text == (
        "Rebels captured Homs on Saturday after three days of fighting, the Iran-backed army said.\n\n"
        "At least twelve people were killed in the clashes, according to two doctors."
    )
    assert (report.title, report.published) == ("Rebels enter Homs", "2024-12-08")
    assert dict(report.provenance) == {"title": "file", "published": "file"}


def test_a_title_that_the_word_processor_made_is_none(tmp_path: Path) -> None:
    assert only_report(written(tmp_path, "a.pdf", pdf([[SENTENCE]], information="/Title(Microsoft Word - homs.docx)"))).title is None


def test_a_pdf_that_cannot_be_read_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pypdf import PdfReader, PdfWriter

    assert "OCR" in only_failure(written(tmp_path, "a.pdf", pdf([[]])))
    assert "damaged" in only_failure(written(tmp_path, "b.pdf", b"%PDF-1.4\nnothing"))
    writer, locked = PdfWriter(PdfReader(io.BytesIO(pdf([[SENTENCE]])))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    assert "encrypted" in only_failure(written(tmp_path, "c.pdf", locked.getvalue()))
    assert capsys.readouterr().err == ""


def test_a_pdf_that_is_a_bomb_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.read.pdf.CONTENT_LIMIT", 1_000_000)
    monkeypatch.setattr("sayso.read.pdf.PAGES_LIMIT", 20)
    bomb = pdf([[SENTENCE] * 2000] * 10, filters="/FlateDecode")
    assert len(bomb) < 20_000 and "unpack to more than 1 MB" in only_failure(written(tmp_path, "a.pdf", bomb))
    assert "more than the 20 pages" in only_failure(written(tmp_path, "b.pdf", pdf([[SENTENCE]] * 21)))


# Packed files


def test_a_packed_file_is_read_by_the_suffix_inside(tmp_path: Path) -> None:
    assert texts(written(tmp_path, "a.jsonl.gz", gzip.compress(b'{"text": "a"}\n{"text": "b"}'))) == ["a", "b"]
    assert texts(written(tmp_path, "a.txt.gz", gzip.compress(b'{"text": "a"}'))) == ['{"text": "a"}']
    assert texts(written(tmp_path, "a.gz", gzip.compress(b'{"text": "a"}'))) == ["a"]
    path = written(tmp_path, "b.jsonl.gz", gzip.compress(b'{"text": "a"}\n{"no": "b"}'))
    assert failures(path)[0].startswith(", line 2: has no `text`")


def test_a_packed_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "%s"}\n' % str(number * 7919).encode() for number in range(5000))
    path = written(tmp_path, "a.jsonl.gz", gzip.compress(lines)[:-500])
    assert len(reports(path)) > 1000 and "breaks off" in failures(path)[-1]


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "a.tar"])
def test_a_tar_archive_must_be_unpacked(tmp_path: Path, name: str) -> None:
    tar = b"a.txt".ljust(257, b"\0") + b"ustar\0" + bytes(300)
    assert "tar archive. Unpack it first" in only_failure(written(tmp_path, name, tar if name == "a.tar" else gzip.compress(tar)))


@pytest.mark.parametrize("content", [b"Rar!\x1a\x07\x00rest", b"7z\xbc\xaf\x27\x1crest", b"BZhrest"])
def test_other_archives_must_be_unpacked(tmp_path: Path, content: bytes) -> None:
    assert "Unpack it first" in only_failure(written(tmp_path, "a.archive", content))


def test_what_is_packed_twice_is_refused(tmp_path: Path) -> None:
    assert "compressed twice" in only_failure(written(tmp_path, "a.txt.gz.gz", gzip.compress(gzip.compress(b"a"))))


def test_the_members_of_an_archive_are_read_by_their_suffixes(tmp_path: Path) -> None:
    inner = zipped({"x.txt": SENTENCE, "y.zip": zipped({"z.txt": "a"})})
    members: dict[str, bytes | str] = {
        "b/page.html": PAGE,
        "a.jsonl": '{"text": "a"}\n{"no": "b"}',
        "c.csv.gz": gzip.compress(b"text\nc\n"),
        "d.zip": inner,
        ".hidden/e.txt": "no",
        "__MACOSX/b/page.html": "no",
        "b/page_files/style.css": "no",
        "f.txt": b"\x89PNG",
    }
    path = written(tmp_path, "a.zip", zipped(members))
    assert [piece.record for piece in pieces(path)] == ["a.jsonl, line 1", "a.jsonl, line 2", "b/page.html", "c.csv.gz, line 2", "d.zip, x.txt", "f.txt"]
    assert texts(path) == ["a", f"{SENTENCE}\nAt least 12 people were killed.", "c", SENTENCE]
    assert [told.split(".  ")[0][:45] for told in failures(path)] == [
        ", a.jsonl, line 2: has no `text`. A document ",
        ", d.zip, y.zip: is an archive in an archive i",
        ", f.txt: is a PNG image. Save its text as .tx",
    ]
    records = [item.record for item in read_file(path) if isinstance(item, Failure)]
    assert records == ["a.jsonl, line 2", "d.zip, y.zip", "f.txt"]


def test_an_archive_from_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, offset: int, whence: int = 0) -> int:
            raise OSError("not seekable")

    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": Pipe(zipped({"a.txt": SENTENCE}))}))
    assert texts("-") == [SENTENCE]


def test_members_with_unsafe_names_or_passwords_are_refused_and_the_others_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.zip", zipped({"../a.txt": "a", "/b.txt": "b", "c.txt": "c", "d\x01.txt": "d", "x/../e.txt": "e"}))
    assert texts(path) == ["c"] and len(failures(path)) == 4 and all("has a name" in told for told in failures(path))
    data = bytearray(zipped({"a.txt": "secret", "b.txt": "b"}))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + place] |= 1
    path = written(tmp_path, "b.zip", bytes(data))
    assert texts(path) == ["b"] and "a.txt: is encrypted" in failures(path)[0]


def test_a_bomb_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.read.unpack.FREE", 1_000_000)
    bomb = b'{"text": "a"}' + b" " * 5_000_000 + b"\n"
    for name, content in (("a.jsonl.gz", gzip.compress(bomb)), ("b.zip", zipped({"a.jsonl": bomb}))):
        assert "more than 200 times its size" in only_failure(written(tmp_path, name, content))


def test_many_members_that_are_a_bomb_together_are_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.read.unpack.FREE", 10_000)
    monkeypatch.setattr("sayso.read.unpack.RATIO", 2)
    path = written(tmp_path, "a.zip", zipped({f"{number:03}.txt": " " * 9_000 for number in range(200)}))
    assert "more than 2 times" in failures(path)[-1] and len(failures(path)) < 30


@pytest.mark.parametrize("name", ["a.docx", "b.zip"])
def test_an_office_document_is_no_archive_of_reports(tmp_path: Path, name: str) -> None:
    content = zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"})
    assert "Office document" in only_failure(written(tmp_path, name, content))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    assert "damaged ZIP" in only_failure(written(tmp_path, "a.zip", zipped({"a.txt": SENTENCE})[:-30]))
    assert "without files" in only_failure(written(tmp_path, "b.zip", zipped({})))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", "a")
    assert "packed in a way" in only_failure(written(tmp_path, "c.zip", out.getvalue()))


def test_every_reader_has_an_extractor_for_what_it_gives(tmp_path: Path) -> None:
    given = {".csv": "text\na", ".tsv": "text\na", ".json": json.dumps([{"text": "a"}]), ".jsonl": '{"text": "a"}', ".ndjson": '{"text": "a"}'}
    given |= {".txt": "a", ".html": PAGE, ".htm": PAGE, ".xhtml": PAGE, ".rss": ATOM, ".atom": ATOM, ".xml": ATOM}
    packed = {".pdf": pdf([[SENTENCE]]), ".warc": warc(), ".wet": warc(), ".zip": zipped({"a.txt": "a"}), ".gz": gzip.compress(b"a")}
    contents: dict[str, str | bytes] = {**given, **packed}
    for suffix, content in contents.items():
        assert reports(written(tmp_path, f"a{suffix}", content)), suffix
    assert set(READERS) == set(contents)


@pytest.mark.parametrize("name", ["a", "a.xml"])
def test_many_comments_before_nothing_end_quickly(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<!---->" * 300 + b"<x")
    [result] = read_file(str(tmp_path / name))
    assert isinstance(result, Failure if name.endswith(".xml") else Report)
