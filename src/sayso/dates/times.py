"""Time expressions in a report and their EDTF values, by a grammar of its own.

Values are resolved against the report's publication date, or against a date printed at the head of its text, never against today.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from sayso.dates.calendar import Anchor, edtf_day, edtf_month, edtf_range, parse_day
from sayso.model import Report, Time

__all__ = ["anchor_of", "find_times"]

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH_NAMES = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
)
_DAY_NAMES = r"Mon(?:day|\.)|Tue(?:sday|s?\.)|Wed(?:nesday|\.)|Thu(?:rsday|rs?\.)|Fri(?:day|\.)|Sat(?:urday|\.)|Sun(?:day|\.)"
_PARTS = {
    "MONTH2": f"(?P<m2>{_MONTH_NAMES})",
    "MONTH": f"(?P<m>{_MONTH_NAMES})",
    "WEEKDAY2": f"(?P<wd2>{_DAY_NAMES})",
    "WEEKDAY": f"(?P<wd>{_DAY_NAMES})",
    "YEAR": r"(?P<y>1[89]\d\d|20\d\d)",
    "DAY2": r"(?P<d2>\d{1,2})(?:st|nd|rd|th)?",
    "DAY": r"(?P<d>\d{1,2})(?:st|nd|rd|th)?",
    "ANDYEAR": r"(?:,? ?(?P<y>1[89]\d\d|20\d\d))?",
    "ONWEEKDAY": f"(?:(?P<wd>{_DAY_NAMES}),? (?:the )?)?",
    "PARTOF": r"(?:early |late |mid-?|the (?:beginning|start|end|summer|spring|winter|autumn) of )?",
    "HOURSOF": r"(?:early |late |mid-?|the (?:early |late )?(?:morning|afternoon|evening|night|hours) of )?",
    "TIMEOFDAY": r"(?: (?:early |late )?(?:morning|afternoon|evening|night|midday|noon|dawn|overnight))?",
    "NUMBER": r"(?P<n>\d{1,3}|a|an|few|several|couple of|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)",
    "WITHIN": "(?:" + "|".join(rf"(?<=\b{w} )" for w in "in In since Since until by of during last this next from before after".split()) + ")",
    "PEOPLE": "(?:people|civilians|soldiers|fighters|troops|men|families|refugees|others|dead)",
}
_NUM = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)} | {"a": 1, "an": 1}

Value = Callable[[re.Match[str], Anchor, bool], str | None]


def _month(name: str) -> int:
    key = name.lower().rstrip(".")[:3]
    return next(n for n, m in enumerate(_MONTHS, 1) if m.startswith(key))


def _weekday(name: str) -> int:
    key = name.lower().rstrip(".")[:3]
    return next(n for n, d in enumerate(_DAYS) if d.startswith(key))


def _day_value(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    month, day = _month(m["m"]), int(m["d"])
    return edtf_day(m["y"] or anchor.year_of(month, day, future=future), month, day)


def _range_value(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    last_month = _month(m["m2"])
    first_month = _month(m["m"]) if m["m"] else last_month
    year = m["y"] or anchor.year_of(last_month, int(m["d2"]), future=future)
    first, last = edtf_day(year, first_month, int(m["d"])), edtf_day(year, last_month, int(m["d2"]))
    return edtf_range(first, last) if first and last else None


def _day_run(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    """ "December 1-7"."""
    month = _month(m["m"])
    year = m["y"] or anchor.year_of(month, int(m["d2"]), future=future)
    first, last = edtf_day(year, month, int(m["d"])), edtf_day(year, month, int(m["d2"]))
    return edtf_range(first, last) if first and last else None


def _month_value(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    month = _month(m["m"])
    return edtf_month(m["y"] or anchor.year_of(month, None, future=future), month)


def _numeric(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    first, second = int(m["a"]), int(m["b"])
    day, month = (second, first) if second > 12 >= first else (first, second)
    return edtf_day(m["y"], month, day)


def _iso(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    return edtf_day(m["y"], int(m["a"]), int(m["b"]))


def _named_day(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    which = (m["which"] or "").lower().strip()
    number = _weekday(m["wd"])
    if which in {"next", "this coming", "coming"}:
        return anchor.weekday(number, future=True)
    return anchor.weekday(number, future=future and which not in {"last", "past"})


def _ago(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    n = int(m["n"]) if m["n"].isdigit() else _NUM.get(m["n"].lower(), 0)
    unit = m["unit"].lower().rstrip("s")
    if anchor.day is None or not n:
        return None
    if unit == "day":
        return anchor.shifted(-n)
    if unit == "week":
        return f"{anchor.shifted(-7 * n)}~"
    if unit == "month":
        return f"{anchor.month_back(n)}~"
    return f"{anchor.day.year - n}" if unit == "year" else None


def _span_back(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    """ "over the past three weeks"."""
    text = (m["n"] or "one").lower()
    n = int(text) if text.isdigit() else _NUM.get(text, 1)
    days = {"hour": 1, "day": 1, "week": 7, "month": 30, "year": 365}[m["unit"].lower().rstrip("s")]
    return anchor.days_back(1 if days == 1 and m["unit"].lower().startswith("hour") else n * days)


def _last_unit(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    offset = {"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[m["which"].lower()]
    unit = m["unit"].lower()
    if anchor.day is None:
        return None
    if unit == "week":
        return anchor.week(offset)
    if unit == "weekend":
        return anchor.weekend(max(offset, 0))
    if unit == "month":
        return anchor.month_back(-offset)
    return str(anchor.day.year + offset)


def _fixed(days: int) -> Value:
    return lambda m, anchor, future: anchor.shifted(days)


def _overnight(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    first, last = anchor.shifted(-1), anchor.shifted(0)
    return edtf_range(first, last) if first and last else None


def _recent(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    month = anchor.month_back(0)
    return f"{month}~" if month else None


def _pattern(template: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """The expression with its parts (words in capitals between tildes) filled in."""
    for name, part in _PARTS.items():
        template = template.replace(f"~{name}~", part)
    return re.compile(template, re.IGNORECASE if ignore_case else 0)


def _year_value(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    return m["y"]


def _decade(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    return m["y"] + "X"


def _last_weekend(m: re.Match[str], anchor: Anchor, future: bool) -> str | None:
    return anchor.weekend()


_CASED: tuple[tuple[str, Value], ...] = (
    (r"(?<![\d-])~YEAR~-(?P<a>\d\d)-(?P<b>\d\d)(?![\d-])", _iso),
    (r"(?<![\d.-])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)~YEAR~(?![\d-])", _numeric),
    (r"(?<!\d)~DAY~(?: ~MONTH~)?(?: ?[-–] ?| to | and )~DAY2~ ~MONTH2~\b~ANDYEAR~", _range_value),
    (r"~MONTH~ ~DAY~(?: ?[-–] ?| to | and )~DAY2~(?!\d)~ANDYEAR~", _day_run),
    (r"~ONWEEKDAY~(?<!\d)~DAY~(?: of)? ~MONTH~(?![a-z])~ANDYEAR~", _day_value),
    (r"~ONWEEKDAY~~HOURSOF~~MONTH~ ?~DAY~(?![\d:]|,\d{3})~ANDYEAR~", _day_value),
    (r"(?:[Ee]arly |[Ll]ate |[Mm]id-?)?(?<![A-Za-z])~MONTH~,? ~YEAR~(?!\d)", _month_value),
    (r"~WITHIN~~PARTOF~~MONTH~(?![a-z]| \d)(?P<y>)", _month_value),
    (r"(?:[Ee]arly |[Ll]ate |[Mm]id-)(?:in )?~MONTH~(?![a-z]| \d)(?P<y>)", _month_value),
    (r"(?:the )?(?:early |late |mid-)?(?P<y>(?:19|20)\d)0s\b", _decade),
    (r"~WITHIN~~PARTOF~~YEAR~(?![\d-]|[,.]\d| ~PEOPLE~)", _year_value),
    (r"\b(?:[Ee]arly|[Ll]ate|[Mm]id)[ -]~YEAR~\b", _year_value),
    (
        r"\b(?:the )?(?:(?:early|late|dawn|overnight|earlier)(?: on| last)? )?(?P<which>last |past |next |this coming |coming |this )?"
        r"~WEEKDAY~\b~TIMEOFDAY~(?: (?:and |to |and into )(?:\w+ )?~WEEKDAY2~\b(?: morning| evening| night)?)?",
        _named_day,
    ),
)
_UNCASED: tuple[tuple[str, Value], ...] = (
    (r"\bthe day before yesterday\b", _fixed(-2)),
    (r"\byesterday\b(?: (?:morning|afternoon|evening|night))?", _fixed(-1)),
    (r"\b(?:last|the previous) night\b", _fixed(-1)),
    (r"\b(?:earlier |later )?today\b|\bearlier in the day\b|\btonight\b|\bthe same day\b", _fixed(0)),
    (r"\b(?:earlier )?this (?:morning|afternoon|evening)\b", _fixed(0)),
    (r"\b(?:at|before|around|since) (?:dawn|daybreak|noon|midday|midnight|dusk|sunrise|sunset)\b(?! on)", _fixed(0)),
    (r"\btomorrow\b", _fixed(1)),
    (r"\bovernight\b(?! (?:on|from|to) )", _overnight),
    (r"\b(?:about |some |nearly |around )?~NUMBER~ (?P<unit>days?|weeks?|months?|years?) (?:ago|earlier)\b", _ago),
    (r"\b(?:over|in|during|within|for) the (?:past|last) (?:~NUMBER~ )?(?P<unit>hours?|days?|weeks?|months?|years?)\b", _span_back),
    (r"\b(?:in|over) recent (?:days|weeks)\b|\bin the last few days\b", _recent),
    (r"\b(?:earlier |later |early |late )?(?P<which>last|this|next|previous|coming) (?P<unit>weekend|week|month|year)\b", _last_unit),
    (r"\b(?:at|over|on) the weekend\b", _last_weekend),
    (
        r"\b(?:the (?:day before|previous day)|(?:a|one) day (?:earlier|before))\b(?=[\s,.;:)\"”’]*(?:$|[.,;:)\"”\n]| (?:and|by|in|at|when|after|near)\b))",
        _fixed(-1),
    ),
)
_RULES = (
    *((_pattern(template), value) for template, value in _CASED),
    *((_pattern(template, ignore_case=True), value) for template, value in _UNCASED),
)

_SINCE = re.compile(r"\b(?:[Ss]ince|[Ee]ver since)(?: at least)? (?:the (?:beginning|start) of |the |early |late |last )*$")
_START_OF = re.compile(r"\b(?:beginning|start) of ")
_UNTIL = re.compile(r"\b(?:[Uu]ntil|[Uu]p to|[Tt]hrough|[Tt]ill) (?:at least )?$")
_FROM = re.compile(r"\b(?:[Ff]rom|[Bb]etween) $")
_TO = re.compile(r"^ (?:to|and|until|through) $")
_APPROXIMATE = re.compile(r"\b(?:around|about|circa|approximately) $")
_FUTURE = re.compile(r"\b(?:will|shall|would|next|plans?|planned|due|scheduled|set|expected|upcoming|tomorrow|to be held)\b")
_PAST_TENSE = re.compile(r"\b(?:was|were|had|did|\w+ed)\b")
_DAY_BEFORE = re.compile(r"(?:the (?:day before|previous day)|(?:a|one) day (?:earlier|before))", re.IGNORECASE)
_REACH = 250
_HEAD = re.compile(r"^\W*(?:\w+ ){0,2}$|(?:[Uu]pdated|[Pp]ublished|[Pp]osted|publication|[Dd]ated?)(?: at| on|:)? *$")


def anchor_of(report: Report) -> Anchor:
    """The day that relative words count from: a full date at the head of the text, else the publication date."""
    printed = _printed_date(report.text[:400])
    return Anchor(printed or parse_day(report.published))


def _printed_date(head: str) -> date | None:
    """A full date that stands alone at the very beginning, or after "Updated" and the like."""
    for pattern, value in _RULES[:7]:
        match = pattern.search(head)
        if match and match.groupdict().get("y") and (match.start() < 3 or _HEAD.search(head[: match.start()])) and not _in_sentence(head, match):
            return parse_day(value(match, Anchor(None), False))
    return None


def _in_sentence(head: str, match: re.Match[str]) -> bool:
    """ "On 7 December 2024, rebels ..." tells of the event, "7 December 2024 Rebels ..." dates the report."""
    after = head[match.end() : match.end() + 1]
    return bool(re.match(r"(?:On|In|Since|By)\b", head)) or after == "," and match.start() < 3 and head[match.end() + 2 : match.end() + 3].islower()


def find_times(report: Report, anchor: Anchor) -> list[Time]:
    """The time expressions of a report in order, with EDTF values where they can be told."""
    text = report.text
    found: dict[int, tuple[int, str | None]] = {}
    taken = bytearray(len(text))
    for pattern, value in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            found[start] = (end, _value(match, value, anchor, text))
    _count_from_the_last(text, found)
    return _joined(text, [(s, e, v) for s, (e, v) in sorted(found.items())])


def _count_from_the_last(text: str, found: dict[int, tuple[int, str | None]]) -> None:
    """ "The day before" counts from the day that was told last, where that is near: "said on Monday that ... the day before"."""
    told: tuple[int, date] | None = None
    for start, (end, value) in sorted(found.items()):
        if _DAY_BEFORE.fullmatch(text, start, end) and told is not None and start - told[0] <= _REACH:
            value = (told[1] - timedelta(days=1)).isoformat()
            found[start] = (end, value)
        day = parse_day(value) if value and len(value) == 10 else None
        told = (end, day) if day is not None else told


def _value(match: re.Match[str], value: Value, anchor: Anchor, text: str) -> str | None:
    result = value(match, anchor, _is_future(text, match))
    groups = match.groupdict()
    if groups.get("wd2") and result and anchor.day:
        second = anchor.weekday(_weekday(groups["wd2"]))
        return edtf_range(result, second) if second and second > result else result
    return result


def _is_future(text: str, match: re.Match[str]) -> bool:
    """Whether the clause around a date is about the future."""
    floor = max(0, match.start() - 100)
    start = max(text.rfind(".", floor, match.start()), text.rfind("\n", floor, match.start()), floor - 1)
    before = text[start + 1 : match.start()]
    return bool(_FUTURE.search(before)) and not _PAST_TENSE.search(before[before.rfind("will") + 1 :] if "will" in before else before)


def _joined(text: str, items: list[tuple[int, int, str | None]]) -> list[Time]:
    """Ranges made of two expressions, and the open ends that "since" and "until" give."""
    times: list[Time] = []
    i = 0
    while i < len(items):
        start, end, value = items[i]
        before = text[max(0, start - 40) : start]
        if i + 1 < len(items) and value and items[i + 1][2] and _FROM.search(before) and _TO.match(text[end : items[i + 1][0]]):
            end, value = items[i + 1][1], _between(value, items[i + 1][2] or "")
            i += 1
        else:
            value = _opened(before, text[start:end], value)
        times.append(Time(text[start:end], start, end, value))
        i += 1
    return times


def _between(first: str, last: str) -> str:
    if first.startswith("XXXX") != last.startswith("XXXX") and last[:4].isdigit():
        first = last[:4] + first[4:]
    return edtf_range(first, last)


def _opened(before: str, written: str, value: str | None) -> str | None:
    if value is None:
        return None
    if _SINCE.search(before):
        first = value.split("/")[0]
        if _START_OF.search(before[-20:] + written) and first.count("-") == 1:
            first += "-01"
        return f"{first}/.."
    if _UNTIL.search(before):
        return f"../{value.split('/')[-1]}"
    if _APPROXIMATE.search(before) and "/" not in value and not value.endswith("~"):
        return f"{value}~"
    return value
