"""Judges a learning path against the catalogue and the question, without the planner's help.

`complaints` returns what is wrong, in words; an empty list is a good path. Any test that gets a path may use it.
"""

from itertools import combinations

from ontology.ids import CompetencyId
from ontology.model import Alternative, Catalogue, CompetencyAt, Course
from planning.goals import Question
from planning.model import LearningPath, Step
from planning.preferences import Limits, Preferences
from tests.planning.oracle import MILLISECONDS, Meaning


def complaints(
    catalogue: Catalogue, question: Question, path: LearningPath, meaning: Meaning | None = None
) -> list[str]:
    """Everything that is wrong with the path. Who judges many of one catalogue may give its `meaning`.

    A model's word (affinity) is not part of the question, so a path that was chosen by it is judged wrongly here.
    """
    wrong: list[str] = []
    meaning = meaning or Meaning(catalogue)
    steps = tuple(step for step in path.steps if step.assessment is None)
    if any(step.course not in catalogue.course for step in steps):
        return ["a step names no course"]
    courses = [catalogue.course[step.course] for step in steps if step.course is not None]
    if len({s.id for s in path.steps}) != len(path.steps) or len({s.course for s in steps}) != len(steps):
        wrong.append("a step occurs twice")
    plannable = {course.id for course in meaning.plannable(question)}
    for course in courses:
        if course.id not in plannable:
            wrong.append(f"{course.id} is retired, done or left out, and planned")
    wrong += _order(meaning, question, steps, courses)
    wrong += _partial_order(meaning, question, path.steps)
    wrong += _numbers(meaning, question, path, courses)
    wrong += _tests(meaning, question, path)
    ranks, _ = meaning.after(question, tuple(courses))
    wrong += _closure(meaning, question, path, ranks)
    for left_out in courses:
        rest = tuple(c for c in courses if c is not left_out)
        without, all_ran = meaning.after(question, rest)
        goals = meaning.goals(question)
        if all_ran and all(without.get(one, 0) >= min(level, ranks.get(one, 0)) for one, level in goals.items()):
            wrong.append(f"{left_out.id} is not needed")
    wrong += _reasons(meaning, question, steps)
    return wrong


def _order(meaning: Meaning, question: Question, steps: tuple[Step, ...], courses: list[Course]) -> list[str]:
    """Nothing comes before what it requires; `gives` and `uses` say what happens at that point."""
    wrong: list[str] = []
    ranks, done = meaning.held(question), set(question.state.done)
    for step, course in zip(steps, courses, strict=True):
        if not meaning.can_start(course, ranks, done):
            wrong.append(f"{course.id} comes before something it requires")
        wrong += [
            f"{course.id} uses {u}, which does not hold" for u in step.uses if not meaning.holds(ranks, done, u)
        ]
        for group in meaning.groups(course):
            if not any(_same(meaning, use, member) for use in step.uses for member in group):
                wrong.append(f"{course.id} names nothing that meets {group}")
        new = {one: high for one, (_, high) in meaning.lifts(course).items() if high > ranks.get(one, 0)}
        if {meaning.one[g.competency]: g.level for g in step.gives} != new:
            wrong.append(f"{course.id} says it gives {step.gives}, and gives {new}")
        if not all(any(g.competency == row.competency for row in course.teaches) for g in step.gives):
            wrong.append(f"{course.id} gives something under a name that it does not use")
        meaning.finish(course, ranks, done)
    return wrong


def _same(meaning: Meaning, use: Alternative, member: Alternative) -> bool:
    if isinstance(use, CompetencyAt) and isinstance(member, CompetencyAt):
        return meaning.one[use.competency] == meaning.one[member.competency] and use.level >= member.level
    return use == member


def _partial_order(meaning: Meaning, question: Question, steps: tuple[Step, ...]) -> list[str]:
    """`after` names earlier steps, is without shortcuts, and alone makes each step possible."""
    wrong: list[str] = []
    before: dict[str, set[str]] = {}
    by_id = {step.id: step for step in steps}
    for step in steps:
        if not all(other in before for other in step.after):
            return [f"{step.id} comes after a step that is not before it"]
        before[step.id] = set(step.after).union(*(before[other] for other in step.after))
        for one, other in combinations(step.after, 2):
            if one in before[other] or other in before[one]:
                wrong.append(f"{step.id} names {one} and {other}, of which one follows from the other")
        ranks, done = meaning.held(question), set(question.state.done)
        waiting = [by_id[other] for other in steps_in_order(steps, before[step.id])]
        for earlier in waiting:
            if earlier.course is not None:
                meaning.finish(meaning.catalogue.course[earlier.course], ranks, done)
        if step.course is not None and not meaning.can_start(meaning.catalogue.course[step.course], ranks, done):
            wrong.append(f"{step.course} cannot start after the steps that it names")
    return wrong


def steps_in_order(steps: tuple[Step, ...], wanted: set[str]) -> list[str]:
    """Those of the steps, in the path's order."""
    return [step.id for step in steps if step.id in wanted]


