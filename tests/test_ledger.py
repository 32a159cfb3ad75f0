"""The ledger's cases: what it makes of claims that are written as sentences."""

from __future__ import annotations

import pytest

from tests.ledger_notation import Case, cases, seen

TOLD = frozenset({"happenings", "disputes", "tolls", "control", "days"})


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    """What is said of each day of knowledge comes out; a case that says nothing of disputes expects none."""
    views = {None: {key: value for key, value in case.expected.items() if key != "as of"}, **case.expected.get("as of", {})}
    assert any(views.values()) and all(TOLD.issuperset(wanted) for wanted in views.values()), "a case expects something, and only what can be told"
    for day, wanted in views.items():
        if wanted:
            wanted = {"disputes": [], **wanted}
            assert seen(case, wanted, as_of=day and str(day)) == wanted
