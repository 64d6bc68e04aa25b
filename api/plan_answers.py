"""Plans as the stable JSON of the command line: keys and meanings that scripts rely on."""

from api.answers import Labelled, of_edition, of_refusal
from api.explanations import of_path_changes
from api.path_answers import facts, of_step
from api.person import Picture
from api.person_answers import of_basis
from api.plan_showing import PlanNow
from api.printing import JsonValue
from graph import Edition
from planning.path_changes import PathChanges
from planning.plans import REASONS, Asked


def of_plan(now: PlanNow, labelled: Labelled) -> dict[str, JsonValue]:
    """A plan as it is now. `steps` are what the learner goes by, `path` what is left to do by the answer of now:
    another way where `differs` says so; null for a plan that has ended."""
    plan = now.plan
    return {
        "id": plan.id,
        "status": plan.status,
        **_of_asked(plan.asked, plan.basis.to, labelled),
        "version": plan.version,
        "agreed": plan.agreed,
        "differs": now.differs,
        "stale": bool(now.stale),
        "reasons": [{"code": reason, "message": REASONS[reason]} for reason in now.stale],
        "hours_left": now.hours_left,
        "steps": [{**of_step(one.step, labelled), "progress": one.progress, "shown": one.shown} for one in now.steps],
        "path": None if now.planned is None else facts(now.planned.path, labelled),
        "to_show": [
            {"competency": one.level.competency, "level": one.level.level, "course": one.course}
            for one in now.to_show
        ],
        "notices": list(now.notices),
        "refusal": None if now.refusal is None else of_refusal(now.refusal),
        "history": [
            {
                "at": event.at.isoformat(),
                "deed": event.deed,
                "by": event.by,
                "status": event.status,
                "version": event.version,
            }
            for event in plan.history
        ],
        "versions": [
            {
                "number": line.number,
                "at": line.at.isoformat(),
                "edition": line.edition,
                "hours": line.hours,
                "steps": line.steps,
                "why": list(line.why),
            }
            for line in now.lines
        ],
    }


def of_answer(edition: Edition, picture: Picture, **said: JsonValue) -> dict[str, JsonValue]:
    """An answer about one learner's plans, with what it rests on."""
    return {"edition": of_edition(edition), **of_basis(picture), **said}


def of_changes(since: int, changes: PathChanges) -> dict[str, JsonValue]:
    """What became of a version's steps."""
    return {"since": since, **of_path_changes(changes)}


def _of_asked(asked: Asked, to: str | None, labelled: Labelled) -> dict[str, JsonValue]:
    return {
        "to": to,
        **({"to_label": labelled.text(to)} if to else {}),
        "follows": asked.follows,
        "goals": [{"competency": c, **labelled.of(c), "level": rank} for c, rank in asked.goals],
        "without": [*sorted(asked.without)],
        "include_optional": asked.include_optional,
    }
