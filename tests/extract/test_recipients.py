"""Who could receive support, told by a text's names alone."""

from __future__ import annotations

import pytest

from pledgebook.extract.recipients import may_name_a_recipient, names_a_recipient
from pledgebook.extract.scene import set_scene
from pledgebook.extract.sheet import lay_out
from pledgebook.model import Document

NAMED = ("Tents went to Ghana.", "A Kenyan minister spoke.", "They met in Nairobi.", "The G77 and Ghana agreed.")
UNNAMED = ("", "It rained all day in the park.", "Japan beat Spain in the second half.", "The minister spoke. We won.")


@pytest.mark.parametrize("text", NAMED)
def test_a_recipient_may_be_named_where_one_is(text: str) -> None:
    scene = set_scene(lay_out(Document("d", text, language="en"), "en"))
    assert names_a_recipient(scene)
    assert may_name_a_recipient(text, "en")


@pytest.mark.parametrize("text", UNNAMED)
def test_a_text_without_recipients_is_told_by_its_names(text: str) -> None:
    assert not may_name_a_recipient(text, "en")
    assert not names_a_recipient(set_scene(lay_out(Document("d", text, language="en"), "en")))
