"""A book of any size for measuring: invented gifts, each told again and again by many documents.

Distributions: donors, recipients, sectors and programmes fall off as one over their rank; sums are log-normal, rounded
to two digits; a gift is told 8 times on average, most a few times and some more than a hundred, none more than `MOST`; a
document makes one to five statements about gifts that are in the news in its weeks; stages advance with time; days are
spread over ten years, and what would be told after them is not told. A gift has words of its own, a place and perhaps an
instrument, of which a statement repeats some beside words of chance: as many as pledges of the scenarios do, and as many
in common with others of the same gift (bench/likeness.py prints both side by side).
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from pledgebook.model import Amount, Document, Item, Pledge, Statement, Total

MOST = 200  # tellings: the tail of a power law has no end, but the outlets whose documents one book follows have
FIRST, DAYS = datetime.date(2016, 1, 4), 3600
DONORS = (
    "US EU DE GB JP CA NO NL DK SE PL FR IT CZ FI LT EE LV ES AU BE AT IE PT RO BG HR SK SI GR CH KR TW TR IS LU CY MT NZ "
    "AE SA QA IN CN KZ AZ GE world-bank imf ebrd eib un"
).split()
RECIPIENTS = "UA MD GE PS SD SY LB YE ET AM JO AF HT SO CD".split()
SECTORS = ("military", "financial", "humanitarian", "energy", "reconstruction", "protection", "other", None)
PROGRAMMES = [f"programme-{n}" for n in range(60)]
THINGS = "generator transformer vehicle shell drone ambulance shelter radar boat tractor boiler pump excavator rifle tent".split()
STAGES = ("discussed", "offered", "pledged", "signed", "allocated", "delivered")
CURRENCIES = {
    "US": "USD",
    "GB": "GBP",
    "JP": "JPY",
    "CA": "CAD",
    "NO": "NOK",
    "SE": "SEK",
    "DK": "DKK",
    "PL": "PLN",
    "CZ": "CZK",
}
OUTLETS = [f"Outlet {n}" for n in range(300)]
INSTRUMENTS = ("grant", "loan", "in_kind", "guarantee", None, None)
_SYLLABLES = "ba ce di fo gu ha ki le mo nu pa re si to vu wa xe zi".split()


def _invented(count: int, seed: int) -> list[str]:
    """Words that mean nothing, of three syllables."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return ["".join(word) for word in rng.sample(list(itertools.product(_SYLLABLES, repeat=3)), count)]


WORDS = _invented(500, 1)
PLACES = [name.title() for name in _invented(80, 2)]


@dataclass(slots=True)
class Gift:
    """An invented gift and when it is in the news: `days` from FIRST."""

    donors: tuple[str, ...]
    recipient: str
    sector: str | None
    programme: str | None
    thing: str | None
    value: int | None
    currency: str
    start: int
    told: int
    instrument: str | None
    place: str
    words: tuple[str, ...]


