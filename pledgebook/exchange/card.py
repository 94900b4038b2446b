"""A commitment's card for a reader at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from pledgebook.exchange.words import headline, printable

_NARROWEST = 40


def card(record: Mapping[str, Any], width: int = 80) -> Iterator[str]:
    """The card as text, from its record: what it came to, history, parts, statements with why they belong together,
    conflicts and judgements."""
    lines = _lines(record)
    for indent, words in lines:
        room = max(width, _NARROWEST)
        lead = " " * indent
        filled = textwrap.wrap(
            printable(words), room, initial_indent=lead, subsequent_indent=lead + "  ", break_on_hyphens=False
        )
        yield "\n".join(filled) + "\n"


def _lines(record: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    yield 0, headline(record)
    details = [record["sector"], *record["programmes"], record["instrument"]]
    details += [f"{i['count']:,} {i['item']}" if i["count"] is not None else i["item"] for i in record["items"]]
    details.append(f"if {record['condition']}" if record["condition"] else None)
    if any(details):
        yield 2, " · ".join(str(d).replace("_", " ") for d in details if d)
    if record["whole"]:
        yield 2, "part of " + headline(record["whole"])
    yield 0, ""
    yield 0, "History"
    for step in record["history"]:
        yield 2, f"{step['date']}  {step['stage']:<10} {step['statement']}"
    yield from _parts(record)
    yield 0, ""
    yield 0, "Statements"
    for said in record["told"]:
        yield from _statement(said)
    for conflict in record["conflicts"]:
        yield 0, ""
        yield 0, f"Sources contradict each other about the {conflict['about']}"
        for side in conflict["sides"]:
            yield 2, f"{side['says']}: {', '.join(side['statements'])}"
    if record["judgements"]:
        yield 0, ""
        yield 0, "Judgements"
    for judgement in record["judgements"]:
        why = f": {judgement['why']}" if judgement["why"] else ""
        who = f" by {judgement['retired_by']}" if judgement["retired_by"] else ""
        undone = f" (undone{who})" if judgement["retired_at"] else ""
        about = " ".join(str(w) for w in (judgement["subject"], judgement["other"], judgement["field"]) if w)
        when = judgement["recorded_at"][:10]
        yield 2, f"{judgement['number']}  {judgement['action']} {about} by {judgement['by']} on {when}{why}{undone}"


def _parts(record: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    if not record["parts"]:
        return
    yield 0, ""
    cover = record["coverage"]
    told = ""
    if cover:
        of = f" of {cover['whole']:,}" if cover["whole"] is not None else ""
        told = f": {cover['currency']} {cover['promised']:,}{of} promised, {cover['delivered']:,} delivered"
        told += f", {cover['left_out']} without a figure in {cover['currency']}" if cover["left_out"] else ""
    yield 0, f"Parts{told}"
    for part in record["parts"]:
        yield 2, headline(part)


def _statement(said: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    speaker = ", ".join(
        said["speaker"][name] for name in ("name", "actor") if said["speaker"] and said["speaker"][name]
    )
    source = " · ".join(s for s in (said["publisher"], said["title"]) if s)
    yield 2, f"{said['id']}  {said['day']}  {said['doc']}" + (f" ({source})" if source else "")
    yield 4, f"“{said['quote']}”"
    if speaker:
        yield 4, f"said by {speaker}"
    if not said["score"] and [why["name"] for why in said["why"]] == ["threshold"]:
        yield 4, f"the first of its commitment: {said['why'][0]['words']}"
        return
    reasons = ", ".join(f"{why['name']} {why['weight']:+.1f} ({why['words']})" for why in said["why"])
    yield (
        4,
        (f"here because: {reasons}; together {said['score']:+.1f}" if said["score"] else f"here because: {reasons}"),
    )
