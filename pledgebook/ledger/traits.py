"""The traits of a statement that merging compares, drawn once from its fields and the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pledgebook.knowledge import Knowledge, load_nearest
from pledgebook.ledger.claims import STEM, claim_of
from pledgebook.ledger.outlets import dateline_end, outlet
from pledgebook.ledger.rates import NoRate, rate
from pledgebook.ledger.wording import WORD, Wording
from pledgebook.model import Amount, Document, Pledge, Statement

_LABEL = 60
_GAP = 3  # characters
_APPOSED = 4  # words
_AROUND = 200
_PLACES = frozenset({"place", "seat"})  # where support goes; states and people are compared by themselves
_WORDS_KEPT = 40


def traits_of(statement: Statement, document: Document, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The traits of a pledge, ready for JSON; `also` are the other places in the document that say the same. Statements
    of other kinds have none."""
    if not isinstance(statement, Pledge):
        return {}
    knowledge = load_nearest(document.language)
    wording = Wording(statement, document, knowledge)
    quoted = " ".join((statement.quote, *also, _label(statement, document)))
    names, content = _content(quoted, knowledge)
    heads = {_stem_phrase(i.item): i.count for i in statement.items}
    out: dict[str, Any] = {
        "donors": sorted(statement.donors),
        "recipients": sorted(statement.recipients),
        "stage": statement.stage,
        "source": outlet(document),
        "speaker": (statement.speaker.actor or statement.speaker.name or "") if statement.speaker else "",
        "sector": statement.sector,
        "programmes": sorted({knowledge.programme_slugs.get(slug, slug) for slug in statement.programmes}),
        "instrument": statement.instrument,
        "heads": heads,
        "kinds": sorted({kind for head in heads for kind in knowledge.merging.kinds.get(head, ())}),
        "general": bool(heads) and knowledge.merging.general_things >= heads.keys(),
        "names": names,
        "words": content,
        "near": _names_near(statement, document, names, knowledge),
        "further": wording.further(also),
        "part": wording.part,
        "piece": wording.piece,
        "referred": wording.referred,
        "ordinal": wording.ordinal,
        "entire": wording.entire,
        "missing": wording.missing,
        "series": wording.series,
        "back": wording.back,
        "known": wording.known,
        "wrong": wording.wrong,
        "start": statement.start,
        "whole_id": statement.part_of,
        "period": f"{statement.period.start or ''}..{statement.period.end or ''}" if statement.period else None,
    }
    if statement.confidence < 1:
        out["confidence"] = round(statement.confidence, 2)
        if others := wording.open_currencies:
            out["other_currencies"] = others
    if statement.date is not None:
        out["dated"] = statement.date.toordinal()
        out["month_only"] = statement.date.day == 1
    if statement.amount is not None:
        out.update(_money(statement.amount, document.published or statement.date))
    return {key: value for key, value in out.items() if value not in (None, [], {}, "", 0, False)}


def traits_together(
    statements: Sequence[tuple[str, Statement, tuple[str, ...]]], document: Document
) -> dict[str, dict[str, Any]]:
    """The traits of the statements of one document, by key, given as (key, statement, other places that say the same):
    those of `traits_of`, and what they say of one another: `whole`, the key of the statement it is a part of, whose
    names and words its parts share."""
    from pledgebook.ledger.parts import wholes_within

    out = {key: traits_of(statement, document, also) for key, statement, also in statements}
    ids = {key: key for key, _, _ in statements} | {statement.id: key for key, statement, _ in statements}
    pledges = sorted((s.start, s.end, key) for key, s, _ in statements if out[key])
    day = (document.published or date.min).isoformat()
    for key, whole in _apposed(pledges, document).items():
        if out[key].get("worth", 0.0) < out[whole].get("worth", 0.0):
            out[key].setdefault("whole_id", whole)
    claims = [claim_of(key, 0, f"{start:07}|{end:07}", day, out[key]) for start, end, key in pledges]
    wholes = wholes_within(claims, ids)
    parted = _parted(statements, wholes, document)
    counted: dict[str, int] = {}
    for part, whole in wholes.items():
        out[part]["whole"] = whole
        names = list(dict.fromkeys([*out[part].get("names", ()), *out[whole].get("names", ())]))
        if names:
            out[part]["names"] = names
        shared = list(dict.fromkeys([*out[part].get("words", ()), *out[whole].get("words", ())]))
        if shared:
            out[part]["words"] = shared[:_WORDS_KEPT]
        counted[whole] = counted.get(whole, 0) + 1
        if "ordinal" not in out[part] and whole in parted:
            out[part]["ordinal"] = counted[whole]
    return out


