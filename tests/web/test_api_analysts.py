"""What an analyst does: pandas and DuckDB read the API's CSV, datasette the book itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from house import Make, body

from pledgebook.ledger.opening import Book


def test_pandas_reads_the_commitments(browser: Make, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    client = browser()
    file = tmp_path / "commitments.csv"
    file.write_bytes(client.get("/api/v1/commitments?format=csv").content)
    table = pandas.read_csv(file, parse_dates=["stage_date", "pledged_on"])
    assert len(table) == body(client.get("/api/v1/commitments"))["count"]
    assert table.amount_value.sum() > 1e8 and table.stage_date.dtype.kind == "M"
    lines = tmp_path / "commitments.jsonl"
    lines.write_bytes(client.get("/api/v1/commitments?format=jsonl").content)
    assert list(pandas.read_json(lines, lines=True).id) == list(table.id)


def test_duckdb_sums_what_the_api_sums(browser: Make, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    client = browser()
    file = tmp_path / "commitments.csv"
    file.write_bytes(client.get("/api/v1/commitments?format=csv&donor=PL").content)
    (rows,) = duckdb.sql(f"SELECT count(*), sum(amount_value) FROM read_csv('{file}')").fetchall()  # noqa: S608
    sums = body(client.get("/api/v1/sums?donor=PL"))
    assert rows == (sums["rows"][0]["commitments"], sums["total"]["EUR"])
    file.write_bytes(client.get("/api/v1/statements?format=csv").content)
    kinds = duckdb.sql(f"SELECT DISTINCT kind FROM read_csv('{file}', all_varchar=true)").fetchall()  # noqa: S608
    assert ("sanction",) in kinds


def test_datasette_opens_the_book_read_only(web_book: Book) -> None:
    pytest.importorskip("datasette")
    path = str(web_book.path)
    web_book.close()
    command = [sys.executable, "-m", "datasette", path, "--get", "/web/state.json?_shape=array&until__isnull=1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    import json

    rows: list[dict[str, Any]] = json.loads(done.stdout)
    assert {row["donors"] for row in rows} == {"LT", "NO", "EE+LV", "PL"}
