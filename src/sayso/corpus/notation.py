"""The notation that annotators write claims in: a passage's sentences, then a line for each claim.

::

    # own-17 | topic: siege | published: 2026-03-14 | outlet: Radio Savana
    > The army denied that shells had hit the market in Arda on Friday.
    1 ASSAULT/heavy-weapons shells had hit !denied | r: the market in Arda (civilian) | p: the market in Arda (SYR = Arda) | t: on Friday = 2026-03-13
      | v: The army (military SYR = Syrian army) <denied>

``corpus/GUIDELINES.md`` tells what every part means. A text that stands several times in its sentence takes ``@2`` for the second, or braces
around the part that is meant (``and {he} denied``); ``[1] text`` looks in another sentence than the claim's, which only voices may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from sayso.corpus.passages import OWN, Passage, Slot
from sayso.lexicon.schema import EVENT_TYPES
from sayso.model import CountKind, Kind, Status
from sayso.records import Record

__all__ = ["COUNTED", "KINDS", "MODES", "RELATIONS", "VOICE_ONLY", "Mistake", "claim_line", "is_edtf", "name_as_written", "read_claim", "read_notation"]

MODES: dict[str, tuple[str, ...]] = {
    "ASSAULT": tuple(
        (
            "aerial drone heavy-weapons firearms explosives suicide-attack targeted abduct unconventional destroy torture sexual beat primitive crowd-control"
        ).split()
    ),
    "COERCE": tuple("seize arrest restrict ban curfew martial-law deport censor withhold cyber misinformation".split()),
    "RETREAT": tuple("withdraw release return disarm ceasefire access resign".split()),
    "PROTEST": tuple("demo riot strike hunger boycott obstruct".split()),
    "MOBILIZE": tuple("troops weapons police militia".split()),
    "REQUEST": tuple("assist change yield meet".split()),
    "REJECT": tuple("assist change yield meet".split()),
    "ACCUSE": tuple("disapprove investigate allege".split()),
    "THREATEN": tuple("violence territory restrict arrest expel relations ban rights".split()),
    "SANCTION": tuple("convict expel withdraw discontinue".split()),
    "CONSULT": tuple("visit third-party multilateral phone".split()),
    "CONTROL": tuple("seize hold contest lose".split()),
    "ADVANCE": tuple("enter approach encircle".split()),
    "DISPLACE": tuple("flee evacuate return".split()),
}
"""The modes that the claim record names, by event type."""

COUNTED = tuple("killed wounded detained abducted displaced missing present".split())
SIDES = tuple("north south east west northeast northwest southeast southwest central".split())
RELATIONS = (
    "near", "suburbs-of", "countryside-of", "between", *(f"{side}-of" for side in SIDES[:-1]),
    *(f"{side}ern-part-of" for side in SIDES[:-1]), "central-part-of",
)  # fmt: skip
ROLES = ("origin", "destination")
KINDS = frozenset(get_args(Kind))
VOICE_ONLY = frozenset({"document", "witness", "expert"})
STATUSES = frozenset(get_args(Status))
COUNT_KINDS = frozenset(get_args(CountKind))

HEADER = re.compile(r"#\s*(\S+)((?:\s*\|\s*[a-z]+:[^|]*)*)$")
CLAIM = re.compile(r"(\d+)\s+([A-Z]+)(?:/([a-z-]+))?\s+(.+)$")
WITH_PROPERTIES = re.compile(r"(.+?)\s*\(([^()]*)\)$")
CUE = re.compile(r"\s*<([^<>]+)>$")
WITH_STATUS = re.compile(r"(.+?)\s*!([a-z]+)$")
ELSEWHERE = re.compile(r"\[(\d+)\]\s*(.+)$")
NUMBERED = re.compile(r"(.+)@(\d+)$")
BRACED = re.compile(r"([^{}]*)\{([^{}]+)\}([^{}]*)$")
BOUNDS = re.compile(r"(\d+)?(\.\.)?(\d+)?$")
COUNTRY = re.compile(r"[A-Z]{3}$")
EDTF_PART = re.compile(r"(?:\d{4}|XXXX|\d{3}X|\d{2}XX)(?:-(?:\d{2}|XX)(?:-(?:\d{2}|XX))?)?[~?]?$")
ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)


class Mistake(ValueError):
    """What is wrong with a line of the notation."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A filler as written: its text, and what stands in brackets after it."""

    text: str
    flags: tuple[str, ...]
    name: str | None


