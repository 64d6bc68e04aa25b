"""A path and its question as JSON, as the versions of a plan keep them: what people see of a path, by ids.

Prices, and what limits did to it, are not kept: they are told of the answer of today only.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from learners.model import Attainment, SkillState
from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleLevelId
from ontology.model import Alternative, CompetencyAt, CourseDone, Requirement
from planning.goals import Question
from planning.model import Diagnostic, Gap, LearningPath, Likely, Reason, Step, Uncloseable
from planning.plan_text import limits_of, of_limits, of_preferences, preferences_of


def of_path(path: LearningPath) -> str:
    """One line; the same for equal paths."""
    return _text(
        {
            "status": path.status,
            "cost": path.cost,
            "cost_bound": path.cost_bound,
            "hours": path.hours,
            "unknown_hours": path.unknown_hours,
            "bound": path.bound,
            "proved": path.proved,
            "stopped": path.stopped,
            "money": path.money,
            "unknown_money": path.unknown_money,
            "next_steps": path.next_steps,
            "gap": [path.gap.required, path.gap.short, path.gap.steps_short],
            "steps": [_of_step(step) for step in path.steps],
            "uncloseable": [[u.competency, u.level, u.reached, u.cause, u.detail] for u in path.uncloseable],
        }
    )


def path_of(text: str) -> LearningPath:
    """The path of what `of_path` wrote. Its gap has counts and no items."""
    said = json.loads(text)
    required, short, steps_short = said["gap"]
    return LearningPath(
        status=said["status"],
        cost=said["cost"],
        cost_bound=said["cost_bound"],
        hours=said["hours"],
        unknown_hours=said["unknown_hours"],
        bound=said["bound"],
        proved=said["proved"],
        stopped=said["stopped"],
        money=said["money"],
        unknown_money=said["unknown_money"],
        next_steps=tuple(said["next_steps"]),
        gap=Gap(items=(), required=required, short=short, steps_short=steps_short),
        steps=tuple(_step_of(step) for step in said["steps"]),
        uncloseable=tuple(
            Uncloseable(competency=CompetencyId(c), level=level, reached=reached, cause=cause, detail=detail)
            for c, level, reached, cause, detail in said["uncloseable"]
        ),
    )


def of_question(question: Question) -> str:
    """One line, the state included; the same for equal questions."""
    state = question.state
    return _text(
        {
            "target": question.target,
            "asked": question.asked,
            "needs": [[n.competency, n.level, n.essential, n.weight] for n in question.needs],
            "without": sorted(question.without),
            "include_optional": question.include_optional,
            "preferences": of_preferences(question.preferences),
            "limits": of_limits(question.limits),
            "held": {c: [a.level, a.confidence] for c, a in sorted(state.held.items())},
            "done": sorted(state.done),
            "in_progress": dict(sorted(state.in_progress.items())),
            "likely": {c: list(likely) for c, likely in sorted(state.likely.items())},
        }
    )


def question_of(text: str) -> Question:
    """The question of what `of_question` wrote."""
    said = json.loads(text)
    return Question(
        needs=tuple(
            Requirement(CompetencyId(c), level, essential, weight) for c, level, essential, weight in said["needs"]
        ),
        target=None if said["target"] is None else RoleLevelId(said["target"]),
        asked=tuple((CompetencyId(c), rank) for c, rank in said["asked"]),
        without=frozenset(CourseId(course) for course in said["without"]),
        include_optional=said["include_optional"],
        preferences=preferences_of(said["preferences"]),
        limits=limits_of(said["limits"]),
        state=SkillState(
            held={
                CompetencyId(c): Attainment(level=level, confidence=sure) for c, (level, sure) in said["held"].items()
            },
            done=frozenset(CourseId(course) for course in said["done"]),
            in_progress={CourseId(course): hours for course, hours in said["in_progress"].items()},
            likely={CompetencyId(c): (rank, chance) for c, (rank, chance) in said["likely"].items()},
        ),
    )


def _of_step(step: Step) -> Mapping[str, Any]:
    return {
        "id": step.id,
        "course": step.course,
        "assessment": step.assessment,
        "hours": step.hours,
        "hours_estimated": step.hours_estimated,
        "money": step.money,
        "after": step.after,
        "gives": step.gives,
        "uses": [list(used) for used in step.uses],
        "because": step.because,
        "reasons": [[r.kind, r.competency, r.level, r.step] for r in step.reasons],
        "test_out": step.test_out and _of_test(step.test_out),
    }


def _step_of(said: Mapping[str, Any]) -> Step:
    return Step(
        id=said["id"],
        course=said["course"] and CourseId(said["course"]),
        assessment=said["assessment"] and AssessmentId(said["assessment"]),
        hours=said["hours"],
        hours_estimated=said["hours_estimated"],
        money=said["money"],
        after=tuple(said["after"]),
        gives=tuple(CompetencyAt(CompetencyId(c), level) for c, level in said["gives"]),
        uses=tuple(_alternative(used) for used in said["uses"]),
        because=tuple(said["because"]),
        reasons=tuple(Reason(kind=k, competency=c, level=level, step=s) for k, c, level, s in said["reasons"]),
        test_out=said["test_out"] and _test_of(said["test_out"]),
    )


def _alternative(said: Sequence[Any]) -> Alternative:
    return CourseDone(CourseId(said[0])) if len(said) == 1 else CompetencyAt(CompetencyId(said[0]), said[1])


def _of_test(test: Diagnostic) -> Mapping[str, Any]:
    return {
        "settles": [[one.competency, one.level, one.probability] for one in test.settles],
        "hours": [test.hours_if_passed, test.hours_if_failed, test.worth],
        "spared": test.spared,
    }


def _test_of(said: Mapping[str, Any]) -> Diagnostic:
    first, *also = (Likely(CompetencyId(c), level, chance) for c, level, chance in said["settles"])
    passed, failed, worth = said["hours"]
    return Diagnostic(
        competency=first.competency,
        level=first.level,
        probability=first.probability,
        hours_if_passed=passed,
        hours_if_failed=failed,
        worth=worth,
        also=tuple(also),
        spared=tuple(CourseId(course) for course in said["spared"]),
    )


def _text(said: Mapping[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
