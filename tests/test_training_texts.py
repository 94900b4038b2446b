"""The project's own training texts keep to the statement contract: a fault in them would be learned."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).parent.parent / "training"
FILES = sorted((TRAINING / "texts").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_annotation_is_sound_and_stands_in_its_text(path: Path) -> None:
    made = subprocess.run([sys.executable, TRAINING / "texts.py", path], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
