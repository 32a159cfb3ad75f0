"""Readings for notebooks: one self-contained piece of HTML, in whatever colours the page has."""

from __future__ import annotations

from html import escape

from sayso.export.labels import event_label, excerpt, one_line, reading_facts, reading_title, slots, voice_chain
from sayso.model import Claim, Reading
from sayso.records import problems_of

__all__ = ["reading_html"]

HEADS = ("#", "claim", "says", "who", "whom", "where", "when", "counts")
CELL = "padding:.35em .6em;text-align:left;vertical-align:top;"
RULE = "border-top:1px solid rgba(128,128,128,.35);"
FAINT = "opacity:.65;"
STATUS_COLOURS = {
    "asserted": "#2e9e5b",
    "hedged": "#b8860b",
    "denied": "#d9534f",
    "unclear": "#a35fc0",
    "attempted": "#1d97a8",
    "prospective": "#4a80d4",
}


def reading_html(reading: Reading) -> str:
    """The reading as a table with inline styles; all that comes from the report is escaped."""
    rows = "".join(_rows(claim, number) for number, claim in enumerate(reading.claims, 1))
    heads = "".join(f'<th style="{CELL}">{head}</th>' for head in HEADS)
    table = f'<table style="border-collapse:collapse;width:100%;font-size:.92em"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div style="max-width:72em">{_heading(reading)}{table if rows else ""}</div>'


def _heading(reading: Reading) -> str:
    facts = " · ".join(_safe(fact) for fact in reading_facts(reading))
    notes = "".join(f"<div>note: {_safe(problem.message)}</div>" for problem in problems_of(reading))
    return f'<div><strong>{_safe(reading_title(reading))}</strong> <span style="{FAINT}">{facts}</span></div>{notes}'


def _rows(claim: Claim, number: int) -> str:
    """The row of the claim's slots, and below it the row of its sentence."""
    answers = slots(claim)
    colour = STATUS_COLOURS[claim.status]
    event = f'<strong>{_safe(event_label(claim))}</strong> <span style="color:{colour};font-weight:600">{claim.status}</span>'
    voices = _safe(voice_chain(claim.voices)) if claim.voices else f'<span style="{FAINT}">the report itself</span>'
    cells = [str(number), event, voices, *(_safe(answers.get(question, "")) for question in HEADS[3:])]
    row = "".join(f'<td style="{CELL}{RULE}">{cell}</td>' for cell in cells)
    before, trigger, after = (_escape(piece) for piece in excerpt(claim))
    mark = f'<strong style="text-decoration:underline">{trigger}</strong>' if trigger else ""
    sentence = f'<td></td><td colspan="{len(HEADS) - 1}" style="{CELL}padding-top:0;text-align:left"><em>{before}{mark}{after}</em></td>'
    return f"<tr>{row}</tr><tr>{sentence}</tr>"


def _safe(text: str) -> str:
    return _escape(one_line(text))


def _escape(text: str) -> str:
    return escape(text, quote=True)
