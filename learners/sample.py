"""Where the sample people lie: a dozen invented colleagues in the sample world, whose histories each show a case.

Their facts say how many days ago they were, so that the stories stay true whenever they are loaded. What there is to
see of each is told in `STORIES`.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

from learners.access import Purpose

MANAGER: Final = "heron"
MERGED: Final = (("wigeon-2", "wigeon"),)
"""Records of one person: the first is the other's, too."""
WITHDRAWN: Final[tuple[tuple[str, Purpose], ...]] = (("avocet", "inference"), ("eider", "manager_view"))
"""Consent that is withdrawn."""
TABLES_OF_PEOPLE: Final = ("people.csv", "people-later.csv")
"""In this order: the second says what has changed since."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is to be seen of one learner, and the command (after `skillway`) that shows it."""

    learner: str
    words: str
    look: str


STORIES: Final = (
    Story(
        "tern",
        "completed both SQL courses, which lead to level 3; the test says: level 1",
        "state --learner tern --competency sql --why",
    ),
    Story(
        "gannet", "may well know SQL, but nobody has tested it: the path tries a test first", "path --learner gannet"
    ),
    Story(
        "plover",
        "passed the SQL test four years ago: level 3 has expired, level 2 holds",
        "state --learner plover --competency sql",
    ),
    Story(
        "dunlin",
        "ratings of data pipelines that contradict each other, and a note for the manager alone",
        "state --learner dunlin --competency data-pipelines --why",
    ),
    Story("curlew", "went from analyst to engineer: what was shown before still counts", "gap --learner curlew"),
    Story(
        "knot", "went to another team: petrel sees knot now, heron does not any more", "team heat --manager petrel"
    ),
    Story(
        "avocet", "withdrew consent to inference: tests are there, and no skill is inferred", "state --learner avocet"
    ),
    Story(
        "eider", "withdrew consent to the manager's view: not among heron's people", "consent show --learner eider"
    ),
    Story("smew", "is new: nothing is known, which is not the same as nothing held", "gap --learner smew"),
    Story("godwit", "is in the middle of a course: the path counts what is left of it", "path --learner godwit"),
    Story("wigeon", "two accounts that are one person, whose facts count together", "state --learner wigeon"),
)


def people(table: str) -> str:
    """A table of people, as it lies there."""
    return _read(table)


def evidence(today: date) -> str:
    """The facts as a table for `import evidence`, with days for how long ago they were."""
    rows = list(csv.DictReader(io.StringIO(_read("evidence.csv"))))
    out = io.StringIO()
    names = ["occurred_at" if name == "days_ago" else name for name in rows[0]]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        row["occurred_at"] = (today - timedelta(days=int(row.pop("days_ago")))).isoformat()
        writer.writerow(row)
    return out.getvalue()


def _read(table: str) -> str:
    return (files("learners") / "data" / "sample" / table).read_text(encoding="utf-8")
