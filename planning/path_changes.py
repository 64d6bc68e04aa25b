"""What became of a path: which steps are kept, dropped, replaced or added between two of its computations, and why.

Steps are compared by what is done in them, so that a course is the same step for another goal, too. A reason is what
can be seen from outside: the state, the question and the two catalogues. Where several would do, the first of `Why`'s
order that is true is given.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ontology.ids import AssessmentId, CourseId
from ontology.model import Catalogue
from planning.explaining.naming import listed
from planning.goals import Question
from planning.model import LearningPath, Step
from planning.moment import Moment, thing_of
from planning.wording import Wording

Became = Literal["kept", "dropped", "replaced", "added"]
Why = Literal[
    "done",  # the course was done in the meantime
    "gone",  # it is not in this edition
    "retired",
    "left_out",  # of this question
    "held",  # what it gives is held by now
    "out_of_reach",  # what it gives can no longer be closed
    "not_asked",  # a need that it gave is asked for no more
    "changed",  # it gives or asks for something else now
    "dearer",
    "limit",  # the limits of the question leave no room for it
    "cheaper_way",  # other steps give the same for less, or for as little
    "not_needed",  # nothing in the path asks for it any more
    "new",  # the course was not in the other edition
    "in_use_again",
    "left_in",  # of this question, and left out of the other
    "not_done",  # it counted as done before
    "asked",  # a need that it gives was not asked for before
    "not_held",  # what it gives counted as held before
    "within_reach",  # what it gives could not be closed before
    "cheaper",
    "instead",  # it takes the place of steps that are not there any more
    "needed",  # other steps ask for it
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """What became of one step.

    `before` and `after` are its ids in the two paths, None where it is not there; `hours` those of the path that has
    it, of the new one where both have. `by` are ids of the new path: of a step that is replaced those that give what
    it gave. `instead_of` are ids of the old path: of a step that is added those that it replaces. A kept step has no
    `why`; that it takes `longer` by so many hours (below 0: less) is said of it.
    """

    became: Became
    course: CourseId | None
    assessment: AssessmentId | None
    before: str | None
    after: str | None
    hours: float
    why: Why | None
    by: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    longer: float = 0.0
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChanges:
    """The steps of the new path in its order, kept and added, then those of the old one that are not in it."""

    steps: tuple[StepChange, ...]
    hours_before: float
    hours_after: float
    sentence: str


def between(
    old: LearningPath,
    new: LearningPath,
    *,
    question: Question,
    catalogue: Catalogue,
    old_question: Question | None = None,
    old_catalogue: Catalogue | None = None,
    language: str = "en",
) -> PathChanges:
    """What became of the steps of `old` in `new`, which answers `question` over `catalogue`.

    The old question and catalogue are taken to be the same where they are not given. Sentences use today's labels,
    and the old ones for what is there no more.
    """
    now = Moment(catalogue, question, new)
    then = Moment(old_catalogue or catalogue, old_question or question, old)
    return _Comparison(then, now, language).changes()


class _Comparison:
    """Two moments side by side. `by` names for each step that is there no more those that give what it gave."""

    def __init__(self, then: Moment, now: Moment, language: str) -> None:
        self.then = then
        self.now = now
        self.wording = Wording(now.catalogue, language)
        self.old_wording = Wording(then.catalogue, language)
        self.messages = self.wording.messages
        self.by: dict[str, tuple[str, ...]] = {}
        self.instead_of: dict[str, list[Step]] = {}
        for step in then.path.steps:
            if thing_of(step) not in now.steps:
                self.by[step.id] = self._takers(step)
                for taker in self.by[step.id]:
                    self.instead_of.setdefault(taker, []).append(step)

    def changes(self) -> PathChanges:
        steps = [self._in_new(step) for step in self.now.path.steps]
        steps += [self._not_in_new(step) for step in self.then.path.steps if step.id in self.by]
        count = Counter(step.became for step in steps)
        return PathChanges(
            steps=tuple(steps),
            hours_before=self.then.path.hours,
            hours_after=self.now.path.hours,
            sentence=self.messages.path_changed.format(
                kept=count["kept"],
                replaced=count["replaced"],
                dropped=count["dropped"],
                added=count["added"],
                then=self.wording.amount(self.then.path.hours),
                now=self.wording.amount(self.now.path.hours),
            ),
        )

    def _takers(self, step: Step) -> tuple[str, ...]:
        """The steps of the new path that give what the step gave: added ones, and those that attain its levels."""
        found: dict[str, None] = {}
        for level in step.gives:
            givers = self.now.givers(level)
            fresh = [giver for giver in givers if thing_of(giver) not in self.then.steps]
            found.update(dict.fromkeys(giver.id for giver in (*fresh, *givers[-1:])))
        return tuple(found)

    def _in_new(self, step: Step) -> StepChange:
        before = self.then.steps.get(thing_of(step))
        longer = 0.0 if before is None else round(step.hours - before.hours, 9)
        why, instead_of = None, list[Step]()
        if before is None:
            instead_of = self.instead_of.get(step.id, [])
            why, sentence = self._why_added(step)
            if instead_of:
                sentence += " " + self.messages.step_instead_of.format(what=self._names(instead_of))
        elif longer:
            sentence = self.messages.step_stays_at.format(what=self._names([step]), **self._hours(before, step))
        else:
            sentence = self.messages.step_stays.format(what=self._names([step]))
        return StepChange(
            became="added" if before is None else "kept",
            course=step.course,
            assessment=step.assessment,
            before=None if before is None else before.id,
            after=step.id,
            hours=step.hours,
            why=why,
            instead_of=tuple(other.id for other in instead_of),
            longer=longer,
            sentence=sentence,
        )

    def _not_in_new(self, step: Step) -> StepChange:
        by = self.by[step.id]
        why, sentence = self._why_gone(step)
        if by:
            takers = [taker for taker in self.now.path.steps if taker.id in by]
            sentence += " " + self.messages.step_replaced_by.format(what=self._names(takers))
        return StepChange(
            became="replaced" if by else "dropped",
            course=step.course,
            assessment=step.assessment,
            before=step.id,
            after=None,
            hours=step.hours,
            why=why,
            by=by,
            sentence=sentence,
        )

    def _why_gone(self, step: Step) -> tuple[Why, str]:
        then, now, say = self.then, self.now, self.messages
        name = self._names([step])
        thing, left = now.thing(step), [level for level in step.gives if not now.holds(level)]
        open_ = [level for level in left if then.closed(level) and not now.closed(level)]
        idle = [level for level in left if then.asks_for(level) and not now.asks_for(level)]
        if step.course in now.question.state.done:
            return "done", say.gone_done.format(what=name)
        if thing is None:
            return "gone", say.gone_missing.format(what=name)
        if thing.retired:
            return "retired", say.gone_retired.format(what=name)
        if step.course in now.question.without:
            return "left_out", say.left_out.format(course=name)
        if step.gives and not left:
            return "held", say.gone_held.format(what=name, levels=listed(step.gives, self.wording))
        if open_:
            return "out_of_reach", say.gone_out_of_reach.format(what=name, levels=listed(open_, self.wording))
        if idle:
            return "not_asked", say.gone_not_asked.format(what=name, levels=listed(idle, self.wording))
        if then.reads(step) != now.reads(step):
            return "changed", say.step_changed.format(what=name)
        if self._rise(step) > 0:
            return "dearer", say.step_dearer.format(what=name)
        if self.by[step.id]:
            return "cheaper_way", say.gone_cheaper_way.format(what=name)
        if now.path.limited is not None:
            return "limit", say.gone_limit.format(what=name)
        return "not_needed", say.gone_not_needed.format(what=name)

    def _why_added(self, step: Step) -> tuple[Why, str]:
        then, now, say = self.then, self.now, self.messages
        name, thing = self._names([step]), then.thing(step)
        lost = [level for level in step.gives if then.holds(level) and not now.holds(level)]
        asked = [level for level in step.gives if now.asks_for(level) and not then.asks_for(level)]
        opened = [level for level in step.gives if now.closed(level) and not then.closed(level)]
        if thing is None:
            return "new", say.added_new.format(what=name)
        if thing.retired:
            return "in_use_again", say.added_in_use_again.format(what=name)
        if step.course in then.question.without:
            return "left_in", say.added_left_in.format(what=name)
        if step.course in then.question.state.done:
            return "not_done", say.added_not_done.format(what=name)
        if lost:
            return "not_held", say.added_not_held.format(what=name, levels=listed(lost, self.wording))
        if asked:
            return "asked", say.added_asked.format(what=name, levels=listed(asked, self.wording))
        if opened:
            return "within_reach", say.added_within_reach.format(what=name, levels=listed(opened, self.wording))
        if then.reads(step) != now.reads(step):
            return "changed", say.step_changed.format(what=name)
        if self._rise(step) < 0:
            return "cheaper", say.step_cheaper.format(what=name)
        if step.id in self.instead_of:
            return "instead", say.added_instead.format(what=name)
        return "needed", say.added_needed.format(what=name)

    def _rise(self, step: Step) -> float:
        """Above 0 where the course is dearer now, below 0 where it is cheaper: its hours, then its price."""
        then, now = self.then.course(step), self.now.course(step)
        if then is None or now is None:
            return 0.0
        hours = _difference(then.hours, now.hours)
        return hours or (_difference(then.cost, now.cost) if self.now.question.preferences.money > 0 else 0.0)

    def _hours(self, then: Step, now: Step) -> Mapping[str, str]:
        return {"then": self.wording.amount(then.hours), "now": self.wording.amount(now.hours)}

    def _names(self, steps: Iterable[Step]) -> str:
        """The courses and assessments, as today's catalogue calls them, or the old one."""
        said = []
        for step in steps:
            wording = self.old_wording if self.now.thing(step) is None else self.wording
            said += [] if step.course is None else [wording.course(step.course)]
            said += [] if step.assessment is None else [wording.assessment(step.assessment)]
        return self.wording.all_of(said)


def _difference(then: float | None, now: float | None) -> float:
    """How much more it is now; 0 where one of them is unknown."""
    return 0.0 if then is None or now is None else now - then
