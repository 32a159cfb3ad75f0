"""Who passes on what another one said: statements that an outlet carries, interviews that it prints, and sources named in the next sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from sayso.lexicon import Lexicon
from sayso.model import Statement
from sayso.syntax import Tree

__all__ = ["later_sources", "relays"]

_AFTER_NAME = 4
_PLACES = frozenset({"in", "on", "by"})


def relays(tree: Tree, lexicon: Lexicon, statements: Sequence[Statement]) -> list[Statement]:
    """The statements, and around those that somebody passes on one of whoever does ("in a statement carried by the agency")."""
    here: dict[int, list[Statement]] = {}
    for statement in statements:
        here.setdefault(tree.sent[statement.cue[0]] if statement.cue is not None else -1, []).append(statement)
    for verb in range(len(tree)):
        beside = here.get(tree.sent[verb])
        if beside and tree.is_verb(verb) and tree.lemmas[verb] in lexicon.word_set("relaying_verbs"):
            here[tree.sent[verb]] = _with_relay(tree, lexicon, verb, beside)
    return list(chain.from_iterable(here.values()))


def _with_relay(tree: Tree, lexicon: Lexicon, verb: int, statements: list[Statement]) -> list[Statement]:
    """The statements of a sentence with the one of whoever passes on another one by a verb, if somebody does."""
    told = _publishes(tree, lexicon, verb, statements)
    if told is not None:
        return [*(s for s in statements if s.cue is None or s.cue[0] != verb), told]
    relay = _carried(tree, lexicon, verb, statements) or _printed(tree, verb, statements)
    if relay is None or relay.host is None:
        return statements
    said, relay.host = relay.host, None
    said.host = relay
    return [*(s for s in statements if s is said or not _about(s, verb, relay)), relay]


def _about(statement: Statement, verb: int, relay: Statement) -> bool:
    """Whether a statement only tells of the passing on, by its verb or by the noun that is passed on."""
    if statement.cue is None:
        return False
    return statement.cue[0] <= verb <= statement.cue[1] or bool(statement.sources and statement.sources == relay.sources and statement.effect != "act")


def _relay(tree: Tree, verb: int, who: Sequence[int], said: Statement) -> Statement:
    """The statement of whoever passes on another one, which for now is its host."""
    first = min([said.cue[0] if said.cue is not None else verb, *said.sources, *(a for a, _ in said.content)])
    last = max(b for _, b in said.content)
    return Statement((verb, verb), list(who), [(first, last)], "asserted", "passes on what another one said", host=said)


def _carried(tree: Tree, lexicon: Lexicon, verb: int, statements: Sequence[Statement]) -> Statement | None:
    """ "In a statement carried by the agency, the front said ...", "a colonel, quoted by the agency, said ..."."""
    noun = verb - 1 if tree.dep[verb] == "advcl" and verb else tree.head[verb]
    if not tree.dep[verb].startswith(("acl", "advcl")) or not tree.is_noun(noun) or not tree.is_passive(verb):
        return None
    who = tree.arguments(verb).subjects
    said = next((s for s in _near(tree, verb, statements) if noun in s.sources), None)
    if said is None and tree.lemmas[noun] in lexicon.cue_nouns and tree.preposition(noun) in _PLACES:
        said = next((s for s in _near(tree, verb, statements) if s.cue is not None and tree.is_verb(s.cue[0])), None)
    if not who or said is None or set(who) & set(said.sources):
        return None
    return _relay(tree, verb, who, said)


def _publishes(tree: Tree, lexicon: Lexicon, verb: int, statements: Sequence[Statement]) -> Statement | None:
    """ "The weekly published a letter in which a prisoner writes that ..."."""
    args = tree.arguments(verb)
    if args.passive or not args.subjects:
        return None
    for noun in args.objects:
        inside = set(tree.subtree(noun))
        telling = tree.lemmas[noun] in lexicon.cue_nouns or tree.lemmas[noun] in lexicon.word_set("account_nouns")
        sayings = (s.cue[0] for s in statements if s.cue is not None and s.sources and s.effect not in {"act", "attitude"} and s.cue[0] in inside)
        if telling and noun > verb and any(tree.is_verb(k) for k in sayings):
            return Statement((verb, verb), list(args.subjects), [tree.clause_span(noun)], "asserted", "publishes what another one said")
    return None


def _printed(tree: Tree, verb: int, statements: Sequence[Statement]) -> Statement | None:
    """ "A survivor told the weekly, which printed his account, that ..."."""
    pronoun = next((k for k in range(verb - 1, max(-1, verb - _AFTER_NAME), -1) if tree.lowers[k] == "which"), None)
    if pronoun is None or pronoun < 2 or tree.words[pronoun - 1] != ",":
        return None
    for said in statements:
        told = said.cue[0] if said.cue is not None else -1
        if 0 <= told < pronoun and tree.lemmas[told] == "tell" and tree.sent[told] == tree.sent[verb]:
            heard = [o for o in tree.arguments(told).objects if told < o < pronoun and tree.phrase(o)[1] == pronoun - 2]
            if heard:
                said.content = _behind(tree, verb, said.content)
                return _relay(tree, verb, heard, said)
    return None


def _behind(tree: Tree, verb: int, content: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is told, without the relative clause in front of ", that"."""
    last = content[-1][1]
    that = next((k for k in range(verb + 1, last) if tree.lowers[k] == "that" and tree.words[k - 1] == ","), None)
    return [(that + 1, last)] if that is not None else content


