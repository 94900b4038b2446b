"""The encoder: a small transformer that reads words in their context and says of each what it tells of a statement.

It is a MiniLM sentence encoder of six layers (Wang et al., NeurIPS 2020), trained further on the same documents as the other
learned decisions (training/encoder.py) and kept with eight-bit weights; ONNX Runtime works it out. One file holds the
weights, the names of the scores and the vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.impressions import UNFELT, Impressions, gathered
from pledgebook.extract.learned import FOLDER
from pledgebook.extract.sheet import Sheet
from pledgebook.extract.wordpieces import WordPieces

SLOWER = [
    "SkipLayerNormFusion"
]  # one step that takes longer on processors than the two it stands for (ONNX Runtime 1.32)
Scores = NDArray[np.float32]
Stretch = tuple[int, int]  # first piece and last one (exclusive)

WIDEST = 250  # pieces read at once: more costs more than it tells
CORE = 170  # of these the pieces that are judged in a text that is longer; the others are context


class Reader(Protocol):
    """Whatever scores the pieces of a text: see `Encoder`."""

    names: tuple[str, ...]
    pieces: WordPieces

    def scores(self, pieces: Sequence[int], borders: Sequence[int], wanted: Collection[Stretch]) -> Scores: ...


class Encoder:
    """The encoder in `file`. `names` says what each score is: `kind:` and `begin:` each kind of statement, `role:` each
    role, and `FIELD:LABEL` for the labels of some fields. All scores are log-odds, those of a field up to a constant.
    Raises FileNotFoundError where there is no such file."""

    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # several documents are read side by side
        options.log_severity_level = 3
        content = file.read_bytes()
        self._session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
        )
        about = self._session.get_modelmeta().custom_metadata_map
        self.names: tuple[str, ...] = tuple(json.loads(about["scores"]))
        self.pieces = WordPieces(json.loads(about["pieces"]))

    def scores(self, pieces: Sequence[int], borders: Sequence[int], wanted: Collection[Stretch]) -> Scores:
        """A row of scores for each piece of a text; `borders` are the pieces with which sentences begin, ascending.
        Only windows that hold some of a `wanted` stretch are read: all other scores are UNFELT."""
        out = np.full((len(pieces), len(self.names)), UNFELT, dtype=np.float32)
        for first, last, begin, end in windows(len(pieces), borders):
            if not any(start < end and begin < stop for start, stop in wanted):
                continue
            out[begin:end] = self.window(pieces[first:last])[begin - first : end - first]
        return out

    def window(self, pieces: Sequence[int]) -> Scores:
        """A row of scores for each of at most WIDEST pieces, which are read at once."""
        row = np.array([[self.pieces.begin, *pieces, self.pieces.end]], dtype=np.int64)
        read: Scores = self._session.run(["scores"], {"pieces": row})[0][0, 1:-1]
        return read


def windows(count: int, borders: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """The stretches that a text of `count` pieces is read in: first and last (exclusive) piece read, first and last piece
    judged. A longer text is cut between sentences, and each part is read with some of what stands around it."""
    if count <= WIDEST:
        return [(0, count, 0, count)] if count else []
    cuts = [0]
    starts = sorted({0, *borders, count})
    for begin, end in pairwise(starts):
        if end - cuts[-1] > CORE and begin > cuts[-1]:
            cuts.append(begin)
        while end - cuts[-1] > CORE:
            cuts.append(cuts[-1] + CORE)
    cuts.append(count)
    out: list[tuple[int, int, int, int]] = []
    for begin, end in pairwise(cuts):
        if begin < end:
            around = (WIDEST - (end - begin)) // 2
            out.append((max(0, begin - around), min(count, end + around), begin, end))
    return out


@lru_cache(maxsize=8)
def encoder(language: str) -> Encoder:
    """The encoder of `language`. Raises FileNotFoundError where none has been trained."""
    return Encoder(FOLDER / f"{language}.onnx")


def impressions(sheet: Sheet, reader: Reader, sentences: Collection[int]) -> Impressions:
    """What `reader` makes of the sheet's document, at least of the sentences with these numbers."""
    pieces, places = pieces_of(sheet, reader.pieces)
    borders = [places[sentence.first] for sentence in sheet.sentences]
    wanted = [(borders[number], places[sheet.sentences[number].last]) for number in sentences]
    return gathered(reader.names, reader.scores(pieces, borders, wanted), places)


def pieces_of(sheet: Sheet, words: WordPieces) -> tuple[list[int], list[int]]:
    """The pieces of the document, and the place of the first piece of each unit, closed by their number."""
    cut = [words.of(word) for word in sheet.tokens.words]
    upto = [0, *accumulate(map(len, cut))]
    return [piece for word in cut for piece in word], [*(upto[unit.first] for unit in sheet.units), upto[-1]]