def name_as_written(text: str) -> str:
    """The name of what has none but its own words: these without their article."""
    return ARTICLE.sub("", text, count=1) if ARTICLE.match(text) else text


def read_notation(lines: Iterable[str], known: Mapping[str, Passage] | None = None) -> Iterator[tuple[int, Passage | Mistake]]:
    """Yields every passage of a file in the notation, or what is wrong with one of its lines, each with the line's number.

    ``known`` gives the passages whose text is not the notation's to tell: there the lines with sentences are only for the annotator's eyes.
    """
    for number, header, body in _blocks(lines):
        try:
            passage = _opened(header, [line for _, line in body if line.startswith(">")], known)
        except Mistake as mistake:
            yield number, mistake
            continue
        claims: list[Record] = []
        for at, line in body:
            if line.startswith(">") or line == "-":
                continue
            try:
                claims.append(read_claim(line, passage))
            except Mistake as mistake:
                yield at, Mistake(f"{mistake} [{line[:90]}]")
        yield number, replace(passage, claims=tuple(claims))


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    """Yields the number and the text of each passage's header, with the lines below it; a line that starts with a bar goes on with the one before."""
    current: tuple[int, str, list[tuple[int, str]]] | None = None
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line.startswith("#"):
            if current:
                yield current
            current = number, line, []
        elif line.startswith("|") and current and current[2]:
            at, before = current[2][-1]
            current[2][-1] = at, f"{before} {line}"
        elif line and current:
            current[2].append((number, line))
    if current:
        yield current


def _opened(header: str, told: list[str], known: Mapping[str, Passage] | None) -> Passage:
    """The passage of a header, without claims."""
    match = HEADER.match(header)
    if not match:
        raise Mistake("The header is none: `# id | topic: ... | published: ... | outlet: ... | title: ...`.")
    ident = match[1]
    if known is not None:
        if ident not in known:
            raise Mistake(f"There is no passage {ident!r} in the batch.")
        return known[ident]
    facts = dict(_fact(item) for item in match[2].split("|") if item.strip())
    if unknown := facts.keys() - {"topic", "published", "outlet", "title"}:
        raise Mistake(f"The header tells {', '.join(sorted(unknown))}, which a passage has not.")
    if not told:
        raise Mistake("The passage has no sentence.")
    text, sentences = _joined(told)
    return replace(Passage(ident, OWN, text, sentences), **facts)  # type: ignore[arg-type]


def _fact(item: str) -> tuple[str, str]:
    key, _, value = item.partition(":")
    return key.strip(), value.strip()


def _joined(told: list[str]) -> tuple[str, tuple[Slot, ...]]:
    """The text of the sentences, a blank line before those that open a paragraph with ``>>``."""
    text, sentences = "", []
    for line in told:
        gap = "\n\n" if line.startswith(">>") else " "
        sentence = line.lstrip("> ").strip()
        text += gap if text else ""
        sentences.append((len(text), len(text) + len(sentence)))
        text += sentence
    return text, tuple(sentences)


def read_claim(line: str, passage: Passage) -> Record:
    """The claim of a line. Raises Mistake for what is wrong with it."""
    match = CLAIM.match(line)
    if not match:
        raise Mistake("A claim is `N EVENT/mode trigger !status | a: ... | ...`.")
    number, event, mode = int(match[1]), match[2], match[3]
    if not 1 <= number <= len(passage.sentences):
        raise Mistake(f"There is no sentence {number}.")
    _check_event(event, mode)
    trigger, *fields = re.split(r"\s+\|\s+|\s+\|$", match[4])
    status = "asserted"
    if marked := WITH_STATUS.match(trigger):
        trigger, status = marked[1], marked[2]
    if status not in STATUSES:
        raise Mistake(f"There is no status {status!r}.")
    finder = Finder(passage, number - 1)
    claim: Record = {
        "event": event, "mode": mode, "trigger": finder.span(trigger), "actors": [], "recipients": [], "place": None, "more_places": [], "time": None,
        "counts": [], "status": status, "voices": [], "evidence": _evidence(passage, number - 1),
    }  # fmt: skip
    for item in filter(None, fields):
        key, _, value = item.partition(":")
        if key.strip() not in FIELDS:
            raise Mistake(f"There is no field {key.strip()!r}: they are {', '.join(FIELDS)}.")
        FIELDS[key.strip()](claim, value.strip(), finder)
    return claim


