"""Why a course is not in the path: what it lacks, or how much less it would have to take.

The cheapest path with the course is solved for exactly. What it costs more is what the course would have to lose: if
its own cost fell by that much, a path with it would be just as cheap.
"""

from collections.abc import Callable
from dataclasses import replace
from math import floor

from ontology.ids import CourseId
from ontology.refusals import Refusal
from planning.blockers import Blockers
from planning.explaining import naming
from planning.explaining.model import Verdict, WhyNot
from planning.explaining.refusing import cut_to_limits, not_in_use
from planning.recommend import Planned
from planning.solver.exact import cheapest_within
from planning.solver.index import MILLISECONDS
from planning.solver.problem import Solution
from planning.wording import Wording


def why_not(
    planned: Planned, course: CourseId, remaining: Callable[[], float] = lambda: float("inf")
) -> WhyNot | Refusal:
    """Why the course is not in the path, or that it is.

    At most one solve. When `remaining()` seconds are none, the bound of the answer is one that was certified.
    """
    refused = not_in_use(planned.index.catalogue, course)
    if refused:
        return refused
    plain = _without_solving(planned, course)
    if plain is not None:
        return plain
    if refused := cut_to_limits(planned):
        return refused
    forced = planned.index.position[course]
    return _compared(planned, course, cheapest_within(replace(planned.problem, forced=(forced,)), remaining))


def _without_solving(planned: Planned, course: CourseId) -> WhyNot | None:
    """The answers that the question and what can be reached give; None where it is a matter of cost."""
    wording = Wording(planned.index.catalogue, planned.language)
    messages, question = wording.messages, planned.question
    position = planned.index.position[course]
    verdict: Verdict
    if position in planned.solution.courses:
        verdict, template = "in_path", messages.in_path
    elif course in question.state.done:
        verdict, template = "done", messages.done
    elif course in question.without:
        verdict, template = "left_out", messages.left_out
    elif not planned.path.gap.short:
        verdict, template = "nothing_missing", messages.nothing_missing
    elif not planned.reached.courses[position]:
        blockers = Blockers(planned.problem, planned.reached, question, wording)
        return WhyNot(
            course=course,
            verdict="out_of_reach",
            sentence=messages.out_of_reach.format(course=wording.course(course), chain=blockers.of_course(course)),
            missing=tuple(blockers.unmet(course)),
        )
    elif not planned.problem.goals:
        verdict, template = "of_no_use", messages.of_no_use
    else:
        return None
    return WhyNot(course=course, verdict=verdict, sentence=template.format(course=wording.course(course)))


def _compared(planned: Planned, course: CourseId, found: Solution | None) -> WhyNot:
    """The cheapest path with the course, as far as it is known (None: not at all), beside the path."""
    cost, position = planned.solution.cost, planned.index.position[course]
    own = int(planned.problem.cost[position])
    extra = None if found is None else found.cost - cost
    extra_bound = _bound(planned, position, found) - cost
    wording = Wording(planned.index.catalogue, planned.language)
    messages = wording.messages
    verdict: Verdict
    if extra is not None and extra < 0:
        verdict, template = "cheaper", messages.cheaper
    elif found is not None and extra == 0:
        longer = len(found.courses) > len(planned.solution.courses)
        verdict, template = "as_cheap", messages.as_cheap_longer if longer else messages.as_cheap
    elif extra_bound >= own:
        verdict, template = "of_no_use", messages.of_no_use
    elif extra_bound > 0:
        verdict, template = "dearer", messages.dearer if extra == extra_bound else messages.dearer_at_least
    else:
        verdict, template = "not_settled", messages.not_settled
    in_hours = naming.in_hours(planned)

    def said(milliseconds: int) -> str:
        return wording.amount(max(0, milliseconds) / MILLISECONDS, in_hours)

    total = round(planned.path.cost * MILLISECONDS)
    return WhyNot(
        course=course,
        verdict=verdict,
        sentence=template.format(
            course=wording.course(course),
            now=said(total),
            with_it=said(total + (extra or 0)),
            least=said(total + extra_bound),
            extra=said(extra_bound),
            instead=said(own - extra_bound),
            own=said(own),
        ),
        extra=None if extra is None else extra / MILLISECONDS,
        extra_bound=extra_bound / MILLISECONDS,
        proved=extra == extra_bound,
    )


def _bound(planned: Planned, course: int, found: Solution | None) -> int:
    """What no path with the course costs less than, in milliseconds: of what is known the most."""
    bounds = [planned.solution.bound]
    if planned.solution.proof is not None:
        bounds.append(floor(planned.solution.proof.bound + float(planned.solution.proof.reduced[course])))
    if found is None:
        return max(bounds)
    return min(found.cost, max(found.bound, *bounds))
