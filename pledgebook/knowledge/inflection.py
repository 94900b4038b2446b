"""The forms of English verbs and nouns by spelling rule, with the exceptions of `languages/<code>/inflection.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pledgebook.knowledge.entries import FormName
from pledgebook.knowledge.reading import Reader

VOWELS = frozenset("aeiou")
HISSING = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True, slots=True)
class Exceptions:
    """`double`: verbs that double their last consonant though not of one syllable; `either`: verbs written both ways;
    `keep`: short verbs that do not double; `plurals`: singular -> plural of irregular nouns; `third`: base -> -s form.
    """

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
    double, either, keep = (frozenset(reader.words(fields.get(name), name)) for name in ("double", "either", "keep"))
    plurals, third = (
        {key: reader.text(node, key) or key for key, _, node in reader.items(fields.get(name), name)}
        for name in ("plurals", "third")
    )
    return Exceptions(double, either, keep, plurals, third)


class Inflector:
    """Makes the forms of verbs and nouns, and remembers them: the same few verbs head most expressions."""

    def __init__(self, exceptions: Exceptions) -> None:
        self._exceptions = exceptions
        self._verbs: dict[str, tuple[tuple[str, FormName], ...]] = {}
        self._nouns: dict[str, tuple[str, str]] = {}

    def verb(self, head: str) -> tuple[tuple[str, FormName], ...]:
        """All forms of `base` or `base/past/participle`, the base first. Raises ValueError where it is neither."""
        forms = self._verbs.get(head)
        if forms is None:
            forms = self._verbs[head] = tuple(_verb_forms(head, self._exceptions))
        return forms

    def noun(self, head: str) -> tuple[str, str]:
        """Singular and plural of `singular` or `singular/plural`. Raises ValueError where it is neither."""
        forms = self._nouns.get(head)
        if forms is None:
            parts = head.split("/")
            if len(parts) > 2 or not all(parts):
                raise ValueError("a noun is `singular` or `singular/plural`")
            forms = self._nouns[head] = (parts[0], parts[1] if len(parts) == 2 else plural(head, self._exceptions))
        return forms


def _verb_forms(head: str, exceptions: Exceptions) -> Iterator[tuple[str, FormName]]:
    parts = head.split("/")
    if len(parts) not in {1, 3} or not all(parts):
        raise ValueError("a verb is `base` or `base/past/participle`")
    base = parts[0]
    pasts, participles = ((parts[1],), (parts[2],)) if len(parts) == 3 else (past(base, exceptions),) * 2
    yield base, "base"
    yield third_person(base, exceptions), "s"
    if pasts == participles:
        yield from ((form, "past/participle") for form in pasts)
    else:
        yield from ((form, "past") for form in pasts)
        yield from ((form, "participle") for form in participles)
    yield from ((form, "ing") for form in ing(base, exceptions))


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
