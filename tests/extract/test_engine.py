"""The default engine as a whole: sound on any text, no blow-up on hostile ones, silent where nothing is said."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pledgebook.extract.engine import NAME, default_engine
from pledgebook.extract.learned import FOLDER
from pledgebook.knowledge import scanning
from pledgebook.model import Amount, Document, Extraction, Pledge

needs_weights = pytest.mark.skipif(
    not (FOLDER / "en.npz").is_file(), reason="no learned weights for English yet: `make train` makes them"
)

GRANT = (
    "Norway will give Moldova EUR 30 million for the repair of its power grid, Norwegian Foreign Minister Solveig Aune "
    "said on Monday."
)

# Any text whatever: UTF-8, lone surrogates (JSON can hold them), signs alone, and letters whose lower case is longer.
LETTERS = st.sampled_from("aIİßŉΣﬁ١٣५Ⅳ½²\u0301\u200b\u202e\u2028\x00\x85\ud800\U0001f1fa")
ANYTHING = st.one_of(
    st.text(),
    st.text(st.characters()),
    st.text(st.characters(categories=["P", "S", "Z", "C"])),
    st.text(st.one_of(LETTERS, st.sampled_from(" .,\n"))),
    st.text(st.characters(max_codepoint=127), max_size=300),
)

# What statements are made of, in any order: texts that reach the later steps of the cascade.
AMOUNTS = (
    "EUR 14 million; €5; $1.5-2 billion; NOK 120 m; 20 million crowns; £; %; 1,2.3,4; 0; 1e9; 10¹⁰; USD 1" + "0" * 30
)
FIGURES = "a further 30 million; up to SEK 9bn a year; almost; two hundred; 2 x 3; each; and; or; including; of which"
NAMES = "Norway; Moldova; Ukraine's; Berlin; the EU; UNICEF; PURL; Sweden-led; the Danish government; Ilinca Dobrescu; US; us"
OFFICES = "Prime Minister; the ministry; Foreign Minister Ana Ibsen; she; we; generators; air defence; a loan; humanitarian aid"
VERBS = "will give; has pledged; is ready to; signed an agreement on; imposed sanctions against; refused; approved; met with"
SAYING = "needs; discussed; said; according to; told reporters; if; unless; not; Prime; A:; Q:"
DAYS = "since 2022; on Monday; in 2026; by the end of the year; 31 February; 29 February 2023; until"
SIGNS = ['"', *"“”«»„()[]'–—-/•|.,:;!?…\n\t\u00a0", "’s", "\n\n", "\r\n"]
FRAGMENTS = st.sampled_from("; ".join([AMOUNTS, FIGURES, NAMES, OFFICES, VERBS, SAYING, DAYS]).split("; ") + SIGNS)
ASSEMBLED = st.builds(
    lambda parts, glue: glue.join(parts), st.lists(FRAGMENTS, max_size=60), st.sampled_from([" ", " ", " ", "", "\n"])
)
# A gift beside it takes a text past the screen, to the steps behind.
DOCUMENTS = st.builds(
    Document,
    id=st.just("any"),
    text=st.builds("".join, st.tuples(st.sampled_from(["", GRANT, GRANT + "\n\n"]), st.one_of(ASSEMBLED, ANYTHING))),
    published=st.none() | st.dates(),
    language=st.sampled_from(["en", None]),
    title=st.none() | ASSEMBLED,
)

# Openers that nothing closes, lists that never end, numbers that are never whole: each asks a step to look far ahead.
HOSTILE = {
    "brackets": "(",
    "commas": "a,",
    "quotation marks": '"x ',
    "amounts": "EUR 1 ",
    "conjunctions": "and ",
    "one state": "Ukraine ",
    "number without end": "1.",
    "line breaks": "\n",
    "gifts": "Norway gives Moldova EUR 1 and ",
    "speakers": '"We give it," she said, the ministry said. ',
    "conditions": "if it gives until ",
    "one word": "x",
}
SIZE = 20_000  # characters; the other text is twice as long


def read(text: str, published: datetime.date = datetime.date(2025, 11, 3)) -> Extraction:
    return default_engine().extract(Document("d", text, published, "en"))


def assert_sound(extraction: Extraction) -> None:
    """What holds for every extraction, whatever the text."""
    document, statements = extraction.document, extraction.statements
    assert extraction.skipped is None
    assert len({s.id for s in statements}) == len(statements)
    assert [s.start for s in statements] == sorted(s.start for s in statements)
    for statement in statements:
        assert statement.quote
        assert statement.quote == document.text[statement.start : statement.end]
        assert 0 <= statement.start < statement.end <= len(document.text)
        assert 0.0 <= statement.confidence <= 1.0
        assert statement.doc == document.id
        assert statement.engine == f"{NAME}/{default_engine().version}"
        json.dumps(statement.to_dict(), allow_nan=False)


@needs_weights
@settings(
    max_examples=300, deadline=datetime.timedelta(seconds=10), suppress_health_check=[HealthCheck.too_slow]
)  # the first example also loads knowledge and weights
@given(DOCUMENTS, st.booleans())
@example(Document("superscript", GRANT + " ²000"), False)
@example(Document("surrogate", GRANT + " \ud800"), True)
def test_any_text_whatever_is_read_to_its_end_and_every_statement_is_sound(document: Document, long_run: bool) -> None:
    """Late in a long run, words are sought by automaton instead of by table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "ENOUGH", 0 if long_run else scanning.ENOUGH)
        assert_sound(default_engine().extract(document))


