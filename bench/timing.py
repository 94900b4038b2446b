"""Measuring: on one core, in seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

SINGLE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def one_core() -> None:
    """Binds this process and those it starts to one core, as `taskset` does, and numerical libraries to one thread.

    To be called before such a library is imported.
    """
    os.environ.update(SINGLE)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def seconds(work: Callable[[], object]) -> float:
    """How long `work` took, by the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
