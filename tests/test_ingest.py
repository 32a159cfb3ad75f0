"""Taking documents in: nothing is read twice, nothing is lost, whatever stops it; a stand-in for the engine finds a claim in every "captured"."""

from __future__ import annotations

import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sayso.errors import InputError, StoreError
from sayso.flow import Engine
from sayso.ingest import EngineOptions, InProcess, Progress, feed_in, ingest, open_workers, reread
from sayso.model import Claim, EngineVersion, Reading, Report
from sayso.read import Failure, Piece, extract, split_sources
from sayso.store import ClaimFilter, Store
from tests.databases import KINDS, new_database, opened

SENTENCE = "Rebels captured Homs on Saturday, the agency said to the people of the town."
FRENCH = "Les rebelles ont pris la ville de Homs samedi, selon l'agence officielle, et l'armée s'est retirée vers le sud du pays."


class StandIn:
    """Reads as an engine does, but knows one word; stumbles over another."""

    def __init__(self, name: str = "stand-in 1") -> None:
        self.version = EngineVersion(name, name, "none", "0", "0", "0")
        self.seen: list[str] = []

    def read_batch(self, reports: Sequence[Report]) -> list[Reading]:
        return list(self.read_all(reports))

    def read_all(self, reports: Iterable[Report]) -> Iterator[Reading]:
        for report in reports:
            if "stumble" in report.text:
                raise ValueError("stumbled")
            self.seen.append(report.text)
            yield Reading(report, tuple(_claim(report, *match.span()) for match in re.finditer("captured", report.text)), engine=self.version.name)


def _claim(report: Report, start: int, end: int) -> Claim:
    span, evidence = report.span(start, end), report.span(0, len(report.text))
    return Claim(report.id, "CONTROL", "seize", span, (), (), None, (), None, (), "asserted", (), evidence, 0.5)


