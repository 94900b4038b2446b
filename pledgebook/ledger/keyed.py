"""Which claims are under a key: those that the tables have, read once and remembered, and those merged since then."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from pledgebook.ledger.gifts import Link
from pledgebook.ledger.schema import claim, member

MOST = 80  # claims looked at under one key: the latest are those that a statement is likely to speak of
AHEAD = 5 * MOST  # claims read under one key that were published later
_HELD = 400_000  # claims under keys that are remembered
_AT_ONCE = 500
_NEVER = "9999-99-99"
_LAST = "~"  # sorts after all claims


class _Put(NamedTuple):
    """A claim put under a key; ordered by day, and by name within it, as the tables are."""

    day: str
    name: str
    place: str


@dataclass(slots=True)
class _Page:
    """What the tables have under a key, (day, claim) in order: the latest before the day `first`, where those were
    asked for, and all from that day to the day `last`."""

    first: str
    last: str
    earlier: bool
    rows: list[tuple[str, str]] = field(default_factory=list)


class Keyed:
    """The claims under keys, through one connection; asked for in the order of publication, or else read again. `homes`
    are the links of the claims put since the last writing, None where one is gone: of these the tables are out of date."""

    def __init__(self, connection: Connection, homes: Mapping[str, Link | None]) -> None:
        self._connection, self._homes = connection, homes
        self._pages: dict[int, _Page] = {}
        self._held = 0
        self._tabled: dict[str, str] = {}  # claim -> gift, as the tables have it
        self._places: dict[str, str] = {}
        self._put: dict[int, list[_Put]] = defaultdict(list)
        self._replaced: Counter[int] = Counter()  # key -> claims put under it that the tables have under it too
        self._moved = 0  # claims put that the tables may have under other keys

    def put(self, name: str, place: str, keys: Iterable[int], replaces: bool) -> None:
        """A claim is under these keys; `replaces` says that the tables have it too."""
        for key in keys:
            insort(self._put[key], _Put(place[:10], name, place))
            if replaces:
                self._replaced[key] += 1

    def move(self, count: int) -> None:
        """So many claims are no longer under the keys that the tables have them under."""
        self._moved += count

    def near(self, keys: Collection[int], since: str, until: str, before: str) -> set[str]:
        """The gifts of the claims under one of the keys, published from the day `since` and before the place `before`,
        which is of the day `until`: under each key those of the latest claims, as many as `MOST`, and of all claims of
        the same day."""
        self._make_room()
        self._read([key for key in keys if not self._knows(key, until)], since, until, earlier=True)
        latest, same_day = set[str](), set[str]()
        for key in keys:
            rows = self._pages[key].rows
            at = bisect_left(rows, (until,))
            same_day.update(name for _, name in rows[at : bisect_left(rows, (until, _LAST))])
            earlier = self._standing(rows, at)
            put = self._put.get(key)
            if put:
                here = bisect_left(put, (until,))
                earlier = sorted((*earlier, *((p.day, p.name) for p in put[max(here - MOST, 0) : here])))[-MOST:]
                same_day.update(p.name for p in put[here:] if p.place < before)
            latest.update(name for day, name in earlier if day >= since)
        return {gift for name in latest if (gift := self._gift(name))} | set(self._same_day(same_day, before))

    def _standing(self, rows: list[tuple[str, str]], at: int) -> list[tuple[str, str]]:
        """The last rows before an index of which the tables are right."""
        homes = self._homes
        out = [row for row in rows[max(at - MOST, 0) : at] if row[1] not in homes]
        if len(out) < MOST < at:
            out = [row for row in rows[:at] if row[1] not in homes][-MOST:]
        return out

    def following(self, keys: Collection[int], day: str, until: str) -> set[str]:
        """The claims that the tables have under one of the keys, published from one day to another: under each key the
        next ones, twice `MOST` of them."""
        self._make_room()
        self._read([key for key in keys if not self._knows_following(key, day, until)], day, day, earlier=False)
        found: set[str] = set()
        for key in keys:
            rows = self._pages[key].rows
            at = bisect_left(rows, (day,))
            found.update(name for day_, name in rows[at : at + 2 * MOST] if day_ <= until)
        return found

    def rows(self) -> list[dict[str, object]]:
        """What was put, as rows of the table `claim_key`, in its order."""
        return [
            {"key": key, "day": p.day, "claim": p.name}
            for key in sorted(self._put)
            for p in self._put[key]
            if self._homes[p.name] is not None
        ]

    def clear(self) -> None:
        """The tables have all that was put."""
        self._put.clear()
        self._replaced.clear()
        self._moved = 0
        self._forget()

    def _make_room(self) -> None:
        if self._held > _HELD:
            self._forget()

    def _forget(self) -> None:
        self._pages.clear()
        self._tabled.clear()
        self._places.clear()
        self._held = 0

    def _gift(self, name: str) -> str | None:
        link = self._homes.get(name)
        return link.gift if link is not None else self._tabled.get(name)

    def _same_day(self, names: set[str], before: str) -> Iterator[str]:
        """The gifts of those of these claims that have a place before this one; those put have."""
        tabled = {name for name in names if name not in self._homes}
        for part in batches(sorted(tabled - self._places.keys()), _AT_ONCE):
            rows = self._connection.execute(select(claim.c.key, claim.c.place).where(claim.c.key.in_(part)))
            self._places.update((row[0], row[1]) for row in rows)
        for name in names:
            if (name not in tabled or self._places[name] < before) and (gift := self._gift(name)):
                yield gift

    def _knows(self, key: int, until: str) -> bool:
        page = self._pages.get(key)
        return page is not None and page.earlier and page.first <= until <= page.last

    def _knows_following(self, key: int, day: str, until: str) -> bool:
        page = self._pages.get(key)
        if page is None or not page.first <= day <= page.last:
            return False
        return until <= page.last or len(page.rows) - bisect_left(page.rows, (day,)) >= 2 * MOST

    def _read(self, keys: Sequence[int], since: str, until: str, earlier: bool) -> None:
        """Reads the pages of these keys around the day `until`; the latest claims before it only where asked for."""
        for part in batches(keys, _AT_ONCE):
            for key in part:
                old = self._pages.get(key)
                self._held -= len(old.rows) if old else 0
                self._pages[key] = _Page(until, _NEVER, earlier)
            room = MOST + self._moved + max(self._replaced[key] for key in part)
            names: set[str] = set()
            for key, day, name in self._connection.exec_driver_sql(_around(part, since, until, room)):
                self._pages[key].rows.append((day, name))
                names.add(name)
            for key in part:
                page = self._pages[key]
                page.rows.sort()
                self._held += len(page.rows)
                if len(page.rows) - bisect_left(page.rows, (until,)) >= AHEAD:
                    page.last = page.rows[-1][0]
            self._learn(names)

    def _learn(self, names: set[str]) -> None:
        for part in batches(sorted(names - self._tabled.keys()), _AT_ONCE):
            rows = self._connection.execute(select(member.c.claim, member.c.commitment).where(member.c.claim.in_(part)))
            self._tabled.update((row[0], "s" + row[1][1:]) for row in rows)


def _around(keys: Sequence[int], since: str, until: str, room: int) -> str:
    """The question for the claims under each key: so many before a day, all of the earliest of these days included, and
    `AHEAD` from that day on, all of the last of these days included."""
    # whole numbers and ISO days only: nothing here comes from a document
    listed = ", ".join(f"({int(key)})" for key in keys)
    first = "SELECT c.day FROM claim_key AS c WHERE c.key = k.key AND c.day"
    earlier = f"{first} < '{plain(until)}' ORDER BY c.key DESC, c.day DESC, c.claim DESC LIMIT 1 OFFSET {room - 1}"
    later = f"{first} >= '{plain(until)}' ORDER BY c.key, c.day, c.claim LIMIT 1 OFFSET {AHEAD - 1}"
    begin = f"coalesce(({earlier}), '{plain(since)}')" if since < until else f"'{plain(until)}'"
    return (
        f"WITH k(key) AS (VALUES {listed}), "  # noqa: S608
        f"near AS (SELECT k.key, {begin} AS since, coalesce(({later}), '{_NEVER}') AS until FROM k) "
        "SELECT c.key, c.day, c.claim FROM near CROSS JOIN claim_key AS c "
        "WHERE c.key = near.key AND c.day >= near.since AND c.day <= near.until"
    )


def batches(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The values in order, so many at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))


def plain(words: str) -> str:
    """A place or day, which is made of digits, letters and -|: nothing that SQL would take for more. Raises ValueError
    for anything else."""
    if not all(c.isalnum() or c in "-|" for c in words):
        raise ValueError(f"{words!r} is no place")
    return words
