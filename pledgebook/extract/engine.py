"""The default engine: a document in, statements out.

    engine = default_engine()
    extraction = engine.extract(document)

Steps: screen, sheet (sentences and mentions), scene (people, speakers, actors), segments (which clauses are statements),
drafts (fields), folding of restatements, statements with exact quotes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from pledgebook.extract import segments as model
from pledgebook.extract.calibrate import calibrated
from pledgebook.extract.divide import divided
from pledgebook.extract.fill import Draft, fill
from pledgebook.extract.fold import fold
from pledgebook.extract.learned import Linear, Weights, weights
from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import Sheet, lay_out
from pledgebook.extract.write import quote_span, statement
from pledgebook.knowledge import languages
from pledgebook.model import Document, Extraction

NAME = "pledgebook-cascade"
VERSION = "1"


class Engine(Protocol):
    """Reads one document. `name` and `version` are recorded on each statement."""

    name: str
    version: str

    def extract(self, document: Document) -> Extraction:
        """The statements of the document, each with an exact quote."""
        ...


class Cascade:
    """The cascade of knowledge, grammars and small learned decisions. `weights` override the shipped ones (training)."""

    name = NAME
    version = VERSION

    def __init__(self, own: Weights | None = None) -> None:
        self._own = own

    def extract(self, document: Document) -> Extraction:
        """The statements of the document; skipped, with the reason, where its language has no knowledge files."""
        language = document.language or "en"
        if language not in languages():
            return Extraction(document, skipped=f"language {language!r}: no knowledge files")
        learned = self._own or weights(language)
        scene = set_scene(lay_out(document, language))
        drafts = self.drafts(scene, learned)
        engine = f"{self.name}/{self.version}"
        out = []
        wholes: dict[int, str] = {}
        for number, draft in enumerate(drafts, 1):
            start, end = quote_span(scene, draft.segment)
            draft.chance = calibrated(learned, draft.chance)
            out.append(statement(document, draft, f"s{number}", start, end, engine, wholes))
        return Extraction(document, tuple(out))

    def drafts(self, scene: Scene, learned: Weights) -> list[Draft]:
        """The drafts of a document, before they are written as statements."""
        found = read_segments(scene.sheet, learned.linear("segments"))
        drafts = fill(scene, found, learned)
        drafts = divided(scene, drafts, learned)
        return fold(scene, drafts, learned)


def read_segments(sheet: Sheet, linear: Linear, bias: float = 0.0) -> list[Segment]:
    """The stretches of the document that are statements, in order."""
    document = model.document_features(sheet)
    known = linear.rows
    rows: list[list[int]] = []
    index: list[tuple[int, list[tuple[int, int]]]] = []
    chunks: list[list[int]] = []
    plan: list[tuple[int, int, list[tuple[int, int]], int]] = []
    for number, sentence in enumerate(sheet.sentences):
        shared = model.context(sheet, number, document)
        first_chunk = len(chunks)
        for k in range(len(sentence.cuts) - 1):
            names = model.unit_features(sheet, sentence.cuts[k], sentence.cuts[k + 1], sentence.first)
            chunks.append([known[f] for f in names if f in known])
        pairs = list(model.spans(sentence.cuts))
        plan.append((number, len(rows), pairs, first_chunk))
        for i, j in pairs:
            rows.append([known[f] for f in model.segment_features(sheet, sentence, shared, i, j) if f in known])
    if not rows:
        return []
    chunk_scores = linear.batch(chunks) - linear.bias
    segment_scores = linear.batch(rows)
    out: list[Segment] = []
    for number, at, pairs, first_chunk in plan:
        sentence = sheet.sentences[number]
        count = len(sentence.cuts) - 1
        running = chunk_scores[first_chunk : first_chunk + count].cumsum(axis=0)
        scores: dict[tuple[int, int], list[float]] = {}
        for offset, (i, j) in enumerate(pairs):
            own = segment_scores[at + offset] + running[j - 1] - (running[i - 1] if i else 0.0)
            scores[i, j] = own.tolist()
        for i, j, label, chance in model.best_division(count, scores, bias):
            out.append(Segment(number, sentence.cuts[i], sentence.cuts[j], model.KINDS[label], chance))
    del index
    return out


@lru_cache(maxsize=1)
def default_engine() -> Cascade:
    """The engine with the shipped knowledge and weights."""
    return Cascade()
