"""Scores worked out together are those of each segment's own list of features."""

from __future__ import annotations

import numpy as np
import pytest

from pledgebook.extract import choosing, scoring
from pledgebook.extract import segments as model
from pledgebook.extract.learned import weights
from pledgebook.extract.sheet import Sheet, lay_out
from pledgebook.model import Document

TEXTS = (
    "Chile will give Ghana 5 million dollars.",
    "Peru grants Ghana tents\n\nPeru said on Monday that it would send 40 tents, three trucks and USD 2 million to Ghana,"
    " and that more aid would follow. “We also trained 30 medics,” its minister said: boats, vests, tents and pumps.\n"
    "- Malta, Cyprus and Spain: 3 million euros; 4 million euros, 5 million euros, and tents.",
    "; , . ! ?",
    "tents tents tents tents tents tents tents tents tents and tents, boats, tents, boats, tents, boats, tents, boats",
)


def sheet_of(text: str) -> Sheet:
    return lay_out(Document("d", text, language="en", title=text.split("\n")[0]), "en")


@pytest.mark.parametrize("block", [1, 400])
@pytest.mark.parametrize("text", TEXTS)
def test_a_score_is_the_sum_of_the_weights_of_the_features(
    text: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "BLOCK", block)
    linear = weights("en").linear("segments")
    sheet = sheet_of(text)
    document = model.document_features(sheet)
    seen = 0
    for _, pairs, table in scoring.scorer(linear).scores(sheet, model.symbols_of(sheet), document):
        for (number, i, j), row in zip(pairs.T.tolist(), table, strict=True):
            sentence = sheet.sentences[number]
            shared = model.context(sheet, number, document)
            features = model.segment_features(sheet, sentence, shared, i, j)
            features += model.unit_features(sheet, sentence.cuts[i], sentence.cuts[j], sentence.first)
            known = [linear.rows[f] for f in features if f in linear.rows]
            assert row == pytest.approx(linear.weights[known].sum(axis=0), abs=1e-4)
            seen += 1
    assert seen == sum(len(list(model.spans(s.cuts))) for s in sheet.sentences)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "OUTLINES", 3)
    monkeypatch.setattr(scoring, "UNITS", 3)
    linear = weights("en").linear("segments")
    fresh, usual = scoring.Scorer(linear), scoring.scorer(linear)
    sheet = sheet_of(TEXTS[1])
    symbols, document = model.symbols_of(sheet), model.document_features(sheet)
    for (_, _, one), (_, _, two) in zip(
        fresh.scores(sheet, symbols, document), usual.scores(sheet, symbols, document), strict=True
    ):
        assert np.allclose(one, two)


def test_chances_are_those_of_all_readings() -> None:
    """Two clauses, one label: the readings are none, either, both apart and both together."""
    pairs = np.array([[0, 0, 0], [0, 0, 1], [1, 2, 2]])
    scores = np.log(np.array([[2.0], [3.0], [5.0]]))
    whole = 1 + 2 + 5 + 2 * 5 + 3
    found = choosing.candidates(range(1), pairs, scores)[0]
    assert [(c.i, c.j) for c in found] == [(0, 1), (0, 2), (1, 2)]
    assert [c.chance for c in found] == pytest.approx([(2 + 10) / whole, 3 / whole, (5 + 10) / whole])
    assert found[0].outside == pytest.approx((1 + 5) / whole)


def test_great_scores_do_not_overflow() -> None:
    pairs = np.array([[0, 0, 0], [0, 0, 1], [1, 2, 2]])
    found = choosing.candidates(range(1), pairs, np.array([[900.0], [100.0], [900.0]]))[0]
    assert [(c.i, c.j, c.chance) for c in found] == [(0, 1, pytest.approx(1.0)), (1, 2, pytest.approx(1.0))]


def test_a_sentence_without_hope_has_no_candidates() -> None:
    pairs = np.array([[3, 4], [0, 0], [1, 1]])
    found = choosing.candidates(range(3, 5), pairs, np.array([[-9.0], [1.0]]))
    assert list(found) == [4]
