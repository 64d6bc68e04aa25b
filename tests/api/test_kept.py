"""The file of a kept path: what it says of a question is the question."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.kept import keep, read
from graph import Edition
from ontology import turtle
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue
from planning import goals
from planning.preferences import Deadline, Limits, Preferences, Wish
from planning.recommend import plan
from planning.solver.index import build


@pytest.fixture
def question(world: Catalogue) -> goals.Question:
    """A question that says everything that one can say."""
    asked = goals.ask(
        world,
        to=RoleLevelId("senior-data-engineer"),
        source=RoleLevelId("data-engineer"),
        have={CompetencyId("sql"): 2, CompetencyId("python"): 0},
        done=[CourseId("sql-at-work")],
        goal={CompetencyId("coaching"): 2},
        without=[CourseId("python-in-depth")],
        include_optional=True,
        preferences=Preferences(
            money=0.05, modality=Wish(values=("online",), weight=0.5), language=Wish(values=("en", "de"))
        ),
        limits=Limits(
            hours=90,
            money=900,
            deadline=Deadline(starts_on=date(2027, 1, 4), ends_on=date(2028, 1, 31), hours_per_week=4),
        ),
        in_progress={CourseId("reviewing-code"): 2.0},
        likely={CompetencyId("data-modelling"): (3, 0.6)},
    )
    assert isinstance(asked, goals.Question)
    return asked


def test_a_file_says_what_was_asked_and_answered(world: Catalogue, question: goals.Question, tmp_path: Path) -> None:
    """Asked again of the same catalogue, the question of the file equals the one that was kept; so do its steps."""
    edition = Edition(
        number=7,
        digest=turtle.digest(world),
        author="ana",
        note="",
        at=datetime(2026, 3, 1, tzinfo=UTC),
        base=world.base,
        language=world.language,
        titles=(),
        counts=(),
    )
    planned = plan(build(world), question)
    file = tmp_path / "path.json"
    keep(file, edition, planned)
    kept = read(file)
    assert (kept.number, kept.digest) == (7, edition.digest)
    assert kept.ask(world) == question
    assert kept.path.steps == tuple(replace(step, reasons=(), test_out=None) for step in planned.path.steps)
    assert kept.path.uncloseable == planned.path.uncloseable
    assert list(tmp_path.iterdir()) == [file]
