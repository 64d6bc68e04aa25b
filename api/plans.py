"""Plans that people go by: proposed, agreed to, followed; and fresh whenever they are read.

Every door comes here. A plan is read together with its learner's picture of now: where anything that its answer rests
on has changed, the answer is brought up to date before it is shown (`planning.replanning`), and written unless
somebody else did so meanwhile.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from api import plan_ground
from api.person import Picture
from api.plan_ground import Put, is_ahead
from api.plan_showing import PlanNow, again, answer_of, ended, kept_now, shown_now, version_of
from api.views import EditionView
from graph.record.plans import Seen, Stamp, Version
from learners.ids import PlanId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning import path_changes, plans, replanning
from planning.model import LearningPath
from planning.path_changes import PathChanges
from planning.plans import Asked, Basis, Deed, Event, Plan
from planning.recommend import plan
from planning.replanning import Answer, Replanned

if TYPE_CHECKING:
    from graph.record import Record

Remaining = Callable[[], float]
Searching = Callable[[Callable[[Remaining], Replanned]], Awaitable[Replanned]]
"""Runs a computation beside the event loop, and tells it how many seconds it has left."""

MOST_LIVE: Final = 50
"""Live plans of one learner."""
TRIES: Final = 5

NOT_THERE: Final = Refusal(
    code="plan.not_visible",
    message="This learner has no such plan that you may see.",
    hint="Name a plan by its id, as the list of plans gives it.",
)


async def every(record: "Record", picture: Picture) -> tuple[Seen, ...]:
    """All plans of the learner, those that are followed first, then by id."""
    found = await record.plans.of(picture.visible)
    return tuple(sorted(found, key=lambda seen: (place(seen.plan), seen.plan.id)))


def place(of: Plan) -> int:
    """Where a plan stands in a list: followed ones first, ended ones last."""
    return ("active", "accepted", "proposed").index(of.status) if of.live else 3


async def read(
    record: "Record",
    picture: Picture,
    view: EditionView,
    wanted: PlanId,
    *,
    searching: Searching,
    at: datetime,
    language: str = "en",
) -> PlanNow | Refusal:
    """A plan as it is now, brought up to date where it was not."""
    for _ in range(TRIES):
        seen = await record.plans.one(picture.visible, wanted)
        if seen is None:
            return NOT_THERE
        found = await _read(record, picture, view, seen.plan, searching=searching, at=at, language=language)
        if found is not None:
            return found
    return BUSY


BUSY: Final = Refusal(
    code="plan.busy",
    message="The plan is being changed by others at this moment.",
    hint="Ask once more.",
)


async def as_kept(record: "Record", picture: Picture, view: EditionView, of: Plan) -> PlanNow | Refusal:
    """A plan as it lies there: nothing is searched for, and where it may be out of date it says why."""
    shown = await record.plans.version(of, of.agreed or of.version)
    if shown is None:
        return BUSY
    lines = await record.plans.versions(of)
    return kept_now(of, lines, shown, picture, view) if of.live else ended(of, lines, shown, view)


async def propose(
    record: "Record",
    picture: Picture,
    view: EditionView,
    asked: Asked,
    *,
    searching: Searching,
    at: datetime,
    language: str = "en",
) -> PlanNow | Refusal:
    """A new plan; or the one that is there, where a live one asks the same."""
    for there in await every(record, picture):
        if there.plan.live and there.plan.asked == asked:
            return await read(record, picture, view, there.plan.id, searching=searching, at=at, language=language)
    live = sum(there.plan.live for there in await every(record, picture))
    put = plan_ground.put(asked, picture, ())
    if isinstance(put, Refusal):
        return put
    if live >= MOST_LIVE:
        return Refusal(
            code="plan.too_many",
            message=f"This learner has {live} plans that have not ended; there can be {MOST_LIVE}.",
            hint="Withdraw some of them.",
        )
    by = picture.visible.viewpoint
    new = Plan(
        id=PlanId(f"plan-{secrets.token_hex(8)}"),
        learner=picture.visible.id,
        asked=asked,
        status="proposed",
        version=1,
        agreed=None,
        basis=plan_ground.basis(picture, view, asked, put.question.state),
        history=(Event(at=at, deed="propose", by=by, status="proposed", version=1),),
    )

    def work(remaining: Remaining) -> Replanned:
        here = plan_ground.ground(view)
        planned = plan(here.relevance.index, put.question, language=language, remaining=remaining)
        return replanning.first(here, new, put.question, planned)

    found = await searching(work)
    if not found.planned.path.steps:
        return _nothing(found.planned.path)
    new = replace(new, basis=found.basis)
    version = version_of(new, found, at, ())
    await record.plans.add(new, version)
    return shown_now(new, (version.line,), found.answer.path.steps, found.planned, (), picture, view)


async def act(
    record: "Record",
    picture: Picture,
    view: EditionView,
    wanted: PlanId,
    deed: Deed,
    *,
    searching: Searching,
    at: datetime,
    version: int | None = None,
    language: str = "en",
) -> PlanNow | Refusal:
    """Accept, activate or withdraw a plan. With `version`, only if that is the newest one still: what was seen."""
    for _ in range(TRIES):
        now = await read(record, picture, view, wanted, searching=searching, at=at, language=language)
        if isinstance(now, Refusal):
            return now
        refused = plans.allowed(now.plan, deed, picture.visible.viewpoint) or _moved_on(now.plan, version)
        if refused is not None:
            return refused
        after = plans.after(now.plan, deed, by=picture.visible.viewpoint, at=at)
        if await record.plans.change(now.plan, after):
            if deed == "activate":
                await _replace_others(record, picture, after, at)
            return await read(record, picture, view, wanted, searching=searching, at=at, language=language)
    return BUSY


async def changes(
    record: "Record",
    now: PlanNow,
    picture: Picture,
    since: int,
    *,
    catalogue_of: Callable[[int, str], Awaitable[Catalogue | None]],
    language: str = "en",
) -> PathChanges | Refusal:
    """What became of the steps of a version, in the answer of now; of an ended plan, in its last version.

    `catalogue_of` gives an edition's catalogue by number and digest, where it can.
    """
    before = await record.plans.version(now.plan, since)
    if before is None:
        kept = ", ".join(str(line.number) for line in now.lines)
        return Refusal(
            code="plan.no_version",
            message=f"This plan has no version {since} any more.",
            hint=f"There are {kept}.",
        )
    then = answer_of(before)
    line = before.line
    today = picture.words.catalogue
    old = None if line.digest == now.plan.basis.digest else await catalogue_of(line.edition, line.digest)
    if now.planned is None:
        last = await record.plans.version(now.plan, now.plan.version)
        assert last is not None, "the newest version is kept"
        after, put = answer_of(last).path, answer_of(last).question
    else:
        done = [one.step for one in now.steps if one.progress == "done"]
        fresh = now.planned.path
        kept_steps = [step for step in done if step.id not in {one.id for one in fresh.steps}]
        after, put = replace(fresh, steps=(*kept_steps, *fresh.steps)), now.planned.question
    return path_changes.between(
        then.path,
        after,
        question=put,
        catalogue=today,
        old_question=then.question,
        old_catalogue=old,
        language=language,
    )


def at_once(seconds: float = float("inf")) -> Searching:
    """Runs a computation in a thread, with so many seconds."""
    import time

    async def run(work: Callable[[Remaining], Replanned]) -> Replanned:
        ends = time.monotonic() + seconds
        return await asyncio.to_thread(work, lambda: ends - time.monotonic())

    return run


async def _read(
    record: "Record",
    picture: Picture,
    view: EditionView,
    of: Plan,
    *,
    searching: Searching,
    at: datetime,
    language: str,
) -> PlanNow | None:
    """The plan as it is now; None where somebody changed it while it was brought up to date."""
    newest = await record.plans.version(of, of.version)
    lines = await record.plans.versions(of)
    if newest is None:
        return None
    agreed = None
    if of.agreed is not None and of.agreed != of.version:
        agreed = await record.plans.version(of, of.agreed)
    shown = newest if agreed is None else agreed
    if not of.live:
        return ended(of, lines, shown, view)
    then, way = answer_of(newest), None if agreed is None else answer_of(agreed)
    put = plan_ground.put(of.asked, picture, then.path.steps)
    if isinstance(put, Refusal) or is_ahead(of, picture, view):
        return kept_now(of, lines, shown, picture, view, put if isinstance(put, Refusal) else None)
    now = plan_ground.basis(picture, view, of.asked, put.question.state)

    def work(remaining: Remaining) -> Replanned:
        return replanning.replanned(
            plan_ground.ground(view), of, then, now, put.question, agreed=way, language=language, remaining=remaining
        )

    found = await searching(work)
    after = _brought(of, found, way, put, picture, at)
    written = await _written(record, of, after, found, newest, at, now)
    if written is None:
        return None
    if written.version != of.version:
        lines = await record.plans.versions(written)
    if not written.live:
        return await _read(record, picture, view, written, searching=searching, at=at, language=language)
    steps = found.answer.path.steps if written.agreed in (None, written.version) or way is None else way.path.steps
    return shown_now(written, lines, steps, found.planned, put.to_show, picture, view)


def _brought(of: Plan, found: Replanned, way: Answer | None, put: Put, picture: Picture, at: datetime) -> Plan:
    """The plan with the answer that was found: complete where nothing is left to close, or to show."""
    after = replace(of, basis=found.basis, version=of.version + found.moved)
    if way is not None and replanning.same_way(
        way.path.steps, found.answer.path.steps, put.question.state, picture.words.catalogue
    ):
        after = replace(after, agreed=after.version)
    if found.planned.path.status == "nothing_to_do" and not put.to_show:
        return plans.after(after, "complete", by=picture.visible.viewpoint, at=at)
    return after


async def _written(
    record: "Record", of: Plan, after: Plan, found: Replanned, newest: Version, at: datetime, now: Basis
) -> Plan | None:
    """The plan as it lies in the graph then; None where somebody changed it meanwhile."""
    if found.moved or found.fate in ("rest", "anew") or after.status != of.status:
        if not found.moved and after == of:
            return of
        why = plans.differences(of.basis, now)
        version = version_of(after, found, at, why) if found.moved else again(found, newest)
        if not await record.plans.change(of, after, version):
            return None
    elif after != of:
        if after.agreed != of.agreed:
            if not await record.plans.change(of, after):
                return None
        elif not await record.plans.stamp([Stamp(of, after.basis)]):
            return None
    else:
        return of
    return replace(after, changes=of.changes + 1)


async def _replace_others(record: "Record", picture: Picture, active: Plan, at: datetime) -> None:
    """One plan to a goal is followed at a time: others that are followed are replaced by it."""
    for seen in await record.plans.of(picture.visible):
        other = seen.plan
        if other.id != active.id and other.status == "active" and other.asked.same_goal(active.asked):
            after = plans.after(other, "replace", by=picture.visible.viewpoint, at=at)
            await record.plans.change(other, after)


def _moved_on(of: Plan, version: int | None) -> Refusal | None:
    if version is None or version == of.version:
        return None
    return Refusal(
        code="plan.moved",
        message=f"The plan has changed: its newest version is {of.version}, not {version}.",
        hint="Look at what changed, and say again which version you mean.",
    )


def _nothing(path: LearningPath) -> Refusal:
    if path.status == "nothing_to_do":
        return Refusal(
            code="plan.nothing_to_do",
            message="There is nothing to plan: everything that counts is held.",
            hint="Ask for another role level, or for a competency beside it.",
        )
    return Refusal(
        code="plan.no_way",
        message="No course closes any of the gap, so there is nothing to plan.",
        hint=path.uncloseable[0].detail if path.uncloseable else "Ask for another goal.",
    )
