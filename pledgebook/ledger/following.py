"""Whether a claim that has its place has to be looked at again, as a gift that it may belong to has changed.

What is looked at in vain costs time, and much-told gifts have many later claims; what is missed would make the book
depend on the order of arrival. So the answer is no only where nothing can come of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields

from pledgebook.ledger.claims import Claim, first_place
from pledgebook.ledger.compare import compare, compatible, total
from pledgebook.ledger.gather import is_smaller
from pledgebook.ledger.gifts import Gift
from pledgebook.ledger.weights import Weights

Ahead = Callable[[str], dict[str, Gift]]  # gifts by id as they are before a place; places are asked for in order
_DAYS = ("acts", "reports")  # looked at only for claims that speak of days
_SEEN = tuple(f.name for f in fields(Gift) if f.name not in (*_DAYS, "claims", "texts"))  # what comparison looks at


class Changes:
    """Gifts as they were before a document was merged and as they are now, to what was published later."""

    def __init__(self, before: Ahead, now: Ahead) -> None:
        self._before, self._now = before, now
        self._alike: dict[str, tuple[tuple[int, int], bool, bool]] = {}

    def to(self, claim: Claim) -> tuple[dict[str, Gift], dict[str, Gift], dict[str, Gift]]:
        """By id: the gifts before the claim's document as they were, as they are, and those of these that say something
        else now of what the claim is compared with. Claims are asked for in the order of publication."""
        document = first_place(claim.place)
        before, now = self._before(document), self._now(document)
        dated = claim.dated is not None or bool(claim.referred)
        return before, now, {i: gift for i, gift in now.items() if not self._is_alike(before.get(i), gift, dated)}

    def _is_alike(self, before: Gift | None, now: Gift, dated: bool) -> bool:
        if before is None:
            return False
        told = len(before.claims), len(now.claims)
        known = self._alike.get(now.id)
        if known is None or known[0] != told:
            known = self._alike[now.id] = (told, _equal(before, now, _SEEN), _equal(before, now, _DAYS))
        return known[1] and (known[2] or not dated)


def _equal(before: Gift, now: Gift, names: tuple[str, ...]) -> bool:
    return all(getattr(before, name) == getattr(now, name) for name in names)


def may_draw(
    claim: Claim, gifts: Iterable[Gift], home: str, reached: float, is_whole: Callable[[str], bool], weights: Weights
) -> bool:
    """Whether one of the changed `gifts` could now draw the claim away from `home`, the gift where it reached that score,
    or could be its whole. `is_whole` says of a gift whether others may be parts of it."""
    alone = home == claim.key
    needed = weights.threshold if alone else max(weights.threshold, reached)
    for gift in gifts:
        if gift.id == home or not compatible(claim, gift):
            continue
        short = needed - total(compare(claim, gift, weights))
        if short <= 0:
            return True
        if short <= weights["company"]["sibling"] and (gift.part_of is not None or is_whole(gift.id)):
            return True  # the rest of its document may bring it there
        if claim.part or claim.piece or claim.ordinal is not None or (alone and any(claim.heads.values())):
            return True  # the gift may be its whole
    return False


def is_same_to(claim: Claim, before: Gift | None, now: Gift | None, weights: Weights) -> bool:
    """Whether the gift that a claim belongs to is to it what it was before it took in more: for the same reasons, to the
    word, and a part of the same whole. None is a gift that nothing was told of before the claim."""
    if before is None or now is None or before.part_of != now.part_of or now.place < before.place:
        return False
    if compatible(claim, before) != compatible(claim, now) or is_smaller(claim, before) != is_smaller(claim, now):
        return False
    return compare(claim, before, weights) == compare(claim, now, weights)
