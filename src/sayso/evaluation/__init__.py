"""How right claims are, held against claims that people have checked: pairs of claims, and how each slot of them fares."""

from sayso.evaluation.gold import GoldDocument, read_gold, read_predictions
from sayso.evaluation.scores import PhenomenonScore, Rate, Score, Scores, TypeScore, score_documents

__all__ = ["GoldDocument", "PhenomenonScore", "Rate", "Score", "Scores", "TypeScore", "read_gold", "read_predictions", "score_documents"]
