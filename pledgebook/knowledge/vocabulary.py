"""The words of a language by class, with their inflected forms, found in one scan of the lower-cased text.

A vocabulary file maps a class name to `{note: …, entries: [...]}`. An entry is an expression: `v:` before it says that
its first word is a verb (irregular: `v:give/gave/given up`), `n:` that its last word, or the last before " of ", is a
noun (irregular: `n:half/halves`); without either it stands as it is. `{word: …, sector: energy}` gives it properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import yaml

from pledgebook.knowledge.entries import Form, FormName, Place
from pledgebook.knowledge.inflection import Inflector
from pledgebook.knowledge.reading import Reader, Scalar
from pledgebook.knowledge.scanning import Scanner, plain

Spelled = tuple[str, FormName]
NO_PROPERTIES: Mapping[str, Scalar] = {}


class Entry(NamedTuple):
    """One expression of one class, as a file gives it: every form it takes, its lemma, and where it stands."""

    cls: str
    lemma: str
    forms: tuple[Spelled, ...]
    properties: Mapping[str, Scalar]
    source: str
    line: int


class Vocabulary:
    """All expressions of the entries. Form records are made when first found: there are many thousands."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        spelled: dict[str, list[tuple[Entry, FormName]]] = {}
        for entry in entries:
            for text, form in entry.forms:
                found = spelled.get(text)
                if found is None:
                    spelled[text] = [(entry, form)]
                else:
                    found.append((entry, form))
        self._spelled = list(spelled.items())
        self._made: list[tuple[Form, ...] | None] = [None] * len(self._spelled)
        self._scanner = Scanner(list(spelled))

    def scan_forms(self, lowered: str) -> list[tuple[int, int, tuple[Form, ...]]]:
        """Expressions in lower-cased text: (start, end, all the forms it may be), leftmost-longest, on word boundaries,
        not overlapping, in order."""
        made = self._made
        return [(start, end, made[i] or self._make(i)) for start, end, i in self._scanner.scan(lowered)]

    def scan(self, lowered: str) -> list[tuple[int, int, tuple[int, ...]]]:
        """The same with the places of the forms in `forms`."""
        ids = self._ids
        return [(start, end, ids[i]) for start, end, i in self._scanner.scan(lowered)]

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Every form known."""
        return tuple(form for i in range(len(self._spelled)) for form in self._make(i))

    @cached_property
    def by_text(self) -> dict[str, tuple[Form, ...]]:
        """Lower-case surface -> the forms it may be."""
        return {text: self._make(i) for i, (text, _) in enumerate(self._spelled)}

    @cached_property
    def _ids(self) -> list[tuple[int, ...]]:
        out, first = [], 0
        for i in range(len(self._spelled)):
            count = len(self._make(i))
            out.append(tuple(range(first, first + count)))
            first += count
        return out

    def _make(self, i: int) -> tuple[Form, ...]:
        made = self._made[i]
        if made is None:
            text, found = self._spelled[i]
            made = self._made[i] = tuple(_merge(text, found))
        return made


def _merge(text: str, found: list[tuple[Entry, FormName]]) -> Iterator[Form]:
    """One Form for each lemma, form and properties, with all the classes that list it."""
    merged: dict[tuple[str, FormName, tuple[tuple[str, Scalar], ...]], list[Entry]] = {}
    for entry, form in found:
        merged.setdefault((entry.lemma, form, tuple(sorted(entry.properties.items()))), []).append(entry)
    for (lemma, form, _), entries in merged.items():
        first = entries[0]
        classes = frozenset(entry.cls for entry in entries)
        yield Form(text, lemma, form, classes, first.properties, Place(first.source, first.line))


def read_entries(reader: Reader, inflector: Inflector) -> Iterator[Entry]:
    """The entries of one vocabulary file."""
    for cls, key, node in reader.items(reader.root(), "the file"):
        if not cls.replace("_", "a").replace("-", "a").isalnum():
            reader.fault(key, f"{cls!r} is no class name: letters, digits and _")
        fields = reader.fields(node, "a class", ("note", "entries"))
        if not isinstance(entries := fields.get("entries"), yaml.SequenceNode):
            reader.fault(entries or key, f"{cls} needs entries: a list")
            continue
        for item in entries.value:
            if isinstance(item, yaml.ScalarNode):
                word, properties = item.value, NO_PROPERTIES
            else:
                word, properties = _word(reader, item)
            if not word:
                reader.fault(item, f"an entry of {cls} needs a word")
                continue
            try:
                lemma, forms = expand(word, inflector)
            except ValueError as error:
                reader.fault(item, f"{word!r}: {error}")
                continue
            yield Entry(cls, lemma, forms, properties, reader.source, item.start_mark.line + 1)


def expand(word: str, inflector: Inflector) -> tuple[str, tuple[Spelled, ...]]:
    """The lemma and all forms of an entry ("v:hand over"). Raises ValueError for an entry that cannot be read."""
    text = " ".join((word if word.isascii() else plain(word)).lower().split())
    if text[:2] == "v:":
        return _verb(text[2:].strip(), inflector)
    if text[:2] == "n:":
        return _noun(text[2:].strip(), inflector)
    if not text:
        raise ValueError("no words")
    return text, ((text, "literal"),)


def _verb(phrase: str, inflector: Inflector) -> tuple[str, tuple[Spelled, ...]]:
    head, space, rest = phrase.partition(" ")
    forms = inflector.verb(head)
    if not space:
        return forms[0][0], forms
    rest = space + rest
    return forms[0][0] + rest, tuple((form + rest, name) for form, name in forms)


def _noun(phrase: str, inflector: Inflector) -> tuple[str, tuple[Spelled, ...]]:
    before, of, after = phrase.partition(" of ")
    start, space, head = before.rpartition(" ")
    one, many = inflector.noun(head)
    start, after = start + space, of + after
    singular = start + one + after
    return singular, ((singular, "singular"), (start + many + after, "plural"))


def _word(reader: Reader, node: yaml.Node) -> tuple[str | None, dict[str, Scalar]]:
    word: str | None = None
    properties: dict[str, Scalar] = {}
    for key, _, value in reader.items(node, "an entry"):
        if key == "word":
            word = reader.text(value, "word")
        elif (scalar := reader.scalar(value, key)) is not None:
            properties[key] = scalar
    return word, properties
