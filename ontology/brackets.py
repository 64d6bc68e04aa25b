"""The brackets of Turtle: small things without a name that belong to the thing they are written in.

Each function reads what one property leads to. A bracket that does not say enough is left out, and noted.
"""

from collections.abc import Iterator

from ontology import terms
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import (
    Alternative,
    Assessing,
    CompetencyAt,
    CourseDone,
    DeclaredMove,
    Group,
    LevelRequirement,
    Requirement,
    Teaching,
)
from ontology.records import Record
from ontology.terms import SKW
from ontology.values import Values

_MOVE_KINDS = {f"{SKW}{term}": kind for term, kind in terms.MOVE_KINDS.items()}
_IMPORTANCE = {f"{SKW}Essential": True, f"{SKW}Optional": False}


def teachings(values: Values, name: str, record: Record) -> Iterator[Teaching]:
    for bracket in values.brackets(name, record, terms.TEACHES):
        competency = values.one_name(name, bracket, terms.COMPETENCY)
        before = values.integer(name, bracket, terms.FROM_LEVEL, 0)
        after = values.integer(name, bracket, terms.TO_LEVEL, None)
        if competency is None or before is None or after is None:
            values.lack(name, terms.TEACHES, "no competency, or no level that it leads to")
        else:
            yield Teaching(CompetencyId(competency), before, after)


def assessing(values: Values, name: str, record: Record) -> Iterator[Assessing]:
    for bracket in values.brackets(name, record, terms.ASSESSES):
        competency = values.one_name(name, bracket, terms.COMPETENCY)
        up_to = values.integer(name, bracket, terms.UP_TO, None)
        if competency is None or up_to is None:
            values.lack(name, terms.ASSESSES, "no competency, or no level")
        else:
            yield Assessing(CompetencyId(competency), up_to)


def needs(values: Values, name: str, record: Record) -> Iterator[Requirement]:
    for bracket in values.brackets(name, record, terms.NEEDS):
        competency = values.one_name(name, bracket, terms.COMPETENCY)
        level = values.integer(name, bracket, terms.LEVEL, None)
        if competency is None or level is None:
            values.lack(name, terms.NEEDS, "no competency, or no level")
            continue
        essential = values.chosen(name, bracket, terms.IMPORTANCE, _IMPORTANCE)
        weight = values.number(name, bracket, terms.WEIGHT)
        yield Requirement(CompetencyId(competency), level, essential is not False, 1.0 if weight is None else weight)


def moves(values: Values, name: str, record: Record) -> Iterator[DeclaredMove]:
    for bracket in values.brackets(name, record, terms.MOVES_TO):
        to = values.one_name(name, bracket, terms.ROLE_LEVEL)
        if to is None:
            values.lack(name, terms.MOVES_TO, "no role level")
        else:
            kind = values.chosen(name, bracket, terms.MOVE_KIND, _MOVE_KINDS)
            yield DeclaredMove(RoleLevelId(to), kind or "vertical")


def groups(values: Values, name: str, record: Record) -> Iterator[Group]:
    for bracket in values.brackets(name, record, terms.REQUIRES):
        if terms.AT_LEVEL in bracket:
            values.outside(terms.AT_LEVEL, "in what a schema:Course requires", name)
        group = _group(values, name, bracket)
        if group:
            yield group


def level_requirements(values: Values, name: str, record: Record) -> Iterator[LevelRequirement]:
    for bracket in values.brackets(name, record, terms.REQUIRES):
        at_level = values.integer(name, bracket, terms.AT_LEVEL, None)
        if at_level is None:
            values.lack(name, terms.REQUIRES, "no level that it binds at")
            continue
        group = _group(values, name, bracket)
        if group:
            yield LevelRequirement(at_level, group)


def _group(values: Values, name: str, bracket: Record) -> Group:
    """Competencies first, then courses. One alternative that cannot be read leaves the group without it."""
    competencies: set[CompetencyAt] = set()
    courses: set[CourseDone] = set()
    for alternative in values.brackets(name, bracket, terms.ANY_OF):
        competency = values.one_name(name, alternative, terms.COMPETENCY)
        course = values.one_name(name, alternative, terms.COURSE)
        level = values.integer(name, alternative, terms.LEVEL, None)
        if course is not None and competency is None:
            courses.add(CourseDone(CourseId(course)))
        elif competency is not None and course is None and level is not None:
            competencies.add(CompetencyAt(CompetencyId(competency), level))
        else:
            values.lack(name, terms.ANY_OF, "neither a course nor a competency with a level, or both")
    group: tuple[Alternative, ...] = (*sorted(competencies), *sorted(courses))
    if not group:
        values.lack(name, terms.REQUIRES, "no alternative that could be read, so nothing could ever meet it")
    return group
