"""What is told of a gift, as its statements grow in number."""

from __future__ import annotations

from typing import Any

from pledgebook.ledger.claims import Claim
from pledgebook.ledger.gifts import Gift

EUROS_10M = ("EUR", 10e6, "exact")


def claim(number: int, **said: Any) -> Claim:
    parties = {"donors": frozenset({"SE"}), "recipients": frozenset({"UA"}), "source": "", "speaker": ""}
    place = f"2025-03-04|{number:03}"
    return Claim(key=f"s{number}", text=number, place=place, day=739_000, stage="pledged", rank=3, **parties, **said)


def told(*claims: Claim) -> Gift:
    gift = Gift("s0")
    for one in claims:
        gift.add(one)
    return gift


def test_while_few_tell_of_a_gift_everything_they_say_is_told_of_it() -> None:
    gift = told(*(claim(n, words=frozenset({"boiler", f"word{n}"})) for n in range(10)))
    assert gift.words == {"boiler", *(f"word{n}" for n in range(10))}


def test_where_many_tell_of_a_gift_one_in_ten_has_to_say_something() -> None:
    often = [claim(n, words=frozenset({"boiler", f"word{n}", *(["riga"] if n < 3 else [])})) for n in range(30)]
    assert told(*often).words == {"boiler", "riga"}
    assert told(*often, claim(30, words=frozenset({"kharki"}))).words == {"boiler"}


def test_those_that_say_nothing_of_the_sort_do_not_count() -> None:
    silent = [claim(n) for n in range(40)]
    assert told(*silent, claim(40, programmes=frozenset({"fund"}), sector="energy")).programmes == {"fund"}


def test_a_figure_that_one_of_many_says_is_not_the_gifts() -> None:
    sums = [claim(n, value=10e6, currency="EUR") for n in range(30)]
    astray = claim(30, value=11e6, currency="EUR")
    assert told(*sums, astray).sums.keys() == {EUROS_10M}
    assert told(*sums[:5], astray).sums.keys() == {EUROS_10M, ("EUR", 11e6, "exact")}
    assert told(*sums, astray).sums[EUROS_10M].key == "s0"


def test_where_no_figure_is_said_often_enough_all_count() -> None:
    gift = told(*(claim(n, value=float(n + 1), currency="EUR") for n in range(25)))
    assert len(gift.sums) == 25


def test_a_twin_grows_by_itself() -> None:
    gift = told(*(claim(n, words=frozenset({"boiler"})) for n in range(12)))
    twin = gift.twin()
    for n in range(12, 15):
        twin.add(claim(n, words=frozenset({"riga"}), value=10e6, currency="EUR"))
    assert (gift.words, len(gift.claims)) == ({"boiler"}, 12)
    assert twin.words == {"boiler", "riga"}
    gift.add(claim(15, words=frozenset({"riga"})))
    assert gift.words == {"boiler"}
