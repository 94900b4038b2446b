"""What words without a name stand for: "it", "the country", "the bank", "both sides".

Each rule looks back over the mentions made so far, a few sentences at most, as a reader does. It answers with the codes
meant, or with nothing; what is then made of them is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pledgebook.extract.sheet import Sheet
from pledgebook.knowledge import Knowledge
from pledgebook.knowledge.references import References

REACH = 4  # sentences looked back
GROUP_REACH = 60  # sentences within which the name of a group is remembered
PAIR = 2
NAMING = frozenset("NCBSAPOHT")  # letters of mentions that stand for the actor itself, not for its goods


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Unit `unit` of sentence `sentence` stands for the actor `code`; `letter` tells how (N name, J adjective, P people,
    C capital, S seat, A agency, L place, B body, O office, H person, W first person in a quotation, U first person
    elsewhere, T a word for somebody named before, M a group's member, D the place in a dateline)."""

    unit: int
    sentence: int
    code: str
    letter: str


def is_state(code: str) -> bool:
    """Whether the code is a state's."""
    return len(code) == 2 and code.isupper()


def thing_meant(made: Sequence[ActorMention], sheet: Sheet, number: int, index: int) -> str | None:
    """Whom "it" or "they" at unit `index` of sentence `number` means: the subject of the clause before, which is taken to
    be the first actor named in the sentence, or else in the nearest sentence before."""
    first = sheet.sentences[number].first
    near = number if index - first > 3 else number - 1
    best: ActorMention | None = None
    for mention in reversed(made):
        if mention.sentence < number - REACH or (best is not None and mention.sentence < best.sentence):
            break
        if mention.sentence <= near and mention.letter in NAMING:
            best = mention
    return best.code if best else None


def person_meant(made: Sequence[ActorMention], number: int) -> str | None:
    """For whom "he" or "she" acts: the actor of the last person mentioned."""
    for mention in reversed(made):
        if mention.sentence < number - REACH:
            return None
        if mention.letter == "H":
            return mention.code
    return None


def country_meant(made: Sequence[ActorMention], sheet: Sheet, number: int, giving: bool) -> str | None:
    """The last state named; with `giving`, the last that is neither the usual recipient nor a usual target."""
    roles = sheet.roles
    for mention in reversed(made):
        if mention.sentence < number - REACH:
            return None
        code = mention.code
        wrong = roles.usual_targets | {roles.default_recipient} if giving else roles.usual_targets
        if mention.letter in NAMING and is_state(code) and code not in wrong:
            return code
    return None


def body_meant(made: Sequence[ActorMention], sheet: Sheet, number: int, noun: str) -> str | None:
    """The last body named that has the noun in one of its names ("the bank" after "EIB"); where it is in nobody's name, the
    last body of that kind, or else ("the board") the last body named at all."""
    words = body_words(sheet.knowledge)
    last: str | None = None
    kin: str | None = None
    for mention in reversed(made):
        if mention.sentence < number - 3 * REACH:
            break
        if noun in words.get(mention.code, ()):
            return mention.code
        body = sheet.knowledge.bodies.get(mention.code)
        if body is not None:
            last = last or mention.code
            kin = kin or (mention.code if body.kind == noun else None)
    return kin or last


@lru_cache(maxsize=8)
def body_words(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """The words of each body's names, in lower case."""
    out: dict[str, set[str]] = {}
    for name, entry in knowledge.names.entries.items():
        if entry is not None and entry.kind == "body":
            for code in entry.codes:
                out.setdefault(code, set()).update(name.lower().split())
    return {code: frozenset(words) for code, words in out.items()}


def companions_meant(made: Sequence[ActorMention], number: int, count: int) -> list[str]:
    """The members of the last group of that many, or else the last `count` different actors named, in the order named;
    fewer are nobody."""
    codes: dict[str, None] = {}
    spot = -1
    for mention in reversed(made):
        if count <= PAIR or mention.sentence < number - GROUP_REACH:
            break
        if mention.letter == "M":
            if mention.unit != spot:
                codes.clear()
                spot = mention.unit
            codes.setdefault(mention.code)
            if len(codes) == count:
                return list(reversed(codes))
    for letters in (NAMING, NAMING | {"J"}):
        codes.clear()
        for mention in reversed(made):
            if mention.sentence < number - REACH:
                break
            if mention.letter in letters:
                codes.setdefault(mention.code)
            if len(codes) == count:
                return list(reversed(codes))
    return []


def count_meant(sheet: Sheet, index: int, words: References) -> int:
    """How many actors the plural noun at unit `index` means: 0 where it is not one that points back."""
    units = sheet.units
    key = units[index].key
    if key not in words.companions or not index:
        return 0
    before = sheet.tokens.lower[units[index - 1].first]
    if before in words.numbers:
        return words.numbers[before]
    return 2 if before in words.pointing and key in words.interlocutors else 0
