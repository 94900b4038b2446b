"""Imports point downwards: cli and api, exchange, extract, documents, knowledge, model."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def test_every_room_has_its_place_in_the_order() -> None:
    placed = {name.strip() for layer in CONTRACT["layers"] for name in layer.split("|")}
    package = ROOT / "pledgebook"
    rooms = {f.stem for f in package.glob("*.py")} | {f.parent.name for f in package.glob("*/__init__.py")}
    assert placed == {f"pledgebook.{room}" for room in rooms - {"__init__"}}


def test_no_room_imports_from_a_room_above_it() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout


def test_an_import_that_points_up_is_noticed(tmp_path: Path) -> None:
    # a bare copy of the order of rooms is enough, and much quicker to read than the package
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in re.findall(r"pledgebook\.(\w+)", " ".join(CONTRACT["layers"])):
        room = tmp_path / "pledgebook" / name
        room.mkdir(parents=True)
        (room / "__init__.py").touch()
    (tmp_path / "pledgebook" / "__init__.py").touch()
    assert lint(tmp_path).returncode == 0
    (tmp_path / "pledgebook" / "knowledge" / "nosy.py").write_text("import pledgebook.extract\n", "utf-8")
    run = lint(tmp_path)
    assert run.returncode != 0
    assert "pledgebook.knowledge is not allowed to import pledgebook.extract" in run.stdout
