"""The gazetteer: every known name in a text, found in one scan of the original-case text."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from pledgebook.knowledge.aliases import Alias, NameFile
from pledgebook.knowledge.entries import NameEntry, Place
from pledgebook.knowledge.scanning import Scanner, plain
from pledgebook.model import Fault

# Where one word stands for one actor in several ways ("Luxembourg"), the first of these is what it is.
PRECEDENCE = [
    *("name", "body", "programme", "adjective", "people", "seat"),
    *("capital", "agency", "office", "person", "place"),
]
# Kinds whose names may hold common words, written in lower case in the files and with capitals in titles.
TITLED = frozenset({"programme", "body", "seat", "agency", "office", "people"})
SMALL_WORDS = frozenset({"of", "for", "the", "and", "to", "in", "on", "a", "an", "with", "by", "from", "against"})
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "ð": "d", "þ": "th"}
)


class Names:
    """`entries`: every spelling known -> its NameEntry, or None for names that are seen and left out."""

    def __init__(self, entries: Mapping[str, NameEntry | None]) -> None:
        self.entries = dict(entries)
        self._patterns = list(self.entries)
        self._values = [self.entries[p] for p in self._patterns]
        self._scanner = Scanner(self._patterns)

    def scan(self, text: str) -> list[tuple[int, int, NameEntry]]:
        """Names in the original-case text: (start, end, entry), leftmost-longest, on word boundaries, not overlapping,
        in order. `text[start:end]` is the spelling found (save that its spaces and apostrophes may be odd ones)."""
        values = self._values
        return [
            (start, end, entry)
            for start, end, index in self._scanner.scan(text)
            if (entry := values[index]) is not None
        ]

    def exactly(self, text: str) -> NameEntry | None:
        """What the whole text is the unambiguous name of; None where it is none, or says more."""
        found = [
            entry for start, end, entry in self.scan(text) if (start, end) == (0, len(text)) and not entry.ambiguous
        ]
        return found[0] if found else None


def build(
    files: Sequence[NameFile], usual: Mapping[str, Sequence[str]]
) -> tuple[dict[str, NameEntry | None], list[Fault]]:
    """All spellings of the files, and of `usual` (code -> names from elsewhere, which give way), with their faults: a
    word for different actors must be declared ambiguous."""
    ambiguous = {plain(word): value for file in files for word, value in file.ambiguous.items()}
    ordinary = frozenset(word for file in files for word in file.ordinary)
    known, faults = _known(files, usual, ambiguous)
    entries: dict[str, NameEntry | None] = {}
    for word, alias in known.items():
        codes, unsure = (ambiguous[word][0], True) if word in ambiguous else (alias.codes, False)
        entries[word] = NameEntry(alias.kind, codes, alias.canonical, unsure, alias.place)
    for word, (_, place) in ambiguous.items():
        if word not in entries:
            faults.append(Fault(place.source, f"{word!r} is called ambiguous and is nobody's name", place.line))
    for file in files:
        for word, _ in file.blocked:
            entries.setdefault(plain(word), None)
    for word, entry in list(entries.items()):
        for variant in _variants(word, entry, ordinary):
            entries.setdefault(variant, entry)
    return entries, faults


def _known(
    files: Sequence[NameFile], usual: Mapping[str, Sequence[str]], ambiguous: Collection[str]
) -> tuple[dict[str, Alias], list[Fault]]:
    """The alias that each spelling stands for: what the files say, then the usual names, then surnames."""
    faults: list[Fault] = []
    known: dict[str, Alias] = {}
    surnames: list[Alias] = []
    for alias in (a for file in files for a in file.aliases):
        if alias.surname:
            surnames.append(alias)
            continue
        word = plain(alias.text)
        other = known.get(word)
        if other is not None and other.codes != alias.codes and word not in ambiguous:
            message = (
                f"{alias.text!r} means {', '.join(other.codes)} at {other.place} and {', '.join(alias.codes)} here: "
            )
            message += "take one out, or declare it ambiguous"
            place = alias.place or Place("CLDR", 0)
            faults.append(Fault(place.source, message, place.line))
        if other is None or _rank(alias) < _rank(other):
            known[word] = alias
    for code, names in usual.items():
        for name in names:
            alias = Alias(name, "name", (code,), names[0], None)
            other = known.setdefault(plain(name), alias)
            if other.codes == alias.codes and _rank(alias) < _rank(other):
                known[plain(name)] = alias
    for alias in surnames:
        known.setdefault(plain(alias.text), alias)
    return known, faults


def _rank(alias: Alias) -> int:
    return PRECEDENCE.index(alias.kind)


def _variants(word: str, entry: NameEntry | None, ordinary: frozenset[str]) -> Iterator[str]:
    """Other spellings: without diacritics, with a title's capitals, and all in capitals for more than three letters (of
    people the surname alone); none that is an ordinary word."""
    spellings = {word, fold(word)}
    if entry is not None and entry.kind in TITLED and " " in word and word != word.upper():
        spellings |= {titled for spelling in spellings for titled in _titles(spelling)}
    if entry is not None and entry.kind == "person" and word[0].islower():  # "Von der Leyen said" begins a sentence
        spellings |= {spelling[0].upper() + spelling[1:] for spelling in spellings}
    full = entry is None or entry.kind != "person" or " " not in word
    for spelling in spellings - ordinary:
        yield spelling
        if full and sum(map(str.isalpha, spelling)) > 3:
            yield spelling.upper()


def _titles(word: str) -> set[str]:
    """Title case (small words as they are, hyphened parts with and without a capital), and a sentence's capital."""
    parts = word.split(" ")
    big = [p if p in SMALL_WORDS else p[:1].upper() + p[1:] for p in parts]
    hyphened = ["-".join(h[:1].upper() + h[1:] for h in p.split("-")) for p in big]
    last = [*parts[:-1], big[-1]]
    not_last = [*big[:-1], parts[-1]]
    return {" ".join(p) for p in (big, hyphened, last, not_last, [big[0], *parts[1:]])}


def fold(word: str) -> str:
    """Without diacritics: Türkiye, Turkiye."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