def _check_event(event: str, mode: str | None) -> None:
    if event not in EVENT_TYPES:
        raise Mistake(f"There is no event type {event!r}.")
    if mode is not None and mode not in MODES.get(event, ()):
        raise Mistake(f"{event} has no mode {mode!r}: {', '.join(MODES.get(event, ('none',)))}.")


def _evidence(passage: Passage, sentence: int) -> Record:
    start, end = passage.sentences[sentence]
    return {"text": passage.text[start:end], "start": start, "end": end}


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds what is written in the claim's sentence."""

    passage: Passage
    sentence: int

    def span(self, piece: str, *, anywhere: bool = False, near: int | None = None) -> Record:
        """The one span that a piece of the notation names; ``near`` picks the nearest of several."""
        sentence, piece = self._aimed(piece.strip(), anywhere)
        chosen, piece = (int(found[2]), found[1]) if (found := NUMBERED.match(piece)) else (None, piece)
        before, core, after = match.groups() if (match := BRACED.match(piece)) else ("", piece, "")
        starts = [start + len(before) for start in self.starts(before + core + after, sentence)]
        if not starts:
            raise Mistake(f"{piece!r} does not stand in sentence {sentence + 1}.")
        return self._span(_choose(starts, chosen, near, piece), len(core))

    def _aimed(self, piece: str, anywhere: bool) -> tuple[int, str]:
        aimed = ELSEWHERE.match(piece)
        if not aimed:
            return self.sentence, piece
        sentence = int(aimed[1]) - 1
        if not 0 <= sentence < len(self.passage.sentences) or not (anywhere or sentence == self.sentence):
            raise Mistake(f"Only a voice may stand in another sentence: {piece!r}.")
        return sentence, aimed[2]

    def starts(self, whole: str, sentence: int) -> list[int]:
        """Where whole words stand in a sentence."""
        start, end = self.passage.sentences[sentence]
        left, right = (r"(?<!\w)" if whole[:1].isalnum() else "", r"(?!\w)" if whole[-1:].isalnum() else "")
        pattern = re.compile(f"{left}{re.escape(whole)}{right}")
        return [match.start() for match in pattern.finditer(self.passage.text, start, end)]

    def _span(self, start: int, length: int) -> Record:
        return {"text": self.passage.text[start : start + length], "start": start, "end": start + length}


def _choose(starts: list[int], chosen: int | None, near: int | None, piece: str) -> int:
    if chosen is not None:
        if not 1 <= chosen <= len(starts):
            raise Mistake(f"{piece!r} stands there {len(starts)} times, not {chosen}.")
        return starts[chosen - 1]
    if near is not None:
        return min(starts, key=lambda start: abs(start - near))
    if len(starts) > 1:
        raise Mistake(f"{piece!r} stands there {len(starts)} times: write {piece}@1 ... or put the one that is meant in braces with its neighbours.")
    return starts[0]


def _entry(written: str) -> Entry:
    match = WITH_PROPERTIES.match(written.strip())
    if not match:
        raise Mistake(f"{written.strip()!r} lacks its brackets: `text (kind COUNTRY = Name)`.")
    flags, _, name = match[2].partition("=")
    return Entry(match[1], tuple(re.split(r"[\s,]+", flags.strip())) if flags.strip() else (), name.strip() or None)


def _country(flags: Iterable[str]) -> str | None:
    return next((flag for flag in flags if COUNTRY.match(flag)), None)


def _unknown(entry: Entry, known: Callable[[str], bool]) -> None:
    if unknown := [flag for flag in entry.flags if not COUNTRY.match(flag) and not known(flag)]:
        raise Mistake(f"{', '.join(unknown)} after {entry.text!r} means nothing here.")


