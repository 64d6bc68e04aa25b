"""A path together with what it answered and the catalogue that it was computed over: one side of a comparison."""

from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.model import Assessment, Catalogue, CompetencyAt, Course
from planning import gaps
from planning.gaps import stands
from planning.goals import Question
from planning.lifting import Lifting
from planning.model import LearningPath, Step

Thing = tuple[CourseId | None, AssessmentId | None]


class Moment:
    """A path, the question that it answers, and the catalogue that it was computed over."""

    def __init__(self, catalogue: Catalogue, question: Question, path: LearningPath) -> None:
        self.catalogue = catalogue
        self.question = question
        self.path = path
        self.steps = {thing_of(step): step for step in path.steps}
        self._held = {fact: a.level for fact, (_, a) in gaps.holdings(catalogue, question.state).items()}
        self._reached = {
            stands(catalogue, item.competency): item.reached for item in path.uncloseable if item.cause != "limit"
        }
        self._needed: dict[CompetencyId, int] = {}
        for need in question.needs:
            if need.essential or question.include_optional:
                fact = stands(catalogue, need.competency)
                self._needed[fact] = max(self._needed.get(fact, 0), need.level)
        self._lifting = Lifting(catalogue)

    def course(self, step: Step) -> Course | None:
        return None if step.course is None else self.catalogue.course.get(step.course)

    def thing(self, step: Step) -> Course | Assessment | None:
        """The course or the assessment of the step, where the catalogue has it."""
        if step.assessment is not None:
            return self.catalogue.assessment.get(step.assessment)
        return self.course(step)

    def reads(self, step: Step) -> object:
        """What the course lifts and asks for, to be compared."""
        course = self.course(step)
        if course is None:
            return None
        lifts = tuple((lift.fact, lift.from_level, lift.to_level) for lift in self._lifting.lifts(course))
        return lifts, frozenset(frozenset(ask.group) for ask in self._lifting.asks(course))

    def holds(self, level: CompetencyAt) -> bool:
        """Whether the level is held from the start."""
        return self._held.get(stands(self.catalogue, level.competency), 0) >= level.level

    def closed(self, level: CompetencyAt) -> bool:
        """Whether the level is not one of a need that can be raised only to below it."""
        return self._reached.get(stands(self.catalogue, level.competency), level.level) >= level.level

    def asks_for(self, level: CompetencyAt) -> bool:
        """Whether a need is at this level of the competency or above."""
        return self._needed.get(stands(self.catalogue, level.competency), 0) >= level.level

    def givers(self, level: CompetencyAt) -> list[Step]:
        """The steps that raise the competency, up to the one that attains the level; none where no step does."""
        fact, found = stands(self.catalogue, level.competency), list[Step]()
        for step in self.path.steps:
            given = [g.level for g in step.gives if stands(self.catalogue, g.competency) == fact]
            if given:
                found.append(step)
            if given and max(given) >= level.level:
                return found
        return []


def thing_of(step: Step) -> Thing:
    """What is done in the step; the same in two paths, whatever their goals."""
    return step.course, step.assessment
