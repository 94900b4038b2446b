"""Which commitments a filter leaves, which of them count in a sum, and in what order they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from pledgebook.ledger.schema import CENTS
from pledgebook.ledger.searching import commitment_number, cut, matching
from pledgebook.report.columns import MISSING, Columns, Ints, Vocabulary, columns_of
from pledgebook.report.filters import NONE, Filter, rank_of

_DEEPEST = 3  # how many wholes, each a part of the next, are looked through where a filter leaves out the outermost
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Day:
    """States of a day (`rows`, places in the columns): all, or those that some filters look among."""

    arrays: dict[str, Ints]
    rows: Ints
    read: dict[str, Ints] = field(default_factory=dict)

    def column(self, name: str) -> Ints:
        """A column of these states."""
        found = self.read.get(name)
        if found is None:
            found = self.read[name] = self.arrays[name][self.rows]
        return found


class _Fitting(NamedTuple):
    """Which of a day's states fit, and the places of those that count at a stage."""

    day: _Day
    fits: Mask
    counted: dict[int, Ints]


@dataclass(frozen=True, slots=True)
class Chosen:
    """States of a day (`rows`, places in the columns), all that may fit a filter at least, and which of them do."""

    filter: Filter
    columns: Columns
    _fitting: _Fitting  # kept by the columns, so it does not know them: what is out of date goes at once

    @property
    def rows(self) -> Ints:
        return self._fitting.day.rows

    @property
    def fits(self) -> Mask:
        return self._fitting.fits

    def column(self, name: str) -> Ints:
        """A column of the day's states."""
        return self._fitting.day.column(name)

    def ids(self, places: Ints) -> list[str]:
        """The ids of the commitments at these places among the day's states."""
        words = self.columns.ids.words
        return [words[n] for n in self.columns["commitment"][self.rows[places]]]

    def keeps(self) -> Mask:
        """For each number of a commitment whether it is one of those that fit."""
        known = np.zeros(len(self.columns.ids), bool)
        known[self.column("commitment")[self.fits]] = True
        return known

    def counted(self, stage: str) -> Ints:
        """The places of those that fit and count at a stage: a part counts only where none of its wholes does. A whole
        that the filter leaves out, as it is of another sector, does not count, and its parts do so by themselves. Raises
        KeyError for what is no stage."""
        level = max(rank_of(stage), 1)
        found = self._fitting.counted.get(level)
        if found is None:
            found = self._fitting.counted[level] = np.flatnonzero(_counts(self, level))
        return found


def chosen(connection: Connection, filter: Filter) -> Chosen:
    """What fits a filter, of the book now or of its day."""
    columns = columns_of(connection, history=filter.as_of is not None)

    def work_out() -> _Fitting:
        day = _day(columns, filter)
        return _Fitting(day, _fits(connection, columns.words, day, filter), {})

    return Chosen(filter, columns, columns.filters.answer(filter, work_out))


def _day(columns: Columns, filter: Filter) -> _Day:
    """The states to look at, by what leaves out most."""
    narrow = (("donors", filter.donors), ("programmes", filter.programmes))
    name, codes = next((pair for pair in narrow if pair[1]), ("", ()))

    def work_out() -> _Day:
        among = columns.having(name, columns.words[name].holding(codes)) if name else None
        return _Day(columns.arrays, columns.rows_of(filter.as_of, among))

    return columns.days.answer((filter.as_of, name, codes), work_out)


def _counts(chosen: Chosen, level: int) -> Mask:
    counts = chosen.fits & (chosen.column("rank") >= level) & (chosen.column("value") != MISSING)
    covered = chosen.column("over_rank") >= level
    filter = chosen.filter
    if not (filter.sectors or filter.programmes or filter.instruments or filter.donors):
        return np.asarray(counts & ~covered)
    doubtful = np.flatnonzero(counts & covered)
    if not len(doubtful):
        return np.asarray(counts)
    place = np.full(len(chosen.columns.ids), -1, np.int64)
    place[chosen.column("commitment")] = np.arange(len(chosen.rows))
    part_of = chosen.column("part_of")
    wholes = doubtful
    within = np.zeros(len(doubtful), bool)
    for _ in range(_DEEPEST):
        wholes = np.where(wholes >= 0, part_of[wholes], 0)
        wholes = np.where(wholes > 0, place[wholes], -1)
        within |= (wholes >= 0) & counts[wholes]
    counts[doubtful[within]] = False
    return np.asarray(counts)


