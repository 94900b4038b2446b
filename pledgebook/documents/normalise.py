"""The one place where drawn text is tidied. Text that came as JSON Lines never passes here: its offsets are its own."""

from __future__ import annotations

import itertools
import re
import unicodedata

# Control characters but tab and the line ends; marks that show nothing (soft hyphen, zero width space, byte order mark)
# or turn the direction of what follows; surrogates, which no UTF-8 can hold. Zero width (non-)joiners stay: they spell.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x85\u2028]")
_PARAGRAPH_END = re.compile("[\x0c\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_HYPHENATED = re.compile(r"([^\W\d_]+)-\n([^\W\d_]+)")
_WITH_HYPHEN = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_LIST_MARK = re.compile(r"(?:[-*•–—]|\d{1,3}[.)])\s")

_NARROWEST, _WIDEST = 45, 130


def normalise(text: str) -> str:
    """`text` in NFC, with LF line ends, single spaces, at most one blank line in a row, and nothing invisible."""
    text = _LINE_END.sub("\n", text)
    text = _PARAGRAPH_END.sub("\n\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _AROUND_BREAK.sub("\n", text)
    text = _BLANK_LINES.sub("\n\n", text)
    return unicodedata.normalize("NFC", text.strip())


def unwrap(text: str) -> str:
    """Normalised text with lines that were broken at a fixed width joined again.

    A line is joined to the next where its block is set to a width between 45 and 130 characters, it fills more than six
    tenths of that width, and no list item follows; so headings, lists and verse keep their lines.
    """
    return "\n\n".join(_unwrap_block(block) for block in text.split("\n\n"))


def _unwrap_block(block: str) -> str:
    lines = block.split("\n")
    width = max(map(len, lines))
    if len(lines) == 1 or not _NARROWEST <= width <= _WIDEST:
        return block
    out = [lines[0]]
    for before, line in itertools.pairwise(lines):
        joins = len(before) > width * 0.6 and not _LIST_MARK.match(line)
        out.append(" " if joins else "\n")
        out.append(line)
    return "".join(out)


def dehyphenate(text: str) -> str:
    """Joins words divided at a line's end; the hyphen stays where the text writes that word with it elsewhere."""
    spelled = set(_WITH_HYPHEN.findall(text))

    def join(match: re.Match[str]) -> str:
        first, second = match.groups()
        whole = f"{first}-{second}"
        return whole if whole in spelled or not second.islower() else first + second

    return _HYPHENATED.sub(join, text)
