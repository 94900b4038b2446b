"""Which gifts are found under the keys of a claim, out of the tables and of what was merged since."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, insert

from pledgebook.ledger import keyed
from pledgebook.ledger.gifts import Link
from pledgebook.ledger.keyed import Keyed
from pledgebook.ledger.opening import open_book
from pledgebook.ledger.schema import claim, claim_key, member

SINCE, TODAY = "2023-03-01", "2025-03-01"
HERE = f"{TODAY}|text9"


@pytest.fixture
def connection() -> Iterator[Connection]:
    with open_book("sqlite://").writing() as connection:
        yield connection


def tell(connection: Connection, name: str, gift: str, day: str, *keys: int, text: str = "text1") -> None:
    """A claim as the tables have it."""
    said = {"statement_id": 1, "text_id": 1, "doc": "d", "kind": "pledge", "traits": "{}", "body": "{}"}
    row = {"key": name, "day": day, "place": f"{day}|{text}|{name}", "confidence": 1.0, "settled": 1, **said}
    connection.execute(insert(claim), [row])
    link = {"claim": name, "commitment": "c" + gift[1:], "score": 4.0, "why": "[]"}
    connection.execute(insert(member), [link])
    connection.execute(insert(claim_key), [{"key": key, "day": day, "claim": name} for key in keys])


def link(gift: str) -> Link:
    return Link(gift, 4.0, ())


def test_gifts_told_of_in_the_window_and_before_the_place_are_found(connection: Connection) -> None:
    tell(connection, "s1", "s1", "2023-02-28", 7)
    tell(connection, "s2", "s2", "2023-03-01", 7)
    tell(connection, "s3", "s2", TODAY, 7)
    tell(connection, "s4", "s4", TODAY, 7)
    tell(connection, "s5", "s5", TODAY, 7, text="text9")
    tell(connection, "s6", "s6", "2025-03-02", 7)
    tell(connection, "s7", "s7", "2025-02-01", 8)
    assert Keyed(connection, {}).near([{7, 9}], SINCE, TODAY, HERE) == {"s2", "s4"}


def test_of_many_gifts_those_are_found_that_the_rarer_keys_lead_to(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyed, "LIKELIEST", 2)
    for n in range(5):
        tell(connection, f"s{n}", f"s{n}", "2025-02-01", 7, *([8] if n == 3 else []))
    found = Keyed(connection, {}).near([{7, 8}], SINCE, TODAY, HERE)
    assert len(found) == 2
    assert "s3" in found
    assert Keyed(connection, {}).near([{7}, {8}], SINCE, TODAY, HERE) == {"s0", "s1", "s3"}


def test_under_one_key_only_the_latest_claims_count(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyed, "MOST", 2)
    homes: dict[str, Link | None] = {}
    shelf = Keyed(connection, homes)
    for n in range(1, 5):
        tell(connection, f"s{n}", f"s{n}", f"2025-02-0{n}", 7)
    assert shelf.near([{7}], SINCE, TODAY, HERE) == {"s3", "s4"}
    homes["s8"] = link("s8")
    shelf.put("s8", "s8", "2025-03-01|text2|s8", [7])
    assert shelf.near([{7}], SINCE, "2025-03-02", "2025-03-02|text1") == {"s4", "s8"}


@pytest.mark.parametrize("read_before", [True, False])
def test_what_was_put_counts_instead_of_what_the_tables_have(connection: Connection, read_before: bool) -> None:
    tell(connection, "s1", "s1", "2025-02-01", 7)
    tell(connection, "s2", "s2", "2025-02-02", 7)
    tell(connection, "s3", "s3", "2025-02-03", 7)
    homes: dict[str, Link | None] = {}
    shelf = Keyed(connection, homes)
    if read_before:
        assert shelf.near([{7}], SINCE, TODAY, HERE) == {"s1", "s2", "s3"}
    homes.update({"s1": link("s3"), "s2": link("s2"), "s3": None})
    shelf.move({"s2", "s3"})
    shelf.put("s1", "s3", "2025-02-01|text1|s1", [7])
    shelf.put("s2", "s2", "2025-02-02|text1|s2", [8])
    assert shelf.near([{7}], SINCE, TODAY, HERE) == {"s3"}
    assert shelf.near([{8}], SINCE, TODAY, HERE) == {"s2"}
    assert shelf.rows() == [
        {"key": 7, "day": "2025-02-01", "claim": "s1"},
        {"key": 8, "day": "2025-02-02", "claim": "s2"},
    ]


def test_later_claims_are_those_the_tables_have_up_to_a_day(connection: Connection) -> None:
    for day in range(1, 6):
        tell(connection, f"s{day}", "s1", f"2025-03-0{day}", 7)
    shelf = Keyed(connection, {"s4": link("s1")})
    assert shelf.near([{7}], SINCE, "2025-03-02", "2025-03-02|text0") == {"s1"}
    assert shelf.following({7, 8}, "2025-03-02", "2025-03-04") == {"s2", "s3"}


def test_keys_with_many_later_claims_are_read_on(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyed, "AHEAD", 2)
    monkeypatch.setattr(keyed, "MOST", 1)
    shelf = Keyed(connection, {})
    for day in range(1, 8):
        tell(connection, f"s{day}", f"s{day}", f"2025-03-0{day}", 7)
    for day in range(2, 8):
        assert shelf.near([{7}], SINCE, f"2025-03-0{day}", f"2025-03-0{day}|a") == {f"s{day - 1}"}
        expected = {f"s{later}" for later in range(day, min(day + 2, 8))}
        assert shelf.following({7}, f"2025-03-0{day}", "2025-03-09") == expected


def test_only_places_become_part_of_a_question() -> None:
    assert keyed.plain("2025-03-01|ab12") == "2025-03-01|ab12"
    with pytest.raises(ValueError, match="no place"):
        keyed.plain("2025'; DROP TABLE claim")
