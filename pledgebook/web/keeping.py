"""Answers as they were sent, kept packed within a bound of memory, each good for one state of the book alone."""

from __future__ import annotations

import gzip
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

MOST = 64_000_000  # bytes that a process keeps
LEVEL = 4  # of gzip: pages shrink to an eighth in a third of a millisecond; a higher level takes longer for little
_EACH = 1_000  # bytes that an answer takes beside its body
_LARGEST = 2_000_000  # bytes of one answer, packed
# Stands in a page where the token of the browser goes that it is sent to; nobody outside this process can know it.
TOKEN = secrets.token_hex(16)
_TOKEN = TOKEN.encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its body packed by gzip, its type and further headers; `signed` where it holds forms."""

    packed: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()
    signed: bool = False


class Page(HTMLResponse):
    """A page as one browser gets it; `unsigned` is what all get who may see it."""

    def __init__(self, unsigned: bytes, request: Request, status: int = 200) -> None:
        self.unsigned = unsigned
        super().__init__(_signed(unsigned, request), status)


class Shelf:
    """The answers of one process, those that were asked for longest ago dropped first. Safe for many threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._size = most, 0
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, tuple[Hashable, Kept]] = OrderedDict()

    def get(self, key: Hashable, state: Hashable) -> Kept | None:
        """The answer to a question, where it was given in this very state of the book. `key` tells apart whatever makes
        answers differ: the whole address, and who asks."""
        with self._lock:
            known = self._known.get(key)
            if known is None or known[0] != state:
                return None
            self._known.move_to_end(key)
            return known[1]

    def put(self, key: Hashable, state: Hashable, kept: Kept) -> None:
        """Keeps it in the place of what was known for another state."""
        if len(kept.packed) > min(_LARGEST, self._most):
            return
        with self._lock:
            before = self._known.pop(key, None)
            self._size += _EACH + len(kept.packed) - (_EACH + len(before[1].packed) if before else 0)
            self._known[key] = state, kept
            while self._size > self._most:
                _, (_, gone) = self._known.popitem(last=False)
                self._size -= _EACH + len(gone.packed)


def asker(request: Request) -> tuple[str, str, str]:
    """What of an asker answers may depend on: who it is, what they may do, and how they came by it."""
    who = request.state.who
    return who.name, who.role, who.by


def pack(body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Kept:
    """An answer to be kept."""
    packed = gzip.compress(body, LEVEL, mtime=0)
    return Kept(packed, media_type, tuple((headers or {}).items()), _TOKEN in body)


def answer(kept: Kept, request: Request) -> Response:
    """A kept answer for this asker, with a token of their own where it holds forms."""
    headers = dict(kept.headers)
    if kept.signed:
        return Response(_signed(gzip.decompress(kept.packed), request), headers=headers, media_type=kept.media_type)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(kept.packed), headers=headers, media_type=kept.media_type)
    vary = ", ".join(filter(None, [headers.get("vary"), "Accept-Encoding"]))
    headers.update({"content-encoding": "gzip", "vary": vary})
    return Response(kept.packed, headers=headers, media_type=kept.media_type)


def _signed(page: bytes, request: Request) -> bytes:
    if _TOKEN not in page:
        return page
    token: Callable[[], str] = getattr(request.state, "csrf", str)
    return page.replace(_TOKEN, token().encode())
