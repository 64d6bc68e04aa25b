"""From a computed plan to one that is kept: everything by name, with as much of the proof as a later check needs."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from heapq import heappop, heappush
from math import inf

import numpy as np

from learners.model import SkillState
from planning.facts import Fact, asked, from_nothing, names
from planning.recommend import Planned
from planning.solver.losses import losses
from planning.solver.proof import Proof
from planning.solver.reach import reach
from planning.stored import (
    Certificate,
    Margin,
    StoredAsk,
    StoredCourse,
    StoredFirst,
    StoredLandmark,
    StoredPlan,
    StoredRegion,
)


def keep(planned: Planned, *, edition: str, number: int | None = None) -> StoredPlan:
    """The plan with its certificate. `edition` is the digest of the edition that it was computed over."""
    index, solution, question = planned.index, planned.solution, planned.question
    name, proof = names(index), solution.proof
    only_courses = planned.affinity is None and planned.path.limited is None
    return StoredPlan(
        edition=edition,
        number=number,
        question=digest(replace(question, state=SkillState())),
        state=digest(question.state),
        target=question.target,
        goals=tuple(name[goal] for goal in planned.problem.goals),
        courses=tuple(
            StoredCourse(
                course=index.courses[step.course],
                cost=int(planned.problem.cost[step.course]),
                after=tuple(index.courses[other] for other in step.after),
                gives=tuple(name[fact] for fact in step.facts),
                margin=Margin(0.0, ()) if proof is None else _margin(planned, proof, step.course),
            )
            for step in planned.placed
        ),
        cost=solution.cost,
        bound=solution.bound,
        proved=solution.proved and only_courses and proof is not None,
        closed=question.state.done | question.without,
        held=frozenset(name[fact] for fact in np.flatnonzero(planned.problem.true[:-1]).tolist()),
        preferences=question.preferences,
        in_progress=dict(question.state.in_progress),
        certificate=_certificate(planned, proof),
    )


def _certificate(planned: Planned, proof: Proof | None) -> Certificate:
    name = names(planned.index)

    def named(facts: Iterable[int]) -> frozenset[Fact]:
        return frozenset(name[fact] for fact in facts)

    if proof is None:
        return Certificate()
    behind: dict[Fact, int] = {}
    for bit, landmark in enumerate(proof.landmarks):
        for fact in landmark.behind.tolist():
            behind[name[fact]] = behind.get(name[fact], 0) | 1 << bit
    near, radius = _near(planned, proof)
    attained, short = planned.reached.facts[:-1], _short(planned)
    lost = losses(planned.problem.goals, planned.reached, proof)
    return Certificate(
        bound=proof.bound,
        worth={name[fact]: worth for fact, worth in proof.worth.items()},
        firsts=tuple(StoredFirst(name[f.fact], named(f.group), f.worth) for f in proof.firsts),
        regions=tuple(StoredRegion(named(r.region), r.worth) for r in proof.regions),
        asks=tuple(
            StoredAsk(planned.index.courses[course], named(group), worth)
            for (course, group), worth in sorted(proof.asks.items())
        ),
        landmarks=tuple(StoredLandmark(name[landmark.fact], lost[landmark.fact]) for landmark in proof.landmarks),
        behind=behind,
        near={name[fact]: far for fact, far in near.items()},
        radius=radius,
        short=named(short),
        unreached=named(_unreached(planned, short)),
        beyond=named(np.flatnonzero(attained & ~from_nothing(planned.index)[:-1]).tolist()),
    )


def _short(planned: Planned) -> set[int]:
    """The facts that needs ask for and that cannot be attained."""
    found: set[int] = set()
    for item in planned.wanted:
        levels = range(planned.levels[item.need] + 1, item.required + 1)
        found.update(f for level in levels if (f := planned.index.fact(item.competency, level)) is not None)
    return found


def _unreached(planned: Planned, short: set[int]) -> list[int]:
    """The facts that could be attained if no course were done or left out; those that needs or courses ask for."""
    problem = planned.problem
    if problem.open.all():
        return []
    everything = reach(replace(problem, open=np.ones_like(problem.open)))
    missing = everything.facts & ~planned.reached.facts
    wanted = asked(planned.index)
    return [fact for fact in np.flatnonzero(missing).tolist() if wanted[fact] or fact in short]


def _near(planned: Planned, proof: Proof) -> tuple[Mapping[int, float], float]:
    """How much more than the bound a plan costs at least in which a fact serves a goal; by fact, up to a radius.

    In a plan without spare courses each serves a goal: through one that asks for what it gives, and so on; the
    reduced costs of those add up. Shortest ways backwards from the goals (Dijkstra 1959). Only plans whose bound is
    below their cost need this, as far as the difference.
    """
    problem, reached, index = planned.problem, planned.reached, planned.index
    radius = planned.solution.cost - proof.bound
    if radius <= _ROUNDING * planned.solution.cost:
        return {}, 0.0
    near: dict[int, float] = {}
    waiting = [(0.0, goal) for goal in problem.goals]
    through: set[int] = set()
    while waiting:
        far, fact = heappop(waiting)
        if fact in near:
            continue
        if len(near) >= _MOST_NEAR:
            return near, far
        near[fact] = far
        for course in index.achievers(fact).tolist():
            farther = far + float(proof.reduced[course])
            if course not in through and reached.courses[course] and farther < radius:
                through.add(course)
                for asked_for in {f for group in index.groups[course] for f in group if not problem.true[f]}:
                    heappush(waiting, (farther, asked_for))
    return near, radius


def _margin(planned: Planned, proof: Proof, course: int) -> Margin:
    """How much dearer the course may become while the duals still certify the plan.

    The worth of a fact that every plan attains may rise, and the bound with it, until another course that gives the
    fact is as good.
    """
    problem, reached = planned.problem, planned.reached
    goals, best = frozenset(problem.goals), Margin(0.0, ())
    for fact in problem.index.adds[course]:
        if fact not in goals and fact not in proof.price:
            continue
        others = [
            float(proof.reduced[other])
            for other in problem.index.achievers(fact).tolist()
            if other != course and reached.courses[other] and (other, fact) not in proof.later
        ]
        rise = min(others, default=inf)
        if rise > best.rise:
            best = Margin(min(rise, _MOST), (names(problem.index)[fact],))
    return best


_MOST = 1e15
"""Milliseconds: what JSON can hold instead of infinity."""
_MOST_NEAR = 500
"""So many facts of `_near` are kept at the most."""
_ROUNDING = 1e-9


def digest(value: object) -> str:
    """SHA-256 of the value's content: equal for equal values, in every process."""
    return sha256(repr(_plain(value)).encode()).hexdigest()


def _plain(value: object) -> object:
    """The value as nested tuples in a fixed order."""
    if is_dataclass(value):
        return tuple(_plain(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, Mapping):
        return tuple(sorted((key, _plain(part)) for key, part in value.items()))
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return value
