"""How alike the generated book and the scenarios are: what a pledge says of its gift, and what two pledges share.

    python bench/likeness.py [--statements 20000]

Per pledge: the share with a figure, things, a programme, an instrument, a day, and the mean number of content words, of
names, and of names around it. Per pair of pledges of one book with a donor in common, of the same gift and of
two: the mean number of content words and names in common.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import generate
import report
from sqlalchemy import select

from pledgebook.documents import expand, read_sources
from pledgebook.ledger.adding import add, add_given
from pledgebook.ledger.claims import Claim
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.schema import claim, member
from pledgebook.ledger.settling import caught_up
from pledgebook.ledger.shelf import claim_from

SCENARIOS = Path(__file__).with_name("scenarios")
MOST = 1_500  # pledges of the generated book of which pairs are made: the last
SAID: dict[str, Callable[[Claim], float]] = {
    "with a figure": lambda one: one.value is not None,
    "with things": lambda one: bool(one.heads),
    "with a programme": lambda one: bool(one.programmes),
    "with an instrument": lambda one: one.instrument is not None,
    "with a day": lambda one: one.dated is not None,
    "content words": lambda one: len(one.words),
    "names": lambda one: len(one.names),
    "names around it": lambda one: len(one.near),
}
Told = list[tuple[str, Claim]]  # the gift of each claim


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=20_000)
    arguments = parser.parse_args()
    given = [told_in(scenario(path)) for path in sorted(SCENARIOS.iterdir()) if path.is_dir()]
    made = [told_in(generated(arguments.statements))[-MOST:]]
    rows = [
        (words, f"{ours:.2f}", f"{theirs:.2f}")
        for (words, ours), (_, theirs) in zip(figures(made), figures(given), strict=True)
    ]
    print(report.table(("of a pledge, or of two", "generated", "scenarios"), rows))
    return 0


def scenario(path: Path) -> Book:
    """The book of a scenario's given statements."""
    book = open_book("sqlite://")
    for document in read_sources(expand([str(path / "docs.jsonl")])):
        add_given(book, document)
    return book


def generated(size: int) -> Book:
    """A generated book."""
    book = open_book("sqlite://")
    for document, statements in generate.documents(size):
        add(book, document, statements, "given")
    return book


def told_in(book: Book) -> Told:
    """The pledges of a book after merging, in the order of publication, each with the gift it belongs to."""
    caught_up(book)
    columns = (claim.c.key, claim.c.text_id, claim.c.place, claim.c.day, claim.c.traits)
    with book.reading() as connection:
        rows = connection.execute(
            select(member.c.commitment, *columns)
            .join(member, member.c.claim == claim.c.key)
            .where(claim.c.kind == "pledge")
            .order_by(claim.c.place)
        ).all()
    book.close()
    return [(row[0], claim_from(row[1:])) for row in rows]


def figures(books: Sequence[Told]) -> Iterator[tuple[str, float]]:
    """What is measured, in words, and its mean."""
    claims = [one for told in books for _, one in told]
    for words, said in SAID.items():
        yield words, statistics.fmean(said(one) for one in claims)
    for words, wanted in (("of one gift", True), ("of two gifts", False)):
        pairs = [(one, two) for told in books for one, two in pairs_of(told, wanted)]
        yield f"words in common, {words}", statistics.fmean(len(one.words & two.words) for one, two in pairs)
        yield f"names in common, {words}", statistics.fmean(len(one.names & two.names) for one, two in pairs)


def pairs_of(told: Told, wanted: bool) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of pledges with a donor in common, of one gift or of two."""
    for (gift, one), (other, two) in itertools.combinations(told, 2):
        if (gift == other) == wanted and one.donors & two.donors:
            yield one, two


if __name__ == "__main__":
    raise SystemExit(main())
