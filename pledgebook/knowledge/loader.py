"""Reads the knowledge files into memory, once a language, each when first asked for."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from pledgebook.knowledge import aliases, names, schema, vocabulary
from pledgebook.knowledge.currencies import Currencies, read_currencies
from pledgebook.knowledge.entries import Body, Person, Programme, State
from pledgebook.knowledge.inflection import Inflector, read_exceptions
from pledgebook.knowledge.merging import Merging, read_merging
from pledgebook.knowledge.names import Names
from pledgebook.knowledge.offices import Offices, read_offices
from pledgebook.knowledge.reading import ROOT, Reader
from pledgebook.knowledge.slugs import slug_of
from pledgebook.knowledge.vocabulary import Vocabulary
from pledgebook.model import Fault

_T = TypeVar("_T")


class KnowledgeError(Exception):
    """The knowledge files are broken; `faults` name file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(f) for f in faults))
        self.faults = faults


class WordGroups:
    """Lower-case word -> the features of its wide and its narrow group; `text` has a line "word, wide, narrow" for each,
    parted by tabs, whose features are made when its word is met."""

    def __init__(self, text: str) -> None:
        self._parts = text.replace("\n", "\t").split("\t")
        self._at = {word: place for place, word in zip(range(0, len(self._parts), 3), self._parts[::3], strict=True)}
        self._found: dict[str, tuple[str, str]] = {}

    def get(self, word: str) -> tuple[str, str] | None:
        """The features of the word's groups, or None."""
        found = self._found.get(word)
        if found is None and (at := self._at.get(word)) is not None and word:
            found = self._found[word] = ("u:" + self._parts[at + 1], "U:" + self._parts[at + 2])
        return found


