"""From paths to documents, whatever is on the way."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pledgebook.documents import Notice, ReadError, Source, expand, read, read_paths, read_sources
from pledgebook.model import Document, Fault

TEXT = "The island of Aland will send ten boats to the north, its government said on Monday."


def texts(found: list[Document | Fault]) -> list[str]:
    return [d.text for d in found if isinstance(d, Document)]


def test_each_format_finds_its_reader_whatever_its_name(tmp_path: Path, make_pdf: Callable[..., bytes]) -> None:
    pages = {
        "plain": TEXT.encode(),
        "markdown": f"# Boats\n\n{TEXT}".encode(),
        "html": f"<html><body><p>{TEXT}</p></body></html>".encode(),
        "pdf": make_pdf([TEXT]),
        "jsonl": json.dumps({"text": TEXT}).encode(),
        "feed": f"<rss version='2.0'><channel><item><title>{TEXT}</title></item></channel></rss>".encode(),
        "mail": f"From: a@b.example\nSubject: Boats\n\n{TEXT}".encode(),
    }
    for name, data in pages.items():
        (tmp_path / name).write_bytes(data)
    found = list(read_paths([tmp_path]))
    assert len(found) == len(pages)
    assert all(isinstance(d, Document) and TEXT in d.text and d.language == "en" for d in found)


def test_ids_come_from_file_names_and_are_unique_in_a_run(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "release.txt").write_text(TEXT)
    (tmp_path / "c" / "x.jsonl").write_text('{"id": "release-2", "text": "a"}\n{"id": "release", "text": "b"}\n')
    ids = [d.id for d in read_paths([tmp_path]) if isinstance(d, Document)]
    assert ids == ["release", "release-2", "release-3", "release-2-2", "release-4"]


def test_faults_stand_among_documents_and_reading_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.docx").write_bytes(b"PK\x03\x04xxxx")
    (tmp_path / "d.txt").write_text(TEXT)
    found = list(read_paths([tmp_path, tmp_path / "none"]))
    assert [type(f).__name__ for f in found] == ["Document", "Fault", "Fault", "Document", "Fault"]


def test_a_file_that_vanishes_after_it_was_found_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    sources = list(expand([tmp_path]))
    (tmp_path / "a.txt").unlink()
    (found,) = read_sources(sources)
    assert isinstance(found, Fault)
    assert "vanished" in found.message


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (found,) = read_paths([tmp_path / "a.txt"])
    assert isinstance(found, Fault)
    assert found.message == "permission denied"


def test_a_file_beyond_the_limit_is_a_fault_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 10)
    (found,) = read_paths([tmp_path], limit=100)
    assert isinstance(found, Fault)
    assert "larger than 100 bytes" in found.message


def test_whatever_a_parser_raises_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> Iterator[Document]:
        raise RecursionError("too deep")
        yield

    monkeypatch.setattr("pledgebook.documents.plain.documents", explode)
    (tmp_path / "a.txt").write_text(TEXT)
    (found,) = read_paths([tmp_path])
    assert found == Fault(str(tmp_path / "a.txt"), "could not be read: RecursionError: too deep")


@pytest.mark.parametrize("cut", [20, 200, 400])
def test_a_pdf_cut_short_is_a_fault_or_text(tmp_path: Path, make_pdf: Callable[..., bytes], cut: int) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([TEXT])[:cut])
    assert len(list(read_paths([tmp_path]))) == 1


def test_a_mail_nested_ten_thousand_deep_ends(tmp_path: Path) -> None:
    part = b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(10_000))
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\nMIME-Version: 1.0\n" + part + b"\nText")
    assert len(list(read_paths([tmp_path]))) == 1


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(TEXT.encode())

    monkeypatch.setattr(sys, "stdin", Stdin())
    (found,) = read_paths(["-"])
    assert isinstance(found, Document)
    assert (found.id, found.text) == ("stdin", TEXT)


def test_json_lines_on_standard_input_come_before_the_stream_ends(tmp_path: Path) -> None:
    code = (
        "from pledgebook.documents import read_paths\n"
        "for d in read_paths(['-'], identify_language=False): print(d.text, flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for word in (b"one", b"two"):
            process.stdin.write(b'{"text": "%s"}\n' % word)
            process.stdin.flush()
            assert process.stdout.readline() == word + b"\n"
        process.stdin.close()


def test_the_language_may_be_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (found,) = read_paths([tmp_path], identify_language=False)
    assert isinstance(found, Document)
    assert found.language is None


def test_read_takes_text_a_string_path_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"date 2025-10-06 {TEXT}")
    assert read(path) == read(str(path))
    (document,) = read(f"date 2025-10-06 {TEXT}")
    assert document.text == TEXT
    assert str(document.published) == "2025-10-06"


@pytest.mark.parametrize("name", ["missing.txt", "no/such/file", Path("missing"), "*.nothing"])
def test_read_raises_where_there_is_nothing(name: str | Path) -> None:
    with pytest.raises(ReadError) as error:
        read(name)
    assert error.value.faults


def test_read_logs_what_is_lost_beside_documents(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\nbroken\n')
    with caplog.at_level(logging.WARNING, "pledgebook"):
        assert texts(list(read(tmp_path))) == ["a"]
    assert "a.jsonl:2: not valid JSON" in caplog.text


def test_notices_are_faults_that_can_be_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a", "published": "never"}')
    note, document = read_paths([tmp_path])
    assert isinstance(note, Notice)
    assert isinstance(note, Fault)
    assert isinstance(document, Document)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what a process took at most is read from /proc")
def test_two_hundred_megabytes_of_json_lines_stay_below_four_hundred(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    line = json.dumps({"text": "Ten boats will go north. " * 4000}) + "\n"
    with path.open("w") as file:
        for _ in range(2000):
            file.write(line)
    code = (
        "from pledgebook.documents import read_paths\n"
        f"n = sum(1 for _ in read_paths([{str(path)!r}], identify_language=False))\n"
        # not getrusage: that counts in what the process that started this one took
        "status = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
        "print(n, status['VmHWM'].split()[0])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert out[0] == "2000"
    assert int(out[1]) * 1024 < 400_000_000


def test_a_plain_text_of_two_hundred_megabytes_is_refused_cheaply(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.write(b"Ten boats. " * 100)
        file.truncate(200_000_000)
    found = list(read_sources([Source("big", path)]))
    assert [type(f) for f in found] == [Fault]
