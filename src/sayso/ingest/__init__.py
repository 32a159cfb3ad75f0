"""Sources into the store: documents are found, read by one engine or several, and committed batch by batch."""

from sayso.ingest.feed_in import Progress, ingest
from sayso.ingest.reread import reread
from sayso.ingest.workers import EngineOptions, InProcess, Processes, Workers, open_workers

__all__ = ["EngineOptions", "InProcess", "Processes", "Progress", "Workers", "ingest", "open_workers", "reread"]
