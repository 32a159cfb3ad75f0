"""``python -m sayso.corpus check|counts|agreement|export``: the corpus' own commands."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sayso.corpus.agreeing import agreement_of
from sayso.corpus.counting import corpus_counts, near_duplicates, requirements
from sayso.corpus.docbin import write_docbin
from sayso.corpus.files import read_corpus
from sayso.corpus.validating import problems_of_corpus
from sayso.errors import SaysoError
from sayso.export.evaluation import print_scores


def check(args: argparse.Namespace) -> int:
    """Print every problem, and how many there are."""
    problems = list(problems_of_corpus(args.paths, args.texts))
    print(*problems, f"{len(problems)} problems", sep="\n")
    return bool(problems)


def counts(args: argparse.Namespace) -> int:
    """Print what the corpus holds beside what it is meant to hold."""
    passages = read_corpus(args.paths, args.texts)
    found = corpus_counts(passages)
    alike = near_duplicates(passages)
    table = Table("", "needed", "found", "", title=f"{found['claims']} claims, {found['claims with a voice']} of them with a voice")
    wanted = requirements(found, found["sentences"] - len(alike))
    for what, needed, there in wanted:
        table.add_row(what, str(needed), str(there), "" if there >= needed else "short")
    Console().print(table)
    return any(there < needed for _, needed, there in wanted)


def agreement(args: argparse.Namespace) -> int:
    """Print how far the two passes in two files or folders agree."""
    first, second = (read_corpus([path], args.texts) for path in args.paths)
    agreed = agreement_of(first, second)
    print(f"{agreed.passages} passages, {agreed.sentences} sentences in both passes")
    print_scores(agreed.scores, Console())
    print(*(f"{slot} of fillers that both have: {score.recall:.3f} of {score.gold}" for slot, score in agreed.both.items()), sep="\n")
    return 0


def export(args: argparse.Namespace) -> int:
    """Write the passages with their texts: JSON lines that `sayso evaluate` reads, or a spaCy DocBin, by the ending of the file."""
    passages = read_corpus(args.paths, args.texts)
    if args.to.suffix == ".spacy":
        write_docbin(passages, args.to)
    else:
        args.to.write_text("".join(f"{json.dumps(asdict(passage), ensure_ascii=False)}\n" for passage in passages), encoding="utf-8")
    print(f"{len(passages)} passages in {args.to}")
    return 0


def main() -> int:
    """Run one of the commands; the exit code tells whether anything is wrong or short."""
    parser = argparse.ArgumentParser(prog="python -m sayso.corpus", description="The commands of the sayso corpus.")
    commands = parser.add_subparsers(required=True)
    for command in (check, counts, agreement, export):
        sub = commands.add_parser(command.__name__, help=command.__doc__, description=command.__doc__)
        sub.add_argument("paths", nargs="+", type=Path, help="files and folders of the corpus")
        sub.add_argument("--texts", action="append", type=Path, default=[], help="a folder with your copy of a collection that the corpus stands on")
        if command is export:
            sub.add_argument("--to", type=Path, required=True, help="a .jsonl or .spacy file")
        sub.set_defaults(run=command)
    args = parser.parse_args()
    try:
        return int(args.run(args))
    except SaysoError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
