"""What each level of each comparison weighs, as log-odds that two claims, or two accounts, tell of one event; a sum above zero links them.

There are two tables in ``data/weights.yaml``: ``within`` for two claims of one report, where a sentence often leaves out what the one before it
has told, and ``across`` for the accounts of two reports; and both once more for events of no known type, of which only the words tell what they
are. `benchmarks/weights.py` works them out by logistic regression from labelled claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sayso.ledger.compare import COMPARISONS
from sayso.ledger.features import Features
from sayso.ledger.tables import table
from sayso.model import Link

__all__ = ["Weights", "link_of", "score_of", "table_for", "weights_for"]

Weights = dict[str, dict[str, float]]
PRIOR = "prior"
UNTYPED = ", untyped"
DECISIVE = ("event", "when", "where")
HOPELESS = -6.0
"""Where what is decisive weighs so much against it, the rest is not looked at."""


@cache
def _tables() -> dict[str, Weights]:
    tables: dict[str, Weights] = table("weights")
    return tables


def table_for(a: Features, b: Features) -> str:
    """The name of the table that holds for the two."""
    typed = all(event for event, _ in a.kinds) and all(event for event, _ in b.kinds)
    return ("within" if a.article.id == b.article.id else "across") + ("" if typed else UNTYPED)


def weights_for(a: Features, b: Features) -> Weights:
    """The table that holds for the two."""
    return _tables()[table_for(a, b)]


def score_of(a: Features, b: Features, tables: Mapping[str, Weights] | None = None) -> float:
    """The log-odds that the two tell of one event, by sayso's own tables or by others; the comparison stops where it has become hopeless."""
    weights = weights_for(a, b) if tables is None else tables[table_for(a, b)]
    score = weights[PRIOR][PRIOR]
    for name, compare in COMPARISONS.items():
        level = compare(a, b)
        if level is not None:
            score += weights.get(name, {}).get(level, 0.0)
            if score < HOPELESS and name in DECISIVE:
                return score
    return score


def link_of(a: Features, b: Features) -> Link:
    """The score with the reasons: each comparison that had something to say, its level and its weight."""
    weights = weights_for(a, b)
    found = ((name, compare(a, b)) for name, compare in COMPARISONS.items())
    reasons = tuple((name, level, weights.get(name, {}).get(level, 0.0)) for name, level in found if level is not None)
    return Link((a.id, b.id), round(weights[PRIOR][PRIOR] + sum(weight for _, _, weight in reasons), 2), reasons)
