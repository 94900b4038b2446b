"""The day a document appeared, from the words of a header: ISO, `6 October 2025`, `October 6, 2025`, `06.10.2025`."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

EARLIEST, LATEST = 1900, 2199
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_DOTTED = re.compile(r"\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_CLOCK = re.compile(r"\d{1,2}:\d{2}.*", re.DOTALL)
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_MOST_PIECES = 7


def iso_day(words: str) -> datetime.date | None:
    """The day of an ISO 8601 date or time at the start of `words`; None for all else and years beyond 1900–2199."""
    found = _ISO.match(words)
    return _day(*map(int, found.groups())) if found else None


def parse_day(words: str, language: str | None = None) -> datetime.date | None:
    """The day that a short date line says, month names taken from CLDR in `language` (ISO 639-1) or English.

    Words that hold more than a date (a time of day apart) give None: a sentence is no date line. `10/06/2025` gives
    None as well, since nobody can say which number is the month.
    """
    if len(words) > 80:
        return None
    day = iso_day(words)
    if day is not None:
        return day
    dotted = _DOTTED.match(words)
    if dotted:
        return _day(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    pieces = [p.casefold() for p in _PIECE.findall(_CLOCK.sub("", words))]
    return None if len(pieces) > _MOST_PIECES else _from_pieces(pieces, language)


def _from_pieces(pieces: list[str], language: str | None) -> datetime.date | None:
    words = [p for p in pieces if not p.isdecimal()]
    month = _month(words, _months(language or "en")) or _month(words, _months("en"))
    years = [int(p) for p in pieces if p.isdecimal() and len(p) == 4]
    days = [int(p) for p in pieces if p.isdecimal() and len(p) <= 2]
    if month is None or len(years) != 1 or not days:
        return None
    return _day(years[0], month, days[0])


def _month(words: list[str], names: dict[str, int]) -> int | None:
    """The month that one of the words names in full or by its first three letters or more; None for none or several."""
    whole = {names[w] for w in words if w in names}
    found = whole or {n for w in words if len(w) >= 3 for name, n in names.items() if name.startswith(w)}
    return found.pop() if len(found) == 1 else None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _months(language: str) -> dict[str, int]:
    from babel.core import Locale, UnknownLocaleError

    names: dict[str, int] = {}
    try:
        months = Locale.parse(language).months
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in months[context][width].items():
                    names.setdefault(name.casefold().rstrip("."), number)
    except (UnknownLocaleError, ValueError):
        return {}
    return names
