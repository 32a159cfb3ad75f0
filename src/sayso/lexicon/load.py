"""Lexicon folders into one compiled `Lexicon`; later folders win, and every entry remembers its file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from sayso.errors import LexiconError
from sayso.lexicon.match import NameTrie
from sayso.lexicon.schema import (
    ActorEntry,
    CueEntry,
    EventFile,
    Frame,
    LexiconFile,
    MarkerEntry,
    NumberEntry,
    PeopleEntry,
    PlaceNounEntry,
    StateEntry,
    TriggerEntry,
)

__all__ = ["Cue", "Lexicon", "Loader", "Marker", "Trigger", "load_lexicon"]

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quickest safe YAML loader that there is."""

File = TypeVar("File", EventFile, LexiconFile)
_LISTS = ("states", "actors", "people", "place_nouns", "cues", "markers", "numbers")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One pattern of a trigger entry, compiled: its words, its type, and the frame with the type's defaults filled in."""

    words: tuple[str, ...]
    event: str
    entry: TriggerEntry
    frame: Frame
    verbal: bool

    @property
    def weight(self) -> tuple[int, int]:
        """Longer patterns, then those with more conditions, go first."""
        e = self.entry
        conditions = sum(map(bool, (e.subject, e.object, e.subject_words, e.actor_kinds, e.recipient_kinds)))
        return len(self.words), conditions


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb, noun or phrase."""

    words: tuple[str, ...]
    entry: CueEntry

    @property
    def effect(self) -> str:
        """What the cue does with what is reported."""
        return self.entry.effect


@dataclass(frozen=True, slots=True)
class Marker:
    """A word that changes the status of what it governs."""

    words: tuple[str, ...]
    entry: MarkerEntry


@dataclass
class Lexicon:
    """Everything the engine knows about words, compiled for look-up by lemma or by name."""

    events: dict[str, EventFile] = field(default_factory=dict)
    verbs: dict[str, list[Trigger]] = field(default_factory=dict)
    nouns: dict[str, list[Trigger]] = field(default_factory=dict)
    adjectives: dict[str, list[Trigger]] = field(default_factory=dict)
    exclusions: dict[tuple[str, str], list[tuple[str, ...]]] = field(default_factory=dict)
    cue_verbs: dict[str, list[Cue]] = field(default_factory=dict)
    cue_nouns: dict[str, list[Cue]] = field(default_factory=dict)
    cue_phrases: dict[str, list[Cue]] = field(default_factory=dict)
    markers: dict[tuple[str, str], list[Marker]] = field(default_factory=dict)
    people: dict[str, PeopleEntry] = field(default_factory=dict)
    place_nouns: dict[str, PlaceNounEntry] = field(default_factory=dict)
    numbers: dict[str, NumberEntry] = field(default_factory=dict)
    states: dict[str, StateEntry] = field(default_factory=dict)
    demonyms: dict[str, StateEntry] = field(default_factory=dict)
    names: NameTrie[ActorEntry | StateEntry] = field(default_factory=NameTrie)
    long_demonyms: NameTrie[StateEntry] = field(default_factory=NameTrie)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    cue_examples: list[tuple[str, CueEntry | MarkerEntry | NumberEntry]] = field(default_factory=list)
    fingerprint: str = ""

    def word_set(self, key: str) -> frozenset[str]:
        """A named word list, empty where no folder defines it."""
        return self.words.get(key, frozenset())


def load_lexicon(folders: Sequence[Path] = (), *, language: str = "en") -> Lexicon:
    """The shipped lexicon with the user's folders merged last, left to right.

    Raises `LexiconError` naming file and line where an entry breaks the schema, or where a folder is missing.
    """
    return _load(tuple(Path(f).resolve() for f in folders), language)


@lru_cache(maxsize=4)
def _load(folders: tuple[Path, ...], language: str) -> Lexicon:
    lexicon = Lexicon()
    digest = hashlib.sha256()
    for folder in (Path(str(files("sayso.lexicon") / "data")), *folders):
        for path in _yaml_files(folder, language):
            content = path.read_bytes()
            digest.update(content)
            _merge(lexicon, path, content, language)
    _sort(lexicon)
    lexicon.fingerprint = digest.hexdigest()[:12]
    return lexicon


def _yaml_files(folder: Path, language: str) -> Iterator[Path]:
    if not folder.is_dir():
        raise LexiconError("no such lexicon folder.", where=str(folder), remedy="Give a folder that holds .yaml files.")
    for path in sorted(folder.rglob("*.yaml")):
        top = path.relative_to(folder).parts[0]
        if len(top) != 2 or top == language:
            yield path


def _merge(lexicon: Lexicon, path: Path, content: bytes, language: str) -> None:
    data = _parse(path, content)
    if "event" in data:
        _add_event(lexicon, _validated(EventFile, data, path), language)
        return
    _add_entries(lexicon, _validated(LexiconFile, data, path))


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    try:
        root = yaml.compose(content, Loader=Loader)
        data = yaml.load(content, Loader=Loader)
    except yaml.YAMLError as error:
        raise LexiconError(f"not valid YAML ({error}).", where=str(path)) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise LexiconError("a lexicon file must be a mapping.", where=str(path), remedy="Begin it with a key such as `actors:`.")
    _note_lines(root, data, path.name)
    return data


def _note_lines(root: Any, data: dict[str, Any], name: str) -> None:
    """Give every entry its file and line, from the marks that the parser left."""
    for key, node in root.value:
        if key.value == "triggers":
            for language, entries in node.value:
                _number(entries, data["triggers"][language.value], name)
        elif key.value in _LISTS:
            _number(node, data[key.value], name)


def _number(node: Any, entries: Any, name: str) -> None:
    if not isinstance(entries, list):
        return
    for child, entry in zip(node.value, entries, strict=True):
        if isinstance(entry, dict):
            entry["line"] = f"{name}:{child.start_mark.line + 1}"


def _validated(kind: type[File], data: dict[str, Any], path: Path) -> File:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        line = _line_of(data, first["loc"])
        raise LexiconError(f"{where}: {first['msg']}.", where=f"{path}{line}", remedy="See docs/lexicon.md for the shape.") from error


def _line_of(data: Any, location: Iterable[Any]) -> str:
    line = ""
    for part in location:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and "line" in data:
            line = ":" + str(data["line"]).rpartition(":")[2]
    return line


def _add_event(lexicon: Lexicon, file: EventFile, language: str) -> None:
    shipped = lexicon.events.get(file.event)
    if shipped is not None:
        file = _inheriting(shipped, file)
    _check_modes(file)
    lexicon.events[file.event] = file
    for entry in file.triggers.get(language, ()):
        for patterns, table, frame, at in (
            (entry.verbs, lexicon.verbs, file.verb_frame, 0),
            (entry.nouns, lexicon.nouns, file.noun_frame, -1),
            (entry.adjectives, lexicon.adjectives, file.noun_frame, -1),
        ):
            for pattern in patterns:
                words = _pattern_words(pattern)
                trigger = Trigger(words, file.event, entry, _filled(entry.frame, frame), file.verbal)
                triggers = table.setdefault(words[at], [])
                triggers.insert(0 if shipped is not None else len(triggers), trigger)
    for phrase in file.exclude.get(language, ()):
        words = _pattern_words(phrase)
        for word in words:
            lexicon.exclusions.setdefault((file.event, word), []).append(words)


def _inheriting(shipped: EventFile, file: EventFile) -> EventFile:
    """A later file of the same type: it adds to modes and words, and keeps the shipped frames where it gives none."""
    given = file.model_fields_set
    kept = {key: getattr(shipped, key) for key in ("crosswalk", "verbal", "verb_frame", "noun_frame") if key not in given}
    merged = {key: {**getattr(shipped, key), **getattr(file, key)} for key in ("modes", "complement_modes", "instruments")}
    return file.model_copy(update={**kept, **merged})


def _check_modes(file: EventFile) -> None:
    for entries in file.triggers.values():
        for entry in entries:
            if entry.mode is not None and entry.mode not in file.modes:
                raise LexiconError(f"{file.event} has no mode {entry.mode!r}.", where=entry.line, remedy="Declare it under `modes:`.")


def _pattern_words(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.lower().replace("-", " ").split())


def _filled(own: Frame, default: Frame) -> Frame:
    merged = default.model_dump()
    for key, value in own.model_dump(exclude_unset=True).items():
        merged[key] = {**merged["prepositions"], **value} if key == "prepositions" else value
    return Frame(**merged)


def _add_entries(lexicon: Lexicon, file: LexiconFile) -> None:
    for state in file.states:
        _add_state(lexicon, state)
    for actor in file.actors:
        lexicon.names.update((name, actor) for name in (actor.name, *actor.aliases))
    for people in file.people:
        lexicon.people.update((noun.lower(), people) for noun in people.nouns)
    for place in file.place_nouns:
        lexicon.place_nouns.update((noun.lower(), place) for noun in place.nouns)
    for number in file.numbers:
        lexicon.numbers.update((word.lower(), number) for word in number.words)
    for marker in file.markers:
        _add_marker(lexicon, marker)
    for cue in file.cues:
        _add_cue(lexicon, cue)
    for key, words in file.words.items():
        lexicon.words[key] = lexicon.word_set(key) | frozenset(words)
    examples: tuple[CueEntry | MarkerEntry | NumberEntry, ...] = (*file.cues, *file.markers, *file.numbers)
    lexicon.cue_examples += [(entry.example, entry) for entry in examples]


def _add_state(lexicon: Lexicon, state: StateEntry) -> None:
    lexicon.states[state.code] = state
    lexicon.names.update((name, state) for name in (state.name, *state.aliases))
    for demonym in state.demonyms:
        lexicon.demonyms[demonym.lower()] = state
        if " " in demonym:
            lexicon.long_demonyms.add(demonym, state)


def _add_marker(lexicon: Lexicon, entry: MarkerEntry) -> None:
    for phrase in entry.words:
        words = tuple(phrase.lower().split())
        lexicon.markers.setdefault((entry.pos, words[0]), []).append(Marker(words, entry))


def _add_cue(lexicon: Lexicon, entry: CueEntry) -> None:
    for patterns, table, at in (
        (entry.verbs, lexicon.cue_verbs, 0),
        (entry.nouns, lexicon.cue_nouns, -1),
        (entry.phrases, lexicon.cue_phrases, 0),
    ):
        for pattern in patterns:
            words = tuple(pattern.lower().split())
            table.setdefault(words[at], []).append(Cue(words, entry))


def _sort(lexicon: Lexicon) -> None:
    for table in (lexicon.verbs, lexicon.nouns, lexicon.adjectives):
        for triggers in table.values():
            triggers.sort(key=lambda t: t.weight, reverse=True)
    for cues in (lexicon.cue_verbs, lexicon.cue_nouns, lexicon.cue_phrases):
        for entries in cues.values():
            entries.sort(key=lambda c: len(c.words), reverse=True)
    for markers in lexicon.markers.values():
        markers.sort(key=lambda m: len(m.words), reverse=True)
