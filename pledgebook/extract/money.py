"""The amount of a statement: which of the amounts in a segment, and in whose currency.

A figure that only restates the one before it in another currency is passed over. A bare "crown" or "dollar" takes the
donor's own currency; a figure without a currency ("a further 20 million") takes the one last spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence

from pledgebook.extract.mentions.amounts import Money
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import AMOUNT
from pledgebook.model import Amount


def currency_states(scene: Scene, first: int, last: int) -> frozenset[str]:
    """The states whose own currency the first amount among the units is in, where it is the currency of one
    state of the document alone, and none that others give in as well."""
    for money in _moneys(scene, first, last):
        if money.currency is None:
            continue
        if money.currency in scene.sheet.roles.common_currencies:
            return frozenset()
        states = scene.sheet.knowledge.users_of_money.get(money.currency, frozenset())
        states = states & frozenset(scene.counts)
        return states if len(states) == 1 else frozenset()
    return frozenset()


def _moneys(scene: Scene, first: int, last: int) -> list[Money]:
    out = []
    for k in range(first, last):
        unit = scene.sheet.units[k]
        if unit.kind == AMOUNT and unit.mention is not None:
            money: Money = unit.mention.value
            if not money.converted:
                out.append(money)
    return out


def amount_in(scene: Scene, segment: Segment, donors: Sequence[str]) -> Amount | None:
    """The segment's amount, or None. `donors` decide what a bare "crown" is."""
    moneys = _moneys(scene, segment.first, segment.last)
    if not moneys:
        return None
    money = next((m for m in moneys if m.currency or m.bare), moneys[0])
    if moneys[0] is not money and moneys[0].value > money.value:
        money = moneys[0]
    currency = money.currency or _currency(scene, segment, money, donors)
    if currency is None:
        return None
    return Amount(money.value, currency, money.bound, money.max, money.per)


def _currency(scene: Scene, segment: Segment, money: Money, donors: Sequence[str]) -> str | None:
    """The currency of a figure that does not name one fully."""
    knowledge = scene.sheet.knowledge
    if money.bare is not None:
        meant = [c for donor in donors if (c := knowledge.currencies.resolve(money.bare, donor)) is not None]
        if not meant:
            return knowledge.currencies.resolve(money.bare, scene.home)
        # donors with different dollars mean the word's default; where it has none, the first named one's own
        usual = knowledge.currencies.resolve(money.bare) if len(set(meant)) > 1 else None
        return usual or meant[0]
    for k in range(segment.first - 1, -1, -1):
        unit = scene.sheet.units[k]
        if unit.kind == AMOUNT and unit.mention is not None:
            earlier: Money = unit.mention.value
            if earlier.converted:
                continue
            if earlier.currency is not None:
                return earlier.currency
            if earlier.bare is not None:
                return _currency(scene, segment, earlier, donors)
    for donor in donors:
        state = knowledge.states.get(donor)
        if state is not None and state.currency:
            return state.currency
    return None
