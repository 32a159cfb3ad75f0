"""What the engine gets wrong in the marked-up sentences, by phenomenon: ``python -m tests.report [--group G] [--slot S] [words...]``.

``python -m tests.report --floors`` prints new floors for the gate in ``test_sentences.py``.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator

from sayso.flow import Engine
from sayso.model import Reading
from tests.marked import Expected, Sentence, chain_right, lexicon_sentences, misses, written_sentences

FEWEST = 6
"""Phenomena with fewer sentences get no floor of their own."""

Result = tuple[Sentence, list[str]]


def results(engine: Engine, sentences: Iterable[Sentence]) -> Iterator[Result]:
    """Each sentence with what its reading lacks."""
    for sentence, reading in _readings(engine, sentences):
        yield sentence, misses(sentence, reading)


def _readings(engine: Engine, sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, Reading]]:
    sentences = list(sentences)
    return zip(sentences, engine.read_all(sentence.report for sentence in sentences), strict=True)


def main() -> None:
    """Prints the failures, then shares by phenomenon and group, chains of voices by length, and how often each slot was at fault."""
    options = _options()
    chosen = [s for s in (*written_sentences(), *lexicon_sentences()) if _wanted(s, options)]
    read = list(_readings(Engine.load(model=options.model), chosen))
    found = [(sentence, misses(sentence, reading)) for sentence, reading in read]
    if options.floors:
        _print_floors(found)
        return
    for sentence, faults in found:
        if faults and (not options.slot or any(fault.startswith(options.slot) for fault in faults)):
            _print_failure(sentence, faults)
    _print_shares("phenomenon", ((f"{s.group}: {s.phenomenon}", not faults) for s, faults in found), only_failing=True)
    _print_shares("group", ((s.group, not faults) for s, faults in found))
    _print_chains(read)
    faulty = Counter(fault.partition(":")[0] for _, faults in found for fault in faults)
    print("\nfaults by slot: " + ", ".join(f"{slot} {number}" for slot, number in faulty.most_common()))


def _print_chains(read: Iterable[tuple[Sentence, Reading]]) -> None:
    """Prints how many of the marked chains of voices came out whole, by the number of voices; where no claim was found, that is wrong too."""
    total, found, good = Counter[int](), Counter[int](), Counter[int]()
    for sentence, reading in read:
        if sentence.expected is not None:
            length = len(sentence.expected.voices)
            right = chain_right(sentence, reading)
            total[length] += 1
            found[length] += right is not None
            good[length] += right is True
    print("\nwhole chains of voices")
    for length in sorted(total):
        print(f"    {length} voices: {good[length]} of {total[length]}, {found[length]} of them found")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.report", description=__doc__)
    parser.add_argument("words", nargs="*", help="only sentences whose id, phenomenon or text holds one of these")
    parser.add_argument("--group", action="append", help="a file of tests/sentences, `lexicon` or `lexicon-none`; may be given again")
    parser.add_argument("--slot", help="print only failures in which this slot is at fault (event, mode, status, voices, actors ...)")
    parser.add_argument("--floors", action="store_true", help="print nothing but tests/sentences/floors.yaml as it may now be")
    parser.add_argument("--model", help="a spaCy pipeline in the place of the shipped one")
    return parser.parse_args()


def _wanted(sentence: Sentence, options: argparse.Namespace) -> bool:
    if options.group and sentence.group not in options.group:
        return False
    haystack = f"{sentence.id} {sentence.phenomenon} {sentence.text}"
    return not options.words or any(word in haystack for word in options.words)


def _print_floors(found: Iterable[Result]) -> None:
    """Prints the share of each group and of each larger phenomenon, rounded down to twentieths, a phenomenon's less one sentence."""
    total, good = Counter[str](), Counter[str]()
    for sentence, faults in found:
        for name in (sentence.group, f"{sentence.group}: {sentence.phenomenon}"):
            total[name] += 1
            good[name] += not faults
    print("# The least share of sentences that must come out right, by group, and by phenomenon where there are enough of them.")
    print("# Printed by `python -m tests.report --floors`: what was measured, rounded down. Raise them when the engine gets better.")
    for name, number in sorted(total.items()):
        single = ": " in name
        floor = max(0, good[name] - single) * 20 // number / 20
        if floor and (not single or number >= FEWEST):
            print(f"{_yaml_key(name)}: {floor:.2f}")


def _yaml_key(name: str) -> str:
    """The name as a YAML key, quoted where it holds a colon."""
    return f'"{name}"' if ":" in name else name


def _print_failure(sentence: Sentence, faults: list[str]) -> None:
    print(f"\n{sentence.id}  ({sentence.phenomenon})\n    {sentence.text}")
    if sentence.expected:
        print(f"    marked  {_told(sentence.expected)}")
    for fault in faults:
        slot, _, rest = fault.partition(": ")
        wanted, _, came = rest.partition("; ")
        print(f"    {slot:<10} wanted {wanted}\n    {'':<10} came   {came}")


def _told(expected: Expected) -> str:
    marks = " ".join(f"{mark.label}={mark.span.text!r}" for mark in expected.marks)
    return f"{expected.event}/{expected.mode or '-'} {expected.trigger.text!r} {expected.status} {marks}"


def _print_shares(title: str, passed: Iterable[tuple[str, bool]], *, only_failing: bool = False) -> None:
    total, good = Counter[str](), Counter[str]()
    for name, ok in passed:
        total[name] += 1
        good[name] += ok
    print(f"\nby {title}")
    for name in sorted(total, key=lambda name: (good[name] / total[name], name)):
        if not only_failing or good[name] < total[name]:
            print(f"    {good[name]:>4} of {total[name]:<4} {good[name] / total[name]:>5.0%}  {name}")
    print(f"    {good.total():>4} of {total.total():<4} {good.total() / max(1, total.total()):>5.0%}  all")


if __name__ == "__main__":
    main()
