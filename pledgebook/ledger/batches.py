"""Long lists a piece at a time: a database takes only so many values in one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def batches(values: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """The values in order, at most `size` (1 or more) at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))
