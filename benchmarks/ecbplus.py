"""Which mentions of events tell of one event, across documents: ECB+, scored as is usual for it.

    python -m benchmarks.ecbplus FOLDER --cache dev.pickle
    python -m benchmarks.ecbplus FOLDER --baseline --topics 2 5

The folder holds `ECBplus_coreference_sentences.csv` and a folder of XML files for each topic. Only the sentences listed there count, and all gold
mentions of events in them, those that stand alone among them; the default topics are the usual ones for development. Each mention becomes a claim
of the report it stands in: what sayso reads at that word, with the slots that sayso leaves open filled from the gold mentions of people, things,
places and times that its parse ties to the event. Which of those corefer is never looked at, and the chains of events only for scoring.

Every clustering is made twice: of each topic for itself, and of all mentions in one pool. Both are scored over the pool; the mean over topics is
that of the topics' own CoNLL F1. The baseline takes mentions whose head words have the same lemma for one event.

The cache keeps the claims of the topics that were read; after a change to what sayso reads, begin a new one.
"""

from __future__ import annotations

import argparse
import csv
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from statistics import fmean
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from sayso.flow import Engine
from sayso.mentions.actors import Actors
from sayso.mentions.places import Places
from sayso.model import Claim, Count, Participant, Place, Reading, Report, Span, Time, Voice
from sayso.parse import parse_reports
from sayso.syntax import Tree

DEV_TOPICS = ("2", "5", "12", "18", "21", "23", "34", "35")
SENTENCES = "ECBplus_coreference_sentences.csv"
UNREAD_SCORE = 0.5
NO_SPACE_BEFORE = frozenset(". , ; : ! ? ) ] } % ... '' ” ’ 's 'S n't 're 've 'll 'd 'm ’s ’re ’ve ’ll ’d ’m n’t".split())
NO_SPACE_AFTER = frozenset("( [ { $ £ € `` “ ‘ `".split())
JOINING = frozenset("-/_@")
APOSTROPHES = frozenset("'’")
ENDINGS = frozenset("s t re ve ll d m".split())
ARTICLES = ("the ", "an ", "a ")

Clusters = list[frozenset[str]]
Pairs = list[tuple[Claim, Report]]
Group = Callable[[Pairs], list[list[str]]]


# -- what is read -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mention:
    """A gold mention: its tag, the words of the document it stands on, and the chain it belongs to, which only events have."""

    id: str
    tag: str
    words: tuple[int, ...]
    sentence: int
    span: Span
    chain: str = ""

    @property
    def is_event(self) -> bool:
        """Whether it is of an event."""
        return "ACTION" in self.tag


@dataclass(frozen=True)
class Document:
    """A document: its report, the span of each of its words, and the gold mentions of the sentences that count."""

    report: Report
    words: tuple[Span, ...]
    mentions: tuple[Mention, ...]

    @property
    def events(self) -> list[Mention]:
        """The mentions of events."""
        return [mention for mention in self.mentions if mention.is_event]


@dataclass(frozen=True)
class Topic:
    """The documents of a topic."""

    name: str
    documents: tuple[Document, ...]


class Told(NamedTuple):
    """A gold mention of an event as a claim of its report, the lemma of its head word, and what is only for scoring: its chain."""

    claim: Claim
    report: Report
    topic: str
    lemma: str
    chain: str


class Word(NamedTuple):
    """A word of the corpus: its number, its sentence and how it is written."""

    id: str
    sentence: int
    text: str


def load_topics(folder: Path, topics: Iterable[str] = DEV_TOPICS) -> list[Topic]:
    """The named topics in the order given, their documents in the order of their numbers."""
    chosen: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    with (folder / SENTENCES).open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            chosen[row["Topic"], row["File"]].add(int(row["Sentence Number"]))
    return [Topic(name, tuple(_documents(folder / name, name, chosen))) for name in topics]


def _documents(folder: Path, topic: str, chosen: defaultdict[tuple[str, str], set[int]]) -> Iterator[Document]:
    files = {path.stem: path for path in folder.glob("*.xml")}
    if not files:
        raise FileNotFoundError(f"{folder} holds no documents")
    for stem in sorted(files, key=lambda stem: (stem.endswith("plus"), len(stem), stem)):
        yield read_document(files[stem], chosen[topic, stem.partition("_")[2]])


