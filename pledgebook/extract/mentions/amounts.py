"""Amounts of money in a text, in every notation: "EUR 30 million", "$1.5-2 billion", "half a billion kroner"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pledgebook.extract.mentions.amount_words import AmountWords, amount_words
from pledgebook.extract.mentions.numbers import Number, figure_of, scan, whole_number
from pledgebook.extract.mentions.patterns import fold
from pledgebook.extract.mentions.units import Unit, purse
from pledgebook.knowledge.notation import notation
from pledgebook.model import Amount, Bound, Mention

SMALLEST_FIGURE = 1_000_000  # a number without a currency is told as a figure from this scale word on


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as the text writes it, in whole units. `currency` is an ISO 4217 code; where it is None, `bare` is
    the word that several states use ("dollar", "crown"), or None for a figure without a currency ("a further 20
    million"). `converted`: it only says the amount before it again in another currency."""

    value: Number
    max: Number | None = None
    currency: str | None = None
    bare: str | None = None
    bound: Bound = "exact"
    per: Literal["year", "month"] | None = None
    converted: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: Unit


def find_amounts(text: str, language: str = "en") -> list[Mention]:
    """Mentions of kind "amount" with a Money as value, in order and apart from one another. A mention's place is the
    figure with its currency, both ends of a range included; the words on exactness and frequency are not part of
    it."""
    folded = fold(text)
    words = amount_words(language)
    out: list[Mention] = []
    last: Money | None = None
    for found in _ranges(folded, _units(text, folded, language), words):
        code, group = found.unit.key
        if code is None and group is None and not _is_figure(folded, found, words):
            continue
        bound, begins = words.bound(folded, found.start, found.end)
        money = Money(
            value=whole_number(found.low),
            max=None if found.high is None else whole_number(found.high),
            currency=code,
            bare=group,
            bound=bound if found.high is None else "range",
            per=words.per(folded, begins, found.end),
        )
        if last is not None and (code or group) and (last.currency, last.bare) != (code, group):
            again = words.restates(folded, out[-1].end, begins, found.end, last.converted) or (
                begins != found.start and words.restates(folded, out[-1].end, found.start, found.end, last.converted)
            )
            money = replace(money, converted=again)
        because = "figure" if not (code or group) else "range" if found.high is not None else code or f"bare {group}"
        out.append(Mention("amount", found.start, found.end, text[found.start : found.end], money, because))
        last = money
    return out


def resolve(
    money: Money,
    country_currency: Mapping[str, str] | Callable[[str], str | None],
    context: Iterable[str] = (),
    language: str = "en",
) -> Amount | None:
    """`money` with its currency settled, or None where it cannot be.

    `country_currency` gives a state's own currency (alpha-2 -> ISO 4217); `context` names the states the text is
    about, the likeliest first. A bare word means the currency of the first of them that has such a currency, else the
    word's default ("dollar": USD, by the statement contract)."""
    code = money.currency
    if code is None and money.bare is not None:
        group = notation(language).coins.groups.get(money.bare)
        if group is not None:
            own = country_currency if callable(country_currency) else country_currency.get
            code = next((c for state in context if (c := own(state)) in group.options), group.default)
    if code is None:
        return None
    return Amount(money.value, code, money.bound, money.max, money.per)


def _units(text: str, folded: str, language: str) -> list[Unit]:
    """Every number with the money beside it; small change is added to the unit it belongs to."""
    holder = purse(language)
    out: list[Unit] = []
    floor = 0
    for figure in scan(folded, language):
        if figure.start < floor:
            continue
        unit = holder.read(text, folded, figure, floor)
        floor = unit.end
        changed = holder.with_change(folded, out[-1], unit) if out else None
        if changed is not None:
            out[-1] = changed
        else:
            out.append(unit)
    return out


def _ranges(folded: str, units: list[Unit], words: AmountWords) -> list[_Found]:
    """The units with a currency or a scale, neighbours joined where they are the two ends of a range."""
    out: list[_Found] = []
    place = 0
    while place < len(units):
        one = units[place]
        two = units[place + 1] if place + 1 < len(units) else None
        joined = None if two is None else _join(folded, one, two, words)
        if joined is not None:
            out += joined
            place += 2
            continue
        if (one.coin is not None and one.coin.part is None) or (one.coin is None and one.figure.scale > 1):
            value = Decimal(str(one.figure.value))
            out.append(_Found(one.start, one.end, value, None, one))
        place += 1
    return out


def _join(folded: str, one: Unit, two: Unit, words: AmountWords) -> list[_Found] | None:
    """One range of two numbers, two amounts of "from 3 to 4 million" where it tells a change, or None."""
    if two.start - one.end > 12 or not words.spans(folded, one.start, one.end, two.start):
        return None
    owner = _owner(one, two)
    if owner is None:
        return None
    low, high = one.figure, two.figure
    if low.scale == 1 and high.scale > 1:
        if low.base < high.base:
            low = figure_of(low, high.scale, low.end)
        elif one.coin is None:
            return None
    if low.value >= high.value:
        return None
    least, most = Decimal(str(low.value)), Decimal(str(high.value))
    if words.changes(folded, one.start):
        return [_Found(one.start, one.end, least, None, owner), _Found(two.start, two.end, most, None, owner)]
    return [_Found(one.start, two.end, least, most, owner)]


def _owner(one: Unit, two: Unit) -> Unit | None:
    """The unit whose currency holds for both ends, or None where they are no pair."""
    if any(unit.coin is not None and unit.coin.part is not None for unit in (one, two)):
        return None
    if one.coin is None:
        year = one.figure.year_like and not two.figure.plain
        return two if (two.coin is not None or two.figure.scale > 1) and not year else None
    if two.coin is None:
        glued = two.start - one.end == 1 and not one.after
        return one if two.figure.scale > 1 or glued else None
    return one if one.key == two.key else None


def _is_figure(folded: str, found: _Found, words: AmountWords) -> bool:
    return found.unit.figure.scale >= SMALLEST_FIGURE and words.may_be_money(folded, found.end)