def _apposed(pledges: Sequence[tuple[int, int, str]], document: Document) -> dict[str, str]:
    """Part -> whole where what follows a pledge at once says of what it is a piece ("… 5 million, the first instalment of
    the loan"). `pledges`: (start, end, key) in the order of the text."""
    words, out = load_nearest(document.language).merging, {}
    for (_, end, key), (start, _, following) in pairwise(pledges):
        between = document.text[end:start] if end <= start else "."
        if len(between) <= _GAP and not set(between) - set(", –—-("):
            lead = WORD.findall(document.text[start : start + _LABEL].lower())[:_APPOSED]
            if any(noun in words.part_nouns and of in words.whole_leads for noun, of in pairwise(lead)):
                out[key] = following
    return out


def _parted(
    statements: Sequence[tuple[str, Statement, tuple[str, ...]]], wholes: Mapping[str, str], document: Document
) -> set[str]:
    """The wholes whose parts follow one another in time, as instalments do: so a noun for them says before the first."""
    nouns = load_nearest(document.language).merging.part_nouns
    places = {key: statement for key, statement, _ in statements}
    found = set()
    for part, whole in wholes.items():
        told = document.text[max(places[part].start - _LABEL, 0) : places[part].end].lower()
        if any(word.rstrip("s") in nouns for word in WORD.findall(told)):
            found.add(whole)
    return found


def _money(amount: Amount, day: date | None) -> dict[str, Any]:
    out: dict[str, Any] = {"value": amount.value, "currency": amount.currency, "bound": amount.bound}
    if amount.max is not None:
        out["high"] = amount.max
    if amount.per is not None:
        out["per"] = amount.per
    try:
        at = day or date.today() - timedelta(days=1)
        out["worth"] = float(round(Decimal(str(amount.value)) * rate(amount.currency, "EUR", at), 2))
    except NoRate:
        return out
    return out


def _content(quoted: str, knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """Names (capitalised inside a sentence) and other content words, stemmed by cutting, in the order they come. Actors
    and programmes are left out: they are compared by themselves."""
    common, codes = knowledge.merging.common, knowledge.currencies.codes
    taken = [(start, end) for start, end, name in knowledge.names.scan(quoted) if name.kind not in _PLACES]
    names: dict[str, None] = {}
    others: dict[str, None] = {}
    for found in WORD.finditer(quoted):
        word = found[0].removesuffix("'s").removesuffix("’s")
        low = word.lower()
        if low in common or len(low) < 3 or word in codes or any(s <= found.start() < e for s, e in taken):
            continue
        inside = found.start() > 0 and quoted[found.start() - 2 : found.start()] not in (". ", "“", '"')
        (names if word[0].isupper() and inside else others)[low[:STEM]] = None
    return list(names)[:_WORDS_KEPT], list(others)[:_WORDS_KEPT]


def _names_near(statement: Pledge, document: Document, own: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Names in the words before the quote, in its paragraph, that the quote does not give itself; the speaker's left out."""
    since = max(statement.start - _AROUND, dateline_end(document), 0)
    before = document.text[since : statement.start].rpartition("\n")[2]
    names, _ = _content(before, knowledge)
    said_by = statement.speaker.name if statement.speaker and statement.speaker.name else ""
    left_out = {*own, *(word.lower()[:STEM] for word in WORD.findall(said_by))}
    return [name for name in names if name not in left_out]


def _label(statement: Pledge, document: Document) -> str:
    """What stands before the quote on its line as a heading ("Boiler houses:")."""
    line = document.text[document.text.rfind("\n", 0, statement.start) + 1 : statement.start].strip()
    return line if line.endswith(":") and len(line) <= _LABEL else ""


def _stem_phrase(item: str) -> str:
    """An item's head noun: the last word before any preposition, without a plural s."""
    head = re.split(r" (?:of|for|with|from|to|in|and) ", item.lower(), maxsplit=1)[0].split()
    last = head[-1] if head else item.lower()
    return last[:-1] if last.endswith("s") and not last.endswith("ss") and len(last) > 3 else last
