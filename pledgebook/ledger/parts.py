"""Which statements of one document are pieces of which others: packages and their parts, gifts and their tranches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pledgebook.ledger.claims import Claim

_MOST = 0.9  # of the whole: what is nearly all of it is rather the same again
_SLACK = 0.02  # of the whole: by so much its parts may exceed it through rounding
_SURE = 0.5


def wholes_within(claims: Sequence[Claim], ids: dict[str, str]) -> dict[str, str]:
    """Part -> whole, by keys, for the pledges of one document in the order of the text. `ids`: the statement's id in
    its document -> key, for statements that name their whole themselves.

    A statement is a part where it says so ("of this", "the first tranche") or goes on with a list of parts, of the
    nearest statement of the same donors and recipients with a larger figure, as long as the parts together do not
    exceed it; or where it is one of several that add up to the one before them. Nothing is a part of a part.
    """
    out: dict[str, str] = {}
    left: dict[str, float] = {}
    before: str | None = None  # the whole that the statement before was a part of
    by_key = {claim.key: claim for claim in claims}
    adding_up = _adding_up(claims)
    for here, claim in enumerate(claims):
        named = ids.get(claim.whole_id or "")
        if named is None or named == claim.key or named not in by_key:
            named = adding_up.get(claim.key)
        whole = by_key[named] if named is not None else _counted(claim, claims[:here])
        if named is None and claim.worth is not None:
            whole = _whole(claim, claims, here, out, left, before)
        if whole is not None:
            out[claim.key] = whole.key
            left[whole.key] = left.get(whole.key, whole.worth or 0.0) - (claim.worth or 0.0)
        before = None if whole is None else whole.key
    return {part: _outermost(part, out) for part in out}


def _outermost(part: str, wholes: Mapping[str, str]) -> str:
    """The whole of a part's whole, as far as that goes; of a circle its first link."""
    whole, seen = wholes[part], {part}
    while whole in wholes and whole not in seen and wholes[whole] not in seen:
        seen.add(whole)
        whole = wholes[whole]
    return whole


def _adding_up(claims: Sequence[Claim]) -> dict[str, str]:
    """Part -> whole where the two or more statements after one add up to its figure exactly: nobody has to say then that
    they are its parts. A statement that is a part itself has none."""
    out: dict[str, str] = {}
    for here, whole in enumerate(claims):
        if whole.value is None or whole.key in out or whole.part or whole.whole_id:
            continue
        rest, taken = whole.value, []
        for claim in claims[here + 1 :]:
            alike = claim.currency == whole.currency and _alike(claim, whole, False) and claim.further < _SURE
            if claim.value is None or not alike or claim.value > rest or claim.key in out:
                break
            rest -= claim.value
            taken.append(claim.key)
            if rest == 0:
                break
        if rest == 0 and len(taken) > 1:
            out |= dict.fromkeys(taken, whole.key)
    return out


def _whole(
    claim: Claim, claims: Sequence[Claim], here: int, parts: dict[str, str], left: dict[str, float], before: str | None
) -> Claim | None:
    """The nearest statement before that it can be a part of; an instalment may also come before the gift it is of."""
    if claim.further >= _SURE or claim.worth is None:
        return None
    later = [c for c in claims[here + 1 :] if not c.part and c.ordinal is None] if claim.part and claim.ordinal else []
    for other in [*reversed(claims[:here]), *later]:
        goes_on = before == other.key
        if not (claim.part or goes_on) or other.key in parts or other.worth is None:
            continue
        room = left.get(other.key, other.worth) + _SLACK * other.worth
        if claim.worth <= room and claim.worth <= _MOST * other.worth and _alike(claim, other, goes_on):
            return other
    return None


def _counted(claim: Claim, before: Sequence[Claim]) -> Claim | None:
    """The statement of more of the same things, for a claim that says it is of some of them."""
    if not claim.piece:
        return None
    for other in reversed(before):
        for head in claim.heads.keys() & other.heads.keys():
            mine, theirs = claim.heads[head], other.heads[head]
            if mine is not None and theirs is not None and mine < theirs and _alike(claim, other, False):
                return other
    return None


def _alike(claim: Claim, other: Claim, goes_on: bool) -> bool:
    if claim.donors != other.donors or claim.recipients != other.recipients:
        return False
    if claim.sector and other.sector and claim.sector != other.sector and not (claim.part or goes_on):
        return False
    return not claim.programmes or not other.programmes or bool(claim.programmes & other.programmes)
