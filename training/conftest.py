"""Puts this folder on the import path: the recipe is a set of scripts, not a package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
