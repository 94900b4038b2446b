"""The default engine: a document in, statements out.

    engine = default_engine()
    extraction = engine.extract(document)

Steps: screen, sheet (sentences and mentions), scene (people, speakers, actors), segments (which clauses are statements),
drafts (fields), folding of restatements, statements with exact quotes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from pledgebook.extract.calibrate import calibrated
from pledgebook.extract.divide import divided
from pledgebook.extract.fill import Draft, fill
from pledgebook.extract.fold import fold
from pledgebook.extract.learned import Weights, weights
from pledgebook.extract.listing import mentions_of
from pledgebook.extract.reading import read_segments
from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.screen import passes
from pledgebook.extract.sheet import lay_out
from pledgebook.extract.write import quote_span, statement
from pledgebook.knowledge import languages
from pledgebook.model import Document, Extraction, Mention

NAME = "pledgebook-cascade"
VERSION = "1"


class Engine(Protocol):
    """Reads one document. `name` and `version` are recorded on each statement."""

    name: str
    version: str

    def extract(self, document: Document, explain: bool = False) -> Extraction:
        """The statements of the document, each with an exact quote; with the reasons for them where asked."""
        ...


class Cascade:
    """The cascade of knowledge, grammars and small learned decisions. `weights` override the shipped ones (training)."""

    name = NAME
    version = VERSION

    def __init__(self, own: Weights | None = None) -> None:
        self._own = own

    def extract(self, document: Document, explain: bool = False) -> Extraction:
        """The statements of the document; `explain` keeps the reasons of learned decisions.

        A document in a language without knowledge files is skipped, and the extraction says so.
        """
        language = document.language or "en"
        if language not in languages():
            return Extraction(document, skipped=f"language {language!r}: no knowledge files")
        learned = self._own or weights(language)
        if not passes(document.text, learned):
            return Extraction(document)
        scene = set_scene(lay_out(document, language))
        drafts = self.drafts(scene, learned, explain)
        engine = f"{self.name}/{self.version}"
        out = []
        wholes: dict[int, str] = {}
        for number, draft in enumerate(drafts, 1):
            start, end = quote_span(scene, draft.segment)
            draft.chance = calibrated(learned, draft.chance)
            out.append(statement(document, draft, f"s{number}", start, end, engine, wholes))
        return Extraction(document, tuple(out))

    def mentions(self, document: Document) -> tuple[Mention, ...]:
        """Everything recognised in the document, in order of place; nothing for a language without knowledge files."""
        language = document.language or "en"
        if language not in languages():
            return ()
        return mentions_of(set_scene(lay_out(document, language)))

    def drafts(self, scene: Scene, learned: Weights, explain: bool = False) -> list[Draft]:
        """The drafts of a document, before they are written as statements."""
        found = read_segments(scene.sheet, learned)
        drafts = fill(scene, found, learned, explain)
        drafts = divided(scene, drafts, learned)
        return fold(scene, drafts, learned)


@lru_cache(maxsize=1)
def default_engine() -> Cascade:
    """The engine with the shipped knowledge and weights."""
    return Cascade()
