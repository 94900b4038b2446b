"""The book on the command line: what goes in, what comes out in each format, decisions, faults and exit codes."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pledgebook.cli import app

ROOT = Path(__file__).parent.parent
STORY = ROOT / "examples" / "grid.jsonl"


class Program:
    """The program with its book, by path or URL."""

    def __init__(self, book: str) -> None:
        self.book = book

    def run(self, *words: object, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["--db", self.book, *map(str, words)], env={"COLUMNS": "100"})
        assert result.exit_code == code, result.output
        return result

    def lines(self, *words: object) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*words, "--format", "jsonl").stdout.splitlines()]


def money(value: float, currency: str = "EUR") -> dict[str, Any]:
    return {"value": value, "max": None, "currency": currency, "bound": "exact"}


def line(name: str, published: str, *statements: dict[str, Any], text: str = "") -> str:
    text = text or " ".join(f"{s['quote']}." for s in statements)
    given = [{"id": f"s{n}", "speaker": None, "date": None, **s} for n, s in enumerate(statements, start=1)]
    record = {"id": name, "published": published, "language": "en", "text": text, "statements": given}
    return json.dumps(record, ensure_ascii=False) + "\n"


def pledge(quote: str, donor: str = "SE", value: float | None = None, **more: Any) -> dict[str, Any]:
    amount = None if value is None else money(value)
    said = {"kind": "pledge", "quote": quote, "donors": [donor], "recipients": ["MD"], "amount": amount}
    return {**said, "stage": "pledged", "sector": "energy", **more}


@pytest.fixture
def program(address: str) -> Program:
    return Program(address)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "given.jsonl"
    total = {"kind": "total", "quote": "Sweden has given Moldova EUR 9 million", "donors": ["SE"], "recipients": ["MD"]}
    path.write_text(
        line("a", "2025-01-10", pledge("Sweden will give Moldova EUR 5 million for pumps", value=5e6))
        + line("b", "2025-02-10", pledge("Finland gives Moldova EUR 2 million for wires", "FI", 2e6))
        + line("c", "2025-03-10", {**total, "amount": money(9e6), "since": None, "until": None, "sector": None}),
        "utf-8",
    )
    return path


def test_texts_are_read_merged_and_asked(program: Program) -> None:
    added = program.run("add", STORY)
    assert "6 documents read: 6 new, 0 known, 0 changed" in added.stderr
    assert "conflicts: 1 new" in added.stderr
    assert added.stdout == ""
    found = {(c["donors"][0], c["amount"]["value"]): c for c in program.lines("commitments")}
    assert set(found) == {("LV", 3_000_000), ("LV", 2_000_000), ("DK", 60_000_000)}
    assert [h["stage"] for h in found["LV", 3_000_000]["history"]] == ["pledged", "signed", "delivered"]
    assert json.loads(program.run("sums", "--currency", "EUR", "--format", "json").stdout) == [
        {"donor": "LV", "value": 5_000_000, "currency": "EUR", "commitments": 2}
    ]
    (conflict,) = program.lines("conflicts")
    assert conflict["commitment"] == found["DK", 60_000_000]["id"]
    assert len(conflict["statements"]) == 2
    assert [side["statements"] for side in conflict["sides"]] == [[key] for key in conflict["statements"]]
    shown = program.run("show", conflict["commitment"], "--format", "table").stdout
    assert all(f"{side['says']}: {side['statements'][0]}" in shown for side in conflict["sides"])
    (checked,) = program.lines("reconcile")
    assert (checked["known"], checked["unexplained"], checked["verdict"]) == (5_000_000, 4_000_000, "unexplained")
    assert checked["total"] == program.lines("totals")[0]["id"]


def test_adding_again_changes_nothing(program: Program) -> None:
    program.run("add", STORY)
    before = program.run("commitments", "--format", "json").stdout
    again = program.run("add", STORY)
    assert "0 new, 6 known, 0 changed" in again.stderr
    assert "commitments: 0 opened, 0 changed; conflicts: 0 new" in again.stderr
    assert program.run("commitments", "--format", "json").stdout == before


def test_given_statements_are_taken_as_they_are(program: Program, given: Path) -> None:
    program.run("add", given, "--given")
    statements = program.lines("statements")
    assert [(s["doc"], s["kind"], s["engine"]) for s in statements] == [
        ("a", "pledge", "given"),
        ("b", "pledge", "given"),
        ("c", "total", "given"),
    ]
    assert all(s["commitment"] == "c" + s["id"][1:] for s in statements if s["kind"] == "pledge")
    assert [d["doc"] for d in program.lines("documents", "--donor", "FI")] == ["b"]


def test_faults_name_file_and_line_and_leave_the_rest_in(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "faulty.jsonl"
    path.write_text(
        line("a", "2025-01-10", pledge("Sweden gives EUR 5 million", value=5e6))
        + "{broken\n"
        + line("b", "2025-01-11", pledge("words that are not there"), text="Other words.")
        + json.dumps({"id": "c", "text": "No statements came along."})
        + "\n",
        "utf-8",
    )
    result = program.run("add", path, "--given", code=1)
    for number in (2, 3, 4):
        assert f"{path}:{number}: " in result.stderr
    assert "3 faults" in result.stderr
    assert len(program.lines("commitments")) == 1


def test_asking_without_a_book_says_how_to_make_one_and_making_one_is_said(tmp_path: Path, given: Path) -> None:
    path = tmp_path / "new.db"
    program = Program(str(path))
    assert "there is no book" in program.run("commitments", code=1).stderr
    assert not path.exists()
    assert f"new book: {path}" in program.run("add", given, "--given").stderr
    assert "new book" not in program.run("add", given, "--given").stderr


def test_wrong_use_has_its_own_exit_code(program: Program, given: Path) -> None:
    program.run("add", "nowhere/*.txt", code=2)
    program.run("add", given, "--given")
    program.run("commitments", "--stage", "eaten", code=2)
    program.run("commitments", "--donor", "Atlantis the Lost", code=2)
    program.run("commitments", "--as-of", "yesterday", code=2)
    program.run("commitments", "--recorded-by", "yesterday", code=2)
    program.run("sums", "--convert", "BEANS", code=2)
    program.run("correct", "sabc", "stage", code=2)
    program.run("show", "c" + "a" * 10, code=1)
    program.run("undo", 1, code=1)


def test_donors_may_be_named(program: Program, given: Path) -> None:
    program.run("add", given, "--given")
    for words in (["Sweden"], ["SE"], ["se"]):
        assert [c["donors"] for c in program.lines("commitments", "--donor", *words)] == [["SE"]]
    assert len(program.lines("commitments", "--donor", "SE,FI")) == 2
    assert len(program.lines("commitments", "--donor", "SE", "--donor", "FI")) == 2


@pytest.mark.parametrize(
    "command", ["documents", "statements", "commitments", "totals", "reconcile", "conflicts", "sums"]
)
def test_every_question_answers_in_every_format(program: Program, command: str) -> None:
    program.run("add", STORY, "--quiet")
    whole = json.loads(program.run(command, "--format", "json").stdout)
    assert whole
    assert program.lines(command) == whole
    rows = list(csv.reader(io.StringIO(program.run(command, "--format", "csv").stdout, newline="")))
    assert len(rows) == 1 + len(whole)
    assert {len(row) for row in rows} == {len(rows[0])}
    table = program.run(command, "--format", "table").stdout.splitlines()
    assert len(table) > len(whole)
    assert all(len(text) <= 100 for text in table)
    assert program.run(command, "--as-of", "2024-01-01", "--format", "json").stdout == "[]\n"


def test_no_cell_of_a_spreadsheet_is_a_formula(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "sly.jsonl"
    record = json.loads(line("=1+1", "2025-01-10", pledge("@SUM(A1) is the name of Sweden's gift", value=5e6)))
    path.write_text(json.dumps({**record, "title": "-2+3", "publisher": "+cmd"}) + "\n")
    program.run("add", path, "--given")
    for command in ("documents", "statements", "commitments"):
        rows = csv.reader(io.StringIO(program.run(command, "--format", "csv").stdout, newline=""))
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@")]


def test_nothing_in_a_document_steers_the_terminal(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "sly.jsonl"
    path.write_text(line("\x1b[31mred", "2025-01-10", pledge("Sweden \x1b[2J gives \u202e euros", value=5e6)))
    program.run("add", path, "--given")
    (found,) = program.lines("commitments")
    for words in (["statements"], ["documents"], ["show", found["id"]]):
        shown = program.run(*words, "--format", "table").stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_a_card_shows_history_quotes_and_reasons(program: Program) -> None:
    program.run("add", STORY)
    (latvian,) = (c for c in program.lines("commitments", "--donor", "LV") if c["stage"] == "delivered")
    shown = program.run("show", latvian["id"][:6], "--format", "table").stdout
    for words in ("History", "“Latvia will give Moldova EUR 3 million", "said by Inese Kalve, LV", "here because: "):
        assert words in shown
    record = json.loads(program.run("show", latvian["statements"][1], "--format", "jsonl").stdout)
    assert record["id"] == latvian["id"]
    assert [t["id"] for t in record["told"]] == latvian["statements"]
    then = program.run("show", latvian["id"], "--as-of", "2025-03-10", "--format", "jsonl").stdout
    assert json.loads(then)["stage"] == "pledged"
    program.run("show", latvian["id"], "--as-of", "2025-01-01", code=1)
    (total,) = program.lines("totals")
    assert json.loads(program.run("show", total["id"], "--format", "jsonl").stdout)["kind"] == "total"


def test_decisions_hold_are_logged_and_can_be_taken_back(program: Program, given: Path) -> None:
    program.run("add", given, "--given")
    swedish, finnish = (c["id"] for c in reversed(program.lines("commitments")))
    (judged,) = program.lines("correct", swedish, "amount=EUR 6 million", "--by", "Ada", "--why", "page 2")
    assert (judged["number"], judged["by"], judged["why"], judged["state"]) == (1, "Ada", "page 2", "in force")
    assert {r["donor"]: r["value"] for r in program.lines("sums")} == {"SE": 6_000_000, "FI": 2_000_000}
    program.run("reject", finnish)
    assert {r["donor"] for r in program.lines("sums")} == {"SE"}
    program.run("undo", 2, "--by", "Grace", "--why", "it was right")
    program.run("part-of", finnish, swedish)
    assert {r["donor"] for r in program.lines("sums")} == {"SE"}
    program.run("undo", 3)
    program.run("same", finnish, swedish)
    assert len(program.lines("commitments")) == 1
    program.run("undo", 4)
    program.run("different", finnish, swedish)
    program.run("accept", finnish)
    assert [j["action"] for j in program.lines("log")] == [
        "correct",
        "reject",
        "part-of",
        "same",
        "different",
        "accept",
    ]
    assert [j["state"] for j in program.lines("log")][1:4] == ["undone"] * 3
    assert len(program.lines("log", "--by", "Ada")) == 1
    (undone,) = program.lines("log", "--by", "Grace")
    assert (undone["number"], undone["retired_by"], undone["retired_why"]) == (2, "Grace", "it was right")
    assert "Grace" in program.run("log", "--format", "table").stdout
    program.run("rebuild")
    assert {r["donor"]: r["value"] for r in program.lines("sums")} == {"SE": 6_000_000, "FI": 2_000_000}


def test_the_book_as_it_had_been_recorded(program: Program, given: Path) -> None:
    program.run("add", given, "--given")
    (judged,) = program.lines("reject", program.lines("commitments", "--donor", "SE")[0]["id"])
    assert len(program.lines("commitments")) == 1
    before = datetime.fromisoformat(judged["recorded_at"]) - timedelta(microseconds=1)
    assert len(program.lines("commitments", "--recorded-by", before.isoformat())) == 2
    assert program.lines("commitments", "--recorded-by", "2020-01-01") == []
    assert len(program.lines("commitments", "--recorded-by", "2999-01-01")) == 1


def test_a_whole_book_is_checked_backed_up_and_restored(program: Program, tmp_path: Path) -> None:
    program.run("add", STORY)
    assert "whole" in program.run("check").stderr
    saved = tmp_path / "saved.backup"
    program.run("backup", saved)
    other = Program(str(tmp_path / "other.db"))
    assert "7 statements" in other.run("restore", saved).stderr
    assert other.run("commitments", "--format", "json").stdout == program.run("commitments", "--format", "json").stdout
    assert "--replace" in other.run("restore", saved, code=1).stderr
    other.run("restore", saved, "--replace")


def test_reading_again_by_the_same_engine_changes_nothing(program: Program) -> None:
    program.run("add", STORY)
    assert "0 documents read again, 0 changed" in program.run("reread").stderr


@pytest.mark.parametrize(
    "command",
    [
        *(
            "add",
            "documents",
            "statements",
            "commitments",
            "show",
            "sums",
            "totals",
            "reconcile",
            "conflicts",
            "accept",
        ),
        *("reject", "correct", "same", "different", "part-of", "undo", "log", "reread", "rebuild", "check", "backup"),
        "restore",
    ],
)
def test_every_command_of_the_book_has_an_example_in_its_help(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert command in result.stdout.split("Example")[1]
