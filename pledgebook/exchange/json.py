"""One JSON array of all statements, written as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pledgebook.exchange.plain import statement_dict
from pledgebook.model import Extraction


def lines(extractions: Iterable[Extraction], *, explain: bool = False) -> Iterator[str]:
    """The array piece by piece: an opening bracket, a statement a line, a closing bracket. Joined, it is valid JSON."""
    before = "[\n"
    for extraction in extractions:
        for statement in extraction.statements:
            yield before + json.dumps(statement_dict(statement, explain=explain), ensure_ascii=False)
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
