"""Who is looking, and what they may do."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """`router` is made when it is asked for: accounts are also kept from the command line, which needs no web server."""
    if name == "router":
        from pledgebook.web.auth.login import router

        return router
    raise AttributeError(name)
