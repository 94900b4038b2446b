"""The same document gives the same statements in every process, whatever order Python keeps its sets in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json, pledgebook
text = "Australia, New Zealand and Canada together gave Ukraine $40 million for generators, Ottawa said on Monday. " \\
       "Denmark and Sweden will jointly pay 300 million kroner into PURL, and a further 20 million for drones."
for s in pledgebook.extract(text):
    print(json.dumps(s.to_dict()))
"""


def printed(seed: str) -> str:
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True).stdout


def test_the_order_of_sets_does_not_reach_the_statements() -> None:
    first = printed("1")
    assert first
    assert printed("2") == first
    assert printed("3") == first
