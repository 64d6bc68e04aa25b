"""A person's state as the stable JSON of the command line, and what gap and path say of the record below them."""

from typing import TYPE_CHECKING

from api.answers import Labelled, of_edition
from api.person import Picture, authored
from api.person_questions import StateAnswer
from api.printing import JsonValue
from learners.evidence import Evidence
from learners.states import LevelEstimate, SkillEstimate
from ontology.ids import CompetencyId

if TYPE_CHECKING:
    from learners.why import Why


def of_state(answer: StateAnswer, labelled: Labelled, *, why: bool) -> dict[str, JsonValue]:
    """A learner's state. `skills` has those that were asked for, else all that there is evidence for, by id."""
    picture = answer.picture
    profile = picture.profile
    return {
        "edition": of_edition(answer.edition),
        **of_basis(picture),
        "inferring": picture.state.inferring,
        "role_level": profile.role_level,
        "target": profile.target,
        "skills": [of_skill(picture, name, skill, labelled, why=why) for name, skill in skills_of(answer)],
        "done": [{"course": course, **labelled.of(course)} for course in sorted(picture.state.done)],
        "in_progress": [
            {"course": course, **labelled.of(course), "progress": share}
            for course, share in sorted(picture.state.in_progress.items())
        ],
        "evidence": len(picture.evidence),
    }


def skills_of(answer: StateAnswer) -> tuple[tuple[CompetencyId, SkillEstimate], ...]:
    """The estimates to show, each under its name: of what was asked for, known or not; else of all that there is
    evidence for, by id."""
    picture = answer.picture
    if answer.asked:
        return tuple((competency, picture.skill(competency)) for competency in answer.asked)
    return tuple(sorted((picture.name_of(fact), skill) for fact, skill in picture.state.skills.items()))


def of_basis(picture: Picture) -> dict[str, JsonValue]:
    """What of a learner's record an answer rests on."""
    policy = picture.policy
    return {
        "learner": picture.visible.id,
        "as_of": picture.at.date().isoformat(),
        "policy": {"name": policy.name, "version": policy.version, "digest": policy.digest},
        "state": picture.digest,
    }


def of_skill(
    picture: Picture, name: CompetencyId, skill: SkillEstimate, labelled: Labelled, *, why: bool
) -> dict[str, JsonValue]:
    """One estimate under a name of it; `counts_as` leads its equivalents. The figures beside `of_level` are of that
    level: the highest proved one, else a plausible one, else the first."""
    return {
        "competency": name,
        **labelled.of(name),
        **({"counts_as": skill.competency} if name != skill.competency else {}),
        **figures(picture, skill),
        "levels": [_of_level(level) for level in skill.levels],
        "mass": skill.mass,
        "validating_mass": skill.validating_mass,
        "raise_by": list(skill.raise_by),
        **({"why": of_why(picture, picture.why(name))} if why else {}),
    }


def figures(picture: Picture, skill: SkillEstimate) -> dict[str, JsonValue]:
    """How a competency stands, in the few figures that a gap shows beside each need, too."""
    looked_at = picture.looked_at(skill)
    return {
        "status": skill.status,
        "level": skill.level,
        "of_level": looked_at.level,
        "mean": looked_at.mean,
        "low": looked_at.low,
        "high": looked_at.high,
        "sure": looked_at.sure,
        "probability": looked_at.probability,
        "recency": skill.recency.isoformat() if skill.recency else None,
        "evidence": len(picture.about(skill.competency)),
    }


def _of_level(level: LevelEstimate) -> dict[str, JsonValue]:
    return {
        "level": level.level,
        "status": level.status,
        "mean": level.mean,
        "low": level.low,
        "high": level.high,
        "sure": level.sure,
        "probability": level.probability,
    }


def of_why(picture: Picture, why: "Why") -> dict[str, JsonValue]:
    """Why a level stands as it does. `share` and the prior's add up to the mean of the level."""
    return {
        "level": why.level,
        "mean": why.estimate.mean,
        "prior_share": why.prior_share,
        "rule": why.rule,
        "sentences": list(why.sentences),
        "used": [
            {
                **of_fact(picture, picture.fact[share.evidence]),
                "speaks_for": share.level,
                "weight": share.weight,
                "share": share.share,
                "over": share.over,
                "link": share.link,
            }
            for share in why.used
        ],
        "ignored": [
            {**of_fact(picture, picture.fact[each.evidence]), "code": each.code, "message": each.message}
            for each in why.ignored
        ],
    }


def of_fact(picture: Picture, fact: Evidence) -> dict[str, JsonValue]:
    """One fact as far as the reasons of a state need it; notes are not told here."""
    kind, thing = fact.subject
    return {
        "id": fact.id,
        "source": fact.source,
        kind: thing,
        "level": fact.level,
        "score": fact.score,
        "passed": fact.passed,
        "author": authored(fact, picture).words,
        "occurred_at": fact.occurred_at.isoformat(),
    }


def with_record(said: dict[str, JsonValue], picture: Picture) -> dict[str, JsonValue]:
    """The answer of a gap or a path with what of a learner's record it rests on; each need as the evidence has it."""
    items = said.get("items")
    told = {name: value for name, value in said.items() if name not in ("edition", "items")}
    needs: dict[str, JsonValue] = {}
    if isinstance(items, list):
        needs["items"] = [
            {**item, "skill": figures(picture, picture.skill(CompetencyId(str(item["competency"]))))}
            for item in items
            if isinstance(item, dict)
        ]
    return {"edition": said["edition"], **of_basis(picture), **told, **needs}
