"""A score that a claim and a gift cannot exceed, from what is quickly seen: most of the pairs that keys bring together
need no closer look."""

from __future__ import annotations

from pledgebook.ledger.claims import RANKS, Claim
from pledgebook.ledger.compare import QUARTER
from pledgebook.ledger.figures import ADVANCED, CONTESTABLE, FAR, TOLD_AGAIN
from pledgebook.ledger.gifts import Gift
from pledgebook.ledger.weights import Weights

_SIGNED = RANKS["signed"]
_ROUNDING = 0.0001  # of scores


def at_most(claim: Claim, gift: Gift, weights: Weights) -> float:
    """At least what the reasons of `compare` add up to. Both must be `compatible`."""
    table = weights.table
    most = _ROUNDING + table["donors"]["same"] + _of_claim(claim, gift, table) + _of_days(claim, gift, table)
    programme = not claim.programmes.isdisjoint(gift.programmes)
    names, words = len(claim.names & gift.names), len(claim.words & gift.words)
    if claim.programmes and gift.programmes:
        most += table["programme"]["same" if programme else "differs"]
    if claim.sector and gift.sectors:
        if claim.sector in gift.sectors:
            most += table["sector"]["same"]
        else:
            most += table["sector"]["differs"] * (table["when_read"]["sector"] if claim.read else 1)
    if claim.heads and gift.heads:
        alike = "told_of" if claim.heads.keys().isdisjoint(gift.heads) else "same"
        most += table["items"][alike] + table["items"]["count_same"]
    if claim.instrument in gift.instruments:
        most += table["instrument"]["same_rare"]
    most += _likeness(names, table["names"]) + _likeness(words, table["words"])
    if claim.near or gift.near:
        around = len(claim.near & gift.names) + len(claim.near & gift.near) + len(claim.names & gift.near)
        most += _likeness(around, table["near"])
    if claim.value is not None and gift.sums:
        same_act = programme or names or words or (claim.heads and gift.heads)
        most += _of_sums(claim, claim.value, gift, programme, bool(same_act), table["amount"])
    return most


def _likeness(shared: int, table: dict[str, float]) -> float:
    return min(table["each"] * shared, table["most"])


def _of_claim(claim: Claim, gift: Gift, table: dict[str, dict[str, float]]) -> float:
    """What few claims say, and may have in common with the gift."""
    most = 0.0
    if claim.known:
        most += table["known"]["told"]
    if claim.part:
        most += table["part"]["to_part"]
    if claim.series is not None and gift.series:
        most += table["series"]["same" if claim.series in gift.series else "differs"]
    if claim.ordinal is not None:
        most += table["ordinal"]["same"]
    if claim.further > 0 and gift.further:
        most += table["further"]["alike"]
    if claim.value is None and claim.rank >= _SIGNED:
        most += table["late"]["without_figure"]
    return most


def _of_days(claim: Claim, gift: Gift, table: dict[str, dict[str, float]]) -> float:
    most = 0.0
    if claim.referred:
        most += table["dates"]["referred"]
    if claim.dated is not None and (
        claim.month_only or claim.dated in gift.reports or any(claim.dated in days for days in gift.acts.values())
    ):
        most += table["dates"]["same_day"]
    since = claim.day - gift.last_day
    if claim.rank > gift.rank or claim.rank == 0:
        most += table["stage"]["advances"]
    elif claim.rank == gift.rank and since <= TOLD_AGAIN:
        most += table["stage"]["told_again"]
    if since >= QUARTER:
        most += max(table["silence"]["per_quarter"] * since / QUARTER, table["silence"]["most"])
    return most


def _of_sums(claim: Claim, value: float, gift: Gift, programme: bool, same_act: bool, table: dict[str, float]) -> float:
    """The best that can be said of figures. Those more than twice apart are of other sums, whatever their bounds, unless
    somebody sets one of them right, or they are in two names of one currency."""
    most = table["far"]
    contested = same_act and _may_be_contested(claim, gift)
    for other in gift.sums.values():
        told = other.value or 0.0
        apart = max(value, told) / max(min(value, told), 1)
        if not _is_far(claim, other, apart):
            return table["same"]
        if programme and apart <= ADVANCED:
            most = max(most, table["advanced"])
        if contested and apart < CONTESTABLE:
            most = max(most, table["contested"])
        most = max(most, table["per_differs"] if claim.per != other.per else table["differs"])
    return most


def _is_far(claim: Claim, other: Claim, apart: float) -> bool:
    """Whether the figures of two claims, so many times apart, are surely of two sums."""
    if claim.wrong or other.wrong or claim.high is not None or other.high is not None or apart == 1:
        return False
    if claim.currency == other.currency:
        return apart > FAR
    if claim.worth and other.worth:
        return max(claim.worth, other.worth) / min(claim.worth, other.worth) > FAR
    return False


def _may_be_contested(claim: Claim, gift: Gift) -> bool:
    """Whether it may tell the same act with another figure."""
    told_again = claim.rank == gift.rank and claim.day - gift.last_day <= TOLD_AGAIN
    return told_again or claim.known or claim.back or claim.dated in gift.acts.get(claim.stage, ())
