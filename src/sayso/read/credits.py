"""Wire credit: which news agency a report says that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["wire_credit"]

WORD = r"(?:[A-ZÀ-Ž0-9][\w.'’/-]*|(?:a[dlnrstz]|ash|el|de|of|du)(?:-\w+)?|\[[A-Z]\w+\]),?"
PLACE = rf"{WORD}(?:\s+{WORD}){{0,7}}"
SENTENCE_STARTS = frozenset("In At On The From For As By After Before While When With To A An And But".split())
NOT_A_CREDIT = re.compile(r"photo|image|picture|video|getty|contribut|report(?:ing|ed) (?:by|from)|inputs? from|material from|files? from", re.IGNORECASE)
ROLES = r"(?:\s+(?:[Ss]taff|[Ww]riters?|[Cc]orrespondents?|[Nn]ews|[Nn]ewsroom|[Ww]ires?|[Aa]gency))*(?:\s+in\s+[A-Z]\w+)?"
HEAD_LINES, TAIL_LINES, LONGEST_LINE = 3, 5, 200
DATELINE_REACH = 160


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The forms in which a report names the agency that it comes from."""

    names: dict[str, str]
    agency: re.Pattern[str]
    bracketed: re.Pattern[str]
    dashed: re.Pattern[str]
    leading: re.Pattern[str]
    closing: re.Pattern[str]
    last_line: re.Pattern[str]
    part: re.Pattern[str]
    copyright: re.Pattern[str]


def wire_credit(text: str, byline: str | None = None) -> str | None:
    """The agencies that the report is credited to, by their usual names and joined by ", "; null where it names none.

    Datelines, first and last lines, the byline and copyright lines count; an agency that is only quoted, or that contributed, does not.
    """
    head, tail = _first_lines(text), _last_lines(text)
    for found in (_dateline(head), _ending(tail), _signed(byline, head), _copyright((*head, *tail))):
        if found:
            return _names(found)
    return None


def _dateline(lines: list[str]) -> str | None:
    patterns = _patterns()
    for line in lines:
        start = line[:DATELINE_REACH]
        for pattern in (patterns.bracketed, patterns.dashed):
            if (found := pattern.match(start)) and _is_place(found["place"], found["list"], dashed=bool(found["dash"])):
                return found["list"]
        if found := patterns.leading.match(start):
            return found["list"] or found["bare"]
    return _dateline_after_headline(lines[0][:DATELINE_REACH]) if lines else None


def _dateline_after_headline(line: str) -> str | None:
    """The agencies of a dateline that follows the headline on one line; its place is in capitals."""
    for end in re.finditer(r"[.!?][\"”’]?\s+(?=[A-Z]{2})", line):
        found = _patterns().bracketed.match(line, end.end())
        if found and found["dash"] and found["place"].split(maxsplit=1)[0].strip(",.").isupper() and _is_place(found["place"], found["list"], dashed=True):
            return found["list"]
    return None


def _is_place(words: str, agencies: str, *, dashed: bool) -> bool:
    """Whether what stands before an agency is where the report was written, and not the long form of an abbreviation or a sentence."""
    first = words.split(maxsplit=1)[0].strip(",.")
    if _patterns().agency.search(words) or first in SENTENCE_STARTS:
        return False
    return (dashed or len(first) > 1 and first.isupper()) and not _abbreviates(agencies, words)


def _abbreviates(letters: str, words: str) -> bool:
    """Whether the letters are, in this order, first letters of the words: "Pakistan Tehreek-e-Insaf (PTI)" is a party."""
    firsts = iter(re.findall(r"\b\w", words.lower()))
    return all(letter in firsts for letter in letters.lower())


def _ending(lines: list[str]) -> str | None:
    patterns = _patterns()
    if not lines:
        return None
    if found := patterns.last_line.match(lines[-1]):
        return found["list"]
    found = patterns.closing.search(lines[-1][-DATELINE_REACH:])
    return found["list"] or found["bare"] if found else None


def _signed(byline: str | None, head: list[str]) -> str | None:
    """The agencies in the byline, or in a line "By ..." at the head of the text."""
    lines = [byline] if byline else [line for line in head if line.startswith(("By ", "BY ")) and len(line) <= LONGEST_LINE / 2]
    found = [match["list"] for line in lines for part in _parts(line) if (match := _patterns().part.fullmatch(part))]
    return ", ".join(found) or None


def _parts(byline: str) -> list[str]:
    return [part.strip(" ().") for part in re.split(r"\s*[/,;|&()]\s*|\s+(?:and|for)\s+|\s+[-–—]\s+", re.sub(r"^(?:By|BY)\s+", "", byline.strip()))]


def _copyright(lines: tuple[str, ...]) -> str | None:
    for line in lines:
        if len(line) <= LONGEST_LINE and (found := _patterns().copyright.search(line)) and not NOT_A_CREDIT.search(line):
            return found["list"]
    return None


def _names(found: str) -> str:
    names = _patterns().names
    return ", ".join(dict.fromkeys(names[match[0]] for match in _patterns().agency.finditer(found)))


def _first_lines(text: str) -> list[str]:
    return _some_lines(text[: 4 * LONGEST_LINE].splitlines())[:HEAD_LINES]


def _last_lines(text: str) -> list[str]:
    return _some_lines(text[-4 * LONGEST_LINE :].splitlines())[-TAIL_LINES:]


def _some_lines(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


@cache
def _patterns() -> _Patterns:
    names = dict(_aliases())
    one = rf"(?<![\w-])(?:{'|'.join(re.escape(alias) for alias in sorted(names, key=len, reverse=True))})(?!\w|-\w)"
    some = rf"(?P<list>{one}(?:\s*(?:/|,|;|&|\+|\band\b)\s*{one})*)"
    return _Patterns(
        names=names,
        agency=re.compile(one),
        bracketed=re.compile(rf"(?P<place>{PLACE})\s*[(\[/]{some}[)\]/]\.?\s*(?P<dash>--|[-–—:])?"),
        dashed=re.compile(rf"(?P<place>{PLACE}(?<=[,.]))\s*{some}\s*(?P<dash>--|[-–—])"),
        leading=re.compile(rf"[(\[]{some}[)\]]\s*\S|{some.replace('list', 'bare')}(?:\s*--|\s+[-–—|]|[–—])\s+\S"),
        closing=re.compile(rf"[.!?”\"’'…)]\s*(?:[(\[]{some}[)\]]|(?:--?|[–—/])\s*{some.replace('list', 'bare')})\s*\.?$"),
        last_line=re.compile(rf"[(\[]?\s*(?:--?|[–—/])?\s*(?:Source:\s*)?{some}\s*/?[)\]]?\.?$"),
        part=re.compile(rf"(?:[Tt]he\s+)?{some}{ROLES}"),
        copyright=re.compile(rf"(?:Copyright|COPYRIGHT|©|\([cC]\))[\s©(cC)]*(?:\d{{4}}(?:\s*[-–]\s*\d{{4}})?)?[\s,]*(?:by\s+)?(?:[Tt]he\s+)?{some}"),
    )


def _aliases() -> Iterator[tuple[str, str]]:
    import yaml

    for agency in yaml.safe_load((files("sayso.read") / "agencies.yaml").read_text(encoding="utf-8")):
        for alias in (agency["name"], *agency["aliases"]):
            yield alias, agency["name"]