def _numbers(meaning: Meaning, question: Question, path: LearningPath, courses: list[Course]) -> list[str]:
    wrong: list[str] = []
    steps = [step for step in path.steps if step.assessment is None]
    tests = sum(step.hours for step in path.steps if step.assessment is not None)
    for step, course in zip(steps, courses, strict=True):
        begun = course.id in question.state.in_progress
        hours = meaning.takes(question, course) / MILLISECONDS
        if abs(step.hours - hours) > 1e-6 or step.hours_estimated != (course.hours is None and not begun):
            wrong.append(f"{course.id} says {step.hours} hours")
        if step.money != (0.0 if begun else course.cost):
            wrong.append(f"{course.id} says that it costs {step.money}")
    if abs(sum(step.hours for step in path.steps) - path.hours) > 1e-6:
        wrong.append("the hours do not add up")
    if abs(sum(meaning.weighs(question, c) for c in courses) / MILLISECONDS + tests - path.cost) > 1e-6:
        wrong.append("the cost is not what the steps weigh")
    if abs(sum(step.money or 0.0 for step in path.steps) - path.money) > 1e-6:
        wrong.append("the money does not add up")
    if path.unknown_money != sum(step.money is None and step.course is not None for step in path.steps):
        wrong.append("the steps without a price are not counted")
    if path.unknown_hours != sum(step.hours_estimated for step in path.steps):
        wrong.append("the steps with unknown hours are not counted")
    if path.bound > path.hours or path.cost_bound > path.cost:
        wrong.append("the bound is above the cost")
    shares = [price.cost for price in path.prices]
    if min([*shares, path.indivisible]) < 0 or abs(sum(shares) + path.indivisible - path.cost_bound) > 1e-6:
        wrong.append("the prices do not add up to the bound")
    if path.proved == (path.stopped is not None):
        wrong.append(f"proved is {path.proved}, and the time ran out in {path.stopped}")
    if path.proved and path.cost_bound != path.cost:
        wrong.append("proved, but bound and cost differ")
    if question.preferences == Preferences() and (path.hours, path.bound) != (path.cost, path.cost_bound):
        wrong.append("nothing but hours counts, but cost and hours differ")
    return wrong


def _tests(meaning: Meaning, question: Question, path: LearningPath) -> list[str]:
    """Assessments settle what is likely and not held, are worth their time, and come before what they may spare."""
    wrong: list[str] = []
    held = meaning.held(question)
    seen: set[str] = set()
    for step in path.steps:
        seen.add(step.course or step.assessment or "")
        if step.assessment is None:
            continue
        test, told = meaning.catalogue.assessment.get(step.assessment), step.test_out
        if test is None or test.retired or step.course is not None or told is None:
            wrong.append(f"{step.id} is no assessment in use")
            continue
        if test.hours is not None and abs(step.hours - test.hours) > 1e-6:
            wrong.append(f"{test.id} says {step.hours} hours")
        if question.state.likely.get(told.competency) != (told.level, told.probability):
            wrong.append(f"{test.id} is about what nobody said to be likely")
        if held.get(meaning.one[told.competency], 0) >= told.level:
            wrong.append(f"{test.id} is about what is held")
        if told.worth <= 0.0 or step.gives or not step.because:
            wrong.append(f"{test.id} is worth nothing, gives a level or has no reason")
        if seen & set(told.spared):
            wrong.append(f"{test.id} comes after what it may spare")
    return wrong


def _closure(meaning: Meaning, question: Question, path: LearningPath, ranks: dict[str, int]) -> list[str]:
    """What is not closed is listed with how far it goes, and nothing else is. Limits are kept, and stop what is said
    to be stopped by them."""
    wrong: list[str] = []
    attainable, goals = meaning.attainable(question), meaning.goals(question)
    listed = {meaning.one[u.competency]: u for u in path.uncloseable}
    stopped = {one for one, item in listed.items() if item.cause == "limit"}
    closed = {one: ranks.get(one, 0) if one in stopped else attainable[one] for one in goals}
    open_goals = {one for one, level in goals.items() if closed[one] < level}
    if set(listed) != open_goals:
        wrong.append(f"uncloseable are {sorted(open_goals)}, listed {sorted(listed)}")
    for one, level in goals.items():
        if ranks.get(one, 0) < closed[one]:
            wrong.append(f"{one} is not raised as far as it goes")
        if one in stopped and ranks.get(one, 0) >= attainable[one]:
            wrong.append(f"{one} is raised to {min(level, ranks.get(one, 0))}, and no limit stops it")
    for one, item in listed.items():
        if one in closed and item.reached != closed[one]:
            wrong.append(f"{one} reaches {closed[one]}, not {item.reached}")
        if not item.detail:
            wrong.append(f"{one} has no detail")
    wrong += _limits(question, path, bool(stopped))
    short = any(meaning.held(question).get(one, 0) < level for one, level in goals.items())
    status = "partial" if open_goals else "complete" if path.steps else "nothing_to_do"
    if path.status != status and not (path.status == "complete" and short):
        wrong.append(f"the status is {path.status}, not {status}")
    return wrong


def _limits(question: Question, path: LearningPath, stops: bool) -> list[str]:
    limits = question.limits
    wrong = (
        [f"takes {path.hours} of {limits.hours} hours"]
        if limits.hours is not None and path.hours > limits.hours + 1e-6
        else []
    )
    if limits.money is not None and path.money > limits.money + 1e-6:
        wrong.append(f"takes {path.money} of {limits.money} money")
    if stops and limits == Limits():
        wrong.append("says that a limit stops it, and has none")
    return wrong


def _reasons(meaning: Meaning, question: Question, steps: tuple[Step, ...]) -> list[str]:
    """Every step serves a goal: itself, or through later steps that come after it."""
    wrong = [f"{step.id} has no reason" for step in steps if not step.because]
    goals = meaning.goals(question)
    serving: set[str] = set()
    for step in reversed(steps):
        direct = any(CompetencyId(meaning.one[g.competency]) in goals for g in step.gives)
        if direct or any(step.id in later.after for later in steps if later.id in serving):
            serving.add(step.id)
        else:
            wrong.append(f"{step.id} serves no goal")
    return wrong
