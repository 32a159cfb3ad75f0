"""What each level of each comparison weighs, worked out from claims of which it is known which tell of one event, and written to weights.yaml.

    python -m benchmarks.weights --ecbplus FOLDER --fakes articles.jsonl

The claims are those of ECB+ (without the topics that are kept for development) and the labelled ones of FA-KES. First the pairs of claims of one
report are weighed, then, of the accounts that these weights make, the pairs of two reports that are looked up together at all. Each table is a
logistic regression of its own, drawn towards zero; what is added to its prior is where cross-validation over topics and groups put it.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from benchmarks.ecbplus import DEV_TOPICS, Told, cached_claims, load_topics
from sayso.flow import Engine
from sayso.ledger.articles import Article, article_of
from sayso.ledger.compare import COMPARISONS
from sayso.ledger.features import Features, features_of
from sayso.ledger.group import Scoring, accounts_of, pairs_across
from sayso.ledger.weights import PRIOR, Weights, score_of, table_for
from sayso.model import Claim, Report

__all__ = ["Judged", "Tables", "fitted", "judged", "scoring_by", "training_claims"]

Tables = dict[str, Weights]
Level = tuple[str, str]

ADDED = {"within": 0.3, "across": 0.0, "within, untyped": 0.0, "across, untyped": 1.0}
"""What is added to the priors: single links matter less than the groups that come of them, which need some links too many."""
DRAWN = 1.0
"""How strongly weights are drawn towards zero; priors are not."""
STEPS = 30
ENOUGH = 1e-6
LONGEST_LINE = 150


class Judged(NamedTuple):
    """A claim as it is compared, and the event that it is known to tell of."""

    features: Features
    event: str


class Row(NamedTuple):
    """A pair: the levels of its comparisons, and whether both tell of one event."""

    levels: tuple[Level, ...]
    same: bool


def judged(claims: Iterable[tuple[Claim, Report, str]]) -> list[Judged]:
    """The claims as they are compared, each with the event that it tells of."""
    articles: dict[str, Article] = {}
    found: list[Judged] = []
    for claim, report, event in claims:
        if report.id not in articles:
            articles[report.id] = article_of(report)
        found.append(Judged(features_of(claim, articles[report.id]), event))
    return found


def fitted(corpora: Sequence[Sequence[Judged]]) -> Tables:
    """The tables that some corpora give together; claims of two corpora are never compared."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for corpus in corpora:
        _gather(rows, _pairs_within(corpus), {one.features.id: one.event for one in corpus})
    tables = {name: _table(some, ADDED[name]) for name, some in sorted(rows.items())}
    rows.clear()
    for corpus in corpora:
        accounts = accounts_of([one.features for one in corpus], scoring=scoring_by(tables))
        _gather(rows, pairs_across(accounts), _events_of(accounts, corpus))
    return tables | {name: _table(some, ADDED[name]) for name, some in sorted(rows.items())}


def scoring_by(tables: Mapping[str, Weights]) -> Scoring:
    """The scoring of pairs by some tables, the same whichever comes first; nothing links where a table is missing."""

    def scoring(a: Features, b: Features) -> float:
        first, second = sorted((a, b), key=lambda one: one.id)
        return score_of(first, second, tables) if table_for(a, b) in tables else -1.0

    return scoring


def _pairs_within(corpus: Iterable[Judged]) -> Iterator[tuple[Features, Features]]:
    reports: defaultdict[str, list[Features]] = defaultdict(list)
    for one in corpus:
        reports[one.features.article.id].append(one.features)
    for claims in reports.values():
        yield from combinations(sorted(claims, key=lambda claim: claim.id), 2)


def _events_of(accounts: Iterable[Features], corpus: Iterable[Judged]) -> dict[str, str]:
    """The event that most claims of each account tell of."""
    events = {one.features.id: one.event for one in corpus}
    return {account.id: Counter(events[claim] for claim in account.claims).most_common(1)[0][0] for account in accounts}


def _gather(rows: defaultdict[str, list[Row]], pairs: Iterable[tuple[Features, Features]], events: Mapping[str, str]) -> None:
    for a, b in pairs:
        levels = tuple((name, level) for name, compare in COMPARISONS.items() if (level := compare(a, b)) is not None)
        rows[table_for(a, b)].append(Row(levels, events[a.id] == events[b.id]))


def _table(rows: Sequence[Row], added: float) -> Weights:
    """The weights that tell the pairs of one event from the others best, by Newton's method."""
    levels = sorted({level for row in rows for level in row.levels})
    column = {level: n for n, level in enumerate(levels)}
    matrix = np.zeros((len(rows), len(levels) + 1))
    matrix[:, -1] = 1
    for n, row in enumerate(rows):
        matrix[n, [column[level] for level in row.levels]] = 1
    same = np.array([row.same for row in rows], dtype=float)
    drawn = np.append(np.full(len(levels), DRAWN), 1e-3)
    weights = np.zeros(len(drawn))
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (likely - same) + drawn * weights
        step = np.linalg.solve((matrix.T * (likely * (1 - likely))) @ matrix + np.diag(drawn), slope)
        weights -= step
        if np.abs(step).max() < ENOUGH:
            break
    table: Weights = {PRIOR: {PRIOR: round(float(weights[-1]) + added, 2)}}
    for name in COMPARISONS:
        if found := {level: round(float(weights[n]), 2) for (of, level), n in column.items() if of == name}:
            table[name] = found
    return table


def training_claims(folder: Path, cache: Path | None = None) -> list[Judged]:
    """The mentions of ECB+ that are there to learn from: those of all topics but the ones kept for development."""
    names = sorted((item.name for item in folder.iterdir() if item.is_dir() and item.name not in DEV_TOPICS), key=int)
    told: list[Told] = cached_claims(load_topics(folder, names), Engine.load, cache)
    return judged((one.claim, one.report, one.chain) for one in told)


def main() -> None:
    """Writes the tables."""
    from benchmarks.happenings import LABELS, labelled_claims

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ecbplus", type=Path, required=True, help="the folder of ECB+")
    parser.add_argument("--fakes", type=Path, required=True, help="the articles of FA-KES")
    parser.add_argument("--labels", type=Path, default=LABELS, help="the labels of FA-KES (default: %(default)s)")
    parser.add_argument("--cache", type=Path, help="a file that keeps the claims of ECB+ from one run to the next")
    parser.add_argument("--out", type=Path, default=Path(str(files("sayso.ledger"))) / "data" / "weights.yaml", help="where to write (default: %(default)s)")
    options = parser.parse_args()
    tables = fitted([training_claims(options.ecbplus, options.cache), judged(labelled_claims(options.fakes, options.labels).claims)])
    options.out.write_text(yaml.safe_dump(tables, sort_keys=False, default_flow_style=None, width=LONGEST_LINE), "utf-8")
    print(f"{sum(len(levels) for table in tables.values() for levels in table.values())} weights in {options.out}")


if __name__ == "__main__":
    main()
