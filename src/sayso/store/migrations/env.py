"""Runs the migrations on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from sayso.store.schema import VERSION_TABLE
from sayso.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSION_TABLE)
context.run_migrations()