def workers(engine: StandIn | None = None) -> InProcess:
    """Workers in this process with the stand-in."""
    made = InProcess(EngineOptions())
    made.__dict__["loaded"] = engine or StandIn()
    return made


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    yield from opened(str(request.param), tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three good reports, one in French, one empty file and one image."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(SENTENCE)
    (folder / "b.jsonl").write_text("\n".join(json.dumps({"text": f"{SENTENCE} {n}", "id": str(n), "outlet": "O"}) for n in (1, 2)) + "\n{broken\n")
    (folder / "c.txt").write_text(FRENCH)
    (folder / "d.txt").write_text("")
    (folder / "e.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def taken(store: Store, *sources: Path | str, engine: StandIn | None = None, outlet: str | None = None, keep_raw: bool = False) -> Progress:
    return ingest(store, split_sources([str(source) for source in sources], outlet=outlet), workers(engine), keep_raw=keep_raw)


def dump(store: Store) -> str:
    stream = io.StringIO()
    store.dump(stream)
    return stream.getvalue()


def test_a_folder_is_read_and_what_is_broken_is_recorded(store: Store, folder: Path) -> None:
    tally = taken(store, folder).tally
    assert (tally["read"], tally["unread"], tally["failed"], tally.claims) == (3, 1, 3, 3)
    status = store.status()
    assert {Path(found.location).name + found.record: found.message.split(".")[0] for found in status.failed} == {
        "b.jsonlline 3": "is not JSON: Expecting property name enclosed in double quotes at line 1, column 2",
        "d.txt": "holds no text",
        "e.txt": "is a PNG image",
    }


def test_the_same_folder_again_changes_nothing(store: Store, folder: Path) -> None:
    taken(store, folder)
    before, engine = dump(store), StandIn()
    progress = taken(store, folder, engine=engine)
    assert not progress.tally.changed and progress.tally["known"] == 7 and progress.failed_before == 3
    assert dump(store) == before and engine.seen == []


def test_another_language_is_kept_and_marked_and_not_read(store: Store, folder: Path) -> None:
    engine = StandIn()
    taken(store, folder / "c.txt", engine=engine)
    assert store.status().languages == {"fr": 1} and engine.seen == []


def test_the_same_text_that_the_user_gives_another_outlet_is_another_article(store: Store, folder: Path) -> None:
    taken(store, folder / "a.txt", outlet="One")
    taken(store, folder / "a.txt", outlet="Two")
    assert taken(store, folder / "a.txt", outlet="Two").tally["known"] == 1
    status = store.status()
    assert (status.reports, status.texts, status.outlets) == (2, 1, 2)


def test_an_article_that_comes_twice_is_read_once(store: Store, folder: Path) -> None:
    (folder / "again.txt").write_text(SENTENCE)
    engine = StandIn()
    tally = taken(store, folder / "a.txt", folder / "again.txt", engine=engine).tally
    assert (tally["read"], tally["repeat"]) == (1, 1) and engine.seen == [SENTENCE]


def test_a_file_that_was_mended_is_read(store: Store, folder: Path) -> None:
    taken(store, folder / "d.txt")
    (folder / "d.txt").write_text(SENTENCE)
    assert taken(store, folder / "d.txt").tally["read"] == 1 and store.status().failures == 0


def test_a_source_that_is_missing_is_told_each_time_and_not_recorded(store: Store, folder: Path) -> None:
    for source in (folder / "nothing.txt", "https://lantern.example/1"):
        for _ in range(2):
            progress = taken(store, source)
            assert progress.missing == 1 and str(source) in progress.failures[0] and not progress.tally.changed
    assert store.status().failures == 0 and not store.known_address("https://lantern.example/1")


def test_the_store_in_the_folder_is_no_source(tmp_path: Path, folder: Path) -> None:
    with Store.open(folder / "news.db") as store:
        tally = taken(store, folder).tally
        assert (tally["read"], tally["failed"]) == (3, 3)
        assert not taken(store, folder).tally.changed


def test_another_failure_at_the_same_place_is_told(store: Store, folder: Path) -> None:
    (folder / "x.csv").write_text("id,text\n1\n")
    assert "has 1 cells" in taken(store, folder / "x.csv").failures[0]
    (folder / "x.csv").write_text("id,text\n1,2,3\n")
    assert "has 3 cells" in taken(store, folder / "x.csv").failures[0]
    assert [found.message[:11] for found in store.status().failed] == ["has 1 cells", "has 3 cells"]


def test_a_folder_that_can_be_opened_again_has_failed_no_more(store: Store, folder: Path) -> None:
    error = InputError("cannot be opened.", where=str(folder))
    ingest(store, [Failure(str(folder), error)], workers())
    assert store.status().failures == 1
    taken(store, folder / "a.txt")
    assert store.status().failures == 0


def test_a_table_on_standard_input_is_read_by_its_columns(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"Nr;Body\n1;{SENTENCE}\n2;{SENTENCE} Two.\n".encode())))
    assert ingest(store, split_sources(["-"], columns={"text": "Body"}), workers()).tally["read"] == 2


def test_closed_standard_input_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert "is closed" in taken(store, "-").failures[0]


def test_a_report_over_which_the_engine_stumbles_is_kept_unread_beside_the_others(store: Store, folder: Path) -> None:
    (folder / "b.txt").write_text(f"The soldiers stumble on their way to the town. {SENTENCE}")
    progress = taken(store, folder / "a.txt", folder / "b.txt")
    assert (progress.tally["read"], progress.tally["unread"]) == (1, 1)
    assert "ValueError: stumbled" in progress.failures[0] and store.status().problems == {"engine-failed": 1}


def test_the_bytes_are_kept_where_that_is_wanted(store: Store, folder: Path) -> None:
    taken(store, folder / "a.txt", keep_raw=True)
    [found] = store.claims()
    assert store.raw(found.record["report"]["id"]) == [SENTENCE.encode()]


