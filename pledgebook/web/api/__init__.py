"""The book for programs: everything that a page shows, under /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from pledgebook.web.api import accounts, commitments, documents, feeds, judgements, specification, statements

router = APIRouter()
router.include_router(specification.router)
for _room in (commitments, statements, documents, judgements, feeds, accounts):
    router.include_router(_room.router, prefix="/api/v1")
