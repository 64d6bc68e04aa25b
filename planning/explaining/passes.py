"""What every path passes through: levels that no path avoids on its way to the goals, and courses without which a
goal is lost. Over the whole catalogue, not only among the courses of the path.

What every path has, this one has; so only its own courses and levels are tried.
"""

from typing import NamedTuple

from ontology.model import Alternative, CompetencyAt, CourseDone
from planning.explaining import naming
from planning.explaining.model import Pass
from planning.explaining.variants import Variant, attained
from planning.gaps import stands
from planning.recommend import Planned
from planning.wording import Wording


class _Candidate(NamedTuple):
    what: Alternative
    variant: Variant
    leader: str
    """The competency that a level is of, under the one name for all equivalents; the id of a course."""


def passes(planned: Planned) -> tuple[Pass, ...]:
    """In the order of the steps. Of each competency only the highest such level, and none that a goal asks for."""
    goals = naming.goals(planned)
    tried = _candidates(planned, {stands(planned.index.catalogue, g.item.competency): g.at.level for g in goals})
    left = attained(planned.problem, [candidate.variant for candidate in tried], [goal.fact for goal in goals])
    wording = Wording(planned.index.catalogue, planned.language)
    found: dict[str, Pass] = {}
    for candidate, reached in zip(tried, left, strict=True):
        lost = tuple(dict.fromkeys(goal.at for goal, still in zip(goals, reached, strict=True) if not still))
        if lost:
            # Levels of one competency come ascending: a higher one says all that a lower one says.
            found[candidate.leader] = Pass(
                what=candidate.what, goals=lost, sentence=_sentence(candidate.what, lost, wording)
            )
    return tuple(found.values())


def _candidates(planned: Planned, asked: dict[str, int]) -> list[_Candidate]:
    """The courses of the path, and the levels that they give beyond what is `asked` of a competency as a goal."""
    index = planned.index
    found: list[_Candidate] = []
    for step in planned.placed:
        course = index.courses[step.course]
        found.append(_Candidate(CourseDone(course), Variant(shut=(step.course,)), course))
        for lift in index.lifting.lifts(index.catalogue.course[course]):
            first = index.first[lift.fact]
            top = first + index.width[lift.fact]
            for level in range(max(lift.from_level, asked.get(lift.fact, 0)) + 1, lift.to_level + 1):
                # Whoever holds a higher level holds this one: they are barred together.
                barred = tuple(range(first + level - 1, top))
                if barred[0] in step.facts:
                    found.append(_Candidate(lift.named(level), Variant(barred=barred), lift.fact))
    return found


def _sentence(what: Alternative, lost: tuple[CompetencyAt, ...], wording: Wording) -> str:
    goals = naming.listed(lost, wording)
    if isinstance(what, CourseDone):
        return wording.messages.passes_course.format(course=wording.course(what.course), goals=goals)
    return wording.messages.passes_level.format(what=wording.alternative(what), goals=goals)
