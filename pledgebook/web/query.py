"""What an address asks for: the view that every page keeps, and the filter of its commitments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from urllib.parse import quote, urlencode

from pledgebook.report.filters import Filter

Pairs = Sequence[tuple[str, str]]
SECTORS = ("military", "financial", "humanitarian", "energy", "reconstruction", "protection", "other", "none")
STAGES = ("discussed", "offered", "pledged", "signed", "allocated", "delivered", "withdrawn")
INSTRUMENTS = ("grant", "loan", "guarantee", "in_kind", "procurement", "joint_production", "training")
FACETS = ("donor", "recipient", "sector", "programme", "stage", "instrument")
RANGES = ("since", "until", "value_from", "value_to", "amount_currency", "q")
SORTS = ("day", "value", "stage", "donor", "id")
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9+_.-]{0,98}[A-Za-z0-9])?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LONGEST = 200  # characters of a search
_MOST = 50  # values of one facet
_LARGEST = Decimal(10) ** 16


class WrongQuery(ValueError):
    """An address that asks for what cannot be: the message says which part and what is expected."""


@dataclass(frozen=True, slots=True)
class View:
    """What the reader chose at the top: the book of a day (None: today's), whom it is for, what sums are in.

    `default` is the currency that need not be said.
    """

    as_of: date | None = None
    recipients: tuple[str, ...] = ()
    currency: str = "EUR"
    default: str = "EUR"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The pairs of an address that say the same."""
        out = [("recipient", code) for code in self.recipients]
        if self.currency != self.default:
            out.append(("currency", self.currency))
        if self.as_of is not None:
            out.append(("as_of", self.as_of.isoformat()))
        return out

    def link(self, path: str, pairs: Iterable[tuple[str, object]] = ()) -> str:
        """An address of this book in this view; `pairs` come first and take the place of kept ones of their name."""
        given = tuple((name, str(value)) for name, value in pairs if value not in (None, "")) if pairs else ()
        return _link(self, path, given)


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole address: its view, its filter, its order, and the place to go on from."""

    view: View
    filter: Filter
    sort: str = "day"
    descending: bool = True
    after: str | None = None
    pairs: tuple[tuple[str, str], ...] = field(default=())  # facets, ranges and words, as given

    def having(self, name: str, value: str) -> bool:
        """Whether the address asks for this value."""
        return (name, value) in self.pairs

    def toggled(self, name: str, value: str) -> list[tuple[str, str]]:
        """The pairs with this one put in, or taken out where it is there."""
        pair = (name, value)
        return [p for p in self.pairs if p != pair] if pair in self.pairs else [*self.pairs, pair]


@lru_cache(maxsize=20_000)  # most links of a page are on many pages
def _link(view: View, path: str, given: tuple[tuple[str, str], ...]) -> str:
    names = {name for name, _ in given}
    query = urlencode([*given, *((name, value) for name, value in view.kept if name not in names)])
    return quote(path, safe="/:@-._~!$&'()*+,;=") + ("?" + query if query else "")


def view_of(pairs: Pairs, default: str = "EUR") -> View:
    """The view of an address. Raises WrongQuery."""
    currency = _last(pairs, "currency") or default
    if not _CURRENCY.fullmatch(currency):
        raise WrongQuery(f"currency: a code of three capitals is expected, as EUR, not {currency[:20]!r}")
    return View(_day(pairs, "as_of"), _codes(pairs, "recipient"), currency, default)


def asked(pairs: Pairs, default: str = "EUR") -> Asked:
    """What an address of commitments asks for. Raises WrongQuery."""
    view = view_of(pairs, default)
    words = (_last(pairs, "q") or "").strip()
    if len(words) > _LONGEST:
        raise WrongQuery(f"q: at most {_LONGEST} characters are searched for")
    original = _last(pairs, "amount_currency")
    if original and not _CURRENCY.fullmatch(original):
        raise WrongQuery("amount_currency: a code of three capitals is expected, as EUR")
    stage_at_least = _last(pairs, "stage_at_least") or None
    if stage_at_least is not None:
        _among("stage_at_least", stage_at_least, STAGES)
    wanted = Filter(
        donors=_codes(pairs, "donor"),
        recipients=view.recipients,
        sectors=_words(pairs, "sector", SECTORS),
        programmes=_codes(pairs, "programme"),
        instruments=_words(pairs, "instrument", INSTRUMENTS),
        stages=_words(pairs, "stage", STAGES),
        stage_at_least=stage_at_least,
        currency=original or None,
        since=_day(pairs, "since"),
        until=_day(pairs, "until"),
        value_from=_figure(pairs, "value_from"),
        value_to=_figure(pairs, "value_to"),
        words=words or None,
        as_of=view.as_of,
    )
    sort = _last(pairs, "sort") or "-day"
    _among("sort", sort.removeprefix("-"), SORTS)
    kept = tuple((n, v) for n, v in pairs if v and n in (*FACETS, *RANGES, "stage_at_least"))
    return Asked(view, wanted, sort.removeprefix("-"), sort.startswith("-"), _last(pairs, "after") or None, kept)


def _last(pairs: Pairs, name: str) -> str | None:
    return next((value for key, value in reversed(pairs) if key == name), None)


def _all(pairs: Pairs, name: str) -> list[str]:
    values = list(dict.fromkeys(value for key, value in pairs if key == name and value))
    if len(values) > _MOST:
        raise WrongQuery(f"{name}: at most {_MOST} values at once")
    return values


def _codes(pairs: Pairs, name: str) -> tuple[str, ...]:
    values = _all(pairs, name)
    for value in values:
        if not _CODE.fullmatch(value):
            raise WrongQuery(f"{name}: a code is expected, as LT or world-bank, not {value[:40]!r}")
    return tuple(values)


def _words(pairs: Pairs, name: str, known: Sequence[str]) -> tuple[str, ...]:
    values = _all(pairs, name)
    for value in values:
        _among(name, value, known)
    return tuple(values)


def _among(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise WrongQuery(f"{name}: one of {', '.join(known)} is expected, not {value[:40]!r}")


def _day(pairs: Pairs, name: str) -> date | None:
    value = _last(pairs, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise WrongQuery(f"{name}: a day is expected, as 2025-03-31, not {value[:40]!r}") from None


def _figure(pairs: Pairs, name: str) -> Decimal | None:
    value = (_last(pairs, name) or "").replace(",", "").replace(" ", "")
    if not value:
        return None
    try:
        figure = Decimal(value)
    except InvalidOperation:
        figure = Decimal(-1)
    if not figure.is_finite() or not 0 <= figure <= _LARGEST:
        raise WrongQuery(f"{name}: a figure in whole currency units is expected, as 30000000, not {value[:40]!r}")
    return figure
