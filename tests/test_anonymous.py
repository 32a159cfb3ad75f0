"""Which voices are anonymous: the sentences of `data/anonymous.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sayso.flow import Engine
from sayso.model import Report

SENTENCES = yaml.safe_load((Path(__file__).parent / "data" / "anonymous.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("wanted", "voice", "text"), [(kind == "anonymous", row["voice"], row["text"]) for kind, rows in SENTENCES.items() for row in rows])
def test_a_voice_is_anonymous_where_it_is_an_unnamed_individual(wanted: bool, voice: str, text: str) -> None:
    found = {v.anonymous for claim in Engine.load().read(Report(text)).claims for v in claim.voices if voice in v.text}
    assert found == {wanted}, [v.text for claim in Engine.load().read(Report(text)).claims for v in claim.voices]
