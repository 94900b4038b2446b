"""Why each field has its value: the book keeps what was found, so the text is read again to say why."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from fastapi import Request

from pledgebook.ledger.bodies import body_of, statement_key
from pledgebook.model import Document, Reason
from pledgebook.report.documents import DocumentPage
from pledgebook.web.problems import Refused

_LONGEST = 200_000  # characters read again while somebody waits
_ONE = threading.Semaphore(1)


def reasons_of(request: Request, found: DocumentPage) -> Mapping[str, tuple[Reason, ...]]:
    """For the keys of the document's statements, the reasons of the engine that this program has; none for statements
    that another engine found or a person brought. Raises Refused for a text too long to be read while one waits."""
    row = found.row
    if len(found.text) > _LONGEST:
        raise Refused(
            422, f"the text is too long to be read again here; run `pledgebook extract --explain` on {row.doc}"
        )
    from pledgebook.extract.engine import default_engine

    said = (row.published, row.language, row.title, row.publisher, row.url)
    document = Document(row.doc, found.text, *said, donor=row.donor)
    with _ONE:
        read = default_engine().extract(document, explain=True)
    keys = {}
    for one in read.statements:
        keys[statement_key(row.sha256, one.kind, one.start, one.end, body_of(one))] = one.reasons
    return keys
