"""The encoder proposes stretches that the linear model passed over, and other kinds for those that it found."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pledgebook.extract.choosing import Candidate
from pledgebook.extract.impressions import Impressions, gathered
from pledgebook.extract.noticed import noticed
from pledgebook.extract.segments import KINDS, LONGEST

NAMES = (*(f"kind:{kind}" for kind in KINDS), *(f"begin:{kind}" for kind in KINDS))
PLEDGE, TOTAL = KINDS.index("pledge"), KINDS.index("total")


def felt_of(units: int, inside: dict[str, range], begins: dict[str, set[int]]) -> Impressions:
    """Impressions of that many units of a piece each: where a kind's statements are, and where they begin."""
    scores = np.full((units, len(NAMES)), -4.0)
    for kind, where in inside.items():
        scores[list(where), NAMES.index(f"kind:{kind}")] = 4.0
    for kind, places in begins.items():
        scores[list(places), NAMES.index(f"begin:{kind}")] = 4.0
    return gathered(NAMES, scores, list(range(units + 1)))


def test_a_run_of_clauses_is_proposed_whole_and_by_its_beginnings() -> None:
    felt = felt_of(8, {"pledge": range(2, 8)}, {"pledge": {2, 6}})
    found = {(c.i, c.j, c.label) for c in noticed(felt, [0, 2, 4, 6, 8], [])}
    assert found == {(1, 4, PLEDGE), (1, 3, PLEDGE), (3, 4, PLEDGE)}


def test_a_stretch_that_was_found_is_proposed_as_the_kind_that_the_encoder_prefers() -> None:
    felt = felt_of(4, {"total": range(4)}, {"total": {0}})
    found = noticed(felt, [0, 2, 4], [Candidate(0, 2, PLEDGE, 0.7, 0.3)])
    assert [(c.i, c.j, c.label, c.chance) for c in found] == [(0, 2, TOTAL, 0.0)]


def test_what_is_proposed_already_is_not_proposed_again() -> None:
    felt = felt_of(4, {"pledge": range(4)}, {"pledge": {0}})
    assert noticed(felt, [0, 2, 4], [Candidate(0, 2, PLEDGE, 0.7, 0.3)]) == []


@given(arrays.arrays(np.float64, (30, len(NAMES)), elements=st.floats(-9, 9)), st.sets(st.integers(1, 29)))
def test_proposals_lie_in_the_sentence_and_are_not_too_long(scores: np.ndarray, borders: set[int]) -> None:
    cuts = [0, *sorted(borders), 30]
    found = noticed(gathered(NAMES, scores, list(range(31))), cuts, [])
    assert all(0 <= c.i < c.j < len(cuts) and c.j - c.i <= LONGEST for c in found)
    assert len({(c.i, c.j, c.label) for c in found}) == len(found)
