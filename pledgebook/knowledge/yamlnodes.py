"""YAML read with the line of every value, so that a mistake in a knowledge file is named by file and line."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import yaml

from pledgebook.model import Fault

ROOT = Path(__file__).parent


class NotationError(ValueError):
    """A knowledge file does not say what it should; `fault` names file and line."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Entry:
    """One value of a YAML file. The methods read it as what the caller expects, or raise NotationError."""

    def __init__(self, node: yaml.Node | None, source: str) -> None:
        self.node, self.source = node, source

    def error(self, message: str) -> NotationError:
        line = None if self.node is None else self.node.start_mark.line + 1
        return NotationError(Fault(self.source, message, line))

    def items(self) -> dict[str, Entry]:
        """A mapping; a missing value is an empty one."""
        if self.node is None:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("expected a mapping")
        out: dict[str, Entry] = {}
        for key, value in self.node.value:
            name = Entry(key, self.source).text()
            if name in out:
                raise Entry(key, self.source).error(f"{name!r} stands here twice")
            out[name] = Entry(value, self.source)
        return out

    def record(self, known: str) -> Record:
        """A mapping with no other keys than those in `known` (separated by spaces)."""
        found = self.items()
        for key, value in found.items():
            if key not in known.split():
                raise value.error(f"unknown key {key!r}")
        return Record(self, found)

    def entries(self) -> list[Entry]:
        """A list; a missing value is an empty one."""
        if self.node is None:
            return []
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("expected a list")
        return [Entry(n, self.source) for n in self.node.value]

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not isinstance(self.node.value, str):
            raise self.error("expected a word")
        return self.node.value

    def words(self) -> tuple[str, ...]:
        return tuple(e.text() for e in self.entries())

    def number(self) -> int | float:
        try:
            value = float(self.text())
        except ValueError:
            raise self.error(f"expected a number, not {self.text()!r}") from None
        return int(value) if value.is_integer() else value

    def flag(self) -> bool:
        if self.node is None:
            return False
        if (word := self.text()) not in {"true", "false"}:
            raise self.error(f"expected true or false, not {word!r}")
        return word == "true"

    def day(self) -> datetime.date:
        try:
            return datetime.date.fromisoformat(self.text())
        except ValueError:
            raise self.error(f"expected a day as 2025-01-31, not {self.text()!r}") from None

    def one_of(self, options: str) -> str:
        if (word := self.text()) not in options.split():
            raise self.error(f"expected one of {options}, not {word!r}")
        return word

    def table(self) -> dict[str, int | float]:
        """Words, in lower case, and their numbers."""
        return {key.lower(): value.number() for key, value in self.items().items()}

    def each(self, read: Callable[[Entry], tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {key: read(value) for key, value in self.items().items()}


class Record:
    """A mapping whose keys are known beforehand; a key that is missing reads as an empty Entry."""

    def __init__(self, entry: Entry, found: dict[str, Entry]) -> None:
        self.entry, self.found = entry, found

    def __getitem__(self, key: str) -> Entry:
        return self.found.get(key, Entry(None, self.entry.source))

    def __contains__(self, key: str) -> bool:
        return key in self.found


def read(path: Path) -> Entry:
    """The whole of a YAML file. Raises NotationError where it cannot be read."""
    source = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise NotationError(Fault(source, f"cannot be read: {error}")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = str(getattr(error, "problem", None) or error)
        raise NotationError(Fault(source, message, mark.line + 1 if mark else None)) from error
    return Entry(node, source)
