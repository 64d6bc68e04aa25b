"""All stale plans of a graph, brought up to date: what certificates settle first, the rest on several processes.

Where only the edition moved, and nothing changed that the learner's evidence names, a plan needs no evidence: its
certificate is held against what changed, in a fraction of a millisecond, and only its stamp is written. Plans are
taken in pages, and each is written only where nobody changed it meanwhile; whoever is stopped goes on where plans are
still stale.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from api import plan_ground, plan_jobs
from api.person import Picture
from api.plan_jobs import Done, Job
from api.planning_pool import How, Stream
from api.views import EditionView
from graph.record.plans import Change, Seen, Stamp, Version, VersionLine
from learners.access import VisibleLearner
from ontology import turtle
from ontology.refusals import Refusal
from planning import path_text, plans, standing_still, stored
from planning.plans import Basis, Marks, Plan
from planning.refresh import still_optimal
from planning.revision import Revision, revision
from planning.solver.index import Index, build

if TYPE_CHECKING:
    from graph import Graph
    from graph.record import Record
    from learners.ids import LearnerId
    from planning.goals import Question

MOST_EDITIONS: Final = 4
"""So many earlier editions are compared with that of now in one run; plans of older ones are planned anew."""
FEW: Final = 8
"""Up to so many plans are computed in this process: others would take longer to start."""
AT_ONCE: Final = 8
"""Learners whose evidence is read at the same time."""
MOST_WAITING: Final = 5_000
"""Plans that wait for a search at the most, some 30 kB each."""
WRITTEN_AT_ONCE: Final = 100

Look = Callable[[Sequence["LearnerId"]], Awaitable[Mapping["LearnerId", VisibleLearner]]]
Paint = Callable[[VisibleLearner], Awaitable[Picture]]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An edition before, and what changed since: for plans, and for evidence."""

    revision: Revision
    meanings: standing_still.Meanings


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
        """`look` makes learners visible to the worker, `paint` reads one's picture; `policy` names the rules by which
        evidence counts. `seconds` are what a search may take; `go_on` is asked before every page."""
        self._graph = graph
        self._record = record
        self._view = view
        self._look = look
        self._paint = paint
        self._policy = policy
        self._at = at
        self._how = How(seconds=seconds, nice=nice)
        self._workers = workers
        self._progress = on_progress
        self._go_on = go_on
        self._stopped = threading.Event()
        self._handed: deque[list[Job]] = deque()
        self._found: deque[Done | Refusal] = deque()
        self._stream: Stream[Job, Done] | None = None
        self._draining: asyncio.Task[None] | None = None
        self._earlier: dict[str, Earlier | None] = {}
        self._index: Index = view.solver_index
        self.tally = Tally()

    def stop(self) -> None:
        """End soon; what was not looked at stays stale."""
        self._stopped.set()

    async def all(self) -> Tally:
        """Every stale plan."""
        try:
            async for page in self._record.plans.live():
                if self._stopped.is_set() or (self._go_on is not None and not await self._go_on()):
                    break
                await self._begin(await self._page(page))
                await self._store(at_least=WRITTEN_AT_ONCE)
                self._progress(self.tally.certified + self.tally.searched, self.tally.stale)
            return await self._end()
        finally:
            self._close()

    async def some(self, seen: Sequence[Seen]) -> Tally:
        """The stale ones among these."""
        try:
            await self._begin(await self._page(seen))
            return await self._end()
        finally:
            self._close()

    async def _begin(self, jobs: Sequence[Job]) -> None:
        """Hand out what has to be searched for; equal plans of a page are computed once."""
        alike: dict[object, list[Job]] = {}
        for job in jobs:
            alike.setdefault(_key(job), []).append(job)
        self._handed.extend(alike.values())
        distinct = [same[0] for same in alike.values()]
        if self._stream is None and len(distinct) <= FEW:
            self._found += await asyncio.to_thread(
                lambda: [plan_jobs.work(self._index, job, self._how) for job in distinct]
            )
            return
        if self._stream is None:
            self._stream = Stream(self._index, plan_jobs.work, self._workers, self._how)
            self._draining = asyncio.create_task(asyncio.to_thread(self._drain, self._stream))
        self._stream.put(distinct)
        while len(self._handed) - len(self._found) > MOST_WAITING and not self._draining_done():
            await self._store(at_least=WRITTEN_AT_ONCE)
            await asyncio.sleep(0.2)

    def _drain(self, stream: "Stream[Job, Done]") -> None:
        """In a thread: gathers what the processes find."""
        for done in stream.answers():
            self._found.append(done)
            if self._stopped.is_set():
                return

    def _draining_done(self) -> bool:
        return self._draining is None or self._draining.done()

    async def _end(self) -> Tally:
        """Wait for all that was handed out, and write it."""
        began = time.perf_counter()
        if self._stream is not None and self._draining is not None:
            self._stream.close()
            while not self._draining.done():
                await asyncio.wait([self._draining], timeout=1.0)
                await self._store(at_least=WRITTEN_AT_ONCE)
                if self._go_on is not None:
                    await self._go_on()
            await self._draining
        self.tally.took("wait", began)
        await self._store(at_least=1)
        self._progress(self.tally.certified + self.tally.searched, self.tally.stale)
        return self.tally

    def _close(self) -> None:
        """Leave no process behind, however the run ends."""
        if not self._draining_done():
            self._stopped.set()
            assert self._stream is not None
            self._stream.close()

    async def _store(self, at_least: int) -> None:
        """Write what was found so far, where there is enough of it."""
        if len(self._found) < at_least:
            return
        began = time.perf_counter()
        changes: list[Change] = []
        while self._found:
            done, same = self._found.popleft(), self._handed.popleft()
            if isinstance(done, Refusal):
                self.tally.failed += len(same)
                continue
            self.tally.searches += done.searched
            self.tally.searched += len(same) * done.searched
            self.tally.settled += len(same) * (not done.searched)
            changes += [_change(job, done, self._at) for job in same]
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
        then = await self._since(plan.basis.edition, plan.basis.digest)
        return then is not None and standing_still.stands(plan.basis.about, then.meanings)

    async def _certified(self, quick: Sequence[Plan]) -> list[Plan]:
        """Stamps the plans whose certificate still holds; gives back those for which it does not."""
        texts = await self._record.plans.certificates([plan for plan in quick if plan.basis.proved_in])
        kept = await asyncio.to_thread(lambda: {plan: stored.read(text) for plan, text in texts.items()})
        for origin in {(one.number, one.edition) for one in kept.values()}:
            if origin[0] is not None:
                await self._since(origin[0], origin[1])

        def holds(plan: Plan) -> bool:
            certificate = kept.get(plan.id)
            then = None if certificate is None else self._earlier.get(certificate.edition)
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
        texts = await self._record.plans.texts(doubtful)

        def question(plan: Plan) -> "Question | Refusal":
            state = path_text.question_of(texts[plan.id].question).state
            return plan_ground.again(plan.asked, plan.basis.to, state, self._view.words)

        there = [plan for plan in doubtful if plan.id in texts]
        put = await asyncio.to_thread(lambda: [question(plan) for plan in there])
        return [
            await self._job(plan, texts[plan.id], asked, self._now(plan.basis))
            for plan, asked in zip(there, put, strict=True)
            if not isinstance(asked, Refusal)
        ]

    async def _looked_at(self, slow: Sequence[Plan]) -> list[Job]:
        """Jobs for plans whose learners are looked at."""
        texts = await self._record.plans.texts(slow)
        seen = await self._look(sorted({plan.learner for plan in slow}))
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(plan: Plan) -> Job | None:
            visible, newest = seen.get(plan.learner), texts.get(plan.id)
            if visible is None or newest is None:
                return None
            async with limit:
                picture = await self._paint(visible)
            put = plan_ground.put(plan.asked, picture, plan_jobs.answer_of(newest).path.steps)
            if isinstance(put, Refusal) or plan_ground.is_ahead(plan, picture, self._view):
                return None
            basis = plan_ground.basis(picture, self._view, plan.asked, put.question.state)
            return await self._job(plan, newest, put.question, basis, may_end=not put.to_show)

        return [job for job in await asyncio.gather(*map(one, slow)) if job is not None]

    async def _job(
        self, plan: Plan, newest: Version, question: "Question", basis: Basis, may_end: bool = False
    ) -> Job:
        agreed = None
        if plan.agreed is not None and plan.agreed != plan.version:
            agreed = await self._record.plans.version(plan, plan.agreed)
        edition = self._view.edition
        return Job(
            plan=plan,
            newest=newest,
            agreed=agreed,
            question=question,
            basis=basis,
            digest=edition.digest,
            number=edition.number,
            may_end=may_end,
        )

    async def _since(self, number: int, digest: str) -> Earlier | None:
        """What changed since an edition; None where that cannot be told, or where too many were compared."""
        if digest not in self._earlier:
            if len(self._earlier) >= MOST_EDITIONS:
                return None
            began = time.perf_counter()
            text = await self._graph.archive(number)
            self._earlier[digest] = await asyncio.to_thread(self._compared, text, digest)
            self.tally.took("compare", began)
        return self._earlier[digest]

    def _compared(self, text: str, digest: str) -> Earlier | None:
        before = turtle.parse(text)
        if turtle.digest(before) != digest:
            return None
        step = revision(build(before), self._index, before=digest, after=self._view.edition.digest)
        return Earlier(revision=step, meanings=standing_still.meanings(before, self._view.catalogue))


