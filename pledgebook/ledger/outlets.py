"""Which outlet a text comes from: its publisher, or what its dateline says."""

from __future__ import annotations

import re

from pledgebook.knowledge.merging import merging
from pledgebook.model import Document

_HEAD = 160
# "KYIV, February 6 (Kyiv Evening Bulletin) -": the outlet in brackets before a dash.
_BRACKETED = re.compile(r"^[^()\n]{2,80}\(([^()\n]{2,60})\)\s{0,2}(\S)")
# "Atlantic Power Monitor, 10 April. ": the outlet before a day, as a sentence of its own.
_LEADING = re.compile(r"^([^,.\n]{3,60}), (?:\d{1,2} \w{3,9}|\w{3,9} \d{1,2})(?: \d{4}|, \d{4})?\s?[.:\n]")
# "Government of the Republic, press service. ": the issuer as the first sentence, without a verb to speak of.
_ISSUER = re.compile(r"^([A-Z][^.\n]{3,80})\. ?[A-Z][\w ]{1,30}, \d{1,2} \w{3,9}")


def outlet(document: Document) -> str:
    """The outlet's name in lower case, empty where nothing names one."""
    head = document.text[:_HEAD]
    bracketed = _BRACKETED.match(head)
    if bracketed and bracketed[2] in merging(document.language or "en").dateline_dashes:
        return _tidy(bracketed[1])
    for pattern in (_LEADING, _ISSUER):
        found = pattern.match(head)
        if found:
            return _tidy(found[1])
    return _tidy(document.publisher or "")


def dateline_end(document: Document) -> int:
    """Where the text proper begins, after a dateline with an outlet in brackets; 0 where there is none."""
    found = _BRACKETED.match(document.text[:_HEAD])
    return found.end() if found and found[2] in merging(document.language or "en").dateline_dashes else 0


def _tidy(name: str) -> str:
    return " ".join(name.lower().split())
