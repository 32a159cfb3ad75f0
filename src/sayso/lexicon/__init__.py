"""What sayso knows about words, people and places: YAML entries, strictly validated, merged folder by folder."""

from sayso.lexicon.load import Cue, Lexicon, Marker, Trigger, load_lexicon
from sayso.lexicon.match import NameTrie, fold

__all__ = ["Cue", "Lexicon", "Marker", "NameTrie", "Trigger", "fold", "load_lexicon"]