def top(chosen: Chosen, fits: Mask, key: Ints, descending: bool, limit: int | None) -> Ints:
    """The places of the first rows in the order of a key, those of one key in the order of their ids."""
    places = np.flatnonzero(fits)
    sign = -1 if descending else 1
    keys, orders = sign * key[places].astype(np.int64), sign * chosen.column("order")[places]
    if limit is not None and limit < len(places):
        last = np.partition(keys, limit - 1)[limit - 1] if limit else keys.min() - 1
        first, ties = np.flatnonzero(keys < last), np.flatnonzero(keys == last)
        wanted = limit - len(first)
        if 0 < wanted < len(ties):
            ties = ties[np.argpartition(orders[ties], wanted - 1)[:wanted]]
        kept = np.concatenate([first, ties])[: max(limit, 0)]
        places, keys, orders = places[kept], keys[kept], orders[kept]
    found: Ints = places[np.lexsort((orders, keys))]
    return found


def sort_key(chosen: Chosen, sort: str) -> Ints:
    """The numbers that a list is sorted by. Raises KeyError for an unknown sort."""
    if sort in _SORTED_WORDS:
        words = chosen.columns.words[_SORTED_WORDS[sort]].words
        ranks = np.zeros(len(words), np.int64)
        ranks[sorted(range(len(words)), key=words.__getitem__)] = 2 * np.arange(len(words))
        found: Ints = ranks[chosen.column(_SORTED_WORDS[sort])]
        return found
    values = chosen.column({"day": "gift_day", "value": "value", "stage": "rank", "id": "order"}[sort])
    return np.where(values == MISSING, -1, values) if sort == "value" else values


def beyond(chosen: Chosen, key: Ints, sort: str, value: str | int, id: str, descending: bool) -> Mask:
    """Which rows come after a place: the value of the sort there, and the id. Raises ValueError for what is no place."""
    at, order = _number_of(chosen, sort, value), commitment_number(id)
    orders = chosen.column("order")
    if descending:
        return np.asarray((key < at) | ((key == at) & (orders < order)))
    return np.asarray((key > at) | ((key == at) & (orders > order)))


_SORTED_WORDS = {"donor": "donors", "recipient": "recipients"}


def _number_of(chosen: Chosen, sort: str, value: str | int) -> int:
    if isinstance(value, int):
        return value
    if sort == "day":
        return date.fromisoformat(value).toordinal()
    if sort == "id":
        return commitment_number(value)
    words = chosen.columns.words[_SORTED_WORDS[sort]].sorted()
    at = bisect_left(words, value)
    return 2 * at - (at == len(words) or words[at] != value)


def _fits(connection: Connection, words: Mapping[str, Vocabulary], day: _Day, filter: Filter) -> Mask:
    fits = np.ones(len(day.rows), bool)
    column = day.column
    for name, codes in (
        ("donors", filter.donors),
        ("recipients", filter.recipients),
        ("programmes", filter.programmes),
    ):
        if codes:
            fits &= words[name].holding(codes)[column(name)]
    for name, values in (("sector", filter.sectors), ("instrument", filter.instruments), ("stage", filter.stages)):
        if values:
            fits &= words[name].among("" if v == NONE else v for v in values)[column(name)]
    if filter.stage_at_least:
        fits &= column("rank") >= rank_of(filter.stage_at_least)
    if filter.currency:
        fits &= column("currency") == (words["currency"].known(filter.currency) or -1)
    if filter.since:
        fits &= column("gift_day") >= filter.since.toordinal()
    if filter.until:
        fits &= column("gift_day") <= filter.until.toordinal()
    if filter.value_from is not None:
        highest = np.where(column("max") == MISSING, column("value"), column("max"))
        fits &= (column("value") != MISSING) & (highest >= int(filter.value_from * CENTS))
    if filter.value_to is not None:
        fits &= (column("value") != MISSING) & (column("value") <= int(filter.value_to * CENTS))
    if filter.words and filter.words.split():
        fits &= np.isin(column("order"), _found(connection, filter.words))
    return fits


def _found(connection: Connection, words: str) -> Ints:
    asked = cut(words)
    if not asked:
        return np.zeros(0, np.int64)  # what has no letter and no figure is found nowhere
    return np.array(connection.scalars(matching(connection, "commitment", asked)).all(), np.int64)
