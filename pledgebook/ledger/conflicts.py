"""Where sources contradict each other about one commitment. Shown, never averaged away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from pledgebook.ledger.claims import RANKS, Claim
from pledgebook.ledger.commitments import Told, commitment_id
from pledgebook.ledger.figures import corrects, sum_outcome
from pledgebook.model import Conflict

_PLEDGED, _DELIVERED = RANKS["pledged"], RANKS["delivered"]
_NEWS = 3  # days
_APART = 14  # days: a withdrawal and a delivery told closer together than this contradict each other; what one outlet
# says later than that of a figure is no correction of the one before


def conflicts_of(told: Sequence[Told]) -> list[Conflict]:
    """The contradictions among the statements of one commitment, at most one for each of amount, items, stage and
    instrument.

    Rounded and converted figures contradict nothing; nor does a correction by the same source or a donor, nor what it
    corrects.
    """
    claims = [t.claim for t in told]
    corrected = {a.key for b in claims if b.wrong or b.known for a in claims if a.place < b.place and _sets_right(b, a)}
    claims = [c for c in claims if c.key not in corrected]
    out = []
    for about, pairs in (
        ("amount", _sums(claims)),
        ("items", _counts(claims)),
        ("stage", [*_stopped(claims), *_missed(claims)]),
        ("instrument", _paid_back(claims)),
    ):
        keys = sorted({c.key for pair in pairs for c in pair}, key={c.key: n for n, c in enumerate(claims)}.__getitem__)
        if keys:
            chosen = [c for c in claims if c.key in keys]
            commitment = commitment_id(told[0].claim.key)
            says = tuple(_said(c, about) for c in chosen)
            out.append(Conflict(f"{commitment}-{about}", commitment, about, tuple(c.key for c in chosen), says))
    return out


def _sums(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Each claim whose exact figure another source contradicts, with the first that does. Figures are told again and
    again: they are compared once each, unless one is said to be wrong, which is between two claims alone."""
    exact = [c for c in claims if c.value is not None and c.bound == "exact"]
    told: dict[_Figure, list[Claim]] = defaultdict(list)
    for claim in exact:
        told[(claim.currency, claim.value, claim.high, claim.per, claim.wrong)].append(claim)
    apart = {one: [other for other in told if _may_differ(told[one][0], told[other][0])] for one in told}
    out = []
    for figure, others in apart.items():
        for claim in told[figure]:
            found = (b for other in others for b in told[other] if _contradict(claim, b))
            out += [(claim, b) for b in islice(found, 1)]
    return out


_Figure = tuple[str | None, float | None, float | None, str | None, tuple[float, ...]]


def _may_differ(a: Claim, b: Claim) -> bool:
    if a.currency != b.currency or a.value == b.value:
        return False
    return bool(a.wrong or b.wrong) or sum_outcome(b, a) in ("differs", "far")


def _contradict(a: Claim, b: Claim) -> bool:
    if a.wrong or b.wrong:
        first, later = sorted((a, b), key=lambda claim: claim.place)
        outcome = sum_outcome(later, first)
        return _told_apart(a, b) and (
            outcome in ("differs", "far") or (outcome == "corrected" and not _may_set_right(later, first))
        )
    return _told_apart(a, b)


def _counts(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    counted = [c for c in claims if any(count is not None for count in c.heads.values())]
    return [
        (a, b)
        for n, a in enumerate(counted)
        for b in counted[n + 1 :]
        if _told_apart(a, b) and any(one != other for one, other in _counted_alike(a, b))
    ]


def _counted_alike(a: Claim, b: Claim) -> Iterator[tuple[int, int]]:
    """The numbers of the same things in both; of one thing each, also where one of them has a more general word for it."""
    shared = [(head, head) for head in a.heads.keys() & b.heads.keys()]
    if not shared and len(a.heads) == len(b.heads) == 1 and (a.kinds & b.heads.keys() or b.kinds & a.heads.keys()):
        shared = [(next(iter(a.heads)), next(iter(b.heads)))]
    for mine, theirs in shared:
        one, other = a.heads[mine], b.heads[theirs]
        if one is not None and other is not None:
            yield one, other


def _stopped(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """What was stopped, by the word of one source, and goes on or has arrived by that of another."""
    stopped = [c for c in claims if c.rank == 0]
    return [
        (a, b)
        for a in stopped
        for b in claims
        if b.rank >= _PLEDGED and not b.back and _other_source(a, b) and _side_by_side(a, b)
    ]


def _missed(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """What one source saw arrive, and another one still misses."""
    missing = [c for c in claims if c.missing and c.rank < _DELIVERED]
    arrived = [c for c in claims if c.rank == _DELIVERED and not c.piece] if missing else []
    return [(a, b) for a in arrived for b in missing if b.day >= a.happened and _other_source(a, b)]


def _paid_back(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """What some call a grant, and others a loan."""
    grants, loans = ([c for c in claims if c.instrument == name] for name in ("grant", "loan"))
    return [(a, b) for a in grants for b in loans if _other_source(a, b)]


def _side_by_side(stopped: Claim, goes_on: Claim) -> bool:
    """Whether a gift is said to go on soon after it was stopped, or to be stopped soon after it had arrived; or is denied
    while it is news."""
    days = goes_on.happened - stopped.happened
    if goes_on.rank == _DELIVERED and -_APART <= days <= 0:
        return True
    if goes_on.rank == _PLEDGED and not goes_on.known and -_NEWS <= days <= 0:
        return True
    return goes_on.place > stopped.place and days <= _APART


def _told_apart(a: Claim, b: Claim) -> bool:
    """Different outlets; or one outlet that later says something else without a word on what it had said."""
    return _other_source(a, b) or (a.text != b.text and abs(a.day - b.day) > _APART)


def _other_source(a: Claim, b: Claim) -> bool:
    """Different outlets; or one outlet that quotes different actors."""
    if a.text == b.text:
        return False
    if a.source != b.source or not a.source:
        return True
    return bool(a.speaker and b.speaker and a.speaker != b.speaker)


def _sets_right(later: Claim, earlier: Claim) -> bool:
    """Whether the later claim sets the earlier right, in its figure or its numbers; as what an outlet says next of a gift
    that it has just told of does."""
    named = earlier.value in later.wrong or any(count in later.wrong for count in earlier.heads.values())
    if _may_set_right(later, earlier) and (named or corrects(later, earlier)):
        return True
    again = later.source == earlier.source != "" and later.known and later.text != earlier.text
    return again and later.value is not None and earlier.value is not None and later.day - earlier.day <= _APART


def _may_set_right(later: Claim, earlier: Claim) -> bool:
    """Whether it is for the later claim to set the earlier one right: for the same outlet, or for a donor."""
    return not _other_source(later, earlier) or later.speaker in later.donors


def _said(claim: Claim, about: str) -> str:
    if about == "amount":
        return f"{claim.currency} {claim.value:,.0f}"
    if about == "items":
        return ", ".join(f"{count} {head}" for head, count in claim.heads.items() if count is not None)
    if about == "instrument":
        return claim.instrument or ""
    return claim.stage
