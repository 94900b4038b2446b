"""The roles that states usually have in documents about support, read from `data/roles.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "roles.yaml"


@dataclass(frozen=True, slots=True)
class Roles:
    """`default_recipient`: the code support is for where nobody else is named; `usual_targets`: codes that restrictive
    measures are usually directed at; `oda_recipients`: the OECD DAC list; `common_currencies`: those that others than
    their own states give in as well; `sector_of_instrument`: the sector that trackers enter a gift under that is of this
    instrument and for nothing that its note names."""

    default_recipient: str
    usual_targets: frozenset[str]
    oda_recipients: frozenset[str]
    common_currencies: frozenset[str] = frozenset()
    sector_of_instrument: Mapping[str, str] = field(default_factory=dict, compare=False)


@lru_cache(maxsize=1)
def roles() -> Roles:
    """The roles of `data/roles.yaml`."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Roles(raw["default_recipient"], frozenset(raw["usual_targets"]), frozenset(raw["oda_recipients"]),
                 frozenset(raw["common_currencies"]), raw["sector_of_instrument"])  # fmt: skip
