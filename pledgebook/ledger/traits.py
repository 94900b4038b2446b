"""The traits of a statement that merging compares, drawn once from its fields and the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pledgebook.extract.mentions.amounts import find_amounts
from pledgebook.extract.mentions.dates import find_dates
from pledgebook.extract.mentions.numbers import find_numbers
from pledgebook.extract.mentions.spans import DateSpan
from pledgebook.knowledge import load
from pledgebook.knowledge.merging import Merging, merging
from pledgebook.ledger.claims import STEM, claim_of
from pledgebook.ledger.outlets import dateline_end, outlet
from pledgebook.ledger.rates import NoRate, rate
from pledgebook.model import Amount, Document, Pledge, Statement

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NEAR = 240  # characters before a statement in which another sum makes "another" point inside the document
_BEFORE_FIGURE = 40
_SIGN = 6  # a currency sign or code may stand before a figure
_HEAD = 300
_LABEL = 60
_AROUND = 200
_SECOND = 14  # characters: an ordinal and an adjective
_SEASON = 100  # days
_PLACES = frozenset({"place", "seat"})  # where support goes; states and people are compared by themselves
_WORDS_KEPT = 40


def traits_of(statement: Statement, document: Document, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The traits of a pledge, ready for JSON; `also` are the other places in the document that say the same. Statements
    of other kinds have none."""
    if not isinstance(statement, Pledge):
        return {}
    words = merging(document.language or "en")
    quoted = " ".join((statement.quote, *also, _label(statement, document)))
    names, content = _content(quoted, document.language or "en")
    out: dict[str, Any] = {
        "donors": sorted(statement.donors),
        "recipients": sorted(statement.recipients),
        "stage": statement.stage,
        "source": outlet(document),
        "speaker": (statement.speaker.actor or statement.speaker.name or "") if statement.speaker else "",
        "sector": statement.sector,
        "programmes": sorted(statement.programmes),
        "instrument": statement.instrument,
        "heads": {_stem_phrase(i.item): i.count for i in statement.items},
        "names": names,
        "words": content,
        "near": _names_near(statement, document, names),
        "further": _further(statement, document, words, also),
        "part": _part(statement, document, words),
        "piece": _piece(statement, document, words),
        "referred": _referred(statement, document),
        "ordinal": _ordinal(statement.quote, words),
        "back": words.back.search(statement.quote) is not None,
        "wrong": _wrong_figures(statement, document, words),
        "start": statement.start,
        "whole_id": statement.part_of,
        "period": f"{statement.period.start or ''}..{statement.period.end or ''}" if statement.period else None,
    }
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


def _parted(
    statements: Sequence[tuple[str, Statement, tuple[str, ...]]], wholes: Mapping[str, str], document: Document
) -> set[str]:
    """The wholes whose parts follow one another in time, as instalments do: so a noun for them says before the first."""
    words = merging(document.language or "en")
    places = {key: statement for key, statement, _ in statements}
    found = set()
    for part, whole in wholes.items():
        told = document.text[max(places[part].start - _LABEL, 0) : places[part].end].lower()
        if any(word.rstrip("s") in words.part_nouns for word in _WORD.findall(told)):
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


def _content(quoted: str, language: str) -> tuple[list[str], list[str]]:
    """Names (capitalised inside a sentence) and other content words, stemmed by cutting, in the order they come. Actors
    and programmes are left out: they are compared by themselves."""
    common = merging(language).common
    taken = [(start, end) for start, end, name in load(language).names.scan(quoted) if name.kind not in _PLACES]
    names: dict[str, None] = {}
    others: dict[str, None] = {}
    for found in _WORD.finditer(quoted):
        word = found[0].removesuffix("'s").removesuffix("’s")
        low = word.lower()
        if low in common or len(low) < 3 or any(start <= found.start() < end for start, end in taken):
            continue
        inside = found.start() > 0 and quoted[found.start() - 2 : found.start()] not in (". ", "“", '"')
        (names if word[0].isupper() and inside else others)[low[:STEM]] = None
    return list(names)[:_WORDS_KEPT], list(others)[:_WORDS_KEPT]


