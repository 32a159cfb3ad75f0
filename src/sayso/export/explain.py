"""One claim for people who want to know why: what fills each slot, and by which cue, rule and lexicon entry."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.export.labels import count_label, one_line, place_label, time_label, voice_label
from sayso.export.table import claim_block
from sayso.model import Claim, Reason

__all__ = ["explanation"]

SLOTS = {"actor": "actors", "recipient": "recipients", "count": "counts", "voice": "voices", "more_places": "place"}
HEADS = ("slot", "holds", "because of")


def explanation(claim: Claim, number: int, console: Console) -> RenderableType:
    """The claim's block, and below it a row for each slot with the reasons for what it holds; a filled slot without a reason says so."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for head in HEADS:
        table.add_column(head, overflow="fold")
    for row in _rows(claim):
        table.add_row(*(Text(cell) for cell in row))
    return Group(claim_block(claim, number, console), "", Padding(table, (0, 0, 1, 5)))


def _rows(claim: Claim) -> Iterable[tuple[str, str, str]]:
    held = _held(claim)
    for slot, values in held.items():
        reasons = [_why(reason) for reason in claim.reasons if _slot_of(reason) == slot]
        if values or reasons:
            yield slot, values, "\n".join(reasons) or "not recorded"
    for reason in claim.reasons:
        if _slot_of(reason) not in held:
            yield reason.slot, "", _why(reason)


def _held(claim: Claim) -> dict[str, str]:
    """What each slot holds, in words, in the order of the claim record."""
    places = [claim.place, *claim.more_places] if claim.place else claim.more_places
    return {
        "event": claim.event,
        "mode": claim.mode or "",
        "trigger": one_line(claim.trigger.text),
        "actors": "; ".join(_named(actor.text, actor.name) for actor in claim.actors),
        "recipients": "; ".join(_named(recipient.text, recipient.name) for recipient in claim.recipients),
        "place": "; ".join(place_label(place) for place in places if place),
        "time": time_label(claim.time) if claim.time else "",
        "counts": "; ".join(count_label(count) for count in claim.counts),
        "status": claim.status,
        "voices": " > ".join(voice_label(voice) + (f" (cue “{one_line(voice.cue.text)}”)" if voice.cue else "") for voice in claim.voices),
    }


def _named(text: str, name: str) -> str:
    """The name, and the words that were resolved to it where they differ."""
    words = one_line(text)
    return name if words == name else f"{name} (“{words}”)"


def _slot_of(reason: Reason) -> str:
    """The reason's slot as the claim names it: ``actor``, ``actors[0]`` and ``actors`` are one."""
    slot = reason.slot.partition("[")[0].partition(".")[0]
    return SLOTS.get(slot, slot)


def _why(reason: Reason) -> str:
    """The rule, the words that it saw, and the lexicon entry, as far as they are known."""
    words = f" “{one_line(reason.span.text)}”" if reason.span else ""
    entry = f" ({reason.entry})" if reason.entry else ""
    return f"{reason.rule}{words}{entry}"
