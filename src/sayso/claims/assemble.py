"""One event mention under its chain of voices becomes one claim, or two where a voice reports what it denies."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace

from sayso.lexicon import Lexicon
from sayso.model import Claim, EventMention, Participant, Reason, Report, Span, Statement, Status, Voice
from sayso.syntax import Tree

__all__ = ["assemble", "denial", "is_taken_up", "status_under"]

VoicesOf = Callable[[Sequence[Statement], bool], tuple[Voice, ...]]
_FIRST = frozenset({"i", "we", "me", "us", "my", "our", "myself", "ourselves"})
_SIDE_CLAUSES = frozenset({"acl:relcl", "advcl", "advcl:relcl"})
_OVERRIDES: dict[str, dict[Status, Status]] = {
    "hedged": {"asserted": "hedged"},
    "denied": {"asserted": "denied", "hedged": "denied", "prospective": "denied", "attempted": "denied", "denied": "asserted"},
    "unclear": {"asserted": "unclear", "hedged": "unclear", "prospective": "unclear"},
    "prospective": {"asserted": "prospective"},
}


def assemble(
    tree: Tree, lexicon: Lexicon, report: Report, mention: EventMention, chain: Sequence[Statement], voices_of: VoicesOf, in_quotes: Container[int]
) -> list[Claim]:
    """The claims of one event mention. ``chain`` holds the statements that it stands in, outermost first; ``in_quotes`` the words of quotations."""
    quoted = mention.trigger in in_quotes
    speakers = voices_of([s for s in chain if s.effect != "act"], quoted)
    chain = [s for s in chain if not _own_act(s, mention, voices_of)]
    voices = voices_of(chain, quoted)
    status, why = status_under(tree, mention.trigger, mention.status, chain)
    if any(who.text.casefold() in _FIRST for who in (*mention.actors, *mention.recipients)):
        mention = replace(mention, actors=list(_speaking(mention.actors, speakers)), recipients=list(_speaking(mention.recipients, speakers)))
    claim = _claim(tree, report, mention, voices, status, [*mention.reasons, why, *_voice_reasons(tree, chain)])
    outer = _denier(tree, lexicon, chain)
    if outer is None:
        return [claim]
    denial = _claim(
        tree,
        report,
        mention,
        voices_of(chain[:outer], quoted),
        "denied",
        [*mention.reasons, Reason("status", "the rumour that a voice reports is denied by it"), *_voice_reasons(tree, chain[:outer])],
    )
    return [claim] if (claim.status, claim.voices) == (denial.status, denial.voices) else [claim, denial]


def is_taken_up(tree: Tree, trigger: int, echo: Statement) -> bool:
    """Whether what takes up an earlier statement ("the ministry denied it") speaks of this event of it too, and not only of what describes somebody there."""
    here = trigger
    while tree.head[here] != here and echo.holds(tree.head[here]):
        if tree.dep[here] in {*_SIDE_CLAUSES, "acl"} and not tree.is_infinitive(here):
            return False
        here = tree.head[here]
    return True


def denial(tree: Tree, report: Report, mention: EventMention, echo: Statement, voices_of: VoicesOf) -> Claim:
    """The claim of a voice that denies, later on, what another voice said of the event."""
    reasons = [*mention.reasons, Reason("status", echo.rule, echo.entry), *_voice_reasons(tree, [echo])]
    return _claim(tree, report, mention, voices_of([echo], False), "denied", reasons)


def _own_act(statement: Statement, mention: EventMention, voices_of: VoicesOf) -> bool:
    """Whether the statement is a verbal act of the event's own actor, or the actor's word on a verbal act of his: then he is no voice of it."""
    if statement.effect in {"denied", "unclear"} or (statement.effect != "act" and not mention.verbal):
        return False
    performers = {v.name for v in voices_of([statement], False)}
    himself = mention.verbal and any(a.text.casefold() in _FIRST for a in mention.actors)
    return himself or bool(performers & {a.name for a in mention.actors})


# -- status -----------------------------------------------------------------------------------------------------------------------------


def status_under(tree: Tree, trigger: int, status: Status, chain: Sequence[Statement]) -> tuple[Status, Reason]:
    """The status that the innermost voice gives to what has this one in its own sentence, with statements that are nobody's inside it taken in."""
    why = Reason("status", "as the sentence itself puts it")
    for statement in reversed(chain):
        if statement.effect in _OVERRIDES and _in_scope(tree, trigger, statement):
            changed = _OVERRIDES[statement.effect].get(status, status)
            if changed != status:
                status = changed
                cue = tree.span(*statement.cue) if statement.cue is not None else None
                why = Reason("status", statement.rule, statement.entry, cue)
        if statement.sources and statement.effect != "attitude":
            break
    return status, why


