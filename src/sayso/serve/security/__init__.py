"""Who may read and write over the web, and what no request may do: one call to `install_security` puts all of it before an application."""

from __future__ import annotations

from sayso.serve.security.install import install_security
from sayso.serve.security.people import csrf_of, person_of, writer
from sayso.serve.security.wanted import safe_next, wants_json

__all__ = ["csrf_of", "install_security", "person_of", "safe_next", "wants_json", "writer"]
