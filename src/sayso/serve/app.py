"""The application: the store, what keeps it up to date, the rules of safety, the pages and the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from sayso.serve import api
from sayso.serve.charts import bokeh_scripts
from sayso.serve.cite import program_version
from sayso.serve.keeper import Keeper
from sayso.serve.pages import ROUTERS
from sayso.serve.reading import Reader
from sayso.serve.rendering import Bench
from sayso.serve.security import install_security
from sayso.serve.settings import ServeSettings
from sayso.store import Store

__all__ = ["create_app"]

ABOUT = """\
Who did what to whom, where and when, and on whose say-so. Every view of the workbench has the same address with `.json`, `.csv` and, where it has
places, `.geojson`; the verbs of the command line stand under `/api/`. Writing needs a token: `Authorization: Bearer …`, made by `sayso token`.
"""


def create_app(settings: ServeSettings) -> FastAPI:
    """The application over the store of the settings. Raises StoreError where it cannot be opened."""
    store = Store.open(settings.db, create=False)
    keeper = Keeper(store)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        keeper.start()
        yield
        keeper.stop()
        store.close()

    app = FastAPI(
        title="sayso", version=program_version() or "0", description=ABOUT, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=lifespan
    )
    app.state.bench = Bench(store, settings, keeper, Reader(), app.openapi)
    install_security(app, settings, store)
    app.mount("/static/bokeh", StaticFiles(directory=bokeh_scripts()[0].parent), name="bokeh")
    app.mount("/static", StaticFiles(directory=Path(str(files("sayso.serve") / "static"))), name="static")
    for router in (*ROUTERS, api.router):
        app.include_router(router)
    return app
