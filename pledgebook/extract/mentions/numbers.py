"""Numbers in figures and words: "1,200", "1.1 million", "twenty-two", "half a dozen"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pledgebook.extract.mentions.patterns import NEVER, beginnings, either, fold, whole
from pledgebook.knowledge.notation import Numbers, notation

Number = int | float
LONGEST = 18  # digits; longer ones are no quantities
VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75", "3/2": "1.5"}

# Digits in groups (three each, or two each before the last three), or plain, then a fraction. Not inside a longer run
# such as a time, an address or a day.
FIGURE = (
    r"(?<!\d)(?<!\d[.,:/])(?<![^\W\d_]-)(?:"
    r"(?P<group>\d{1,3}(?P<mark>[,.' ])\d{3}(?:(?P=mark)\d{3})*|\d{1,2}(?:,\d{2})+,\d{3})"
    r"(?P<groupfraction>(?!(?P=mark))[.,]\d{1,6})?"
    r"|(?P<plain>\d+)(?P<fraction>[.,]\d{1,9})?)"
    r"(?![.,:/]?\d)(?P<vulgar> ?[½¼¾](?!\w)| [13]/[24](?![\w/]))?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at `start` to `end` of the text. `base` is what stood before the scale words, `scale` their product (1
    without); `words`: it is in words; `plain`: only digits, without grouping or fraction."""

    start: int
    end: int
    value: Number
    base: Decimal
    scale: int
    words: bool
    plain: bool

    @property
    def large(self) -> bool:
        """Its writing says that it is a quantity: a scale, groups of digits, or five digits or more."""
        return self.scale > 1 or not (self.plain or self.words) or self.value >= 10_000

    @property
    def year_like(self) -> bool:
        return self.plain and self.scale == 1 and 1900 <= self.value <= 2100


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled patterns of a language and the values of its words."""

    number: re.Pattern[str]
    tail: re.Pattern[str]
    word: re.Pattern[str]
    values: dict[str, tuple[str, Decimal]]
    decimal: str
    plurals: frozenset[str]
    designated: re.Pattern[str]
    share: re.Pattern[str]


def parse_number(text: str, language: str = "en") -> Number | None:
    """The value of `text` if all of it is one number, in figures, words or both; else None."""
    folded = fold(text).strip()
    grammar = _grammar(language)
    found = grammar.number.match(folded)
    if found is None:
        return None
    figure = _read(folded, found, grammar)
    return figure.value if figure is not None and figure.end == len(folded) else None


def find_numbers(text: str, language: str = "en") -> list[tuple[int, int, Number]]:
    """(start, end, value) of numbers that can count things, in order. Left out: names ("F-16", "155mm", "no. 5"),
    shares ("5%"), and numbers glued to a word ("two-year")."""
    folded = fold(text)
    grammar = _grammar(language)
    out: list[tuple[int, int, Number]] = []
    for figure in scan(folded, language):
        after = folded[figure.end : figure.end + 2]
        if (
            folded[figure.start - 1 : figure.start].isalpha()
            or after[:1].isalnum()
            or (after[:1] == "-" and after[1:].isalnum())
            or after[:1] in ("°", "_")
        ):
            continue
        if grammar.share.match(folded, figure.end) or grammar.designated.search(
            folded[max(0, figure.start - 16) : figure.start]
        ):
            continue
        out.append((figure.start, figure.end, figure.value))
    return out


@lru_cache(maxsize=2)
def scan(folded: str, language: str) -> tuple[Figure, ...]:
    """All numbers of a folded text (see `fold`), in order and apart from one another. Both amounts and counts ask."""
    grammar = _grammar(language)
    search, place = grammar.number.search, 0
    out: list[Figure] = []
    while found := search(folded, place):
        figure = _read(folded, found, grammar)
        place = found.end() if figure is None else figure.end
        if figure is not None:
            out.append(figure)
    return tuple(out)


def whole_number(value: Decimal) -> Number:
    """An int where there is nothing behind the point, else a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def figure_of(figure: Figure, factor: Number, end: int) -> Figure:
    """The same number times another scale word, which ends at `end`."""
    value = Decimal(str(figure.value)) * Decimal(str(factor))
    return Figure(
        figure.start, end, whole_number(value), figure.base, figure.scale * int(factor), figure.words, figure.plain
    )


def _read(folded: str, found: re.Match[str], grammar: Grammar) -> Figure | None:
    words = found["words"]
    end = found.end()
    if words is not None:
        value, base, scale = _evaluate(words, grammar)
        return Figure(found.start(), end, whole_number(value), base, scale, True, False)
    base_value = _digits(found, grammar.decimal)
    if base_value is None:
        return None
    plain = found["plain"] is not None and found["fraction"] is None and found["vulgar"] is None
    scale = 1
    if scales := found["scales"]:
        names = [m.group() for m in grammar.word.finditer(scales)]
        if names[0] in grammar.plurals and plain and 1900 <= base_value <= 2100:
            end = found.start("scales")
        else:
            for name in names:
                kind, factor = grammar.values[name]
                if kind == "half":
                    base_value += factor
                else:
                    scale *= int(factor)
    value = base_value * scale
    smallest = scale
    while smallest > 1 and (more := grammar.tail.match(folded, end)):
        size = int(grammar.values[more["scale"]][1])
        part = int(more["count"])
        if size >= smallest:
            break
        value, end, smallest = value + part * size, more.end(), size
    return Figure(found.start(), end, whole_number(value), base_value, scale, False, plain)


