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
from tests.extract.scenes import scene_of

SHORT = scene_of("Sweden promised 4 million euros for roads.")
LONG = "Sweden promised 4 million euros for roads. " + "It rained. " * 8


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
    (kept,) = sensible(SHORT, [draft(kind, sure, donors=("UA",), recipients=("UA",))])
    assert (kept.values["donors"], kept.values["recipients"]) == (donors, recipients)
    assert [reason.field for reason in kept.reasons] == (["donors"] if donors else ["recipients"])


def test_others_keep_both_roles() -> None:
    (kept,) = sensible(SHORT, [draft("pledge", donors=("SE", "UA"), recipients=("UA",))])
    assert (kept.values["donors"], kept.values["recipients"]) == (("SE", "UA"), ("UA",))


def test_a_sanction_against_nobody_is_none() -> None:
    against = draft("sanction", senders=("FR",), targets=("RU",))
    assert sensible(SHORT, [draft("sanction", senders=("FR",), targets=()), against]) == [against]


@pytest.mark.parametrize(("donor", "recipient", "number"), [("RU", "UA", 0), ("RU", "SD", 1), ("SE", "UA", 1)])
def test_russia_gives_nothing_to_ukraine(donor: str, recipient: str, number: int) -> None:
    assert len(sensible(SHORT, [draft("pledge", donors=(donor,), recipients=(recipient,))])) == number


@pytest.mark.parametrize(("more", "number"), [("", 0), ("Moldova waits.", 1), ("Zelensky waits.", 1)])
def test_a_longer_text_that_names_nobody_to_support_tells_of_no_support(more: str, number: int) -> None:
    gift = draft("pledge", donors=("SE",), recipients=("UA",))
    meeting = draft("meeting", actors=("SE",))
    kept = sensible(scene_of(LONG + more), [gift, meeting])
    assert kept == [gift, meeting][1 - number :]
    assert sensible(SHORT, [gift]) == [gift]


def test_a_note_that_names_no_giver_has_none() -> None:
    text = "Grant of 20 million euros to Ukraine for the repair of power lines."
    found = default_engine().extract(Document("note", text, datetime.date(2025, 11, 3), "en")).statements
    assert [(s.donors, s.recipients) for s in found if isinstance(s, Pledge)] == [((), ("UA",))]
