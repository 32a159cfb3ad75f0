"""How fast reports are read, beside the bare language pipeline on the same paragraphs in the same run, and in how much memory.

    python benchmarks/read.py                        # the demo's reports, repeated
    python benchmarks/read.py --text news/*.txt --words 100000

Both run in one process on one core, in turns; the medians of the rounds are what is told. Loading is timed apart. Words are what stands
between blanks. A text that is repeated is kinder to caches than a stream of news, for either side.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.resources import files
from itertools import count
from pathlib import Path
from statistics import median

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from sayso.flow import Engine
from sayso.model import Report
from sayso.parse.report import paragraphs
from sayso.read import Found, read_sources


def main() -> None:
    """Prints the measured figures."""
    options = _options()
    stay_on_one_core()
    started = time.perf_counter()
    engine = Engine.load(model=options.model)
    loading = time.perf_counter() - started
    reports = repeated(bundled_reports(options.text), options.words)
    pieces = [text for report in reports for _, text in paragraphs(report.text)]
    words = sum(len(report.text.split()) for report in reports)
    print(f"{engine.name}\n{words:,} words in {len(reports):,} reports, {options.rounds} rounds; loaded in {loading:.1f} s")

    sides = {"bare pipeline": lambda: _run(engine.nlp.pipe(pieces, batch_size=64)), "whole reading": lambda: _run(engine.read_all(reports))}
    seconds = in_turns(sides, options.rounds)
    for name, taken in seconds.items():
        print(f"{name:<14} {words / median(taken):>8,.0f} words a second (rounds: {', '.join(f'{words / t:,.0f}' for t in taken)})")
    ratios = [whole / bare for whole, bare in zip(seconds["whole reading"], seconds["bare pipeline"], strict=True)]
    print(f"{'ratio':<14} {median(ratios):>8.2f} times the time of the bare pipeline (rounds: {', '.join(f'{r:.2f}' for r in ratios)})")
    print(f"{'peak memory':<14} {peak_megabytes():>8,.0f} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", nargs="+", metavar="FILE", help="reports in any format that `sayso read` knows; default: those of the demo")
    parser.add_argument("--words", type=int, default=20_000, help="repeat the reports to about as many words (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each side runs (default: %(default)s)")
    parser.add_argument("--model", help="another spaCy pipeline, by name or folder")
    return parser.parse_args()


def stay_on_one_core() -> None:
    """Keep the process on one core, where the system lets it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def bundled_reports(paths: list[str] | None) -> list[Report]:
    """The reports of the files, or those of the demo."""
    sources = paths or [str(Path(str(files("sayso.demo") / "reports")) / "*.json")]
    reports = [found.report for found in read_sources(sources) if isinstance(found, Found)]
    return reports or sys.exit("no report could be read")


def repeated(reports: list[Report], words: int) -> list[Report]:
    """The reports over and over until there are at least as many words, each time under another id."""
    repeated: list[Report] = []
    for turn in count():
        for report in reports:
            if words <= 0:
                return repeated
            repeated.append(replace(report, id=f"{report.id}-{turn}"))
            words -= max(1, len(report.text.split()))
    return repeated


def _run(results: Iterable[object]) -> float:
    """The seconds that it takes to draw all results."""
    started = time.perf_counter()
    for _ in results:
        pass
    return time.perf_counter() - started


def in_turns(sides: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """The seconds of each round by side, after one round of each that is not counted; which goes first changes."""
    for run in sides.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds):
        for name in list(sides)[:: 1 if turn % 2 == 0 else -1]:
            seconds[name].append(sides[name]())
    return seconds


def peak_megabytes() -> float:
    """The most memory that the process has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    main()
