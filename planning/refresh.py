"""Whether a plan that was kept is still the cheapest in another edition, without planning again.

A plan is kept with its certificate (`planning.stored`); `planning.revision` says once what changed between two
editions. Let C be the cost of the plan, proved the least, and L the bound that the duals give for every plan. Of the
plans of the new edition,

  those without any course that is `Better` could be followed before, and cost at least C then: no less now;
  those with such courses B cost at least L + sum of reduced[b] over b in B, where
  reduced[b] = cost[b] - worth of the facts that b can give first, and of the first-achiever and region rows that it
  is in + worth of what it still asks for.

So the plan still is a cheapest one where L plus all `reduced` below 0 (the least one, where none is) is not below C.
Two things make that sharper: a course serves a goal only through others, and asks for what others give; what those
cost beyond their worth is added. A course of the plan that becomes cheaper takes from every other plan no more than
from this one. One that becomes dearer adds to every plan that has it; one without it costs more by its margin at
least, which is added to L.

The duals rest on landmarks. One falls for plans with a course that gives something behind it and can start without
it; what the bound loses then is taken from the course's `reduced`. And the duals are about what could be attained
then: nothing may come into reach.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ontology.ids import CourseId
from ontology.model import CompetencyAt
from planning.facts import Fact
from planning.keeping import keep
from planning.revision import Revision
from planning.stored import StoredPlan
from planning.weighing import Doubt, Doubted, Weighing, of_no_news

__all__ = ["Doubt", "Verdict", "keep", "rest", "still_optimal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the stored plan certainly is a cheapest one in the new edition, or why that is not certain.

    `course` casts the doubt, where it is one. `cost` (milliseconds) is what the plan costs now, where it is optimal.
    """

    optimal: bool
    doubt: Doubt | None = None
    course: CourseId | None = None
    cost: int | None = None


def still_optimal(stored: StoredPlan, revision: Revision) -> Verdict:
    """The verdict on one plan, in a fraction of a millisecond.

    Never optimal where a cheaper plan exists, where more can be reached, or where the plan cannot be followed.
    """
    doubted = _unfit(stored, revision) or _own_course_lost(stored, revision) or _within_reach(stored, revision)
    if doubted is None:
        weighing = Weighing(stored, revision)
        doubted = weighing.doubted()
        if doubted is None:
            return Verdict(optimal=True, cost=weighing.cost)
    return Verdict(optimal=False, doubt=doubted.doubt, course=doubted.course)


def rest(stored: StoredPlan, completed: Iterable[CourseId]) -> StoredPlan:
    """What remains of a plan when some of its courses are done and gave what they were to give: cheapest again.

    A cheaper rest would make a cheaper plan of the whole (Bellman's principle), and so the certificate stays: it is
    about the plans that begin with what was done. What was given by that is not worth anything any more. `state` is
    the digest from which the rest was reached. Where a course was done before one that must come before it, or one
    that is not in the plan, the rest can be followed, and is not proved.
    """
    done = frozenset(completed)
    finished = [course for course in stored.courses if course.course in done]
    in_turn = len(finished) == len(done) and all(done.issuperset(course.after) for course in finished)
    held = {fact for course in finished for fact in course.gives}
    spent = sum(course.cost for course in finished)
    proof = stored.certificate
    return replace(
        stored,
        courses=tuple(
            course._replace(after=tuple(other for other in course.after if other not in done))
            for course in stored.courses
            if course.course not in done
        ),
        goals=tuple(goal for goal in stored.goals if goal not in held),
        cost=stored.cost - spent,
        bound=max(0, stored.bound - spent) if in_turn else 0,
        proved=stored.proved and in_turn,
        closed=stored.closed | done,
        held=stored.held | held,
        in_progress={course: hours for course, hours in stored.in_progress.items() if course not in done},
        certificate=replace(
            proof,
            bound=proof.bound - spent,
            worth={fact: worth for fact, worth in proof.worth.items() if fact not in held},
            firsts=tuple(first for first in proof.firsts if first.fact not in held),
            regions=tuple(region for region in proof.regions if region.facts.isdisjoint(held)),
        ),
    )


def _unfit(stored: StoredPlan, revision: Revision) -> Doubted | None:
    """What makes a verdict impossible, whatever courses cost."""
    if stored.edition != revision.before:
        return Doubted("other_edition")
    if not stored.proved:
        return Doubted("not_proved")
    if stored.target in revision.role_levels:
        return Doubted("needs_changed")
    if revision.moved and any(
        isinstance(fact, CompetencyAt) and fact.competency in revision.moved for fact in _rests_on(stored)
    ):
        return Doubted("competencies_moved")
    return None


def _rests_on(stored: StoredPlan) -> Iterator[Fact]:
    """All facts that plan and proof name."""
    proof = stored.certificate
    yield from stored.goals
    yield from proof.worth
    yield from proof.behind
    yield from proof.short
    yield from proof.unreached
    for first in proof.firsts:
        yield first.fact
        yield from first.group
    for region in proof.regions:
        yield from region.facts
    for ask in proof.asks:
        yield from ask.group
    for course in stored.courses:
        yield from course.gives
        yield from course.margin.facts


def _own_course_lost(stored: StoredPlan, revision: Revision) -> Doubted | None:
    """A course of the plan that can perhaps not be followed any more, or gives less."""
    for course in stored.courses:
        if course.course in revision.gone:
            return Doubted("course_gone", course.course)
        if course.course in revision.stricter or (
            course.course in revision.altered and course.course not in revision.looser
        ):
            return Doubted("course_changed", course.course)
    return None


def _within_reach(stored: StoredPlan, revision: Revision) -> Doubted | None:
    """Whether what the question needs and could not get, or what done and left out courses kept away, perhaps can be
    attained now."""
    proof = stored.certificate
    if not revision.opened.isdisjoint(proof.short):
        return Doubted("within_reach")
    if proof.unreached:
        offer = revision.offer(stored.preferences, stored.in_progress)
        for better in (better for fact in proof.unreached for better in offer.givers.get(fact, ())):
            if better.altered and better.course not in stored.closed and not of_no_news(better, stored):
                return Doubted("within_reach", better.course)
    return None
