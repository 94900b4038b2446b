"""Names in slug form, as the contract of statements writes organisations and programmes."""

from __future__ import annotations


def slug_of(name: str) -> str:
    """A name in slug form: lower case, its words joined by hyphens."""
    kept = "".join(c if c.isalnum() else " " for c in name.replace("’", "").replace("'", "").casefold())
    return "-".join(kept.split())