def _key(job: Job) -> object:
    """Equal for jobs whose outcome is the same, text for text."""
    return (
        job.plan.asked,
        job.newest.question,
        job.newest.path,
        job.newest.certificate,
        job.agreed and job.agreed.path,
        job.plan.agreed == job.plan.version,
        replace(job.plan.basis, seen="", about=None),
        replace(job.basis, seen="", about=None),
    )


def _change(job: Job, done: Done, at: datetime) -> Change:
    """A plan with what came of it: complete where nothing is left to close, and nothing to show."""
    plan = job.plan
    basis = replace(done.basis, about=job.basis.about, seen=job.basis.seen)
    after = replace(plan, basis=basis, version=plan.version + done.moved)
    if plan.agreed is not None and done.as_agreed:
        after = replace(after, agreed=after.version)
    if job.may_end and done.status == "nothing_to_do":
        after = plans.after(after, "complete", by="worker", at=at)
    why = plans.differences(plan.basis, job.basis)
    line = job.newest.line
    if done.moved:
        line = VersionLine(
            number=after.version,
            at=at,
            edition=done.basis.edition,
            digest=done.basis.digest,
            hours=done.hours,
            steps=done.steps,
            why=why,
        )
    return Change(
        plan, after, Version(line=line, question=done.question, path=done.path, certificate=done.certificate)
    )
