"""Statements of every kind, about places that do not exist."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from pledgebook.model import (
    Agreement,
    Amount,
    Document,
    Extraction,
    Item,
    Meeting,
    Need,
    Period,
    Pledge,
    Reason,
    Sanction,
    Speaker,
    Statement,
    Total,
)

TEXT = "Aland will give Brigadoon almost EUR 1.8 million and 200 boats in 2026, Karin Strand said on Monday."


def every_kind(doc: str = "d", text: str = TEXT) -> tuple[Statement, ...]:
    common: dict[str, Any] = {"doc": doc, "quote": text, "start": 0, "end": len(text)}
    return (
        Pledge(
            id="s1",
            donors=("AX",),
            recipients=("XB",),
            amount=Amount(1_800_000, "EUR", "almost"),
            items=(Item("boat", 200), Item("rope")),
            sector="humanitarian",
            programmes=("boats-for-all",),
            instrument="in_kind",
            condition="the council agrees",
            period=Period(datetime.date(2026, 1, 1), None),
            speaker=Speaker("Karin Strand", "AX"),
            date=datetime.date(2025, 10, 6),
            confidence=0.75,
            reasons=(
                Reason("amount", "almost EUR 1.8 million", "amount after the verb"),
                Reason("sector", "", "none said"),
            ),
            **common,
        ),
        Total(
            id="s2",
            donors=("AX",),
            amount=Amount(10**9, "USD", "range", 2 * 10**9),
            since=datetime.date(2022, 1, 1),
            **common,
        ),
        Agreement(id="s3", parties=("AX", "XB"), subject="boats", **common),
        Sanction(id="s4", senders=("AX",), targets=("XC",), until="the boats are back", **common),
        Need(id="s5", actors=("XB",), item="rope", priority=True, amount=Amount(1234.5, "NOK", per="year"), **common),
        Meeting(
            id="s6",
            actors=("AX", "XB"),
            people=("Karin Strand",),
            place="Mariehamn",
            topics=("boats", "rope"),
            **common,
        ),
    )


@pytest.fixture
def extraction() -> Extraction:
    document = Document("d", TEXT, datetime.date(2025, 10, 6), "en", title="Boats", publisher="Ministry of Boats")
    return Extraction(document, every_kind())


@pytest.fixture
def nothing() -> Extraction:
    return Extraction(Document("empty", "Rain."), skipped="no sign of support")
