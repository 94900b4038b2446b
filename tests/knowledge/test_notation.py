"""The notation files: what is wrong in them is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pledgebook.knowledge.coins import read_coins
from pledgebook.knowledge.notation import NotationError, notation
from pledgebook.knowledge.yamlnodes import read


def test_the_currencies_of_iso_4217_are_known() -> None:
    coins = notation("en").coins
    assert {"EUR", "USD", "UAH", "XDR"} <= coins.codes.keys()
    assert {"DEM", "FIM", "NLG", "ESP", "ITL", "FRF"} <= coins.withdrawn.keys()
    assert not coins.codes.keys() & coins.withdrawn.keys()
    assert all([*coins.codes.values(), *coins.withdrawn.values()])


def test_every_default_of_a_bare_word_is_one_of_its_currencies() -> None:
    for group in notation("en").coins.groups.values():
        assert group.options
        assert group.default is None or group.default in group.options


def test_a_language_without_files_has_an_empty_notation() -> None:
    empty = notation("xx")
    assert not empty.coins.coins
    assert not empty.dates.forms
    assert notation("../en").coins.coins == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("currencies:\n  EUR: {name: euro}\n  EUR: {name: euro}\n", 3, "twice"),
        ("currencies:\n  euro: {name: euro}\n", 2, "not an ISO 4217 code"),
        ("currencies:\n  AUD: {name: Australian dollar, bare: [dollar]}\n", 2, "no group 'dollar'"),
        ("bare:\n  dollar: {default: USD}\n", 2, "none of the currencies"),
        ("coins: []\n", 1, "unknown key 'coins'"),
        ("parts:\n  some: [cent]\n", 2, "how many"),
        ("currencies: [EUR]\n", 1, "expected a mapping"),
        ("currencies: {EUR: {name: [euro]}}\n", 1, "expected a word"),
        ("currencies: {\n", 2, ""),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "currencies.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotationError) as raised:
        read_coins(read(path))
    assert raised.value.fault.source == "currencies.yaml"
    assert raised.value.fault.line == line
    assert message in str(raised.value)


def test_a_file_that_is_no_text_is_a_mistake_too(tmp_path: Path) -> None:
    path = tmp_path / "currencies.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotationError):
        read(path)