def _names_near(statement: Pledge, document: Document, own: Sequence[str]) -> list[str]:
    """Names in the words before the quote, in its paragraph, that the quote does not give itself; the speaker's left out."""
    since = max(statement.start - _AROUND, dateline_end(document), 0)
    before = document.text[since : statement.start].rpartition("\n")[2]
    names, _ = _content(before, document.language or "en")
    said_by = statement.speaker.name if statement.speaker and statement.speaker.name else ""
    left_out = {*own, *(word.lower()[:STEM] for word in _WORD.findall(said_by))}
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


def _further(statement: Pledge, document: Document, words: Merging, also: Iterable[str]) -> float:
    """How surely the support comes on top of other support: 1 where it says so, less where "another" may only go on
    with a list of sums, -1 where it says that it is the first of several."""
    language = document.language or "en"
    if _numbered(statement.quote, words.further_before, language):
        return 0.8
    if _numbered(statement.quote, words.base_before, language):
        return -1.0
    found = words.further.search(statement.quote)
    if found is None:
        return 0.6 if any(words.further.search(a) for a in also) else 0.0
    if found[0].lower() in words.further_listing:
        before = document.text[max(statement.start - _NEAR, 0) : statement.start + found.start()]
        return 0.3 if find_amounts(before, language) else 1.0
    return 0.3 if words.back.search(statement.quote) else 0.9


def _numbered(quote: str, listed: frozenset[str], language: str) -> bool:
    """Whether one of the listed words stands right before a sum ("the second hundred million")."""
    for amount in find_amounts(quote, language):
        lead = quote[max(0, amount.start - _SECOND) : amount.start]
        clause = re.split(r"[,;:()]", lead)[-1]
        if any(found[0].lower() in listed for found in _WORD.finditer(clause)):
            return True
    return False


def _referred(statement: Pledge, document: Document) -> list[list[int]]:
    """The times that the quote speaks of, apart from the claim's own day: [first day, last day] of each, all past."""
    published = document.published
    if published is None:
        return []
    out = []
    for found in find_dates(statement.quote, published, document.language or "en"):
        span: DateSpan = found.value
        own = statement.date is not None and span.start <= statement.date <= span.end
        if not own and span.end < published and (span.end - span.start).days <= _SEASON:
            out.append([span.start.toordinal(), span.end.toordinal()])
    return out


def _piece(statement: Pledge, document: Document, words: Merging) -> bool:
    """Whether it is one of several pieces: by a word ("the remaining"), or a number ("the first nine", "six of those")."""
    quote = statement.quote
    if words.piece.search(quote):
        return True
    for start, end, _ in find_numbers(quote, document.language or "en"):
        before = [found[0].lower() for found in _WORD.finditer(quote, max(0, start - _SECOND), start)]
        after = quote[end : end + _SECOND].lower().lstrip()
        if (before and before[-1] in words.ordinals) or any(after.startswith(w + " ") for w in words.piece_after):
            return True
    return False


def _part(statement: Pledge, document: Document, words: Merging) -> bool:
    """Whether the words say that it is a piece of something larger: in the quote, or right before it."""
    before = document.text[max(statement.start - 60, 0) : statement.start]
    lead = before[max(before.rfind(". "), before.rfind("\n")) + 1 :]
    if words.part.search(statement.quote) or _numbered(statement.quote, words.base_before, document.language or "en"):
        return True
    last = lead.split()[-1:]
    return bool(words.part.search(lead)) and not (last and last[0].lower() in words.whole_leads)


def _ordinal(quote: str, words: Merging) -> int | None:
    """The number of the instalment, tranche or batch that the quote speaks of."""
    tokens = [found[0].lower() for found in _WORD.finditer(quote)]
    for here, token in enumerate(tokens):
        number = words.ordinals.get(token)
        if number is not None and any(t.rstrip("s") in words.part_nouns for t in tokens[here + 1 : here + 4]):
            return number
    return None


def _wrong_figures(statement: Pledge, document: Document, words: Merging) -> list[float]:
    """Figures that the quote says do not hold ("2.8 billion, not 8.2 billion"); [0.0] where the document calls itself a
    correction without giving the wrong figure."""
    out = []
    for no in words.not_figure.finditer(statement.quote):
        after = statement.quote[no.end() : no.end() + _BEFORE_FIGURE]
        out += [float(value) for start, _, value in find_numbers(after, document.language or "en") if start < _SIGN]
    if not out:
        head = f"{document.title or ''} {document.text[:_HEAD]}"
        if words.correction.search(statement.quote) or words.correction.search(head):
            out.append(0.0)
    return out
