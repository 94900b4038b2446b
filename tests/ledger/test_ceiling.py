"""What is quickly seen of a claim and a gift never says less than a close look would."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pledgebook.ledger.ceiling import at_most
from pledgebook.ledger.claims import RANKS, Claim
from pledgebook.ledger.compare import compare, compatible, total
from pledgebook.ledger.gifts import Gift
from pledgebook.ledger.weights import weights

DAY = 739_000
DAYS = st.integers(DAY, DAY + 12) | st.integers(DAY, DAY + 400)
VALUES = st.sampled_from([10e6, 11e6, 12e6, 12.5e6, 21e6, 29e6, 100e6]) | st.floats(1e6, 1e9)
WORDS = st.frozensets(st.sampled_from(["boiler", "riga", "kharki", "house", "bus"]), max_size=4)
RATES = {"EUR": 1.0, "SEK": 0.09, "XAF": None}


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Claims that have much in common."""
    stage = draw(st.sampled_from(sorted(RANKS)))
    sums: dict[str, Any] = {}
    if draw(st.booleans()):
        value, currency = draw(VALUES), draw(st.sampled_from(sorted(RATES)))
        rate = RATES[currency]
        high = draw(st.none() | st.just(value * 1.5))
        per = draw(st.sampled_from([None, None, "year"]))
        sums = {"value": value, "currency": currency, "high": high, "per": per}
        sums |= {"worth": value * rate if rate else None, "bound": draw(st.sampled_from(["exact", "about", "up_to"]))}
        sums["other_currencies"] = draw(st.sampled_from([frozenset(), frozenset("*"), frozenset({"EUR"})]))
    return Claim(
        key=f"s{draw(st.integers(1, 10**9))}",
        text=draw(st.integers(1, 5)),
        place="2025-03-04|a",
        day=draw(DAYS),
        donors=frozenset({"SE"}),
        recipients=frozenset({"UA"}),
        stage=stage,
        rank=RANKS[stage],
        source=draw(st.sampled_from(["", "Paper"])),
        speaker="",
        sector=draw(st.sampled_from([None, "energy", "other"])),
        programmes=draw(st.frozensets(st.sampled_from(["fund", "scheme"]), max_size=1)),
        instrument=draw(st.sampled_from([None, "grant", "loan", "guarantee"])),
        heads=draw(st.dictionaries(st.sampled_from(["boiler", "bus"]), st.none() | st.integers(1, 50), max_size=2)),
        kinds=draw(st.frozensets(st.sampled_from(["boiler", "vehicle"]), max_size=1)),
        general=draw(st.booleans()),
        dated=draw(st.none() | DAYS),
        month_only=draw(st.booleans()),
        names=draw(WORDS),
        words=draw(WORDS),
        near=draw(WORDS),
        further=draw(st.sampled_from([0.0, 0.0, 0.4, 1.0, -1.0])),
        part=draw(st.booleans()),
        piece=draw(st.booleans()),
        entire=draw(st.booleans()),
        ordinal=draw(st.none() | st.integers(1, 3)),
        series=draw(st.none() | st.integers(1, 2)),
        back=draw(st.booleans()),
        known=draw(st.booleans()),
        wrong=draw(st.sampled_from([(), (), (0.0,), (12e6,)])),
        period=draw(st.sampled_from([None, None, "2025-01-01..", "..2024-12-31"])),
        referred=draw(st.sampled_from([(), (), ((DAY, DAY + 6),)])),
        confidence=draw(st.sampled_from([1.0, 0.8])),
        **sums,
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims(), st.lists(claims(), min_size=1, max_size=4), st.sampled_from([None, "s0"]))
def test_no_score_is_above_its_ceiling(claim: Claim, told: list[Claim], whole: str | None) -> None:
    gift = Gift("sgift")
    for one in sorted(told, key=lambda one: one.day):
        gift.add(one, whole)
    assume(compatible(claim, gift))
    assert total(compare(claim, gift, weights())) <= at_most(claim, gift, weights())
