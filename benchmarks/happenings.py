"""Which claims tell of one event, in reports of a war: FA-KES, with the labels of `fakes_labels.json`.

    python -m benchmarks.happenings articles.jsonl
    python -m benchmarks.happenings articles.jsonl --cross-validate --ecbplus FOLDER --cache train.pickle

The articles are read anew. A claim counts for the labelled mention that its trigger stands on; what happening a claim belongs to is never looked at
but for scoring. With `--cross-validate` the weights are worked out anew for the articles of each group, from the labels of all other groups (and
from ECB+), since sayso's own weights were worked out from all of them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.ecbplus import Clusters, Score, b_cubed, links
from benchmarks.weights import Judged, Tables, fitted, judged, scoring_by, training_claims
from sayso.flow import Engine
from sayso.ledger.articles import article_of
from sayso.ledger.copies import copies_among
from sayso.ledger.disputes import disputes_in
from sayso.ledger.features import Features
from sayso.ledger.group import Scoring, grouped, grouping_of, link_score
from sayso.ledger.telling import telling_of
from sayso.ledger.view import View, view_of
from sayso.model import Claim, Report

__all__ = ["LABELS", "Labelled", "cross_validated", "labelled_claims", "same_origin"]

LABELS = Path(__file__).with_name("fakes_labels.json")
COPY, VOICE = "copy", "voice"
FIRST_LINES = 400
"""Characters in which an article says what its news is."""


class Labelled(NamedTuple):
    """The claims that stand on labelled mentions, each with its report and its happening; how many mentions no claim stands on, and all reports."""

    claims: list[tuple[Claim, Report, str]]
    uncovered: int
    reports: list[Report]


def labelled_claims(articles: Path, labels: Path = LABELS, engine: Engine | None = None) -> Labelled:
    """The labelled claims, as sayso reads them now; mentions that tell of no event are left out."""
    told: dict[str, Any] = json.loads(labels.read_text("utf-8"))
    wanted = set(told["articles"])
    rows = [json.loads(line) for line in articles.read_text("utf-8").splitlines() if line.strip()]
    reports = [_report(row) for row in rows if row["id"] in wanted]
    mentions: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for mention in told["mentions"]:
        if mention["happening"]:
            mentions[mention["article"]].append(mention)
    found: list[tuple[Claim, Report, str]] = []
    for report, reading in zip(reports, (engine or Engine.load()).read_all(reports), strict=True):
        found += ((claim, report, happening) for claim, happening in _matched(reading.claims, mentions[report.id]))
    return Labelled(found, sum(map(len, mentions.values())) - len(found), reports)


def _report(row: dict[str, Any]) -> Report:
    return Report(row["text"], id=row["id"], outlet=row["outlet"], published=row["published"], title=row["title"])


def _matched(claims: Sequence[Claim], mentions: Sequence[dict[str, Any]]) -> Iterator[tuple[Claim, str]]:
    """Yields each claim that a mention is laid on: the one whose trigger is the mention, else one that it overlaps; every claim once."""
    free = list(claims)
    open_mentions = list(mentions)
    for exact in (True, False):
        for mention in tuple(open_mentions):
            claim = next((claim for claim in free if _stands_on(claim, mention, exact=exact)), None)
            if claim is not None:
                free.remove(claim)
                open_mentions.remove(mention)
                yield claim, mention["happening"]


def _stands_on(claim: Claim, mention: dict[str, Any], *, exact: bool) -> bool:
    start, end = mention["start"], mention["end"]
    return (claim.trigger.start, claim.trigger.end) == (start, end) if exact else claim.trigger.start < end and start < claim.trigger.end


def cross_validated(corpus: Sequence[Judged], others: Sequence[Judged] = ()) -> Scoring:
    """A scoring by which no pair is weighed by weights that were worked out from its own group; of two groups, from the group of the first."""
    group_of = {one.features.article.id: one.event[0] for one in corpus}
    tables: dict[str, Tables] = {}
    for group in sorted(set(group_of.values())):
        tables[group] = fitted([[one for one in corpus if group_of[one.features.article.id] != group], *([others] if others else [])])

    def scoring(a: Features, b: Features) -> float:
        return scoring_by(tables[group_of[min(a, b, key=lambda one: one.id).article.id]])(a, b)

    return scoring


def clustered(corpus: Sequence[Judged], scoring: Scoring = link_score) -> Clusters:
    """What the ledger brings together."""
    claims = [one.features for one in corpus]
    return [frozenset(group) for group in grouped(grouping_of(claims, scoring=scoring), [claim.id for claim in claims])]


def alike(corpus: Sequence[Judged]) -> Clusters:
    """The baseline: claims of one type, one day and one place are one happening; those without a place stand alone."""
    found: defaultdict[tuple[object, ...], set[str]] = defaultdict(set)
    for claim in (one.features for one in corpus):
        days, place = claim.days, claim.spots[0].name if claim.spots else claim.id
        found[(min(claim.kinds)[0], days and days.last, place)].add(claim.id)
    return [frozenset(group) for group in found.values()]


def reports_of(path: Path) -> list[Report]:
    """The articles as reports, each id once."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    found = {row["id"]: Report(row["text"], id=row["id"], outlet=row["outlet"], title=row["title"], published=row["published"]) for row in rows}
    return list(found.values())


