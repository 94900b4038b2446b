"""What money is called in a language, read from `languages/<code>/currencies.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pledgebook.knowledge.yamlnodes import Entry, Record


@dataclass(frozen=True, slots=True)
class Coin:
    """One way to name a unit of money. `phrase` is in lower case and `exact`, if set, is the only spelling that counts.

    Just one of `code` (ISO 4217), `group` (a bare word such as "dollar" that several states use) and `part` (how many
    of it make a whole unit: 100 for cents) is set. `careful`: the phrase is usually something else, and counts beside
    a large figure only. `sign`: a sign, abbreviation or code, not a word."""

    phrase: str
    code: str | None = None
    group: str | None = None
    part: int | None = None
    careful: bool = False
    sign: bool = False
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What a bare word may stand for: ISO 4217 `options`, and `default` where no state decides."""

    options: frozenset[str]
    default: str | None


@dataclass(frozen=True, slots=True)
class Coins:
    """`coins`: every way to name money; `groups`: bare words; `codes`: ISO 4217 code -> name, those in use;
    `withdrawn`: the others; `measures`: group -> words that make a small number of it no money ("500-pound bomb")."""

    coins: tuple[Coin, ...]
    groups: Mapping[str, Group]
    codes: Mapping[str, str]
    withdrawn: Mapping[str, str]
    measures: Mapping[str, frozenset[str]]


def read_coins(entry: Entry) -> Coins:
    """The currencies of a `currencies.yaml`. Raises NotationError, with file and line, where it is broken."""
    top = entry.record("bare parts careful_codes measures currencies")
    groups = {k: v.record("default options words careful signs exact") for k, v in top["bare"].items().items()}
    rows = {
        k: v.record("name of bare nouns careful signs exact withdrawn") for k, v in top["currencies"].items().items()
    }
    careful_codes = frozenset(top["careful_codes"].words())
    options: dict[str, set[str]] = {name: set(group["options"].words()) for name, group in groups.items()}
    found: dict[tuple[str, str | None], Coin] = {}

    def add(coin: Coin) -> None:
        found.setdefault((coin.phrase, coin.exact), coin)

    codes: dict[str, str] = {}
    withdrawn: dict[str, str] = {}
    for code, row in rows.items():
        if len(code) != 3 or not code.isascii() or not code.isupper():
            raise row.entry.error(f"{code!r} is not an ISO 4217 code")
        gone = row["withdrawn"].flag()
        (withdrawn if gone else codes)[code] = row["name"].text()
        for name in row["bare"].words():
            if name not in options:
                raise row["bare"].error(f"no group {name!r} under `bare`")
            options[name].add(code)
        for coin in _of_currency(code, row, groups, gone or code in careful_codes):
            add(coin)
    for name, group in groups.items():
        default = group["default"].text() if "default" in group else None
        if default is not None and default not in options[name]:
            raise group["default"].error(f"{default} is none of the currencies of {name!r}")
        for coin in _of_group(name, group):
            add(coin)
    for size, words in top["parts"].items().items():
        if not size.isdigit() or int(size) < 2:
            raise words.error(f"{size!r} is not how many make a whole")
        for word in words.words():
            add(Coin(word.lower(), part=int(size), sign=not word[0].isalpha()))
    return Coins(
        coins=tuple(found.values()),
        groups={
            name: Group(frozenset(options[name]), group["default"].text() if "default" in group else None)
            for name, group in groups.items()
        },
        codes=codes,
        withdrawn=withdrawn,
        measures={k: frozenset(w.lower() for w in v.words()) for k, v in top["measures"].items().items()},
    )


def _of_currency(code: str, row: Record, groups: Mapping[str, Record], careful: bool) -> list[Coin]:
    out = [Coin(code.lower(), code, careful=careful, sign=True, exact=code if careful else None)]
    nouns, doubtful = row["nouns"].words(), row["careful"].words()
    general = [w for name in row["bare"].words() for key in ("words", "careful") for w in groups[name][key].words()]
    out += [Coin(noun.lower(), code) for noun in (*nouns, row["name"].text())]
    out += [Coin(noun.lower(), code, careful=True) for noun in doubtful]
    for adjective in row["of"].words():
        for noun in (*nouns, *doubtful, *general):
            out.append(Coin(f"{adjective} {noun}".lower(), code))
    return out + _signs(row, code=code)


def _of_group(name: str, row: Record) -> list[Coin]:
    out = [Coin(word.lower(), group=name) for word in row["words"].words()]
    out += [Coin(word.lower(), group=name, careful=True) for word in row["careful"].words()]
    return out + _signs(row, group=name)


def _signs(row: Record, code: str | None = None, group: str | None = None) -> list[Coin]:
    out = [Coin(sign.lower(), code, group, sign=True) for sign in row["signs"].words()]
    for sign in row["exact"].words():
        doubtful = (
            group is None and len(sign) <= 2 and sign.isascii() and sign.isalpha()
        )  # "R", "Ft": often other things
        out.append(Coin(sign.lower(), code, group, careful=doubtful, sign=True, exact=sign))
    return out
