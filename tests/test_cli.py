"""The command line, with an engine that stands in for the real one: what goes where, and the exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pledgebook.cli import app
from pledgebook.model import Amount, Document, Extraction, Fault, Mention, Pledge, Reason

TEXT = "Aland will give Brigadoon EUR 5 million for boats, its government said."


class Engine:
    """Finds one pledge in each text with EUR in it; knows English only; fails where a text says so."""

    def extract(self, document: Document, explain: bool = False) -> Extraction:
        if "explode" in document.text:
            raise RuntimeError("no good")
        if document.language not in {"en", None}:
            return Extraction(document, skipped=f"language {document.language}: no knowledge files")
        if "EUR" not in document.text:
            return Extraction(document)
        pledge = Pledge(
            id="s1",
            doc=document.id,
            quote=document.text,
            start=0,
            end=len(document.text),
            donors=("AX",),
            amount=Amount(5_000_000, "EUR"),
            confidence=0.6,
            reasons=(Reason("amount", "EUR 5 million", "the only one"),),
        )
        return Extraction(document, (pledge,))

    def mentions(self, document: Document) -> tuple[Mention, ...]:
        at = document.text.find("EUR 5 million")
        if at < 0:
            return ()
        return (
            Mention("actor", 0, 5, document.text[:5], ("AX",)),
            Mention("amount", at, at + 13, "EUR 5 million", Amount(5_000_000, "EUR")),
        )


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("pledgebook.extract.engine")
    module.default_engine = Engine  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pledgebook.extract.engine", module)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("It rained on the island all day, the weather service said.")
    (tmp_path / "c.jsonl").write_text(
        json.dumps({"id": "c1", "language": "en", "text": TEXT, "statements": [{"id": "s9"}]})
        + "\n"
        + json.dumps({"id": "c2", "language": "fi", "text": "Saari antaa veneen."})
        + "\n"
    )
    return tmp_path


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args])


def records(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_piped_output_is_json_lines_alone_and_the_summary_goes_elsewhere(folder: Path) -> None:
    result = run("extract", folder)
    assert result.exit_code == 0
    assert [(r["doc"], r["id"]) for r in records(result)] == [("a", "s1"), ("c1", "s1")]
    assert result.stderr.splitlines() == [
        "4 documents read, 2 statements: pledge 2",
        "skipped 1: language fi: no knowledge files",
    ]


def test_each_format_can_be_asked_for(folder: Path) -> None:
    assert len(json.loads(run("extract", folder, "--format", "json").stdout)) == 2
    assert len(list(csv.DictReader(io.StringIO(run("extract", folder, "-f", "csv").stdout)))) == 2
    table = run("extract", folder, "-f", "table").stdout
    assert "EUR 5 m" in table
    assert "\x1b" not in table


def test_explain_gives_reasons(folder: Path) -> None:
    assert records(run("extract", folder / "a.txt", "--explain"))[0]["reasons"][0]["rule"] == "the only one"
    assert "(the only one)" in run("extract", folder / "a.txt", "-f", "table", "--explain").stdout


def test_statements_below_the_confidence_asked_for_are_left_out(folder: Path) -> None:
    assert records(run("extract", folder, "--min-confidence", "0.7")) == []
    assert len(records(run("extract", folder, "--min-confidence", "0.6"))) == 2


def test_a_fault_makes_the_exit_code_one_and_the_rest_is_still_printed(folder: Path) -> None:
    (folder / "c.jsonl").write_text('{"text": broken\n' + json.dumps({"id": "c2", "text": TEXT}) + "\n")
    (folder / "d.txt").write_text("")
    result = run("extract", folder, folder / "missing")
    assert result.exit_code == 1
    assert [r["doc"] for r in records(result)] == ["a", "c2"]
    assert "c.jsonl:1: not valid JSON" in result.stderr
    assert "d.txt: empty file" in result.stderr
    assert "missing: no such file or folder" in result.stderr
    assert "3 faults" in result.stderr


def test_a_notice_is_shown_but_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT, "published": "9999-12-31"}))
    result = run("extract", tmp_path)
    assert result.exit_code == 0
    assert result.stderr.startswith("note: ")


def test_a_document_that_breaks_the_engine_is_a_fault_and_the_run_goes_on(folder: Path) -> None:
    (folder / "a.txt").write_text("explode")
    result = run("extract", folder)
    assert result.exit_code == 1
    assert "a: RuntimeError: no good" in result.stderr
    assert [r["doc"] for r in records(result)] == ["c1"]


@pytest.mark.parametrize(
    "args",
    [
        ("extract", "nowhere.txt"),
        ("extract", "nowhere/*.txt"),
        ("mentions", "nowhere.txt"),
        ("extract",),
        ("extract", "x", "--format", "xml"),
        ("extract", "x", "--min-confidence", "2"),
        ("mentions", "x", "--type", "colour"),
        ("nonsense",),
    ],
)
def test_wrong_use_is_exit_code_two_and_prints_nothing_on_standard_output(args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_an_empty_folder_is_wrong_use(tmp_path: Path) -> None:
    assert run("extract", tmp_path).exit_code == 2


def test_quiet_leaves_the_faults(folder: Path) -> None:
    (folder / "d.txt").write_text("")
    assert run("extract", folder, "--quiet").stderr.splitlines() == [f"{folder}/d.txt: empty file"]


def test_a_size_can_be_set(folder: Path) -> None:
    result = run("extract", folder / "a.txt", folder / "b.txt", "--max-megabytes", "0.001")
    assert result.exit_code == 0
    (folder / "b.txt").write_text("x" * 2000)
    assert "larger than 1000 bytes" in run("extract", folder / "b.txt", "--max-megabytes", "0.001").stderr


def test_mentions_are_a_line_each(folder: Path) -> None:
    found = records(run("mentions", folder / "a.txt"))
    assert [m["type"] for m in found] == ["actor", "amount"]
    assert found[1]["value"]["value"] == 5_000_000
    assert TEXT[found[1]["start"] : found[1]["end"]] == found[1]["text"]
    assert [m["type"] for m in records(run("mentions", folder / "a.txt", "--type", "actor"))] == ["actor"]
    assert "EUR 5 m" in run("mentions", folder / "a.txt", "--format", "table").stdout


def test_amounts_of_json_lines_are_a_line_a_document(folder: Path) -> None:
    at = TEXT.index("EUR")
    assert records(run("mentions", folder / "c.jsonl", "--type", "amount")) == [
        {"id": "c1", "amounts": [{"value": 5_000_000, "currency": "EUR", "start": at, "end": at + 13}]},
        {"id": "c2", "amounts": []},
    ]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(app, ["extract", "-"], input=TEXT)
    assert [r["doc"] for r in records(result)] == ["stdin"]


def test_hostile_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J.txt").write_text("")
    (tmp_path / "b.txt").write_text(TEXT)
    assert "\x1b" not in run("extract", tmp_path).stderr


def test_knowledge_is_checked_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("pledgebook.knowledge.check")
    faults: list[Fault] = []
    module.check = lambda: faults  # type: ignore[attr-defined]
    module.show = lambda word, language: [f"{word}: known in {language}"] if word != "xyz" else []  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pledgebook.knowledge.check", module)
    assert run("knowledge", "check").exit_code == 0
    assert run("knowledge", "show", "boat").stdout == "boat: known in en\n"
    assert run("knowledge", "show", "xyz").exit_code == 1
    assert run("knowledge", "show", "boat", "--language", "xx").exit_code == 2
    faults.append(Fault("states.yaml", "no such code", 7))
    result = run("knowledge", "check")
    assert (result.exit_code, result.stdout) == (1, "states.yaml:7: no such code\n")


def test_the_version_is_printed() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("pledgebook ")


@pytest.mark.parametrize("command", ["extract", "mentions", "knowledge check", "knowledge show"])
def test_every_command_has_an_example_in_its_help(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"pledgebook {command}" in result.stdout


def test_a_reader_that_stops_listening_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text((json.dumps({"language": "en", "text": TEXT}) + "\n") * 5000)
    program = (
        "import sys, types; sys.path.insert(0, 'tests'); import test_cli\n"
        "module = types.ModuleType('pledgebook.extract.engine'); module.default_engine = test_cli.Engine\n"
        "sys.modules['pledgebook.extract.engine'] = module\n"
        "from pledgebook.cli import main; main()"
    )
    root = Path(__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", program, "extract", "-q", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
