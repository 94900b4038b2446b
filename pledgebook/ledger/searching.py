"""Words are found by an index of the database's own, and cut by one rule, so that both databases find the same.

SQLite keeps an FTS5 table beside `claim` and `commitment`, filled by triggers; PostgreSQL a GIN index over the same
column. What is indexed are words that `cut` has made: lower case, without accents, letters and digits alone. A search is
made of such words too, so nothing in it can be taken for a sign of a query language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Select, String, bindparam, cast, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from pledgebook.ledger.schema import claim, commitment

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 40  # characters of a word that are kept
_MOST = 400  # words of a statement
_FEW = 40  # words that begin alike and are asked for one by one
_STATEMENTS, _TEXTS = 31, 10  # bits for the number of a statement, and of its text's hash; a day takes 22 more at most
# Signs of the private use area: no text that `cut` has made holds one.
_SIGNS = {"kind": "\ue000", "donor": "\ue001", "recipient": "\ue002", "programme": "\ue003", "person": "\ue004"}
# Kinds that are few beside pledges, so that a list of one donor's is found in a list of its own.
REGISTERED = frozenset({"agreement", "sanction", "need", "meeting", "total"})
Role = Literal["kind", "donor", "recipient", "programme", "person"]
# Whatever each kind of statement calls who acts, and whom it concerns.
DONORS = ("donors", "senders", "parties", "actors")
RECIPIENTS = ("recipients", "targets", "parties", "actors")
_ROLES: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("donor", DONORS),
    ("recipient", RECIPIENTS),
    ("programme", ("programmes",)),
    ("person", ("people",)),
)
ID_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"  # of base32, in the order they sort


def cut(words: str) -> list[str]:
    """The words of a text as they are indexed, in their order: `Élysée-Palast 2` -> elysee, palast, 2."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return [word[:_LONGEST] for word in _WORD.findall(bare)]


def sign(role: Role, code: str, kind: str = "") -> str:
    """A word that stands for a kind, an actor's role, a programme or a person, or for one of these in statements of a
    `kind` of REGISTERED; nobody types it."""
    return _SIGNS[role] + "".join(cut(code))[:_LONGEST] + (_SIGNS["kind"] + kind if kind else "")


def claim_words(kind: str, body: Mapping[str, Any]) -> str:
    """What a statement is found by: its quote, its things, who speaks; and signs for its kind, actors and people."""
    speaker = body.get("speaker") or {}
    things = [str(item.get("item", "")) for item in body.get("items") or ()]
    said = cut(" ".join([str(body.get("quote", "")), *things, *map(str, body.get("programmes") or ())]))
    signs = [sign("kind", kind)]
    for role, names in _ROLES:
        codes = [str(code) for name in names for code in body.get(name) or ()]
        signs += [sign(role, code) for code in codes]
        if kind in REGISTERED:
            signs += [sign(role, code, kind) for code in codes]
    if speaker.get("name"):
        said += cut(str(speaker["name"]))
        signs.append(sign("person", str(speaker["name"])))
    return " ".join(dict.fromkeys([*signs, *said[:_MOST]]))


def claim_number(place: str, statement_id: int) -> int:
    """A number of its own for each claim. Numbers are in the order of the claims' places (`claim.place`), but for those
    of one `group_of`. Raises OverflowError for a statement of a number that no book reaches."""
    if statement_id >> _STATEMENTS:
        raise OverflowError(f"statement {statement_id}")
    text = int(place[11:14], 16) >> (12 - _TEXTS)
    return first_number(place[:10]) | text << _STATEMENTS | statement_id


def first_number(day: str) -> int:
    """A number that those of claims of a day (ISO), and of later ones, are not below."""
    return date.fromisoformat(day).toordinal() << (_STATEMENTS + _TEXTS)


def group_of(number: int) -> int:
    """Claims of other groups are before or after all claims of this one."""
    return number >> _STATEMENTS


def commitment_words(words: str) -> str:
    """What a commitment is found by."""
    return " ".join(dict.fromkeys(cut(words)))


def commitment_number(id: str) -> int:
    """A number that stands for a commitment; numbers are in the order of the ids (ten letters of base32). Raises
    ValueError for what is no id."""
    if len(id) != 11:
        raise ValueError(f"{id[:40]!r} is no id of a commitment")
    number = 0
    for letter in id[1:]:
        number = number * 32 + ID_LETTERS.index(letter)
    return number


def matching(
    connection: Connection, where: Literal["claim", "commitment"], words: Sequence[str], signs: Sequence[str] = ()
) -> Select[Any]:
    """A query for the numbers (column `number`) of what holds words that begin with each of `words`, and each of
    `signs`, of which there must be one. It can be narrowed down and put in order by that column."""
    if connection.dialect.name == "sqlite":
        index = table(f"{where}_search", column("rowid"))
        asked = " AND ".join([*(f'"{s}"' for s in signs), *(_beginning(connection, index.name, w) for w in words)])
        return select(index.c.rowid.label("number")).where(literal_column(index.name).match(asked))
    here: Any = claim if where == "claim" else commitment
    asked = " & ".join([*(f"'{s}'" for s in signs), *(f"'{w}':*" for w in words)])
    lexemes = func.array_to_tsvector(func.string_to_array(here.c.words, literal_column("' '")))
    # written out, as how to go about it depends on the words; they hold letters and figures alone
    written = bindparam("asked", asked, String, unique=True, literal_execute=True)
    return select(here.c.number).where(lexemes.op("@@")(cast(written, TSQUERY)))


def _beginning(connection: Connection, index: str, word: str) -> str:
    """What FTS5 is asked for words that begin like this one. It makes one list of all that have any of them before it
    says the first, so where the words are few it is asked for each by its name: those it goes through as they are."""
    terms = table(f"{index}_terms", schema="temp")
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {terms.fullname} USING fts5vocab(main, {index}, instance)"
    )
    known = connection.execute(text(_WALK.format(terms=terms.fullname)), {"word": word, "most": _FEW + 1}).scalars()
    found = [term for term in known if term is not None and term.startswith(word)]
    if len(found) > _FEW:
        return f'"{word}"*'
    return "(" + " OR ".join(f'"{term}"' for term in found or [word]) + ")"


# From each term on to the next one. Terms come in their order; \x01 is before whatever a word may go on with.
_WALK = """
WITH RECURSIVE walk(term) AS (
    SELECT (SELECT term FROM {terms} WHERE term >= :word LIMIT 1)
    UNION ALL
    SELECT (SELECT term FROM {terms} WHERE term >= walk.term || char(1) LIMIT 1)
    FROM walk WHERE substr(walk.term, 1, length(:word)) = :word
)
SELECT term FROM walk LIMIT :most
"""
