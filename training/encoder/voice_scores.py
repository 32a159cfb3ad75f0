"""Measure attributions: the words of each role, whole attributions, and their contents; on our own development part and on PolNeAR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotations.agreement import pair_off
from evaluate import Scores
from spacy.language import Language
from spacy.tokens import Doc

from encoder.voices import VoicedSentence
from sayso.syntax import MARKED, Marked

ROLES = ("source", "cue", "content")
LIKE = 0.5

Voices = Sequence[Marked]
_SPAN = re.compile(r"(T\d+)\t\S+ ([\d ;]+)")
_ARGUMENT = re.compile(r"(Source|Cue|Content)\d*:(T\d+)")


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _f(shared: float, found: float, gold: float) -> Scores:
    return {"p": _percent(shared, found), "r": _percent(shared, gold), "f": _percent(2 * shared, found + gold)}


def _words(voices: Voices, role: str) -> set[int]:
    return {word for voice in voices for word in getattr(voice, role)}


def _likeness(first: Marked, second: Marked) -> int:
    """How many words two attributions share, 0 unless source, cue and content all overlap or are missing in both."""
    shared = [len({*mine} & {*theirs}) for mine, theirs in zip(first, second, strict=True)]
    fits = all(words or not (mine or theirs) for words, mine, theirs in zip(shared, first, second, strict=True))
    return sum(shared) if fits else 0


def jaccard(first: Marked, second: Marked) -> float:
    """The share of the words of two contents that stand in both."""
    mine, theirs = {*first.content}, {*second.content}
    return len(mine & theirs) / len(mine | theirs)


def _same_content(first: Marked, second: Marked) -> int:
    likeness = jaccard(first, second)
    return round(1e6 * likeness) if likeness >= LIKE else 0


def soft_f(gold: Iterable[Voices], found: Iterable[Voices]) -> float:
    """F over whole attributions, each pair counted by how much of their contents is shared; what the settings are chosen by."""
    shared = total = 0.0
    for mine, theirs in zip(gold, found, strict=True):
        total += len(mine) + len(theirs)
        shared += sum(jaccard(mine[i], theirs[j]) for i, j in pair_off(mine, theirs, _likeness))
    return 2 * shared / total if total else 0.0


def score_voices(gold: Sequence[Voices], found: Sequence[Voices]) -> dict[str, Scores]:
    """Score the attributions of documents: words by role, whole attributions one to one, and contents that are alike one to one."""
    report: dict[str, Scores] = {}
    pairs = list(zip(gold, found, strict=True))
    for role in ROLES:
        both = [(_words(mine, role), _words(theirs, role)) for mine, theirs in pairs]
        report[f"{role} words"] = _f(sum(len(a & b) for a, b in both), sum(len(b) for _, b in both), sum(len(a) for a, _ in both))
    counts = sum(map(len, found)), sum(map(len, gold))
    report["whole"] = _f(sum(len(pair_off(mine, theirs, _likeness)) for mine, theirs in pairs), *counts)
    report["content alike"] = _f(sum(len(pair_off(mine, theirs, _same_content)) for mine, theirs in pairs), *counts)
    return report


def found_in(doc: Doc) -> list[Marked]:
    """The attributions of a document."""
    return [Marked(*voice) for voice in doc.user_data.get(MARKED, ())]


def score_sentences(nlp: Language, sentences: Sequence[VoicedSentence]) -> dict[str, Scores]:
    """Score a pipeline on sentences whose words are given; attributions without content do not count."""
    docs = nlp.pipe(Doc(nlp.vocab, words=list(s.words), sent_starts=[at == 0 for at in range(len(s.words))]) for s in sentences)
    return score_voices([[voice for voice in s.voices if voice.content] for s in sentences], [found_in(doc) for doc in docs])


def _brat(path: Path) -> Iterator[dict[str, set[int]]]:
    """The attributions of a file of PolNeAR that have a content, as sets of characters by role."""
    spans: dict[str, set[int]] = {}
    lines = path.read_text(encoding="utf-8").split("\n")
    for match in filter(None, map(_SPAN.match, lines)):
        spans[match[1]] = {at for part in match[2].split(";") for at in range(*map(int, part.split()))}
    for line in lines:
        if line.startswith("E"):
            roles: dict[str, set[int]] = {role: set() for role in ROLES}
            for role, name in _ARGUMENT.findall(line):
                roles[role.lower()] |= spans.get(name, set())
            if roles["content"]:
                yield roles


def on_words(doc: Doc, roles: dict[str, set[int]]) -> Marked:
    """The words that an attribution given in characters touches."""
    return Marked(*(tuple(t.i for t in doc if not roles[role].isdisjoint(range(t.idx, t.idx + len(t)))) for role in ("cue", "source", "content")))


def read_polnear(folder: Path) -> Iterator[tuple[str, list[dict[str, set[int]]]]]:
    """The text of each document of a part of PolNeAR with the attributions of its first annotator, as sets of characters."""
    for path in sorted((folder / "text").glob("*.txt")):
        if files := sorted((folder / "attributions").glob(f"{path.stem}_*.ann")):
            yield path.read_text(encoding="utf-8"), list(_brat(files[0]))


def outermost(voices: Voices) -> list[Marked]:
    """The attributions whose cue stands in the content of no other one."""
    return [voice for voice in voices if not any(voice is not other and {*voice.cue} <= {*other.content} for other in voices)]


def with_adverbs(doc: Doc, voice: Marked) -> Marked:
    """The attribution with the adverbs beside its cue that hang on it; our guidelines leave those at its edges out ("*also* said")."""
    cue = list(voice.cue)
    taken = {*voice.source, *voice.content}
    for step in (-1, 1):
        at = (cue[0] if step < 0 else cue[-1]) + step
        while 0 <= at < len(doc) and at not in taken and doc[at].pos_ == "ADV" and doc[at].head.i in cue:
            cue = sorted([*cue, at])
            at += step
    return Marked(tuple(cue), voice.source, voice.content)


def score_polnear(nlp: Language, folder: Path) -> dict[str, Scores]:
    """Score a pipeline on the running text of a part of PolNeAR: as it marks; those outermost alone, since PolNeAR nests none; and these with the adverbs
    beside their cues, which PolNeAR's annotators take in.
    """
    texts, marks = zip(*read_polnear(folder), strict=True)
    docs = list(nlp.pipe(texts))
    gold = [[on_words(doc, roles) for roles in attributions] for doc, attributions in zip(docs, marks, strict=True)]
    found = [found_in(doc) for doc in docs]
    outer = [outermost(voices) for voices in found]
    adapted = [[with_adverbs(doc, voice) for voice in voices] for doc, voices in zip(docs, outer, strict=True)]
    report = score_voices(gold, found)
    for name, voices in (("outermost", outer), ("outermost, adverbs in cues", adapted)):
        report |= {f"{role}, {name}": scores for role, scores in score_voices(gold, voices).items()}
    return report
