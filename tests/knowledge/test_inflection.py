"""English forms: the regular rules, and the exceptions of the data."""

from __future__ import annotations

import pytest

from pledgebook.knowledge.inflection import Inflector, read_exceptions
from pledgebook.knowledge.reading import ROOT, Reader
from pledgebook.knowledge.vocabulary import expand

INFLECTOR = Inflector(read_exceptions(Reader(ROOT / "languages" / "en" / "inflection.yaml")))


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("v:donate", "donate donates donated donating"),
        ("v:ship", "ship ships shipped shipping"),
        ("v:commit", "commit commits committed committing"),
        ("v:supply", "supply supplies supplied supplying"),
        ("v:deliver", "deliver delivers delivered delivering"),
        ("v:dispatch", "dispatch dispatches dispatched dispatching"),
        ("v:lie", "lie lies lied lying"),
        ("v:agree", "agree agrees agreed agreeing"),
        ("v:travel", "travel travels travelled traveled travelling traveling"),
        ("v:re-equip", "re-equip re-equips re-equipped re-equipping"),
        ("v:show", "show shows showed showing"),
        ("v:train", "train trains trained training"),
        ("v:veto", "veto vetoes vetoed vetoing"),
        ("v:give/gave/given", "give gives gave given giving"),
        ("v:send/sent/sent", "send sends sent sending"),
        ("n:generator", "generator generators"),
        ("n:half/halves", "half halves"),
        ("n:aircraft", "aircraft aircraft"),
        ("n:spokesman", "spokesman spokesmen"),
        ("n:country", "country countries"),
        ("n:drone", "drone drones"),
        ("n:ferry", "ferry ferries"),
        ("n:x-ray", "x-ray x-rays"),
        ("n:bus", "bus buses"),
        ("literal words", "literal words"),
    ],
)
def test_forms(entry: str, forms: str) -> None:
    found = [text for text, _ in expand(entry, INFLECTOR)[1]]
    assert " ".join(found) == forms


def test_only_the_first_word_of_a_verb_phrase_changes() -> None:
    lemma, forms = expand("v:hand over", INFLECTOR)
    assert lemma == "hand over"
    assert ("handed over", "past/participle") in forms


def test_only_the_head_of_a_noun_phrase_changes() -> None:
    assert dict(expand("n:memorandum of understanding", INFLECTOR)[1]) == {
        "memorandum of understanding": "singular",
        "memoranda of understanding": "plural",
    }


@pytest.mark.parametrize("entry", ["v:", "v:give/gave", "v:a//b", "n:a/b/c", "n:", ""])
def test_entries_that_cannot_be_read_are_refused(entry: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        expand(entry, INFLECTOR)
