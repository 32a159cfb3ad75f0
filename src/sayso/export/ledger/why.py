"""Why the claims of a happening belong together: the strongest link of each with an earlier one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sayso.ledger.features import Features, features_of, merged
from sayso.ledger.telling import Telling
from sayso.ledger.weights import link_of
from sayso.model import Link

__all__ = ["links_of"]


def links_of(tellings: Sequence[Telling]) -> list[Link]:
    """The links that hold a happening together, by the first claims of what they link, in the order of publication.

    First what each report tells of it is compared with what earlier reports do, then each further claim of a report with the earlier ones there.
    """
    reports: defaultdict[str, list[Features]] = defaultdict(list)
    for telling in sorted(tellings, key=lambda telling: telling.order):
        reports[telling.article.id].append(features_of(telling.claim, telling.article))
    accounts = [merged(claims) for claims in reports.values()]
    return _strongest(accounts) + [link for claims in reports.values() for link in _strongest(claims)]


def _strongest(ordered: Sequence[Features]) -> list[Link]:
    """For each but the first its strongest link with one before it."""
    return [max((link_of(other, one) for other in ordered[:n]), key=lambda link: link.score) for n, one in enumerate(ordered) if n]
