"""Attributions as training examples: read from the annotation, cut into sentences, and varied."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path

import yaml
from annotations.records import AttributedPassage, NamedPassage, Span, read_attributions, read_names
from ner_data import Name, NamedSentence, disturb_names
from news_noise import DOUBLE_QUOTES, QUOTE_STYLES
from spacy.tokens import Doc

from sayso.corpus.texts import passage_text
from sayso.syntax import Marked

ANNOTATIONS = Path(__file__).parent.parent / "annotations"
DEV_SHARE = 0.15
VERB_SHARE, QUOTE_SHARE, TURN_SHARE = 0.3, 0.5, 0.35
QUOTED_SHARE, SPLIT_SHARE, VERB_FIRST_SHARE = 0.5, 0.25, 0.4
LONGEST_GAP = 4

_DATA = yaml.safe_load(Path(__file__).with_name("voices.yaml").read_text(encoding="utf-8"))
_VERBS: dict[str, list[str]] = {verb: verbs for verbs in _DATA["verbs"] for verb in verbs}
_SAYING = frozenset(verbs[0] for verbs in _DATA["verbs"]) | frozenset({"says", "said", "saying"})
_MOVABLE = frozenset(_VERBS) | frozenset(_DATA["movable"])
_LOWERED, _PRONOUNS, _FRAGMENTS = (frozenset(_DATA[key]) for key in ("lowered", "pronouns", "fragments"))

Tokenize = Callable[[str], Doc]


@dataclass(frozen=True)
class VoicedSentence:
    """The words of a sentence and its attributions, by the numbers of their words."""

    words: tuple[str, ...]
    voices: tuple[Marked, ...]


def _inside(doc: Doc, offset: int, spans: Iterable[Span | None]) -> tuple[int, ...]:
    """The words of a sentence that touch one of the spans."""
    known = [(start - offset, end - offset) for start, end in filter(None, spans)]
    return tuple(token.i for token in doc if any(token.idx < end and start < token.idx + len(token) for start, end in known))


def _sentences(passage: AttributedPassage, sentences: Mapping[str, str], tokenize: Tokenize) -> Iterator[VoicedSentence]:
    """Each sentence of a passage with the attributions whose cue it holds; what stands in other sentences is left out."""
    offset = 0
    for key in passage.id:
        doc = tokenize(sentences[key])
        found: dict[int, Marked] = {}
        for voice in passage.attributions:
            spans = ([voice.cue], [voice.source], voice.content)
            cue, source, content = (_inside(doc, offset, part) for part in spans)
            if cue:
                former = found.get(cue[0], Marked((), (), ()))
                found[cue[0]] = Marked(*(tuple(sorted({*a, *b})) for a, b in zip(former, (cue, source, content), strict=True)))
        yield VoicedSentence(tuple(token.text for token in doc), tuple(found[cue] for cue in sorted(found)))
        offset += len(sentences[key]) + 1


def read_voiced(path: Path, sentences: Mapping[str, str], tokenize: Tokenize) -> tuple[list[VoicedSentence], list[VoicedSentence]]:
    """The sentences of a file of attributions for training and for development, parted by passage."""
    parts: tuple[list[VoicedSentence], list[VoicedSentence]] = ([], [])
    for passage in read_attributions(path):
        share = int(sha256(passage.id[0].encode()).hexdigest()[:8], 16) / 16**8
        parts[share < DEV_SHARE].extend(_sentences(passage, sentences, tokenize))
    return parts


def _named(passage: NamedPassage, sentences: Mapping[str, str], tokenize: Tokenize) -> NamedSentence:
    doc = tokenize(passage_text(passage.id, sentences))
    spans = ((_inside(doc, 0, [(start, end)]), label) for start, end, label in passage.names)
    return NamedSentence(tuple(token.text for token in doc), tuple(Name(words[0], words[-1] + 1, label) for words, label in spans))


def read_named(path: Path, sentences: Mapping[str, str], tokenize: Tokenize) -> list[NamedSentence]:
    """The passages of a file of names, each as one sentence."""
    return [_named(passage, sentences, tokenize) for passage in read_names(path)]


def _moved(voice: Marked, places: Mapping[int, int]) -> Marked:
    return Marked(*(tuple(sorted(places[word] for word in words if word in places)) for words in voice))


def _other_verbs(sentence: VoicedSentence, rng: random.Random) -> VoicedSentence:
    """Now and then another verb where a cue is a plain form of "say"."""
    words = list(sentence.words)
    for voice in sentence.voices:
        if len(voice.cue) == 1 and words[voice.cue[0]] in _SAYING and rng.random() < VERB_SHARE:
            words[voice.cue[0]] = rng.choice(_VERBS[words[voice.cue[0]]])
    return replace(sentence, words=tuple(words))


def _other_quotes(words: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """All double quotation marks in one style, opening and closing in turn."""
    style = rng.choice(QUOTE_STYLES)
    marks = [at for at, word in enumerate(words) if word in DOUBLE_QUOTES]
    changed = {at: style[turn % 2] for turn, at in enumerate(marks)}
    return tuple(changed.get(at, word) for at, word in enumerate(words))


def _run(words: Sequence[int]) -> range | None:
    """The words as a range, if none is missing between them."""
    return range(words[0], words[-1] + 1) if words and words[-1] - words[0] == len(words) - 1 else None


def _frame(sentence: VoicedSentence) -> tuple[Marked, range, range, range] | None:
    """The attribution that is the whole sentence, with its source, its cue and its content in this order, or None."""
    last = len(sentence.words) - 1
    for voice in sentence.voices:
        cue, source, content = map(_run, voice)
        if not (cue and source and content) or (source.start, source.stop, content.stop) != (0, cue.start, last):
            continue
        if sentence.words[cue.stop - 1] not in _MOVABLE or sentence.words[content.start] in _FRAGMENTS:
            continue
        gap = sentence.words[cue.stop : content.start]
        inner = all(other is voice or set(chain(*other)) <= set(content) for other in sentence.voices)
        if inner and 0 <= len(gap) <= LONGEST_GAP and "," not in gap and sentence.words[last] == "." and len(content) > 3:
            return voice, source, cue, content
    return None


def _turned(sentence: VoicedSentence, rng: random.Random) -> VoicedSentence:
    """The content first and the speaker behind or inside it, in quotation marks now and then: "The bridge fell, the mayor said."."""
    frame = _frame(sentence)
    if frame is None:
        return sentence
    voice, source, cue, content = frame
    words = sentence.words
    said = [at for at in content if at > content.start or words[at] != "that"]
    gap = list(range(cue.stop, content.start))
    turned = len(cue) == 1 and not gap and words[0].lower() not in _PRONOUNS and rng.random() < VERB_FIRST_SHARE
    speech = [*cue, *source] if turned else [*source, *cue, *gap]
    opening, closing = ('"', '"') if rng.random() < QUOTED_SHARE else ("", "")
    commas = [place for place, at in enumerate(said) if words[at] == "," and 2 < place < len(said) - 3]
    order: list[int | str]
    if commas and rng.random() < SPLIT_SHARE:
        cut = rng.choice(commas)
        order = [opening, *said[:cut], "+,", closing, *speech, ",", opening, *said[cut + 1 :], "+." if closing else ".", closing]
    else:
        order = [opening, *said, "+,", closing, *speech, "."]
    order = [item for item in order if item != ""]
    first = next(item for item in order if isinstance(item, int))
    places = {item: place for place, item in enumerate(order) if isinstance(item, int)}
    added = {place for place, item in enumerate(order) if item == '"' or (opening and isinstance(item, str) and item[0] == "+")}
    text = [_recased(words, item, item == first) if isinstance(item, int) else item[-1] for item in order]
    moved = [_moved(other, places) for other in sentence.voices]
    whole = _moved(voice, places)
    moved[sentence.voices.index(voice)] = whole._replace(content=tuple(sorted({*whole.content, *added})))
    return VoicedSentence(tuple(text), tuple(moved))


def _recased(words: Sequence[str], at: int, first: bool) -> str:
    if first:
        return words[at][:1].upper() + words[at][1:]
    return words[at].lower() if at == 0 and words[0].lower() in _LOWERED else words[at]


def vary(sentence: VoicedSentence, rng: random.Random) -> VoicedSentence:
    """The sentence, often with other verbs and quotation marks or with its speaker moved, now and then without its stop or in other letter case."""
    sentence = _other_verbs(sentence, rng)
    if rng.random() < TURN_SHARE:
        sentence = _turned(sentence, rng)
    if rng.random() < QUOTE_SHARE:
        sentence = replace(sentence, words=_other_quotes(sentence.words, rng))
    words = disturb_names(NamedSentence(sentence.words, ()), rng).words
    places = {at: at for at in range(len(words))}
    return VoicedSentence(words, tuple(_moved(voice, places) for voice in sentence.voices))
