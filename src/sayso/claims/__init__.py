"""Claims assembled from what the stages found."""

from sayso.claims.assemble import assemble, denial

__all__ = ["assemble", "denial"]
