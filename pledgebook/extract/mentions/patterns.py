"""Small tools for patterns made from lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
)
_ODD = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2010\u2011\u2019\u2018]")
_MARKS = _SPACES | {0x2010: "-", 0x2011: "-", 0x2019: "'", 0x2018: "'"}
NEVER = r"(?!)"


@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """`text` in lower case, every kind of space a plain one, apostrophes and hyphens too; no offset moves."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have a longer lower case
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lowered.translate(_MARKS) if _ODD.search(lowered) else lowered


def either(words: Iterable[str]) -> str:
    """A pattern, without a group of its own around it, for any of `words`, longest first; a space in a word stands
    for one or two spaces of any kind. Matches nothing where there are no words."""
    found = sorted(set(words), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s{1,2}") for w in found) + ")" if found else NEVER


def whole(words: Iterable[str]) -> str:
    """`either`, of words that begin and end as words do; signs may stand beside anything."""
    alone = [w for w in words if w]
    parts = []
    for first in (True, False):
        for last in (True, False):
            fits = [w for w in alone if w[0].isalnum() is first and w[-1].isalnum() is last]
            if fits:
                parts.append((r"(?<!\w)" if first else "") + either(fits) + (r"(?!\w)" if last else ""))
    return "(?:" + "|".join(parts) + ")" if parts else NEVER


def beginnings(words: Iterable[str], length: int = 3) -> str:
    """A cheap pattern for how any of `words` begins (its first `length` letters): a guard before a costlier one."""
    return _tree(sorted({w[:length] for w in words if w}), length)


def _tree(words: list[str], depth: int) -> str:
    """The words as nested alternatives, so that each letter is looked at once; one shorter than `depth` must end."""
    if not words:
        return NEVER
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[0], []).append(word[1:])
    parts = []
    for first, rests in branches.items():
        head = r"\s" if first == " " else re.escape(first)
        if depth == 1:
            parts.append(head)
        elif rests == [""]:
            parts.append(head + (r"(?!\w)" if first.isalnum() else ""))
        elif "" in rests:
            parts.append(head)
        else:
            parts.append(head + _tree(rests, depth - 1))
    return parts[0] if len(parts) == 1 else "(?:" + "|".join(parts) + ")"
