"""Which gifts are found under the keys of a claim: the claims that the tables have under them, read once and remembered,
and those merged since then."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from pledgebook.ledger.batches import batches
from pledgebook.ledger.gifts import Link
from pledgebook.ledger.schema import claim, member

MOST = 80  # claims looked at under one key: the latest are those that a statement is likely to speak of
LIKELIEST = 30  # gifts that a claim is compared with
AHEAD = 5 * MOST  # claims read under one key that were published later
_RARE = 1_000_000  # what a key says for a gift that it leads to alone
_HELD = 400_000  # claims under keys that are remembered
_AT_ONCE = 500
_NEVER = "9999-99-99"


@dataclass(slots=True)
class _Page:
    """The claims under a key by day and name, in two lists in step: the latest before the day `first`, where those were
    asked for, and all from that day to the day `last`."""

    first: str
    last: str
    earlier: bool
    days: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def put(self, day: str, name: str) -> None:
        """Takes in a claim, once."""
        low, high = bisect_left(self.days, day), bisect_right(self.days, day)
        at = bisect_left(self.names, name, low, high)
        if at == high or self.names[at] != name:
            self.days.insert(at, day)
            self.names.insert(at, name)


class Keyed:
    """The claims under keys, through one connection; asked for in the order of publication, or else read again. `homes`
    are the links of the claims put since the last writing, None where one is gone: of these the tables are out of date."""

    def __init__(self, connection: Connection, homes: Mapping[str, Link | None]) -> None:
        self._connection, self._homes = connection, homes
        self._pages: dict[int, _Page] = {}
        self._held = 0
        self._gifts: dict[str, str] = {}  # claim -> its gift
        self._places: dict[str, str] = {}
        self._put: dict[int, list[tuple[str, str, str]]] = defaultdict(list)  # key -> (day, claim, place)
        self._moved: set[str] = set()  # claims put that the tables have under keys that are no longer theirs

    def put(self, name: str, gift: str, place: str, keys: Iterable[int]) -> None:
        """A claim of the gift is under these keys."""
        day = place[:10]
        self._gifts[name], self._places[name] = gift, place
        for key in keys:
            self._put[key].append((day, name, place))
            if key in self._pages:
                self._pages[key].put(day, name)
                self._held += 1

    def move(self, names: Collection[str]) -> None:
        """These claims may no longer be under the keys that the tables have them under."""
        if names:
            self._moved.update(names)
            self._forget()

    def near(self, sought: Sequence[Collection[int]], since: str, until: str, before: str) -> set[str]:
        """The gifts that each of some claims most likely belongs to, given the keys of each: those with claims under
        them published from the day `since` and before the place `before`, which is of the day `until`. Under each key
        the latest claims count, as many as `MOST`, and those of the same day; and the fewer they are, the more the key
        says for their gifts."""
        self._make_room()
        missing = {key for keys in sought for key in keys if not self._knows(key, until)}
        self._read(sorted(missing), since, until, earlier=True)
        latest = {key: self._latest(self._pages[key], since, until, before) for keys in sought for key in keys}
        self._learn({name for names in latest.values() for name in names})
        found: set[str] = set()
        for keys in sought:
            evidence: dict[str | None, int] = defaultdict(int)
            for key in keys:
                weight = _RARE // (len(latest[key]) or 1)
                for gift in set(map(self._gifts.get, latest[key])):
                    evidence[gift] += weight
            likeliest = sorted((-told, gift) for gift, told in evidence.items() if gift)[:LIKELIEST]
            found.update(gift for _, gift in likeliest)
        return found

    def _latest(self, page: _Page, since: str, until: str, before: str) -> list[str]:
        days, names = page.days, page.names
        at = bisect_left(days, until)
        latest = names[max(at - MOST, bisect_left(days, since, 0, at)) : at]
        if at < len(days) and days[at] == until:
            same_day = names[at : bisect_right(days, until, at)]
            self._learn_places(same_day)
            latest += [name for name in same_day if self._places[name] < before]
        return latest

    def following(self, keys: Collection[int], day: str, until: str) -> set[str]:
        """The claims under one of the keys that were not put, published from one day to another, that find a claim of the
        first of these days among the latest of the key."""
        self._make_room()
        self._read([key for key in keys if not self._knows_following(key, day, until)], day, day, earlier=False)
        found: set[str] = set()
        for key in keys:
            days = self._pages[key].days
            at, end = bisect_left(days, day), bisect_right(days, day) + MOST
            last = days[end] if end < len(days) else until
            found.update(self._pages[key].names[at : bisect_right(days, min(last, until), at)])
        return {name for name in found if name not in self._homes}

    def rows(self) -> list[dict[str, object]]:
        """What was put, as rows of the table `claim_key`, in its order."""
        return [
            {"key": key, "day": day, "claim": name}
            for key in sorted(self._put)
            for day, name, _ in sorted(self._put[key])
            if self._homes[name] is not None
        ]

    def clear(self) -> None:
        """The tables have all that was put."""
        self._put.clear()
        self._moved.clear()
        self._forget()

    def _make_room(self) -> None:
        if self._held > _HELD:
            self._forget()

    def _forget(self) -> None:
        self._pages.clear()
        self._gifts = {name: link.gift for name, link in self._homes.items() if link is not None}
        self._places.clear()
        self._held = 0

    def _learn_places(self, names: Sequence[str]) -> None:
        missing = [name for name in names if name not in self._places]
        for part in batches(missing, _AT_ONCE) if missing else ():
            rows = self._connection.execute(select(claim.c.key, claim.c.place).where(claim.c.key.in_(part)))
            self._places.update((row[0], row[1]) for row in rows)

    def _knows(self, key: int, until: str) -> bool:
        page = self._pages.get(key)
        return page is not None and page.earlier and page.first <= until <= page.last

    def _knows_following(self, key: int, day: str, until: str) -> bool:
        page = self._pages.get(key)
        if page is None or not page.first <= day <= page.last:
            return False
        return until <= page.last or len(page.days) - bisect_right(page.days, day) > MOST

    def _read(self, keys: Sequence[int], since: str, until: str, earlier: bool) -> None:
        """Reads the pages of these keys around the day `until`; the latest claims before it only where asked for."""
        for part in batches(keys, _AT_ONCE):
            found: dict[int, list[tuple[str, str]]] = defaultdict(list)
            for key, day, name in self._connection.exec_driver_sql(
                _around(part, since, until, MOST + len(self._moved))
            ):
                if name not in self._moved:
                    found[key].append((day, name))
            for key in part:
                rows = sorted(found[key])
                ahead = len(rows) - bisect_left(rows, (until,))
                page = _Page(until, rows[-1][0] if ahead >= AHEAD else _NEVER, earlier)
                page.days, page.names = [row[0] for row in rows], [row[1] for row in rows]
                for day, name, place in self._put.get(key, ()):
                    page.put(day, name)
                    self._places[name] = place
                self._held += len(page.days)
                self._pages[key] = page

    def _learn(self, names: set[str]) -> None:
        for part in batches(sorted(name for name in names if name not in self._gifts), _AT_ONCE):
            rows = self._connection.execute(select(member.c.claim, member.c.commitment).where(member.c.claim.in_(part)))
            self._gifts.update((row[0], "s" + row[1][1:]) for row in rows)


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


def plain(words: str) -> str:
    """A place or day, which is made of digits, letters and -|: nothing that SQL would take for more. Raises ValueError
    for anything else."""
    if not all(c.isalnum() or c in "-|" for c in words):
        raise ValueError(f"{words!r} is no place")
    return words
