"""What cannot be is not said."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from pledgebook.extract.engine import default_engine
from pledgebook.extract.fill import Draft
from pledgebook.extract.segments import Segment
from pledgebook.extract.sense import sensible
from pledgebook.model import Document, Pledge, Reason


def draft(kind: str, sure: float = 0.9, **values: Any) -> Draft:
    made = Draft(Segment(0, 0, 3, kind, 0.9))
    made.values.update(values)
    made.sure["main"] = sure
    made.reasons = [Reason(name, "words", "learned") for name in values]
    return made


@pytest.mark.parametrize(("sure", "donors", "recipients"), [(0.9, ("UA",), ()), (0.1, (), ("UA",))])
@pytest.mark.parametrize("kind", ["pledge", "total"])
def test_who_would_give_to_itself_keeps_the_likelier_role(
    kind: str, sure: float, donors: tuple[str, ...], recipients: tuple[str, ...]
) -> None:
    (kept,) = sensible([draft(kind, sure, donors=("UA",), recipients=("UA",))])
    assert (kept.values["donors"], kept.values["recipients"]) == (donors, recipients)
    assert [reason.field for reason in kept.reasons] == (["donors"] if donors else ["recipients"])


def test_others_keep_both_roles() -> None:
    (kept,) = sensible([draft("pledge", donors=("SE", "UA"), recipients=("UA",))])
    assert (kept.values["donors"], kept.values["recipients"]) == (("SE", "UA"), ("UA",))


def test_a_sanction_against_nobody_is_none() -> None:
    against = draft("sanction", senders=("FR",), targets=("RU",))
    assert sensible([draft("sanction", senders=("FR",), targets=()), against]) == [against]


def test_a_note_that_names_no_giver_has_none() -> None:
    text = "Grant of 20 million euros to Ukraine for the repair of power lines."
    found = default_engine().extract(Document("note", text, datetime.date(2025, 11, 3), "en")).statements
    assert [(s.donors, s.recipients) for s in found if isinstance(s, Pledge)] == [((), ("UA",))]
