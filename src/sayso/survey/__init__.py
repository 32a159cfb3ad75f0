"""What many readings show together: who speaks and how, and what each speaker calls each actor."""

from sayso.survey.names import NameRow, names_in
from sayso.survey.voices import VoiceRow, voices_in

__all__ = ["NameRow", "VoiceRow", "names_in", "voices_in"]
