"""Policies for the command line: reading a file, trying it out on everybody, making it the policy, taking it back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.doors import given
from api.person import moment
from api.person_questions import whole
from api.settings import Settings
from api.views import EditionView
from api.wiring import identified, opened_people
from graph.record.policies import Applied
from learners import policy, policy_effects
from learners.access import Caller, VisibleLearner
from learners.estimate import estimate
from learners.evidence import Evidence
from learners.ids import LearnerId
from learners.policy_effects import Effect
from learners.rules import Policy
from learners.states import LearnerState
from learners.words import Words
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.identity import Identity
    from graph.record import Record

PAGE: Final = 200
MOST_BYTES: Final = 4_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Preview:
    """What a policy would do if it were applied now. `learners` were looked at; `unknown` are ids that it names and
    the edition has not."""

    view: EditionView
    current: Policy
    wanted: Policy
    learners: int
    effects: tuple[Effect, ...]
    unknown: tuple[str, ...]

    @property
    def qualified(self) -> int:
        """How many ranks of somebody would be validated that are not now."""
        return sum(len(effect.qualified) for effect in self.effects)

    @property
    def unqualified(self) -> int:
        """How many ranks of somebody would be validated no more."""
        return sum(len(effect.unqualified) for effect in self.effects)


def read_file(file: Path) -> Policy | Refusal:
    """The policy that a file says."""
    if file.stat().st_size > MOST_BYTES:
        return Refusal(
            code="policy.too_long", message=f"{file} has {file.stat().st_size:,} bytes.",
            hint="A policy is a page or two; is this the right file?",
        )  # fmt: skip
    try:
        return policy.read(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        hint = "Save it as UTF-8."
        return Refusal(code="policy.unreadable", message=f"{file} is not text in UTF-8.", hint=hint)


async def current(settings: Settings, version: int | None) -> tuple[Policy, tuple[Applied, ...]]:
    """The policy, or one of its versions, and all that was ever applied."""
    async with identified(settings) as (_, record):
        found = await record.policies.current() if version is None else given(await record.policies.one(version))
        return found, await record.policies.applied()


async def preview(
    settings: Settings, wanted: Policy | int, *, on_progress: Callable[[str], None] = lambda _: None
) -> Preview:
    """What a policy, or an earlier version, would do; nothing is written but that everybody was looked at."""
    at = given(moment(None, datetime.now(UTC)))
    async with opened_people(settings) as (graph, record, identity):
        now = await record.policies.current()
        then = given(await record.policies.one(wanted)) if isinstance(wanted, int) else wanted
        view = await whole(graph)
        pairs: list[tuple[LearnerState, LearnerState]] = []
        async for learners in _everybody(record, identity):
            before, after = await _states(record, learners, view.words, now, then, at)
            pairs += zip(before, after, strict=True)
            on_progress(f"{len(pairs):,} learners …")
        return Preview(
            view=view,
            current=now,
            wanted=then,
            learners=len(pairs),
            effects=policy_effects.effects(pairs),
            unknown=policy_effects.unknown(then, view.words),
        )


async def apply(settings: Settings, wanted: Policy | int) -> tuple[Policy, Applied]:
    """Make a policy, or an earlier version, the policy. All states follow with the next answer."""
    async with _as_administrator(settings, "policy apply") as (record, identity, caller):
        then = given(await record.policies.one(wanted)) if isinstance(wanted, int) else wanted
        applied = given(await record.policies.say(then, by=caller.id))
        await identity.did(caller, "policy.write", things=(then.label,))
        return then, applied


@asynccontextmanager
async def _as_administrator(settings: Settings, command: str) -> "AsyncIterator[tuple[Record, Identity, Caller]]":
    async with identified(settings) as (identity, record):
        yield record, identity, identity.local(command)


async def _everybody(record: "Record", identity: "Identity") -> AsyncIterator[Sequence[VisibleLearner]]:
    """All learners, page by page, as the local administrator sees them; each look is audited."""
    caller = identity.local("policy preview")
    after = ""
    while page := await record.people.everyone(after, PAGE):
        after = page[-1].learner
        seen = await asyncio.gather(*(identity.see(caller, one.learner, action="state.read") for one in page))
        yield [one for one in seen if isinstance(one, VisibleLearner)]


async def _states(
    record: "Record", learners: Sequence[VisibleLearner], words: Words, now: Policy, then: Policy, at: datetime
) -> tuple[list[LearnerState], list[LearnerState]]:
    evidence = await record.evidence.of_many(learners, notes=False)
    ids = [one.id for one in learners]
    inferring = [
        {
            learner
            for learner, standing in (await record.consents.standings(ids, each.consents)).items()
            if "inference" in standing.consents
        }
        for each in (now, then)
    ]

    def computed(rules: Policy, among: set[str]) -> list[LearnerState]:
        return [_state(evidence[one], words, rules, one, at, one in among) for one in ids]

    return (
        await asyncio.to_thread(computed, now, inferring[0]),
        await asyncio.to_thread(computed, then, inferring[1]),
    )


def _state(
    facts: Sequence[Evidence], words: Words, rules: Policy, learner: LearnerId, at: datetime, inferring: bool
) -> LearnerState:
    return estimate(facts, words, rules, learner=learner, at=at, inferring=inferring)
