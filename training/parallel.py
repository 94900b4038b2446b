"""Jobs side by side, in processes that share what has been prepared."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

JOBS: list[Callable[[], Any]] = []


def side_by_side(jobs: Sequence[Callable[[], Any]], processes: int) -> list[Any]:
    """Run the jobs in forked processes; their results in order."""
    JOBS[:] = jobs
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(_job, range(len(jobs)), chunksize=1)


def _job(number: int) -> Any:
    return JOBS[number]()