def _digits(found: re.Match[str], decimal: str) -> Decimal | None:
    vulgar = found["vulgar"]
    extra = Decimal(VULGAR[vulgar.strip()]) if vulgar else Decimal(0)
    grouped = found["group"]
    if grouped is None:
        if len(found["plain"]) > LONGEST:
            return None
        fraction = found["fraction"]
        return Decimal(int(found["plain"])) + (Decimal("0." + _ascii(fraction[1:])) if fraction else 0) + extra
    mark = found["mark"] or ","
    if len(grouped) > LONGEST + 6:
        return None
    if mark == decimal and grouped.count(mark) == 1 and found["groupfraction"] is None:
        left, right = grouped.split(mark)
        return Decimal(int(left)) + Decimal("0." + _ascii(right))
    left = "".join(c for c in grouped if c.isdecimal())
    fraction = found["groupfraction"]
    return Decimal(int(left)) + (Decimal("0." + _ascii(fraction[1:])) if fraction else 0) + extra


def _ascii(digits: str) -> str:
    return "".join(str(int(d)) for d in digits)


def _evaluate(words: str, grammar: Grammar) -> tuple[Decimal, Decimal, int]:
    """Value, what stands before the first scale word, and that scale word's size."""
    total, current, base, scale, last = Decimal(0), Decimal(0), Decimal(0), 1, 1
    for token in grammar.word.finditer(words):
        kind, value = grammar.values[" ".join(token.group().split())]
        if kind == "add":
            current += value
        elif kind == "half":
            if current:
                current += value
            else:
                total += value * last
        elif kind == "hundred":
            current = (current or Decimal(1)) * value
        else:
            factor, last = int(value), int(value)
            if scale == 1:
                base, scale = current or Decimal(1), factor
            if current == 0 and total:
                total *= factor
                scale *= factor
            else:
                total += (current or Decimal(1)) * factor
            current = Decimal(0)
    total += current
    return total, (base if scale > 1 else total), scale


@lru_cache(maxsize=32)
def _grammar(language: str) -> Grammar:
    data = notation(language).numbers
    values: dict[str, tuple[str, Decimal]] = {}
    for kind, table in (
        ("add", data.units),
        ("add", data.tens),
        ("add", data.hundreds),
        ("add", data.fractions),
        ("scale", data.scales),
        ("scale", data.plural_scales),
        ("scale", data.word_scales),
    ):
        for word, value in table.items():
            values[word] = (kind, Decimal(str(value)))
    values |= {word: ("hundred", Decimal(100)) for word in data.hundred}
    values |= {word: ("half", Decimal("0.5")) for word in data.halves}
    articles = {word: ("add", Decimal(1)) for word in data.articles}
    figures = sorted([*data.scales, *data.plural_scales, *data.hundred])
    edge = "" if data.glued else r"(?!\w)"
    starts = [*data.units, *data.tens, *data.hundreds, *data.fractions, *data.articles]
    scale = either(figures) + r"(?![^\W\d_])"
    half = rf"(?:\s{{0,2}}{either(data.halves)})?" if data.halves else ""
    scales = rf"(?P<scales>{half}(?:(?:\s{{0,2}}|-|\s-\s){scale}){{1,2}})?"
    digits = FIGURE + scales if figures else FIGURE + "(?P<scales>(?!))?"
    return Grammar(
        number=re.compile(rf"(?=\d){digits}|(?<!\w)(?={beginnings(starts)})(?P<words>{_words(data)}){edge}"),
        tail=re.compile(rf"\s{{1,2}}(?P<count>\d{{1,3}})\s{{1,2}}(?P<scale>{scale})") if figures else re.compile(NEVER),
        word=re.compile(either([*values, *articles]) if data.glued else whole([*values, *articles])),
        values=values | {k: v for k, v in articles.items() if k not in values},
        decimal=data.decimal,
        plurals=frozenset(data.plural_scales),
        designated=re.compile(whole(data.designators) + r"\s{0,2}$"),
        share=re.compile(r"\s{0,2}-?" + whole(data.shares)),
    )


def _words(data: Numbers) -> str:
    """The pattern of a number in words: each part but the last is followed by a smaller one."""
    if not data.units:
        return NEVER
    gap = r"[\s-]{0,2}" if data.glued else r"(?:\s{1,2}|-)"
    joint = f"(?:{gap}{either(data.joints)})?{gap}" if data.joints else gap
    end = "" if data.glued else r"(?!\w)"
    ones = either(w for w, v in data.units.items() if 0 < v < 10)
    small = f"(?:{either(data.tens)}(?:{gap}{ones}{end})?|{either(data.units)}){end}"
    hundreds = f"(?:{small}|{either(data.articles)}){gap}{either(data.hundred)}"
    if data.hundreds:
        hundreds = f"(?:{hundreds}|{either(data.hundreds)})"
    group = f"(?:{hundreds}{end}(?:{joint}{small})?|{small})"
    scale = either([*data.scales, *data.plural_scales, *data.word_scales]) + end
    half = rf"(?:\s{{0,2}}{either(data.halves)}{end})?" if data.halves else ""
    scaled = f"{gap}{scale}{half}"
    start = f"(?:{either(data.fractions)}{end}(?={gap}{scale})|{either(data.articles)}(?={gap}{scale})|{group}{half})"
    return f"{start}(?:{scaled}(?:{joint}{group})?)*"
