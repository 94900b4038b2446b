"""Tables for the terminal and for the pages, and the marked places of the pages that they are written into."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

from shared import BUILD, ROOT

README = ROOT / "README.md"
METHODOLOGY = ROOT / "docs" / "methodology.md"
RESULTS = BUILD / "bench"

Row = tuple[str, str, str, str]  # what is measured, Pledgebook, the peer or the base, ratio
HEADER = ("measured", "Pledgebook", "compared with", "ratio")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, aligned so that it reads well in a terminal too; all columns but the first to the right."""
    widths = [max(len(row[k]) for row in [header, *rows]) for k in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        padded = [cells[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True))]
        return "| " + " | ".join(padded) + " |"

    rule = "| " + " | ".join(["-" * widths[0], *("-" * (w - 1) + ":" for w in widths[1:])]) + " |"
    return "\n".join([line(header), rule, *map(line, rows)])


def machine() -> str:
    """Day and machine in a line: figures mean little without them."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        found = re.search(r"^model name\s*:\s*(.+)$", info.read_text("utf-8", "replace"), re.MULTILINE)
        model = found[1].strip() if found else model
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return f"{today}, {os.cpu_count()} cores, {model}, {platform.system()}, Python {platform.python_version()}"


def fill(page: Path, mark: str, text: str) -> None:
    """Replaces what stands between `<!-- mark -->` and `<!-- /mark -->`. Raises ValueError where a page has no such."""
    old = page.read_text("utf-8")
    parts = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    new, count = parts.subn(lambda m: f"{m[1]}{text.rstrip()}\n{m[2]}", old)
    if count != 1:
        raise ValueError(f"{page}: {count} places marked {mark!r}, not one")
    page.write_text(new, "utf-8")
    print(f"written into {page.relative_to(ROOT)}")


def keep(name: str, rows: Sequence[Row], notes: Sequence[str], write: bool) -> None:
    """Prints a benchmark's rows, keeps them in build/bench, and with `write` puts all that is kept into the pages."""
    print(table(HEADER, rows), *notes, "", sep="\n")
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {"machine": machine(), "rows": rows, "notes": notes}
    (RESULTS / f"{name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")
    if not write:
        return
    kept = [json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))]
    rows_kept = table(HEADER, [row for result in kept for row in result["rows"]])
    machines = "; ".join(sorted({result["machine"] for result in kept}))
    fill(README, "bench", f"{rows_kept}\n\nMeasured on {machines}; extraction on one core.")
    spoken = "\n".join(f"* {note}" for result in kept for note in result["notes"])
    fill(METHODOLOGY, "bench", f"{rows_kept}\n\nMeasured on {machines}; extraction on one core.\n\n{spoken}")