def read_document(path: Path, chosen: set[int]) -> Document:
    """A document with its gold mentions in the chosen sentences; the address that stands before the text of some is left out."""
    root = ElementTree.parse(path).getroot()
    addressed = path.stem.endswith("plus")
    words = [Word(t.get("t_id", ""), int(t.get("sentence", "0")), t.text or "") for t in root.iter("token")]
    words = [word for word in words if word.sentence or not addressed]
    text, spans = running_text(words)
    report = Report(text, id=path.stem)
    at = {word.id: i for i, word in enumerate(words)}
    chains = _chains(root, path.stem)
    mentions: list[Mention] = []
    for mark in root.iterfind("Markables/*"):
        on = tuple(sorted(at[t] for anchor in mark.iterfind("token_anchor") if (t := anchor.get("t_id", "")) in at))
        if on and words[on[0]].sentence in chosen:
            id = mark.get("m_id", "")
            mention = Mention(id, mark.tag, on, words[on[0]].sentence, report.span(spans[on[0]].start, spans[on[-1]].end))
            mentions.append(replace(mention, chain=chains.get(id, f"{path.stem} {id}")) if mention.is_event else mention)
    return Document(report, tuple(spans), tuple(sorted(mentions, key=lambda m: m.words)))


def _chains(root: ElementTree.Element, document: str) -> dict[str, str]:
    """The chain of each mention that is in a relation: the instance it is of across documents, or the relation inside its own."""
    found: dict[str, str] = {}
    for relation in root.iterfind("Relations/*"):
        inside = f"{document} relation {relation.get('r_id')}"
        name = relation.get("note") or inside if relation.tag == "CROSS_DOC_COREF" else inside
        found.update((source.get("m_id", ""), name) for source in relation.iterfind("source"))
    return found


def running_text(words: Sequence[Word]) -> tuple[str, list[Span]]:
    """The text that the words make, each sentence a paragraph, and the span of each word in it."""
    text = ""
    spans: list[Span] = []
    for _, sentence in groupby(words, key=lambda word: word.sentence):
        written = [word.text for word in sentence]
        text += "\n\n" if text else ""
        for word, spaced in zip(written, spaces(written), strict=True):
            text += " " if spaced else ""
            spans.append(Span(word, len(text), len(text) + len(word)))
            text += word
    return text, spans


def spaces(words: Sequence[str]) -> list[bool]:
    """Whether a space stands before each word of a sentence."""
    spaced = [False, *(b not in NO_SPACE_BEFORE and a not in NO_SPACE_AFTER for a, b in pairwise(words))]
    for i in range(1, len(words) - 1):
        if _joins(*words[i - 1 : i + 2]):
            spaced[i] = spaced[i + 1] = False
    for mark in ('"', "'"):
        _quotation_marks(words, spaced, mark)
    return spaced


def _joins(before: str, mark: str, after: str) -> bool:
    """Whether a mark that the corpus sets apart stood inside a word ("anti - piracy", "don ' t") or a number ("9 : 25", "6 , 900")."""
    if not before[-1:].isalnum() or not after[:1].isalnum():
        return False
    if mark in APOSTROPHES:
        return after.lower() in ENDINGS
    if mark == ".":
        return before.isdigit() and after.isdigit() or len(before) == len(after) == 1
    if mark == ",":
        return before.isdigit() and after[:3].isdigit() and not after[3:4].isdigit()
    return mark in JOINING or mark == ":" and before.isdigit() and after.isdigit()


def _quotation_marks(words: Sequence[str], spaced: list[bool], mark: str) -> None:
    """Set straight marks against what they open and close; one without a partner stands behind its word, or opens the sentence."""
    places = [i for i, word in enumerate(words) if word == mark and not (spaced[i : i + 2] == [False, False] and i)]
    opened = False
    for n, i in enumerate(places):
        odd = (len(places) - n) % 2 == 1
        if opened or odd and i and (words[i - 1].endswith("s") or n + 1 == len(places)):
            spaced[i], opened = False, False
        else:
            opened = True
            spaced[i + 1 : i + 2] = [False] * len(spaced[i + 1 : i + 2])


