"""From bytes to text: by mark, as UTF-8, as declared, and only then by guess; a guess is always named."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pledgebook.documents.detect import wide_encoding

_SAMPLE = 100_000
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{2,40})")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, or None where the bytes are none; `note` says what was guessed or lost, or why there is no text."""

    text: str | None
    note: str | None = None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`; `declared` is the encoding that a header or the mark-up names, if any.

    UTF-8 wins over a declaration that contradicts it, since other encodings hardly ever happen to be valid UTF-8.
    """
    wide = wide_encoding(data)
    if wide is not None:
        return _checked(data.decode(wide, "replace").lstrip("\ufeff"), None)
    # encodings that write everything in ASCII bytes would pass for UTF-8
    if declared is not None and _known(declared) and declared.lower().startswith(("iso-2022", "iso2022", "hz")):
        return _checked(data.decode(declared, "replace"), None)
    try:
        return _checked(data.decode("utf-8-sig"), None)
    except UnicodeDecodeError:
        pass_on = data.decode("utf-8-sig", "replace")
    if declared is not None and _known(declared):
        try:
            return _checked(data.decode(declared), None)
        except UnicodeDecodeError:
            declared = None
    if _damaged_utf8(pass_on):
        return _checked(pass_on, f"{pass_on.count(chr(0xFFFD))} characters are not valid UTF-8; shown as U+FFFD")
    return _guess(data)


def declared_in(data: bytes) -> str | None:
    """The encoding that the first 4 KB of HTML or XML name, or None."""
    found = _DECLARED.search(data[:4096])
    return found.group(1).decode("ascii") if found else None


def _known(name: str) -> bool:
    try:
        # codecs such as base64 or zlib are known too, but give no text
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _damaged_utf8(text: str) -> bool:
    """Whether text decoded with replacements is UTF-8 with a few broken bytes: far more is whole than broken."""
    broken = text.count("\ufffd")
    whole = sum(1 for c in text[:_SAMPLE] if c > "\x7f" and c != "\ufffd")
    return broken < whole / 5 and broken * 200 < len(text) + 200


def _guess(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return Decoded(None, "not text in any encoding known")
    text = data.decode(best.encoding, "replace")
    return _checked(text, f"encoding not given; guessed {best.encoding}")


def _checked(text: str, note: str | None) -> Decoded:
    controls = len(_CONTROLS.findall(text[:_SAMPLE]))
    if controls > min(len(text), _SAMPLE) * 0.02 + 2:
        return Decoded(None, "not text: too many control characters")
    return Decoded(text, note)
