"""Pages of rows: `data`, and the cursor of the next page where there is one."""

from __future__ import annotations

from pydantic import Field

from pledgebook.report.documents import DocumentRow
from pledgebook.report.sources import SourceRow
from pledgebook.web.api import figures as f
from pledgebook.web.api import models as m

_NEXT = Field(None, description="Hand this back as `after` for the next page; missing on the last one.")


class Page(m.Out):
    """Some of many rows."""

    next: str | None = _NEXT


class Commitments(Page):
    """Commitments; `count` says how many fit, on the first page."""

    data: list[m.CommitmentOut]
    count: int | None = Field(None, description="How many fit in all; on the first page only.")


class Statements(Page):
    """Statements."""

    data: list[m.StatementOut]


class Documents(Page):
    """Documents."""

    data: list[DocumentRow]


class Failures(Page):
    """What could not be read."""

    data: list[f.FailureOut]


class Reconciliations(Page):
    """Totals that were checked."""

    data: list[f.ReconciliationOut]


class Conflicts(Page):
    """Conflicts."""

    data: list[m.ConflictOut]


class People(Page):
    """People."""

    data: list[f.PersonOut]


class Judgements(Page):
    """Judgements."""

    data: list[m.JudgementOut]


class Timeline(m.Out):
    """Months."""

    data: list[f.MonthOut]


class Stages(m.Out):
    """Stages."""

    data: list[f.StageOut]


class Sources(m.Out):
    """Publishers and languages."""

    data: list[SourceRow]
