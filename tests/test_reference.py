"""Words that point back: a site takes its town, "the day before" the day that was told last."""

from __future__ import annotations

import pytest

from sayso.dates.times import anchor_of, find_times
from sayso.flow import load_engine
from sayso.model import Report


@pytest.mark.parametrize(
    ("text", "trigger", "name"),
    [
        ("Rescue workers in Idlib said that warplanes had bombed a street near the city's market.", "bombed", "Idlib"),
        ("Rebels approached Hama on Thursday. They seized the airport of the city.", "seized", "Hama"),
        ("Shells fell on Waer, a district of Homs. A rebel operations room announced that rebels had captured the city.", "captured", "Homs"),
    ],
)
def test_a_site_and_the_town_take_the_name_of_the_town_last_named(text: str, trigger: str, name: str) -> None:
    reading = load_engine().read(Report(text, published="2024-12-08"))
    places = [claim.place.name for claim in reading.claims if claim.trigger.text == trigger and claim.place]
    assert places and set(places) == {name}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Doctors said on Monday that a raid had killed nine people the day before.", {"Monday": "2024-12-09", "the day before": "2024-12-08"}),
        ("On 3 December troops left Hama. They had entered the town the previous day.", {"3 December": "2024-12-03", "the previous day": "2024-12-02"}),
        ("A day earlier, rebels had taken Homs.", {"A day earlier": "2024-12-09"}),
        ("The army left the town the day before the vote.", {}),
        ("It fell the day before yesterday.", {"the day before yesterday": "2024-12-08"}),
    ],
)
def test_the_day_before_counts_from_the_day_told_last(text: str, told: dict[str, str]) -> None:
    report = Report(text, published="2024-12-10")
    assert {time.text: time.edtf for time in find_times(report, anchor_of(report))} == told
