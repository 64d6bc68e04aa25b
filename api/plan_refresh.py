"""All stale plans of a graph, brought up to date: what certificates settle first, the rest on several processes.

Where only the edition moved, and nothing changed that the learner's evidence names, a plan needs no evidence: its
certificate is held against what changed, in a fraction of a millisecond, and only its stamp is written. Plans are
taken in pages, and each is written only where nobody changed it meanwhile; whoever is stopped goes on where plans are
still stale.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from api import plan_ground, plan_jobs
from api.person import Picture
from api.plan_earlier import EarlierEditions
from api.plan_jobs import Job
from api.plan_searches import Searches
from api.planning_pool import How
from api.views import EditionView
from graph.record.plans import Change, Seen, Stamp, Version
from learners.access import VisibleLearner
from ontology.refusals import Refusal
from planning import path_text, plans, standing_still, stored
from planning.goals import Question
from planning.plans import Basis, Marks, Plan
from planning.refresh import still_optimal

if TYPE_CHECKING:
    from graph import Graph
    from graph.record import Record
    from learners.ids import LearnerId, PlanId

AT_ONCE: Final = 100
"""Plans whose learners' evidence is in memory at the same time."""
WRITTEN_AT_ONCE: Final = 100

Look = Callable[[Sequence["LearnerId"]], Awaitable[Mapping[str, VisibleLearner]]]
Paint = Callable[[Sequence[VisibleLearner]], Awaitable[Sequence[Picture]]]


@dataclass(slots=True)
class Tally:
    """What a run came to.

    Plans that were looked at, and were stale; of these, whose certificate holds, that were searched for (`searches`
    distinct ones), that needed no search, that somebody else changed meanwhile, and that failed. Seconds by task.
    """

    looked: int = 0
    stale: int = 0
    certified: int = 0
    searched: int = 0
    searches: int = 0
    settled: int = 0
    overtaken: int = 0
    failed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def took(self, what: str, since: float) -> float:
        now = time.perf_counter()
        self.seconds[what] = self.seconds.get(what, 0.0) + now - since
        return now