# -- claims ---------------------------------------------------------------------------------------------------------------------------------


def claims_of(topic: Topic, engine: Engine) -> list[Told]:
    """The gold mentions of events in a topic as claims, in the order of its documents."""
    known = {document.report.id: document for document in topic.documents}
    told: list[Told] = []
    with engine.nlp.memory_zone():
        for report, tree in parse_reports(engine.nlp, engine.lexicon, [document.report for document in topic.documents]):
            told += _told(Sight(known[report.id], tree, engine), topic.name)
    if len({one.claim.id for one in told}) < len(told):
        raise ValueError(f"topic {topic.name}: two mentions make the same claim")
    return told


def _told(sight: Sight, topic: str) -> Iterator[Told]:
    read = sight.read_events()
    for event in sight.document.events:
        head = sight.head(event)
        claim = filled(sight, event, _claim(sight, event, head, read.get(event.id)))
        yield Told(claim, sight.document.report, topic, sight.tree.lemmas[head], event.chain)


class Sight:
    """A document as sayso sees it, with its gold mentions laid on the parse."""

    def __init__(self, document: Document, tree: Tree, engine: Engine) -> None:
        self.document = document
        self.tree = tree
        self.reading: Reading = engine._interpret(document.report, tree)
        self.actors = Actors(tree, engine.lexicon)
        self.places = Places(tree, engine.lexicon, self.actors, engine.gazetteer)

    @cached_property
    def around(self) -> dict[int, list[Mention]]:
        """The mentions of each sentence that are not of events."""
        found: defaultdict[int, list[Mention]] = defaultdict(list)
        for mention in self.document.mentions:
            if not mention.is_event:
                found[mention.sentence].append(mention)
        return found

    def words(self, mention: Mention) -> list[int]:
        """The words of the parse that a mention stands on."""
        found: set[int] = set()
        for word in mention.words:
            span = self.document.words[word]
            found.update(range(self.tree.at(span.start), self.tree.at(span.end - 1) + 1))
        return sorted(found)

    def head(self, mention: Mention) -> int:
        """The head word of a mention: the one that hangs on none of the others, of several the first noun or verb."""
        words = self.words(mention)
        tops = [i for i in words if self.tree.head[i] == i or self.tree.head[i] not in words]
        return next((i for i in tops if self.tree.is_noun(i) or self.tree.is_verb(i)), tops[0])

    def read_events(self) -> dict[str, Claim]:
        """What sayso itself reads at each mention of an event; where its trigger spans several, the last of them names the event."""
        found: dict[str, Claim] = {}
        for claim in self.reading.claims:
            over = [event for event in self.document.events if event.span.overlaps(claim.trigger)]
            if over:
                found.setdefault(max(over, key=lambda event: event.words).id, claim)
        return found


def _claim(sight: Sight, event: Mention, head: int, read: Claim | None) -> Claim:
    """The claim that sayso reads, moved to the gold mention, or one of no known type without anything in it."""
    if read is not None:
        return replace(read, trigger=event.span)
    first, stop = sight.tree.sents[sight.tree.sent[head]]
    evidence = sight.tree.span(first, stop - 1)
    return Claim(sight.document.report.id, "", None, event.span, (), (), None, (), None, (), "asserted", (), evidence, UNREAD_SCORE)


def filled(sight: Sight, event: Mention, claim: Claim) -> Claim:
    """The claim with its open slots filled from the gold mentions that the parse ties to the event."""
    agents, patients = parties(sight.tree, sight.head(event))
    near = sight.around.get(event.sentence, [])
    people = [mention for mention in near if "PART" in mention.tag]
    acting = [mention for mention in people if agents.intersection(sight.words(mention))]
    suffering = [mention for mention in people if mention not in acting and patients.intersection(sight.words(mention))]
    return replace(
        claim,
        actors=claim.actors or tuple(_participants(sight, acting)),
        recipients=claim.recipients or tuple(_participants(sight, suffering)),
        place=claim.place or next(_places(sight, tied(sight, event, near, "LOC")), None),
        time=claim.time or next(_times(sight, tied(sight, event, near, "TIME")), None),
    )


