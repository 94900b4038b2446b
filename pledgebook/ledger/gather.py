"""Where the claims of a document belong, given the gifts known before it: the one decision that merging is made of.

Documents are taken in the order of publication, so that the book of a day never depends on what was published later,
and not at all on the order in which documents arrived. The claims of one document are matched together, the surest
first: a document that tells of two gifts does not mean the same one twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pledgebook.ledger.ceiling import at_most
from pledgebook.ledger.claims import Claim
from pledgebook.ledger.compare import compare, compatible, is_batch, total
from pledgebook.ledger.gifts import Gift, Link, Reason
from pledgebook.ledger.weights import Weights

_MOST = 0.9  # of its whole: what is nearly all of it is rather another gift
_SIZE = frozenset({"amount", "count", "ordinal", "stage", "part", "silence", "further"})


@dataclass(frozen=True, slots=True)
class Decided:
    """What judgements say of the claims of a document, by claim key: `same`, gifts that the claim is tied to;
    `different`, gifts and other claims of the document it is kept from; `whole`, the claim that is its whole."""

    same: Mapping[str, frozenset[str]] = field(default_factory=dict)
    different: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Pair:
    claim: Claim
    gift: Gift
    reasons: list[Reason]
    score: float


def place(
    claims: Sequence[Claim],
    gifts: Collection[Gift],
    wholes: Mapping[str, str],
    decided: Decided,
    weights: Weights,
) -> dict[str, Link]:
    """A link for each claim of one document, by key. `gifts` are what was known before the document; `wholes`, part ->
    whole within it, by claim keys."""
    links = _tied(claims, gifts, decided, weights)
    pairs = [
        pair
        for claim in claims
        if claim.key not in links
        for pair in _pairs(claim, gifts, decided.different.get(claim.key, frozenset()), weights)
    ]
    whole_of = {g.id: g.part_of for g in gifts}
    here = {claim.key for claim in claims}
    parts = {key for key, whole in wholes.items() if whole in here}
    _keep_wholes_from_parts([p for p in pairs if p.claim.key in wholes.values()], weights)
    for among in ([p for p in pairs if p.claim.key not in parts], [p for p in pairs if p.claim.key in parts]):
        while (pair := _surest(among, links, whole_of, weights)) is not None:
            links[pair.claim.key] = Link(pair.gift.id, total(pair.reasons), tuple(pair.reasons))
            among = [p for p in among if p.claim is not pair.claim]
    _find_wholes(claims, links, gifts, weights)
    opened: list[Gift] = []
    for claim in claims:
        if claim.key not in links:
            known = [g for g in gifts if compatible(claim, g)]
            links[claim.key] = _open(claim, opened, known, decided, weights)
            if links[claim.key].gift == claim.key:
                gift = Gift(claim.key)
                gift.add(claim)
                opened.append(gift)
    named = {**wholes, **decided.whole}
    return {key: Link(link.gift, link.score, link.why, named.get(key) or link.whole) for key, link in links.items()}


def _keep_wholes_from_parts(pairs: Sequence[_Pair], weights: Weights) -> None:
    """Against claims that their document gives the parts of, joining a gift that is itself a part."""
    for pair in pairs:
        if pair.gift.part_of is not None:
            weight = weights["part"]["whole_with_parts_to_part"]
            pair.reasons.append(Reason("part", weight, "its document tells of its parts"))
            pair.score += weight


def _find_wholes(claims: Sequence[Claim], links: dict[str, Link], gifts: Collection[Gift], weights: Weights) -> None:
    """Where a claim says that it is a piece, and the gift it joined is none of any other yet, its whole is looked for."""
    alone = {g.id for g in gifts if g.part_of is None}
    for claim in claims:
        link = links.get(claim.key)
        if link is not None and link.whole is None and link.gift in alone:
            others = [g for g in gifts if g.id != link.gift and compatible(claim, g)]
            if whole := _whole_elsewhere(claim, others, weights):
                links[claim.key] = Link(link.gift, link.score, link.why, whole)


def _tied(claims: Sequence[Claim], gifts: Collection[Gift], decided: Decided, weights: Weights) -> dict[str, Link]:
    """Links that judgements settle: to the earliest gift, or to an earlier claim of the document."""
    first = {g.id: g.claims[0].place for g in gifts if g.claims}
    links: dict[str, Link] = {}
    for claim in claims:
        same = decided.same.get(claim.key, frozenset())
        kept_from = decided.different.get(claim.key, frozenset())
        homes = {links[key].gift for key in same if key in links} | {key for key in same if key in first}
        homes -= kept_from
        earlier = [c.key for c in claims if c.key in same and c.place < claim.place]
        if not homes and not earlier:
            continue
        home = min(homes, key=lambda g: first.get(g, claim.place)) if homes else earlier[0]
        links[claim.key] = Link(
            home, weights.threshold, (Reason("judgement", weights.threshold, "said to be the same"),)
        )
        for key in earlier:
            links.setdefault(key, Link(home, weights.threshold, (Reason("judgement", 0.0, "said to be the same"),)))
    return links


def _pairs(claim: Claim, gifts: Collection[Gift], kept_from: frozenset[str], weights: Weights) -> list[_Pair]:
    """The gifts that the claim may join, even if only in the company of others."""
    needed = weights.threshold - weights["company"]["sibling"]
    out = []
    for gift in gifts:
        if gift.id not in kept_from and compatible(claim, gift) and at_most(claim, gift, weights) >= needed:
            reasons = compare(claim, gift, weights)
            out.append(_Pair(claim, gift, reasons, total(reasons)))
    return out


def _surest(
    pairs: list[_Pair], links: Mapping[str, Link], whole_of: Mapping[str, str | None], weights: Weights
) -> _Pair | None:
    """The best pair that reaches the threshold, given the links so far; its reasons are completed."""
    taken = {link.gift for link in links.values()}
    company = taken | {whole for whole in (whole_of.get(gift) for gift in taken) if whole}
    best: tuple[tuple[float, str, str], _Pair, list[Reason]] | None = None
    for pair in pairs:
        extra = []
        if pair.gift.id in taken:
            extra.append(_told_twice(pair.claim, weights))
        whole = pair.gift.id in company and pair.gift.id not in taken and not pair.claim.piece
        if pair.gift.part_of in company or whole:
            extra.append(Reason("company", weights["company"]["sibling"], "its document tells of the same package"))
        score = pair.score + sum(reason.weight for reason in extra)
        rank = (score, pair.gift.claims[0].place, pair.claim.key)
        if score >= weights.threshold and (best is None or rank > best[0]):
            best = (rank, pair, extra)
    if best is None:
        return None
    best[1].reasons += best[2]
    return best[1]


def _told_twice(claim: Claim, weights: Weights) -> Reason:
    """Against a claim joining what another claim of its document has joined; less where an engine read it, which may have
    told one gift as two."""
    outcome = "other_read" if claim.read else "other_claim"
    return Reason("one document", weights["one_document"][outcome], "the document tells both")


def _open(claim: Claim, opened: list[Gift], gifts: list[Gift], decided: Decided, weights: Weights) -> Link:
    """A new gift; or one that the same document has just opened, where the likeness outweighs that it tells both."""
    kept_from = decided.different.get(claim.key, frozenset())
    for pair in _pairs(claim, opened, kept_from, weights):
        pair.reasons.append(_told_twice(claim, weights))
        if total(pair.reasons) >= weights.threshold:
            return Link(pair.gift.id, total(pair.reasons), tuple(pair.reasons))
    whole = _whole_elsewhere(claim, gifts, weights) or _whole_of_batch(claim, gifts, weights)
    return Link(
        claim.key, 0.0, (Reason("threshold", weights.threshold, "no commitment known then was like enough"),), whole
    )


def _whole_elsewhere(claim: Claim, gifts: Collection[Gift], weights: Weights) -> str | None:
    """The gift of other documents that a piece ("the first tranche") is a piece of: larger, and alike but for the sum."""
    if not (claim.part or claim.piece or claim.ordinal is not None):
        return None
    return _likest(claim, [g for g in gifts if is_smaller(claim, g)], weights)


def is_smaller(claim: Claim, gift: Gift) -> bool:
    """Whether the gift is larger than the claim by so much that the claim may be a piece of it."""
    if claim.worth is None:
        return claim.piece and bool(claim.heads.keys() & gift.heads.keys())
    return gift.worth is not None and claim.worth <= _MOST * gift.worth


def _whole_of_batch(claim: Claim, gifts: Collection[Gift], weights: Weights) -> str | None:
    return _likest(claim, [g for g in gifts if is_batch(claim, g)], weights)


def _likest(claim: Claim, gifts: Collection[Gift], weights: Weights) -> str | None:
    """Of gifts that are no parts themselves, the one most like the claim in all but size, if any is like enough."""
    best: tuple[float, str] | None = None
    for gift in gifts:
        if gift.part_of is None:
            score = sum(r.weight for r in compare(claim, gift, weights) if r.ingredient not in _SIZE)
            if score >= weights.threshold - 1 and (best is None or (score, gift.id) > best):
                best = (score, gift.id)
    return None if best is None else best[1]
