"""From what was asked to a `Question`: the needs to meet, the state to start from, the courses to leave out.

Ids come resolved (`ontology.naming` turns what was typed into ids). What cannot be asked is a `Refusal`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue, Requirement, RoleLevel
from ontology.refusals import Refusal
from planning import admissible
from planning.gaps import merged, stands
from planning.preferences import Limits, Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to gap and path. `target` is the role level asked for, `asked` the competencies asked by name.

    `needs` are the target's and the asked ones together; `without` courses are never planned. `preferences` say what
    a course costs beside its hours, `limits` how much the whole path may take.
    """

    needs: tuple[Requirement, ...]
    state: SkillState = field(default_factory=SkillState)
    target: RoleLevelId | None = None
    asked: tuple[tuple[CompetencyId, int], ...] = ()
    without: frozenset[CourseId] = frozenset()
    include_optional: bool = False
    preferences: Preferences = field(default_factory=Preferences)
    limits: Limits = field(default_factory=Limits)


def ask(
    catalogue: Catalogue,
    *,
    to: RoleLevelId | None = None,
    source: RoleLevelId | None = None,
    have: Mapping[CompetencyId, int] | None = None,
    done: Iterable[CourseId] = (),
    goal: Mapping[CompetencyId, int] | None = None,
    without: Iterable[CourseId] = (),
    include_optional: bool = False,
    state: SkillState | None = None,
    preferences: Preferences | None = None,
    limits: Limits | None = None,
    in_progress: Mapping[CourseId, float] | None = None,
    likely: Mapping[CompetencyId, tuple[int, float]] | None = None,
) -> Question | Refusal:
    """What is asked, or why it cannot be.

    `to` is the role level to reach and `goal` competencies with ranks beside it, or instead. The state is a learner's
    `state` where given, with what `source` (a role level: exactly its essential needs) and `have` say on top; `have`
    wins, and rank 0 there means "known not to hold". `in_progress` are courses that were begun, with the hours that
    remain; `likely` are ranks that are probably held, with their probability in (0, 1), and do not count as held.
    """
    have, goal, likely, begun = dict(have or {}), dict(goal or {}), dict(likely or {}), dict(in_progress or {})
    done, without = frozenset(done), frozenset(without)
    preferences, limits = preferences or Preferences(), limits or Limits()
    start = state or SkillState()
    likely_ranks = {competency: rank for competency, (rank, _) in likely.items()}
    refused = (
        _first(_off_scale(catalogue, c, rank, lowest=0) for c, rank in sorted(have.items()))
        or _first(_no_goal(catalogue, c, rank) for c, rank in sorted(goal.items()))
        or _first(_off_scale(catalogue, c, rank, lowest=1) for c, rank in sorted(likely_ranks.items()))
        or _first(_unknown("course", c) for c in sorted(done.union(without, begun)) if c not in catalogue.course)
        or admissible.likely({**start.likely, **likely})
        or admissible.in_progress(begun, done)
        or admissible.in_progress(start.in_progress, frozenset())
        or admissible.preferences(preferences)
        or admissible.limits(limits)
    )
    if refused:
        return refused
    if to is None and not goal:
        return Refusal(
            code="goal.missing",
            message="Nothing is asked for: there is neither a role level to reach nor a competency.",
            hint="Name a role level, or a competency and the rank to reach.",
        )
    needs = tuple(Requirement(competency, rank) for competency, rank in sorted(goal.items()))
    target: RoleLevel | None = None
    if to is not None:
        found = in_use(catalogue, to)
        if isinstance(found, Refusal):
            return found
        target, needs = found, (*found.needs, *needs)
    if refused := admissible.goals(len(merged(catalogue, needs))):
        return refused
    if source is not None:
        origin = in_use(catalogue, source)
        if isinstance(origin, Refusal):
            return origin
        start = replace(start, held={**start.held, **essentials(origin)})
    return Question(
        needs=needs,
        state=with_typed(catalogue, start, have, done, begun, likely),
        target=None if target is None else target.id,
        asked=tuple(sorted(goal.items())),
        without=without,
        include_optional=include_optional,
        preferences=preferences,
        limits=limits,
    )


