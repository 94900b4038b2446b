"""The words of a language by class, with their inflected forms, found in one scan of the lower-cased text.

A vocabulary file maps a class name to `{note: …, entries: [...]}`. An entry is an expression: `v:` before it says that its
first word is a verb (irregular: `v:give/gave/given up`), `n:` that its last word, or the last before " of ", is a noun
(irregular: `n:half/halves`); without either it stands as it is. `{word: …, sector: energy}` gives it properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from pledgebook.knowledge import inflection
from pledgebook.knowledge.entries import Form, FormName, Place
from pledgebook.knowledge.inflection import Exceptions
from pledgebook.knowledge.reading import Reader, Scalar
from pledgebook.knowledge.scanning import Scanner, plain

Spelled = tuple[str, FormName]


@dataclass(frozen=True, slots=True)
class Entry:
    """One expression of one class, as a file gives it: every form it takes, and its lemma."""

    cls: str
    lemma: str
    forms: tuple[Spelled, ...]
    properties: Mapping[str, Scalar]
    place: Place


class Vocabulary:
    """`forms`: every form known; the ids that `scan` gives are places in it. `by_text`: surface -> ids."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.forms: tuple[Form, ...] = tuple(forms)
        by_text: dict[str, list[int]] = {}
        for index, form in enumerate(self.forms):
            by_text.setdefault(form.text, []).append(index)
        self.by_text = {text: tuple(ids) for text, ids in by_text.items()}
        self._ids = list(self.by_text.values())
        self._forms = [tuple(self.forms[i] for i in ids) for ids in self._ids]
        self._scanner = Scanner(list(self.by_text))

    def scan(self, lowered: str) -> list[tuple[int, int, tuple[int, ...]]]:
        """Expressions in lower-cased text: (start, end, ids into `forms`), leftmost-longest, on word boundaries."""
        ids = self._ids
        return [(start, end, ids[index]) for start, end, index in self._scanner.scan(lowered)]

    def scan_forms(self, lowered: str) -> list[tuple[int, int, tuple[Form, ...]]]:
        """The same with the forms themselves."""
        forms = self._forms
        return [(start, end, forms[index]) for start, end, index in self._scanner.scan(lowered)]


def read_entries(reader: Reader, exceptions: Exceptions) -> Iterator[Entry]:
    """The entries of one vocabulary file."""
    for cls, key, node in reader.items(reader.root(), "the file"):
        if not cls.replace("_", "a").replace("-", "a").isalnum():
            reader.fault(key, f"{cls!r} is no class name: letters, digits and _")
        fields = reader.fields(node, "a class", ("note", "entries"))
        if not isinstance(entries := fields.get("entries"), yaml.SequenceNode):
            reader.fault(entries or key, f"{cls} needs entries: a list")
            continue
        for item in entries.value:
            word, properties = _word(reader, item)
            if word is None:
                continue
            try:
                lemma, forms = expand(word, exceptions)
            except ValueError as error:
                reader.fault(item, f"{word!r}: {error}")
                continue
            yield Entry(cls, lemma, forms, properties, reader.place(item))


def merge(entries: Iterable[Entry]) -> Iterator[Form]:
    """One Form for each spelling, lemma, form and properties, with all classes that list it."""
    merged: dict[tuple[str, str, FormName, tuple[tuple[str, Scalar], ...]], tuple[set[str], Entry]] = {}
    for entry in entries:
        extra = tuple(sorted(entry.properties.items())) if entry.properties else ()
        for text, form in entry.forms:
            found = merged.get((text, entry.lemma, form, extra))
            if found is None:
                merged[(text, entry.lemma, form, extra)] = ({entry.cls}, entry)
            else:
                found[0].add(entry.cls)
    for (text, lemma, form, _), (classes, entry) in merged.items():
        yield Form(text, lemma, form, frozenset(classes), entry.properties, entry.place)


def expand(word: str, exceptions: Exceptions) -> tuple[str, tuple[Spelled, ...]]:
    """The lemma and all forms of an entry ("v:hand over"). Raises ValueError for an entry that cannot be read."""
    text = " ".join(plain(word).lower().split())
    if not text.startswith(("v:", "n:")):
        return text, ((text, "literal"),)
    phrase = text[2:].strip()
    if not phrase:
        raise ValueError("nothing after the colon")
    return _verb(phrase, exceptions) if text[0] == "v" else _noun(phrase, exceptions)


def _verb(phrase: str, exceptions: Exceptions) -> tuple[str, tuple[Spelled, ...]]:
    head, space, rest = phrase.partition(" ")
    rest = space + rest
    parts = head.split("/")
    if len(parts) not in {1, 3} or not all(parts):
        raise ValueError("a verb is `base` or `base/past/participle`")
    base = parts[0]
    pasts, participles = ((parts[1],), (parts[2],)) if len(parts) == 3 else (inflection.past(base, exceptions),) * 2
    forms: list[Spelled] = [(base, "base"), (inflection.third_person(base, exceptions), "s")]
    if pasts == participles:
        forms += [(p, "past/participle") for p in pasts]
    else:
        forms += [(p, "past") for p in pasts] + [(p, "participle") for p in participles]
    forms += [(i, "ing") for i in inflection.ing(base, exceptions)]
    return base + rest, tuple((form + rest, name) for form, name in forms)


def _noun(phrase: str, exceptions: Exceptions) -> tuple[str, tuple[Spelled, ...]]:
    before, of, after = phrase.partition(" of ")
    start, space, head = before.rpartition(" ")
    parts = head.split("/")
    if len(parts) > 2 or not all(parts):
        raise ValueError("a noun is `singular` or `singular/plural`")
    singular = start + space + parts[0] + of + after
    many = start + space + (parts[1] if len(parts) == 2 else inflection.plural(head, exceptions)) + of + after
    if many == singular:
        return singular, ((singular, "singular"), (singular, "plural"))
    return singular, ((singular, "singular"), (many, "plural"))


def _word(reader: Reader, node: yaml.Node) -> tuple[str | None, dict[str, Scalar]]:
    if not isinstance(node, yaml.MappingNode):
        return reader.text(node, "an entry"), {}
    word: str | None = None
    properties: dict[str, Scalar] = {}
    for key, _, value in reader.items(node, "an entry"):
        if key == "word":
            word = reader.text(value, "word")
        elif (scalar := reader.scalar(value, key)) is not None:
            properties[key] = scalar
    if word is None:
        reader.fault(node, "an entry with properties needs a `word`")
    return word, properties
