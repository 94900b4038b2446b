"""Under which keys a claim is found by others that may speak of the same support, so that no claim is compared with
the whole book.

Claims with a figure meet under nearly the same figure; under the same thing (programme, item, sector) only where they
are told within days of each other, as sources that contradict each other are. A claim without a figure meets all of
its thing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from pledgebook.ledger.claims import Claim

WINDOW = 730  # days after its last report in which a gift can still be spoken of
_BUCKET = 0.25  # of the natural logarithm: figures up to an eighth apart always share a bucket
_FORTNIGHT = 14
_ANY_DAY = date.max.toordinal()
# Marks of the things of claims that are found by them only where they have no figure, are pieces, have no sure sector.
_NO_FIGURE, _PIECE, _UNSURE = "0", "p", "u"


def own_keys(claim: Claim) -> set[int]:
    """The keys that a claim can be found under."""
    out = set(_figures(claim)) | {key for key, _ in _meetings(claim)}
    things = [*_named(claim), *_sectors(claim, claim.sector or "", "*")]
    out.update(map(_hash, things))
    if claim.value is None:
        out.update(_hash(_NO_FIGURE + thing) for thing in things)
    elif _seeks_all(claim):
        out.update(_hash(_PIECE + thing) for thing in things)
    if _sector_unsure(claim):
        out.update(_hash(_UNSURE + thing) for thing in _sectors(claim, "*"))
    return out


def sought_keys(claim: Claim) -> set[int]:
    """The keys under which a claim looks for gifts it may belong to."""
    out = set(_figures(claim)) | {key for key, _ in _meetings(claim)}
    mark = "" if claim.value is None or _seeks_all(claim) else _NO_FIGURE
    sectors = _sectors(claim, claim.sector, "") if claim.sector else _sectors(claim, "*")
    out.update(_hash(mark + thing) for thing in (*_named(claim), *sectors))
    if _sector_unsure(claim):
        out.update(map(_hash, _sectors(claim, "*")))
    return out


def seeker_keys(claim: Claim) -> dict[int, int]:
    """Keys of the claims that may have found this one when they looked for theirs, each with the last day (date.toordinal)
    on which such a claim can be published."""
    things = [*_named(claim), *(_sectors(claim, claim.sector, "") if claim.sector else _sectors(claim, "*"))]
    marks = (_NO_FIGURE, _PIECE, *([""] if claim.value is None else []))
    out = {*_figures(claim), *(_hash(mark + thing) for mark in marks for thing in things)}
    out.update(_hash(_UNSURE + thing) for thing in _sectors(claim, "*"))
    return dict.fromkeys(out, _ANY_DAY) | dict(_meetings(claim))


def _seeks_all(claim: Claim) -> bool:
    """Whether a claim with a figure may belong to a gift of quite another figure: as a piece of it, a correction, or as it
    speaks of a gift that is known."""
    return bool(claim.wrong or claim.known or claim.part or claim.piece or claim.ordinal is not None)


def _sector_unsure(claim: Claim) -> bool:
    """Whether all that it could be found by may be misread: it looks under every sector."""
    return claim.read and claim.value is None


def _pairs(claim: Claim) -> Iterator[str]:
    for donor in sorted(claim.donors):
        for recipient in sorted(claim.recipients) or ("",):
            yield f"{donor}|{recipient}|"


def _named(claim: Claim) -> Iterator[str]:
    for pair in _pairs(claim):
        yield from (f"{pair}p:{programme}" for programme in claim.programmes)
        yield from (f"{pair}i:{head}" for head in claim.heads)


def _sectors(claim: Claim, *sectors: str) -> Iterator[str]:
    for pair in _pairs(claim):
        yield from (f"{pair}s:{sector}" for sector in sectors)


def _figures(claim: Claim) -> Iterator[int]:
    figure = claim.worth if claim.worth is not None else claim.value
    if not figure or figure <= 0:
        return
    unit = "" if claim.worth is not None else claim.currency
    place = math.log(figure) / _BUCKET
    for pair in _pairs(claim):
        yield _hash(f"{pair}a{unit}:{math.floor(place)}.0")
        yield _hash(f"{pair}a{unit}:{math.floor(place + 0.5)}.5")
        for programme in claim.programmes:  # where the programme is the same, figures up to a quarter apart meet
            yield _hash(f"{pair}p:{programme}a{unit}:{math.floor(place / 2)}.0")
            yield _hash(f"{pair}p:{programme}a{unit}:{math.floor(place / 2 + 0.5)}.5")


def _meetings(claim: Claim) -> Iterator[tuple[int, int]]:
    """Keys of the thing and the days it is told or said to be of, each with the last day on which a claim with it can be
    published."""
    if claim.value is None:
        return
    half = _FORTNIGHT // 2
    one, two = claim.day // _FORTNIGHT, (claim.day + half) // _FORTNIGHT
    days = {f"t{one}.0": (one + 1) * _FORTNIGHT - 1, f"t{two}.5": (two + 1) * _FORTNIGHT - half - 1}
    if claim.dated is not None:
        days[f"d{claim.dated}"] = _ANY_DAY
    for thing in (*_named(claim), *_sectors(claim, claim.sector or "")):
        for day, last in sorted(days.items()):
            yield _hash(f"{thing}@{day}"), last


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8"), digest_size=8).digest(), "big", signed=True)
