"""The mentions of a document as a list, for `pledgebook mentions` and for notebooks."""

from __future__ import annotations

from dataclasses import replace

from pledgebook.extract.items import find_items
from pledgebook.extract.mentions.amounts import resolve
from pledgebook.extract.mentions.numbers import find_numbers
from pledgebook.extract.scene import Scene
from pledgebook.model import Mention


def mentions_of(scene: Scene) -> tuple[Mention, ...]:
    """Amounts, dates, actors, programmes, people, goods and numbers, in order of their place in the text."""
    sheet = scene.sheet
    out: list[Mention] = [*_amounts(scene), *sheet.dates]

    def add(kind: str, first: int, last: int, value: object, because: str) -> None:
        start, end = sheet.start(first), sheet.end(last - 1)
        out.append(Mention(kind, start, end, sheet.text[start:end], value, because))

    for k, unit in enumerate(sheet.units):
        name = unit.name
        if name is None or not name.codes:
            continue
        because = str(name.place) if name.place else name.canonical
        if name.kind == "programme":
            add("programme", k, k + 1, name.codes[0], because)
        elif name.kind != "person":
            add("actor", k, k + 1, name.codes, because)
    for person in scene.people:
        who = {"name": person.name, "actor": person.actor}
        add("person", person.first, person.last, who, person.office or "named beside an office or a verb of saying")
    for sentence in sheet.sentences:
        for item in find_items(scene, sentence.first, sentence.last):
            add("item", item.first, item.last, item.item, "vocabulary of goods" if item.known else "counted noun")
    for start, end, value in find_numbers(sheet.text, sheet.knowledge.language):
        out.append(Mention("number", start, end, sheet.text[start:end], value, "number grammar"))
    return tuple(sorted(out, key=lambda m: (m.start, m.end, m.kind)))


def _amounts(scene: Scene) -> list[Mention]:
    """The amounts with their currency settled: a bare "crown" is that of the first state named that has one. A figure
    whose currency stays open keeps None."""
    states = scene.sheet.knowledge.states

    def own(code: str) -> str | None:
        state = states.get(code)
        return state.currency if state else None

    out = []
    for mention in scene.sheet.amounts:
        money = mention.value
        amount = resolve(money, own, scene.order, scene.sheet.knowledge.language)
        open_value = {"value": money.value, "max": money.max, "currency": None, "bound": money.bound}
        out.append(replace(mention, value=amount or open_value))
    return out
