"""`serve`: it says where it listens, answers there, ends on Ctrl-C, and does not begin where it must not."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pledgebook.cli import app
from pledgebook.ledger.opening import open_book
from pledgebook.web.serving import address

Start = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "book.db"
    open_book(str(path)).close()
    return str(path)


@pytest.fixture
def start(book: str) -> Iterator[Start]:
    """Starts the program as people do, and waits until it says where it listens."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> tuple[subprocess.Popen[str], str]:
        command = [
            sys.executable,
            "-c",
            "from pledgebook.cli import main; main()",
            "--db",
            book,
            "serve",
            "--port",
            "0",
            *words,
        ]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        running.append(process)
        watch = threading.Timer(60, process.kill)
        watch.start()
        assert process.stderr is not None
        line = process.stderr.readline()
        watch.cancel()
        found = re.search(r"is open at (http://127\.0\.0\.1:\d+/) \(Ctrl-C closes it\)", line)
        assert found, line + (process.stderr.read() if process.poll() is not None else "")
        return process, found[1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def run(*words: str, code: int) -> Result:
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == code, result.output
    return result


def test_the_book_is_open_at_the_address_that_is_said_until_ctrl_c(start: Start) -> None:
    process, where = start()
    with urllib.request.urlopen(where, timeout=60) as answer:  # noqa: S310 - our own
        assert answer.status == 200 and b"<h1" in answer.read()
    process.send_signal(signal.SIGINT)
    out, rest = process.communicate(timeout=30)
    assert (process.returncode, out, rest) == (0, "", "")


def test_a_team_without_accounts_is_told_how_to_make_the_first(start: Start) -> None:
    process, where = start("--team")
    assert process.stderr is not None
    assert "pledgebook user add NAME --role admin" in process.stderr.readline()
    with urllib.request.urlopen(where, timeout=60) as answer:  # noqa: S310 - our own
        assert answer.url.startswith(where + "login")


def test_a_port_that_is_taken_is_said_in_one_line(book: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("--db", book, "serve", "--port", port, code=1)
    assert f"127.0.0.1 port {port}: cannot listen there" in result.stderr and result.stderr.count("\n") == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104 - refused
def test_nothing_is_opened_to_others_unless_they_log_in_or_only_read(book: str, host: str) -> None:
    assert "add --team" in run("--db", book, "serve", "--host", host, code=1).stderr


def test_an_address_of_another_machine_is_no_place_to_listen(book: str) -> None:
    assert "cannot listen there" in run("--db", book, "serve", "--read-only", "--host", "192.0.2.7", code=1).stderr


def test_without_a_book_nothing_is_served(tmp_path: Path) -> None:
    assert "there is no book" in run("--db", str(tmp_path / "none.db"), "serve", code=1).stderr


def test_a_missing_library_is_named_with_how_to_get_it(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = run("--db", book, "serve", code=1)
    assert result.stderr == "this needs further libraries (uvicorn is missing): pip install 'pledgebook[web]'\n"


def test_the_address_is_one_that_a_browser_takes() -> None:
    assert address("127.0.0.1", 8000) == address("0.0.0.0", 8000) == "http://127.0.0.1:8000/"  # noqa: S104 - as above
    assert address("[::1]", 80) == "http://[::1]:80/"
    assert address("book.example", 80) == "http://book.example:80/"


def test_the_help_has_examples() -> None:
    text = run("serve", "--help", code=0).stdout
    assert "pledgebook serve --team" in text and "--read-only" in text


def test_the_command_line_starts_without_loading_the_web() -> None:
    code = (
        "import sys, pledgebook.cli; print(sorted({'fastapi', 'uvicorn', 'sqlalchemy', 'argon2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_several_processes_answer_at_one_address_and_end_together(start: Start) -> None:
    process, where = start("--processes", "2")
    for _ in range(4):
        with urllib.request.urlopen(where, timeout=60) as answer:  # noqa: S310 - our own
            assert answer.status == 200
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux who listens")
def test_no_process_outlives_the_one_that_began_it(start: Start) -> None:
    process, where = start("--processes", "2")
    port = int(where.rstrip("/").rpartition(":")[2])
    process.kill()
    until = time.monotonic() + 30
    while _listening_at(port) and time.monotonic() < until:
        time.sleep(0.1)
    assert _listening_at(port) == 0


def test_the_address_of_several_processes_is_taken(start: Start, book: str) -> None:
    process, where = start("--processes", "2")
    port = where.rstrip("/").rpartition(":")[2]
    for words in ((), ("--processes", "2")):
        assert "cannot listen there" in run("--db", book, "serve", "--port", port, *words, code=1).stderr
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


def _listening_at(port: int) -> int:
    """How many sockets listen at a port of this machine, by the system's own list."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


def test_what_is_behind_a_proxy_is_open_to_others(book: str) -> None:
    assert "behind a proxy" in run("--db", book, "serve", "--behind-proxy", "127.0.0.1", code=1).stderr


@pytest.mark.parametrize(("words", "believed"), [((), False), (("--behind-proxy", "127.0.0.1"), True),
                                                 (("--behind-proxy", "192.0.2.7"), False)])  # fmt: skip
def test_a_proxy_is_believed_where_it_is_named_and_nobody_else(
    start: Start, words: tuple[str, ...], believed: bool
) -> None:
    _, where = start("--read-only", *words)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    asked = urllib.request.Request(where + "api/v1/feeds/commitments.atom", headers=headers)  # noqa: S310 - our own
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own
        told, feed = answer.headers, answer.read().decode()
    assert ("strict-transport-security" in told) is believed
    assert (f'href="{where.replace("http://", "https://")}' in feed) is believed


def test_through_a_proxy_a_book_goes_by_any_name(start: Start) -> None:
    for words, status in ((("--behind-proxy", "127.0.0.1"), 200), ((), 421)):
        _, where = start("--read-only", *words)
        asked = urllib.request.Request(where + "api/v1/book", headers={"Host": "book.example.org"})  # noqa: S310 - our own
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own
                found = answer.status
        except urllib.error.HTTPError as error:
            found = error.code
        assert found == status
