"""The money beside a number: signs, codes and names before and after it, scale letters, and small change."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from pledgebook.extract.mentions.numbers import Figure, figure_of, whole_number
from pledgebook.extract.mentions.patterns import NEVER, either
from pledgebook.knowledge.coins import Coin
from pledgebook.knowledge.notation import notation

_GAP = re.compile(r"\s{0,2}(?![\s-])|-|\s-\s")
_LINKED = r"(?P<gap>\s{{1,2}}{links})\s{{1,2}}"
_RUN = re.compile(r"[^\W\d_]+|.", re.S)
_LAST_RUN = re.compile(r"[^\W\d_]+$")
_NEXT_DIGIT = re.compile(r"(\s{0,2})\d")
_WORD = re.compile(r"[\s-]{0,2}([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A number and the money beside it, if any: `start` to `end` takes in both. `after`: the money follows."""

    start: int
    end: int
    figure: Figure
    coin: Coin | None = None
    after: bool = False

    @property
    def key(self) -> tuple[str | None, str | None]:
        """What tells one currency from another."""
        return (None, None) if self.coin is None else (self.coin.code, self.coin.group)


@dataclass(frozen=True, slots=True)
class _Beside:
    coin: Coin
    start: int
    end: int
    factor: int | float = 1


class Purse:
    """The money words of a language, ready to be looked for beside numbers."""

    def __init__(self, language: str) -> None:
        data = notation(language)
        self._coins = data.coins
        self._heads: dict[str, list[Coin]] = {}
        self._phrases: dict[str, list[Coin]] = {}
        for coin in sorted(data.coins.coins, key=lambda c: -len(c.phrase)):
            head = _RUN.match(coin.phrase)
            self._heads.setdefault(head.group() if head else "", []).append(coin)
            if coin.part is None and (coin.sign or not coin.careful):
                self._phrases.setdefault(coin.phrase, []).append(coin)
        lengths: dict[str, set[int]] = {}
        for phrase in self._phrases:
            lengths.setdefault(_tail(phrase, 0, len(phrase)), set()).add(len(phrase))
        self._lengths = {tail: sorted(found, reverse=True) for tail, found in lengths.items()}
        self._prefixes = data.money.code_prefixes
        scales = {**data.numbers.scales, **data.numbers.plural_scales}
        self._scales = {**data.money.letters, **scales}
        self._scale = re.compile(rf"\s{{1,2}}({either(scales)})(?!\w)" if scales else NEVER)
        self._letter = re.compile(rf"\s{{0,2}}-?({either(data.money.letters)})(?!\w)" if data.money.letters else NEVER)
        self._scale_before = re.compile(rf"({either(self._scales)})\s{{0,2}}$" if self._scales else NEVER)
        self._link = re.compile(_LINKED.format(links=either(data.money.links)) if data.money.links else NEVER)
        self._change_links = frozenset(data.money.change_links)
        self._change_followers = frozenset(data.money.change_followers)
        self._large_next = re.compile(
            rf"\d+(?:[.,]\d+)?(?:[\s-]{{0,2}}{either(self._scales)}(?!\w)|[,. ]\d{{3}})" if self._scales else NEVER
        )

    def read(self, text: str, folded: str, figure: Figure, floor: int) -> Unit:
        """The money beside `figure`; nothing before `floor` belongs to it."""
        before = self._before(text, folded, figure.start, floor)
        if before is not None:
            held = figure if before.factor == 1 or figure.scale > 1 else figure_of(figure, before.factor, figure.end)
            held = self._lettered(folded, held) or held
            if _counts(before.coin, held) and (before.coin.sign or held.large):
                return self._both(text, folded, held, before)
        if folded[figure.start - 1 : figure.start].isalpha():  # a name such as "F16"
            return Unit(figure.start, figure.end, replace(figure, scale=1))
        for candidate in (figure, self._lettered(folded, figure)):
            after = None if candidate is None else self._after(text, folded, candidate)
            if candidate is not None and after is not None:
                held = candidate if after.factor == 1 else figure_of(candidate, after.factor, candidate.end)
                return Unit(figure.start, after.end, held, after.coin, after=True)
        return Unit(figure.start, figure.end, figure)

    def with_change(self, folded: str, whole: Unit, small: Unit) -> Unit | None:
        """`whole` with the small change that follows it ("15 dollars and 50 cents", "15 dollars 50"), or None."""
        coin, change = whole.coin, small.figure
        if coin is None or not whole.after or whole.figure.scale > 1 or change.scale > 1 or small.start - whole.end > 6:
            return None
        if coin.part is None and whole.figure.value != int(whole.figure.value):
            return None
        link = folded[whole.end : small.start].strip()
        if link not in self._change_links or change.value != int(change.value):
            return None
        if small.coin is not None:
            size = small.coin.part
            if size is None or coin.part is not None:
                return None
        else:
            size = 100
            if not 10 <= change.value < 100 or not self._change_ends(folded, small.end, link):
                return None
        if change.value >= size:
            return None
        value = Decimal(str(whole.figure.value)) + Decimal(str(change.value)) / size
        figure = replace(whole.figure, value=whole_number(value), plain=False)
        return replace(whole, end=small.end, figure=figure)

    def _change_ends(self, folded: str, end: int, link: str) -> bool:
        if folded[end : end + 1].isalnum():
            return False
        found = _WORD.match(folded, end)
        if found is None:
            return folded[end : end + 1] not in ("%", "-", "°")
        return not link and found[1] in self._change_followers

    def _both(self, text: str, folded: str, figure: Figure, before: _Beside) -> Unit:
        unit = Unit(before.start, figure.end, figure, before.coin)
        after = self._after(text, folded, figure)
        if after is None or after.coin.part is not None or _NEXT_DIGIT.match(folded, after.end):
            return unit
        agreed = self._agree(before.coin, after.coin)
        return unit if agreed is None else Unit(before.start, after.end, figure, agreed, after=False)

    def _agree(self, one: Coin, other: Coin) -> Coin | None:
        """The more exact of two names for the same money ("$5 million US dollars"), or None."""
        if (one.code, one.group) == (other.code, other.group):
            return one
        for bare, exact in ((one, other), (other, one)):
            group = self._coins.groups.get(bare.group or "")
            if group is not None and exact.code in group.options:
                return exact
        return None

    def _lettered(self, folded: str, figure: Figure) -> Figure | None:
        if figure.scale > 1 or figure.words:
            return None
        found = self._letter.match(folded, figure.end)
        return None if found is None else figure_of(figure, self._scales[found[1]], found.end())

    def _before(self, text: str, folded: str, place: int, floor: int) -> _Beside | None:
        found = self._ends(text, folded, place, floor)
        if found is not None:
            return found
        scale = self._scale_before.search(folded, max(floor, place - 12), place)
        if scale is not None:
            inner = self._ends(text, folded, scale.start(), floor)
            if inner is not None and inner.coin.sign:
                return _Beside(inner.coin, inner.start, place, self._scales[scale[1]])
        return None

    def _ends(self, text: str, folded: str, place: int, floor: int) -> _Beside | None:
        end = place
        while end > floor and place - end < 2 and folded[end - 1].isspace():
            end -= 1
        for length in self._lengths.get(_tail(folded, floor, end), ()):
            start = end - length
            if start < floor:
                continue
            coins = self._phrases.get(folded[start:end])
            if coins is None or (folded[start].isalnum() and start > 0 and folded[start - 1].isalnum()):
                continue
            for coin in coins:
                if coin.exact is None or text[start:end] == coin.exact:
                    return _Beside(coin, start, end)
        run = _LAST_RUN.search(text, max(floor, end - 8), end)
        if run is not None and (run.start() == 0 or not text[run.start() - 1].isalnum()):
            return self._scaled_code(run.group(), run.start(), end)
        return None

    def _scaled_code(self, run: str, start: int, end: int) -> _Beside | None:
        """Codes with a scale grown onto them: "MEUR", "USDm"."""
        if not 4 <= len(run) <= 8:
            return None
        for code, letters, known in ((run[-3:], run[:-3], self._prefixes), (run[:3], run[3:].lower(), self._scales)):
            if code in self._coins.codes and letters in known:
                return _Beside(Coin(code.lower(), code, sign=True), start, end, known[letters])
        return None

    def _after(self, text: str, folded: str, figure: Figure) -> _Beside | None:
        gap = _GAP.match(folded, figure.end)
        found = None if gap is None else self._begins(text, folded, gap.end(), figure, gap.group())
        if found is None and figure.scale > 1 and (link := self._link.match(folded, figure.end)):
            found = self._begins(text, folded, link.end(), figure, " ")
            if found is not None and found.coin.part is not None:
                return None
        return found

    def _begins(self, text: str, folded: str, place: int, figure: Figure, gap: str) -> _Beside | None:
        head = _RUN.match(folded, place)
        if head is None:
            return None
        for coin in self._heads.get(head.group(), ()):
            end = place + len(coin.phrase)
            if not folded.startswith(coin.phrase, place) or (
                coin.phrase[-1].isalnum() and folded[end : end + 1].isalnum()
            ):
                continue
            if coin.exact is not None and text[place:end] != coin.exact:
                continue
            if not _counts(coin, figure) or not self._follows(folded, coin, figure, gap, end):
                continue
            if coin.sign and figure.scale == 1 and (scale := self._scale.match(folded, end)):
                return _Beside(coin, place, scale.end(), self._scales[scale[1]])
            return _Beside(coin, place, end)
        run = _RUN.match(text, place)
        return None if run is None or figure.scale > 1 else self._scaled_code(run.group(), place, run.end())

    def _follows(self, folded: str, coin: Coin, figure: Figure, gap: str, end: int) -> bool:
        """Does the money belong to the number before it, and not to one after it, or to no money at all?"""
        if coin.sign:
            if "-" in gap:
                return False
            digit = _NEXT_DIGIT.match(folded, end)
            if digit is not None and gap:
                if not digit[1] or figure.year_like:
                    return False
                if figure.scale == 1 and self._large_next.match(folded, digit.end() - 1):
                    return False
        measures = self._coins.measures.get(coin.group or "")
        if measures and figure.scale == 1 and (word := _WORD.match(folded, end)):
            return word[1] not in measures
        return True


def _counts(coin: Coin, figure: Figure) -> bool:
    return not coin.careful or figure.large


def _tail(text: str, floor: int, end: int) -> str:
    """The letters that `text` up to `end` ends with, or else its last sign."""
    run = _LAST_RUN.search(text, max(floor, end - 16), end)
    return run.group() if run is not None else text[end - 1 : end]


@lru_cache(maxsize=32)
def purse(language: str) -> Purse:
    """The money words of `language`, compiled once."""
    return Purse(language)
