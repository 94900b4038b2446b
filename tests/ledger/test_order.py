"""The book does not depend on the order in which documents arrive, nor on when they are merged."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pledgebook.documents import expand, read_sources
from pledgebook.ledger.adding import add_given
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.schema import claim_key, commitment, conflict, member, party, state
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Document

SCENARIOS = ("granite",)


def documents(name: str) -> list[Document]:
    return [d for d in read_sources(expand([f"bench/scenarios/{name}/docs.jsonl"])) if isinstance(d, Document)]


def written(book: Book) -> list[str]:
    """All that merging writes, which holds no number that depends on the order of arrival."""
    with book.reading() as connection:
        return [
            f"{table.name} {tuple(row)}"
            for table in (member, commitment, party, state, conflict, claim_key)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]


def built(arriving: list[Document], merged_after: set[int]) -> list[str]:
    book = open_book("sqlite://")
    for n, document in enumerate(arriving):
        add_given(book, document)
        if n in merged_after:
            caught_up(book)
    caught_up(book)
    return written(book)


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request: pytest.FixtureRequest) -> tuple[list[Document], list[str]]:
    found = documents(request.param)
    return found, built(found, set())


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_the_same_book_comes_out_of_any_order(scenario: tuple[list[Document], list[str]], seed: int) -> None:
    found, expected = scenario
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    arriving = rng.sample(found, len(found))
    merged_after = {n for n in range(len(found)) if rng.random() < 0.4}
    assert built(arriving, merged_after) == expected


def test_the_newest_document_first_is_the_same_too(scenario: tuple[list[Document], list[str]]) -> None:
    found, expected = scenario
    assert built(found[::-1], set(range(len(found)))) == expected
