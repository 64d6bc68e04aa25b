"""Many paths on several processors: worker processes that share one index.

Where processes can be forked (Linux, and no other Python thread runs here), workers see the index of their parent and
copy only the pages that they write to; elsewhere each gets a copy of its own. Work goes out in small chunks, and
answers come back in the order of the questions, so that they do not depend on the number of workers. A worker that
dies is replaced, and the questions of its chunk are tried once more, one at a time: only the one that kills a worker
again is given up. Whoever stops listening (Ctrl-C, too) leaves no process behind.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from api.interrupting import held
from ontology.refusals import Refusal
from planning.many import Solved, shared
from planning.recommend import plan

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from planning.goals import Question
    from planning.ports import Affinity, Solvers
    from planning.solver.index import Index

Q = TypeVar("Q")
A = TypeVar("A")
Start = Literal["fork", "spawn"]

MOST_WORKERS = 256
_LARGEST_CHUNK = 16
_CHUNKS_PER_WORKER = 8
"""So many chunks a worker at least (where there are enough questions), so that none waits long for the last."""
_STREAMED_CHUNK = 4
"""So many questions a chunk where nobody knows how many come."""
_LOOK_UP_SECONDS = 0.1
"""How often it is looked whether more came, while workers are busy."""
_PATIENCE_SECONDS = 5.0
"""How long a worker that was told to stop is waited for before it is killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How each path is computed: language of sentences, seconds to search for one, a model's opinion on courses."""

    language: str = "en"
    seconds: float = float("inf")
    affinity: "Affinity | None" = None
    nice: int = 0
    """By how much workers stand back behind everything else on the machine (Unix), from 0 to 19."""


Work = Callable[["Index", Q, How], A | Refusal]


def pool(
    workers: int | None = None,
    how: How | None = None,
    *,
    on_death: Callable[[str], None] = lambda _: None,
    start: Start | None = None,
) -> "Solvers":
    """Solvers on so many processes (one for each processor where it is not said).

    `on_death` is told in words when a worker died. `start` is how processes are started where it is not left to
    `start_method`.
    """
    spreading = spread(_solved, workers, how, on_death=on_death, start=start)

    def solve(index: "Index", questions: "Sequence[Question]") -> "Iterator[Solved | Refusal]":
        yield from spreading(index, questions)

    return solve


def spread(
    work: "Work[Q, A]",
    workers: int | None = None,
    how: How | None = None,
    *,
    on_death: Callable[[str], None] = lambda _: None,
    start: Start | None = None,
) -> "Callable[[Index, Sequence[Q]], Iterator[A | Refusal]]":
    """The same for other work than a path alone: `work`, a function of a module, is called on the index and each
    question in turn. Questions and answers travel between processes."""
    count = min(workers or processors(), MOST_WORKERS)

    def solve(index: "Index", questions: "Sequence[Q]") -> "Iterator[A | Refusal]":
        yield from _Pool(index, questions, count, how or How(), on_death, start, work).answers()

    return solve


