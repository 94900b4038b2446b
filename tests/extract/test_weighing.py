"""The second look judges finished drafts by what else the document says."""

from __future__ import annotations

import numpy as np
import pytest

from pledgebook.extract.engine import default_engine
from pledgebook.extract.learned import weights
from pledgebook.extract.weighing import FEATURES, LIKELY, rows, weighed
from tests.extract.scenes import scene_of

TEXT = (
    "Norway will give Ukraine 40 million euros for transformers. The minister had lunch with a rower. "
    "Sweden, too, promised 40 million euros for transformers on Monday. Estonia handed over twelve generators."
)


def column(name: str) -> int:
    return FEATURES.index(name)


def test_every_draft_has_a_row_of_numbers() -> None:
    scene = scene_of(TEXT)
    drafts = default_engine().drafts(scene, weights("en"))
    table = rows(scene, drafts)
    assert table.shape == (len(drafts), len(FEATURES))
    assert np.isfinite(table).all()
    assert len(drafts) >= 3


def test_no_drafts_have_no_rows_and_nothing_is_kept() -> None:
    scene = scene_of("It rained all day.")
    assert rows(scene, []).shape == (0, len(FEATURES))
    assert weighed(scene, [], weights("en")) == []


def test_a_row_knows_the_other_drafts_of_the_document() -> None:
    scene = scene_of(TEXT)
    drafts = default_engine().drafts(scene, weights("en"))
    table = rows(scene, drafts)
    by_donor = {next(iter(d.main)): table[k] for k, d in enumerate(drafts) if d.segment.kind == "pledge"}
    assert by_donor["NO"][column("same amount")] == by_donor["SE"][column("same amount")] == 1
    assert by_donor["EE"][column("same amount")] == 0
    assert by_donor["NO"][column("before")] == -1
    assert by_donor["SE"][column("before same main")] == 0
    assert by_donor["SE"][column("before apart")] >= 1


def test_what_is_kept_is_likely_and_in_order() -> None:
    scene = scene_of(TEXT)
    drafts = default_engine().drafts(scene, weights("en"))
    kept = weighed(scene, drafts, weights("en"))
    assert [d.segment.first for d in kept] == sorted(d.segment.first for d in kept)
    assert all(LIKELY < d.chance <= 1 for d in kept)
    assert {"NO", "EE"} <= {code for d in kept for code in d.main}


@pytest.mark.parametrize("text", ["Ukraine", "Norway said no.", "(", "Moldova gets 5 million. " * 40])
def test_odd_texts_get_rows_too(text: str) -> None:
    scene = scene_of(text)
    drafts = default_engine().drafts(scene, weights("en"))
    assert len(rows(scene, drafts)) == len(drafts)
