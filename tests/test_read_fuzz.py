"""Whatever bytes come, readers answer with documents, reports and failures, and with nothing else."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.model import Report
from sayso.read import READERS, Failure, Piece, extract
from sayso.read.split import split_stream
from tests.samples import ATOM, PAGE, RSS, SENTENCE, pdf, warc, warc_gz, zipped

TABLE = f'id,text,source,date\n1,"{SENTENCE}\nSo it said.",The Lantern,2024-12-08\n2,Talks failed.,,\n'
LINES = f'{{"text": "{SENTENCE}", "published": "2024-12-08"}}\n{{"text": "b", "id": 7}}\n'
SAMPLES = {
    ".txt": SENTENCE.encode(),
    ".html": PAGE.encode(),
    ".json": b"[" + LINES.strip().replace("\n", ",\n").encode() + b"]",
    ".jsonl": LINES.encode(),
    ".csv": TABLE.encode(),
    ".pdf": pdf([["Rebels captured", "Homs on Saturday."], ["The army said so."]], information="/Title(Homs)/CreationDate(D:2024)", filters="/FlateDecode"),
    ".rss": RSS.encode(),
    ".atom": ATOM.encode(),
    ".warc": warc(),
    ".zip": zipped({"a.txt": SENTENCE, "b.jsonl": LINES, "c/d.csv.gz": gzip.compress(TABLE.encode()), "e.zip": zipped({"f.html": PAGE})}),
    ".gz": warc_gz(),
}
ALIKE = {".htm": ".html", ".xhtml": ".html", ".ndjson": ".jsonl", ".tsv": ".csv", ".xml": ".rss", ".wet": ".warc"}
SUFFIXES = [*READERS, ""]
MOST = 200


def read(data: bytes, suffix: str) -> list[Piece | Report | Failure]:
    """All that comes of the bytes; an error that ends the stream is one more result."""
    results: list[Piece | Report | Failure] = []
    try:
        for piece in split_stream(io.BytesIO(data), f"a{suffix}"):
            results.append(extract(piece) if isinstance(piece, Piece) else piece)
            assert len(results) < MOST
    except SaysoError as error:
        assert str(error)
    return results


def checked(data: bytes, suffix: str) -> None:
    for result in read(data, suffix):
        assert isinstance(result, Report | Failure)
        if isinstance(result, Report):
            assert result.text.strip() and result.language and result.text.encode()


def mutated(data: bytes, cut: float, changes: list[tuple[float, bytes]]) -> bytes:
    out = bytearray(data[: int(cut * len(data))])
    for place, new in changes:
        at = int(place * len(out))
        out[at : at + len(new)] = new
    return bytes(out)


CHANGES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), max_size=6)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.binary(max_size=2000))
@QUICK
def test_random_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    checked(data, suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.text(max_size=400))
@QUICK
def test_random_text_is_read_or_refused(suffix: str, data: str) -> None:
    checked(data.encode("utf-8", "surrogatepass"), suffix)


@pytest.mark.parametrize("suffix", SAMPLES)
@given(cut=st.floats(0, 1) | st.just(1.0), changes=CHANGES)
@QUICK
def test_broken_files_are_read_or_refused(suffix: str, cut: float, changes: list[tuple[float, bytes]]) -> None:
    checked(mutated(SAMPLES[suffix], cut, changes), suffix)


@pytest.mark.parametrize("suffix", SAMPLES)
@given(cut=st.floats(0, 1) | st.just(1.0), changes=CHANGES)
@QUICK
def test_broken_files_without_a_telling_name_are_read_or_refused(suffix: str, cut: float, changes: list[tuple[float, bytes]]) -> None:
    checked(mutated(SAMPLES[suffix], cut, changes), "")


@pytest.mark.parametrize("suffix", SAMPLES)
@given(changes=CHANGES)
@QUICK
def test_broken_files_that_are_packed_again_are_read_or_refused(suffix: str, changes: list[tuple[float, bytes]]) -> None:
    data = mutated(SAMPLES[suffix], 1.0, changes)
    checked(gzip.compress(data), f"{suffix}.gz")
    checked(zipped({f"a{suffix}": data}), ".zip")


def test_every_reader_has_a_sample_that_is_read() -> None:
    assert {ALIKE.get(suffix, suffix) for suffix in READERS} == set(SAMPLES)
    for suffix, data in SAMPLES.items():
        assert any(isinstance(result, Report) for result in read(data, suffix)), suffix
