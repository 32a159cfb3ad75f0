"""Statements without a verb of their own: "according to X", "reports by X that", "X: ..."."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.lexicon import Cue, Lexicon
from sayso.model import Statement
from sayso.syntax import Tree

__all__ = ["inside_sayings", "noun_statements", "phrase_statements"]

_PHRASE = "phrase that names its source"
_SOURCE_LINKS = frozenset({"by", "from", "in", "among"})
_OPENING, _CLOSING = frozenset({'"', "“", "'", "‘", "``"}), frozenset({'"', "”", "'", "’", "''"})
_TAG = 5
_CONTENT_LINKS = frozenset({"of", "about", "on", "over"})


def phrase_statements(tree: Tree, lexicon: Lexicon) -> list[Statement]:
    """Statements by a set phrase that names its source after it."""
    found: list[Statement] = []
    for i, word in enumerate(tree.lowers):
        for cue in lexicon.cue_phrases.get(word, ()):
            stop = i + len(cue.words)
            if tree.is_verb(i) and len(cue.words) == 1:
                continue
            if tuple(tree.lowers[i:stop]) == cue.words and tree.sent[min(stop, len(tree) - 1)] == tree.sent[i]:
                statement = _after_phrase(tree, i, stop, cue)
                if statement is not None:
                    found.append(statement)
                break
        if (reckoned := _reckoned(tree, lexicon, i)) is not None:
            found.append(reckoned)
    return found


def _reckoned(tree: Tree, lexicon: Lexicon, i: int) -> Statement | None:
    """ "By the mayor's count", "in his telling", "by the count of the council": whose reckoning it is, in a phrase beside the clause that it is about."""
    if tree.lowers[i] not in {"by", "in", "on"} or tree.dep[i] != "case":
        return None
    noun = tree.head[i]
    owner = tree.child(noun, "nmod:poss")
    if owner is None and tree.lowers[i] == "by":
        owner = next((k for k in tree.kids[noun] if tree.dep[k] == "nmod" and tree.preposition(k) == "of"), None)
    if noun < i or owner is None or owner < i or tree.lemmas[noun] not in lexicon.word_set("reckonings") or tree.dep[noun] not in {"obl", "obl:agent", "nmod"}:
        return None
    return Statement((noun, noun), _side_by_side(tree, owner), _clause_around(tree, i, max(noun, owner)), "asserted", "whose reckoning it is", None)


def _after_phrase(tree: Tree, i: int, stop: int, cue: Cue) -> Statement | None:
    source = _noun_after(tree, stop)
    if source is None:
        return None
    return Statement((i, stop - 1), _side_by_side(tree, source), _clause_around(tree, i, source), cue.effect, _PHRASE, cue.entry.line)


def _side_by_side(tree: Tree, source: int) -> list[int]:
    """The source and what is joined to it by "and", as far as no comma parts them."""
    out = [source]
    for c in tree.conjuncts(source):
        if c > source and not any(tree.words[k] == "," for k in range(source, c)):
            out.append(c)
    return out


def _noun_after(tree: Tree, k: int) -> int | None:
    """The head of the noun phrase that begins at a word."""
    end = tree.sents[tree.sent[min(k, len(tree) - 1)]][1]
    for j in range(k, min(end, k + 8)):
        if tree.is_noun(j) or tree.pos[j] == "PRON":
            while (
                j < tree.head[j] < min(end, k + 14)
                and tree.is_noun(tree.head[j])
                and tree.dep[j] in {"compound", "nmod:poss", "amod", "nmod:desc", "flat", "nmod"}
                and tree.words[j + 1] != ","
            ):
                j = tree.head[j]
            return j
    return None


def inside_sayings(tree: Tree, statements: Sequence[Statement]) -> None:
    """ "X said that ..., according to Y" and "According to Y, X said, ...": the phrase belongs to what X said, wherever the parser hung it."""
    sayings: dict[int, list[Statement]] = {}
    for s in statements:
        if s.cue is not None and s.rule != _PHRASE and s.effect not in {"act", "attitude"} and tree.is_verb(s.cue[0]):
            sayings.setdefault(tree.sent[s.cue[0]], []).append(s)
    for phrase in statements:
        if phrase.rule != _PHRASE or phrase.cue is None or not phrase.sources:
            continue
        i, last = phrase.cue[0], tree.phrase(phrase.sources[-1])[1]
        for said in sorted(sayings.get(tree.sent[i], ()), key=lambda s: -(s.cue or (0, 0))[0]):
            words = _words_of_both(tree, said, i, last)
            if words:
                phrase.content = _trimmed_runs(tree, words)
                said.content = _trimmed_runs(tree, sorted({*words, *range(i, last + 1), *(k for a, b in said.content for k in range(a, b + 1))}))
                break


def _words_of_both(tree: Tree, said: Statement, i: int, last: int) -> list[int]:
    """The words that X says on the word of Y, where the phrase from ``i`` to ``last`` names Y; none where it stands outside of what X says."""
    assert said.cue is not None
    verb = said.cue[0]
    clause = next((k for k in tree.kids[verb] if tree.dep[k] == "ccomp" and k > verb), None)
    if clause is not None and verb < i:
        return [j for j in sorted(tree.subtree(clause)) if j > verb and not i <= j <= last]
    if i - tree.sents[tree.sent[i]][0] <= 1 and last < verb and _is_aside(tree, verb):
        aside = {verb, *(j for k in tree.kids[verb] if tree.dep[k].startswith(("nsubj", "obl", "advmod")) for j in tree.subtree(k))}
        return [j for a, b in said.content for j in range(a, b + 1) if j > max(aside)]
    return []


def _is_aside(tree: Tree, verb: int) -> bool:
    """Whether a cue stands between commas with its speaker ("..., the network said, ...")."""
    subjects = [k for k in tree.kids[verb] if tree.dep[k].startswith("nsubj") and k < verb]
    if not subjects or any(tree.dep[k] == "ccomp" and tree.lowers[verb + 1] == "that" for k in tree.kids[verb]):
        return False
    first = tree.phrase(subjects[0])[0]
    stop = tree.sents[tree.sent[verb]][1]
    after = next((k for k in range(verb + 1, min(verb + 5, stop)) if tree.words[k] == ","), None)
    return first > 0 and tree.words[first - 1] == "," and after is not None and after < stop - 3


def _clause_around(tree: Tree, i: int, source: int) -> list[tuple[int, int]]:
    """The clause that the phrase stands in, without the phrase; the whole sentence where the phrase opens or closes it."""
    first, stop = tree.sents[tree.sent[i]]
    aside = {j for j in tree.subtree(source) if j >= i} if tree.head[source] < i or tree.head[source] > source else set(range(i, source + 1))
    last = max(tree.phrase(source)[1], source)
    aside = {j for j in aside if j <= last + 12} | set(range(i, last + 1))
    first = next((k + 1 for k in range(i, first, -1) if tree.words[k] == ";"), first)
    stop = next((k for k in range(max(aside), stop) if tree.words[k] == ";"), stop)
    if i - first <= 2 or stop - 1 - max(aside) <= 2:
        inside = [j for j in range(first, stop) if j not in aside]
    else:
        clause = tree.clause_of(tree.head[source])
        inside = sorted(j for j in tree.subtree(clause) if j not in aside and first <= j < stop)
    return _trimmed_runs(tree, inside)


def _trimmed_runs(tree: Tree, words: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for j in words:
        if runs and j == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], j)
        else:
            runs.append((j, j))
    return [r for r in (tree._trimmed(a, b) for a, b in runs) if r[0] < r[1] or tree.pos[r[0]] not in {"PUNCT", "SPACE"}]


def noun_statements(tree: Tree, lexicon: Lexicon) -> list[Statement]:
    """Statements by a noun: "reports that ...", "a claim by the army that ...", "rumours about ..."."""
    found: list[Statement] = []
    for i, lemma in enumerate(tree.lemmas):
        if not tree.is_noun(i) or lemma not in lexicon.cue_nouns:
            continue
        cue = lexicon.cue_nouns[lemma][0]
        content = _noun_content(tree, lexicon, i)
        if content and not _of_a_saying(tree, lexicon, i):
            found.append(_noun_statement(tree, lexicon, i, cue, content))
    return found


def _of_a_saying(tree: Tree, lexicon: Lexicon, i: int) -> bool:
    """Whether the noun only tells where something was said ("said in a statement that ...")."""
    verb = tree.head[i]
    spoken = any(len(cue.words) == 1 and cue.entry.strength == "core" for cue in lexicon.cue_verbs.get(tree.lemmas[verb], ()))
    return tree.dep[i] == "obl" and tree.preposition(i) == "in" and tree.is_verb(verb) and verb < i and spoken


def _noun_content(tree: Tree, lexicon: Lexicon, i: int) -> list[tuple[int, int]]:
    if tree.lemmas[i] in {"doubt", "question"} and any(tree.lowers[k] == "no" for k in tree.kids[i]):
        return []
    holders = [i, *(k for k in tree.kids[i] if k > i and tree.dep[k] == "nmod" and tree.preposition(k) in {"by", "from", "in"})]
    for k in (c for holder in holders for c in tree.kids[holder]):
        if k > i and tree.dep[k] in {"acl", "ccomp", "acl:relcl"} and (that := _that_of_content(tree, k)) is not None:
            last = tree.clause_span(k)[1]
            return [(that + 1, max(last, k))]
    for k in tree.kids[i]:
        if k > i and tree.dep[k] in {"nmod", "acl"} and (tree.preposition(k) in _CONTENT_LINKS or _marked_about(tree, k)):
            return [tree.clause_span(k)]
    return _extraposed(tree, lexicon, i)


def _extraposed(tree: Tree, lexicon: Lexicon, i: int) -> list[tuple[int, int]]:
    """What stands behind the verb by which a report comes in ("Word came from the convent that ...", "Reports are coming in of ...")."""
    verb = tree.head[i]
    if tree.dep[i] != "nsubj" or not tree.is_verb(verb) or tree.lemmas[verb] not in lexicon.word_set("arriving_verbs"):
        return []
    for k in sorted(tree.subtree(verb)):
        if k > verb and tree.dep[k] in {"ccomp", "acl", "advcl", "csubj"} and (that := _that_of_content(tree, k)) is not None:
            return [(that + 1, max(tree.clause_span(k)[1], k))]
        if k > verb and tree.dep[k] in {"obl", "nmod", "advcl"} and (tree.preposition(k) in _CONTENT_LINKS or _marked_about(tree, k)):
            return [tree.clause_span(k)]
    return []


def _that_of_content(tree: Tree, clause: int) -> int | None:
    """The "that" of a content clause; the clause has a subject of its own, or it would be a relative one."""
    that = next((c for c in tree.kids[clause] if c < clause and tree.lowers[c] == "that"), None)
    own = any(tree.dep[c] in {"nsubj", "nsubj:pass", "expl"} and c != that for c in tree.kids[clause])
    return that if own else None


def _marked_about(tree: Tree, k: int) -> bool:
    return any(tree.lowers[c] in _CONTENT_LINKS and tree.dep[c] in {"mark", "case"} for c in tree.kids[k])


def _noun_statement(tree: Tree, lexicon: Lexicon, i: int, cue: Cue, content: list[tuple[int, int]]) -> Statement:
    sources = _noun_sources(tree, i, content)
    rule = "noun of saying with its source"
    effect = "denied" if _negated_or_false(tree, lexicon, i) else cue.effect
    verb = tree.head[i]
    if not sources and tree.is_verb(verb) and tree.dep[i] == "obj":
        if tree.lemmas[verb] in lexicon.word_set("receiving_verbs"):
            tellers = [k for prep, k in tree.arguments(verb).obliques if prep == "from" and i < k < content[0][0]]
            if tellers:
                return Statement((i, i), tellers, content, effect, "report that somebody received from another one", cue.entry.line)
            return Statement((verb, i), tree.arguments(verb).subjects, content, "hedged", "report that somebody received", cue.entry.line)
        if tree.lemmas[verb] in lexicon.word_set("finding_verbs") and effect == "denied":
            return Statement((verb, i), tree.arguments(verb).subjects, content, effect, "nothing found that says so", cue.entry.line)
    if (brand := _branded(tree, lexicon, i, content)) is not None:
        return Statement((brand, brand), list(tree.arguments(brand).subjects), [(i, _before_tag(tree, content))], "denied", "called untrue", cue.entry.line)
    if not sources and tree.is_verb(verb) and tree.dep[i] == "nsubj" and tree.lemmas[verb] in lexicon.word_set("arriving_verbs"):
        sources = [k for prep, k in tree.arguments(verb).obliques if prep == "from" and k < content[0][0]]
    if not sources:
        rule = "noun of saying without a source"
        effect = "attitude" if _under_cue(tree, lexicon, i) else ("hedged" if effect == "asserted" else effect)
    return Statement((i, i), sources, content, effect, rule, cue.entry.line)


def _branded(tree: Tree, lexicon: Lexicon, i: int, content: list[tuple[int, int]]) -> int | None:
    """The verb by which somebody calls what is told untrue ("called the reports that ... a lie", "branded as propaganda claims of ...")."""
    verb = tree.head[i]
    brands = lexicon.word_set("branding_verbs")
    while tree.lemmas[verb] not in brands and tree.head[verb] != verb:
        verb = tree.head[verb]
    if tree.lemmas[verb] not in brands or not tree.arguments(verb).subjects:
        return None
    false = lexicon.word_set("falsehoods")
    inside = {j for a, b in content for j in range(a, b + 1) if j <= _before_tag(tree, content)}
    first, stop = tree.sents[tree.sent[i]]
    for k in range(first, stop):
        denying = any(m.entry.status == "denied" for m in lexicon.markers.get(("adjective", tree.lowers[k]), ()))
        if k not in inside and k > verb and (tree.lemmas[k] in false or denying):
            return verb
    return None


def _before_tag(tree: Tree, content: list[tuple[int, int]]) -> int:
    """The last word of what is told, without a few words in quotation marks at its end ("called the reports that ... "propaganda"")."""
    last = content[-1][1]
    stop = tree.sents[tree.sent[last]][1]
    for k in range(last, max(content[-1][0], last - _TAG), -1):
        if tree.words[k] in _OPENING and any(tree.words[j] in _CLOSING for j in range(last, min(stop, last + 3))):
            return k - 1
    return last


def _negated_or_false(tree: Tree, lexicon: Lexicon, i: int) -> bool:
    """ "No evidence that ...", "reports that ... were false"."""
    if any(tree.lowers[k] == "no" and tree.dep[k] == "det" for k in tree.kids[i]):
        return tree.lemmas[i] not in {"doubt", "question"}
    up = tree.head[i]
    markers = lexicon.markers.get(("adjective", tree.lowers[up]), ())
    return tree.dep[i].startswith("nsubj") and any(m.entry.status == "denied" for m in markers)


def _noun_sources(tree: Tree, i: int, content: list[tuple[int, int]]) -> list[int]:
    inside = {j for a, b in content for j in range(a, b + 1)}
    for k in tree.kids[i]:
        if k in inside:
            continue
        if tree.dep[k] == "nmod:poss" or (tree.dep[k] == "nmod" and tree.preposition(k) in _SOURCE_LINKS - {"in", "among"}):
            return tree.conjuncts(k)
        if tree.dep[k] == "nmod" and tree.preposition(k) == "of" and content[0][0] > tree.phrase(k)[1]:
            return tree.conjuncts(k)
        if tree.dep[k] == "compound" and tree.pos[k] == "PROPN":
            return [k]
        if tree.dep[k] == "acl" and tree.is_passive(k) and (agents := tree.arguments(k).subjects):
            return agents
    return []


def _under_cue(tree: Tree, lexicon: Lexicon, i: int) -> bool:
    """Whether a verb of saying governs the noun ("rejected reports that ..."): then that verb decides."""
    head = tree.head[i]
    return tree.is_verb(head) and tree.dep[i] in {"obj", "iobj", "nsubj:pass", "obl"} and tree.lemmas[head] in lexicon.cue_verbs
