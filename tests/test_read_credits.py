"""Which agency a report says that it comes from, and where an agency is only named."""

from __future__ import annotations

import pytest

from sayso.read.credits import wire_credit

PROSE = "Rebels captured Homs on Saturday."


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        (f"HOMS, Syria (AFP) - {PROSE}", "AFP"),
        (f"Damascus (AFP) – {PROSE}", "AFP"),
        (f"BEIRUT (Reuters) {PROSE}", "Reuters"),
        (f"(Reuters) - {PROSE}", "Reuters"),
        (f"AFP - {PROSE}", "AFP"),
        (f"MOSCOW, December 8. /TASS/. {PROSE}", "TASS"),
        (f"BEIJING, Dec. 8 (Xinhua) -- {PROSE}", "Xinhua"),
        (f"New Delhi [India], December 8 (ANI): {PROSE}", "ANI"),
        (f"Damascus, SANA- {PROSE}", "SANA"),
        (f"Rebels enter Homs\n\nAMMAN (AP) — {PROSE}", "AP"),
        (f"Rebels enter Homs. AMMAN, Jordan (AP) -- {PROSE}", "AP"),
        (f"{PROSE}\n(Reuters)", "Reuters"),
        (f"{PROSE} (AP)", "AP"),
        (f"{PROSE} – AFP", "AFP"),
        (f"{PROSE}\nAFP/Reuters", "AFP, Reuters"),
        (f"{PROSE}\n- dpa.", "dpa"),
        (f"{PROSE}\nCopyright 2024 The Associated Press. All rights reserved.", "AP"),
        (f"{PROSE}\n© 2024 AFP", "AFP"),
        (f"By Jane Doe, The Associated Press\n{PROSE}", "AP"),
        (f"By Agence France-Presse\n{PROSE}", "AFP"),
    ],
)
def test_datelines_endings_and_copyright_lines_tell_the_agency(text: str, credit: str) -> None:
    assert wire_credit(text) == credit


@pytest.mark.parametrize(
    ("byline", "credit"),
    [
        ("Reuters", "Reuters"),
        ("By Reuters Staff", "Reuters"),
        ("Jane Doe, Associated Press", "AP"),
        ("Associated Press / AFP", "AP, AFP"),
        ("Jane Doe (AFP)", "AFP"),
        ("Jane Doe for Reuters", "Reuters"),
        ("Jane Doe", None),
        ("MENA Editor", None),
        ("Ani Smith", None),
        ("Staff, with reporting by Reuters", None),
        ("Times staff and agencies", None),
    ],
)
def test_bylines_tell_the_agency(byline: str, credit: str | None) -> None:
    assert wire_credit(PROSE, byline) == credit


@pytest.mark.parametrize(
    "text",
    [
        "Rebels captured Homs, Reuters reported.",
        "Reuters: Rebels captured Homs.",
        "He told AFP that rebels had captured Homs.",
        "The Associated Press (AP) - an agency - reported that rebels had captured Homs.",
        "Pakistan Tehreek-e-Insaf (PTI) chairman Imran Khan spoke on Sunday.",
        "Andhra Pradesh (AP) - the state was flooded.",
        "In Damascus, SANA - the state's agency - denied it.",
        "It is the worst year for the Middle East and North Africa (MENA).",
        "The army left, according to the Syrian Arab News Agency (SANA)",
        f"{PROSE}\nWith reporting by Reuters",
        f"{PROSE}\n(With inputs from ANI)",
        f"{PROSE}\nAP journalists in Homs contributed to this report.",
        f"{PROSE}\nPhoto: © AFP",
        f"{PROSE}\nap",
        "",
    ],
)
def test_an_agency_that_is_named_or_contributed_is_no_credit(text: str) -> None:
    assert wire_credit(text) is None