@needs_weights
@pytest.mark.parametrize("text", [GRANT, GRANT + " " + "EUR 5 and Norway, ".join(["Moldova"] * 20)])
def test_words_are_found_alike_early_and_late_in_a_run(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    early = read(text)
    monkeypatch.setattr(scanning, "ENOUGH", 0)
    assert read(text) == early


@needs_weights
def test_the_same_document_gives_the_same_statements_again() -> None:
    assert read(GRANT) == read(GRANT)


def seconds(work: Callable[[], object]) -> float:
    """Processor time, so that other programs on the machine do not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


@needs_weights
@pytest.mark.parametrize("fragment", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_twice_as_long_takes_no_more_than_four_times_as_long(fragment: str) -> None:
    """A guard against catastrophic growth, not a claim about speed. The gift takes the text past the screen."""
    head = GRANT + "\n\n"
    read(head + fragment)  # what is loaded once is loaded
    once = seconds(lambda: assert_sound(read(head + fragment * (SIZE // len(fragment)))))
    twice = seconds(lambda: assert_sound(read(head + fragment * (2 * SIZE // len(fragment)))))
    assert twice <= 4 * once + 0.5


def test_a_document_in_a_language_without_knowledge_is_skipped_with_the_reason() -> None:
    document = Document("d", "Norra andis Moldovale kümme miljonit eurot.", language="x-unknown")
    extraction = default_engine().extract(document)
    assert extraction.statements == ()
    assert extraction.skipped == "language 'x-unknown': no knowledge files"


@needs_weights
@pytest.mark.parametrize("text", ["", " \n\t ", "…", "\n\n\n", "(", "7"])
def test_a_text_without_words_gives_no_statement_and_no_reason_to_skip_it(text: str) -> None:
    assert read(text) == Extraction(read(text).document)


BATTLE = (
    "Fighting went on overnight along the river north of the town, the general staff said on Sunday evening.\n\n"
    "Russian troops attacked the bridgehead eleven times and were driven back nine times; two clashes were still under "
    "way. Air defences shot down 34 of 41 drones. Falling debris set a warehouse on fire and wounded three people, the "
    "regional governor wrote. The enemy lost 120 soldiers, two tanks and seven artillery systems over the past day."
)
RESULTS = (
    "Harbour Cranes plc lifted its third-quarter revenue by 12 percent to EUR 418 million, the company said.\n\n"
    "Operating profit rose to EUR 37.5 million from EUR 31 million a year earlier, helped by lower steel prices. The "
    "board kept its forecast for the full year and proposed a dividend of EUR 1.20 a share. The stock gained 4 percent "
    "in early trading, while net debt fell to EUR 96 million at the end of September."
)
DELIVERY = "Sweden has delivered 40 generators worth SEK 25 million to Ukraine, the Swedish government said on Friday."
READY = "Canada is ready to provide Ukraine with CAD 60 million for demining, its defence minister Paul Okafor said on Friday."


@needs_weights
@pytest.mark.parametrize("text", [BATTLE, RESULTS], ids=["battle report", "company results"])
def test_news_that_speaks_of_no_support_gives_no_statement(text: str) -> None:
    assert read(text).statements == ()


@needs_weights
@pytest.mark.parametrize(
    ("text", "donor", "recipient", "amount", "stage"),
    [
        (GRANT, "NO", "MD", Amount(30_000_000, "EUR"), "pledged"),
        (DELIVERY, "SE", "UA", Amount(25_000_000, "SEK"), "delivered"),
        (READY, "CA", "UA", Amount(60_000_000, "CAD"), "offered"),
    ],
    ids=["pledged", "delivered", "offered"],
)
def test_a_plain_gift_is_a_pledge_with_donor_recipient_amount_and_stage(
    text: str, donor: str, recipient: str, amount: Amount, stage: str
) -> None:
    (pledge,) = read(text).statements
    assert isinstance(pledge, Pledge)
    assert (pledge.donors, pledge.recipients) == ((donor,), (recipient,))
    assert (pledge.amount, pledge.stage) == (amount, stage)


@needs_weights
def test_a_statement_comes_with_the_reasons_for_its_fields_where_they_are_asked_for() -> None:
    (pledge,) = default_engine().extract(Document("d", GRANT, language="en"), explain=True).statements
    assert {"donors", "recipients", "stage", "amount", "sector"} <= {reason.field for reason in pledge.reasons}
    assert all(reason.rule for reason in pledge.reasons)


def test_a_long_document_is_read_in_pieces_and_quotes_stay_in_place() -> None:
    from pledgebook.extract.engine import PIECE, pieces

    line = "Norway handed over 12 generators to Ukraine on Monday, the energy ministry in Oslo said.\n"
    text = line * (2 * PIECE // len(line))
    places = pieces(text)
    assert "".join(text[a:b] for a, b in places) == text
    assert all(b - a <= PIECE for a, b in places)
