"""Which outlet a text comes from: its publisher, or what its dateline says."""

from __future__ import annotations

import re

from pledgebook.knowledge import load_nearest
from pledgebook.model import Document

_HEAD = 160


def outlet(document: Document) -> str:
    """The outlet's name in lower case, empty where nothing names one."""
    found = _dateline(document)
    return _tidy(found["outlet"] if found else document.publisher or "")


def dateline_end(document: Document) -> int:
    """Where the text proper begins, after a dateline that names the outlet; 0 where there is none."""
    found = _dateline(document)
    return found.end() if found else 0


def _dateline(document: Document) -> re.Match[str] | None:
    head = document.text[:_HEAD]
    shapes = load_nearest(document.language).merging.datelines
    return next((found for shape in shapes if (found := shape.match(head))), None)


def _tidy(name: str) -> str:
    return " ".join(name.lower().split())
