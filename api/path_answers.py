"""Paths as the stable JSON of the command line: keys and meanings that scripts rely on."""

from api.answers import Labelled, alternatives, counted, of_edition
from api.printing import JsonValue
from graph import Edition
from planning.model import Diagnostic, LearningPath, Limited, Price, Reason, Step


def of_path(edition: Edition, target: str | None, path: LearningPath, labelled: Labelled) -> dict[str, JsonValue]:
    return {
        "edition": of_edition(edition),
        "to": target,
        **({"to_label": labelled.text(target)} if target else {}),
        **facts(path, labelled),
    }


def facts(path: LearningPath, labelled: Labelled) -> dict[str, JsonValue]:
    """What a path says of itself, whatever it is the answer to."""
    return {
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
        "limited": of_limited(path.limited) if path.limited else None,
        "next_steps": list(path.next_steps),
        "steps": [of_step(step, labelled) for step in path.steps],
        "uncloseable": [
            {
                "competency": goal.competency,
                **labelled.of(goal.competency),
                "level": goal.level,
                "reached": goal.reached,
                "cause": goal.cause,
                "detail": goal.detail,
            }
            for goal in path.uncloseable
        ],
        "gap": counted(path.gap),
        "prices": [of_price(price, labelled) for price in path.prices],
        "indivisible": path.indivisible,
    }


def of_step(step: Step, labelled: Labelled) -> dict[str, JsonValue]:
    return {
        "id": step.id,
        "course": step.course,
        **({"assessment": step.assessment} if step.assessment else {}),
        **labelled.of(step.course or step.assessment),
        "kind": "assessment" if step.assessment else "course",
        "hours": step.hours,
        **({"hours_estimated": True} if step.hours_estimated else {}),
        "money": step.money,
        "after": list(step.after),
        "gives": alternatives(step.gives),
        "uses": alternatives(step.uses),
        "because": list(step.because),
        "reasons": [_of_reason(reason) for reason in step.reasons],
        **({"test_out": of_diagnostic(step.test_out, labelled)} if step.test_out else {}),
    }


def _of_reason(reason: Reason) -> dict[str, JsonValue]:
    return {"kind": reason.kind, "competency": reason.competency, "level": reason.level, "step": reason.step}


def of_diagnostic(test_out: Diagnostic, labelled: Labelled) -> dict[str, JsonValue]:
    return {
        "competency": test_out.competency,
        **labelled.of(test_out.competency),
        "level": test_out.level,
        "probability": test_out.probability,
        "hours_if_passed": test_out.hours_if_passed,
        "hours_if_failed": test_out.hours_if_failed,
        "worth": test_out.worth,
        "also": [
            {"competency": other.competency, "level": other.level, "probability": other.probability}
            for other in test_out.also
        ],
        "spared": list(test_out.spared),
    }


def of_price(price: Price, labelled: Labelled) -> dict[str, JsonValue]:
    return {
        "competency": price.competency,
        **labelled.of(price.competency),
        "level": price.level,
        "cost": price.cost,
        "sentence": price.sentence,
    }


def of_limited(limited: Limited) -> dict[str, JsonValue]:
    return {
        "closed": limited.closed,
        "closed_bound": limited.closed_bound,
        "binding": list(limited.binding),
        "lifts": [
            {
                "bar": lift.bar,
                "limit": lift.limit,
                "closed": lift.closed,
                "ends_on": lift.ends_on.isoformat() if lift.ends_on else None,
                "hours_per_week": lift.hours_per_week,
            }
            for lift in limited.lifts
        ],
        "sentence": limited.sentence,
    }
