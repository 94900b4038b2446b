"""Small tools for patterns made from lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "))
_ODD = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2010\u2011\u2019\u2018]")
_MARKS = _SPACES | {0x2010: "-", 0x2011: "-", 0x2019: "'", 0x2018: "'"}
NEVER = r"(?!)"


@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """`text` in lower case, every kind of space a plain one, every apostrophe and hyphen the plain one; no offset moves."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have a longer lower case
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lowered.translate(_MARKS) if _ODD.search(lowered) else lowered


def either(words: Iterable[str]) -> str:
    """A pattern, without a group of its own around it, for any of `words`, longest first; a space in a word stands for one
    or two spaces of any kind. Matches nothing where there are no words."""
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
    """A cheap pattern for how any of `words` begins: a guard before a costlier one."""
    heads: dict[str, set[str]] = {}
    for word in words:
        heads.setdefault(word[0], set()).add(word[1:length])
    parts = []
    for first, rests in sorted(heads.items()):
        tails = "" if "" in rests else "(?:" + "|".join(sorted(map(re.escape, rests))) + ")"
        parts.append(re.escape(first) + (tails or (r"(?!\w)" if rests == {""} else "")))
    return "(?:" + "|".join(parts) + ")" if parts else NEVER
