"""How long the store takes to find claims among 100,000 synthetic ones, and to take them in.

    python -m benchmarks.query [--claims 100000] [--db FILE-OR-URL]

Each question has two filters and fetches a page of 50; times are medians of twenty runs after one to warm up. A full scan of the same
table by the same database stands beside them, so that machines can be compared.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from benchmarks.synthetic import ENGINE, synthetic_readings
from sayso.store import ClaimFilter, Store
from sayso.store.arrivals import Arrival, Sighting

QUESTIONS = {
    "event and status": ClaimFilter(event=["ASSAULT"], status=["denied"]),
    "actor and place": ClaimFilter(actor=["Northern Front"], place=["Barada"]),
    "word of an actor and event": ClaimFilter(actor=["Front"], event=["CONTROL"]),
    "voice and status": ClaimFilter(voice=["ministry"], status=["hedged"]),
    "place and time": ClaimFilter(place=["Taloum"], since="2023-06-01", until="2023-06-30"),
    "box and status": ClaimFilter(box=(30.5, 30.5, 31.5, 31.5), status=["denied"]),
    "country and event": ClaimFilter(country=["SDN"], event=["RETREAT"]),
    "text and actor": ClaimFilter(text='"entry 777"', actor=["Front"]),
    "text and status": ClaimFilter(text="people killed", status=["denied"]),
    "outlet and event": ClaimFilter(outlet=["Outlet 7"], event=["ADVANCE"]),
    "nothing matches": ClaimFilter(actor=["Nobody"], place=["Nowhere"]),
    "rare voice and time": ClaimFilter(voice=["residents"], since="2024-11-01"),
}
PAGE, RUNS, PER_REPORT = 50, 20, 10


def main() -> None:
    """Prints the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--db", help="a new file or an empty database; default: a temporary file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Store.open(given.db or str(Path(folder) / "query.db")) as store:
        started = time.perf_counter()
        fill(store, given.claims // PER_REPORT)
        print(f"{given.claims:,} claims taken in at {given.claims / (time.perf_counter() - started):,.0f} a second")
        scan = median(partial(scan_all, store))
        print(f"{'a full scan of the claims':32} {scan * 1000:8.1f} ms")
        for name, wanted in QUESTIONS.items():
            taken, deep = median(partial(page, store, wanted)), median(partial(page, store, wanted, offset=400))
            print(f"{name:32} {taken * 1000:8.1f} ms  ({taken / scan:.2f} of the scan)  page 9: {deep * 1000:6.1f} ms, {store.count(wanted):,} claims")


def fill(store: Store, reports: int) -> None:
    """Nothing; the store holds that many synthetic reports."""
    readings = synthetic_readings(reports, claims=PER_REPORT)
    while some := list(islice(readings, 200)):
        store.add([Arrival(Sighting("synthetic", r.report.id, r.report.sha256, 0, "text"), r.report, r) for r in some], engine=ENGINE)
    store.tune()


def page(store: Store, wanted: ClaimFilter, offset: int = 0) -> int:
    """How many claims the page holds."""
    return sum(1 for _ in store.claims(wanted, limit=PAGE, offset=offset))


def scan_all(store: Store) -> int:
    """How many claims hold a word that an index does not know."""
    with store.reading_from() as connection:
        return int(connection.execute(text("SELECT count(*) FROM claims WHERE record LIKE '%entry 4711,%'")).scalar_one())


def median(work: Callable[[], object]) -> float:
    """The median time of the work in seconds."""
    work()
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
