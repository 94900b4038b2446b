"""Accounts and tokens, for those who may see them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from pledgebook.exchange.plain import plain
from pledgebook.ledger.errors import BookError
from pledgebook.web.api.models import Out
from pledgebook.web.auth import accounts as book
from pledgebook.web.auth import sessions
from pledgebook.web.auth.roles import Role
from pledgebook.web.problems import Refused

router = APIRouter(tags=["accounts"])
Name = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, lt=1 << 63)]
Password = Annotated[SecretStr, Field(min_length=book.SHORTEST, max_length=book.LONGEST)]


class AccountOut(Out):
    """Somebody who may log in."""

    name: str
    role: Role
    recorded_at: str
    retired_at: str | None


class NewAccount(BaseModel):
    """An account to make."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64, examples=["ada"])
    role: Role
    password: Password


class AccountChange(BaseModel):
    """What to change of an account; what is missing stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    password: Password | None = None
    retired: bool | None = None


class TokenOut(Out):
    """A token; `secret` is shown once, when it is made."""

    number: int
    owner: str
    name: str
    scope: Role
    recorded_at: str
    expires_at: str
    retired_at: str | None
    secret: str | None = None


class NewToken(BaseModel):
    """A token to make."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64, examples=["weekly report"])
    scope: Role = "reader"
    days: int = Field(90, ge=1, le=sessions.LONGEST)


@router.get("/accounts", response_model=list[AccountOut])
def list_accounts(request: Request) -> Any:
    """All accounts, retired ones included."""
    return [_account(a) for a in book.accounts(request.app.state.book)]


@router.post("/accounts", response_model=AccountOut, status_code=201)
def add_account(request: Request, new: NewAccount) -> Any:
    """Makes an account."""
    taken = {a.name for a in book.accounts(request.app.state.book)}
    if new.name.strip().lower() in taken:
        raise Refused(409, "there is an account of this name already")
    try:
        return _account(book.add_account(request.app.state.book, new.name, new.role, new.password.get_secret_value()))
    except BookError as error:
        raise Refused(422, str(error)) from error


@router.patch("/accounts/{name}", response_model=AccountOut)
def change_account(request: Request, name: Name, change: AccountChange) -> Any:
    """Changes an account's role or password, retires it, or lets it in again."""
    opened = request.app.state.book
    try:
        found = book.find_account(opened, name)
    except BookError as error:
        raise Refused(404, "there is no account of this name") from error
    own = found.name == request.state.who.name
    if own and (change.retired or change.role not in (None, found.role)):
        raise Refused(409, "ask another admin to take your own rights away")
    if change.role is not None:
        found = book.set_role(opened, found.name, change.role)
    if change.password is not None:
        found = book.set_password(opened, found.name, change.password.get_secret_value())
    if change.retired is not None and change.retired != (found.retired_at is not None):
        found = (book.retire_account if change.retired else book.restore_account)(opened, found.name)
    return _account(found)


@router.get("/tokens", response_model=list[TokenOut], response_model_exclude_unset=True)
def list_tokens(request: Request) -> Any:
    """One's own tokens, without their secrets."""
    return [_token(t) for t in sessions.tokens(request.app.state.book, request.state.who.name)]


@router.post("/tokens", response_model=TokenOut, status_code=201)
def add_token(request: Request, new: NewToken) -> Any:
    """Makes a token for oneself; its secret is in this answer and nowhere else. A token cannot make tokens."""
    _must_be_in_person(request)
    try:
        who = request.state.who.name
        return _token(sessions.add_token(request.app.state.book, who, new.name, new.scope, new.days))
    except BookError as error:
        raise Refused(422, str(error)) from error


@router.delete("/tokens/{number}", response_model=TokenOut, response_model_exclude_unset=True)
def retire_token(request: Request, number: Number) -> Any:
    """Makes one of one's own tokens useless."""
    try:
        return _token(sessions.retire_token(request.app.state.book, number, request.state.who.name))
    except BookError as error:
        raise Refused(404, "you have no such token") from error


def _must_be_in_person(request: Request) -> None:
    by: Literal["machine", "session", "token", "anyone"] = request.state.who.by
    if by != "session":
        raise Refused(409, "tokens belong to accounts: log in with a password to make one")


def _account(found: book.Account) -> dict[str, Any]:
    return {key: value for key, value in plain(found).items() if key != "number"}


def _token(found: sessions.Token) -> dict[str, Any]:
    out: dict[str, Any] = plain(found)
    if found.secret is None:
        del out["secret"]
    return out
