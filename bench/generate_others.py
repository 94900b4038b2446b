"""What else governments say, for a generated book: agreements, sanctions, needs and meetings, with the people who speak.

Who speaks and meets falls off as one over the rank, as the rest of the book does.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Any

from generate import DAYS, DONORS, FIRST, OUTLETS, RECIPIENTS, THINGS, _ranked

from pledgebook.model import Agreement, Document, Meeting, Need, Sanction, Speaker, Statement

_BEGIN = "Ab Bel Cor Dan El Fer Gus Hal Iv Jor Kar Lan Mar Nor Ol Per Ros Sen Tor Ul Ver Wil Yar Zan".split()
_END = "ala bert cci dorf emo finn gard holm ič jensen kov lund mann nen ova patrick quist rud ska thor ume vic".split()
PEOPLE = [f"{a}{b} {b.capitalize()}{c}son" for a in _BEGIN for b in _END for c in "aeiouy"]
_STAGES: tuple[Any, ...] = ("negotiating", "signed", "signed", "in_force")


def documents(statements: int, seed: int = 3) -> Iterator[tuple[Document, list[Statement]]]:
    """Documents with about so many such statements in all, two each, in the order of publication."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    days = sorted(rng.randrange(DAYS) for _ in range(max(statements // 2, 1)))
    for number, day in enumerate(days, start=1):
        identity = f"o{seed}-{number}"
        published = FIRST + datetime.timedelta(days=day)
        found: list[Statement] = []
        for n in (1, 2):
            start = found[-1].end + 1 if found else 0
            found.append(_said(rng, identity, f"s{n}", start, number))
        where = f"https://example.org/{identity}"
        text = " ".join(one.quote for one in found)
        yield Document(identity, text, published, "en", publisher=rng.choice(OUTLETS), url=where), found


def _said(rng: random.Random, doc: str, id: str, start: int, number: int) -> Statement:
    donor, recipient = str(_ranked(rng, DONORS)), str(_ranked(rng, RECIPIENTS))
    speaker = Speaker(str(_ranked(rng, PEOPLE)), donor)
    thing = rng.choice(THINGS)
    kind = rng.choice(("agreement", "sanction", "need", "meeting"))
    words = {
        "agreement": f"{speaker.name} said {donor} and {recipient} signed a pact on each {thing}",
        "sanction": f"{speaker.name} said {donor} bars the makers of any {thing} from trade",
        "need": f"{speaker.name} said {recipient} needs one more {thing}",
        "meeting": f"{speaker.name} of {donor} met the minister of {recipient} about a {thing}",
    }
    quote = f"{words[kind]} (note {number})."
    place: Any = {"id": id, "doc": doc, "quote": quote, "start": start, "end": start + len(quote), "speaker": speaker}
    if kind == "agreement":
        return Agreement(**place, parties=(donor, recipient), stage=rng.choice(_STAGES), subject=thing)
    if kind == "sanction":
        return Sanction(**place, senders=(donor,), targets=(recipient,))
    if kind == "need":
        return Need(**place, actors=(recipient,), item=thing, priority=rng.random() < 0.2)
    return Meeting(**place, actors=(donor, recipient), people=(str(speaker.name),), topics=(thing,))
