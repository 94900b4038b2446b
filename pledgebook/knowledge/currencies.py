"""Currency words and signs, from currencies.yaml (whose own head explains its form)."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from pledgebook.knowledge.entries import Bare, State
from pledgebook.knowledge.reading import Reader


class Currencies:
    """`codes`: ISO 4217 code -> English name; `names`: lower-case word or phrase -> code; `signs`: sign or abbreviation
    as written ("€", "C$", "Ft") -> code; `bare`: lower-case word or sign that several states use ("dollars", "kr") ->
    Bare."""

    def __init__(
        self,
        codes: Mapping[str, str],
        names: Mapping[str, str],
        signs: Mapping[str, str],
        bare: Mapping[str, Bare],
        own: Mapping[str, str] | None = None,
    ) -> None:
        self.codes, self.names, self.signs, self.bare = codes, names, signs, bare
        self._own = own or {}

    def resolve(self, word: str, country: str | None = None) -> str | None:
        """The currency a bare word means in a text about that state (alpha-2): the state's own where it is an option,
        else the word's default, else None."""
        bare = self.bare.get(word.lower())
        if bare is None:
            return None
        own = self._own.get(country or "")
        return own if own in bare.options else bare.default


def read_currencies(reader: Reader, states: Mapping[str, State]) -> Currencies:
    """The parts of currencies.yaml that name currencies; how amounts are read from it is the extraction's matter."""
    parts = {key: node for key, _, node in reader.items(reader.root(), "the file")}
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    signs: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    adjectives: dict[str, tuple[str, ...]] = {}
    for code, _, node in reader.items(parts.get("currencies"), "currencies"):
        fields = {key: value for key, _, value in reader.items(node, "a currency")}
        codes[code] = reader.text(fields.get("name"), "name") or code
        names[codes[code].lower()] = code
        for word in (*_words(reader, fields, "nouns"), *_words(reader, fields, "careful")):
            names.setdefault(word.lower(), code)
        for sign in (*_words(reader, fields, "signs"), *_words(reader, fields, "exact")):
            signs.setdefault(sign, code)
        adjectives[code] = _words(reader, fields, "of")
        for group in _words(reader, fields, "bare"):
            members.setdefault(group, []).append(code)
    bare: dict[str, Bare] = {}
    for group, key, node in reader.items(parts.get("bare"), "bare"):
        fields = {k: value for k, _, value in reader.items(node, "a bare word")}
        default = reader.text(fields.get("default"), "default")
        options = tuple(dict.fromkeys([*members.get(group, ()), *_words(reader, fields, "options")]))
        if default is not None and default not in codes:
            reader.fault(key, f"default {default!r} is no known currency")
        nouns = [w for f in ("words", "careful") for w in _words(reader, fields, f)]
        for word in (*nouns, *(s for f in ("signs", "exact") for s in _words(reader, fields, f))):
            bare[word.lower()] = _joined(bare.get(word.lower()), Bare(word.lower(), default, options))
        for code in members.get(group, ()):
            for adjective in adjectives[code]:
                names.update({f"{adjective} {noun}".lower(): code for noun in nouns})
    own = {state.code: state.currency for state in states.values() if state.currency}
    return Currencies(codes, names, signs, bare, own)


def _joined(one: Bare | None, other: Bare) -> Bare:
    if one is None:
        return other
    return Bare(one.word, one.default or other.default, tuple(dict.fromkeys([*one.options, *other.options])))


def _words(reader: Reader, fields: Mapping[str, yaml.Node], name: str) -> tuple[str, ...]:
    return reader.words(fields.get(name), name)
