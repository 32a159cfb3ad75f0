"""Claims assembled from what the stages found."""

from sayso.claims.assemble import assemble, denial, is_taken_up

__all__ = ["assemble", "denial", "is_taken_up"]
