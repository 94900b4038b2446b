"""The library's front door."""

from __future__ import annotations

import subprocess
import sys
import types
import zipfile
from pathlib import Path

import pytest

import pledgebook
from pledgebook.model import Document, Extraction, Mention, Need

ROOT = Path(__file__).parent.parent


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"rich", "typer", "numpy", "lxml", "yaml", "babel", "dataclasses", "pledgebook.model"}
    assert python(f"import sys, pledgebook; print({heavy!r} & set(sys.modules))") == "set()\n"


def test_every_public_name_is_there() -> None:
    assert (
        python("import pledgebook; print(all(getattr(pledgebook, n) is not None for n in pledgebook.__all__))")
        == "True\n"
    )
    assert set(pledgebook.__all__) <= set(dir(pledgebook))
    with pytest.raises(AttributeError):
        pledgebook.nonsense  # noqa: B018


def test_the_function_extract_and_the_room_extract_live_together(monkeypatch: pytest.MonkeyPatch) -> None:
    class Engine:
        def extract(self, document: Document, explain: bool = False) -> Extraction:
            need = Need(id="s1", doc=document.id, quote=document.text, start=0, end=len(document.text))
            return Extraction(document, (need,))

        def mentions(self, document: Document) -> tuple[Mention, ...]:
            return (Mention("number", 0, 3, "Ten", 10),)

    module = types.ModuleType("pledgebook.extract.engine")
    module.default_engine = Engine  # type: ignore[attr-defined]
    import pledgebook.extract

    monkeypatch.setitem(sys.modules, "pledgebook.extract.engine", module)
    for _ in range(2):
        (statement,) = pledgebook.extract("Ten boats are needed on the island by the end of May.")
        assert statement.quote.startswith("Ten boats")
    (statement,) = pledgebook.extract(Document("d", "Ten boats."))
    assert statement.doc == "d"
    assert [m.value for m in pledgebook.mentions("Ten boats.")] == [10]


@pytest.mark.parametrize(
    "first", ["import pledgebook.extract", "from pledgebook.extract import tokens", "import pledgebook.api"]
)
def test_extract_can_be_called_whatever_was_imported_before(first: str) -> None:
    assert python(f"{first}\nimport pledgebook\nprint(callable(pledgebook.extract), pledgebook.extract.__name__)") == (
        "True pledgebook.extract\n"
    )


def test_the_wheel_holds_all_that_the_program_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    files = {str(f.relative_to(ROOT)) for f in (ROOT / "pledgebook").rglob("*") if f.is_file()}
    assert {f for f in files if "__pycache__" not in f} <= held
    assert {f.split(".")[-1] for f in held} >= {"html", "css", "js", "svg", "yaml", "npz", "tsv"}
