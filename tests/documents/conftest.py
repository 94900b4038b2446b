"""What the tests of reading share: a tiny PDF writer, so that tests need no PDF of anyone else's, and a guard against hanging."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

HOPELESS = 120  # seconds; what is fine takes a hundredth of it even on a busy machine


def _pdf(*pages: list[str], info: str = "") -> bytes:
    """A PDF whose pages hold the given lines; a page without lines has no text layer."""
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        content = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET" if lines else "0 0 100 100 re f"
        number = len(bodies) + 1
        kids.append(f"{number} 0 R")
        bodies.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {number + 1} 0 R >>"
        )
        bodies.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    bodies.append(f"<< {info} >>")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(bodies) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info {len(bodies)} 0 R >>\n"
        f"startxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    return _pdf


@pytest.fixture
def ends() -> Iterator[None]:
    """A test of hostile input that would not come to its end fails instead of holding up all others."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"no end after {HOPELESS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(HOPELESS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
