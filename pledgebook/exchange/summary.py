"""What a run came to: documents read, skipped and why, statements by kind, faults."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pledgebook.model import Extraction


@dataclass(slots=True)
class Tally:
    """Counts of a run; grows as extractions and faults pass by."""

    documents: int = 0
    faults: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, extraction: Extraction) -> None:
        """Counts one extraction."""
        self.documents += 1
        if extraction.skipped is not None:
            self.skipped[extraction.skipped] += 1
        self.kinds.update(s.kind for s in extraction.statements)

    def text(self, noun: str = "statement") -> str:
        """The counts in a few lines, without a line end at the end; `noun` is what `kinds` counts."""
        total = sum(self.kinds.values())
        kinds = ", ".join(f"{kind} {n}" for kind, n in self.kinds.most_common())
        out = [f"{_many(self.documents, 'document')} read, {_many(total, noun)}" + (f": {kinds}" if kinds else "")]
        out += [f"skipped {n}: {why}" for why, n in self.skipped.most_common()]
        if self.faults:
            out.append(f"{_many(self.faults, 'fault')}, listed above")
        return "\n".join(out)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
