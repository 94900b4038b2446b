"""Finding files: order, hidden names, links, what is not there."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from pledgebook.documents.source import Source, expand, read_head, read_rest
from pledgebook.model import Fault


def names(paths: list[str | Path]) -> list[str]:
    return [s.path.name for s in expand(paths) if isinstance(s, Source) and s.path is not None]


def faults(paths: list[str | Path]) -> list[Fault]:
    return [s for s in expand(paths) if isinstance(s, Fault)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "sub/d.txt", "sub/c.txt", ".hidden.txt", ".git/config"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_a_folder_is_read_with_its_folders_sorted_and_without_hidden_names(tree: Path) -> None:
    assert names([tree]) == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_a_hidden_file_named_outright_is_read(tree: Path) -> None:
    assert names([tree / ".hidden.txt"]) == [".hidden.txt"]


def test_a_pattern_gives_its_matches_sorted(tree: Path) -> None:
    assert names([f"{tree}/*.txt"]) == ["a.txt", "b.txt"]
    assert names([f"{tree}/**/*.txt"]) == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_a_pattern_that_matches_nothing_is_a_fault(tree: Path) -> None:
    assert [f.message for f in faults([f"{tree}/*.pdf"])] == ["no file matches"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("x")
    assert names([tmp_path / "a[1].txt"]) == ["a[1].txt"]


def test_a_file_reached_twice_comes_once(tree: Path) -> None:
    assert names([tree / "b.txt", tree, tree / "a.txt"]) == ["b.txt", "a.txt", "c.txt", "d.txt"]


def test_a_missing_path_is_a_fault_that_names_it(tmp_path: Path) -> None:
    (fault,) = faults([tmp_path / "nowhere.txt"])
    assert str(fault).endswith("nowhere.txt: no such file or folder")


def test_links_that_go_round_in_a_circle_end_in_a_fault(tree: Path) -> None:
    (tree / "sub" / "up").symlink_to(tree)
    assert names([tree]) == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert "circle" in faults([tree])[0].message


def test_a_link_to_itself_or_to_nothing_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    assert len(faults([tmp_path])) == 2


def test_folders_linked_to_one_another_do_not_multiply(tmp_path: Path) -> None:
    for k in range(12):
        folder = tmp_path / f"f{k:02}"
        folder.mkdir()
        (folder / "x.txt").write_text(str(k))
        for other in range(12):
            (folder / f"to{other:02}").symlink_to(tmp_path / f"f{other:02}")
    assert len(names([tmp_path])) == 12


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [f.message for f in faults([tmp_path])] == ["not a regular file"]


def test_a_name_that_is_no_text_is_shown_with_replacements(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - a name in bytes
        file.write(b"x")
    (source,) = expand([tmp_path])
    assert isinstance(source, Source)
    assert source.stem == "caf\ufffd"
    source.name.encode("utf-8")


def test_standard_input_comes_once() -> None:
    assert list(expand(["-", "-"])) == [Source("standard input", None)]


def test_the_head_of_a_slow_stream_of_json_lines_is_one_line() -> None:
    class Slow(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            return self.readline()

    assert read_head(Slow(b'{"text": "a"}\n{"text": "b"}\n')) == b'{"text": "a"}\n'


def test_more_than_the_limit_is_refused_without_being_held() -> None:
    assert read_rest(b"ab", io.BytesIO(b"c" * 10), 12) == b"ab" + b"c" * 10
    assert read_rest(b"ab", io.BytesIO(b"c" * 10), 11) is None
