"""Long answers, in pieces. A database's connection stays in the thread that opened it, so one thread makes them all."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

_WAITING = 8  # pieces
_SECONDS = 0.5


class _End:
    """The last thing of a stream: how it ended."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def in_one_thread(make: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """The pieces that the iterator yields, made ahead in a thread of its own; it is let go where nobody reads on."""
    pieces: queue.Queue[bytes | _End] = queue.Queue(_WAITING)
    left = threading.Event()

    def put(piece: bytes | _End) -> bool:
        while not left.is_set():
            try:
                pieces.put(piece, timeout=_SECONDS)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for piece in make():
                if not put(piece):
                    return
            put(_End())
        except Exception as error:  # noqa: BLE001 - raised again where the pieces are read
            put(_End(error))

    threading.Thread(target=work, name="pledgebook-stream", daemon=True).start()
    try:
        while not isinstance(piece := pieces.get(), _End):
            yield piece
        if piece.error is not None:
            raise piece.error
    finally:
        left.set()