class Stream(Generic[Q, A]):
    """Work that comes in while its first parts are being done: `put` from one thread, `answers` in another.

    Answers come in the order of the questions. `close` says that nothing more comes.
    """

    def __init__(
        self,
        index: "Index",
        work: "Work[Q, A]",
        workers: int | None = None,
        how: How | None = None,
        *,
        on_death: Callable[[str], None] = lambda _: None,
        start: Start | None = None,
    ) -> None:
        count = min(workers or processors(), MOST_WORKERS)
        self._pool = _Pool(index, [], count, how or How(), on_death, start, work)
        self._coming: SimpleQueue[Sequence[Q] | None] = SimpleQueue()

    def put(self, questions: "Sequence[Q]") -> None:
        self._coming.put(questions)

    def close(self) -> None:
        self._coming.put(None)

    def answers(self) -> "Iterator[A | Refusal]":
        """Until all are given, once nothing more comes. Whoever stops listening leaves no process behind."""
        pool, given, more = self._pool, 0, True
        try:
            while more or given < pool.taken:
                while more and (given == pool.taken or not self._coming.empty()):
                    some = self._coming.get()
                    more = some is not None
                    pool.take(some or ())
                if given in pool.found:
                    yield pool.found.pop(given)
                    given += 1
                elif given < pool.taken:
                    pool.step(_LOOK_UP_SECONDS)
        finally:
            pool.stop()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_method() -> Start:
    """How workers are started here: `fork` where it is safe, else `spawn`."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


@dataclass(slots=True)
class _Chunk:
    """Questions by number; `again` says that a worker died on them before."""

    numbers: "tuple[int, ...]"
    again: bool = False


@dataclass(slots=True)
class _Worker:
    process: "BaseProcess"
    line: Connection
    chunk: _Chunk | None = None


@dataclass(slots=True)
class _Pool:
    """The workers on one list of questions."""

    index: "Index"
    questions: Sequence[Any]  # a list where more may come
    count: int
    how: How
    on_death: Callable[[str], None]
    start: Start | None
    work: "Work[Any, Any]"
    workers: list[_Worker] = field(default_factory=list)
    waiting: deque[_Chunk] = field(default_factory=deque)
    found: dict[int, Any] = field(default_factory=dict)

    def answers(self) -> Iterator[Any]:
        """Hands out chunks until there is an answer for each question; in order."""
        total = len(self.questions)
        size = max(1, min(_LARGEST_CHUNK, total // (self.count * _CHUNKS_PER_WORKER)))
        self.waiting.extend(_Chunk(tuple(range(at, min(at + size, total)))) for at in range(0, total, size))
        try:
            for _ in range(min(self.count, len(self.waiting))):
                self._start()
            for number in range(total):
                while number not in self.found:
                    self.step()
                yield self.found.pop(number)
        finally:
            self.stop()

    @property
    def taken(self) -> int:
        """How many questions there are so far."""
        return len(self.questions)

    def take(self, questions: Sequence[Any]) -> None:
        """More questions: workers that have nothing to do get them at once."""
        first = len(self.questions)
        self.questions = [*self.questions, *questions]
        for at in range(first, len(self.questions), _STREAMED_CHUNK):
            self.waiting.append(_Chunk(tuple(range(at, min(at + _STREAMED_CHUNK, len(self.questions))))))
        for worker in self.workers:
            if worker.chunk is None:
                self._feed(worker)
        while self.waiting and len(self.workers) < self.count:
            self._start()

    def _start(self) -> None:
        """Starts a worker, and gives it something to do. Ctrl-C waits until it is listed, and so will be ended."""
        with held():
            self._started()

    def _started(self) -> None:
        method = self.start or start_method()
        context: Any = multiprocessing.get_context(method)
        ours, theirs = context.Pipe()
        # A forked worker would hold its siblings' lines open, and not notice that their parent is gone.
        inherited = [*(worker.line for worker in self.workers), ours] if method == "fork" else []
        process = context.Process(
            target=_work,
            args=(theirs, inherited, self.index, self.how, self.work),
            name="skillway-planning",
            daemon=True,
        )
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self.workers.append(worker)
        self._feed(worker)

    def _feed(self, worker: _Worker) -> None:
        if not self.waiting:
            return
        chunk = worker.chunk = self.waiting.popleft()
        with suppress(BrokenPipeError, ConnectionError):  # dead already: the next step hears of it
            worker.line.send([self.questions[number] for number in chunk.numbers])

    def step(self, seconds: float | None = None) -> None:
        """Waits for news of any worker, so long at the most."""
        lines = {worker.line: worker for worker in self.workers if worker.chunk is not None}
        with held() as ctrl_c:
            bell = [] if ctrl_c.bell is None else [ctrl_c.bell]
            news = [] if ctrl_c.came else wait([*lines, *bell], seconds)
        for line in news:
            if not isinstance(line, Connection):
                continue  # the bell, for another signal
            worker = lines[line]
            chunk = worker.chunk
            assert chunk is not None
            try:
                answers = line.recv()
            except (EOFError, ConnectionError):
                self._bury(worker, chunk)
                continue
            worker.chunk = None
            self.found.update(zip(chunk.numbers, answers, strict=True))
            self._feed(worker)

    def _bury(self, worker: _Worker, chunk: _Chunk) -> None:
        """Replaces a worker that died; its questions come next, one at a time, or are given up."""
        self.workers.remove(worker)
        worker.line.close()
        worker.process.join()
        how = _ending(worker.process.exitcode)
        if chunk.again:
            for number in chunk.numbers:
                self.found[number] = Refusal(
                    code="plan.worker_died",
                    message=f"The process that computed this path {how}, twice.",
                    hint="Ask for this path alone with skillway path; if memory is short, use fewer --workers.",
                )
        else:
            self.waiting.extendleft(_Chunk((number,), again=True) for number in reversed(chunk.numbers))
        outcome = "given up" if chunk.again else "tried once more"
        self.on_death(f"a planning process {how}; {len(chunk.numbers)} of its questions are {outcome}")
        if self.waiting:
            self._start()

    def stop(self) -> None:
        for worker in self.workers:
            worker.process.terminate()
            worker.line.close()
        ends = time.monotonic() + _PATIENCE_SECONDS
        for worker in self.workers:
            worker.process.join(max(0.0, ends - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self.workers.clear()


def _ending(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        short = ", as it does when memory runs out" if name == "SIGKILL" else ""
        return f"was ended by {name}{short}"
    return f"ended with exit code {code}"


def _work(line: Connection, inherited: list[Connection], index: "Index", how: How, work: "Work[Any, Any]") -> None:
    """A worker: answers chunk after chunk until its parent is gone. Ctrl-C is its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)  # a forked worker has its parent's
    for other in inherited:
        other.close()
    if how.nice and hasattr(os, "nice"):
        os.nice(how.nice)
    gc.freeze()  # what came from the parent stays; a collector that walked it would copy its pages
    with suppress(EOFError, ConnectionError):
        while True:
            line.send([work(index, question, how) for question in line.recv()])


def _solved(index: "Index", question: "Question", how: How) -> Solved | Refusal:
    ends = time.monotonic() + how.seconds
    try:
        return shared(
            plan(
                index,
                question,
                language=how.language,
                remaining=lambda: ends - time.monotonic(),
                affinity=how.affinity,
            )
        )
    except Exception as error:  # a process's door: one question that fails must not take the others with it
        return Refusal(
            code="plan.failed",
            message=f"This path could not be computed ({type(error).__name__}: {error}).",
            hint="Ask for it alone with skillway path, and report what that says.",
        )