def _kind(entry: Entry) -> str:
    kinds = [flag for flag in entry.flags if flag in KINDS]
    if len(kinds) != 1:
        raise Mistake(f"{entry.text!r} needs one kind: {', '.join(sorted(KINDS))}.")
    return kinds[0]


def _participants(slot: str) -> Callable[[Record, str, Finder], None]:
    def fill(claim: Record, value: str, finder: Finder) -> None:
        for written in re.split(r"\s+;\s+", value):
            entry = _entry(written)
            _unknown(entry, lambda flag: flag in KINDS - VOICE_ONLY)
            span = finder.span(entry.text)
            claim[slot].append({**span, "name": entry.name or name_as_written(span["text"]), "kind": _kind(entry), "country": _country(entry.flags)})

    return fill


def _places(claim: Record, value: str, finder: Finder) -> None:
    for written in re.split(r"\s+;\s+", value):
        entry = _entry(written)
        _unknown(entry, lambda flag: flag in RELATIONS or flag in ROLES)
        span = finder.span(entry.text)
        place = {
            **span,
            "name": entry.name or name_as_written(span["text"]),
            "relation": next((flag for flag in entry.flags if flag in RELATIONS), None),
            "role": next((flag for flag in entry.flags if flag in ROLES), None),
            "country": _country(entry.flags),
        }
        if claim["place"] is None:
            claim["place"] = place
        else:
            claim["more_places"].append(place)


def _time(claim: Record, value: str, finder: Finder) -> None:
    text, _, edtf = value.rpartition(" = ")
    if not text:
        raise Mistake("A time is `text = EDTF`.")
    claim["time"] = {"edtf": _edtf(edtf), **finder.span(text)}


def _edtf(value: str) -> str:
    if not is_edtf(value.strip()):
        raise Mistake(f"{value!r} is no EDTF.")
    return value.strip()


def is_edtf(value: str) -> bool:
    """Whether a date or range is written as the claim record wants it."""
    parts = value.split("/")
    return len(parts) <= 2 and parts not in ([".."], ["..", ".."]) and all(part == ".." or EDTF_PART.match(part) for part in parts)


def _counts(claim: Record, value: str, finder: Finder) -> None:
    for written in re.split(r"\s+;\s+", value):
        match = WITH_PROPERTIES.match(written.strip())
        if not match:
            raise Mistake(f"{written!r} lacks its brackets: `at least 30 (killed 30.. who=civilians)`.")
        flags, _, who = match[2].partition("who=")
        what, number, *kind = flags.split() or ("", "")
        if what not in COUNTED or (kind and kind[0] not in COUNT_KINDS):
            raise Mistake(f"({match[2]}) is `what low..high kind who=words`: what of {', '.join(COUNTED)}; kind of {', '.join(sorted(COUNT_KINDS))}.")
        low, high = _bounds(number)
        span = finder.span(match[1])
        claim["counts"].append({"what": what, "who": who.strip() or None, "low": low, "high": high, **span, "kind": kind[0] if kind else "new"})


def _bounds(number: str) -> tuple[int | None, int | None]:
    """The bounds of ``30``, ``30..``, ``..20`` and ``10..15``."""
    match = BOUNDS.match(number)
    if not match or not (match[1] or match[3]):
        raise Mistake(f"{number!r} is no number: 30, 30.., ..20 or 10..15.")
    low, high = (int(found) if found else None for found in (match[1], match[3]))
    return (low, high) if match[2] else (low, low)


def _voices(claim: Record, value: str, finder: Finder) -> None:
    for depth, level in enumerate(re.split(r"\s+>\s+", value)):
        for written in re.split(r"\s+\+\s+", level):
            claim["voices"].append(_voice(written.strip(), depth, finder))


def _voice(written: str, depth: int, finder: Finder) -> Record:
    cue = CUE.search(written)
    entry = _entry(written[: cue.start()] if cue else written)
    said = next((flag[5:] for flag in entry.flags if flag.startswith("said:")), None)
    _unknown(entry, lambda flag: flag in KINDS or flag in {"anon", "quoted"} or flag.startswith("said:"))
    span = finder.span(entry.text, anywhere=True)
    return {
        **span,
        "name": entry.name or name_as_written(span["text"]),
        "kind": _kind(entry),
        "country": _country(entry.flags),
        "cue": _cue(cue[1], span, entry.text, finder) if cue else None,
        "manner": "quoted" if "quoted" in entry.flags else "paraphrased",
        "said": _edtf(said) if said else None,
        "anonymous": "anon" in entry.flags,
        "depth": depth,
    }