def test_a_name_that_is_no_utf_8_is_written_out(store: Store, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "w") as file:
        file.write(SENTENCE)
    assert taken(store, os.fsdecode(path)).tally["read"] == 1
    assert taken(store, os.fsdecode(path)).tally["known"] == 1


def test_a_reader_that_stumbles_over_a_document_does_not_keep_the_others_out(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sayso.ingest import workers as made

    whole = extract
    monkeypatch.setattr(made, "extract", lambda piece: 1 // 0 if piece.where.endswith("a.txt") else whole(piece))
    progress = taken(store, folder / "a.txt", folder / "b.jsonl")
    assert (progress.tally["read"], progress.tally["failed"]) == (2, 2)
    assert "stumbled over it (ZeroDivisionError" in store.status().failed[0].message


def test_a_damaged_archive_that_was_mended_has_failed_no_more(store: Store, tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "reports.jsonl.gz"
    draw = random.Random(3)
    lines = [json.dumps({"text": f"{SENTENCE} {draw.random()} {n}", "id": str(n)}) for n in range(2000)]
    whole = gzip.compress("\n".join(lines).encode())
    path.write_bytes(whole[: len(whole) // 2])
    first = taken(store, path).tally
    assert first["failed"] >= 1 and first["read"] > 100
    assert taken(store, path).tally["known"] == first["read"] + first["failed"]
    path.write_bytes(whole)
    assert taken(store, path).tally["read"] == 2000 - first["read"] and store.status().failures == 0


def test_what_failed_is_tried_again_where_that_is_wanted(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(store, folder)
    progress = ingest(store, split_sources([str(folder / "d.txt")]), workers(), retry=True)
    assert progress.tally["known"] == 1 and store.status().failures == 3


def test_documents_are_committed_batch_by_batch_in_their_order(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_in, "BATCH_DOCUMENTS", 4)
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"text": f"{SENTENCE} {n}", "id": f"{n:02}"}) + "\n" for n in range(10)))
    seen: list[int] = []
    ingest(store, split_sources([str(path)]), workers(), told=lambda progress: seen.append(store.status().reports))
    assert seen == [4, 8, 10]
    assert [found.record["report"]["id"] for found in store.claims()] == [f"{n:02}" for n in range(10)]


def test_no_more_documents_are_taken_than_a_few_batches_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_in, "BATCH_DOCUMENTS", 2)
    drawn = 0

    def documents() -> Iterator[Piece]:
        nonlocal drawn
        for number in range(40):
            drawn += 1
            yield Piece(f"/made/{number}", f"{SENTENCE} {number}".encode(), "text")

    ahead: list[int] = []
    ingest(store, documents(), workers(), told=lambda progress: ahead.append(drawn - progress.tally["read"]))
    assert max(ahead) <= 6


def test_an_interruption_keeps_what_was_committed_and_the_next_run_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_in, "BATCH_DOCUMENTS", 2)
    pieces = [Piece(f"/made/{number}", f"{SENTENCE} {number}".encode(), "text") for number in range(9)]

    def stop(progress: Progress) -> None:
        if progress.tally["read"] >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, pieces, workers(), told=stop)
    assert store.status().reports == 4
    engine = StandIn()
    assert ingest(store, pieces, workers(engine)).tally["read"] == 5
    assert sorted(text[-1] for text in engine.seen) == ["4", "5", "6", "7", "8"]


def test_reading_again_with_another_engine_adds_claim_sets_and_says_what_changed(store: Store, folder: Path) -> None:
    taken(store, folder)
    newer = StandIn("stand-in 2")
    assert reread(store, workers(newer)).tally["read"] == 3
    assert len(newer.seen) == 3 and not reread(store, workers(newer)).tally.changed
    assert [differences.any for differences in store.diff()] == [False] * 3
    assert store.count() == 3 and store.count(ClaimFilter(engine="stand-in 1")) == 3


