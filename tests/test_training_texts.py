"""The project's own training texts keep to the statement contract: a fault in them would be learned."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).parent.parent / "training"
FILES = sorted((TRAINING / "texts").glob("*.yaml"))
UNSEEN = TRAINING.parent / "bench" / "unseen"


def test_nothing_is_learned_from_the_documents_kept_for_measuring() -> None:
    learned = {text for path in (TRAINING / "texts").glob("*.jsonl") for text in _texts(path)}
    kept = [text for path in UNSEEN.glob("*.jsonl") for text in _texts(path)]
    assert len(kept) == 265
    assert not learned & set(kept)


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_annotation_is_sound_and_stands_in_its_text(path: Path) -> None:
    made = subprocess.run([sys.executable, TRAINING / "texts.py", path], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
