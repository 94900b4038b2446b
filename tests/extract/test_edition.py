"""An engine whose knowledge or learned decisions have changed is another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pledgebook.extract.edition import TRAINING, edition, edition_of
from pledgebook.extract.engine import default_engine


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    known, learned = tmp_path / "known", tmp_path / "learned"
    (known / "data").mkdir(parents=True)
    learned.mkdir()
    (known / "data" / "words.yaml").write_text("boats: [rowing boat]\n")
    (learned / TRAINING).write_text("{}")
    return known, learned


def test_the_same_files_are_the_same_edition(folders: tuple[Path, Path]) -> None:
    assert edition_of(*folders) == edition_of(*folders)


@pytest.mark.parametrize("name", ["data/words.yaml", "data/more.yaml"])
def test_an_edited_or_added_word_list_makes_another_edition(folders: tuple[Path, Path], name: str) -> None:
    before = edition_of(*folders)
    (folders[0] / name).write_text("boats: [rowing boat, ferry]\n")
    assert edition_of(*folders) != before


def test_another_training_makes_another_edition(folders: tuple[Path, Path]) -> None:
    before = edition_of(*folders)
    (folders[1] / TRAINING).write_text('{"made": "2026-01-01"}')
    assert edition_of(*folders) != before


def test_the_engine_bears_its_edition() -> None:
    assert default_engine().version.endswith(f"+{edition()}")
