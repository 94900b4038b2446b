"""Pledgebook reads what governments say about supporting one another, and keeps the sentence beside the figure.

    import pledgebook

    for statement in pledgebook.extract("Norway will give NOK 120 million to Sudan for food, its government said."):
        print(statement.kind, statement.quote)

Every name below is loaded when first used: importing the package costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pledgebook.api import extract, mentions
    from pledgebook.documents import Notice, ReadError, read, read_paths
    from pledgebook.model import (
        Agreement,
        Amount,
        Document,
        Extraction,
        Fault,
        Item,
        Meeting,
        Mention,
        Need,
        Period,
        Pledge,
        Reason,
        Sanction,
        Speaker,
        Statement,
        Total,
    )

    __version__: str

__all__ = [
    "Agreement",
    "Amount",
    "Document",
    "Extraction",
    "Fault",
    "Item",
    "Meeting",
    "Mention",
    "Need",
    "Notice",
    "Period",
    "Pledge",
    "ReadError",
    "Reason",
    "Sanction",
    "Speaker",
    "Statement",
    "Total",
    "__version__",
    "extract",
    "mentions",
    "read",
    "read_paths",
]

_HOMES = {
    "mentions": "pledgebook.api",
    "Notice": "pledgebook.documents",
    "ReadError": "pledgebook.documents",
    "read": "pledgebook.documents",
    "read_paths": "pledgebook.documents",
}


class _Room(ModuleType):
    """The room `pledgebook.extract`, which can be called as well: then it is `pledgebook.api.extract`."""

    def __call__(self, source: Any, explain: bool = False) -> Any:
        return import_module("pledgebook.api").extract(source, explain)


class _Package(ModuleType):
    """This package. Python binds a subpackage to its parent when it is first imported, by whomever; here is the one
    place to catch that, so that the function and the room of the same name do not shut each other out."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "extract" and type(value) is ModuleType:
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'pledgebook' has no attribute {name!r}")
    if name == "extract":
        return import_module("pledgebook.extract")  # importing it binds it, see _Package
    if name == "__version__":
        value: Any = _version()
    else:
        value = getattr(import_module(_HOMES.get(name, "pledgebook.model")), name)
    globals()[name] = value
    return value


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pledgebook")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0+source"


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
