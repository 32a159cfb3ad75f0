"""Help for annotators: ``python -m tools.annotate template|check|show|sheet|settle FILE``.

``template BATCH`` prints a batch of passages (JSON lines) as a file to fill in; ``check NOTES [--batch BATCH]`` lists what is wrong in such a file, or writes
its passages beside it as JSON lines; ``show PASSAGES`` prints them back for a second look. ``sheet FIRST SECOND`` lays two passes side by side, and
``settle FIRST SECOND DECISIONS`` writes what a third hand decided on that sheet beside the decisions, or lists what is left open.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from sayso.corpus.notation import Mistake, claim_line, read_notation
from sayso.corpus.passages import Passage
from sayso.corpus.settling import settled, sheet
from sayso.records import Record


def read_batch(path: Path) -> dict[str, Passage]:
    """The passages of a file with one JSON object a line, by id."""
    passages = (_passage(json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())
    return {passage.id: passage for passage in passages}


def _passage(record: Record) -> Passage:
    slots = tuple((start, end) for start, end in record["sentences"])
    return Passage(**{**record, "sentences": slots, "claims": tuple(record.get("claims", ()))})


def template(passages: Iterable[Passage]) -> str:
    """The passages in the notation, without claims."""
    lines: list[str] = []
    for passage in passages:
        lines.append(f"# {passage.id}" + (f" | published: {passage.published}" if passage.published else ""))
        for start, end in passage.sentences:
            opens = start > 0 and "\n" in passage.text[:start][-2:]
            lines.append(f"{'>>' if opens else '>'} {' '.join(passage.text[start:end].split())}")
        lines.append("")
    return "\n".join(lines)


def checked(path: Path, known: Mapping[str, Passage] | None) -> tuple[list[Passage], list[str]]:
    """The passages of a file in the notation, and what is wrong with it."""
    passages: dict[str, Passage] = {}
    problems: list[str] = []
    for number, found in read_notation(path.read_text(encoding="utf-8").split("\n"), known):
        if isinstance(found, Mistake):
            problems.append(f"line {number}: {found}")
            continue
        if found.id in passages:
            problems.append(f"line {number}: the passage {found.id} stands twice")
        problems += [f"line {number}: {found.id}: {problem}" for problem in _doubles(found)]
        passages[found.id] = found
    problems += [f"the passage {ident} is missing" for ident in (known or {}) if ident not in passages]
    return list(passages.values()), problems


def _doubles(passage: Passage) -> list[str]:
    seen: set[tuple[object, ...]] = set()
    doubled: list[str] = []
    for claim in passage.claims:
        key = (claim["event"], claim["trigger"]["start"], claim["status"], tuple(voice["start"] for voice in claim["voices"]))
        if key in seen:
            doubled.append(f"{claim['event']} {claim['trigger']['text']!r} stands twice with one status and voice")
        seen.add(key)
    return doubled


def write(passages: Iterable[Passage], target: Path) -> None:
    """Write passages with their texts, for the next step of the work, and say how many they are."""
    held = list(passages)
    target.write_text("".join(f"{json.dumps(asdict(passage), ensure_ascii=False)}\n" for passage in held), encoding="utf-8")
    sentences, claims = sum(len(passage.sentences) for passage in held), sum(len(passage.claims) for passage in held)
    print(f"ok: {len(held)} passages, {sentences} sentences, {claims} claims in {target}")


def finish(passages: Iterable[Passage], problems: Sequence[str], target: Path) -> int:
    """Write the passages if nothing is wrong with them, else say what is; the exit code."""
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    write(passages, target)
    return 0


def main() -> int:
    """Run one of the commands; the exit code tells whether anything is wrong."""
    parser = argparse.ArgumentParser(description="Help for annotators of the corpus.")
    parser.add_argument("command", choices=["template", "check", "show", "sheet", "settle"])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--batch", type=Path, help="the batch whose passages the notes are on; without it the notes tell their own text")
    args = parser.parse_args()
    first, *others = args.files
    if args.command == "check":
        return finish(*checked(first, read_batch(args.batch) if args.batch else None), first.with_suffix(".jsonl"))
    passages = read_batch(first)
    if args.command == "template":
        print(template(passages.values()))
    elif args.command == "show":
        for passage in passages.values():
            print(f"\n# {passage.id}", passage.text, *(claim_line(claim, passage) for claim in passage.claims), sep="\n  ")
    elif args.command == "sheet":
        print(*sheet(passages.values(), read_batch(others[0])), sep="\n")
    else:
        decided = others[1].read_text(encoding="utf-8").split("\n")
        return finish(*settled(passages.values(), read_batch(others[0]), decided), others[1].with_suffix(".jsonl"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