class Knowledge:
    """All that is known for one language. Attributes are read when first asked for, and raise KnowledgeError where a
    file is broken. `root` is the folder with `data/` and `languages/`. A file that a language lacks is an empty one."""

    def __init__(self, language: str, root: Path = ROOT) -> None:
        self.language = language
        self._data = root / "data"
        self._folder = root / "languages" / language

    @cached_property
    def word_groups(self) -> WordGroups:
        """Words of like meaning share a group: lower-case word -> the features of its wide and its narrow group."""
        path = ROOT / "languages" / self.language / "word_groups.tsv"
        return WordGroups(path.read_text(encoding="utf-8") if path.exists() else "")

    @cached_property
    def states(self) -> dict[str, State]:
        """ISO 3166-1 alpha-2 code -> State."""
        reader = Reader(self._data / "states.yaml")
        return _sound(schema.read_states(reader), reader)

    @cached_property
    def bodies(self) -> dict[str, Body]:
        """Slug (or EU) -> Body."""
        reader = Reader(self._data / "bodies.yaml")
        return _sound(schema.read_bodies(reader, self.states), reader)

    @cached_property
    def actors(self) -> dict[str, State | Body]:
        """All codes known, of states and bodies."""
        return {**self.states, **self.bodies}

    def actor_called(self, word: str) -> str | None:
        """The code of the one actor that `word` is the code or a name of, in any case and with or without "the"; else None."""
        for code in (word, word.upper(), word.lower()):
            if code in self.actors:
                return code
        bare = word[4:] if word[:4].lower() == "the " else word
        for name in (word, bare, bare.title()):
            entry = self.names.exactly(name)
            if entry is not None and len(entry.codes) == 1 and entry.codes[0] in self.actors:
                return entry.codes[0]
        return None

    def check_donor(self, donor: str | None, document: str) -> None:
        """Raises ValueError for a `donor` of a document that is no code of a state or body."""
        if donor is not None and donor not in self.actors:
            raise ValueError(f"{document}: the donor {donor!r} is no code of a state or body")

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """Slug -> Programme."""
        reader = Reader(self._data / "programmes.yaml")
        return _sound(schema.read_programmes(reader, self.actors), reader)

    @cached_property
    def programme_slugs(self) -> dict[str, str]:
        """Slug of any name of a known programme -> the programme's own slug: texts that call it otherwise mean the same."""
        out = {slug: slug for slug in self.programmes}
        for name, entry in self.names.entries.items():
            if entry is not None and entry.kind == "programme":
                out.setdefault(slug_of(name), entry.codes[0])
        return out

    @cached_property
    def people(self) -> dict[str, Person]:
        """Full name -> Person."""
        return self._people[0]

    @cached_property
    def currencies(self) -> Currencies:
        reader = self._reader("currencies.yaml")
        return _sound(read_currencies(reader, self.states), reader)

    @cached_property
    def users_of_money(self) -> dict[str, frozenset[str]]:
        """ISO 4217 code -> the states whose own currency it is."""
        out: dict[str, set[str]] = {}
        for code, state in self.states.items():
            if state.currency:
                out.setdefault(state.currency, set()).add(code)
        return {currency: frozenset(codes) for currency, codes in out.items()}

    @cached_property
    def offices(self) -> Offices:
        reader = self._reader("offices.yaml")
        return _sound(Offices(list(read_offices(reader, self.actors, self._inflector))), reader)

    @cached_property
    def merging(self) -> Merging:
        """The words by which merging tells one gift from another."""
        reader = self._reader("merging.yaml")
        return _sound(read_merging(reader), reader)

    @cached_property
    def names(self) -> Names:
        with _uncollected():
            return self._read_names()

    def _read_names(self) -> Names:
        usual = self._usual_names
        canonical = {code: spelled[0] for code, spelled in usual.items() if spelled}
        states, bodies = self._reader("actors.yaml"), self._reader("bodies.yaml")
        programmes = self._reader("programmes.yaml")
        files = [
            aliases.read_actors(states, self.actors, canonical, "name"),
            aliases.read_actors(bodies, self.actors, {}, "body"),
            aliases.read_programme_names(programmes, self.programmes),
        ]
        for reader in (states, bodies, programmes):
            _sound(None, reader)
        files.append(self._people[1])
        entries, faults = names.build(files, usual)
        if faults:
            raise KnowledgeError(faults)
        return Names(entries)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        entries: list[vocabulary.Entry] = []
        with _uncollected():
            for path in sorted((self._folder / "vocabulary").glob("*.yaml")):
                reader = Reader(path)
                entries.extend(vocabulary.read_entries(reader, self._inflector))
                _sound(None, reader)
            return Vocabulary(entries)

    @cached_property
    def _inflector(self) -> Inflector:
        reader = self._reader("inflection.yaml")
        return _sound(Inflector(read_exceptions(reader)), reader)

    @cached_property
    def _people(self) -> tuple[dict[str, Person], aliases.NameFile]:
        reader = self._reader("people.yaml")
        return _sound(aliases.read_people(reader, self.actors), reader)

    @cached_property
    def _usual_names(self) -> Mapping[str, tuple[str, ...]]:
        return _cldr_names(self.language, tuple(self.states))

    def _reader(self, name: str) -> Reader:
        return Reader(self._folder / name)


@cache
def languages(root: Path = ROOT) -> tuple[str, ...]:
    """The languages there are data for, sorted."""
    return tuple(sorted(p.name for p in (root / "languages").iterdir() if p.is_dir()))


@cache
def load(language: str) -> Knowledge:
    """The knowledge for an ISO 639-1 language code. Raises KnowledgeError for a language without data."""
    if language not in languages():
        raise KnowledgeError([Fault("languages", f"no data for language {language!r}")])
    return Knowledge(language)


def load_nearest(language: str | None) -> Knowledge:
    """The knowledge for a language; that for English where none is given or there are no data for it."""
    return load(language if language in languages() else "en")


def _sound(value: _T, reader: Reader) -> _T:
    if reader.faults:
        raise KnowledgeError(reader.faults)
    return value


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: it would walk the many thousand new records again and again for nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _cldr_names(language: str, codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The Unicode CLDR's names of states, the usual one first; "St. Kitts & Nevis" with "and" too."""
    from babel import Locale

    territories = Locale(language).territories
    out: dict[str, tuple[str, ...]] = {}
    for code in codes:
        name = str(territories.get(code, ""))
        if name and not any(sign in name for sign in ("(", " - ", " SAR ")):
            out[code] = (name, name.replace("&", "and")) if "&" in name else (name,)
    return out
