"""`add` keeps what it could not read; `documents --failed` lists it until it has been read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pledgebook.cli import app
from pledgebook.extract.engine import default_engine


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs a command on one book; its output."""

    def command(*words: object, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["--db", str(tmp_path / "book.db"), *map(str, words)])
        assert result.exit_code == code, result.output
        return result.stdout

    return command


def failed(run: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("documents", "--failed", "--format", "jsonl").splitlines()]


def test_what_could_not_be_read_is_listed_until_it_is_read(run: Any, tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("Nothing of note happened.", "utf-8")
    (news / "b.txt").write_bytes(b"\x00\x01\x02\x03" * 200)
    (news / "c.jsonl").write_text('{"id": "one", "text": "Fine."}\n{"id": \n', "utf-8")
    run("add", news, code=1)
    found = {(Path(row["place"]).name, row["line"]) for row in failed(run)}
    assert found == {("b.txt", None), ("c.jsonl", 2)}
    assert "b.txt" in run("documents", "--failed")
    (news / "b.txt").write_text("A text after all.", "utf-8")
    run("add", news, code=1)
    assert [Path(row["place"]).name for row in failed(run)] == ["c.jsonl"]
    (news / "c.jsonl").write_text('{"id": "one", "text": "Fine."}\n', "utf-8")
    run("add", news / "a.txt")  # says nothing about the other
    assert len(failed(run)) == 1
    run("add", news)
    assert failed(run) == []


def test_a_text_that_an_engine_stumbles_over_is_a_failure(run: Any, tmp_path: Path, monkeypatch: Any) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Norway will give Moldova 5 million euros.", "utf-8")

    def stumbles(*_: Any, **__: Any) -> None:
        raise RecursionError("too deep")

    with monkeypatch.context() as patch:
        patch.setattr(type(default_engine()), "extract", stumbles)
        run("add", text, code=1)
    (row,) = failed(run)
    assert row["place"] == str(text) and "too deep" in row["what"]
    run("add", text)
    assert failed(run) == []
