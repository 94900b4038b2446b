"""Dates and periods in a text, as spans of the calendar; how far back a total reaches."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace

from pledgebook.extract.mentions.date_forms import DateForms, date_forms
from pledgebook.extract.mentions.patterns import fold
from pledgebook.extract.mentions.read_dates import read_date
from pledgebook.extract.mentions.since import find_since
from pledgebook.extract.mentions.spans import COARSENESS, DateSpan, earliest, in_year, latest, moved
from pledgebook.model import Mention

__all__ = ["DateSpan", "find_dates", "find_since", "in_tense", "period_of", "resolve_weekday"]
