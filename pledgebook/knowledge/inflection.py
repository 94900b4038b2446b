"""The forms of English verbs and nouns by spelling rule, with the exceptions of `languages/<code>/inflection.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pledgebook.knowledge.reading import Reader

VOWELS = frozenset("aeiou")
HISSING = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True, slots=True)
class Exceptions:
    """`double`: verbs that double their last consonant though not of one syllable; `either`: verbs written both ways;
    `keep`: short verbs that do not double; `plurals`: singular -> plural of irregular nouns; `third`: base -> -s form."""

    double: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    plurals: Mapping[str, str] = field(default_factory=dict)
    third: Mapping[str, str] = field(default_factory=dict)


def read_exceptions(reader: Reader) -> Exceptions:
    """inflection.yaml: three lists and two mappings, all of lower-case words."""
    root = reader.root()
    if root is None:
        return Exceptions()
    fields = reader.fields(root, "the file", ("double", "either", "keep", "plurals", "third"))
    lists = [frozenset(reader.words(fields.get(name), name)) for name in ("double", "either", "keep")]
    tables = [
        {key: reader.text(node, key) or key for key, _, node in reader.items(fields.get(name), name)}
        for name in ("plurals", "third")
    ]
    return Exceptions(*lists, *tables)


def plural(noun: str, exceptions: Exceptions) -> str:
    """The plural of one word ("half" only if listed). The last part of a hyphened word is what changes."""
    head, hyphen, tail = noun.rpartition("-")
    irregular = exceptions.plurals.get(tail)
    if irregular is not None:
        return head + hyphen + irregular
    if noun.endswith("man") and len(noun) > 4:
        return noun[:-3] + "men"
    return _with_s(noun)


def third_person(verb: str, exceptions: Exceptions) -> str:
    return exceptions.third.get(verb) or _with_s(verb)


def past(verb: str, exceptions: Exceptions) -> tuple[str, ...]:
    """The regular past (and participle): one spelling, or two where both are written."""
    if verb.endswith("e"):
        return (verb + "d",)
    if _consonant_y(verb):
        return (verb[:-1] + "ied",)
    return tuple(stem + "ed" for stem in _stems(verb, exceptions))


def ing(verb: str, exceptions: Exceptions) -> tuple[str, ...]:
    if verb.endswith("ie"):
        return (verb[:-2] + "ying",)
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and len(verb) > 2:
        return (verb[:-1] + "ing",)
    return tuple(stem + "ing" for stem in _stems(verb, exceptions))


def _with_s(word: str) -> str:
    if _consonant_y(word):
        return word[:-1] + "ies"
    if word.endswith(HISSING) or (word.endswith("o") and len(word) > 2 and word[-2] not in VOWELS and len(word) < 5):
        return word + "es"
    return word + "s"


def _consonant_y(word: str) -> bool:
    return len(word) > 1 and word.endswith("y") and word[-2] not in VOWELS


def _stems(verb: str, exceptions: Exceptions) -> tuple[str, ...]:
    tail = verb.rsplit("-", 1)[-1]
    doubled = verb + verb[-1]
    if tail in exceptions.either:
        return (doubled, verb)
    if tail in exceptions.double or (tail not in exceptions.keep and _short(tail)):
        return (doubled,)
    return (verb,)


def _short(verb: str) -> bool:
    """One syllable ending in one vowel and one consonant (ship, stop, plan), which doubles."""
    if len(verb) < 3 or verb[-1] in VOWELS or verb[-1] in "wxyh" or verb[-2] not in VOWELS:
        return False
    return not any(letter in VOWELS or letter == "y" for letter in verb[:-2])
