"""The work that reading takes grows with the length of a report and no faster; it is counted in instructions, not in seconds."""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from types import FrameType
from typing import Any

from sayso.flow import Engine
from sayso.model import Report

REPORTS, LENGTHS = 3, (4, 8, 16)


def instructions(engine: Engine, text: str) -> int:
    """How many instructions of sayso's own code run while a text is read."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "opcode"
        return step

    def call(frame: FrameType, _event: str, _argument: Any) -> Any:
        if not str(frame.f_globals.get("__name__", "")).startswith("sayso."):
            return None
        frame.f_trace_opcodes = True
        return step

    former = sys.gettrace()
    sys.settrace(call)
    try:
        engine.read(Report(text, published="2024-12-08"))
    finally:
        sys.settrace(former)
    return count


def test_each_doubling_of_a_line_adds_twice_the_work_of_the_one_before(engine: Engine) -> None:
    reports = sorted((files("sayso.demo") / "reports").iterdir(), key=lambda path: path.name)
    texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in reports if path.name.endswith(".json")][:REPORTS]
    line = " ".join(" ".join(texts).split()) + " "
    engine.read(Report(line))
    short, middle, long = (instructions(engine, line * times) for times in LENGTHS)
    growth = (long - middle) / (middle - short)
    assert 1.9 < growth < 2.02, f"the second doubling added {growth:.3f} times the work of the first"