def parties(tree: Tree, head: int) -> tuple[set[int], set[int]]:
    """Who does something and to whom it is done, as head words, by the grammar alone."""
    arguments = tree.arguments(head)
    if tree.is_noun(head):
        owners = {k for k in tree.kids[head] if tree.dep[k] == "nmod:poss"}
        by = {k for prep, k in arguments.obliques if prep == "by"}
        return owners | by, {k for prep, k in arguments.obliques if prep == "of"}
    return set(arguments.subjects), set(arguments.objects)


def tied(sight: Sight, event: Mention, mentions: Iterable[Mention], tag: str) -> list[Mention]:
    """The mentions of a tag in the event's own clause, those that hang on the event first, then the nearest."""
    tree, head = sight.tree, sight.head(event)
    clause = tree.clause_of(head)

    def rank(mention: Mention) -> tuple[bool, int]:
        at = sight.head(mention)
        return head not in tree.ancestors(at), abs(at - head)

    return sorted((m for m in mentions if m.tag.startswith(tag) and tree.clause_of(sight.head(m)) == clause), key=rank)


def _participants(sight: Sight, mentions: Iterable[Mention]) -> Iterator[Participant]:
    """Yields who is mentioned, under the name that is written, of the kind that sayso sees in it; pronouns are nobody."""
    for mention in mentions:
        head, span = sight.head(mention), mention.span
        if sight.tree.pos[head] == "PRON":
            continue
        who = sight.actors.at(head) or sight.actors.of_modifier(head)
        known = who is not None and who.overlaps(span)
        kind, country = (who.kind, who.country) if who is not None and known else ("unknown", None)
        yield Participant(span.text, span.start, span.end, _bare(span.text), kind, country)


def _places(sight: Sight, mentions: Iterable[Mention]) -> Iterator[Place]:
    """Yields the places mentioned: as sayso places them, or with nothing but the name that is written."""
    for mention in mentions:
        head, span = sight.head(mention), mention.span
        if sight.tree.pos[head] in {"PRON", "ADV"}:
            continue
        overlapping = [place for place in sight.reading.places if place.overlaps(span)]
        known = [place for place in (sight.places.at(head, sight.tree.preposition(head)), *overlapping) if place is not None]
        yield next((place for place in known if place.lat is not None), None) or Place(span.text, span.start, span.end, _bare(span.text))


def _times(sight: Sight, mentions: Iterable[Mention]) -> Iterator[Time]:
    """Yields the times mentioned that sayso reads as times."""
    for mention in mentions:
        yield from (time for time in sight.reading.times if time.overlaps(mention.span))


def _bare(name: str) -> str:
    """The name without its article."""
    return next((name[len(article) :] for article in ARTICLES if name.lower().startswith(article)), name)


def cached_claims(topics: Sequence[Topic], engine: Callable[[], Engine], cache: Path | None = None) -> list[Told]:
    """The claims of the topics; those of topics that the cache holds are taken from it, the others are read and kept there.

    A cache of claims that had other fields than claims have now is not used.
    """
    shape = [field.name for kind in (Claim, Report, Span, Participant, Place, Time, Count, Voice) for field in fields(kind)]
    known, kept = pickle.loads(cache.read_bytes()) if cache is not None and cache.exists() else (shape, {})
    kept = dict(kept) if known == shape else {}
    missing = [topic for topic in topics if topic.name not in kept]
    reader = engine() if missing else None
    for topic in missing:
        assert reader is not None
        kept[topic.name] = [tuple(told) for told in claims_of(topic, reader)]
        if cache is not None:
            cache.write_bytes(pickle.dumps((shape, kept)))
    return [Told(*told) for topic in topics for told in kept[topic.name]]


# -- scores ---------------------------------------------------------------------------------------------------------------------------------


