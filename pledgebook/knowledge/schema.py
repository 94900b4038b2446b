"""What each language-independent knowledge file must look like, and what it is read into. Faults name file and line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import yaml

from pledgebook.knowledge.entries import Body, Programme, State
from pledgebook.knowledge.reading import Reader
from pledgebook.model import Sector

SECTORS = frozenset(get_args(Sector))
BODY_KINDS = frozenset({"union", "alliance", "bank", "agency", "group", "organisation", "company"})


def read_states(reader: Reader) -> dict[str, State]:
    """`LT: {alpha3: LTU, currency: EUR}` a line."""
    out: dict[str, State] = {}
    for code, key, node in reader.items(reader.root(), "the states"):
        if not (len(code) == 2 and code.isascii() and code.isupper()):
            reader.fault(key, f"{code!r} is no ISO 3166-1 alpha-2 code")
        fields = reader.fields(node, "a state", ("alpha3", "currency"))
        currency = reader.text(fields.get("currency"), "currency")
        alpha3 = reader.text(fields.get("alpha3"), "alpha3")
        for value, what in ((currency, "an ISO 4217 code"), (alpha3, "an ISO 3166-1 alpha-3 code")):
            if value is not None and not (len(value) == 3 and value.isascii() and value.isupper()):
                reader.fault(node, f"{value!r} is not {what}")
        out[code] = State(code, currency, alpha3)
    return out


def read_bodies(reader: Reader, states: Mapping[str, State]) -> dict[str, Body]:
    """`undp: {kind: agency, implementer: true}` a line; `members` are codes of states."""
    out: dict[str, Body] = {}
    for code, key, node in reader.items(reader.root(), "the bodies"):
        if code != "EU":
            check_slug(reader, key, code)
        fields = reader.fields(node, "a body", ("kind", "implementer", "members"))
        kind = reader.choice(fields.get("kind"), "kind", BODY_KINDS)
        if kind is None and "kind" not in fields:
            reader.fault(key, f"{code} needs a kind")
        members = read_codes(reader, fields.get("members"), "members", states)
        out[code] = Body(code, kind or "", reader.flag(fields.get("implementer"), "implementer"), members)
    return out


def read_programmes(reader: Reader, actors: Mapping[str, object]) -> dict[str, Programme]:
    """`purl: {sector: military, leads: [nato, US], recipients: [UA]}` a line; `{}` where nothing is to be said."""
    out: dict[str, Programme] = {}
    for slug, key, node in reader.items(reader.root(), "the programmes"):
        check_slug(reader, key, slug)
        fields = reader.fields(node, "a programme", ("sector", "donors", "leads", "recipients", "listed"))
        donors, leads, recipients = (
            read_codes(reader, fields.get(f), f, actors) for f in ("donors", "leads", "recipients")
        )
        sector = reader.choice(fields.get("sector"), "sector", SECTORS)
        out[slug] = Programme(slug, sector, donors, leads, recipients, reader.flag(fields.get("listed"), "listed"))
    return out


def read_codes(reader: Reader, node: yaml.Node | None, what: str, known: Mapping[str, object]) -> tuple[str, ...]:
    """A list of codes, all of which must be known."""
    out = []
    for code, item in reader.texts(node, what):
        if code not in known:
            reader.fault(item, f"{what}: {code!r} is no known code")
        out.append(code)
    return tuple(out)


def check_slug(reader: Reader, node: yaml.Node, slug: str) -> None:
    """A slug is lower-case ASCII letters and digits with single hyphens between."""
    parts = slug.split("-")
    if not all(p and p.isascii() and p.isalnum() and p == p.lower() for p in parts):
        reader.fault(node, f"{slug!r} is no slug: lower-case letters, digits and single hyphens")
