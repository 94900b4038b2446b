"""From the engine's own estimate to a confidence that means something: a monotone table learned on held-out documents."""

from __future__ import annotations

from bisect import bisect_right

from pledgebook.extract.learned import Weights


def calibrated(weights: Weights, chance: float) -> float:
    """The share of right statements among held-out ones with about this estimate; the estimate itself without a table."""
    table = weights.table("confidence")
    if not table:
        return round(chance, 3)
    xs = [x for x, _ in table]
    at = bisect_right(xs, chance)
    if at == 0:
        return table[0][1]
    if at == len(table):
        return table[-1][1]
    (x0, y0), (x1, y1) = table[at - 1], table[at]
    return round(y0 + (y1 - y0) * (chance - x0) / max(x1 - x0, 1e-9), 3)
