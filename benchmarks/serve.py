"""How long the workbench takes for each of its pages on a store of 20,000 made-up reports and 200,000 claims, and how much it asks of the database.

    python -m benchmarks.serve [--reports 20000] [--claims 200000] [--keep FILE]

With --keep the store is built in FILE, or taken from there where it has been built. Each part runs in a process of its own, so that its memory can be
told. Times are medians of five runs after one to warm up; beside the pages stands a small file that the same server sends, beside the questions one
full scan of the claims, so that machines can be compared. A page that asks more than twenty statements of the database fails, and so does one that
is not answered.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import event, text
from starlette.testclient import TestClient

from benchmarks.synthetic import ENGINE, synthetic_news
from sayso.serve.app import create_app
from sayso.serve.settings import Rates, ServeSettings
from sayso.store import ClaimFilter, Store
from sayso.store.arrivals import Arrival, Sighting
from sayso.store.desk import Desk, HappeningFilter

BATCH, RUNS, MOST = 200, 5, 20
UNBOUNDED = Rates(reading=10**9, writing=10**9, signing_in=10**9)
EVERYTHING = HappeningFilter()


class Known(NamedTuple):
    """What stands in the store and can be asked for: the happening with most claims among the newest, and what hangs together with it."""

    happening: str
    claim: str
    report: str
    dispute: str
    voice: str
    town: str
    middle: str
    last: str


class Took(NamedTuple):
    """What one question took: seconds, statements, and what it came to."""

    seconds: float
    statements: int
    result: object


def main() -> None:
    """Prints the tables; ends with 1 where a page fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--claims", type=int, default=200_000)
    parser.add_argument("--keep", type=Path, metavar="FILE", help="where the store is built, or has been; default: a temporary file")
    parser.add_argument("--only", choices=PARTS, help="one part of the work, in this process")
    asked = parser.parse_args()
    if asked.only:
        raise SystemExit(PARTS[asked.only](asked.keep, asked.reports, asked.claims))
    with tempfile.TemporaryDirectory() as folder:
        file = asked.keep or Path(folder) / "serve.db"
        command = [sys.executable, "-m", "benchmarks.serve", "--keep", str(file), "--reports", str(asked.reports), "--claims", str(asked.claims)]
        parts = [part for part in PARTS if part != "build" or not file.exists()]
        raise SystemExit(max(subprocess.run([*command, "--only", part], check=False).returncode for part in parts))


