"""The default engine: a document in, statements out.

    engine = default_engine()
    extraction = engine.extract(document)

Steps: screen, sheet (sentences and mentions), scene (people, speakers, actors), impressions (what the encoder makes of the
words), segments (which clauses are statements), drafts (fields), folding of restatements, a second look at all drafts,
statements with exact quotes.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache, partial
from typing import Protocol

from pledgebook.extract.calibrate import calibrated
from pledgebook.extract.divide import divided
from pledgebook.extract.edition import edition
from pledgebook.extract.encoder import encoder
from pledgebook.extract.fill import Draft, fill
from pledgebook.extract.fold import fold
from pledgebook.extract.learned import Weights, weights
from pledgebook.extract.listing import mentions_of
from pledgebook.extract.reading import read_segments
from pledgebook.extract.recipients import may_name_a_recipient, names_a_recipient
from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.screen import strength
from pledgebook.extract.sense import sensible
from pledgebook.extract.sheet import lay_out
from pledgebook.extract.weighing import weighed
from pledgebook.extract.write import statement
from pledgebook.knowledge import languages, load
from pledgebook.model import Document, Extraction, Mention, Statement

NAME = "pledgebook-cascade"
VERSION = "2"
PIECE = 50_000  # code points read at once
UNNAMED = 1.8  # how far above the screen's floor (log-odds) a text must be that names nobody who could receive support


class Engine(Protocol):
    """Reads one document. `name` and `version` are recorded on each statement."""

    @property
    def name(self) -> str:
        """What the engine is called."""
        ...

    @property
    def version(self) -> str:
        """What tells its editions apart."""
        ...

    def extract(self, document: Document, explain: bool = False) -> Extraction:
        """The statements of the document, each with an exact quote; with the reasons for them where asked."""
        ...


class Cascade:
    """The cascade of knowledge, grammars and small learned decisions. `weights` override the shipped ones (training)."""

    name = NAME

    @property
    def version(self) -> str:
        """The version of the code, and the edition of its knowledge and learned decisions."""
        return f"{VERSION}+{edition()}"

    def __init__(self, own: Weights | None = None) -> None:
        self._own = own

    def extract(self, document: Document, explain: bool = False) -> Extraction:
        """The statements of the document; `explain` keeps the reasons of learned decisions.

        A document in a language without knowledge files is skipped, and the extraction says so. One that is too long to be
        read at once is no note. Raises ValueError for a `donor` that is no code.
        """
        language = document.language or "en"
        if language not in languages():
            return Extraction(document, skipped=f"language {language!r}: no knowledge files")
        load(language).check_donor(document.donor, document.id)
        learned = self._own or weights(language)
        engine = f"{self.name}/{self.version}"
        out: list[Statement] = []
        for begin, end in pieces(document.text):
            whole = end - begin == len(document.text)
            piece = document if whole else replace(document, text=document.text[begin:end], donor=None)
            out += self._piece(document, piece, begin, len(out), learned, engine, explain)
        return Extraction(document, tuple(out))

    def _piece(
        self,
        document: Document,
        piece: Document,
        offset: int,
        numbered: int,
        learned: Weights,
        engine: str,
        explain: bool,
    ) -> list[Statement]:
        """The statements of one piece of a document, which begins at `offset`; `numbered` have been found before it."""
        score = math.inf if piece.is_note else strength(piece.text, learned)
        if score < 0:
            return []
        language = document.language or "en"
        if score < UNNAMED and not may_name_a_recipient(piece.text, language):
            return []
        scene = set_scene(lay_out(piece, language))
        if score < UNNAMED and not names_a_recipient(scene):
            return []
        out: list[Statement] = []
        wholes: dict[int, str] = {}
        for draft in sensible(scene, weighed(scene, self.drafts(scene, learned, explain), learned)):
            draft.chance = calibrated(learned, draft.chance)
            number = f"s{numbered + len(out) + 1}"
            out.append(statement(document, scene, draft, number, offset, engine, wholes))
        return out

    def mentions(self, document: Document) -> tuple[Mention, ...]:
        """Everything recognised in the document, in order of place; nothing for a language without knowledge files."""
        language = document.language or "en"
        if language not in languages():
            return ()
        return mentions_of(set_scene(lay_out(document, language)))

    def drafts(self, scene: Scene, learned: Weights, explain: bool = False) -> list[Draft]:
        """The drafts of a document, before the second look at them."""
        found = read_segments(scene.sheet, learned, partial(encoder, scene.sheet.knowledge.language))
        drafts = fill(scene, found, learned, explain)
        drafts = divided(scene, drafts, learned)
        return fold(scene, drafts, learned)


def pieces(text: str) -> list[tuple[int, int]]:
    """The places of stretches of at most PIECE code points that the text is read in, cut at line or sentence ends: memory
    does not grow with the length of a document."""
    out: list[tuple[int, int]] = []
    begin = 0
    while len(text) - begin > PIECE:
        least = begin + PIECE // 2
        end = max((text.rfind(sign, least, begin + PIECE) + len(sign) for sign in ("\n", ". ", " ")), default=0)
        end = end if end > least else begin + PIECE
        out.append((begin, end))
        begin = end
    return [*out, (begin, len(text))]


@lru_cache(maxsize=1)
def default_engine() -> Cascade:
    """The engine with the shipped knowledge and weights."""
    return Cascade()
