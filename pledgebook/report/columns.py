"""What commitments came to, in columns in memory: sums, counts and lists are worked out from these, not row by row.

The columns are those of the table `state`, a row for each span of days in which a commitment stayed as it was. They
are read once and then kept in step: of what the book changes only the commitments that changed are read again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select

from pledgebook.ledger import changed
from pledgebook.ledger.batches import batches
from pledgebook.ledger.schema import commitment, state
from pledgebook.ledger.searching import ID_LETTERS

OPEN = np.int32(2**31 - 1)  # the day after which a state that holds is over
MISSING = np.int64(-(2**62))  # where there is no figure
_BATCH = 20_000
_QUESTIONS = 500  # to a vocabulary, whose answers are kept
_AT_ONCE = 400
_WORDED = ("donors", "recipients", "sector", "programmes", "instrument", "stage", "currency", "bound")
_MONEY = ("value", "max", "worth")
_READ = (
    *("commitment", "since", "until", "stage_day", "pledged_day", "rank", "over_rank", "per", "part_of"),
    *_WORDED,
    *_MONEY,
)
_QUERY = select(*(state.c[name] for name in _READ), commitment.c.first_day).join(
    commitment, commitment.c.id == state.c.commitment
)
_NAMES = (*_READ, "first_day")
Ints = NDArray[Any]
_T = TypeVar("_T")


class Vocabulary:
    """Words as small numbers, in the order they were first met; 0 is for none."""

    def __init__(self) -> None:
        self.words: list[str] = [""]
        self._numbers: dict[str | None, int] = {None: 0, "": 0}
        self._answers: dict[tuple[str, frozenset[str]], NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str | None) -> int:
        """The number of a word, which it gets now where it has none."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(str(word))
        return found

    def known(self, word: str) -> int | None:
        """The number of a word that has one."""
        return self._numbers.get(word)

    def sorted(self) -> list[str]:
        """The words in their order."""
        return sorted(self.words)

    def holding(self, codes: Iterable[str]) -> NDArray[np.bool_]:
        """For each number whether any of these codes is among those that its word joins by +."""
        wanted = frozenset(codes)
        return self._kept(("any", wanted), lambda joined: not wanted.isdisjoint(joined.split("+")))

    def within(self, codes: Iterable[str]) -> NDArray[np.bool_]:
        """For each number whether its word joins none but these codes, and some."""
        wanted = frozenset(codes)
        return self._kept(("none but", wanted), lambda joined: bool(joined) and wanted.issuperset(joined.split("+")))

    def among(self, words: Iterable[str]) -> NDArray[np.bool_]:
        """For each number whether its word is one of these."""
        wanted = frozenset(words)
        return self._kept(("among", wanted), wanted.__contains__)

    def _kept(self, question: tuple[str, frozenset[str]], fits: Callable[[str], bool]) -> NDArray[np.bool_]:
        found = self._answers.get(question)
        if found is None or len(found) < len(self.words):
            if len(self._answers) > _QUESTIONS:
                self._answers.clear()
            found = self._answers[question] = np.fromiter(map(fits, list(self.words)), bool)
        return found


class Lately:
    """The answers to the last questions, so many of them. Safe for many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def answer(self, question: Hashable, work_out: Callable[[], _T]) -> _T:
        """What `work_out` returns, or returned lately."""
        with self._lock:
            known: _T | None = self._answers.get(question)
            if known is not None:
                self._answers.move_to_end(question)
                return known
        found = work_out()
        with self._lock:
            self._answers[question] = found
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns by name, all of one length. Days are numbers (date.toordinal), sums whole hundredths; of words there
    are the numbers that `words` has for them. `gift_day` is the day a commitment is dated by: of the pledge, else of its
    stage; `first_day` the day it became known. `commitment` and `part_of` (0: of none) are numbers in `ids`; `order`
    sorts as the ids do. `history` tells whether states that are over are among them. `filters`, `days` and `kept` are for
    those who ask the same again, as pages do of many figures: they last until a commitment changes."""

    arrays: dict[str, Ints]
    words: dict[str, Vocabulary]
    ids: Vocabulary
    history: bool
    filters: Lately = field(default_factory=lambda: Lately(16), init=False, repr=False)
    days: Lately = field(default_factory=lambda: Lately(8), init=False, repr=False)  # up to 70 bytes a commitment each
    kept: Lately = field(
        default_factory=lambda: Lately(64), init=False, repr=False
    )  # whatever else is asked of them all

    def __getitem__(self, name: str) -> Ints:
        return self.arrays[name]

    def rows_of(self, as_of: date | None, among: Ints | None = None) -> Ints:
        """The places of the rows that hold now, or held on a day; of all, or of those among the given ones."""
        until = self["until"] if among is None else self["until"][among]
        if as_of is None:
            holds = until == OPEN
        else:
            day = as_of.toordinal()
            since = self["since"] if among is None else self["since"][among]
            holds = (since <= day) & (until > day)
        found: Ints = np.flatnonzero(holds) if among is None else among[holds]
        return found

    def having(self, name: str, wanted: NDArray[np.bool_]) -> Ints:
        """The places of the rows whose word in a column is one of those wanted."""

        def work_out() -> tuple[Ints, Ints]:
            order = np.argsort(self[name], kind="stable")
            return order, np.searchsorted(self[name][order], np.arange(len(self.words[name]) + 1))

        order, starts = self.kept.answer(("having", name), work_out)
        numbers = [n for n in np.flatnonzero(wanted).tolist() if n + 1 < len(starts)]
        return np.concatenate([order[:0], *(order[starts[n] : starts[n + 1]] for n in numbers)])

    def without(self, ids: Iterable[str]) -> Columns:
        """The rows of all other commitments."""
        gone = [n for n in map(self.ids.known, ids) if n is not None]
        kept = ~np.isin(self["commitment"], np.array(gone, np.int32))
        return replace(self, arrays={name: values[kept] for name, values in self.arrays.items()})

    def joined(self, others: Sequence[dict[str, Ints]]) -> Columns:
        """With further rows."""
        names = self.arrays
        return replace(self, arrays={n: np.concatenate([self[n], *(o[n] for o in others)]) for n in names})


