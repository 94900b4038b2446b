"""What cannot be, whatever was learned: nobody gives to itself, and no sanction is against nobody.

In none of the ten thousand pledges that were annotated is a donor a recipient, and in none of the seven hundred sanctions is
nobody named against whom it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from pledgebook.extract.casting import LIKELY
from pledgebook.extract.fill import Draft


def sensible(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts that can be, in order. Where somebody would give to itself, the likelier of its two roles is left to it,
    and who fills the other is not known."""
    kept = [draft for draft in drafts if draft.segment.kind != "sanction" or draft.values.get("targets")]
    for draft in kept:
        donors, recipients = draft.values.get("donors"), draft.values.get("recipients")
        if donors and recipients and set(donors) <= set(recipients):
            unknown = "recipients" if draft.sure["main"] > LIKELY else "donors"
            draft.values[unknown] = ()
            draft.reasons = [reason for reason in draft.reasons if reason.field != unknown]
    return kept
