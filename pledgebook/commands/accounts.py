"""`user`: who may log in where a team shares a book, and the tokens of their programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pledgebook.commands import shapes
from pledgebook.commands.common import FAILED, FormatOption, book, chosen, extra
from pledgebook.exchange.terminal import colour, output, width

if TYPE_CHECKING:
    from pledgebook.exchange.records import Shape
    from pledgebook.ledger.opening import Book

app = typer.Typer(
    help="Who may log in where a team shares the book (`serve --team`), and the tokens of their programs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_READ = 10_000  # characters of standard input: far more than a password has


class RoleName(StrEnum):
    """What an account or a token may do."""

    reader = "reader"
    reviewer = "reviewer"
    admin = "admin"


Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.", show_default=False)]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking for it.")
]


@app.command()
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[RoleName, typer.Option(help="What the account may do.")] = RoleName.reader,
    password_stdin: PasswordStdin = False,
) -> None:
    """Make an account. A reader looks, a reviewer also decides, an admin also keeps the accounts.

    \b
    Examples:
      pledgebook user add ada --role admin
      pledgebook user add ben --role reviewer --password-stdin < password.txt
    """
    from pledgebook.web.auth.accounts import add_account

    with _opened(context) as opened:
        made = add_account(opened, name, role.value, _password(password_stdin))
    _say(f"{made.name} may log in as {made.role}")


@app.command("list")
def list_(context: typer.Context, format: FormatOption = None) -> None:
    """List the accounts, retired ones included.

    \b
    Example:
      pledgebook user list
    """
    from pledgebook.web.auth.accounts import accounts

    with _opened(context) as opened:
        _tell(map(shapes.account, accounts(opened)), shapes.ACCOUNTS, format)


@app.command()
def role(
    context: typer.Context,
    name: Name,
    role: Annotated[RoleName, typer.Argument(metavar="ROLE", help="reader, reviewer or admin.", show_default=False)],
) -> None:
    """Give an account another role; it holds from the next click on.

    \b
    Example:
      pledgebook user role ben reader
    """
    from pledgebook.web.auth.accounts import set_role

    with _opened(context) as opened:
        changed = set_role(opened, name, role.value)
    _say(f"{changed.name} is {changed.role} now")


@app.command()
def password(context: typer.Context, name: Name, password_stdin: PasswordStdin = False) -> None:
    """Give an account another password; whoever is logged in with it has to log in again.

    \b
    Example:
      pledgebook user password ben
    """
    from pledgebook.web.auth.accounts import find_account, set_password

    with _opened(context) as opened:
        find_account(opened, name)  # so that nobody types a password for a name that is not there
        changed = set_password(opened, name, _password(password_stdin))
    _say(f"{changed.name} has a new password")


@app.command()
def retire(context: typer.Context, name: Name) -> None:
    """Shut an account out, with its tokens. What it decided stays.

    \b
    Example:
      pledgebook user retire ben
    """
    from pledgebook.web.auth.accounts import retire_account

    with _opened(context) as opened:
        changed = retire_account(opened, name)
    _say(f"{changed.name} may not log in any more")


@app.command()
def restore(context: typer.Context, name: Name) -> None:
    """Let a retired account in again. Its tokens stay retired.

    \b
    Example:
      pledgebook user restore ben
    """
    from pledgebook.web.auth.accounts import restore_account

    with _opened(context) as opened:
        changed = restore_account(opened, name)
    _say(f"{changed.name} may log in as {changed.role}")


@app.command()
def token(
    context: typer.Context,
    name: Name,
    use: Annotated[str, typer.Option("--for", metavar="TEXT", help="What it is for.", show_default=False)],
    scope: Annotated[RoleName, typer.Option(help="The most that it may do.")] = RoleName.reader,
    days: Annotated[int, typer.Option(metavar="N", help="Days until it expires, 1 to 366.")] = 90,
) -> None:
    """Make a token, by which a program uses the API for an account. It is printed this once.

    \b
    Example:
      pledgebook user token ada --for "weekly report" > token.txt
    """
    from pledgebook.web.auth.sessions import add_token

    with _opened(context) as opened:
        made = add_token(opened, name, use, scope.value, days)
    with output() as write:
        write(f"{made.secret}\n")
    _say(f"token {made.number} of {made.owner}, {made.scope}, until {made.expires_at[:10]}; it is not shown again")


@app.command()
def tokens(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only of this account.")] = None,
    format: FormatOption = None,
) -> None:
    """List the tokens, expired and retired ones included, without what is secret.

    \b
    Examples:
      pledgebook user tokens
      pledgebook user tokens ada
    """
    from pledgebook.web.auth.accounts import find_account
    from pledgebook.web.auth.secrets import moment
    from pledgebook.web.auth.sessions import tokens

    with _opened(context) as opened:
        owner = None if name is None else find_account(opened, name).name
        now = moment()
        _tell((shapes.token(one, now) for one in tokens(opened, owner)), shapes.TOKENS, format)


@app.command()
def revoke(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="As `tokens` lists it.", show_default=False)],
) -> None:
    """Make a token useless.

    \b
    Example:
      pledgebook user revoke 3
    """
    from pledgebook.web.auth.sessions import retire_token

    with _opened(context) as opened:
        retired = retire_token(opened, number)
    _say(f"token {retired.number} of {retired.owner} is of no use any more")


@contextmanager
def _opened(context: typer.Context) -> Iterator[Book]:
    with extra("web"), book(context) as opened:
        yield opened


def _password(stdin: bool) -> str:
    """The password, typed twice without showing it, or the first line of standard input."""
    if not stdin:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    try:
        line = sys.stdin.readline(_READ)
    except UnicodeDecodeError:
        _say("the password on standard input is not written in UTF-8")
        raise typer.Exit(FAILED) from None
    return line.rstrip("\r\n")


def _say(words: str) -> None:
    typer.echo(words, err=True)


def _tell(records: Any, shape: Shape, format: Any) -> None:
    from pledgebook.exchange.records import lines

    with output() as write:
        for piece in lines(list(records), chosen(format).value, shape, width=width(), colour=colour()):
            write(piece)