def whole_view(path: Path) -> View:
    """The view of all articles, as a store would show it."""
    readings = list(Engine.load().read_all(reports_of(path)))
    articles = {reading.report.id: article_of(reading.report) for reading in readings}
    tellings = {claim.id: telling_of(claim, articles[reading.report.id]) for reading in readings for claim in reading.claims}
    return view_of(tellings.values(), copies=copies_among({articles[reading.report.id].text: reading.report.text for reading in readings}))


def same_origin(reports: Sequence[Report], view: View | None = None, labels: Path = LABELS) -> Score:
    """How many pairs of articles that pass for one origin are labelled so, and how many that are labelled so pass for it.

    Without a view these are copies alone. With it, two articles also have one origin where what both begin with comes from one voice, and the
    labels for this ("voice") count too.
    """
    told: dict[str, Any] = json.loads(labels.read_text("utf-8"))
    articles = {report.id: article_of(report) for report in reports}
    copies = copies_among({report.id: report.text for report in reports})
    made = {pair for pair, copy in copies.items() if copy.holds(one_house=articles[pair[0]].publisher == articles[pair[1]].publisher)}
    made |= set(_by_one_voice(view)) if view is not None else set()
    wanted = {COPY} if view is None else {COPY, VOICE}
    gold = {tuple(sorted(pair["articles"])): pair["origin"] in wanted for pair in told["pairs"]}
    right = sum(pair in made for pair, is_one in gold.items() if is_one)
    return Score(right / max(1, sum(pair in made for pair in gold)), right / max(1, sum(gold.values())))


def _by_one_voice(view: View) -> Iterator[tuple[str, str]]:
    """Yields the pairs of articles that have something from one origin that both tell in their first lines."""
    for happening in view.happenings:
        for origin in happening.sources:
            tellings = (view.tellings[ident] for ident in origin.claims)
            articles = {telling.article.id for telling in tellings if telling.claim.trigger.start < FIRST_LINES}
            yield from combinations(sorted(articles), 2)


def report(name: str, corpus: Sequence[Judged], found: Clusters) -> None:
    """Prints the scores of one clustering, in per cent."""
    gold: defaultdict[str, set[str]] = defaultdict(set)
    for one in corpus:
        gold[one.event].add(one.features.id)
    clusters = [frozenset(cluster) for cluster in gold.values()]
    columns = "".join(f"{100 * s.precision:>8.1f}{100 * s.recall:>6.1f}{100 * s.f1:>6.1f}" for s in (b_cubed(clusters, found), links(clusters, found)))
    print(f"{name:<34}{columns}", flush=True)


def main() -> None:
    """Prints the scores of the baselines and of the ledger."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="the articles of FA-KES, one JSON object a line")
    parser.add_argument("--labels", type=Path, default=LABELS, help="the labels (default: %(default)s)")
    parser.add_argument("--cross-validate", action="store_true", help="work the weights out anew for each group of articles, from the others")
    parser.add_argument("--ecbplus", type=Path, help="the folder of ECB+, to learn from as well")
    parser.add_argument("--cache", type=Path, help="a file that keeps the claims of ECB+ from one run to the next")
    options = parser.parse_args()
    labelled = labelled_claims(options.articles, options.labels)
    corpus = judged(labelled.claims)
    print(f"{len(corpus)} claims on labelled mentions of {len({one.event for one in corpus})} happenings, {labelled.uncovered} mentions without a claim")
    print(f"{'':<34}{'B3 P R F':>20}{'links P R F':>20}")
    report("each alone", corpus, [frozenset({one.features.id}) for one in corpus])
    report("same type, day and place", corpus, alike(corpus))
    report("ledger", corpus, clustered(corpus))
    if options.cross_validate:
        others = training_claims(options.ecbplus, options.cache) if options.ecbplus else []
        report("ledger, cross-validated", corpus, clustered(corpus, cross_validated(corpus, others)))
    view = whole_view(options.articles)
    reports = reports_of(options.articles)
    for name, seen in (("copies", None), ("one origin: copies or one voice", view)):
        score = same_origin(reports, seen, options.labels)
        print(f"{name:<34}P {100 * score.precision:.1f} R {100 * score.recall:.1f} F {100 * score.f1:.1f}")
    kinds = Counter(dispute.kind for dispute in disputes_in(view))
    print(f"disputes in all {len(reports)} articles: {', '.join(f'{kind} {count}' for kind, count in sorted(kinds.items()))}")


if __name__ == "__main__":
    main()
