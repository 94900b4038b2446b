"""The encoder reads a text in stretches, and what it makes of them can be asked about any stretch of units."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pledgebook.extract.encoder import WIDEST, Encoder, Stretch, encoder, impressions, windows
from pledgebook.extract.engine import default_engine
from pledgebook.extract.impressions import FACTS, FIELDS, MARKS, UNFELT, candidate_features, gathered
from pledgebook.extract.learned import FOLDER, weights
from pledgebook.extract.segments import KINDS
from pledgebook.extract.wordpieces import WordPieces
from tests.extract.scenes import scene_of

PROMISE = "Norway will give Ukraine 40 million euros for transformers."
RAIN = "It rained all day in the hills above the town."


class Counting:
    """A reader that gives every piece its place as each of its scores, and remembers what was wanted."""

    names = ("kind:pledge", "begin:pledge", "stage:pledged", "stage:signed")
    pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]"])

    def __init__(self) -> None:
        self.wanted: list[Stretch] = []

    def scores(self, pieces: Sequence[int], borders: Sequence[int], wanted: Collection[Stretch]) -> NDArray[np.float32]:
        self.wanted = list(wanted)
        return np.repeat(np.arange(len(pieces), dtype=np.float32)[:, None], len(self.names), axis=1)


@given(st.integers(0, 2000), st.lists(st.integers(0, 2000), max_size=60))
def test_every_piece_is_judged_once_and_no_stretch_is_too_wide(count: int, borders: list[int]) -> None:
    found = windows(count, sorted(b for b in borders if b < count))
    assert [k for _, _, begin, end in found for k in range(begin, end)] == list(range(count))
    assert all(
        0 <= first <= begin < end <= last <= count and last - first <= WIDEST for first, last, begin, end in found
    )


def test_long_texts_are_cut_between_sentences() -> None:
    assert [begin for _, _, begin, _ in windows(400, [0, 90, 160, 240, 330])] == [0, 160, 330]


def test_an_impression_is_the_mean_over_the_pieces_of_a_stretch() -> None:
    sheet = scene_of(f"{RAIN} {PROMISE}").sheet
    felt = impressions(sheet, Counting(), [1])
    last = len(sheet.units)
    assert felt.of(felt.layout.kind["pledge"], 0, last) == pytest.approx((len(sheet.tokens.words) - 1) / 2)
    assert felt.of(felt.layout.begin["pledge"], 0, 1) == 0.0


def test_only_sentences_that_may_hold_something_are_asked_about() -> None:
    sheet = scene_of(f"{RAIN} {PROMISE}").sheet
    reader = Counting()
    impressions(sheet, reader, [1])
    first = len([w for w, start in zip(sheet.tokens.words, sheet.tokens.starts, strict=True) if start < len(RAIN)])
    assert reader.wanted == [(first, len(sheet.tokens.words))]


def test_labels_become_steps_of_their_chance() -> None:
    names = ("stage:pledged", "stage:signed", "sector:-", "sector:energy", "instrument:-", "instrument:grant")
    felt = gathered(names, np.array([[0.0, 0.0, 4.0, 0.0, 0.0, 0.0]]), [0, 1])
    found = felt.features("pledge", 0, 1)
    assert "felt sector=->0.9" in found
    assert "felt sector=energy>0.1" not in found
    assert "felt instrument=grant>0.35" in found


def test_facts_and_marks_become_steps_of_their_odds() -> None:
    felt = gathered(("fact:spoken", "mark:item"), np.array([[1.5, -9.0], [1.7, 4.5]]), [0, 1, 2])
    assert felt.fact("spoken", 0, 2)[-1] == "felt spoken>1.2"
    assert felt.mark("item", 0, 1) == []
    assert felt.mark("item", 1, 2)[-1] == "felt item>4"


def test_a_stage_is_what_words_and_encoder_say_together() -> None:
    felt = gathered(("stage:pledged", "stage:signed"), np.array([[1.0, 0.0]]), [0, 1])
    labels = ("signed", "pledged", "withdrawn")
    chances = felt.blended("stage", labels, [0.4, 0.3, 0.3], 0, 1)
    assert sum(chances) == pytest.approx(1.0)
    assert labels[chances.index(max(chances))] == "pledged"
    assert chances[2] < 0.01  # the encoder has never met it


def test_the_shipped_encoder_scores_all_that_the_models_ask_for() -> None:
    names = encoder("en").names
    assert {f"{head}:{kind}" for head in ("kind", "begin") for kind in KINDS} <= set(names)
    assert {f"mark:{name}" for name in MARKS} <= set(names)
    assert {f"fact:{name}" for facts in FACTS.values() for name in facts} <= set(names)
    assert {name for fields in FIELDS.values() for name in fields} <= {name.split(":")[0] for name in names}


def test_the_shipped_encoder_tells_a_promise_from_the_weather() -> None:
    sheet = scene_of(f"{RAIN} {PROMISE}").sheet
    felt = impressions(sheet, encoder("en"), [0, 1])
    column = felt.layout.kind["pledge"]
    rain, promise = (felt.of(column, s.first, s.last) for s in sheet.sentences)
    assert promise > 0 > rain
    cuts = sheet.sentences[1].cuts
    assert "felt kind>0" in candidate_features(felt, cuts, 0, len(cuts) - 1, "pledge")


def test_what_is_not_wanted_is_not_read() -> None:
    reader = encoder("en")
    count = 3 * WIDEST
    scores = reader.scores([reader.pieces.begin] * count, list(range(0, count, 50)), [(0, 50)])
    assert (scores[-1] == UNFELT).all()
    assert (scores[0] != UNFELT).any()


def test_a_sentence_longer_than_several_windows_is_read_whole() -> None:
    reader = encoder("en")
    count = 3 * WIDEST
    scores = reader.scores([reader.pieces.begin] * count, [0], [(0, count)])
    assert (scores != UNFELT).any(axis=1).all()


def test_a_text_reads_the_same_alone_and_after_others() -> None:
    scene, again = scene_of(PROMISE), scene_of(PROMISE)
    first = default_engine().drafts(scene, weights("en"))
    default_engine().drafts(scene_of(RAIN * 30), weights("en"))
    second = default_engine().drafts(again, weights("en"))
    assert [d.segment for d in first] == [d.segment for d in second]


def test_a_missing_encoder_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        Encoder(FOLDER / "xx.onnx")
