"""The pages, a module for each kind of view."""

from fastapi import APIRouter

from sayso.serve.pages import about, charts, claims, decisions, disputes, ground, happenings, names, overview, reports, review, search, timeline, tolls, voices

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    overview.router, happenings.router, disputes.router, timeline.router, ground.router, tolls.router, voices.router, names.router, reports.router,
    claims.router, search.router, decisions.router, charts.router, about.router, review.router,
)  # fmt: skip
