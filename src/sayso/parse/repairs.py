"""Trees put right where their parser is known to go wrong, each time by what stands in the sentence."""

from __future__ import annotations

from sayso.syntax import Tree

__all__ = ["repaired"]

_CORE = frozenset({"nsubj", "obj", "iobj"})
_NEAR = 6
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


def repaired(tree: Tree) -> Tree:
    """The tree itself, repaired in place."""
    _join_names(tree)
    _clear_before_marks(tree)
    _free_citing(tree)
    _part_double_subjects(tree)
    _join_titles(tree)
    return tree


def _clear_before_marks(tree: Tree) -> None:
    """In "accused the army of shelling the town" and "quoted the minister as saying" what stands before "of" and "as" goes with the verb above."""
    for mark, clause in enumerate(tree.head):
        above = tree.head[clause]
        if tree.dep[mark] != "mark" or tree.lowers[mark] not in {"of", "for", "from", "as"} or not above < mark < clause or not tree.is_verb(above):
            continue
        if tree.lowers[mark] == "as" and not tree.is_gerund(clause):
            continue
        for k in [k for k in tree.kids[clause] if above < k < mark and tree.dep[k] in _CORE]:
            tree.hang(k, above, "obj")
        for k in [k for k in tree.kids[above] if above < k < mark and tree.dep[k] == "nsubj"]:
            tree.dep[k] = "obj"


def _free_citing(tree: Tree) -> None:
    """In "the agency, citing police, said" the participle goes with the verb, and what follows it is its object."""
    for i, word in enumerate(tree.lowers):
        if word not in {"citing", "quoting"} or not tree.is_verb(i):
            continue
        for k in [k for k in tree.kids[i] if k > i and tree.dep[k] in {"nsubj", "iobj"}]:
            tree.dep[k] = "obj"
        if tree.dep[i] == "case" and tree.head[i] < i:
            tree.dep[i] = "acl"
        _give_object(tree, i)
        verb = tree.head[i]
        for k in [k for k in tree.kids[i] if tree.dep[k] in {"ccomp", "acl"} and _after_comma_that(tree, k)] if tree.is_verb(verb) else []:
            tree.hang(k, verb, "ccomp")


def _give_object(tree: Tree, citing: int) -> None:
    """In "a report quoting the mayor said" the mayor is quoted, and the report says it."""
    for k in range(citing + 1, min(citing + _NEAR, len(tree))):
        verb = tree.head[k]
        if tree.is_noun(k) and tree.dep[k] == "nsubj" and verb > k and any(tree.dep[c] == "nsubj" and c < citing for c in tree.kids[verb]):
            tree.hang(k, citing, "obj")
            return
        if tree.words[k] == "," or tree.is_verb(k):
            return


def _after_comma_that(tree: Tree, clause: int) -> bool:
    """Whether a clause begins with ", that"."""
    that = next((c for c in tree.kids[clause] if tree.lowers[c] == "that" and tree.dep[c] == "mark"), None)
    return that is not None and that > 0 and tree.words[that - 1] == ","


def _part_double_subjects(tree: Tree) -> None:
    """In "residents say soldiers burned the village" the second subject goes with the clause."""
    for verb, kids in enumerate(tree.kids):
        subjects = [k for k in kids if tree.dep[k] in _SUBJECTS]
        if len(subjects) < 2 or not tree.is_verb(verb):
            continue
        late = [k for k in subjects if k > verb]
        clause = next((k for k in kids if tree.dep[k] in {"ccomp", "xcomp"} and k > verb), None)
        if clause is None and late and (promised := _infinitive_of(tree, late[0])) is not None:
            tree.hang(promised, verb, "ccomp")
            tree.hang(late[0], promised, "nsubj")
            continue
        if clause is None and late and subjects[0] < verb and tree.lemmas[verb] in {"quote", "cite"}:
            tree.dep[late[0]] = "obj"
        if clause is None or not late or late[0] > clause or any(tree.dep[c].startswith("nsubj") for c in tree.kids[clause]):
            continue
        tree.hang(late[0], clause, tree.dep[late[0]])


def _infinitive_of(tree: Tree, noun: int) -> int | None:
    """The infinitive of a headline's clause ("Minister says army to leave town")."""
    return next((k for k in tree.kids[noun] if k > noun and tree.dep[k] == "acl" and tree.is_infinitive(k)), None)


def _join_titles(tree: Tree) -> None:
    """In "quoted rebel commander X as saying" and "the newspaper The Y said" the noun goes with the name."""
    for first, stop, label in tree.ents:
        head = next((k for k in range(first, stop) if not first <= tree.head[k] < stop), first)
        title = first - 2 if first > 1 and tree.lowers[first - 1] == "the" else first - 1
        if label not in {"PERSON", "PER", "ORG"} or title < 0 or tree.pos[title] != "NOUN" or tree.sent[title] != tree.sent[head]:
            continue
        verb = tree.head[title]
        if verb == tree.head[head] and verb not in {title, head} and tree.dep[title] in _CORE and tree.dep[head] in _CORE | {"appos", "flat", "obl"}:
            tree.dep[head] = tree.dep[title]
            tree.hang(title, head, "nmod:desc")


def _join_names(tree: Tree) -> None:
    """Two words of a name side by side are neither coordinated nor two arguments ("Um Khalil", "The Pars Wire", "Radio Amani")."""
    for i in range(1, len(tree)):
        before = i - 1
        if tree.pos[i] != "PROPN" or tree.sent[i] != tree.sent[before]:
            continue
        if tree.dep[i] == "conj" and tree.head[i] == before and tree.pos[before] == "PROPN":
            tree.dep[i] = "flat"
        elif tree.head[i] == tree.head[before] and tree.dep[i] == tree.dep[before] and tree.dep[i] in _CORE:
            if tree.pos[before] == "DET":
                tree.hang(before, i, "det")
            elif tree.pos[before] == "PROPN":
                tree.hang(before, i, "compound")
