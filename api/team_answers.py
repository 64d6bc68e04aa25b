"""Teams and groups as the stable JSON of the command line."""

from typing import TYPE_CHECKING

from api.answers import Labelled, of_edition
from api.printing import JsonValue
from planning.model import GapItem
from planning.teams import Candidate, Coverage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.team_questions import GroupsAnswer, TeamAnswer


def of_heat(answer: "TeamAnswer", labelled: Labelled) -> dict[str, JsonValue]:
    """The heat map: a row for each person, a cell for each column, null where the person does not need it."""
    heat = answer.team.heat
    targets = {one.id: one for one in answer.team.measured}
    return {
        **of_basis(answer),
        "columns": [
            {
                "competency": column.competency,
                **labelled.of(column.competency),
                "needed_by": column.needed_by,
                "short": column.short,
                "unknown": column.unknown,
                "steps_short": column.steps_short,
            }
            for column in heat.columns
        ],
        "rows": [
            {
                "learner": row.member,
                "target": targets[row.member].target,
                "inferring": targets[row.member].picture.state.inferring,
                "required": row.required,
                "short": row.short,
                "steps_short": row.steps_short,
                "cells": [None if cell is None else of_cell(cell) for cell in row.cells],
            }
            for row in heat.rows
        ],
        **_unmeasured(answer),
    }


def of_cell(cell: GapItem) -> dict[str, JsonValue]:
    """One need of one person."""
    return {
        "competency": cell.competency,
        "status": cell.status,
        "required": cell.required,
        "held": cell.held,
        "confidence": cell.confidence,
        "steps_short": cell.steps_short,
    }


def of_readiness(answer: "TeamAnswer", labelled: Labelled) -> dict[str, JsonValue]:
    """How near each person is to the role level that they are measured against: by role level, the nearest first."""
    assert answer.planned is not None
    targets = {one.id: one.target for one in answer.team.measured}
    return {
        **of_basis(answer),
        "role_levels": [
            {
                "role_level": target,
                **labelled.of(target),
                "people": [of_candidate(one) for one in answer.planned.candidates if targets[one.id] == target],
            }
            for target in sorted(set(targets.values()))
        ],
        **_unmeasured(answer),
    }


def of_coverage(answer: "TeamAnswer", labelled: Labelled) -> dict[str, JsonValue]:
    """Who is nearest to filling so many places, and what that takes."""
    assert answer.coverage is not None
    found: Coverage = answer.coverage
    return {
        **of_basis(answer),
        "to": answer.to,
        **labelled.of(answer.to),
        "wanted": found.wanted,
        "in_time": found.in_time,
        "missing": found.missing,
        "ready": found.ready,
        "hours": found.hours,
        "bound": found.bound,
        "proved": found.proved,
        "hours_each": found.hours_each,
        "chosen": [of_candidate(one) for one in found.chosen],
        "too_late": [of_candidate(one) for one in found.too_late],
        "out_of_reach": [of_candidate(one) for one in found.out_of_reach],
        **_unmeasured(answer),
    }


def of_candidate(one: Candidate) -> dict[str, JsonValue]:
    """One person and their cheapest path, without its steps."""
    path = one.path
    return {
        "learner": one.id,
        "status": path.status,
        "ready": one.ready,
        "required": one.required,
        "met": one.met,
        "share": one.share,
        "steps_short": one.steps_short,
        "hours": path.hours,
        "bound": path.bound,
        "proved": path.proved,
        "unknown_hours": path.unknown_hours,
        "courses": [step.course for step in path.steps if step.course is not None],
        "assessments": [step.assessment for step in path.steps if step.assessment is not None],
        "uncloseable": [{"competency": goal.competency, "level": goal.level} for goal in path.uncloseable],
    }


def of_groups(answer: "GroupsAnswer", labelled: Labelled) -> dict[str, JsonValue]:
    """Figures about groups; null where a figure is kept back."""
    cover = answer.cover
    asked: Mapping[str, JsonValue] = (
        {}
        if cover is None
        else {
            "coverage": {
                "wanted": cover.wanted,
                "hours_each": cover.hours_each,
                "surely": cover.surely,
                "perhaps": cover.perhaps,
                "covered": cover.covered,
            }
        }
    )
    return {
        "edition": of_edition(answer.view.edition),
        "as_of": answer.day.isoformat(),
        "policy": answer.policy,
        "minimum": answer.minimum,
        "to": answer.to,
        **asked,
        "groups": [
            {
                "teams": list(group.teams),
                "with_others": group.with_others,
                "people": group.people,
                "needs": [
                    {
                        "competency": each.competency,
                        **labelled.of(each.competency),
                        "people": each.people,
                        **dict(each.by_status.items()),
                    }
                    for each in group.slices
                ],
                "bands": [
                    {
                        "above_hours": band.above,
                        "upto_hours": band.upto,
                        "attainable": band.attainable,
                        "beyond": band.beyond,
                        "people": band.people,
                    }
                    for band in group.bands
                ],
            }
            for group in answer.groups
        ],
    }


def of_basis(answer: "TeamAnswer") -> dict[str, JsonValue]:
    """What an answer about a team rests on."""
    return {
        "edition": of_edition(answer.view.edition),
        "manager": answer.manager,
        "as_of": answer.day.isoformat(),
        "policy": answer.policy,
    }


def _unmeasured(answer: "TeamAnswer") -> dict[str, JsonValue]:
    failed = () if answer.planned is None else answer.planned.failed
    why = [*((one.id, one.refusal) for one in answer.team.unmeasured), *failed]
    return {"unmeasured": [{"learner": learner, "code": refusal.code} for learner, refusal in why]}
