"""What codes are called: states by the Unicode CLDR, bodies and programmes by the knowledge files."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=4096)
def actor_name(code: str) -> str:
    """`LT` -> Lithuania, `nato` -> NATO, `A+B` -> both names; a slug nobody knows as words."""
    if "+" in code:
        return " and ".join(actor_name(part) for part in code.split("+"))
    return _territories().get(code) or _known().get(code) or _worded(code)


@lru_cache(maxsize=4096)
def programme_name(slug: str) -> str:
    """`purl` -> Prioritised Ukraine Requirements List; a slug nobody knows as words."""
    name = _known().get(slug) or _worded(slug)
    return name[:1].upper() + name[1:]


def is_state(code: str) -> bool:
    """Whether a code is an ISO 3166-1 alpha-2 code (or EU), which readers know as such."""
    return len(code) == 2 and code.isalpha() and code.isupper()


@lru_cache(maxsize=512)
def currency_name(code: str) -> str:
    """`EUR` -> Euro; an unknown code stays as it is."""
    return str(_english().currencies.get(code, code))


@lru_cache(maxsize=256)
def language_name(code: str) -> str:
    """`de` -> German; an unknown code stays as it is."""
    return str(_english().languages.get(code, code))


@lru_cache(maxsize=1)
def _english() -> Any:
    from babel import Locale

    return Locale("en")


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    return {code: str(name) for code, name in _english().territories.items() if is_state(code)}


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    from pledgebook.knowledge import load

    names: dict[str, str] = {}
    for entry in load("en").names.entries.values():
        if entry is not None and entry.kind in ("body", "programme") and len(entry.codes) == 1 and entry.canonical:
            names.setdefault(entry.codes[0], entry.canonical)
    return names


def _worded(slug: str) -> str:
    words = slug.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
