"""How two engines' claims of the same reports differ, for people and as JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol, TextIO

from rich.text import Text

from sayso.export.labels import event_label, excerpt, one_line, slots, voice_chain
from sayso.export.table import table_console
from sayso.model import Claim, Report
from sayso.records import claim_record
from sayso.store.differences import Differences

__all__ = ["DIFFERENCE_WRITERS", "DifferenceWriter"]


class DifferenceWriter(Protocol):
    """Writes how the claim sets of reports differ, report by report."""

    def write(self, differences: Differences) -> None:
        """Writes the differences of one report."""

    def close(self) -> None:
        """Writes what there is to say at the end."""


class TableWriter:
    """Lines that begin with ``+`` for a claim gained, ``-`` for one lost, ``~`` for one changed; at the end the sums."""

    def __init__(self, stream: TextIO) -> None:
        self.console = table_console(stream)
        self.sums: Counter[str] = Counter()
        self.reports = 0

    def write(self, differences: Differences) -> None:
        """Writes the differences of one report, nothing where there are none."""
        self.reports += 1
        self.sums.update(gained=len(differences.gained), lost=len(differences.lost), changed=len(differences.changed), same=differences.same)
        if not differences.any:
            return
        self.console.print(Text(one_line(differences.report_id), style="bold"))
        for claim in differences.gained:
            self.console.print(Text.assemble(("+ ", "green"), _line(claim)))
        for claim in differences.lost:
            self.console.print(Text.assemble(("- ", "red"), _line(claim)))
        for change in differences.changed:
            self.console.print(Text.assemble(("~ ", "yellow"), _line(change.new)))
            for slot in change.slots:
                self.console.print(Text(f"    {slot}: {_value(change.old, slot)} → {_value(change.new, slot)}", style="dim"))
        self.console.print()

    def close(self) -> None:
        """Writes the sums."""
        told = ", ".join(f"{self.sums[name]:,} {name}" for name in ("gained", "lost", "changed", "same"))
        self.console.print(Text(f"{self.reports:,} report{'' if self.reports == 1 else 's'} read by both: claims {told}."))


class JsonlWriter:
    """One object for each claim gained, lost or changed; a change tells both claims and the slots."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, differences: Differences) -> None:
        """Writes the differences of one report."""
        for what, claims in (("gained", differences.gained), ("lost", differences.lost)):
            for claim in claims:
                self._write({"change": what, "report": differences.report_id, "claim": _record(claim)})
        for change in differences.changed:
            both = {"old": _record(change.old), "new": _record(change.new)}
            self._write({"change": "changed", "report": differences.report_id, "slots": list(change.slots), **both})

    def close(self) -> None:
        """Writes nothing: every line is complete."""

    def _write(self, record: dict[str, Any]) -> None:
        self.stream.write(json.dumps(record, ensure_ascii=False) + "\n")


DIFFERENCE_WRITERS: dict[str, Callable[[TextIO], DifferenceWriter]] = {"table": TableWriter, "jsonl": JsonlWriter}
"""Which writer writes which format."""


_QUESTIONS = {"actors": "who", "recipients": "whom", "place": "where", "time": "when", "counts": "counts"}
"""What the table of claims asks for a slot."""


def _record(claim: Claim) -> dict[str, Any]:
    whole = claim_record(claim, Report("", id=claim.report_id), "")
    return {key: value for key, value in whole.items() if key not in {"schema", "engine", "report"}}


def _line(claim: Claim) -> str:
    before, trigger, after = excerpt(claim)
    said = voice_chain(claim.voices) if claim.voices else "the report itself"
    return f"{event_label(claim)} {claim.status}, says {said}: {before}*{trigger}*{after}"


def _value(claim: Claim, slot: str) -> str:
    if slot in {"trigger", "evidence"}:
        return repr(one_line(getattr(claim, slot).text))
    if slot == "event":
        return event_label(claim)
    if slot == "status":
        return claim.status
    if slot == "voices":
        return voice_chain(claim.voices) if claim.voices else "the report itself"
    return slots(claim).get(_QUESTIONS[slot], "nothing")
