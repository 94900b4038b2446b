"""The house rules that a program can check: small files, knowledge as data, pages that can be found, one version."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 320
CODE = sorted((ROOT / "pledgebook").rglob("*.py"))
# A few of what belongs into the knowledge files. "May" and "March" are also plain words, so they are not looked for.
KNOWLEDGE = {
    *("january", "february", "april", "june", "july", "august", "september", "october", "november", "december"),
    *("ukraine", "ukrainian", "russia", "russian", "lithuania", "germany", "german", "poland", "norway", "norwegian"),
    *("france", "french", "sweden", "moldova", "sudan", "kyiv", "berlin", "washington", "brussels", "nato", "purl"),
    *("euro", "euros", "dollar", "dollars", "hryvnia", "zloty", "donated"),
}
# Where somebody's own files lie: in no file of the project.
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
REGISTRY = re.compile(r"https?://|--(?:extra-)?index-url|--find-links", re.IGNORECASE)
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
BASES = {"-r requirements.txt", "-r requirements-web.txt"}
PIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*==[A-Za-z0-9.!+]+")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_file_can_be_read_in_one_sitting() -> None:
    assert [name_of(p) for p in CODE if len(p.read_text("utf-8").splitlines()) > LONGEST] == []


def test_what_the_program_knows_of_the_world_stands_in_data() -> None:
    found = {}
    for path in CODE:
        strings = literals(ast.parse(path.read_text("utf-8")))
        words = {w for text in strings for w in re.findall(r"[a-z]+", text.lower())} & KNOWLEDGE
        if words:
            found[name_of(path)] = words
    assert found == {}


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    folders = ("bench", "training", "docs", "examples")
    paths = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix != ".pyc"]
    paths += [ROOT / name for name in ("Makefile", "README.md", "CHANGELOG.md", "pyproject.toml", ".ci/run")]
    assert [name_of(p) for p in CODE + paths if MACHINE.search(p.read_text("utf-8", errors="replace"))] == []


def literals(tree: ast.Module) -> Iterator[str]:
    """The strings of a module but its docstrings (which may give examples)."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    skipped = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, described) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def test_every_page_of_the_documentation_can_be_reached_from_its_index() -> None:
    docs = ROOT / "docs"
    reached, waiting = set(), [docs / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in re.findall(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target:
                linked = (page.parent / target).resolve()
                assert linked.is_file(), f"{page.relative_to(ROOT)} links to {target}, which is not there"
                if linked.is_relative_to(docs):
                    waiting.append(linked)
    assert {name_of(p) for p in docs.rglob("*.md")} == {name_of(p) for p in reached}


def test_the_changelog_tells_of_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", REQUIREMENTS, ids=name_of)
def test_requirements_are_exact_versions_and_name_no_registry(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not REGISTRY.search(text)
    for line in text.splitlines():
        assert line.startswith("#") or line in BASES or PIN.fullmatch(line), line


def test_requirement_files_agree_on_every_version() -> None:
    pins: dict[str, set[str]] = {}
    for path in REQUIREMENTS:
        for line in path.read_text("utf-8").splitlines():
            name, found, version = line.partition("==")
            if found:
                pins.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in pins.items() if len(versions) > 1} == {}


@pytest.mark.parametrize(
    ("file", "extras"), [("requirements.txt", ["pdf", "postgres"]), ("requirements-web.txt", ["web"])]
)
def test_every_dependency_of_the_package_is_pinned(file: str, extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(w for extra in extras for w in project["optional-dependencies"][extra])]
    lines = (ROOT / "requirements.txt").read_text("utf-8") + (ROOT / file).read_text("utf-8")
    pinned = {line.split("==")[0] for line in lines.splitlines()}
    assert {re.split(r"[<>=!~\[ ]", w)[0].lower() for w in wanted} <= pinned
