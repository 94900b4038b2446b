"""Scanning: both ways give what the definition says, and offsets always hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pledgebook.knowledge import load
from pledgebook.knowledge.scanning import ENOUGH, Scanner, plain

PATTERNS = ["give", "give up", "up", "upset", "a", "us", "port security", "security", "u.s.", "c$", "of it", "it"]
texts = st.lists(
    st.sampled_from(
        ["give", " ", "up", "set", "port", "security", "sup", "u.s.", "us", "c$", "of", "it", "s", ".", "5"]
    )
).map("".join)


def by_definition(text: str, patterns: list[str]) -> list[tuple[int, int, int]]:
    """Leftmost, then longest, on word boundaries: written for clarity, not for speed."""
    out: list[tuple[int, int, int]] = []
    at = 0
    while at < len(text):
        fitting = [
            (at + len(p), i)
            for i, p in enumerate(patterns)
            if text.startswith(p, at)
            and not (p[0].isalnum() and at and text[at - 1].isalnum())
            and not (p[-1].isalnum() and text[at + len(p) : at + len(p) + 1].isalnum())
        ]
        if fitting:
            end, pattern = max(fitting)
            out.append((at, end, pattern))
            at = end
        else:
            at += 1
    return out


@given(texts)
def test_looking_up_and_running_the_automaton_agree_with_the_definition(text: str) -> None:
    slow, fast = Scanner(PATTERNS), Scanner(PATTERNS)
    fast._read = ENOUGH
    expected = by_definition(text, PATTERNS)
    assert slow.scan(text) == expected
    assert fast.scan(text) == expected


def test_the_automaton_takes_over_after_much_text() -> None:
    scanner = Scanner(PATTERNS)
    scanner.scan("x" * (ENOUGH + 1))
    assert scanner.scan("give upset") == [(0, 4, 0), (5, 10, 3)]
    assert "_automaton" in vars(scanner)


@given(st.text())
def test_plain_text_keeps_every_offset(text: str) -> None:
    assert len(plain(text)) == len(text)


fragments = st.sampled_from(
    ["Lithuania", "’s ", "Zürich", "U.S.", "PURL ", "\n", "von der Leyen", "-led", "pledges ", "İ", "the "]
)


@given(st.lists(st.one_of(fragments, st.text(max_size=8))).map("".join))
def test_what_is_found_in_any_text_is_a_known_spelling_in_its_place(text: str) -> None:
    knowledge = load("en")
    last = 0
    for start, end, entry in knowledge.names.scan(text):
        assert last <= start < end <= len(text)
        assert knowledge.names.entries[plain(text)[start:end]] is entry
        last = end
    last = 0
    for start, end, forms in knowledge.vocabulary.scan_forms(text):
        assert last <= start < end <= len(text)
        assert {form.text for form in forms} == {plain(text)[start:end]}
        last = end


def test_ids_of_the_vocabulary_are_places_in_its_forms() -> None:
    vocabulary = load("en").vocabulary
    text = "lithuania pledges twelve howitzers"
    by_id = [(s, e, tuple(vocabulary.forms[i] for i in ids)) for s, e, ids in vocabulary.scan(text)]
    assert by_id == vocabulary.scan_forms(text)
    assert by_id
