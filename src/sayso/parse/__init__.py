"""Reports into parsed documents: the language pipeline, sentences, and one tree for a report's paragraphs."""

from sayso.parse.pipeline import held_weights, load_pipeline, pipeline_hash, pipeline_name
from sayso.parse.report import ENGLISH, parse_reports

__all__ = ["ENGLISH", "held_weights", "load_pipeline", "parse_reports", "pipeline_hash", "pipeline_name"]
