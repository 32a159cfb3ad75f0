"""How fast reports go into a store, what share of that is not the language model, and whether memory stays flat.

    python -m benchmarks.ingest                              # the demo's reports, each in many editions
    python -m benchmarks.ingest --text news/ --reports 2000
    python -m benchmarks.ingest --memory 20000               # made-up reports; resident memory after every tenth of them

The bare pipeline, the engine and the whole ingest (from a JSONL file to committed rows) run in turns on one core over the same texts;
medians of the rounds are told. Then the whole ingest runs with one and with two processes, starting them included.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from benchmarks.read import bundled_reports, in_turns, stay_on_one_core
from benchmarks.synthetic import synthetic_texts
from sayso.flow import Engine
from sayso.ingest import EngineOptions, InProcess, Progress, Workers, ingest, open_workers
from sayso.model import Report
from sayso.parse.report import paragraphs
from sayso.read import split_sources
from sayso.store import Store

OPTIONS = EngineOptions()


def main() -> None:
    """Prints the measured figures."""
    given = _options()
    if given.memory:
        _print_memory(given.memory)
        return
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    reports = list(editions(bundled_reports(given.text), given.reports))
    with tempfile.TemporaryDirectory() as folder:
        file = written(reports, Path(folder) / "reports.jsonl")
        stay_on_one_core()
        _print_shares(reports, file, given.rounds)
        if cores:
            os.sched_setaffinity(0, cores)
        _print_processes(len(reports), file)


def editions(reports: list[Report], wanted: int) -> Iterator[Report]:
    """Yields so many reports, no two of the same text: each says in a last line which edition it is."""
    for number, report in enumerate(islice(cycle(reports), wanted)):
        yield replace(report, id=f"{report.id}-{number}", text=f"{report.text}\nEdition {number}.")


def written(reports: Iterable[Report], file: Path) -> Path:
    """The file, with a report a line."""
    with file.open("w", encoding="utf-8") as stream:
        for report in reports:
            facts = {"id": report.id, "text": report.text, "outlet": report.outlet, "published": report.published, "title": report.title}
            stream.write(json.dumps(facts, ensure_ascii=False) + "\n")
    return file


def _print_shares(reports: list[Report], file: Path, rounds: int) -> None:
    engine = Engine.load()
    workers = InProcess(OPTIONS)
    workers.__dict__["loaded"] = engine
    pieces = [text for report in reports for _, text in paragraphs(report.text)]
    sides = {
        "language model": lambda: _timed(engine.nlp.pipe(pieces, batch_size=64)),
        "engine": lambda: _timed(engine.read_all(reports)),
        "ingest": lambda: _clocked(file, workers),
    }
    words = sum(len(report.text.split()) for report in reports)
    print(f"{engine.name}\n{len(reports):,} reports, {words:,} words, {rounds} rounds on one core")
    seconds = in_turns(sides, rounds)
    for name, taken in seconds.items():
        print(f"{name:<16} {len(reports) / median(taken):>8.1f} reports a second")
    for name, inner in (("the engine", "engine"), ("the language model", "language model")):
        shares = [1 - part / whole for part, whole in zip(seconds[inner], seconds["ingest"], strict=True)]
        print(f"{median(shares):>8.1%} of the ingest is spent outside {name} (rounds: {', '.join(f'{share:.1%}' for share in shares)})")


def _print_processes(reports: int, file: Path) -> None:
    rates = {}
    for jobs in (1, 2):
        started = time.perf_counter()
        with open_workers(OPTIONS, jobs=jobs) as workers:
            _ingest(file, workers)
        rates[jobs] = reports / (time.perf_counter() - started)
        print(f"{jobs} process{'es' if jobs > 1 else '':<2} {rates[jobs]:>10.1f} reports a second, starting included")
    print(f"{rates[2] / rates[1]:>8.2f} times as fast with two, on {os.cpu_count()} cores")


def _print_memory(count: int) -> None:
    """Ingests made-up reports and prints the resident memory as it goes."""
    step, due = max(1, count // 10), [0]

    def told(progress: Progress) -> None:
        if progress.tally["read"] >= due[0]:
            print(f"{progress.tally['read']:>8,} reports  {progress.tally.claims:>9,} claims  {resident_megabytes():>7,.0f} MB", flush=True)
            due[0] += step

    with tempfile.TemporaryDirectory() as folder:
        file = written(synthetic_texts(count), Path(folder) / "made.jsonl")
        with Store.open(Path(folder) / "made.db") as store, open_workers(OPTIONS) as workers:
            ingest(store, split_sources([str(file)]), workers, told=told)
        size = (Path(folder) / "made.db").stat().st_size
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6:,.0f} MB; the store has {size / 1e6:,.0f} MB")


def resident_megabytes() -> float:
    """The memory that the process holds now, in megabytes (Linux; elsewhere the most that it has held)."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _ingest(file: Path, workers: Workers) -> int:
    """How many reports were read into a new store."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "bench.db") as store:
        return ingest(store, split_sources([str(file)]), workers).tally["read"]


def _clocked(file: Path, workers: InProcess) -> float:
    started = time.perf_counter()
    _ingest(file, workers)
    return time.perf_counter() - started


def _timed(results: Iterable[object]) -> float:
    started = time.perf_counter()
    for _ in results:
        pass
    return time.perf_counter() - started


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", nargs="+", metavar="FILE", help="reports in any format that sayso knows; default: those of the demo")
    parser.add_argument("--reports", type=int, default=300, help="in how many editions in all (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs (default: %(default)s)")
    parser.add_argument("--memory", type=int, metavar="REPORTS", help="only watch the memory over so many made-up reports")
    return parser.parse_args()


if __name__ == "__main__":
    main()
