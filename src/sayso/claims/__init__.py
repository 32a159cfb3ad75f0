"""Claims assembled from what the stages found."""

from sayso.claims.assemble import assemble

__all__ = ["assemble"]
