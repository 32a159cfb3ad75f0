"""The ledger: claims brought together without merging them. Pure functions, no database and no language model."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.ledger.articles import article_of
from sayso.ledger.features import features_of
from sayso.ledger.group import grouped, grouping_of
from sayso.model import Claim, Report

__all__ = ["group_claims"]


def group_claims(claims: Iterable[tuple[Claim, Report]]) -> list[list[str]]:
    """The ids of claims that tell of one event each; every claim comes with its report, whose text may be empty."""
    articles = {}
    features = []
    for claim, report in claims:
        if report.id not in articles:
            articles[report.id] = article_of(report)
        features.append(features_of(claim, articles[report.id]))
    return grouped(grouping_of(features), [claim.id for claim in features])