def _in_scope(tree: Tree, trigger: int, statement: Statement) -> bool:
    """A cue governs its complement, not the relative and adverbial clauses inside it."""
    here = trigger
    while tree.head[here] != here:
        up = tree.head[here]
        if not statement.holds(up):
            return True
        if tree.dep[here] in _SIDE_CLAUSES and not tree.is_infinitive(here):
            return False
        here = up
    return True


def _denier(tree: Tree, lexicon: Lexicon, chain: Sequence[Statement]) -> int | None:
    """Index of the innermost statement that has a source and stands under a voice that denies it or calls it false; None where none."""
    for n in range(len(chain) - 1, 0, -1):
        inner, outer = chain[n], chain[n - 1]
        if not inner.sources or inner.cue is None or not outer.sources:
            continue
        if outer.effect == "denied" and _in_scope(tree, inner.cue[0], outer) or _called_false(tree, lexicon, inner):
            return n
    return None


def _called_false(tree: Tree, lexicon: Lexicon, inner: Statement) -> bool:
    """Whether what is told is called false by whoever tells of it ("are spreading rumours and false news about")."""
    assert inner.cue is not None
    cue = inner.cue[1]
    nouns = tree.conjuncts(tree.first_conjunct(cue)) if tree.is_noun(cue) else tree.arguments(cue).objects if tree.is_verb(cue) else []
    for k in nouns:
        if tree.lemmas[k] in lexicon.word_set("falsehoods"):
            return True
        if any(m.entry.status == "denied" for c in tree.kids[k] for m in lexicon.markers.get(("adjective", tree.lowers[c]), ())):
            return True
    return False


# -- the claim --------------------------------------------------------------------------------------------------------------------------


def _claim(tree: Tree, report: Report, mention: EventMention, voices: tuple[Voice, ...], status: Status, reasons: list[Reason]) -> Claim:
    trigger = tree.span(mention.words[0], mention.words[-1]) if _tight(mention.words) else tree.span(mention.trigger, mention.trigger)
    actors = _speaking(mention.actors, voices)
    recipients = _speaking(mention.recipients, voices)
    return Claim(
        report.id, mention.event, mention.mode, trigger, actors, recipients, mention.places[0] if mention.places else None,
        tuple(mention.places[1:]), mention.time, tuple(mention.counts), status, voices, _evidence(tree, mention.trigger), _score(mention, status),
        (*reasons, *_slot_reasons(mention)),
    )  # fmt: skip


def _tight(words: tuple[int, ...]) -> bool:
    return words[-1] - words[0] < len(words) + 4


def _speaking(people: Iterable[Participant], voices: tuple[Voice, ...]) -> tuple[Participant, ...]:
    """ "I" and "we" are who speaks."""
    out: list[Participant] = []
    for who in people:
        if who.text.casefold() in _FIRST and voices:
            speaker = voices[-1]
            who = replace(who, name=speaker.name, kind=speaker.kind, country=speaker.country)
        out.append(who)
    return tuple(out)


def _evidence(tree: Tree, trigger: int) -> Span:
    first, stop = tree.sents[tree.sent[trigger]]
    last = stop - 1
    while last > first and tree.pos[last] == "SPACE":
        last -= 1
    return tree.span(first, last)


def _score(mention: EventMention, status: Status) -> float:
    """A rough confidence: how much of the frame was filled, and how plainly the sentence puts it."""
    score = 0.45 + 0.1 * (len(mention.words) > 1)
    score += 0.15 * bool(mention.actors) + 0.1 * bool(mention.recipients) + 0.1 * bool(mention.places) + 0.05 * bool(mention.time)
    return round(min(score - 0.05 * (status != "asserted"), 0.95), 2)


def _voice_reasons(tree: Tree, chain: Sequence[Statement]) -> list[Reason]:
    return [Reason("voices", s.rule, s.entry, tree.span(*s.cue) if s.cue is not None else None) for s in chain if s.sources and s.effect != "attitude"]


def _slot_reasons(mention: EventMention) -> list[Reason]:
    reasons: list[Reason] = []
    named = next((r for r in mention.reasons if r.slot == "event"), None)
    if named is not None:
        reasons.append(replace(named, slot="trigger"))
        reasons += [replace(named, slot="mode")] if mention.mode is not None else []
    for slot, filled in (("actors", mention.actors), ("recipients", mention.recipients), ("place", mention.places), ("counts", mention.counts)):
        reasons += [Reason(slot, "argument of the trigger by its frame", None, Span(s.text, s.start, s.end)) for s in filled]
    if mention.time is not None:
        reasons.append(Reason("time", "time expression in the event's clause", None, Span(mention.time.text, mention.time.start, mention.time.end)))
    return reasons