class _Kept:
    """The columns of one book, and the last change that they know of."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mark = -1
        self.columns: Columns | None = None

    def now(self, connection: Connection, history: bool) -> Columns:
        """The columns as the connection sees the book."""
        mark = changed.look(connection).mark
        with self.lock:
            if self.columns is None or (history and not self.columns.history):
                found = read(connection, history)
            elif mark == self.mark:
                return self.columns
            elif mark > self.mark:
                found = _caught_up(connection, self.columns, self.mark)
            else:  # somebody saw a later book already
                return read(connection, history)
            if mark >= self.mark:
                self.columns, self.mark = found, mark
            return found


_KEPT: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()
_LOCK = threading.Lock()


def columns_of(connection: Connection, history: bool = False) -> Columns:
    """The columns as the connection sees the book; with `history` those of past days too. They are kept while the
    program runs, but not those of a transaction that writes, which may be taken back."""
    if connection.get_execution_options().get("writing"):
        return read(connection, history)
    with _LOCK:
        kept = _KEPT.setdefault(connection.engine, _Kept())
    return kept.now(connection, history)


def read(connection: Connection, history: bool) -> Columns:
    """All of them from the book."""
    columns = Columns({}, {name: Vocabulary() for name in _WORDED}, Vocabulary(), history)
    query = _QUERY if history else _QUERY.where(state.c.until.is_(None))
    rows = connection.execute(query, execution_options={"yield_per": _BATCH}).partitions()
    parts = [_arrays(columns, part) for part in rows] or [_arrays(columns, [])]
    return replace(columns, arrays={name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _caught_up(connection: Connection, columns: Columns, mark: int) -> Columns:
    ids = changed.since(connection, mark)
    if ids is None:
        return read(connection, columns.history)
    parts = []
    ordered = sorted(ids)
    for part in batches(ordered, _AT_ONCE):
        query = _QUERY.where(state.c.commitment.in_(part))
        if not columns.history:
            query = query.where(state.c.until.is_(None))
        parts.append(_arrays(columns, connection.execute(query).all()))
    return columns.without(ids).joined(parts)


def _arrays(columns: Columns, rows: Sequence[Any]) -> dict[str, Ints]:
    """Rows as arrays, their words put into the vocabularies."""
    read = dict(zip(_NAMES, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(_NAMES, ())
    out: dict[str, Ints] = {
        "since": _days(read["since"]),
        "until": _days(read["until"]),
        "stage_day": _days(read["stage_day"]),
        "first_day": _days(read["first_day"]),
        "gift_day": _days(
            [pledged or day for pledged, day in zip(read["pledged_day"], read["stage_day"], strict=True)]
        ),
        "rank": np.array(read["rank"], np.int8),
        "over_rank": np.array(read["over_rank"], np.int8),
        "per": np.array([word is not None for word in read["per"]], bool),
        "commitment": np.array([columns.ids.number(id) for id in read["commitment"]], np.int32),
        "part_of": np.array([columns.ids.number(id) for id in read["part_of"]], np.int32),
        "order": _orders(read["commitment"]),
    }
    for name in _WORDED:
        number = columns.words[name].number
        out[name] = np.array([number(word) for word in read[name]], np.int32)
    for name in _MONEY:
        out[name] = np.array([MISSING if money is None else money for money in read[name]], np.int64)
    return out


def _orders(ids: Sequence[str]) -> Ints:
    """`commitment_number` of many ids at once."""
    if not ids:
        return np.zeros(0, np.int64)
    letters = np.array(ids, "S11").view(np.uint8).reshape(len(ids), 11)[:, 1:]
    figures = np.zeros(256, np.int64)
    figures[list(ID_LETTERS.encode())] = range(len(ID_LETTERS))
    worth: Ints = figures[letters] @ (32 ** np.arange(9, -1, -1, dtype=np.int64))
    return worth


def _days(values: Iterable[str | None]) -> Ints:
    """Days as numbers; OPEN for none."""
    return np.fromiter(_ordinals(values), np.int32)


def _ordinals(values: Iterable[str | None]) -> Iterator[int]:
    for value in values:
        if value not in _DAYS:
            if len(_DAYS) > _MOST_DAYS:
                _DAYS.clear()
                _DAYS[None] = int(OPEN)
            _DAYS[value] = date.fromisoformat(str(value)).toordinal()
        yield _DAYS[value]


_MOST_DAYS = 100_000
_DAYS: dict[str | None, int] = {None: int(OPEN)}
