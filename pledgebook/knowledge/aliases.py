"""Reads the name files of a language: actors.yaml, bodies.yaml, programmes.yaml and people.yaml."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from pledgebook.knowledge.entries import NameKind, Person, Place, Term
from pledgebook.knowledge.reading import Reader
from pledgebook.knowledge.schema import read_codes

FIELDS: dict[str, NameKind] = {
    "names": "name",
    "adjectives": "adjective",
    "people": "people",
    "capital": "capital",
    "seats": "seat",
    "agencies": "agency",
    "offices": "office",
    "places": "place",
}
_Spelling = tuple[tuple[str, ...], bool, Place]  # spellings, whether to derive a surname, where it stands
HEADS = ("ambiguous", "blocked", "ordinary", "family_first")


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling of one name; `place` is None where it comes from no file of ours."""

    text: str
    kind: NameKind
    codes: tuple[str, ...]
    canonical: str
    place: Place | None
    surname: bool = False  # derived from a full name: gives way to any other meaning


@dataclass(slots=True)
class NameFile:
    """What a name file says. `ambiguous`: word -> codes, likeliest first; `blocked`: names that are no actor's;
    `ordinary`: spellings never to be derived; `family_first`: codes of states whose people are named surname first;
    `capitals`: codes that say something (or []) of a capital."""

    aliases: list[Alias] = field(default_factory=list)
    ambiguous: dict[str, tuple[tuple[str, ...], Place]] = field(default_factory=dict)
    blocked: list[tuple[str, Place]] = field(default_factory=list)
    ordinary: frozenset[str] = frozenset()
    family_first: frozenset[str] = frozenset()
    capitals: set[str] = field(default_factory=set)


def read_actors(reader: Reader, known: Mapping[str, object], usual: Mapping[str, str], name_kind: NameKind) -> NameFile:
    """actors.yaml and bodies.yaml: a block a code, with the lists of FIELDS. `usual` gives canonical names by code,
    where the first of `names` is not it; `name_kind` is what `names` are: name (of states) or body."""
    out = NameFile()
    for code, key, node in reader.items(reader.root(), "the file"):
        if code in HEADS:
            _read_head(reader, code, node, known, out)
            continue
        if code not in known:
            reader.fault(key, f"{code!r} is no known code")
        fields = reader.fields(node, "an actor", FIELDS)
        names = reader.words(fields.get("names"), "names")
        canonical = usual.get(code) or (names[0] if names else code)
        if "capital" in fields:
            out.capitals.add(code)
        for name, value in fields.items():
            kind = name_kind if name == "names" else FIELDS[name]
            for word, item in reader.texts(value, name):
                out.aliases.append(Alias(word, kind, (code,), canonical, reader.place(item)))
    return out


def read_programme_names(reader: Reader, known: Mapping[str, object]) -> NameFile:
    """programmes.yaml: slug -> list of names, the usual one first."""
    out = NameFile()
    for slug, key, node in reader.items(reader.root(), "the file"):
        if slug in HEADS:
            _read_head(reader, slug, node, known, out)
            continue
        if slug not in known:
            reader.fault(key, f"{slug!r} is no known programme (data/programmes.yaml)")
        words = list(reader.texts(node, "names"))
        for word, item in words:
            out.aliases.append(Alias(word, "programme", (slug,), words[0][0], reader.place(item)))
    return out


def read_people(reader: Reader, known: Mapping[str, object]) -> tuple[dict[str, Person], NameFile]:
    """people.yaml: code -> list of people: "Full Name", "Full Name / other spelling / surname alone", or a mapping
    {name: …, from: day, until: day, surname: false}. One name under two codes is one person with two terms."""
    out = NameFile()
    terms: dict[str, list[Term]] = {}
    spellings: dict[str, _Spelling] = {}
    for code, key, node in reader.items(reader.root(), "the file"):
        if code in HEADS:
            _read_head(reader, code, node, known, out)
            continue
        if code not in known:
            reader.fault(key, f"{code!r} is no known code")
        if not isinstance(node, yaml.SequenceNode):
            reader.fault(node, "people must be a list, one a line")
            continue
        for item in node.value:
            person = _read_person(reader, item, code)
            if person is not None:
                parts, term, surname = person
                terms.setdefault(parts[0], []).append(term)
                spellings.setdefault(parts[0], (parts, surname, reader.place(item)))
    people = {name: Person(name, tuple(sorted(found, key=_latest))) for name, found in terms.items()}
    _add_aliases(people, spellings, out)
    return people, out


def _add_aliases(people: Mapping[str, Person], spellings: Mapping[str, _Spelling], out: NameFile) -> None:
    """Full names, single words that the file gives, and surnames that belong to one actor's people alone."""
    surnames: dict[str, list[str]] = {}
    for name, (parts, surname, place) in spellings.items():
        codes = people[name].codes
        out.aliases.extend(Alias(part, "person", codes, name, place) for part in parts)
        if surname and not out.family_first.intersection(codes):
            derived = {_surname(p) for p in parts if " " in p} - out.ordinary
            for word in derived.difference(parts):
                surnames.setdefault(word, []).append(name)
    for word, names in surnames.items():
        codes = people[names[0]].codes
        if all(people[name].codes == codes for name in names):
            out.aliases.append(Alias(word, "person", codes, names[0], spellings[names[0]][2], surname=True))


def _read_person(reader: Reader, node: yaml.Node, code: str) -> tuple[tuple[str, ...], Term, bool] | None:
    fields: dict[str, yaml.Node] = {}
    name: str | None
    if isinstance(node, yaml.MappingNode):
        fields = reader.fields(node, "a person", ("name", "from", "until", "surname"))
        name = reader.text(fields.get("name"), "name")
    else:
        name = reader.text(node, "a person")
    if name is None:
        reader.fault(node, "a person needs a name")
        return None
    parts = tuple(p.strip() for p in name.split("/"))
    if not all(parts) or " " not in parts[0]:
        reader.fault(node, f"{name!r}: the full name first, then other spellings, parted by /")
        return None
    surname = "surname" not in fields or reader.flag(fields["surname"], "surname")
    return parts, Term(code, _day(reader, fields.get("from")), _day(reader, fields.get("until"))), surname


def _day(reader: Reader, node: yaml.Node | None) -> datetime.date | None:
    value = reader.text(node, "a day")
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        reader.fault(node, f"{value!r} is no day (2024-10-01)")
        return None


def _latest(term: Term) -> tuple[int, int]:
    """Orders terms: the one still open first, then by how late it begins."""
    start = term.start.toordinal() if term.start else 0
    return (0 if term.end is None else 1, -start)


def _surname(name: str) -> str:
    """The last word, with the small words before it ("von der Leyen")."""
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return " ".join(words[first:])


def _read_head(reader: Reader, head: str, node: yaml.Node, known: Mapping[str, object], out: NameFile) -> None:
    if head == "ambiguous":
        for word, key, codes in reader.items(node, head):
            out.ambiguous[word] = (read_codes(reader, codes, head, known), reader.place(key))
    elif head == "blocked":
        out.blocked.extend((word, reader.place(item)) for word, item in reader.texts(node, head))
    elif head == "family_first":
        out.family_first = frozenset(read_codes(reader, node, head, known))
    else:
        out.ordinary = frozenset(reader.words(node, head))
