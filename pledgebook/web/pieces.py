"""Small pieces of pages that stand there hundreds of times, made in Python since templates take ten times as long.

Each is escaped here, whoever wrote its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlencode

from markupsafe import Markup, escape

from pledgebook.model import Commitment
from pledgebook.web import wording
from pledgebook.web.naming import actor_name, is_state, programme_name
from pledgebook.web.query import Asked, View

_LONGEST = 120  # characters that say what a commitment is about
_BAR = Markup(
    '<svg class="bar {}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect height="10" width="{}"/></svg>'
)


def actors(view: View, codes: Iterable[str], kind: str = "donors") -> Markup:
    """Links to the pages of actors, with the codes of states."""
    return _actors(view, tuple(codes or ()), kind)


@lru_cache(maxsize=10_000)
def _actors(view: View, codes: tuple[str, ...], kind: str) -> Markup:
    return Markup(", ").join(_actor(view, code, kind) for code in codes) or Markup(
        '<span class="quiet">not stated</span>'
    )


def _actor(view: View, code: str, kind: str) -> Markup:
    named = Markup('<a href="{}">{}</a>').format(view.link(f"/{kind}/{code}"), actor_name(code))
    return named + Markup(' <span class="code">{}</span>').format(code) if is_state(code) else named


def programmes(view: View, slugs: Iterable[str]) -> Markup:
    """Links to the pages of programmes."""
    return _programmes(view, tuple(slugs or ()))


@lru_cache(maxsize=10_000)
def _programmes(view: View, slugs: tuple[str, ...]) -> Markup:
    links = (Markup('<a href="{}">{}</a>').format(view.link(f"/programmes/{s}"), programme_name(s)) for s in slugs)
    return Markup(", ").join(links)


@lru_cache(maxsize=100)
def stage(name: str | None) -> Markup:
    """A stage with the steps that lead to it; another word as it is."""
    if name not in wording.RANKS:
        return escape(wording.worded(name))
    steps = Markup('<span class="stage"><span class="steps r{}" aria-hidden="true"></span>{}</span>')
    return steps.format(wording.RANKS[name], name)


def bar(value: float, most: float, kind: str = "") -> Markup:
    """How much of the most a value is; nothing for nothing."""
    if not most or not value:
        return Markup("")
    width = min(100 * float(value) / float(most), 100)
    return _BAR.format(kind, f"{width:.2f}")


def what(found: Commitment) -> str:
    """What a commitment is about: its things, programmes, sector, form."""
    things = wording.items(found.items)
    words = [things] if things else []
    if found.programmes:
        words.append(", ".join(map(programme_name, found.programmes)))
    if not words and found.sector:
        words = [f"{found.sector} support"]
    if found.instrument and found.instrument != "in_kind":
        words.append(wording.worded(found.instrument))
    return _shortened(" · ".join(words) or "support, not specified")


def _shortened(words: str) -> str:
    """At most so many characters, cut between two words; a few more are left as they are."""
    if len(words) <= _LONGEST + 5:
        return words
    return words[: _LONGEST - 3].rsplit(" ", 1)[0] + "..."


def narrowed(asked: Asked, name: str, value: str, sort: str) -> str:
    """The address of the table with this value put in, or taken out where it is there."""
    kept = [pair for pair in asked.view.kept if pair[0] != "recipient"]
    return "/commitments?" + urlencode([*asked.toggled(name, value), ("sort", sort), *kept])
