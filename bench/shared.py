"""Where the gold data and the scorers lie, and running the program on them as a user would.

The folder is `../shared` beside the project, or what the environment variable PLEDGEBOOK_SHARED names.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
BENCH = Path(os.environ.get("PLEDGEBOOK_SHARED") or ROOT.parent / "shared").resolve() / "bench"
PROGRAM = Path(sys.executable).parent / "pledgebook"

Record = dict[str, Any]


class MissingError(SystemExit):
    """The shared data are not there: says so and ends the run with code 0, for they are no part of the project."""

    def __init__(self, what: Path) -> None:
        print(f"skipped: there is no {what.name} in {what.parent} (PLEDGEBOOK_SHARED names another folder)")
        super().__init__(0)


def need(relative: str) -> Path:
    """The path of a file or folder of the shared data. Raises MissingError."""
    if not BENCH.is_dir():
        raise MissingError(BENCH)
    path = BENCH / relative
    if not path.exists():
        raise MissingError(path)
    return path


def gold(language: str) -> list[Path]:
    """The gold sets: `en` for the English ones (the seed first), `multi` for those of other languages."""
    folder = need("gold")
    seed = sorted(folder.glob("seed.jsonl")) if language == "en" else []
    return [*seed, *sorted(folder.glob(f"*-{language}*.jsonl"))]


def feeds() -> list[Path]:
    """The news feeds: general news, nothing annotated."""
    return sorted(need("feeds").glob("*.jsonl"))


def records(path: Path) -> list[Record]:
    """The lines of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write_records(path: Path, rows: Iterable[Record]) -> Path:
    """Writes rows as JSON Lines, making the folder; gives the path back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def run_program(arguments: Sequence[str | Path], out: Path) -> bool:
    """Runs `pledgebook` in the project's folder, its output in the file `out`. Where it failed, its last messages are
    shown, and the answer is False."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as stream:
        run = subprocess.run([PROGRAM, *arguments], cwd=ROOT, stdout=stream, stderr=subprocess.PIPE, check=False)
    if run.returncode:
        print(*run.stderr.decode("utf-8", "replace").splitlines()[-8:], sep="\n", file=sys.stderr)
    return run.returncode == 0


def score(scorer: str, *arguments: str | Path) -> Record:
    """The figures of one of the shared scorers, as it gives them with --json."""
    command = [sys.executable, need(scorer), *arguments, "--json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    figures: Record = json.loads(run.stdout)
    return figures


def scorer_module(scorer: str) -> ModuleType:
    """One of the shared scorers as a module, for its functions."""
    path = need(scorer)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