def test_a_report_over_which_the_engine_stumbled_is_read_when_an_engine_can(store: Store, folder: Path) -> None:
    (folder / "b.txt").write_text(f"The soldiers stumble on their way to the town. {SENTENCE}")
    taken(store, folder / "b.txt")
    progress = reread(store, workers(StandIn("stand-in 2")))
    assert progress.stumbles == 1 and "ValueError" in progress.failures[0] and progress.failures[0].startswith("r-")
    assert store.status().problems == {"engine-failed": 1}
    able = StandIn("stand-in 3")
    able.read_all = lambda reports: (Reading(report, engine="stand-in 3") for report in reports)  # type: ignore[method-assign]
    assert reread(store, workers(able)).tally["read"] == 1 and store.status().problems == {}


def test_a_store_that_fills_up_says_so_and_keeps_what_was_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import event

    monkeypatch.setattr(feed_in, "BATCH_DOCUMENTS", 2)
    for store in opened("sqlite", tmp_path):
        event.listen(store.dialect.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 300"))
        pieces = [Piece(f"/made/{number}", f"{SENTENCE * 5} {number}".encode(), "text") for number in range(500)]
        with pytest.raises(StoreError, match="disk is full"):
            ingest(store, pieces, workers())
        status = store.status()
        assert status.reports % 2 == 0 and 0 < status.reports < 500
        assert status.claims == status.reports * 5 and len(list(store.readings())) == status.reports


def test_two_ingests_at_once_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    for kind in KINDS:
        where = new_database(kind, tmp_path)
        Store.open(where).close()
        pieces = [Piece(f"/made/{number}", f"{SENTENCE} {number}".encode(), "text") for number in range(150)]

        def take(some: Sequence[Piece], where: str = where) -> int:
            with Store.open(where) as store:
                return ingest(store, some, workers()).tally["read"]

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(take, (pieces[:100], pieces[50:]))) == 150
        with Store.open(where) as store:
            assert (store.status().reports, store.count()) == (150, 150)


# With the real engine, in processes of their own


def made_reports(path: Path, count: int) -> Path:
    """A file of short reports, no two alike."""
    towns = ("Homs", "Hama", "Idlib", "Rastan", "Aleppo")
    text = "The state agency said that rebels had {verb} {town} and killed {dead} soldiers at post {n}."
    with path.open("w") as file:
        for n in range(count):
            words = text.format(verb=("captured", "shelled", "left")[n % 3], town=towns[n % 5], dead=n % 40 + 2, n=n)
            file.write(json.dumps({"text": words, "id": f"made-{n}", "outlet": f"O{n % 7}", "published": "2024-12-08"}) + "\n")
    return path


