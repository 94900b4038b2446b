"""What each role may do: one table from method and path to the role it takes, read by the gate before any route is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = ("reader", "reviewer", "admin")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A path and all below it take the role `look` to look at and `change` to change; None: open to all.

    `keeps_book` says that a change there changes nothing of the book, so that it is allowed in one shown read-only.
    """

    path: str
    look: Role | None
    change: Role | None
    keeps_book: bool = False


# The first that fits holds. What is not named takes a reader to look at and an admin to change: a new route that
# somebody forgot to name is shut, not open.
RULES = (
    Rule("/login", None, None, keeps_book=True),
    Rule("/logout", None, None, keeps_book=True),
    Rule("/static/", None, "admin"),
    Rule("/api/v1/accounts", "admin", "admin"),
    Rule("/api/v1/tokens", "reader", "reader", keeps_book=True),
    Rule("/api/v1/judgements", "reader", "reviewer"),
    Rule("/review", "reviewer", "reviewer"),
    Rule("/", "reader", "admin"),
)


def rule_of(path: str) -> Rule:
    """The rule that holds for a path."""
    for rule in RULES:
        if path == rule.path or path.startswith(rule.path if rule.path.endswith("/") else rule.path + "/"):
            return rule
    return RULES[-1]


def needed(method: str, path: str) -> Role | None:
    """The least role that a request takes; None where anybody may make it."""
    rule = rule_of(path)
    return rule.look if method in SAFE else rule.change


def may(role: Role | None, least: Role | None) -> bool:
    """Whether somebody of this role (None: a stranger) may do what takes `least`."""
    return least is None or (role is not None and ROLES.index(role) >= ROLES.index(least))


def lesser(one: Role, other: Role) -> Role:
    """The role of the two that may do less."""
    return min(one, other, key=ROLES.index)
