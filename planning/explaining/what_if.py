"""What would change if something were held or done already, or a course had to be left out: solved anew, exactly."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, CompetencyAt
from ontology.refusals import Refusal
from planning.cases import case_of
from planning.explaining import naming
from planning.explaining.model import WhatIf
from planning.explaining.prices import prices
from planning.explaining.refusing import cut_to_limits
from planning.gaps import stands
from planning.goals import Question, ask
from planning.limits import share_closed
from planning.recommend import Planned, plan
from planning.solver.index import MILLISECONDS
from planning.wording import Wording

TRIED = 8
"""So many levels are tried to find those whose holding would save the most."""


def what_if(
    planned: Planned,
    *,
    have: Mapping[CompetencyId, int] | None = None,
    done: Iterable[CourseId] = (),
    without: Iterable[CourseId] = (),
    remaining: Callable[[], float] = lambda: float("inf"),
) -> WhatIf | Refusal:
    """The path of the same question with these levels held (0: known not to hold), these courses done or left out.

    What is given wins over the state that the question has. One whole plan; `remaining` as there.
    """
    index = planned.index
    have, done, without = dict(have or {}), tuple(sorted(set(done))), tuple(sorted(set(without)))
    if not have and not done and not without:
        return Refusal(
            code="what_if.missing",
            message="Nothing is supposed: no level is held, no course done or left out.",
            hint="Name a competency with a rank, or a course.",
        )
    question = _supposing(index.catalogue, planned.question, have, done, without)
    if isinstance(question, Refusal):
        return question
    after = plan(index, question, language=planned.language, remaining=remaining, affinity=planned.affinity)
    before_courses, after_courses = _courses(planned), _courses(after)
    held = tuple(sorted(have.items()))
    lost, gained = _moved(planned, after), _moved(after, planned)
    saved = round(planned.path.cost * MILLISECONDS) - round(after.path.cost * MILLISECONDS)
    hours_saved = round(planned.path.hours * MILLISECONDS) - round(after.path.hours * MILLISECONDS)
    wording = Wording(index.catalogue, planned.language)
    messages = wording.messages
    said = [
        _compared(planned, after, saved, _supposed(held, done, without, wording), wording),
        messages.what_if_lost.format(goals=naming.listed(lost, wording)) if lost else None,
        messages.what_if_gained.format(goals=naming.listed(gained, wording)) if gained else None,
    ]
    return WhatIf(
        have=held,
        done=done,
        without=without,
        saved=saved / MILLISECONDS,
        hours_saved=hours_saved / MILLISECONDS,
        kept=tuple(course for course in before_courses if course in after_courses),
        dropped=tuple(course for course in before_courses if course not in after_courses),
        added=tuple(course for course in after_courses if course not in before_courses),
        lost=lost,
        gained=gained,
        proved=planned.path.proved and after.path.proved,
        path=after.path,
        sentence=" ".join(sentence for sentence in said if sentence),
    )


def most_valuable(
    planned: Planned, most: int = 3, remaining: Callable[[], float] = lambda: float("inf")
) -> tuple[WhatIf, ...]:
    """The goals that would save the most if they were held already, the greatest saving first, then by id.

    The prices of the proof say which are worth trying: at most `TRIED` are solved for, fewer when time is over. None
    where limits cut the path, which takes what they allow in any case.
    """
    if cut_to_limits(planned):
        return ()
    price = {one.competency: one.cost for one in prices(planned)[0]}
    goals = dict.fromkeys(goal.at for goal in naming.goals(planned))
    found: list[WhatIf] = []
    for at in sorted(goals, key=lambda at: -price.get(at.competency, 0.0))[:TRIED]:
        if remaining() <= 0.0:
            break
        answer = what_if(planned, have={at.competency: at.level}, remaining=remaining)
        if isinstance(answer, WhatIf) and answer.saved > 0.0:
            found.append(answer)
    return tuple(sorted(found, key=lambda answer: (-answer.saved, answer.have))[:most])


def _supposing(
    catalogue: Catalogue,
    question: Question,
    have: Mapping[CompetencyId, int],
    done: Sequence[CourseId],
    without: Sequence[CourseId],
) -> Question | Refusal:
    """The question with more on top of its state. It is asked again, so that it is checked as every question is."""
    goal = dict(question.asked)
    if question.target is None and not goal:
        # Needs without a role level: those that can be asked for by name.
        in_use = [need for need in question.needs if not _retired(catalogue, need.competency)]
        goal = {need.competency: need.level for need in in_use}
    asked = ask(
        catalogue,
        to=question.target,
        goal=goal,
        have=have,
        done=done,
        without=question.without.union(without),
        state=question.state,
    )
    if isinstance(asked, Refusal):
        return asked
    return replace(question, state=asked.state, without=asked.without)


def _retired(catalogue: Catalogue, competency: CompetencyId) -> bool:
    return catalogue.competency[stands(catalogue, competency)].retired


def _courses(planned: Planned) -> tuple[CourseId, ...]:
    return tuple(step.course for step in planned.path.steps if step.course is not None)


def _moved(one: Planned, other: Planned) -> tuple[CompetencyAt, ...]:
    """The levels that goals can be raised to in the one and not in the other."""
    found = []
    for item in one.wanted:
        level = one.levels[item.need]
        if level > other.levels.get(item.need, item.required):
            found.append(CompetencyAt(item.competency, level))
    met = {item.competency for item in one.path.gap.items if item.status == "met"}
    for item in other.wanted:
        if item.competency in met and other.levels[item.need] < item.required:
            found.append(CompetencyAt(item.competency, item.required))
    return tuple(dict.fromkeys(found))


def _supposed(
    have: Sequence[tuple[CompetencyId, int]], done: Sequence[CourseId], without: Sequence[CourseId], wording: Wording
) -> str:
    """What is supposed: `you already had SQL at Working (2) and “X” had to be left out`."""
    messages = wording.messages
    held = [wording.at(competency, level) for competency, level in have if level > 0]
    not_held = [wording.competency(competency) for competency, level in have if level == 0]
    said = [
        messages.if_held.format(what=wording.all_of(held)) if held else None,
        messages.if_not_held.format(what=wording.all_of(not_held)) if not_held else None,
        messages.if_done.format(courses=wording.courses(done)) if done else None,
        messages.if_without.format(courses=wording.courses(without)) if without else None,
    ]
    return wording.all_of(clause for clause in said if clause)


def _compared(before: Planned, after: Planned, saved: int, supposed: str, wording: Wording) -> str:
    messages = wording.messages
    if cut_to_limits(before) or cut_to_limits(after):
        # Both are shares of the gap as it is now: all of what is left without a course is not all of it.
        gap = case_of(before.index, before.question, before.affinity)
        shares = [share_closed(gap, p.problem.true, p.solution.courses) for p in (before, after)]
        return messages.what_if_limited.format(
            what=supposed, before=wording.share(shares[0]), after=wording.share(shares[1])
        )
    say = partial(wording.amount, in_hours=naming.in_hours(before))
    if not after.path.gap.short:
        template = messages.what_if_nothing
    elif saved == 0 and after.path.proved:
        template = messages.what_if_same
    else:
        template = messages.what_if if after.path.proved else messages.what_if_or_less
    return template.format(what=supposed, before=say(before.path.cost), after=say(after.path.cost))
