"""How the figure of a statement relates to those of a gift: the same, rounded, converted, corrected, contested, another."""

from __future__ import annotations

from pledgebook.ledger.claims import ANY, Claim
from pledgebook.ledger.gifts import Gift, Reason
from pledgebook.ledger.sameness import CONVERTED, digits, interval, overlap, rounds_to
from pledgebook.ledger.weights import Weights

TOLD_AGAIN = 8  # days
FAR = 2.0  # times
_CLOSE = 1.5  # times: what is known to be told of an earlier gift, with another figure
ADVANCED = 1.25  # times: a gift to the same programme that is said to have come further, with another figure
CONTESTABLE = 3.0  # times: sources that contradict each other are not further apart than this
_SURE = 0.5
_WORDS = 3
_RARE_DIGITS = 3  # 12 million is given by many, 12.7 million by few
SAME_SUM = frozenset({"same", "within", "converted", "corrected"})


def amount_reason(claim: Claim, gift: Gift, weights: Weights, others: list[Reason]) -> Reason | None:
    """For or against a claim with a figure belonging to a gift with figures, given the `others` reasons found; else None."""
    if claim.value is None or not gift.sums:
        return None
    table = weights["amount"]
    outcomes = _sum_outcomes(claim, gift)
    for outcome in ("same", "corrected", "within", "converted"):
        if outcome in outcomes:
            usual = outcome == "same" and digits(claim.value) < _RARE_DIGITS
            return Reason("amount", table["same_usual" if usual else outcome], outcome)
    if outcomes == {"unknown"}:
        return Reason("amount", 0.0, "no rate to compare the currencies")
    if "per_differs" in outcomes:
        return Reason("amount", table["per_differs"], "per_differs")
    if _contested(claim, gift, others, weights):
        return Reason("amount", table["contested"], "contested")
    if _advanced(claim, gift, others):
        return Reason("amount", table["advanced"], "advanced")
    outcome = "differs" if "differs" in outcomes else "far"
    return Reason("amount", table[outcome], outcome)


def _sum_outcomes(claim: Claim, gift: Gift) -> set[str]:
    """How the claim's figure relates to those told of the gift; where one of them is the same, only that."""
    if claim.value is not None and claim.currency is not None and claim.bound == "exact":
        equal = gift.sums.get((claim.currency, claim.value, "exact"))
        if equal is not None and equal.per == claim.per:
            return {"same"}
    return {sum_outcome(claim, other) for other in gift.sums.values()}


def sum_outcome(claim: Claim, other: Claim) -> str:
    """How the figures of two claims relate: same, within, converted, corrected, differs, far, per_differs, or
    unknown where there is no rate to compare them."""
    assert claim.value is not None and other.value is not None  # noqa: S101 - callers hold claims with figures
    if claim.per != other.per:
        return "per_differs"
    one, two = interval(claim.value, claim.bound, claim.high), interval(other.value, other.bound, other.high)
    if claim.currency == other.currency:
        if claim.value == other.value:
            return "same" if claim.bound == other.bound == "exact" else "within"
        if overlap(one, two) or rounds_to(claim.value, other.value):
            return "within"
    elif claim.value == other.value and _one_name(claim, other):
        return "same"
    if corrects(claim, other):
        return "corrected"
    if claim.currency == other.currency:
        ratio = max(claim.value, other.value) / max(min(claim.value, other.value), 1)
        return "differs" if ratio < FAR else "far"
    if claim.worth is None or other.worth is None:
        return "unknown"
    wide = tuple(end / claim.value * claim.worth if claim.value else 0.0 for end in one)
    other_wide = tuple(end / other.value * other.worth if other.value else 0.0 for end in two)
    spread = ((1 - CONVERTED) * wide[0], (1 + CONVERTED) * wide[1])
    return "converted" if overlap(spread, (other_wide[0], other_wide[1])) else "differs"


def _one_name(claim: Claim, other: Claim) -> bool:
    """Whether the figure of one of them may be in the currency of the other."""
    return not claim.other_currencies.isdisjoint((other.currency, ANY)) or not other.other_currencies.isdisjoint(
        (claim.currency, ANY)
    )


def corrects(claim: Claim, other: Claim) -> bool:
    """Whether one names the other's figure as wrong, or the same outlet sets right what it said."""
    if other.value in claim.wrong or claim.value in other.wrong:
        return True
    says_another = claim.value is not None or any(count is not None for count in claim.heads.values())
    return says_another and 0.0 in claim.wrong and claim.source == other.source and claim.source != ""


def _worded_alike(others: list[Reason], weights: Weights) -> bool:
    """Whether three words at least are shared."""
    return any(reason.ingredient == "words" and reason.weight >= _WORDS * weights["words"]["each"] for reason in others)


def _advanced(claim: Claim, gift: Gift, others: list[Reason]) -> bool:
    """Whether the same programme's gift is said to have come further than was known, with a figure not far from it."""
    if claim.further >= _SURE or claim.part or not 0 < gift.rank < claim.rank:
        return False
    named = any(reason.ingredient == "programme" and reason.weight > 0 for reason in others)
    return named and any(_ratio(claim, c) <= ADVANCED for c in gift.sums.values())


def _ratio(claim: Claim, other: Claim) -> float:
    """How many times the larger figure is the smaller one."""
    one, two = claim.value or 0, other.value or 0
    return max(one, two) / max(min(one, two), 1)


def _contested(claim: Claim, gift: Gift, others: list[Reason], weights: Weights) -> bool:
    """Whether another source tells the same act of the same day with another figure."""
    if claim.further >= _SURE or claim.part:
        return False
    alike = {reason.ingredient for reason in others if reason.weight > 0}
    telling = alike & {"items", "programme", "names"} or {"sector", "words"} <= alike
    if not telling and not (claim.known and {"words", "dates"} <= alike):
        return False
    ratios = [_ratio(claim, c) for c in gift.sums.values()]
    if not any(ratio < CONTESTABLE for ratio in ratios):
        return False
    if (
        claim.known
        and min(ratios) < _CLOSE
        and (alike & {"items", "programme", "series"} or _worded_alike(others, weights))
    ):
        return True
    days = gift.acts.get(claim.stage, set())
    if claim.dated in days:
        return True
    retold = claim.known or (claim.read and claim.back)  # the day that was read is that of its news
    if claim.dated is not None and not claim.month_only and days and not (retold and claim.dated == claim.day):
        return False
    if claim.back and any(reason.ingredient == "dates" and reason.weight > 0 for reason in others):
        return True
    return claim.rank == gift.rank and claim.day - gift.last_day <= TOLD_AGAIN