def documents(statements: int, seed: int = 1) -> Iterator[tuple[Document, list[Statement]]]:
    """Documents with about so many statements in all, in the order of publication."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    tellings: list[tuple[int, int, Gift]] = []
    count = 0
    while count < statements:
        gift = _gift(rng)
        for n in range(gift.told):
            day = gift.start + int(rng.expovariate(1 / 60) if n else 0)
            if day < DAYS:
                tellings.append((day, rng.randrange(1 << 30), gift))
                count += 1
    tellings.sort(key=lambda t: t[:2])
    at = number = 0
    while at < len(tellings):
        size = rng.choice((1, 2, 3, 3, 4, 5))
        here: list[Gift] = []
        day = tellings[at][0]
        while at < len(tellings) and len(here) < size and tellings[at][0] == day:
            if not any(tellings[at][2] is g for g in here):
                here.append(tellings[at][2])
            at += 1
        number += 1
        yield _document(rng, number, day, here, seed)


def _gift(rng: random.Random) -> Gift:
    donors = [_ranked(rng, DONORS)]
    if rng.random() < 0.04:
        donors = sorted({*donors, _ranked(rng, DONORS)})
    value = None if rng.random() < 0.2 else _rounded(rng.lognormvariate(17, 1.8))
    thing = rng.choice(THINGS) if value is None or rng.random() < 0.35 else None
    told = min(1 + int(rng.paretovariate(1.1) * 2.2), MOST)
    return Gift(
        tuple(donors),
        "UA" if rng.random() < 0.85 else _ranked(rng, RECIPIENTS),
        _ranked(rng, SECTORS),
        _ranked(rng, PROGRAMMES) if rng.random() < 0.4 else None,
        thing,
        value,
        CURRENCIES.get(donors[0], "EUR"),
        rng.randrange(DAYS),
        told,
        rng.choice(INSTRUMENTS),
        rng.choice(PLACES),
        tuple(rng.sample(WORDS, 4)),
    )


def _document(
    rng: random.Random, number: int, day: int, gifts: list[Gift], seed: int
) -> tuple[Document, list[Statement]]:
    published = FIRST + datetime.timedelta(days=day)
    identity = f"g{seed}-{number}"
    parts: list[str] = []
    statements: list[Statement] = []
    at = 0
    for n, gift in enumerate(gifts, start=1):
        age = max(day - gift.start, 0)
        stage = STAGES[min(rng.choice((1, 2, 2, 2)) + int(age / 90 + rng.random() * 0.7), 5)]
        if rng.random() < 0.01:
            stage = "withdrawn"
        sentence = _sentence(rng, gift, stage, number)
        parts.append(sentence)
        amount = None
        if gift.value is not None and rng.random() < 0.85:
            amount = Amount(gift.value, gift.currency, rng.choice(("exact", "exact", "exact", "about")))
        statements.append(
            Pledge(
                id=f"s{n}",
                doc=identity,
                quote=sentence,
                start=at,
                end=at + len(sentence),
                date=published if rng.random() < 0.4 else None,
                donors=gift.donors,
                recipients=(gift.recipient,),
                stage=stage,  # type: ignore[arg-type]
                amount=amount,
                items=(Item(gift.thing),) if gift.thing else (),
                sector=gift.sector,  # type: ignore[arg-type]
                instrument=gift.instrument if rng.random() < 0.65 else None,  # type: ignore[arg-type]
                programmes=(gift.programme,) if gift.programme else (),
            )
        )
        at += len(sentence) + 1
    if rng.random() < 0.03:
        donor = gifts[0].donors
        sentence = f"Since January support from {'+'.join(donor)} has come to EUR {number} million."
        parts.append(sentence)
        money = Amount(number * 1_000_000, gifts[0].currency, "about")
        since = datetime.date(published.year, 1, 1)
        statements.append(
            Total(
                id="t",
                doc=identity,
                quote=sentence,
                start=at,
                end=at + len(sentence),
                donors=donor,
                recipients=(gifts[0].recipient,),
                amount=money,
                since=since,
            )
        )
    document = Document(
        identity, " ".join(parts), published, "en", publisher=rng.choice(OUTLETS), url=f"https://example.org/{identity}"
    )
    return document, statements


def _sentence(rng: random.Random, gift: Gift, stage: str, number: int) -> str:
    money = f"{gift.currency} {gift.value:,}" if gift.value else "support"
    what = f" for a {gift.thing}" if gift.thing else ""
    through = f" through P{gift.programme.rpartition('-')[2]}" if gift.programme else ""
    place = f" in {gift.place}" if rng.random() < 0.42 else ""
    words = [word for word in gift.words if rng.random() < 0.36] + rng.sample(WORDS, rng.choice((1, 2, 2)))
    # what keeps sentences apart is a number: a word that all of them had would count as evidence that they tell of one gift
    told = f"{money}{what} to {gift.recipient}{through}{place}, {' '.join(words)}, {stage}"
    return f"{' and '.join(gift.donors)}: {told} (#{number})."


def _ranked(rng: random.Random, choices: tuple | list) -> object:  # type: ignore[type-arg]
    return choices[min(int((len(choices) + 1) ** rng.random()) - 1, len(choices) - 1)]


def _rounded(value: float) -> int:
    digits = len(str(int(value)))
    return int(round(value, -(digits - 2)))
