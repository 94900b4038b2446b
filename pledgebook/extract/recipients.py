"""Whether a text names anybody who could receive support: without it, an unlikely text holds no statement."""

from __future__ import annotations

from functools import lru_cache

from pledgebook.extract.scene import Scene
from pledgebook.extract.sheet import lower_in_place
from pledgebook.knowledge import Knowledge, load
from pledgebook.knowledge.roles import Roles, roles


def names_a_recipient(scene: Scene) -> bool:
    """Whether the document names a programme, the usual recipient, or a state that receives development assistance."""
    receiving = _receiving(scene.sheet.roles)
    return any(m.code in receiving for m in scene.actors) or any(
        unit.name is not None and unit.name.kind == "programme" for unit in scene.sheet.units
    )


def may_name_a_recipient(text: str, language: str) -> bool:
    """Whether `names_a_recipient` may hold for the text: a look at its names and offices alone, before anything else of it
    is read. Every actor of a scene comes from one of these."""
    knowledge = load(language)
    receiving = _receiving(roles())
    for _, _, name in knowledge.names.scan(text):
        if name.kind == "programme" or not receiving.isdisjoint(
            _meant(knowledge, name.kind, name.codes, name.canonical)
        ):
            return True
    return any(office.actor in receiving for _, _, office in knowledge.offices.scan(lower_in_place(text)))


@lru_cache(maxsize=4)
def _receiving(part: Roles) -> frozenset[str]:
    return frozenset({part.default_recipient}) | part.oda_recipients


def _meant(knowledge: Knowledge, kind: str, codes: tuple[str, ...], canonical: str) -> set[str]:
    """The actors that a name may stand for: groups stand for their members, people for whomever they have acted for."""
    out = set(codes)
    for code in codes:
        body = knowledge.bodies.get(code)
        if body is not None and body.members:
            out.update(body.members)
    if kind == "person" and (person := knowledge.people.get(canonical)) is not None:
        out.update(person.codes)
    return out