def build(file: Path, reports: int, claims: int) -> int:
    """0; the store is in the file, its ledger and its digest written."""
    unfinished = file.with_name(f"{file.name}.part")
    with Store.open(unfinished) as store:
        started = time.perf_counter()
        readings = synthetic_news(reports, claims=claims // reports)
        while some := list(islice(readings, BATCH)):
            store.add([Arrival(Sighting("made up", r.report.id, r.report.sha256, 0, "text"), r.report, r) for r in some], engine=ENGINE)
        _built("reports and claims", started)
        store.tune()
        started = time.perf_counter()
        store.update_ledger()
        _built("ledger", started)
        store.tune()
        started = time.perf_counter()
        store.update_digest()
        _built("digest", started)
        store.tune()
    unfinished.rename(file)
    return 0


def _built(what: str, started: float) -> None:
    print(f"built: {what:26} {time.perf_counter() - started:8.1f} s, peak memory {peak():,.0f} MB", flush=True)


def desk(file: Path, reports: int, claims: int) -> int:
    """0; what each question to the digest took is printed."""
    with Store.open(file) as store, counted(store) as statements:
        holds = store.desk.overview()
        print(f"\n{holds.reports:,} reports, {holds.claims:,} claims, {holds.happenings:,} happenings, {holds.disputes:,} disputes; ", end="")
        print(f"{file.stat().st_size / 2**20:,.0f} MB")
        scan = took(partial(scan_all, store), statements).seconds
        print(f"{'question':46} {'ms':>8} {'of a scan':>10} {'statements':>10}")
        print(f"{'a full scan of the claims':46} {scan * 1000:8.1f} {1:10.2f} {1:10}")
        for name, work in questions(store.desk, known_in(store)):
            one = took(work, statements)
            print(f"{name:46} {one.seconds * 1000:8.1f} {one.seconds / scan:10.2f} {one.statements:10}", flush=True)
        print(f"peak memory {peak():,.0f} MB")
    return 0


def questions(desk: Desk, known: Known) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yields what is asked of the digest, each with a name."""
    place, denied = HappeningFilter(ClaimFilter(place=[known.town])), HappeningFilter(ClaimFilter(status=["denied"], event=["ASSAULT"]))
    words, then = HappeningFilter(ClaimFilter(text="killing people harbour")), HappeningFilter(as_of=known.middle)
    year = HappeningFilter(ClaimFilter(since=known.middle), standing=("disputed",), min_origins=3)
    yield "is_behind", desk.is_behind
    yield "overview", desk.overview
    for order in ("newest", "oldest", "said", "origins"):
        yield f"happenings, {order}", partial(desk.happenings, EVERYTHING, order=order)
    for name, asked in (("place", place), ("type and status", denied), ("words", words), ("standing, origins, days", year), ("as of a day", then)):
        yield f"happenings, {name}", partial(desk.happenings, asked)
        yield f"disputes, {name}", partial(desk.disputes, asked)
        yield f"voices, {name}", partial(desk.voices, asked)
        yield f"names, {name}", partial(desk.names, asked)
        yield f"tolls, {name}", partial(desk.tolls, asked)
        yield f"places, {name}", partial(desk.places, asked)
        yield f"days, {name}", partial(desk.days, asked)
        yield f"ground, {name}", partial(desk.ground, asked)
        yield f"ground_days, {name}", partial(desk.ground_days, asked)
    yield "happenings, page 200", partial(desk.happenings, EVERYTHING, offset=10_000)
    yield "happenings, without claims", partial(desk.happenings, EVERYTHING, with_claims=False)
    yield "happenings, place as of a day", partial(desk.happenings, HappeningFilter(ClaimFilter(place=[known.town]), as_of=known.middle))
    yield "happening", partial(desk.happening, known.happening)
    yield "happening of a claim", partial(desk.happening, known.claim)
    yield "happening, as of a day", partial(desk.happening, known.happening, as_of=known.last)
    yield "disputes", partial(desk.disputes, EVERYTHING)
    yield "disputes, of a kind, page 40", partial(desk.disputes, EVERYTHING, kinds=["denial"], offset=1000)
    yield "dispute", partial(desk.dispute, known.dispute)
    yield "voices", desk.voices
    yield "voices, words", partial(desk.voices, words="media office")
    yield "voices, deep", partial(desk.voices, offset=40)
    yield "voice", partial(desk.voice, known.voice)
    yield "voices_of_the_day", partial(desk.voices_of_the_day, known.last)
    yield "claims_of_voice", partial(desk.claims_of_voice, known.voice, ClaimFilter())
    yield "claims_of_voice, page 100", partial(desk.claims_of_voice, known.voice, ClaimFilter(), offset=5000)
    yield "names", desk.names
    yield "names, words", partial(desk.names, words="rebels")
    yield "tolls", desk.tolls
    yield "tolls, killed, page 100", partial(desk.tolls, what=["killed"], offset=2500)
    yield "tolls_of", partial(desk.tolls_of, known.happening)
    yield "places", desk.places
    yield "contested", desk.contested
    yield "days", desk.days
    yield "ground", partial(desk.ground, EVERYTHING)
    yield "ground, on a day", partial(desk.ground, HappeningFilter(on=known.middle))
    yield "ground_days", partial(desk.ground_days, EVERYTHING)
    yield "latest_reports", desk.latest_reports
    yield "decisions_on", partial(desk.decisions_on, [known.claim])
    yield "homes", partial(desk.homes, [known.claim])


def pages(file: Path, reports: int, claims: int) -> int:
    """1 where some page asks too much of the database or is not answered, else 0; what each took is printed."""
    app = create_app(ServeSettings(file, rates=UNBOUNDED))
    store: Store = app.state.bench.store
    failed = 0
    with counted(store) as statements:
        client = TestClient(app, base_url="http://127.0.0.1:8377", raise_server_exceptions=False)
        plain = took(partial(client.get, "/static/desk.js"), statements).seconds
        print(f"\n{'page':66} {'ms':>8} {'of a file':>10} {'statements':>10} {'KB':>8}")
        print(f"{'/static/desk.js':66} {plain * 1000:8.1f} {1:10.1f} {0:10}")
        for address in addresses(known_in(store)):
            one = took(partial(client.get, address), statements)
            status, size = one.result.status_code, len(one.result.content)  # type: ignore[attr-defined]
            fault = f"  answers {status}" if status != 200 else "  TOO MANY STATEMENTS" if one.statements > MOST else ""
            failed += bool(fault)
            print(f"{address[:66]:66} {one.seconds * 1000:8.1f} {one.seconds / plain:10.1f} {one.statements:10} {size / 1024:8.0f}{fault}", flush=True)
    print(f"peak memory {peak():,.0f} MB; {failed} pages fail")
    return 1 if failed else 0


def addresses(known: Known) -> Iterator[str]:
    """Yields the address of each page and twin: plain, filtered, far down, and as of another day."""
    town, voice = f"place={quote(known.town)}", quote(known.voice)
    then, filtered = f"as_of={known.middle}", f"{town}&status=denied"
    yield from ("/", "/overview.json", "/about", "/decisions", "/sign-in")
    for name, twins, far in (
        ("happenings", ("json", "csv", "geojson"), 10_000),
        ("disputes", ("json", "csv", "geojson"), 2_000),
        ("timeline", ("json", "csv", "geojson"), 10_000),
        ("tolls", ("json", "csv", "geojson"), 2_000),
        ("voices", ("json", "csv"), 30),
        ("names", ("json", "csv"), 10),
        ("control", ("json", "csv", "geojson"), 300),
        ("map", ("json", "csv", "geojson"), 0),
    ):
        yield f"/{name}"
        yield from (f"/{name}.{twin}" for twin in twins)
        yield from (f"/{name}?{question}" for question in (filtered, "q=killing+people+harbour", f"since={known.middle}&event=ASSAULT", f"offset={far}", then))
        yield f"/{name}?{town}&{then}"
    for name, twins, far in (("claims", ("json", "csv", "geojson"), 100_000), ("reports", ("json", "csv"), 15_000)):
        yield f"/{name}"
        yield from (f"/{name}.{twin}" for twin in twins)
        yield from (f"/{name}?{question}" for question in ("q=killing+people+harbour", f"said_since={known.middle}", f"offset={far}"))
    yield from (f"/claims?{filtered}", "/claims?event=ASSAULT&status=denied", f"/claims?voice={voice}", f"/claims?until={known.middle}")
    yield from ("/timeline?order=said", "/timeline?order=oldest", "/happenings?order=origins", "/disputes?kind=toll", f"/map?on={known.middle}")
    yield from (f"/control?{town}", f"/control?on={known.middle}", "/happenings?standing=disputed&min_origins=3", "/voices?q=media", "/names?q=rebels")
    for one in (f"happenings/{known.happening}", f"disputes/{known.dispute}", f"claims/{known.claim}", f"reports/{known.report}", f"voices/{voice}"):
        yield from (f"/{one}", f"/{one}.json", f"/{one}.csv")
    yield f"/happenings/{known.happening}?as_of={known.last}"
    yield f"/voices/{voice}?offset=5000"
    yield from ("/search", "/search?q=killing+people", f"/search?q={quote(known.town)}", "/search.json?q=harbour")
    yield from ("/review", "/review.json", "/review?kind=links", "/review?kind=claims&offset=50000", "/review?kind=disagreements", f"/review?{town}")
    for chart in ("timeline", "tolls", "map", f"happenings/{known.happening}/tolls"):
        yield f"/charts/{chart}.json"
    yield f"/charts/map.json?control=true&on={known.middle}"
    for verb in ("query", "reports", "happenings", "disputes", "timeline", "control", "tolls", "voices", "names", "review", "decisions", "status"):
        yield f"/api/{verb}"
    yield from (f"/api/show/{known.happening}", f"/api/disputes/{known.dispute}", f"/api/reports/{known.report}", "/api/openapi.json")


def known_in(store: Store) -> Known:
    """What the questions ask for."""
    newest = store.desk.happenings(EVERYTHING, limit=300)
    one = max(newest.happenings, key=lambda one: (len(one.claims), one.id))
    disputes = store.desk.disputes(EVERYTHING, limit=100).disputes
    dispute = max(disputes, key=lambda one: (sum(len(side.claims) for side in one.sides), one.id))
    voice = store.desk.voices(kind="military", limit=1).rows[0].name
    days = [day for day, _, _ in store.desk.days(limit=10_000)]
    town = store.desk.contested(limit=1)[0].place
    report = newest.view.tellings[one.claims[0]].article.id
    return Known(one.id, one.claims[0], report, dispute.id, voice, town, days[len(days) // 2], store.desk.overview().last_said)


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Yields the statements that are put to the store's database as they come in, less those that only begin a transaction."""
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(store.dialect.engine, "before_cursor_execute", note)
    yield found
    event.remove(store.dialect.engine, "before_cursor_execute", note)


def took(work: Callable[[], object], statements: list[str]) -> Took:
    """What the work took: the median of some runs after one to warm up, and the statements of one run."""
    work()
    statements.clear()
    result = work()
    number = len(statements)
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return Took(statistics.median(times), number, result)


def scan_all(store: Store) -> int:
    """How many claims hold a word that an index does not know."""
    with store.reading_from() as connection:
        return int(connection.execute(text("SELECT count(*) FROM claims WHERE record LIKE '%harbourmaster,%'")).scalar_one())


def peak() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PARTS: dict[str, Callable[[Path, int, int], int]] = {"build": build, "desk": desk, "pages": pages}

if __name__ == "__main__":
    main()