def _cue(written: str, voice: Record, text: str, finder: Finder) -> Record:
    """The cue's span: in the sentence that it names, else in the voice's, the nearest to the voice."""
    aimed = ELSEWHERE.match(text)
    piece = written if ELSEWHERE.match(written) or not aimed else f"[{aimed[1]}] {written}"
    return finder.span(piece, anywhere=True, near=voice["start"])


FIELDS: dict[str, Callable[[Record, Any, Finder], None]] = {
    "a": _participants("actors"),
    "r": _participants("recipients"),
    "p": _places,
    "t": _time,
    "n": _counts,
    "v": _voices,
}


def claim_line(claim: Record, passage: Passage) -> str:
    """The claim in the notation; read again, it is the same claim."""
    writer = Writer(passage, passage.sentence_of(claim))
    mode = f"/{claim['mode']}" if claim["mode"] else ""
    status = f" !{claim['status']}" if claim["status"] != "asserted" else ""
    head = f"{writer.sentence + 1} {claim['event']}{mode} {writer.text(claim['trigger'])}{status}"
    return " | ".join([head, *(f"{field}: {value}" for field, value in writer.fields(claim) if value)])


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes what stands in a claim's sentence."""

    passage: Passage
    sentence: int

    def fields(self, claim: Record) -> Iterator[tuple[str, str]]:
        """The fields of a claim, those that are empty with no text."""
        yield "a", " ; ".join(self._filler(item, (item["kind"], item["country"])) for item in claim["actors"])
        yield "r", " ; ".join(self._filler(item, (item["kind"], item["country"])) for item in claim["recipients"])
        places = [place for place in (claim["place"], *claim["more_places"]) if place]
        yield "p", " ; ".join(self._filler(item, (item["country"], item["relation"], item["role"])) for item in places)
        yield "t", f"{self.text(claim['time'])} = {claim['time']['edtf']}" if claim["time"] else ""
        yield "n", " ; ".join(map(self._count, claim["counts"]))
        depths = sorted({voice["depth"] for voice in claim["voices"]})
        yield "v", " > ".join(" + ".join(self._voice(voice) for voice in claim["voices"] if voice["depth"] == depth) for depth in depths)

    def text(self, span: Record) -> str:
        """A span as the notation names it."""
        sentence = max(number for number, (start, _) in enumerate(self.passage.sentences) if start <= span["start"])
        found = Finder(self.passage, sentence).starts(span["text"], sentence)
        number = f"@{found.index(span['start']) + 1}" if len(found) > 1 else ""
        return f"{'' if sentence == self.sentence else f'[{sentence + 1}] '}{span['text']}{number}"

    def _filler(self, item: Record, flags: Iterable[str | None]) -> str:
        name = "" if item["name"] == name_as_written(item["text"]) else f" = {item['name']}"
        return f"{self.text(item)} ({(' '.join(filter(None, flags)) + name).strip()})"

    def _count(self, count: Record) -> str:
        low, high = count["low"], count["high"]
        number = str(low) if low == high else f"{'' if low is None else low}..{'' if high is None else high}"
        kind = f" {count['kind']}" if count.get("kind", "new") != "new" else ""
        who = f" who={count['who']}" if count["who"] else ""
        return f"{self.text(count)} ({count['what']} {number}{kind}{who})"

    def _voice(self, voice: Record) -> str:
        said = f"said:{voice['said']}" if voice["said"] else None
        flags = (voice["kind"], voice["country"], "anon" if voice["anonymous"] else None, "quoted" if voice["manner"] == "quoted" else None, said)
        filler = self._filler(voice, flags)
        return f"{filler} <{self._cue(voice['cue'], filler)}>" if voice["cue"] else filler

    def _cue(self, cue: Record, voice: str) -> str:
        told = self.text(cue)
        return f"[{self.sentence + 1}] {told}" if ELSEWHERE.match(voice) and not ELSEWHERE.match(told) else told
