"""Voices made of statements: who speaks, by what cue, openly or not, when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from sayso.model import Participant, Report, Statement, Voice
from sayso.syntax import Tree

__all__ = ["FIRST_PERSON", "Speakers", "voice_of", "voices_of"]

_ANONYMOUS = frozenset({"anonymous", "anonymously", "unnamed", "unidentified", "undisclosed"})
_UNNAMED = frozenset({"anonymity", "anonymously"})
_IDENTITY, _WITHHELD = frozenset({"name", "identity"}), frozenset({"withhold", "conceal", "hide", "omit", "suppress", "change"})
_NAMING = frozenset({"name", "identify", "quote", "cite"})
_UNWILLING = frozenset({"not", "n't", "n’t", "never", "decline", "refuse", "afraid", "fear", "unauthorised", "unauthorized"})
_CITING = frozenset({"cite", "quote"})
_ALLOWED = frozenset({"authorise", "authorize", "allow", "permit", "authorised", "authorized", "unauthorised", "unauthorized"})
_SPEAKING = frozenset({"speak", "talk", "comment", "brief", "discuss"})
FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
_THIRD_PERSON = frozenset({"he", "she", "it", "they", "him", "her", "them", "his", "their", "its", "who", "which", "that"})


class Speakers(Protocol):
    """What is asked of the mentions: who a phrase is."""

    def at(self, i: int) -> Participant | None:
        """Who the phrase headed by a word is."""

    def is_anonymous(self, i: int) -> bool:
        """Whether the phrase is an unnamed individual."""

    def side_of(self, i: int) -> str | None:
        """The party of the conflict that the named body speaks for."""


def voices_of(
    tree: Tree, chain: Sequence[Statement], speakers: Speakers, report: Report, said: Callable[[Statement], str | None], quoted: bool
) -> tuple[Voice, ...]:
    """The voices of a chain of statements, outermost first.

    The report's own outlet is no voice; a voice that only repeats the one outside it is left out; statements without a source add none.
    """
    voices: list[Voice] = []
    depth = 0
    for statement in chain:
        if statement.effect == "attitude" or not statement.sources:
            continue
        speaking = [voice_of(tree, s, statement, speakers, said(statement), depth, quoted) for s in statement.sources]
        level = [_first_person(v, voices) for v in speaking if not _own_outlet(v, report) and not (_says_we(v) and not voices and not quoted)]
        level = [v for n, v in enumerate(level) if not any(v.name == u.name for u in level[:n])]
        if not level:
            continue
        above = [v for v in voices if v.depth == depth - 1]
        if above and (_unresolved(level) or ({v.name for v in level} == {v.name for v in above} and not _parted(level[0], above[0]))):
            if all(_is_pronoun(v) for v in above):
                voices = [v for v in voices if v.depth != depth - 1] + [replace(v, depth=depth - 1) for v in level]
            continue
        voices.extend(level)
        depth += 1
    return tuple(voices)


def _unresolved(level: Sequence[Voice]) -> bool:
    """A pronoun that nothing in the report resolves: inside what somebody says it is most often himself."""
    return len(level) == 1 and _is_pronoun(level[0]) and level[0].name == level[0].text and level[0].kind == "unknown"


def _parted(voice: Voice, other: Voice) -> bool:
    """ "She said that he had called": two pronouns of which each is somebody else."""
    texts = {voice.text.casefold(), other.text.casefold()}
    return texts == {"he", "she"}


def _is_pronoun(voice: Voice) -> bool:
    return voice.text.casefold() in FIRST_PERSON | _THIRD_PERSON


def voice_of(tree: Tree, source: int, statement: Statement, speakers: Speakers, said: str | None, depth: int, quoted: bool) -> Voice:
    """The voice of the phrase headed by ``source`` in a statement."""
    who = speakers.at(source)
    first, last = tree.phrase(source)
    span = tree.span(first, last)
    cue = tree.span(*statement.cue) if statement.cue is not None else None
    name = who.name if who is not None else _plain(tree, first, last)
    kind = who.kind if who is not None else "unknown"
    anonymous = speakers.is_anonymous(source) or _anonymous_source(tree, source, statement) or _withholds_name(tree, source, statement)
    return Voice(
        span.text, span.start, span.end, name, kind, who.country if who is not None else None, speakers.side_of(source), cue,
        "quoted" if quoted and statement.quoted else "paraphrased", said, anonymous, depth,
    )  # fmt: skip


def _plain(tree: Tree, first: int, last: int) -> str:
    while first < last and tree.pos[first] in {"DET", "NUM"}:
        first += 1
    return tree.span(first, last).text


def _anonymous_source(tree: Tree, source: int, statement: Statement) -> bool:
    """ "In an anonymously sourced article, the paper claimed"."""
    if statement.cue is None:
        return False
    first, stop = tree.sents[tree.sent[statement.cue[0]]]
    own = (k for k in range(first, stop) if tree.pos[k] == "ADV" or tree.head[k] == source)
    return any(tree.lowers[k] in _ANONYMOUS and not statement.holds(k) for k in own)


def _withholds_name(tree: Tree, source: int, statement: Statement) -> bool:
    """Whether somebody does not want to be named, or may not speak ("who asked not to be named", "on condition of anonymity")."""
    if tree.pos[source] == "PROPN":
        return False
    top = statement.cue[0] if statement.cue is not None else source
    aside = [k for k in tree.kids[top] if not statement.holds(k) and tree.dep[k] != "conj" and tree.lemmas[k] not in _CITING] if tree.is_verb(top) else []
    told = sorted({j for k in (source, *aside) for j in tree.subtree(k) if not statement.holds(j)})
    lemmas = {tree.lemmas[k] for k in told}
    if lemmas & _UNNAMED or (lemmas & _IDENTITY and (lemmas & _WITHHELD or {"leave", "out"} <= lemmas or {"keep", "out"} <= lemmas)):
        return True
    unwilling = lemmas & _UNWILLING
    if unwilling and any(tree.lemmas[k] in _NAMING and tree.is_passive(k) for k in told):
        return True
    return bool(unwilling) and bool(lemmas & _ALLOWED) and bool(lemmas & _SPEAKING)


def _says_we(voice: Voice) -> bool:
    """ "We have received reports": outside of any quotation the report speaks of itself."""
    return voice.text.casefold() in {"i", "we"}


def _own_outlet(voice: Voice, report: Report) -> bool:
    """Whether the voice is the report's own outlet or its correspondent."""
    outlet = (report.outlet or "").casefold()
    if not outlet or len(outlet) < 3:
        return False
    name = voice.name.casefold()
    if name == outlet:
        return True
    return outlet in voice.text.casefold() and any(w in voice.text.casefold() for w in ("correspondent", "reporter"))


def _first_person(voice: Voice, outer: list[Voice]) -> Voice:
    """ "I" and "we" speak as the voice around them."""
    if voice.text.casefold() in FIRST_PERSON and outer:
        speaker = outer[-1]
        return replace(voice, name=speaker.name, kind=speaker.kind, country=speaker.country, side=speaker.side)
    return voice
