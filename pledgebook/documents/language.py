"""Which language a text is in, where nobody says so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Languages that governments and the press publish in. Fewer choices make fewer mistakes: without this list a headline
# full of names is now and then called Latin or Luxembourgish.
CANDIDATES = (
    "am ar az be bg bn bs ca cs da de el en es et fa fi fr ga he hi hr hu hy id is it ja ka kk ko lt lv mk ms mt nb nl "
    "nn no pl ps pt ro ru sk sl sq sr sv sw th tr uk ur uz vi zh"
)
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "mo": "ro", "sh": "sr"}
_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?\s*\Z")
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[a-z]+")
# Words so frequent in one language, and so rare together in any other, that a page of text is told by them in no time;
# everything else waits half a second for the model to load.
_TELLING = {"en": frozenset({"the", "of", "and", "that", "with", "from", "which", "this", "their"})}
# In a line or two, one of these and another of either list.
_TELLING_SHORT = {"en": frozenset({"will", "to", "of", "for", "by", "has", "said", "says", "its", "was", "been"})}
# Those of them that no other language has.
_TELLING_ALONE = {"en": frozenset({"said", "says", "its", "been"})}
# Words as frequent in other languages of the Latin script: where one of these stands, the model decides.
_OTHERS = frozenset(
    "de la le les des du et un une en el los las y que del al se por con para il lo gli di che e da per non der die das "
    "und ist im den von mit auf het een van voor op niet og av af til paa som er det ikke och att den till pa ett i w na z "
    "do nie jest sie v je ze ja se si ne un cu din pe o os as em um uma no na ao ve bir bu ile ja on ei ir un az egy es".split()
)
_ENOUGH = 20  # letters; a name or a number alone says nothing about the language around it
_SAMPLE = 3000


def identify(text: str) -> str | None:
    """The ISO 639-1 code of the text's language, from its first 3,000 characters; None for fewer than 20 letters."""
    sample = text[:_SAMPLE]
    if len(_LETTERS.findall(sample)) < _ENOUGH:
        return None
    plain = _by_telling_words(sample)
    if plain is not None:
        return plain
    code: str = _identifier().classify(sample)[0]
    return _SAME.get(code, code)


def _by_telling_words(sample: str) -> str | None:
    words = _WORD.findall(sample.lower())
    for code, telling in _TELLING.items():
        hits = [w for w in words if w in telling]
        if len(words) >= 15 and len(hits) >= len(words) * 0.1 and len(set(hits)) >= 3:
            return code
        others = {w for w in words if w in _TELLING_SHORT[code]}
        sure = hits or others & _TELLING_ALONE[code]
        if len(words) < 40 and sample.isascii() and sure and len({*hits, *others}) >= max(3, len(words) / 8):
            return code
        if 6 <= len(words) < 40 and sample.isascii() and len({*hits, *others}) >= 2 and _OTHERS.isdisjoint(words):
            return code
    return None


def code_of(tag: str) -> str | None:
    """The ISO 639-1 code of a language tag (`en-GB`, `EN`, `pt_BR`, `ukr`); None for what is no such tag."""
    found = _TAG.match(tag)
    if found is None:
        return None
    code = found.group(1).lower()
    if len(code) == 3:
        code = _two_letters(code)
    return _SAME.get(code, code) or None


def _two_letters(code: str) -> str:
    from babel.core import get_global

    return str(get_global("language_aliases").get(code, ""))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(set(CANDIDATES.split()) & set(identifier.labels)))
    return identifier
