"""A note that goes along with a document that was read all the same."""

from __future__ import annotations

from dataclasses import dataclass

from pledgebook.model import Fault


@dataclass(frozen=True, slots=True)
class Notice(Fault):
    """Something doubtful about a document that *was* read: an encoding guessed, a date left out.

    It travels the same way as a Fault (it is one), so whoever prints faults prints it; whoever counts failures leaves
    it out (`isinstance(fault, Notice)`).
    """
