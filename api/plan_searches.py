"""Work on plans, handed out and gathered: equal work is done once; a little of it here, much on several processes.

What was handed out first comes back first. Whoever hands out looks whether too much is waiting already (`full`), and
takes what came back meanwhile.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from api import plan_jobs
from api.plan_jobs import Done, Job
from api.planning_pool import How, Stream
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from planning.solver.index import Index

FEW: Final = 8
"""Up to so many plans are computed in this process: others would take longer to start."""
MOST_WAITING: Final = 5_000
"""Distinct plans that wait for a search at the most, some 30 kB each."""


class Found(NamedTuple):
    """What came of plans whose work was the same."""

    jobs: Sequence[Job]
    done: Done | Refusal


class Searches:
    """The work of one run over plans, on one edition's index."""

    def __init__(self, index: "Index", workers: int | None, how: How) -> None:
        self._index = index
        self._workers = workers
        self._how = how
        self._handed: deque[list[Job]] = deque()
        self._done: deque[Done | Refusal] = deque()
        self._stream: Stream[Job, Done] | None = None
        self._gathering: asyncio.Task[None] | None = None
        self._stopped = threading.Event()

    @property
    def found(self) -> int:
        """How many answers there are to be taken."""
        return len(self._done)

    @property
    def full(self) -> bool:
        """Whether so much is waiting that no more should be handed out for now."""
        return self.working and len(self._handed) - len(self._done) > MOST_WAITING

    @property
    def working(self) -> bool:
        """Whether answers may still come."""
        return self._gathering is not None and not self._gathering.done()

    async def put(self, jobs: Sequence[Job]) -> None:
        """Hand out work. A little is done when this returns; once there was more, processes do it all."""
        alike: dict[object, list[Job]] = {}
        for job in jobs:
            alike.setdefault(_key(job), []).append(job)
        distinct = [same[0] for same in alike.values()]
        if self._stream is None and len(distinct) > FEW:
            self._stream = Stream(self._index, plan_jobs.work, self._workers, self._how)
            self._gathering = asyncio.create_task(asyncio.to_thread(self._gather, self._stream))
        self._handed.extend(alike.values())
        if self._stream is None:
            self._done += await asyncio.to_thread(
                lambda: [plan_jobs.work(self._index, job, self._how) for job in distinct]
            )
        else:
            self._stream.put(distinct)

    def take(self) -> list[Found]:
        """What was found since this was last asked, in the order in which it was handed out."""
        return [Found(self._handed.popleft(), self._done.popleft()) for _ in range(len(self._done))]

    def no_more(self) -> None:
        """Nothing is handed out any more."""
        if self._stream is not None:
            self._stream.close()

    async def news(self, seconds: float) -> None:
        """Wait so long at the most for the rest. Raises what went wrong on the way to it."""
        if self._gathering is not None:
            await asyncio.wait([self._gathering], timeout=seconds)
            if self._gathering.done():
                self._gathering.result()

    def stop(self) -> None:
        """Leave no process behind, whatever is still waiting. Safe from any thread, more than once."""
        self._stopped.set()
        self.no_more()

    def _gather(self, stream: "Stream[Job, Done]") -> None:
        """In a thread: what the processes find."""
        for done in stream.answers():
            self._done.append(done)
            if self._stopped.is_set():
                return


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
