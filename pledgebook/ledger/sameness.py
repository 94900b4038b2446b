"""When two figures can be the same sum: intervals of what a reported figure means."""

from __future__ import annotations

from decimal import Decimal

# How far from the figure the true sum may lie, by bound: (below, above) as shares of it. "Almost 1.8 billion" is not
# said of 1.6, nor "over 1.8" of 2.1; the shares are this project's rule, stated in docs/totals.md.
SPREAD = {
    "exact": (0.0, 0.0),
    "about": (0.08, 0.08),
    "almost": (0.08, 0.0),
    "over": (0.0, 0.12),
    "at_least": (0.0, 0.25),
    "up_to": (0.25, 0.0),
    "range": (0.0, 0.0),
}
CONVERTED = 0.03  # banks and papers convert at rates of other days and round
_MOST_ROUNDING = 0.05
_FEWEST_DIGITS = 2


def interval(value: float, bound: str, high: float | None = None) -> tuple[float, float]:
    """The sums that a figure may stand for, from lowest to highest; an exact one for itself alone."""
    below, above = SPREAD.get(bound, (0.0, 0.0))
    return value * (1 - below), (high if high is not None else value) * (1 + above)


def rounded_interval(value: Decimal, bound: str, high: Decimal | None = None) -> tuple[Decimal, Decimal]:
    """As `interval`, with half of the last digit's unit to both sides of an exact figure: 1.02 billion stands for
    1.015 to 1.025."""
    low, top = interval(float(value), bound, None if high is None else float(high))
    slack = last_unit(value) / 2 if bound in ("exact", "range", "about") else Decimal(0)
    return Decimal(str(low)) - slack, Decimal(str(top)) + slack


def last_unit(value: Decimal) -> Decimal:
    """The unit of the last digit that is not zero, of two digits at least: 10 million for 120 million or 1.02 billion,
    100,000 for 1.5 million, 1 million for 30 million."""
    whole = value.normalize()
    count = len(whole.as_tuple().digits)
    exponent = int(whole.as_tuple().exponent)
    return Decimal(1).scaleb(exponent - max(0, _FEWEST_DIGITS - count))


def rounds_to(one: float, other: float) -> bool:
    """Whether one of two figures is the other one rounded to fewer digits, two at least."""
    if abs(one - other) > _MOST_ROUNDING * max(one, other):
        return False
    fine, coarse = (one, other) if digits(one) > digits(other) else (other, one)
    if not coarse or abs(fine - coarse) > _MOST_ROUNDING * coarse:
        return False
    kept = max(digits(coarse), _FEWEST_DIGITS)
    return digits(fine) > kept and float(f"{fine:.{kept - 1}e}") == coarse


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two intervals share a point."""
    return one[0] <= other[1] and other[0] <= one[1]


def digits(value: float) -> int:
    """How many digits a figure has before its closing zeros."""
    return len(f"{value:.0f}".rstrip("0")) if value else 0
