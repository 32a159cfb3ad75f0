"""The command line: each command is a few lines that call the library.

The engine, the store and the network are imported inside the commands, so that ``sayso --help`` answers at once.
"""

from sayso.cli import reading, storing
from sayso.cli.app import app, main

__all__ = ["app", "main", "reading", "storing"]
