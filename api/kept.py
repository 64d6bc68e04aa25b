"""A path in a file: the question, the path as `--json` prints it, and the plan with its certificate, as JSON.

What became of it later is told by `api/since.py`.
"""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.answers import Labelled
from api.doors import Refused
from api.path_answers import facts
from graph import Edition
from learners.model import Attainment, SkillState
from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleLevelId
from ontology.model import Alternative, Catalogue, CompetencyAt, CourseDone
from ontology.refusals import Refusal
from planning import goals
from planning.model import Gap, LearningPath, Step, Uncloseable
from planning.preferences import Deadline, Limits, Preferences, Wish

if TYPE_CHECKING:
    from planning.recommend import Planned
    from planning.stored import StoredPlan

VERSION = 1
MOST_BYTES = 64 * 2**20
"""A kept path has some ten kilobytes; what is a thousand times larger is something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a file holds. `ask` asks the question again of the catalogue that it was asked of."""

    number: int
    digest: str
    ask: Callable[[Catalogue], goals.Question | Refusal]
    path: LearningPath
    plan: "StoredPlan"


def keep(file: Path, edition: Edition, planned: "Planned") -> None:
    """Write the path to a file, whole or not at all. Raises OSError."""
    from planning import refresh, stored

    plan = refresh.keep(planned, edition=edition.digest, number=edition.number)
    content = {
        "skillway_path": VERSION,
        "edition": {"number": edition.number, "digest": edition.digest},
        "question": _question(planned.question),
        "path": facts(planned.path, Labelled(planned.index.catalogue, planned.language)),
        "plan": json.loads(stored.written(plan)),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    with tempfile.NamedTemporaryFile("w", dir=file.parent, suffix=".part", encoding="utf-8", delete=False) as part:
        part.write(text)
    Path(part.name).replace(file)


def read(file: Path) -> Kept:
    """What a file holds; out to the door with a refusal where it is no kept path. Raises OSError."""
    from planning import stored

    if file.stat().st_size > MOST_BYTES:
        raise Refused(_unreadable(file, f"it is larger than {MOST_BYTES // 2**20} MB"))
    try:
        content = json.loads(file.read_text("utf-8"))
        if content["skillway_path"] != VERSION:
            raise Refused(_unreadable(file, f"its version is {content['skillway_path']!r}, and not {VERSION}"))
        return Kept(
            number=int(content["edition"]["number"]),
            digest=str(content["edition"]["digest"]),
            ask=_asking(content["question"]),
            path=_path(content["path"]),
            plan=stored.read(json.dumps(content["plan"])),
        )
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, RecursionError) as error:
        raise Refused(_unreadable(file, "it does not say what a kept path says")) from error


def _unreadable(file: Path, why: str) -> Refusal:
    return Refusal(
        code="kept.unreadable",
        message=f"{file} is not a path that was kept: {why}.",
        hint="Name a file that `skillway path … --keep FILE` wrote.",
    )


def _question(question: goals.Question) -> dict[str, Any]:
    state, deadline = question.state, question.limits.deadline
    return {
        "to": question.target,
        "goals": dict(question.asked),
        "held": {competency: [a.level, a.confidence] for competency, a in sorted(state.held.items())},
        "done": sorted(state.done),
        "in_progress": dict(sorted(state.in_progress.items())),
        "likely": {competency: list(likely) for competency, likely in sorted(state.likely.items())},
        "without": sorted(question.without),
        "include_optional": question.include_optional,
        "preferences": asdict(question.preferences),
        "limits": {
            "hours": question.limits.hours,
            "money": question.limits.money,
            "deadline": None
            if deadline is None
            else [deadline.starts_on.isoformat(), deadline.ends_on.isoformat(), deadline.hours_per_week],
        },
    }


def _asking(said: Mapping[str, Any]) -> Callable[[Catalogue], goals.Question | Refusal]:
    """The question of a file, to be asked of a catalogue."""
    weighed, limited = said["preferences"], said["limits"]
    deadline = limited["deadline"]
    return partial(
        goals.ask,
        to=None if said["to"] is None else RoleLevelId(said["to"]),
        goal={CompetencyId(competency): rank for competency, rank in said["goals"].items()},
        without=[CourseId(course) for course in said["without"]],
        include_optional=said["include_optional"],
        state=SkillState(
            held={
                CompetencyId(competency): Attainment(level=level, confidence=sure)
                for competency, (level, sure) in said["held"].items()
            },
            done=frozenset(CourseId(course) for course in said["done"]),
            in_progress={CourseId(course): hours for course, hours in said["in_progress"].items()},
            likely={CompetencyId(c): (rank, chance) for c, (rank, chance) in said["likely"].items()},
        ),
        preferences=Preferences(
            money=weighed["money"],
            affinity=weighed["affinity"],
            language=_wish(weighed["language"]),
            modality=_wish(weighed["modality"]),
            provider=_wish(weighed["provider"]),
        ),
        limits=Limits(
            hours=limited["hours"],
            money=limited["money"],
            deadline=None
            if deadline is None
            else Deadline(
                starts_on=date.fromisoformat(deadline[0]),
                ends_on=date.fromisoformat(deadline[1]),
                hours_per_week=deadline[2],
            ),
        ),
    )


def _wish(said: Mapping[str, Any]) -> Wish:
    return Wish(values=tuple(said["values"]), weight=said["weight"])


def _path(said: Mapping[str, Any]) -> LearningPath:
    """As much of a path as a comparison looks at."""
    return LearningPath(
        status=said["status"],
        cost=said["cost"],
        cost_bound=said["cost_bound"],
        hours=said["hours"],
        unknown_hours=said["unknown_hours"],
        bound=said["bound"],
        proved=said["proved"],
        steps=tuple(_step(step) for step in said["steps"]),
        uncloseable=tuple(
            Uncloseable(
                competency=CompetencyId(goal["competency"]),
                level=goal["level"],
                reached=goal["reached"],
                cause=goal["cause"],
                detail=goal["detail"],
            )
            for goal in said["uncloseable"]
        ),
        gap=Gap(items=(), **said["gap"]),
    )


def _step(said: Mapping[str, Any]) -> Step:
    assessment = said.get("assessment")
    return Step(
        id=said["id"],
        course=None if said["course"] is None else CourseId(said["course"]),
        assessment=None if assessment is None else AssessmentId(assessment),
        hours=said["hours"],
        hours_estimated=said.get("hours_estimated", False),
        after=tuple(said["after"]),
        gives=tuple(CompetencyAt(CompetencyId(g["competency"]), g["level"]) for g in said["gives"]),
        uses=tuple(_alternative(used) for used in said["uses"]),
        because=tuple(said["because"]),
        money=said["money"],
    )


def _alternative(said: Mapping[str, Any]) -> Alternative:
    if "course" in said:
        return CourseDone(CourseId(said["course"]))
    return CompetencyAt(CompetencyId(said["competency"]), said["level"])
