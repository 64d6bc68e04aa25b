"""From the estimate to what planning takes: held, surely not held, likely, done, begun."""

from typing import Final

from learners.model import Attainment, SkillState
from learners.states import LearnerState
from learners.words import Words
from ontology.ids import CompetencyId, CourseId

CERTAIN: Final = 0.99
LEAST: Final = 0.01
"""A likely level is neither ruled out nor sure."""


def skill_state(state: LearnerState, words: Words) -> SkillState:
    """Validated ranks are held, with the probability as confidence; what is surely not held at the first rank is
    rank 0, and known; all else is unknown. The highest plausible rank that is not proved is likely."""
    held: dict[CompetencyId, Attainment] = {}
    likely: dict[CompetencyId, tuple[int, float]] = {}
    for competency in sorted(state.skills):
        skill = state.skills[competency]
        if skill.level > 0:
            proved = skill.levels[skill.level - 1]
            held[competency] = Attainment(level=skill.level, confidence=proved.probability)
        elif skill.status == "NOT_DEMONSTRATED":
            held[competency] = Attainment(level=0, confidence=1.0 - skill.levels[0].probability)
        plausible = skill.plausible
        if plausible is not None:
            likely[competency] = (plausible.level, min(max(plausible.probability, LEAST), CERTAIN))
    courses = words.catalogue.course
    return SkillState(
        held=held,
        done=state.done,
        in_progress={
            course: (1.0 - share) * _hours(words, course)
            for course, share in sorted(state.in_progress.items())
            if course in courses
        },
        likely=likely,
    )


def _hours(words: Words, course: CourseId) -> float:
    hours = words.catalogue.course[course].hours
    return words.usual_hours if hours is None else hours
