"""The mentions of a document as `pledgebook mentions` prints them."""

from __future__ import annotations

from pledgebook.extract.listing import mentions_of
from pledgebook.extract.scene import set_scene
from pledgebook.extract.sheet import lay_out
from pledgebook.model import Amount, Document


def listed(text: str, kind: str) -> list[tuple[str, object]]:
    scene = set_scene(lay_out(Document("d", text, language="en"), "en"))
    return [(m.text, m.value) for m in mentions_of(scene) if m.kind == kind]


def test_amounts_are_listed_with_their_currency_settled() -> None:
    assert listed("Prague gave 20 million crowns, Oslo $3.", "amount") == [
        ("20 million crowns", Amount(20_000_000, "CZK")),
        ("$3", Amount(3, "USD")),
    ]


def test_a_figure_without_a_currency_keeps_it_open() -> None:
    ((_, value),) = listed("A further 20 million will follow.", "amount")
    assert isinstance(value, dict)
    assert value["currency"] is None


def test_actors_people_programmes_and_goods_are_listed() -> None:
    text = "Defence Minister Pia Nyberg said Norway would give 5 generators and pay into PURL."
    assert ("Norway", ("NO",)) in listed(text, "actor")
    assert ("PURL", "purl") in listed(text, "programme")
    assert [words for words, _ in listed(text, "person")] == ["Pia Nyberg"]
    assert [words for words, _ in listed(text, "item")] == ["generators"]
    assert ("5", 5) in listed(text, "number")
