"""How well a statement fits a gift: a sum of explicit weights, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from pledgebook.ledger.claims import RANKS, STAGES, STEM, Claim
from pledgebook.ledger.figures import SAME_SUM, TOLD_AGAIN, amount_reason
from pledgebook.ledger.gifts import Gift, Reason
from pledgebook.ledger.weights import Weights

_DELIVERED, _ALLOCATED, _SIGNED = RANKS["delivered"], RANKS["allocated"], RANKS["signed"]
_NEAR = 10  # days
_BEFORE = 45  # days
QUARTER = 91
_MONEY = frozenset({"grant", "loan"})
_COMMON = frozenset({"in_kind", "procurement"})
_BATCH = 0.9  # a delivery of fewer than this share of the things promised is a part of them


def compatible(claim: Claim, gift: Gift) -> bool:
    """Whether they can be one at all: a donor and a recipient in common, and neither a part of the other's donors
    alone without the other containing them."""
    if not (claim.donors & gift.donors) or not (claim.donors <= gift.donors or gift.donors <= claim.donors):
        return False
    return claim.recipients == gift.recipients or bool(claim.recipients & gift.recipients)


def compare(claim: Claim, gift: Gift, weights: Weights) -> list[Reason]:
    """The reasons for and against the claim belonging to the gift; their weights add up to the score."""
    reasons = [
        *_donors(claim, gift, weights),
        *_content(claim, gift, weights),
        *_dates(claim, gift, weights),
        *_referred(claim, gift, weights),
        *_stage(claim, gift, weights),
        *_standing(claim, gift, weights),
    ]
    found = amount_reason(claim, gift, weights, reasons)
    if found is not None:
        reasons.append(found)
    reasons += _further(claim, gift, weights, found is not None and found.words in SAME_SUM)
    return [_softened(reason, weights) for reason in reasons] if claim.read else reasons


def _softened(reason: Reason, weights: Weights) -> Reason:
    """A difference in what an engine reads least surely, for a claim that was read by one."""
    share = weights["when_read"].get(reason.ingredient, 1.0) if reason.weight < 0 else 1.0
    return reason if share == 1 else Reason(reason.ingredient, round(reason.weight * share, 2), reason.words)


def total(reasons: list[Reason]) -> float:
    """The score."""
    return round(sum(reason.weight for reason in reasons), 4)


def _donors(claim: Claim, gift: Gift, weights: Weights) -> Iterator[Reason]:
    outcome = "same" if claim.donors == gift.donors else "one_of_joint"
    yield Reason("donors", weights["donors"][outcome], "+".join(sorted(claim.donors & gift.donors)))


def _content(claim: Claim, gift: Gift, weights: Weights) -> Iterator[Reason]:
    if claim.programmes and gift.programmes:
        shared = claim.programmes & gift.programmes
        outcome = "same" if shared else "differs"
        yield Reason("programme", weights["programme"][outcome], ", ".join(sorted(shared or claim.programmes)))
    elif claim.programmes or gift.programmes:
        yield Reason("programme", weights["programme"]["one_only"], "named by one only")
    if claim.sector and gift.sectors:
        outcome = "same" if claim.sector in gift.sectors else "differs"
        yield Reason("sector", weights["sector"][outcome], claim.sector)
    if claim.heads and gift.heads:
        yield from _items(claim, gift, weights)
    if claim.instrument and gift.instruments:
        yield _instrument(claim.instrument, gift, weights)
    yield from _likeness("names", claim.names, gift.names, weights["names"])
    around = (claim.near & (gift.names | gift.near)) | (claim.names & gift.near)
    yield from _likeness("near", around - (claim.names & gift.names), gift.names | gift.near, weights["near"])
    yield from _likeness("words", claim.words, gift.words, weights["words"])


def is_batch(claim: Claim, gift: Gift) -> bool:
    """Whether the claim tells of the arrival of fewer things than the gift has: a part of it; unless the gift has just
    arrived."""
    if claim.rank < _ALLOCATED or claim.value is not None or claim.entire:
        return False
    if gift.rank == _DELIVERED and claim.day - gift.last_day <= TOLD_AGAIN:
        return False
    for head in claim.heads.keys() & gift.heads.keys():
        mine, theirs = claim.heads[head], gift.heads[head]
        if mine is not None and theirs is not None and mine <= _BATCH * theirs:
            return True
    return False


def _items(claim: Claim, gift: Gift, weights: Weights) -> Iterator[Reason]:
    table = weights["items"]
    shared = claim.heads.keys() & gift.heads.keys()
    akin = claim.kinds & gift.heads.keys() or claim.heads.keys() & gift.kinds
    told_of = _told_of(claim.heads, gift.words | gift.names) or _told_of(gift.heads, claim.words | claim.names)
    if not shared and claim.general and not told_of:
        return
    if not shared and (akin or told_of):
        yield Reason("items", table["told_of"], ", ".join(sorted(claim.heads)))
        counts = {count for count in claim.heads.values() if count is not None} & set(gift.heads.values())
        if counts:
            yield Reason("count", table["count_same"], str(min(counts)))
        return
    yield Reason("items", table["same" if shared else "differs"], ", ".join(sorted(shared or claim.heads)))
    for head in sorted(shared):
        mine, theirs = claim.heads[head], gift.heads[head]
        if mine is not None and theirs is not None:
            near = claim.dated is not None and claim.dated in gift.acts.get(claim.stage, set())
            near = near or claim.entire or claim.day - gift.last_day <= TOLD_AGAIN
            outcome = "count_same" if mine == theirs else "count_contested" if near else "count_differs"
            yield Reason("count", table[outcome], f"{mine} and {theirs} {head}")
            return


def _told_of(heads: Mapping[str, int | None], words: Collection[str]) -> bool:
    """Whether things are among the content words, which are stems."""
    return any(word.startswith(head[:STEM]) for head in heads for word in words)


def _instrument(instrument: str, gift: Gift, weights: Weights) -> Reason:
    table = weights["instrument"]
    if instrument in gift.instruments:
        common = instrument in _MONEY or instrument in _COMMON
        return Reason("instrument", table["same" if common else "same_rare"], instrument)
    opposed = instrument in _MONEY and not gift.instruments - _MONEY
    return Reason("instrument", table["loan_grant" if opposed else "differs"], instrument)


def _likeness(ingredient: str, mine: frozenset[str], theirs: set[str], table: dict[str, float]) -> Iterator[Reason]:
    shared = mine & theirs
    if shared:
        yield Reason(ingredient, round(min(table["each"] * len(shared), table["most"]), 2), ", ".join(sorted(shared)))
    elif mine and theirs and "differ" in table:
        yield Reason(ingredient, table["differ"], "none in common")


def _referred(claim: Claim, gift: Gift, weights: Weights) -> Iterator[Reason]:
    if not claim.referred:
        return
    days = {day for days in gift.acts.values() for day in days} | gift.reports
    met = next((s for s in claim.referred if any(s[0] <= day <= s[1] for day in days)), None)
    words = date.fromordinal((met or claim.referred[0])[0]).isoformat()[:7]
    yield Reason("referred", weights["dates"]["referred" if met else "other_time"], words)


def _dates(claim: Claim, gift: Gift, weights: Weights) -> Iterator[Reason]:
    if claim.dated is None:
        return
    table = weights["dates"]
    said = {day for days in gift.acts.values() for day in days}
    day = date.fromordinal(claim.dated).isoformat()
    if claim.month_only:
        months = {_month(d) for d in said | gift.reports}
        if _month(claim.dated) in months:
            yield Reason("dates", table["same_month"], day[:7])
            return
    elif claim.dated in gift.acts.get(claim.stage, set()):
        yield Reason("dates", table["same_day"], day)
        return
    elif claim.dated in said or claim.dated in gift.reports:
        yield Reason("dates", 0.75 * table["same_day"], day)
        return
    elif claim.rank >= _SIGNED and any(abs(d - claim.dated) > _NEAR for d in gift.acts.get(claim.stage, set())):
        yield Reason("dates", table["other_day"], day)
        return
    if claim.dated < gift.first_day - _BEFORE and all(abs(d - claim.dated) > _BEFORE for d in said):
        yield Reason("dates", table["never"], f"nothing known of {day}")


def _stage(claim: Claim, gift: Gift, weights: Weights) -> Iterator[Reason]:
    table = weights["stage"]
    words = f"{claim.stage} after {'withdrawn' if gift.withdrawn else STAGES[gift.rank]}"
    if gift.withdrawn and claim.rank and not claim.back:
        yield Reason("stage", table["after_withdrawal"], words)
    elif claim.rank > gift.rank or claim.rank == 0:
        yield Reason("stage", table["advances"], words)
    elif claim.rank == gift.rank:
        if claim.day - gift.last_day <= TOLD_AGAIN:
            yield Reason("stage", table["told_again"], words)
        elif claim.rank == _DELIVERED and not claim.back:
            yield Reason("stage", table["delivered_again"], words)
    elif gift.rank >= _SIGNED and not claim.back and (claim.dated is None or claim.dated > gift.last_day):
        yield Reason("stage", table["after_delivery" if gift.rank == _DELIVERED else "falls_back"], words)


def _standing(claim: Claim, gift: Gift, weights: Weights) -> Iterator[Reason]:
    if claim.period is not None and gift.periods and not any(_shares_time(claim.period, p) for p in gift.periods):
        yield Reason("period", weights["period"]["differs"], "for another time")
    if claim.series is not None and gift.series:
        outcome = "same" if claim.series in gift.series else "differs"
        yield Reason("series", weights["series"][outcome], str(claim.series))
    if claim.ordinal is not None and gift.ordinals:
        outcome = "same" if claim.ordinal in gift.ordinals else "differs"
        yield Reason("ordinal", weights["ordinal"][outcome], str(claim.ordinal))
    elif claim.ordinal is not None and claim.ordinal > 1 and gift.further and gift.part_of is None:
        yield Reason("ordinal", weights["ordinal"]["of_further"], "the later of two gifts")
    elif claim.ordinal is not None and gift.part_of is None:
        yield Reason("ordinal", weights["ordinal"]["one_only"], str(claim.ordinal))
    table = weights["part"]
    if is_batch(claim, gift):
        yield Reason("part", table["batch_to_whole"], "fewer have arrived than were promised")
    if claim.part and gift.part_of is not None:
        yield Reason("part", table["to_part"], "both are pieces")
    elif claim.piece and gift.part_of is None and claim.value is None:
        yield Reason("part", table["piece_to_whole"], "a piece of it")
    elif gift.part_of is not None and not claim.part and not claim.piece and not claim.ordinal and claim.value is None:
        outcome = "whole_to_part" if gift.sums else "whole_to_batch"
        yield Reason("part", table[outcome], "the whole rather than this piece")
    if claim.known:
        yield Reason("known", weights["known"]["told"], "spoken of as known")
    if claim.value is None and claim.rank >= _SIGNED and not any(claim.heads.values()):
        yield Reason("late", weights["late"]["without_figure"], f"{claim.stage}, without a figure of its own")
    quarters = (claim.day - gift.last_day) / QUARTER
    if quarters >= 1:
        table = weights["silence"]
        yield Reason(
            "silence", max(table["per_quarter"] * quarters, table["most"]), f"{claim.day - gift.last_day} days"
        )


def _further(claim: Claim, gift: Gift, weights: Weights, same_sum: bool) -> Iterator[Reason]:
    table = weights["further"]
    if claim.further <= 0:
        if gift.further and (same_sum or claim.further < 0):
            outcome = "first" if claim.further < 0 else "not_said"
            yield Reason("further", table[outcome], "nothing says that it is on top of others")
        return
    arrived = claim.rank == gift.rank == _DELIVERED and claim.day - gift.last_day > TOLD_AGAIN and not claim.back
    if gift.further and (same_sum or claim.value is None) and not arrived:
        yield Reason("further", table["alike"], "both on top of others")
    elif not gift.further or not same_sum or arrived:
        yield Reason("further", table["on_top"] * claim.further, "on top of what was given before")


def _shares_time(one: str, other: str) -> bool:
    """Whether two periods START..END, either end open, have a day in common."""
    (start, end), (other_start, other_end) = one.split(".."), other.split("..")
    return start <= (other_end or "9") and other_start <= (end or "9")


def _month(day: int) -> int:
    when = date.fromordinal(day)
    return when.year * 12 + when.month
