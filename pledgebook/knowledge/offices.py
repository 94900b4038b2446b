"""Office nouns: who speaks for a state, and the institutions that act as it.

offices.yaml maps `person_office` and `institution` to roles, each a list of expressions as in the vocabulary (`n:prime
minister`), or `{word: …, actor: GB}` where the office is one state's alone. `portfolios` are fields of government, and
the expressions with {} are made with each of them ("n:{} minister").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import yaml

from pledgebook.knowledge.entries import Office, OfficeClass
from pledgebook.knowledge.inflection import Inflector
from pledgebook.knowledge.reading import Reader
from pledgebook.knowledge.scanning import Scanner
from pledgebook.knowledge.vocabulary import expand

CLASSES: tuple[OfficeClass, ...] = ("person_office", "institution")


class Offices:
    """`entries`: lower-case surface -> Office."""

    def __init__(self, offices: Iterable[Office]) -> None:
        self.entries: dict[str, Office] = {}
        for office in offices:
            self.entries.setdefault(office.surface, office)
        self._values = list(self.entries.values())
        self._scanner = Scanner(list(self.entries))

    def scan(self, lowered: str) -> list[tuple[int, int, Office]]:
        """Offices in lower-cased text: leftmost-longest, on word boundaries, not overlapping, in order."""
        values = self._values
        return [(start, end, values[index]) for start, end, index in self._scanner.scan(lowered)]


def read_offices(reader: Reader, known: Mapping[str, object], inflector: Inflector) -> Iterator[Office]:
    """The offices of offices.yaml, a surface form each."""
    root = reader.root()
    if root is None:
        return
    fields = reader.fields(root, "the file", ("portfolios", *CLASSES))
    portfolios = reader.words(fields.get("portfolios"), "portfolios")
    for cls in CLASSES:
        for role, _, entries in reader.items(fields.get(cls), cls):
            if not isinstance(entries, yaml.SequenceNode):
                reader.fault(entries, f"{role} must be a list")
                continue
            for item in entries.value:
                yield from _read_office(reader, item, cls, role, known, portfolios, inflector)


def _read_office(
    reader: Reader,
    node: yaml.Node,
    cls: OfficeClass,
    role: str,
    known: Mapping[str, object],
    portfolios: tuple[str, ...],
    inflector: Inflector,
) -> Iterator[Office]:
    actor: str | None = None
    if isinstance(node, yaml.MappingNode):
        fields = reader.fields(node, "an office", ("word", "actor"))
        word = reader.text(fields.get("word"), "word")
        actor = reader.text(fields.get("actor"), "actor")
        if actor is not None and actor not in known:
            reader.fault(node, f"actor {actor!r} is no known code")
    else:
        word = reader.text(node, "an office")
    if word is None:
        reader.fault(node, "an office needs a word")
        return
    for phrase in [word.replace("{}", p) for p in portfolios] if "{}" in word else [word]:
        try:
            lemma, forms = expand(phrase, inflector)
        except ValueError as error:
            reader.fault(node, f"{phrase!r}: {error}")
            return
        for surface, form in forms:
            yield Office(surface, lemma, cls, form == "plural", actor, role, reader.place(node))
