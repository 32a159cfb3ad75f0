"""The command line: each command is a few lines that call the library.

The engine, the store and the network are imported inside the commands, so that ``sayso --help`` answers at once.
"""

from sayso.cli import reading, storing
from sayso.cli.app import app, main

# isort: split
from sayso.cli import ledger  # the help lists the commands in the order in which these are imported

# isort: split
from sayso.cli import reviewing

# isort: split
from sayso.cli import serving

# isort: split
from sayso.cli import evaluating

__all__ = ["app", "evaluating", "ledger", "main", "reading", "reviewing", "serving", "storing"]
