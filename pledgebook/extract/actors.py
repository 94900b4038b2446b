"""Who may fill the roles of a statement: what is known of it before its actors are sought, and the actors in reach.

In reach are the actors of the sentence and of the sentences before it, of the title, of the statement before, those most
often named, and those that the paragraph, the heading, the speaker or a programme stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pledgebook.extract.money import currency_states
from pledgebook.extract.scene import Scene

REACH = 3  # sentences looked back
MEMORY = 12  # statements looked back


class Earlier(NamedTuple):
    """An earlier statement: its kind, its sentence, its main actors, and those in its other role."""

    kind: str
    sentence: int
    main: frozenset[str]
    other: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a statement before its actors: its kind and segment, the speaker's actor, the statements before it
    (the nearest first), the states whose own currency the amount is in, and the programmes' donors and recipients."""

    kind: str
    sentence: int
    first: int
    last: int
    speaker: str | None
    earlier: tuple[Earlier, ...]
    currency_states: frozenset[str]
    programme_donors: frozenset[str]
    programme_recipients: frozenset[str]


def known(
    scene: Scene,
    kind: str,
    sentence: int,
    first: int,
    last: int,
    speaker: str | None,
    earlier: Sequence[Earlier],
    programmes: Iterable[str],
) -> Known:
    """Gather what is known of a statement before its actors are sought; `earlier` has the nearest statement first."""
    donors: set[str] = set()
    recipients: set[str] = set()
    for slug in programmes:
        programme = scene.sheet.knowledge.programmes.get(slug)
        if programme is not None:
            donors |= set(programme.donors)
            recipients |= set(programme.recipients)
    return Known(
        kind, sentence, first, last, speaker, tuple(earlier[:MEMORY]), currency_states(scene, first, last),
        frozenset(donors), frozenset(recipients),
    )  # fmt: skip


def in_reach(scene: Scene, known: Known) -> list[str]:
    """The codes that may fill a role, nearest first."""
    codes: dict[str, None] = {}
    for back in range(REACH + 1):
        if known.sentence - back >= 0:
            for mention in scene.by_sentence[known.sentence - back]:
                codes.setdefault(mention.code)
    for statement in known.earlier[:1]:
        for code in (*sorted(statement.main), *sorted(statement.other)):
            codes.setdefault(code)
    for code in sorted(scene.title):
        codes.setdefault(code)
    for code, _ in scene.counts.most_common(3):
        codes.setdefault(code)
    paragraph = scene.sheet.sentences[known.sentence].paragraph
    for near in (known.speaker, scene.home, scene.sheet.roles.default_recipient, scene.topics.get(paragraph),
                 scene.headings[known.sentence]):  # fmt: skip
        if near:
            codes.setdefault(near)
    for code in (*sorted(known.programme_donors), *sorted(known.programme_recipients)):
        codes.setdefault(code)
    if known.sentence + 1 < len(scene.by_sentence) and not scene.by_sentence[known.sentence]:
        for mention in scene.by_sentence[known.sentence + 1]:
            codes.setdefault(mention.code)
    return list(codes)