class Refresh:
    """One run over stale plans, with the edition of now."""

    def __init__(
        self,
        graph: "Graph",
        record: "Record",
        view: EditionView,
        *,
        look: Look,
        paint: Paint,
        policy: str,
        at: datetime,
        workers: int | None = None,
        seconds: float = 5.0,
        nice: int = 0,
        go_on: Callable[[], Awaitable[bool]] | None = None,
        on_progress: Callable[[int, int], None] = lambda _, __: None,
    ) -> None:
        """`look` makes learners visible to the worker, `paint` reads their pictures, in their order; `policy` names
        the rules by which evidence counts. `seconds` are what a search may take; `go_on` is asked before a page."""
        self._record = record
        self._view = view
        self._look = look
        self._paint = paint
        self._policy = policy
        self._at = at
        self._progress = on_progress
        self._go_on = go_on
        self._stopped = False
        self.tally = Tally()
        self._searches = Searches(view.solver_index, workers, How(seconds=seconds, nice=nice))
        self._earlier = EarlierEditions(graph, view, self.tally.took)

    def stop(self) -> None:
        """End soon; what was not looked at stays stale."""
        self._stopped = True
        self._searches.stop()

    async def all(self) -> Tally:
        """Every stale plan."""
        try:
            async for page in self._record.plans.live():
                if self._stopped or (self._go_on is not None and not await self._go_on()):
                    break
                await self._begin(await self._page(page))
                await self._store(at_least=WRITTEN_AT_ONCE)
                self._progress(self.tally.certified + self.tally.searched, self.tally.stale)
            return await self._end()
        finally:
            self._searches.stop()

    async def some(self, seen: Sequence[Seen]) -> Tally:
        """The stale ones among these."""
        try:
            await self._begin(await self._page(seen))
            return await self._end()
        finally:
            self._searches.stop()

    async def _begin(self, jobs: Sequence[Job]) -> None:
        """Hand out what has to be searched for; where much is waiting, write what was found until less is."""
        await self._searches.put(jobs)
        while self._searches.full:
            await self._store(at_least=WRITTEN_AT_ONCE)
            await asyncio.sleep(0.2)

    async def _end(self) -> Tally:
        """Wait for all that was handed out, and write it."""
        began = time.perf_counter()
        self._searches.no_more()
        while self._searches.working:
            await self._searches.news(1.0)
            await self._store(at_least=WRITTEN_AT_ONCE)
            if self._go_on is not None:
                await self._go_on()
        await self._searches.news(0.0)
        self.tally.took("wait", began)
        await self._store(at_least=1)
        self._progress(self.tally.certified + self.tally.searched, self.tally.stale)
        return self.tally

    async def _store(self, at_least: int) -> None:
        """Write what was found so far, where there is enough of it."""
        if self._searches.found < at_least:
            return
        began = time.perf_counter()
        changes: list[Change] = []
        for same, done in self._searches.take():
            if isinstance(done, Refusal):
                self.tally.failed += len(same)
                continue
            self.tally.searches += done.searched
            self.tally.searched += len(same) * done.searched
            self.tally.settled += len(same) * (not done.searched)
            changes += [plan_jobs.change(job, done, self._at) for job in same]
        written = await self._record.plans.change_many(changes)
        self.tally.overtaken += len(changes) - len(written)
        self.tally.took("store", began)

    async def _page(self, page: Sequence[Seen]) -> list[Job]:
        """What of a page has to be searched for; certificates settle the others at once."""
        began = time.perf_counter()
        stale = [(seen, why) for seen in page if (why := self._stale(seen))]
        self.tally.looked += len(page)
        self.tally.stale += len(stale)
        quick: list[Plan] = []
        slow: list[Plan] = []
        for (plan, _), why in stale:
            still = why == ("edition",) and await self._stands(plan)
            (quick if still else slow).append(plan)
        began = self.tally.took("look", began)
        doubtful = await self._certified(quick)
        began = self.tally.took("check", began)
        jobs = await self._unmoved(doubtful)
        jobs += await self._looked_at(slow)
        self.tally.took("load", began)
        return jobs

    def _stale(self, seen: Seen) -> tuple[plans.Reason, ...]:
        basis = seen.plan.basis
        if not seen.plan.live or basis.edition > self._view.edition.number:
            return ()
        now = Marks(
            digest=self._view.edition.digest,
            policy=self._policy,
            inferring=basis.inferring,  # that, or another target, moves `seen`, too
            to=basis.to,
            day=self._at.date(),
            seen=seen.changed,
        )
        return plans.stale(basis, now)

    async def _stands(self, plan: Plan) -> bool:
        """Whether the learner's state certainly is what it was, though the edition moved."""
        then = await self._earlier.since(plan.basis.edition, plan.basis.digest)
        return then is not None and standing_still.stands(plan.basis.about, then.meanings)

    async def _certified(self, quick: Sequence[Plan]) -> list[Plan]:
        """Stamps the plans whose certificate still holds; gives back those for which it does not."""
        texts = await self._record.plans.certificates([plan for plan in quick if plan.basis.proved_in])
        kept = await asyncio.to_thread(lambda: {plan: stored.read(text) for plan, text in texts.items()})
        for origin in {(one.number, one.edition) for one in kept.values()}:
            if origin[0] is not None:
                await self._earlier.since(origin[0], origin[1])

        def holds(plan: Plan) -> bool:
            certificate = kept.get(plan.id)
            then = None if certificate is None else self._earlier.known(certificate.edition)
            return certificate is not None and then is not None and still_optimal(certificate, then.revision).optimal

        # Beside the event loop: what a page takes would be felt by requests.
        certain = await asyncio.to_thread(lambda: {plan.id for plan in quick if holds(plan)})
        stamps = [Stamp(plan, self._now(plan.basis)) for plan in quick if plan.id in certain]
        doubtful = [plan for plan in quick if plan.id not in certain]
        written = await self._record.plans.stamp(stamps)
        self.tally.certified += len(written)
        self.tally.overtaken += len(stamps) - len(written)
        return doubtful

    def _now(self, basis: Basis) -> Basis:
        """The basis in the edition of now, where nothing else has changed."""
        edition = self._view.edition
        return replace(basis, edition=edition.number, digest=edition.digest, relevant="")

    async def _unmoved(self, doubtful: Sequence[Plan]) -> list[Job]:
        """Jobs for plans whose learners' states are what they were: the question is asked again as it was put."""

        def asked(plan: Plan, newest: Version) -> Asking | None:
            state = path_text.question_of(newest.question).state
            question = plan_ground.again(plan.asked, plan.basis.to, state, self._view.words)
            return None if isinstance(question, Refusal) else Asking(question, self._now(plan.basis))

        return await self._jobs(doubtful, asked)

    async def _looked_at(self, slow: Sequence[Plan]) -> list[Job]:
        """Jobs for plans whose learners are looked at."""
        seen = await self._look(sorted({plan.learner for plan in slow}))
        there = [plan for plan in slow if plan.learner in seen]
        jobs: list[Job] = []
        for start in range(0, len(there), AT_ONCE):
            some = there[start : start + AT_ONCE]
            people = {one.id: one for one in (seen[plan.learner] for plan in some)}
            pictures = {one.visible.id: one for one in await self._paint(list(people.values()))}
            of = {plan.id: pictures[seen[plan.learner].id] for plan in some}

            def asked(plan: Plan, newest: Version, of: Mapping["PlanId", Picture] = of) -> Asking | None:
                picture = of[plan.id]
                put = plan_ground.put(plan.asked, picture, path_text.path_of(newest.path).steps)
                if isinstance(put, Refusal) or plan_ground.is_ahead(plan, picture, self._view):
                    return None
                basis = plan_ground.basis(picture, self._view, plan.asked, put.question.state)
                return Asking(put.question, basis, may_end=not put.to_show)

            jobs += await self._jobs(some, asked)
        return jobs

    async def _jobs(self, wanted: Sequence[Plan], asked: Callable[[Plan, Version], "Asking | None"]) -> list[Job]:
        """Jobs for those plans that can be asked anew."""
        texts = await self._record.plans.texts(wanted)
        agreed = await self._record.plans.agreed(wanted)
        edition = self._view.edition

        def made() -> list[Job]:
            pairs = [(plan, texts[plan.id]) for plan in wanted if plan.id in texts]
            return [
                Job(
                    plan=plan,
                    newest=newest,
                    agreed=agreed.get(plan.id),
                    question=now.question,
                    basis=now.basis,
                    digest=edition.digest,
                    number=edition.number,
                    may_end=now.may_end,
                )
                for plan, newest in pairs
                if (now := asked(plan, newest)) is not None
            ]

        return await asyncio.to_thread(made)  # beside the event loop: requests would feel it


@dataclass(frozen=True, slots=True)
class Asking:
    """A plan's question of now, and what its answer will rest on; `may_end` where nothing has to be shown."""

    question: Question
    basis: Basis
    may_end: bool = False
