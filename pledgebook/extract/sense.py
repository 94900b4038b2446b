"""What cannot be, whatever was learned: nobody gives to itself, states under sanctions do not give to the usual recipient, no
sanction is against nobody, and no page of news tells of support without naming anybody who may be supported.

In none of the ten thousand pledges that were annotated does anybody do either of the first two; in none of the seven
hundred sanctions is nobody named against whom it is; and of the twelve hundred longer texts with statements one names nobody
who may be supported. Short notes do often enough: whoever writes them down knows whom they are about.
"""

from __future__ import annotations

from collections.abc import Sequence

from pledgebook.extract.casting import LIKELY
from pledgebook.extract.fill import Draft
from pledgebook.extract.recipients import names_a_recipient
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import GIFTS, PLEDGE
from pledgebook.extract.weighing import FEW
from pledgebook.knowledge.roles import Roles
from pledgebook.model import Reason


def sensible(scene: Scene, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a text that can be, in order. Where somebody would give to itself, the likelier of its two roles is left
    to it, and who fills the other is not known."""
    if not drafts:
        return []
    told_whom = scene.sheet.document.is_note or len(scene.sheet.sentences) <= FEW or names_a_recipient(scene)
    given = scene.sheet.document.donor
    kept = [draft for draft in drafts if _can_be(draft, scene.sheet.roles, told_whom, given)]
    for draft in kept:
        if given is not None:
            _enter(draft, scene.sheet.roles)
        donors, recipients = draft.values.get("donors"), draft.values.get("recipients")
        if donors and recipients and set(donors) <= set(recipients):
            unknown = "recipients" if draft.sure["main"] > LIKELY or set(donors) == {given} else "donors"
            draft.values[unknown] = ()
            draft.reasons = [reason for reason in draft.reasons if reason.field != unknown]
    return kept


def _enter(draft: Draft, roles: Roles) -> None:
    """Give a gift of a note that is for no purpose by name the sector that trackers enter it under."""
    instrument = draft.values.get("instrument")
    sector = roles.sector_of_instrument.get(instrument or "")
    if draft.segment.kind == PLEDGE and sector is not None and draft.values["sector"] is None:
        draft.values["sector"] = sector
        draft.reasons = [reason for reason in draft.reasons if reason.field != "sector"]
        draft.reasons.append(Reason("sector", "", f"what trackers enter under: {instrument}"))


def _can_be(draft: Draft, roles: Roles, told_whom: bool, given: str | None) -> bool:
    values = draft.values
    if draft.segment.kind == "sanction":
        return bool(values.get("targets"))
    if draft.segment.kind not in GIFTS:
        return True
    donors, recipients = set(values.get("donors") or ()), set(values.get("recipients") or ())
    from_foes = bool(donors) and donors <= roles.usual_targets - {given} and recipients == {roles.default_recipient}
    return told_whom and not from_foes
