"""Whether a claim that has its place has to be looked at again, as a gift that it may belong to has changed.

What is looked at in vain costs time, and much-told gifts have many later claims; what is missed would make the book
depend on the order of arrival. So the answer is no only where nothing can come of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pledgebook.ledger.ceiling import at_most
from pledgebook.ledger.claims import Claim
from pledgebook.ledger.compare import compare, compatible, total
from pledgebook.ledger.gather import is_smaller
from pledgebook.ledger.gifts import Gift
from pledgebook.ledger.weights import Weights


def may_draw(
    claim: Claim, gifts: Iterable[Gift], home: str, reached: float, is_whole: Callable[[str], bool], weights: Weights
) -> bool:
    """Whether one of the changed `gifts` could now draw the claim away from `home`, the gift where it reached that score,
    or could be its whole. `is_whole` says of a gift whether others may be parts of it."""
    alone = home == claim.key
    needed = weights.threshold if alone else max(weights.threshold, reached)
    company = weights["company"]["sibling"]
    may_be_part = claim.part or claim.piece or claim.ordinal is not None or (alone and any(claim.heads.values()))

    def in_company(gift: Gift) -> bool:
        """Whether the rest of its document may bring the claim there."""
        return gift.part_of is not None or is_whole(gift.id)

    for gift in gifts:
        if gift.id == home or not compatible(claim, gift):
            continue
        if may_be_part:
            return True  # the gift may be its whole
        short = needed - at_most(claim, gift, weights)
        if short > company or (short > 0 and not in_company(gift)):
            continue
        short = needed - total(compare(claim, gift, weights))
        if short <= 0 or (short <= company and in_company(gift)):
            return True
    return False


def is_same_to(claim: Claim, before: Gift | None, now: Gift | None, weights: Weights) -> bool:
    """Whether the gift that a claim belongs to is to it what it was before it took in more: for the same reasons, to the
    word, and a part of the same whole. None is a gift that nothing was told of before the claim."""
    if before is None or now is None or before.part_of != now.part_of:
        return False
    if compatible(claim, before) != compatible(claim, now) or is_smaller(claim, before) != is_smaller(claim, now):
        return False
    return compare(claim, before, weights) == compare(claim, now, weights)
