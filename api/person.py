"""A person's picture: what the record says of them, what follows from it, and what planning takes of that.

There is one way from evidence to a question, for every door and for stored plans: `pictures` reads the record of
learners who may be seen, and everything else is a function of what it gives. Nothing is kept between requests, so
that the next answer after a fact is right.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from learners import interpreting
from learners.access import VisibleLearner
from learners.consent import Consent, given, held
from learners.evidence import Evidence
from learners.ids import EvidenceId, LearnerId
from learners.model import SkillState
from learners.people import Profile
from learners.states import LearnerState, LevelEstimate, SkillEstimate
from learners.words import Words
from ontology.ids import CompetencyId, RoleLevelId
from ontology.refusals import Refusal
from planning.model import LearningPath

if TYPE_CHECKING:
    from graph.record import Record
    from learners.policy import Policy
    from learners.why import Why

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 1, 1)
"""Days that a state can be asked for. Beyond them nobody has evidence, and ages leave what floats can weigh."""
BESIDE_THE_LOOP: Final = 200
"""Pieces of evidence from which states are computed in a thread of their own: some milliseconds of work."""
AT_ONCE: Final = 200
"""People whose records are read together."""
_DAY_ENDS: Final = time(23, 59, 59, 999999, UTC)


def end_of(day: date) -> datetime:
    """The last moment of a day in UTC. A state is asked for by day, so that it stays the same until the next."""
    return datetime.combine(day, _DAY_ENDS)


def moment(as_of: date | None, now: datetime) -> datetime | Refusal:
    """The moment that a state is asked for: the end of a day, of today's where none is named."""
    day = now.astimezone(UTC).date() if as_of is None else as_of
    if EARLIEST <= day <= LATEST:
        return end_of(day)
    return Refusal(
        code="as_of.out_of_range",
        message=f"A state can be asked for from {EARLIEST} to {LATEST}; {day} is not among these days.",
        hint="Name a day of the working life of the person, such as 2026-03-31.",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Picture:
    """A person at a time. `evidence` is what the caller may see of it; what counts is the same for every caller.

    `at` is the end of a UTC day. `fact` are the facts by id.
    """

    visible: VisibleLearner
    profile: Profile
    at: datetime
    evidence: tuple[Evidence, ...]
    words: Words
    policy: "Policy"
    state: LearnerState

    @cached_property
    def skills(self) -> SkillState:
        """What planning takes of the state."""
        from learners.held import skill_state

        return skill_state(self.state, self.words)

    @cached_property
    def digest(self) -> str:
        """Names the skill state: equal for equal ones, whoever asks and whenever."""
        return digest(self.skills)

    @cached_property
    def fact(self) -> Mapping[EvidenceId, Evidence]:
        return {fact.id: fact for fact in self.evidence}

    def target(self) -> RoleLevelId | Refusal:
        """The role level that the person is to reach, where the record names one."""
        if self.profile.target is not None:
            return self.profile.target
        return Refusal(
            code="target.missing",
            message="Nothing is asked for: the record names no target for this learner, and nor does the question.",
            hint="Name a role level, or a competency and the rank to reach.",
        )

    @cached_property
    def _about(self) -> Mapping[CompetencyId, tuple[Evidence, ...]]:
        found: dict[CompetencyId, list[Evidence]] = {}
        for fact in self.evidence:
            for competency in self.touched_by(fact):
                found.setdefault(competency, []).append(fact)
        return {competency: tuple(facts) for competency, facts in found.items()}

    def about(self, competency: CompetencyId) -> tuple[Evidence, ...]:
        """The facts about a competency or its equivalents, whether they count or not."""
        fact = self.words.fact(competency)
        return () if fact is None else self._about.get(fact, ())

    def touched_by(self, fact: Evidence) -> tuple[CompetencyId, ...]:
        """The competencies of this edition that a fact is about, by id; of equivalents the one that leads."""
        return tuple(about.fact for about in interpreting.about(self.words, fact))

    def _deciding(self, competency: CompetencyId) -> Collection[Evidence]:
        """The facts that can matter to a competency: those about it, and what takes the place of one of them. All of
        them where broader competencies follow narrower ones."""
        if self.policy.roll_up.rule != "none":
            return self.evidence
        found: dict[EvidenceId, Evidence] = {}
        waiting = list(self.about(competency))
        while waiting:
            fact = waiting.pop()
            if fact.id not in found:
                found[fact.id] = fact
                waiting += self._instead.get(fact.id, ())
        return found.values()

    @cached_property
    def _instead(self) -> Mapping[EvidenceId, tuple[Evidence, ...]]:
        """By fact those that correct it or take it back."""
        found: dict[EvidenceId, list[Evidence]] = {}
        for fact in self.evidence:
            if fact.supersedes is not None:
                found.setdefault(fact.supersedes, []).append(fact)
        return {replaced: tuple(facts) for replaced, facts in found.items()}

    @cached_property
    def _whys(self) -> dict[tuple[CompetencyId, int | None], "Why"]:
        return {}

    def skill(self, competency: CompetencyId) -> SkillEstimate:
        """What is known of a competency, by any of its names; of status UNKNOWN where nothing is."""
        from learners.estimate import of, unknown

        return of(self.state, self.words, competency) or unknown(competency, self.words, self.policy)

    def name_of(self, fact: CompetencyId) -> CompetencyId:
        """Under which of its names an estimate is shown, where equivalents are one skill: the one that the target
        needs, else the first that facts name and that is in use; else the one that leads."""
        catalogue, skill = self.words.catalogue, self.state.skills.get(fact)
        target = catalogue.role_level.get(self.profile.target) if self.profile.target else None
        needed = [need.competency for need in target.needs] if target else []
        members = self.words.members.get(fact, (fact,))
        names = [
            name
            for name in (*needed, *(skill.named if skill else ()))
            if name in members and not catalogue.competency[name].retired
        ]
        return names[0] if names else fact

    def looked_at(self, skill: SkillEstimate) -> LevelEstimate:
        """The level whose figures stand for the skill: the highest that is proved, else the one that is plausible,
        else the first. It is the one that `why` explains."""
        if skill.level:
            return skill.levels[skill.level - 1]
        return skill.plausible or skill.levels[0]

    def why(self, competency: CompetencyId, level: int | None = None) -> "Why":
        """Why a level of a competency stands as it does; computed once."""
        from learners.why import why

        key = competency, level
        if key not in self._whys:
            self._whys[key] = why(
                self._deciding(competency),
                self.words,
                self.policy,
                competency,
                learner=self.visible.id,
                at=self.at,
                level=level,
            )
        return self._whys[key]


def digest(state: SkillState) -> str:
    """SHA-256 of what planning takes of a learner: equal for equal states."""
    said = {
        "held": {c: [a.level, a.confidence] for c, a in state.held.items()},
        "done": sorted(state.done),
        "in_progress": dict(state.in_progress),
        "likely": {c: list(likely) for c, likely in state.likely.items()},
    }
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def path_digest(path: LearningPath) -> str:
    """Names a path in the audit log: equal for equal steps at equal cost."""
    said = [path.status, path.cost, [[step.id, step.course, step.assessment, step.hours] for step in path.steps]]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


async def picture(
    record: "Record", visible: VisibleLearner, words: Words, *, at: datetime, notes: bool = True
) -> Picture:
    """What the record says of a learner at a time, and what follows from it, under the policy that is active.

    Without `notes` they stay sealed, where nobody will read them.
    """
    return (await pictures(record, (visible,), words, at=at, notes=notes))[0]


async def pictures(
    record: "Record",
    visibles: Sequence[VisibleLearner],
    words: Words,
    *,
    at: datetime,
    notes: bool = True,
    named: bool = True,
    on_progress: Callable[[int, int], None] = lambda _, __: None,
) -> tuple[Picture, ...]:
    """The same for several, in their order, with some statements for every `AT_ONCE` of them; without `named` without
    their names. `on_progress` is told how many are done, of how many."""
    policy: Policy | None = None
    found: list[Picture] = []
    for start in range(0, len(visibles), AT_ONCE):
        some = visibles[start : start + AT_ONCE]
        # When what counts for them last changed is read first: with a fact that comes in just then they look stale
        # to whoever keeps what follows from this. The other way round they would look fresh, for good.
        now, profiles = await asyncio.gather(record.policies.current(), record.people.profiles(some, named=named))
        policy = policy or now
        evidence, said = await asyncio.gather(
            record.evidence.of_many(some, notes=notes), record.consents.of_many(some)
        )
        read = _Read(policy, profiles, evidence, said)
        if sum(map(len, evidence.values())) > BESIDE_THE_LOOP:
            found += await asyncio.to_thread(_drawn, some, read, words, at)
        else:
            found += _drawn(some, read, words, at)
        on_progress(len(found), len(visibles))
    return tuple(found)


class _Read(NamedTuple):
    """What was read of some people: who they are, facts, and what they said about consent; and the policy."""

    policy: "Policy"
    profiles: Mapping[LearnerId, Profile]
    evidence: Mapping[LearnerId, tuple[Evidence, ...]]
    said: Mapping[LearnerId, tuple[Consent, ...]]


def _drawn(some: Sequence[VisibleLearner], read: _Read, words: Words, at: datetime) -> list[Picture]:
    from learners.estimate import estimate

    drawn = []
    for visible in some:
        evidence, said = read.evidence[visible.id], read.said[visible.id]
        inferring = "inference" in given(held(said, read.policy.consents))
        drawn.append(
            Picture(
                visible=visible,
                profile=read.profiles.get(visible.id) or Profile(learner=visible.id),
                at=at,
                evidence=evidence,
                words=words,
                policy=read.policy,
                state=estimate(evidence, words, read.policy, learner=visible.id, at=at, inferring=inferring),
            )
        )
    return drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who said a fact, for somebody who looks at it: `id` only where they may know."""

    kind: Literal["learner", "manager", "former_manager", "colleague", "system"]
    id: str | None
    words: str


def authored(fact: Evidence, picture: Picture) -> Said:
    """Who said a fact. Colleagues are named to those who lead or administer, and not to the learner."""
    own = picture.visible.viewpoint == "self"
    if fact.source == "self" or fact.author == picture.visible.id:
        return Said(kind="learner", id=picture.visible.id, words="yourself" if own else "the learner")
    if fact.source == "manager":
        current = fact.author is not None and fact.author == picture.profile.manager
        if current:
            return Said(kind="manager", id=fact.author, words="your manager" if own else "the manager")
        return Said(kind="former_manager", id=fact.author, words="somebody as a manager")
    if fact.source in ("peer", "observed"):
        named = None if own else fact.author
        return Said(kind="colleague", id=named, words="a colleague")
    return Said(kind="system", id=fact.author, words=fact.author or "another system")