def essentials(role_level: RoleLevel) -> Mapping[CompetencyId, Attainment]:
    """What somebody holds who holds exactly what the role level needs: its essential needs."""
    held: dict[CompetencyId, Attainment] = {}
    for need in role_level.needs:
        if need.essential and (need.competency not in held or held[need.competency].level < need.level):
            held[need.competency] = Attainment(level=need.level)
    return held


def with_typed(
    catalogue: Catalogue,
    state: SkillState,
    have: Mapping[CompetencyId, int],
    done: frozenset[CourseId],
    in_progress: Mapping[CourseId, float] | None = None,
    likely: Mapping[CompetencyId, tuple[int, float]] | None = None,
) -> SkillState:
    """The state with typed-in ranks instead of whatever it said about the same facts, and more courses done.

    What is done is no longer in progress, and what was begun again is not done. A typed-in rank also replaces what
    was likely of the same fact, unless that is typed in, too.
    """
    in_progress, likely = in_progress or {}, likely or {}
    typed = {stands(catalogue, competency) for competency in have}
    held = {c: attainment for c, attainment in state.held.items() if stands(catalogue, c) not in typed}
    held |= {competency: Attainment(level=rank) for competency, rank in have.items()}
    typed |= {stands(catalogue, competency) for competency in likely}
    all_done = state.done.difference(in_progress) | done
    return SkillState(
        held=held,
        done=all_done,
        in_progress={c: hours for c, hours in {**state.in_progress, **in_progress}.items() if c not in all_done},
        likely={**{c: maybe for c, maybe in state.likely.items() if stands(catalogue, c) not in typed}, **likely},
    )


def in_use(catalogue: Catalogue, role_level: RoleLevelId) -> RoleLevel | Refusal:
    """The role level, or the one that replaced it; a refusal where it is unknown or retired for good."""
    seen: set[RoleLevelId] = set()
    current = catalogue.role_level.get(role_level)
    while current is not None and current.retired and current.replaced_by is not None and current.id not in seen:
        seen.add(current.id)
        current = catalogue.role_level.get(current.replaced_by)
    if current is None:
        return _unknown("role_level", role_level)
    if current.retired:
        return Refusal(
            code="role_level.retired",
            message=f"The role level “{role_level}” is retired, and nothing in use replaces it.",
            hint="Name a role level that is in use.",
        )
    return current


def _first(refusals: Iterable[Refusal | None]) -> Refusal | None:
    return next((refusal for refusal in refusals if refusal), None)


def _no_goal(catalogue: Catalogue, competency: CompetencyId, rank: int) -> Refusal | None:
    refused = _off_scale(catalogue, competency, rank, lowest=1)
    if refused is None and catalogue.competency[stands(catalogue, competency)].retired:
        return Refusal(
            code="competency.retired",
            message=f"The competency “{competency}” is retired, and nothing in use replaces it.",
            hint="Ask for a competency that is in use.",
        )
    return refused


def _off_scale(catalogue: Catalogue, competency: CompetencyId, rank: int, lowest: int) -> Refusal | None:
    if competency not in catalogue.competency:
        return _unknown("competency", competency)
    highest = catalogue.ranks(competency)
    if lowest <= rank <= highest:
        return None
    return Refusal(
        code="competency.level_off_scale",
        message=f"“{competency}” has ranks from {lowest} to {highest}; {rank} is not one of them.",
        hint=f"Give a rank from {lowest} to {highest}.",
    )


def _unknown(kind: str, thing: str) -> Refusal:
    word = kind.replace("_", " ")
    return Refusal(
        code=f"{kind}.unknown",
        message=f"There is no {word} “{thing}” in this edition.",
        hint=f"Name the {word} by its id or its label.",
    )
