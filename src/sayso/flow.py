"""The engine on one page: a report in, everything that was read in it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.attribution import attribution_records, by_word, chain_of, find_statements, voices_of
from sayso.attribution.quotes import quotes_in_words
from sayso.claims import assemble, denial, is_taken_up
from sayso.dates.times import anchor_of, find_times
from sayso.events import find_events
from sayso.events.context import Context
from sayso.events.judge import Judge
from sayso.lexicon import Lexicon, load_lexicon
from sayso.mentions.actors import Actors
from sayso.mentions.gazetteer import Gazetteer, open_gazetteer, places_hash
from sayso.mentions.places import Places
from sayso.mentions.quantities import find_quantities
from sayso.model import Claim, EngineVersion, Problem, Reading, Report, Statement, Time, Voice
from sayso.parse import ENGLISH, held_weights, load_pipeline, parse_reports, pipeline_hash, pipeline_name
from sayso.syntax import Tree

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Engine", "load_engine", "read_text"]


class Engine:
    """Reads reports: one language pipeline, one lexicon, one gazetteer."""

    def __init__(self, nlp: Language, lexicon: Lexicon, gazetteer: Gazetteer, *, places: Sequence[Path] = ()) -> None:
        self.nlp = nlp
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self.places = tuple(places)
        weights = held_weights(nlp)
        self.judge = Judge.from_bytes(weights) if weights else None

    @classmethod
    def load(cls, *, model: str | Path | None = None, lexicons: Sequence[Path] = (), places: Sequence[Path] = ()) -> Engine:
        """An engine with the shipped pipeline, lexicon and gazetteer, or with the user's own merged last.

        Raises `ModelError` or `LexiconError` where something named cannot be loaded.
        """
        return cls(load_pipeline(model), load_lexicon(lexicons), open_gazetteer(places=places), places=places)

    @cached_property
    def name(self) -> str:
        """What read a report: versions of the program and of the pipeline, and the lexicon's fingerprint."""
        return f"sayso {_version()} {pipeline_name(self.nlp)} lexicon-{self.lexicon.fingerprint}"

    @cached_property
    def version(self) -> EngineVersion:
        """All that decides what the engine reads: versions, and hashes of the language model's files, the lexicon and the places."""
        return EngineVersion(
            name=self.name,
            program=f"sayso {_version()}",
            model=pipeline_name(self.nlp),
            model_sha256=pipeline_hash(self.nlp),
            lexicon_sha256=self.lexicon.fingerprint,
            places_sha256=places_hash(self.places),
        )

    def read(self, report: Report) -> Reading:
        """All that the report tells: claims, attributions, actors, places and times, with problems beside them."""
        return next(self.read_all([report]))

    def read_all(self, reports: Iterable[Report]) -> Iterator[Reading]:
        """The readings of many reports, in order, one for each; that of a report in another language than English is empty and says so."""
        for report, tree in parse_reports(self.nlp, self.lexicon, reports):
            yield self._interpret(report, tree) if report.language == ENGLISH else self._unread(report)

    def read_batch(self, reports: Sequence[Report]) -> list[Reading]:
        """The readings of some reports, in order; what the pipeline kept of their words is let go, so that memory stays flat over many batches."""
        with self.nlp.memory_zone():
            return list(self.read_all(reports))

    def _unread(self, report: Report) -> Reading:
        """A reading that found nothing, because its rules are not those of the report's language."""
        problem = Problem("language-unread", f"The report is in {report.language!r}; only English is read.")
        return Reading(report, problems=(*report.problems, problem), engine=self.name)

    def _interpret(self, report: Report, tree: Tree) -> Reading:
        lexicon = self.lexicon
        actors = Actors(tree, lexicon)
        places = Places(tree, lexicon, actors, self.gazetteer)
        times = find_times(report, anchor_of(report))
        on_words = [(tree.at(t.start), tree.at(t.end - 1), t) for t in times]
        quotes = quotes_in_words(tree)
        statements = find_statements(tree, lexicon, quotes)
        events = find_events(Context(tree, lexicon, actors, places, statements, on_words, find_quantities(tree, lexicon), self.judge))

        times_of: dict[int, list[tuple[int, int, Time]]] = {}
        for item in on_words:
            times_of.setdefault(tree.sent[item[0]], []).append(item)

        def said(statement: Statement) -> str | None:
            return _said(tree, times_of.get(tree.sent[statement.cue[0]], []), statement) if statement.cue is not None else None

        def voiced(chain: Sequence[Statement], quoted: bool) -> tuple[Voice, ...]:
            return voices_of(tree, chain, actors, report, said, quoted)

        claims: list[Claim] = []
        in_quotes = frozenset(k for first, last in quotes for k in range(first, last + 1))
        heard: list[Statement] = []
        covering = by_word(statements)
        for event in events:
            holding = covering.get(event.trigger, [])
            chain = chain_of(statements, holding)
            heard += chain
            claims += assemble(tree, lexicon, report, event, chain, voiced, in_quotes)
            claims += [denial(tree, report, event, echo, voiced) for echo in holding if echo.echo and is_taken_up(tree, event.trigger, echo)]
        attributions = attribution_records(tree, statements, actors, said, heard)
        mentions = tuple(actors.mentions())
        return Reading(report, tuple(claims), attributions, mentions, tuple(places.mentions()), tuple(times), report.problems, self.name)


def _said(tree: Tree, times: Sequence[tuple[int, int, Time]], statement: Statement) -> str | None:
    """When a voice spoke: a time in the cue's own clause, outside of what is said."""
    if statement.cue is None:
        return None
    cue = statement.cue[0]
    for first, last, time in times:
        if statement.holds(first):
            continue
        head = next((k for k in range(first, last + 1) if not first <= tree.head[k] <= last), first)
        if tree.clause_of(head) == tree.clause_of(cue) or tree.head[head] == cue or abs(first - cue) <= 6:
            return time.edtf
    return None


def _version() -> str:
    try:
        return version("sayso")
    except PackageNotFoundError:
        return "0+source"


@lru_cache(maxsize=2)
def load_engine() -> Engine:
    """The engine with everything that ships with sayso, loaded once."""
    return Engine.load()


def read_text(text: str, *, published: str | None = None, outlet: str | None = None, title: str | None = None, id: str | None = None) -> Reading:
    """All that a report tells, read by the shipped engine.

    ``published`` is an ISO date against which relative words ("on Saturday") are resolved; without it they stay open.
    ``reading.claims`` are its claims, ``reading.report`` is the report with its unchanged text.
    """
    return load_engine().read(Report(text, id=id or "", published=published, outlet=outlet, title=title))