class Score(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; nothing where both are nothing."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


class Scores(NamedTuple):
    """A clustering against the gold one."""

    muc: Score
    b_cubed: Score
    ceaf_e: Score
    links: Score

    @property
    def conll(self) -> float:
        """The mean of the F1 of MUC, B-cubed and CEAF-e."""
        return fmean((self.muc.f1, self.b_cubed.f1, self.ceaf_e.f1))


def scores_of(gold: Clusters, found: Clusters) -> Scores:
    """The scores of a clustering; both must hold each mention exactly once.

    Raises `ValueError` where they do not.
    """
    mentions = [sorted(one for cluster in clusters for one in cluster) for clusters in (gold, found)]
    if mentions[0] != mentions[1] or len(set(mentions[0])) != len(mentions[0]):
        raise ValueError("the two clusterings are not of the same mentions, each once")
    return Scores(muc(gold, found), b_cubed(gold, found), ceaf_e(gold, found), links(gold, found))


def muc(gold: Clusters, found: Clusters) -> Score:
    """How many of the links that it takes to hold each cluster together are there (Vilain et al. 1995)."""
    return Score(_kept_links(found, gold), _kept_links(gold, found))


def _kept_links(clusters: Clusters, others: Clusters) -> float:
    """The share of the links of clusters that the others keep."""
    of = _cluster_of(others)
    needed = sum(len(cluster) - 1 for cluster in clusters)
    kept = sum(len(cluster) - len({of[one] for one in cluster}) for cluster in clusters)
    return kept / needed if needed else 0.0


def b_cubed(gold: Clusters, found: Clusters) -> Score:
    """How much of each mention's cluster is right, as a mean over mentions (Bagga and Baldwin 1998)."""
    return Score(_kept_company(found, gold), _kept_company(gold, found))


def _kept_company(clusters: Clusters, others: Clusters) -> float:
    """How much of its cluster each mention keeps in the others, as a mean."""
    of = _cluster_of(others)
    kept = sum(number**2 / len(cluster) for cluster in clusters for number in Counter(of[one] for one in cluster).values())
    total = sum(map(len, clusters))
    return kept / total if total else 0.0


def ceaf_e(gold: Clusters, found: Clusters) -> Score:
    """How alike clusters are when each is set against at most one, as well as can be (Luo 2005, phi 4)."""
    if not gold or not found:
        return Score(0.0, 0.0)
    of = _cluster_of(found)
    alike = np.zeros((len(gold), len(found)))
    for i, cluster in enumerate(gold):
        for j, number in Counter(of[one] for one in cluster).items():
            alike[i, j] = 2 * number / (len(cluster) + len(found[j]))
    total = best_total(alike)
    return Score(total / len(found), total / len(gold))


def best_total(weights: NDArray[np.float64]) -> float:
    """The greatest sum that comes of taking at most one item of each row and of each column (Kuhn's Hungarian method).

    Rows are added one by one; ``owner`` is the row of each column, and the last column is where the search for a free one begins.
    """
    costs = -(weights if weights.shape[0] <= weights.shape[1] else weights.T)
    rows, columns = costs.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns + 1)
    owner = np.full(columns + 1, -1)
    for row in range(rows):
        owner[columns], here = row, columns
        least, before = np.full(columns, np.inf), np.full(columns, columns)
        seen = np.zeros(columns + 1, dtype=bool)
        while owner[here] >= 0:
            seen[here] = True
            reduced = costs[owner[here]] - row_price[owner[here]] - column_price[:columns]
            better = ~seen[:columns] & (reduced < least)
            least[better], before[better] = reduced[better], here
            nearest = int(np.argmin(np.where(seen[:columns], np.inf, least)))
            step = least[nearest]
            row_price[owner[seen]] += step
            column_price[seen] -= step
            least[~seen[:columns]] -= step
            here = nearest
        while here != columns:
            owner[here], here = owner[before[here]], int(before[here])
    return float(sum(-costs[owner[j], j] for j in range(columns) if owner[j] >= 0))


def links(gold: Clusters, found: Clusters) -> Score:
    """How many pairs that are put together belong together, and how many that belong together are."""
    of = _cluster_of(found)
    shared = sum(_pairs(number) for cluster in gold for number in Counter(of[one] for one in cluster).values())
    made, right = (sum(_pairs(len(cluster)) for cluster in clusters) for clusters in (found, gold))
    return Score(shared / made if made else 0.0, shared / right if right else 0.0)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _cluster_of(clusters: Clusters) -> dict[str, int]:
    """The number of the cluster that each mention is in."""
    return {one: i for i, cluster in enumerate(clusters) for one in cluster}


