"""Short texts read as far as their people and attributions, for the tests of this folder."""

from __future__ import annotations

import datetime

import numpy as np

from pledgebook.extract.learned import Forest
from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import lay_out
from pledgebook.model import Document

DAY = datetime.date(2026, 3, 2)
NOWHERE = np.zeros(1, dtype=np.intp)
NOTHING = np.zeros(1, dtype=np.float32)
DUMB = Forest(("yes",), (), {}, NOWHERE, NOWHERE, np.zeros(2, dtype=np.intp), NOTHING, NOTHING)  # knows no difference


def scene_of(text: str, title: str | None = None) -> Scene:
    return set_scene(lay_out(Document(id="t", text=text, published=DAY, language="en", title=title), "en"))


def segment_at(scene: Scene, words: str, kind: str = "pledge") -> Segment:
    """The units that `words` of the text cover, as a segment."""
    sheet = scene.sheet
    start = sheet.text.index(words)
    first, last = sheet.unit_at(start), sheet.unit_at(start + len(words) - 1) + 1
    number = next(n for n, s in enumerate(sheet.sentences) if s.first <= first < s.last)
    return Segment(number, first, min(last, sheet.sentences[number].last), kind, 1.0)


def whole(text: str, kind: str = "pledge", number: int = 0) -> tuple[Scene, Segment]:
    """A text, and one of its sentences as a segment."""
    scene = scene_of(text)
    sentence = scene.sheet.sentences[number]
    return scene, Segment(number, sentence.first, sentence.last, kind, 1.0)