def sayso(*arguments: str) -> subprocess.Popen[str]:
    """A process that runs the command line, at a stopped clock."""
    source = str(Path(__file__).parent.parent / "src")
    environment = {**os.environ, "SAYSO_NOW": "2024-12-09T12:00:00Z", "PYTHONPATH": os.pathsep.join((source, os.environ.get("PYTHONPATH", "")))}
    return subprocess.Popen([sys.executable, "-m", "sayso", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def finished(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def counted(path: Path) -> int:
    """How many reports the store holds by now."""
    try:
        with Store.open(path, create=False) as store:
            return store.status().reports
    except StoreError:
        return 0


def waited_for(happens: Callable[[], bool], process: subprocess.Popen[str]) -> float:
    """After how many seconds it has happened."""
    started = time.monotonic()
    while not happens() and process.poll() is None:
        time.sleep(0.05)
    return time.monotonic() - started


def test_killed_at_twenty_random_moments_it_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    reports = made_reports(tmp_path / "reports.jsonl", 2000)
    whole, broken = tmp_path / "whole.db", tmp_path / "broken.db"
    started = time.monotonic()
    undisturbed = sayso("ingest", str(reports), "--db", str(whole))
    start = waited_for(lambda: counted(whole) > 0, undisturbed)
    finished(undisturbed)
    rest = time.monotonic() - started - start
    draw = random.Random(7)
    seen = []
    for number in range(20):
        before = counted(broken)
        process = sayso("ingest", str(reports), "--db", str(broken))
        if number % 5 == 0:
            time.sleep(draw.uniform(0, start))
        else:
            waited_for(lambda before=before: counted(broken) > before, process)  # type: ignore[misc]
            time.sleep(draw.uniform(0, rest / 40))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        seen.append(counted(broken))
    assert len(set(seen)) > 5 and seen == sorted(seen), f"the moments were badly chosen: {seen}"
    finished(sayso("ingest", str(reports), "--db", str(broken)))
    with Store.open(whole) as first, Store.open(broken) as second:
        assert first.status().reports == 2000 and dump(first) == dump(second)
        with second.reading_from() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_two_processes_read_what_one_reads(tmp_path: Path) -> None:
    reports = made_reports(tmp_path / "reports.jsonl", 300)
    stores = tmp_path / "one.db", tmp_path / "two.db"
    for path, jobs in zip(stores, ("1", "2"), strict=True):
        assert finished(sayso("ingest", str(reports), "--db", str(path), "--jobs", jobs)).startswith("Read 300 reports with ")
    with Store.open(stores[0]) as one, Store.open(stores[1]) as two:
        assert dump(one) == dump(two)


def test_two_ingests_of_one_folder_in_two_processes_share_the_work(tmp_path: Path) -> None:
    reports = made_reports(tmp_path / "reports.jsonl", 200)
    both = [sayso("ingest", str(reports), "--db", str(tmp_path / "shared.db")) for _ in range(2)]
    for process in both:
        finished(process)
    with Store.open(tmp_path / "shared.db") as store, Store.open(tmp_path / "alone.db") as alone:
        assert store.status().reports == 200
        finished(sayso("ingest", str(reports), "--db", str(tmp_path / "alone.db")))
        assert store.count() == alone.count()


def test_workers_that_are_killed_end_the_run_with_a_word(tmp_path: Path) -> None:
    from sayso.errors import SaysoError

    with pytest.raises(SaysoError, match="one of the reading processes was killed"), open_workers(EngineOptions(), jobs=2) as made:
        for process in made.pool._processes.values():  # type: ignore[attr-defined]
            os.kill(process.pid, signal.SIGKILL)
        made.read([Report(SENTENCE)]).result()


def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    process = sayso("ingest", str(made_reports(tmp_path / "reports.jsonl", 3000)), "--db", str(tmp_path / "x.db"), "--jobs", "2")
    waited_for(lambda: counted(tmp_path / "x.db") > 0, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not tell the children of a process")
    workers_then = children.read_text().split()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in workers_then) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert workers_then and not any(Path(f"/proc/{pid}").exists() for pid in workers_then)


def test_a_model_that_is_missing_is_told_before_processes_start() -> None:
    from sayso.errors import ModelError

    with pytest.raises(ModelError, match="nosuch"), open_workers(EngineOptions(model="nosuch"), jobs=2):
        pass


def test_the_engine_says_what_it_is(engine: Engine) -> None:
    version = engine.version
    assert version.name == engine.name and re.fullmatch("[0-9a-f]{64}", version.model_sha256) and re.fullmatch("[0-9a-f]{64}", version.places_sha256)


def test_a_report_in_another_language_is_not_read_by_english_rules(engine: Engine) -> None:
    english, french = Report("Rebels captured Homs."), Report("Rebels captured Homs.", language="fr")
    first, second, third = engine.read_all([english, french, english])
    assert (len(first.claims), len(second.claims), len(third.claims)) == (1, 0, 1)
    assert [problem.code for problem in second.problems] == ["language-unread"]