# -- clusterings ------------------------------------------------------------------------------------------------------------------------------


def gathered(told: Iterable[Told], key: Callable[[Told], Hashable]) -> Clusters:
    """The mentions for which the key is the same, together."""
    found: defaultdict[Hashable, set[str]] = defaultdict(set)
    for one in told:
        found[key(one)].add(one.claim.id)
    return [frozenset(cluster) for cluster in found.values()]


def grouped(told: Sequence[Told], group: Group) -> Clusters:
    """What a callable makes of the claims; those that it leaves out stand alone."""
    clusters = [frozenset(cluster) for cluster in group([(one.claim, one.report) for one in told]) if cluster]
    inside = {id for cluster in clusters for id in cluster}
    return clusters + [frozenset({one.claim.id}) for one in told if one.claim.id not in inside]


def grouped_by_topic(told: Sequence[Told], group: Group) -> Clusters:
    """What a callable makes of the claims of each topic for itself."""
    return [cluster for part in by_topic(told).values() for cluster in grouped(part, group)]


def by_topic(told: Iterable[Told]) -> dict[str, list[Told]]:
    """The mentions of each topic."""
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for one in told:
        found[one.topic].append(one)
    return found


def mean_over_topics(told: Sequence[Told], found: Clusters) -> float:
    """The mean of the CoNLL F1 of each topic, clusters cut down to its mentions."""
    figures: list[float] = []
    for part in by_topic(told).values():
        here = {one.claim.id for one in part}
        figures.append(scores_of(gathered(part, lambda one: one.chain), [cut for cluster in found if (cut := cluster & here)]).conll)
    return fmean(figures)


def ledger() -> Group:
    """How sayso's ledger groups claims."""
    group: Group = import_module("sayso.ledger").group_claims
    return group


# -- printing ---------------------------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Prints the scores of the baselines and, if not told otherwise, of the ledger."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the corpus")
    parser.add_argument("--topics", nargs="+", default=DEV_TOPICS, help="the topics to score (default: %(default)s)")
    parser.add_argument("--cache", type=Path, help="a file that keeps the claims from one run to the next")
    parser.add_argument("--baseline", action="store_true", help="score the baselines alone")
    options = parser.parse_args()
    told = cached_claims(load_topics(options.folder, options.topics), Engine.load, options.cache)
    describe(told)
    report("each alone", told, gathered(told, lambda one: one.claim.id))
    report("lemma, by topic", told, gathered(told, lambda one: (one.topic, one.lemma)))
    report("lemma, in one pool", told, gathered(told, lambda one: one.lemma))
    if not options.baseline:
        report("ledger, by topic", told, grouped_by_topic(told, ledger()))
        report("ledger, in one pool", told, grouped(told, ledger()))


def describe(told: Sequence[Told]) -> None:
    """Prints what there is to be clustered, and how the columns are read."""
    sizes = Counter(one.chain for one in told)
    reports = len({one.report.id for one in told})
    print(f"{len(told)} mentions of {len(sizes)} events in {reports} documents, {sum(n == 1 for n in sizes.values())} of them mentioned once")
    slots = Counter(slot for one in told for slot in ("event", "actors", "recipients", "place", "time") if getattr(one.claim, slot))
    print("filled: " + ", ".join(f"{slot} {number / len(told):.2f}" for slot, number in sorted(slots.items())))
    print(f"{'':<20}" + "".join(f"{name:>20}" for name in ("MUC P R F", "B3 P R F", "CEAFe P R F", "links P R F")) + f"{'CoNLL':>8}{'by topic':>10}")


def report(name: str, told: Sequence[Told], found: Clusters) -> None:
    """Prints the scores of one clustering, in per cent."""
    scores = scores_of(gathered(told, lambda one: one.chain), found)
    columns = "".join(f"{100 * s.precision:>8.1f}{100 * s.recall:>6.1f}{100 * s.f1:>6.1f}" for s in scores)
    print(f"{name:<20}{columns}{100 * scores.conll:>8.1f}{100 * mean_over_topics(told, found):>10.1f}", flush=True)


if __name__ == "__main__":
    main()