def _near(tree: Tree, verb: int, statements: Sequence[Statement]) -> Iterator[Statement]:
    """The sayings in the sentence of a verb that do not hold it, outermost first."""
    for s in sorted(statements, key=lambda s: -s.size):
        if s.cue is not None and s.cue[0] != verb and s.sources and s.effect not in {"act", "attitude"} and not s.holds(verb):
            yield s


def later_sources(tree: Tree, lexicon: Lexicon, statements: Sequence[Statement]) -> list[Statement]:
    """Statements whose source the next sentence names: "The information comes from the ministry", "So says the governor"."""
    found: list[Statement] = []
    sourced = {tree.sent[s.cue[0]] for s in statements if s.cue is not None and s.sources and s.effect != "act"}
    for n in range(1, len(tree.sents)):
        named = _named(tree, lexicon, n)
        before = tree.sents[n - 1]
        if named is not None and n - 1 not in sourced and before[1] - before[0] > 1:
            cue, sources = named
            found.append(Statement(cue, sources, [(before[0], before[1] - 1)], "asserted", "source named in the next sentence"))
    return found


def _named(tree: Tree, lexicon: Lexicon, n: int) -> tuple[tuple[int, int], list[int]] | None:
    """The cue and the sources of a sentence that only tells where the one before it comes from."""
    first, stop = tree.sents[n]
    root = next((k for k in range(first, stop) if tree.head[k] == k), first)
    subjects = [k for k in tree.kids[root] if tree.dep[k] == "nsubj"]
    accounts = lexicon.word_set("account_nouns")
    if tree.lemmas[root] == "come" and any(tree.lemmas[k] in accounts for k in subjects):
        sources = [k for prep, k in tree.arguments(root).obliques if prep == "from"]
        return ((root, root), sources) if sources else None
    if tree.lowers[first] == "so" and root == first + 1 and tree.lemmas[root] in {"say", "claim"}:
        sources = [k for k in tree.arguments(root).subjects if k > root] or [k for k in tree.kids[root] if k > root and tree.is_noun(k)]
        return ((first, root), sources) if sources else None
    if tree.lemmas[root] in {"source", "speaker"} and subjects and tree.child(root, "cop") is not None:
        return ((root, root), subjects) if any(tree.lemmas[k] in accounts for k in tree.subtree(root)) else None
    if any(tree.lemmas[k] in {"source", "speaker"} for k in subjects) and tree.child(root, "cop") is not None and tree.is_noun(root):
        return (subjects[0], subjects[0]), [root]
    return None
