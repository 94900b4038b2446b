"""Reads a YAML file with the line of everything in it, and notes what is wrong as faults.

Scalars stay text (YAML would turn the code NO and the word "yes" into booleans): who reads a file says what each is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

from pledgebook.knowledge.entries import Place
from pledgebook.model import Fault

ROOT = Path(__file__).parent
Scalar = str | int | float | bool


class _Loader(yaml.CBaseLoader if hasattr(yaml, "CBaseLoader") else yaml.BaseLoader):  # type: ignore[misc]
    """Scalars stay text, so nothing has to be resolved; that halves the time."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        return ""


class Reader:
    """One file being read: `faults` gathers what is wrong, each with its line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()
        self.faults: list[Fault] = []

    def fault(self, node: yaml.Node | None, message: str) -> None:
        self.faults.append(Fault(self.source, message, node.start_mark.line + 1 if node is not None else None))

    def place(self, node: yaml.Node) -> Place:
        return Place(self.source, node.start_mark.line + 1)

    def root(self) -> yaml.Node | None:
        """The document's node; None where the file is empty or is not there, and, with a fault, where it is no YAML."""
        if not self.path.exists():
            return None
        try:
            return yaml.compose(self.path.read_text(encoding="utf-8"), Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark is not None else None
            self.faults.append(Fault(self.source, f"not YAML: {error.problem or error.context}", line))
        except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
            self.faults.append(Fault(self.source, f"cannot be read: {error}"))
        return None

    def items(self, node: yaml.Node | None, what: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """(key, key's node, value's node) of a mapping; a key said twice is a fault and comes once."""
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} must be a mapping (name: …)")
            return
        seen: set[str] = set()
        for key_node, value in node.value:
            key = self.text(key_node, "a key")
            if key is None:
                continue
            if key in seen:
                self.fault(key_node, f"{key!r} stands here twice")
                continue
            seen.add(key)
            yield key, key_node, value

    def fields(self, node: yaml.Node, what: str, allowed: Collection[str]) -> dict[str, yaml.Node]:
        """The values of a mapping with known keys; any other key is a fault."""
        out: dict[str, yaml.Node] = {}
        for key, key_node, value in self.items(node, what):
            if key in allowed:
                out[key] = value
            else:
                self.fault(key_node, f"{what} has no {key!r}; known: {', '.join(allowed)}")
        return out

    def text(self, node: yaml.Node | None, what: str) -> str | None:
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.fault(node, f"{what} must be a word or phrase")
            return None
        return str(node.value)

    def texts(self, node: yaml.Node | None, what: str) -> Iterator[tuple[str, yaml.Node]]:
        """The words of a list; a list inside it (to break a long one into lines) is read as part of it."""
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, f"{what} must be a list [a, b]")
            return
        for item in node.value:
            if isinstance(item, yaml.SequenceNode):
                yield from ((i.value, i) for i in item.value if self.text(i, what) is not None)
            elif self.text(item, what) is not None:
                yield item.value, item

    def words(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        return tuple(word for word, _ in self.texts(node, what))

    def flag(self, node: yaml.Node | None, what: str) -> bool:
        if node is None:
            return False
        value = self.text(node, what)
        if value not in {"true", "false"}:
            self.fault(node, f"{what} must be true or false")
        return value == "true"

    def choice(self, node: yaml.Node | None, what: str, allowed: Collection[str]) -> str | None:
        value = self.text(node, what)
        if value is not None and value not in allowed:
            self.fault(node, f"{what} {value!r} is none of {', '.join(sorted(allowed))}")
            return None
        return value

    def scalar(self, node: yaml.Node, what: str) -> Scalar | None:
        """A plain number or true/false as such; everything else, and whatever is in quotes, as text."""
        value = self.text(node, what)
        if value is None or not isinstance(node, yaml.ScalarNode) or node.style:
            return value
        if value in {"true", "false"}:
            return value == "true"
        for kind in (int, float):
            try:
                return kind(value)
            except ValueError:
                continue
        return value
