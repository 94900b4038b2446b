"""The documentation's Python examples run, page by page, from the project's folder."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pledgebook.documents import Notice, read_paths
from pledgebook.model import Document

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [page for page in sorted((ROOT / "docs").rglob("*.md")) if _BLOCK.search(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": "__docs__"}
    text = page.read_text("utf-8")
    for block in _BLOCK.finditer(text):
        line = text[: block.start(1)].count("\n")
        exec(compile("\n" * line + block.group(1), str(page), "exec"), names)  # noqa: S102 - our own pages


def test_every_example_document_is_read_with_its_day() -> None:
    found = list(read_paths([ROOT / "examples"]))
    assert len(found) >= 12
    assert all(isinstance(d, Document) and d.published and d.language for d in found)
    assert not any(isinstance(d, Notice) for d in found)


def test_the_sample_line_of_json_lines_holds_the_fields_that_are_read() -> None:
    page = (ROOT / "docs" / "reading.md").read_text("utf-8")
    sample = json.loads(page.split("```json\n")[1].split("\n```")[0])
    assert set(sample) == {"id", "published", "language", "publisher", "url", "title", "text"}


def test_every_picture_is_shown_somewhere_and_loads_quickly() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        (page.parent / target).resolve()
        for page in pages
        for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    pictures = set((ROOT / "docs" / "images").iterdir())
    assert shown == pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []
