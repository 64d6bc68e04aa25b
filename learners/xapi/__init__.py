"""Statements of the Experience API (xAPI 1.0.3 and 2.0.0): judged, compared, given out, and understood as evidence.

`reading.read` → `judge` → `completed` → what is stored; `drafts` says which facts follow. Pure: whose account it is,
what is stored and how requests are answered is left to others.
"""

from learners.xapi.activities import Named, activities
from learners.xapi.agents import Mention, agents, ifi
from learners.xapi.comparing import comparison, comparisons
from learners.xapi.completing import completed, written
from learners.xapi.evidence import Draft, Unmapped, drafts, withdrawing
from learners.xapi.judging import Fault, Invalid, account_of, is_iri, judge
from learners.xapi.projecting import FORMATS, Format, accepted, projected
from learners.xapi.reading import read
from learners.xapi.redacting import redacted
from learners.xapi.statement import Statement
from learners.xapi.subjects import About, subjects
from learners.xapi.terms import VOIDED, Json, Version

__all__ = [
    "FORMATS",
    "VOIDED",
    "About",
    "Draft",
    "Fault",
    "Format",
    "Invalid",
    "Json",
    "Mention",
    "Named",
    "Statement",
    "Unmapped",
    "Version",
    "accepted",
    "account_of",
    "activities",
    "agents",
    "comparison",
    "comparisons",
    "completed",
    "drafts",
    "ifi",
    "is_iri",
    "judge",
    "projected",
    "read",
    "redacted",
    "subjects",
    "withdrawing",
    "written",
]
