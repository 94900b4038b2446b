"""Amounts of money in every notation."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.extract.mentions.amounts import Money, find_amounts, resolve
from pledgebook.model import Amount


def only(text: str) -> Money:
    found = find_amounts(text)
    assert len(found) == 1, found
    value = found[0].value
    assert isinstance(value, Money)
    return value


# text, value, currency or bare word
NOTATIONS: list[tuple[str, float, str]] = [
    ("EUR 30 million", 30e6, "EUR"),
    ("€30m", 30e6, "EUR"),
    ("30 mln euros", 30e6, "EUR"),
    ("30 million euros", 30e6, "EUR"),
    ("SEK 1.2bn", 1.2e9, "SEK"),
    ("SEK 500 m", 500e6, "SEK"),
    ("half a billion kroner", 500e6, "kroner"),
    ("A$30m", 30e6, "AUD"),
    ("C$5bn", 5e9, "CAD"),
    ("US$5m", 5e6, "USD"),
    ("US $5 million", 5e6, "USD"),
    ("NZ$ 5m", 5e6, "NZD"),
    ("CHF 5 million", 5e6, "CHF"),
    ("CA$165 million", 165e6, "CAD"),
    ("DKK1.4B", 1.4e9, "DKK"),
    ("300k euros", 300e3, "EUR"),
    ("Euro 5 mio", 5e6, "EUR"),
    ("EUR 1 500 000", 1.5e6, "EUR"),
    ("EUR 1\u202f500\u202f000", 1.5e6, "EUR"),
    ("1.500.000 EUR", 1.5e6, "EUR"),
    ("€ 2,5 million", 2.5e6, "EUR"),
    ("12,93 trillion roubles", 12.93e12, "rouble"),
    ("¥15.8bn", 15.8e9, "yen"),
    ("800 million yen", 800e6, "JPY"),
    ("SDR 11.6 billion", 11.6e9, "XDR"),
    ("3 crore rupees", 30e6, "rupee"),
    ("35 lakh Indian rupees", 3.5e6, "INR"),
    ("2.6bn kronor", 2.6e9, "krona"),
    ("500 zł", 500, "PLN"),
    ("PLN 187 mln", 187e6, "PLN"),
    ("20 million US dollars", 20e6, "USD"),
    ("20 million dollars", 20e6, "dollar"),
    ("a million euros", 1e6, "EUR"),
    ("a five-million-dollar grant", 5e6, "dollar"),
    ("a €5m loan", 5e6, "EUR"),
    ("a 30-million-euro package", 30e6, "EUR"),
    ("€2.1-billion", 2.1e9, "EUR"),
    ("$ 5 million", 5e6, "dollar"),
    ("A $5 million loan", 5e6, "dollar"),
    ("5 million USD", 5e6, "USD"),
    ("$5 million US dollars", 5e6, "USD"),
    ("5 millions of euros", 5e6, "EUR"),
    ("2 billion of their own crowns", 2e9, "crown"),
    ("5 million Norwegian kroner", 5e6, "NOK"),
    ("10 million Czech crowns", 10e6, "CZK"),
    ("40 million Finnish markka", 40e6, "FIM"),
    ("₴500 million", 500e6, "UAH"),
    ("500 Kč", 500, "CZK"),
    ("TRY 500 million", 500e6, "TRY"),
    ("120 MEUR", 120e6, "EUR"),
    ("MEUR 120", 120e6, "EUR"),
    ("EURm 50", 50e6, "EUR"),
    ("30 M€", 30e6, "EUR"),
    ("75 USD million", 75e6, "USD"),
    ("1 million 200 thousand euros", 1.2e6, "EUR"),
    ("EUR 3.4 bn.", 3.4e9, "EUR"),
    ("thirteen dollars and forty-five cents", 13.45, "dollar"),
    ("7 dollars 20 cents", 7.2, "dollar"),
    ("It costs 8 dollars 40.", 8.4, "dollar"),
    ("In 2024 EUR 30 million", 30e6, "EUR"),
    ("by 2030 €5bn", 5e9, "EUR"),
    ("$5,000,000.00", 5e6, "dollar"),
]


@pytest.mark.parametrize(("text", "value", "money"), NOTATIONS)
def test_a_notation_gives_value_and_currency(text: str, value: float, money: str) -> None:
    found = only(text)
    assert found.value == value
    assert (found.currency or found.bare) == money
    assert isinstance(found.value, int) == float(value).is_integer()


@pytest.mark.parametrize(
    "text",
    [
        "155mm shells and F-16s",
        "0.25 percent of GDP",
        "1.5 °C warmer",
        "in 2024",
        "+44 20 7946 0958",
        "21 million people",
        "20 million shells",
        "hundreds of millions of euros",
        "several million euros",
        "a few billion dollars",
        "a multi-million-dollar plan",
        "in 2024 millions of euros were spent",
        "500-pound bombs",
        "2,000 pounds of explosives",
        "50 cents",
        "50 euro cents",
        "a 12-cent coin",
        "the TOP 10",
        "ALL 27 states",
        "SDG 7",
        "the pound fell",
        "400 thousand",
        "Euro 2024",
        "",
    ],
)
def test_what_is_no_amount_is_not_told(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    "text", ["a further 20 million", "70 billion for arms", "3.2 mln was paid", "60 million, including 5 tanks"]
)
def test_a_figure_with_a_scale_word_but_no_currency_is_told_as_such(text: str) -> None:
    found = only(text)
    assert found.currency is None
    assert found.bare is None


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("about €5m", "about"),
        ("some €5m", "about"),
        ("around €5m", "about"),
        ("roughly €5m", "about"),
        ("(approximately €5m)", "about"),
        ("~€5m", "about"),
        ("costs estimated at €5m", "about"),
        ("€5m or so", "about"),
        ("nearly €5m", "almost"),
        ("almost €5m", "almost"),
        ("close to €5m", "almost"),
        ("just under €5m", "almost"),
        ("more than €5m", "over"),
        ("over €5m", "over"),
        ("in excess of €5m", "over"),
        ("just over €5m", "over"),
        ("well over €5m", "over"),
        ("€5m-plus", "over"),
        ("at least €5m", "at_least"),
        ("no less than €5m", "at_least"),
        ("€5m or more", "at_least"),
        ("up to €5m", "up_to"),
        ("up to an additional €5m", "up_to"),
        ("up to about €5m", "up_to"),
        ("as much as €5m", "up_to"),
        ("a maximum of €5m", "up_to"),
        ("no more than €5m", "up_to"),
        ("handed over €5m", "exact"),
        ("which adds up to €5m", "exact"),
        ("more than 40 trucks for €5m", "exact"),
        ("€5m", "exact"),
    ],
)
def test_words_beside_an_amount_say_how_exact_it_is(words: str, bound: str) -> None:
    found = only(words)
    assert (found.value, found.bound) == (5_000_000, bound)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$1.5-2 billion", 1.5e9, 2e9),
        ("$1.5bn to $2bn", 1.5e9, 2e9),
        ("between 5 and 7 million euros", 5e6, 7e6),
        ("between EUR 5 million and EUR 7 million", 5e6, 7e6),
        ("from 3 to 4 million", 3e6, 4e6),
        ("€30–€50 million", 30e6, 50e6),
        ("EUR 5-10 million", 5e6, 10e6),
        ("$100-150", 100, 150),
    ],
)
def test_a_range_is_one_amount_with_two_ends(text: str, low: float, high: float) -> None:
    found = only(text)
    assert (found.value, found.max, found.bound) == (low, high, "range")


@pytest.mark.parametrize("text", ["raised from 3 to 4 million euros", "it grew from €3 million to €4 million"])
def test_a_change_from_one_figure_to_another_is_no_range(text: str) -> None:
    found = [m.value for m in find_amounts(text)]
    assert [(m.value, m.currency, m.max) for m in found] == [(3_000_000, "EUR", None), (4_000_000, "EUR", None)]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("€100 million a year", "year"),
        ("€100 million per year", "year"),
        ("€100 million annually", "year"),
        ("€100 million a year in arms", "year"),
        ("€100 million in arms a year", "year"),
        ("an annual €100 million", "year"),
        ("€100 million a month", "month"),
        ("€100 million this year", None),
        ("€100 million for a year", None),
        ("€100 million which was halted a year ago", None),
    ],
)
def test_words_beside_an_amount_say_how_often(text: str, per: str | None) -> None:
    assert only(text).per == per


@pytest.mark.parametrize(
    "text",
    [
        "SEK 2 billion (EUR 187.5 million)",
        "NOK 200 million (about $17 million)",
        "DKK 22m, or about €3m",
        "SEK 400 m (≈ USD 38.7 m)",
        "DKK 2 bn, equivalent to EUR 268m",
        "90 billion euros of aid ($105 billion)",
        "€90bn/$105bn",
        "US$500 million (approximately $700 million)",
    ],
)
def test_the_same_amount_in_another_currency_is_marked(text: str) -> None:
    assert [m.value.converted for m in find_amounts(text)] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "EUR 5m and USD 2m",
        "one (NOK 200 million) and another (SEK 100 million)",
        "€5m for one, roughly $8m for the other",
        "EUR 5m (EUR 2m less)",
    ],
)
def test_two_amounts_beside_each_other_are_two(text: str) -> None:
    assert [m.value.converted for m in find_amounts(text)] == [False, False]


OWN = {"SE": "SEK", "NO": "NOK", "CA": "CAD", "DE": "EUR", "GB": "GBP"}


@pytest.mark.parametrize(
    ("text", "context", "currency"),
    [
        ("5 million crowns", ["SE"], "SEK"),
        ("5 million crowns", ["DE", "NO"], "NOK"),
        ("5 million crowns", [], None),
        ("$5 million", [], "USD"),
        ("$5 million", ["DE"], "USD"),
        ("$5 million", ["CA"], "CAD"),
        ("£5 million", ["SE"], "GBP"),
        ("5 million francs", ["SE"], None),
        ("5 million euros", ["SE"], "EUR"),
        ("a further 5 million", ["SE"], None),
    ],
)
def test_a_bare_word_takes_the_currency_of_the_country(text: str, context: list[str], currency: str | None) -> None:
    for lookup in (OWN, OWN.get):
        amount = resolve(only(text), lookup, context)
        assert amount == (None if currency is None else Amount(5_000_000, currency))


def test_a_resolved_amount_keeps_bound_range_and_frequency() -> None:
    money = Money(5, max=7, currency="EUR", bound="range", per="month")
    assert resolve(money, {}) == Amount(5, "EUR", "range", 7, "month")


def test_a_language_without_data_has_no_amounts() -> None:
    assert find_amounts("€5 million", "xx") == []


# fmt: off
PIECES = st.sampled_from(
    [
        "€", "$", "EUR", "USD", "kr", "million", "m", "bn", "5", "1.5", "1,200", "2024", "a", "half",
        "billion", "dollars", "and", "to", "-", "–", "from", "between", "cents", "50", "(", ")", "about",
        "or", "a year", ",", ".", "\n", "of", "İ",
    ]
)
# fmt: on


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
def test_any_text_gives_mentions_in_order_that_quote_it(text: str) -> None:
    last = 0
    for mention in find_amounts(text):
        assert mention.kind == "amount"
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        money: Any = mention.value
        assert money.value >= 0
        assert (money.max is not None) == (money.bound == "range")
        assert money.max is None or money.max > money.value
        last = mention.end
