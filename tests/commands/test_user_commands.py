"""Accounts and tokens on the command line: what is asked, what is shown, what is refused, and that no secret leaks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner, Result

from pledgebook.cli import app
from pledgebook.commands.accounts import RoleName
from pledgebook.ledger.opening import open_book
from pledgebook.web.auth import accounts as kept
from pledgebook.web.auth.roles import Role
from pledgebook.web.auth.sessions import of_token

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


class Program:
    """The program with its book."""

    def __init__(self, book: str) -> None:
        self.book = book

    def user(self, *words: str, given: str | None = None, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["--db", self.book, "user", *words], input=given, env={"COLUMNS": "100"})
        assert result.exit_code == code, result.output
        return result

    def rows(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.user(*words, "--format", "jsonl").stdout.splitlines()]

    def add(self, name: str, role: str = "reader") -> None:
        self.user("add", name, "--role", role, "--password-stdin", given=f"{PASSWORD}\n")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """On an empty book; hashing, which is slow on purpose, is made quick."""
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(kept, "_hasher", lambda: quick)
    path = tmp_path / "book.db"
    open_book(str(path)).close()
    return Program(str(path))


def test_an_account_is_made_with_a_password_typed_twice_and_shown_nowhere(program: Program) -> None:
    result = program.user("add", "Ada", "--role", "admin", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.stdout.strip() == ""  # what is typed is not shown; the prompts are told elsewhere
    assert "ada may log in as admin" in result.stderr
    assert PASSWORD not in result.output
    (row,) = program.rows("list")
    assert (row["name"], row["role"], row["state"]) == ("ada", "admin", "active")
    assert "password" not in row
    opened = open_book(program.book)
    assert kept.verified(opened, "ada", PASSWORD) is not None
    opened.close()


def test_two_passwords_that_differ_are_asked_for_again(program: Program) -> None:
    result = program.user("add", "ada", given=f"{PASSWORD}\nsomething else\n{PASSWORD}\n{PASSWORD}\n")
    assert "do not match" in result.output
    assert [row["role"] for row in program.rows("list")] == ["reader"]


def test_the_password_may_come_from_standard_input(program: Program) -> None:
    program.user("add", "ada", "--password-stdin", given=f"{PASSWORD}\r\nand more\n")
    program.user("password", "ada", "--password-stdin", given="another good one\n")
    opened = open_book(program.book)
    assert kept.verified(opened, "ada", "another good one") and not kept.verified(opened, "ada", PASSWORD)
    opened.close()


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["add", "ada", "--password-stdin"], "short\n", "a password has 12 to 1000 characters"),
        (["add", "no good", "--password-stdin"], f"{PASSWORD}\n", "a name has 1 to 64 letters"),
        (["add", "ben", "--password-stdin"], f"{PASSWORD}\n", "there is an account 'ben' already"),
        (["role", "nobody", "admin"], None, "there is no account 'nobody'"),
        (["password", "nobody"], None, "there is no account 'nobody'"),
        (["retire", "nobody"], None, "there is no account 'nobody'"),
        (["token", "ben", "--for", "x", "--scope", "admin"], None, "ben may not do as much as a admin"),
        (["token", "ben", "--for", "x", "--days", "9999"], None, "a token lasts 1 to 366 days"),
        (["tokens", "nobody"], None, "there is no account 'nobody'"),
        (["revoke", "7"], None, "there is no token 7"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    program: Program, words: list[str], given: str | None, said: str
) -> None:
    program.add("ben")
    result = program.user(*words, given=given, code=1)
    assert said in result.stderr
    assert "Traceback" not in result.output and result.stdout == ""


def test_an_unknown_role_is_wrong_use(program: Program) -> None:
    assert "reviewer" in program.user("add", "ada", "--role", "king", code=2).output
    assert tuple(RoleName) == get_args(Role)


def test_roles_change_and_accounts_retire_and_return(program: Program) -> None:
    program.add("ben")
    assert "ben is reviewer now" in program.user("role", "ben", "reviewer").stderr
    program.user("retire", "ben")
    assert [(row["role"], row["state"]) for row in program.rows("list")] == [("reviewer", "retired")]
    assert "ben may log in as reviewer" in program.user("restore", "ben").stderr
    assert [row["state"] for row in program.rows("list")] == ["active"]


def test_a_token_is_printed_once_alone_and_works_until_it_is_revoked(program: Program) -> None:
    program.add("ada", "admin")
    result = program.user("token", "ada", "--for", "weekly report", "--scope", "reviewer", "--days", "7")
    secret = result.stdout.rstrip("\n")
    assert secret.startswith("pbk_") and "\n" not in secret
    assert "token 1 of ada, reviewer, until" in result.stderr and secret not in result.stderr
    opened = open_book(program.book)
    with opened.reading() as connection:
        assert of_token(connection, secret) == ("ada", "reviewer")
    (row,) = program.rows("tokens", "Ada")
    assert (row["number"], row["name"], row["state"]) == (1, "weekly report", "active")
    assert secret not in json.dumps(row) and "secret" not in row
    program.user("revoke", "1")
    assert [row["state"] for row in program.rows("tokens")] == ["retired"]
    with opened.reading() as connection:
        assert of_token(connection, secret) is None
    opened.close()


def test_the_lists_can_be_read_as_tables_and_csv(program: Program) -> None:
    program.add("ada", "admin")
    program.user("token", "ada", "--for", "=SUM(A1)")
    assert "ada   admin" in program.user("list", "--format", "table").stdout
    assert "weekly" not in program.user("tokens", "--format", "table").stdout
    assert program.user("tokens", "-f", "csv").stdout.splitlines()[1].startswith("1,ada,'=SUM(A1),reader,")


def test_without_a_book_there_are_no_accounts(tmp_path: Path) -> None:
    program = Program(str(tmp_path / "none.db"))
    assert "there is no book" in program.user("list", code=1).stderr
    assert not (tmp_path / "none.db").exists()


def test_a_missing_library_is_named_with_how_to_get_it(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_hasher", _real)
    monkeypatch.setitem(sys.modules, "argon2", None)
    result = program.user("add", "ada", "--password-stdin", given=f"{PASSWORD}\n", code=1)
    assert result.stderr == "this needs further libraries (argon2 is missing): pip install 'pledgebook[web]'\n"


def _real() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()


@pytest.mark.parametrize(
    "command", ["add", "list", "role", "password", "retire", "restore", "token", "tokens", "revoke"]
)
def test_every_command_has_an_example_in_its_help(command: str) -> None:
    result = CliRunner().invoke(app, ["user", command, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.stdout and f"pledgebook user {command}" in result.stdout
