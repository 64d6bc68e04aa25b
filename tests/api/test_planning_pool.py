"""Paths on several processes: the same answers, whatever becomes of the processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from api import planning_pool
from api.planning_pool import How, Stream, pool
from ontology.ids import CourseId
from ontology.refusals import Refusal
from planning.goals import Question
from planning.many import Solved, plan_many
from planning.preferences import Preferences
from planning.recommend import recommend
from planning.solver.index import Index, build
from tests.planning.worlds import career, curriculum

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Fate:
    """A model's opinion on courses, which has none; but whoever asks for it (a marked question) meets its fate."""

    meets: Callable[[], object]

    def score(self, course: CourseId) -> float | None:
        self.meets()
        return None


@pytest.fixture(scope="module")
def index() -> Index:
    return build(curriculum(200, 1))


@pytest.fixture(scope="module")
def questions(index: Index) -> list[Question]:
    people = [career(index.catalogue, seed) for seed in range(23)]
    unmarked = Preferences(affinity=0.0)
    return [Question(needs=role_level.needs, state=state, preferences=unmarked) for role_level, state in people]


def children() -> list[psutil.Process]:
    return [p for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_answers_do_not_depend_on_the_number_of_workers(
    index: Index, questions: list[Question], workers: int
) -> None:
    """Distinct problems, their order and every path are those of one process, and no process is left."""
    before = children()
    assert list(plan_many(index, questions, solvers=pool(workers, start="fork"))) == list(plan_many(index, questions))
    assert children() == before


def test_processes_that_are_not_forked_answer_alike(index: Index, questions: list[Question]) -> None:
    """Where forking is not safe, each worker gets a copy of the index, and says the same."""
    few = questions[:3]
    answers = list(pool(1, start="spawn")(index, few))
    assert [one.path for one in answers if isinstance(one, Solved)] == [recommend(index, q) for q in few]


def test_a_process_with_threads_is_not_forked() -> None:
    """Another thread may hold a lock at that instant, which the child would wait for without end."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert planning_pool.start_method() == "spawn"
    finally:
        done.set()
        thread.join()


def test_a_path_has_time_of_its_own(index: Index, questions: list[Question]) -> None:
    """With no seconds each path is the first that was found, with a bound, and says what stopped it."""
    answers = list(pool(2, How(seconds=0.0), start="fork")(index, questions))
    assert len(answers) == len(questions)
    for one in answers:
        assert isinstance(one, Solved)
        assert one.path.cost_bound <= one.path.cost
    assert any(isinstance(one, Solved) and not one.path.proved and one.path.stopped for one in answers)


@pytest.fixture
def marked(questions: list[Question]) -> list[Question]:
    """The questions with one among them, the seventh, that asks for the model's opinion."""
    return [*questions[:7], replace(questions[7], preferences=Preferences(affinity=0.1)), *questions[8:]]


def test_a_worker_that_dies_once_is_replaced(index: Index, marked: list[Question], tmp_path: Path) -> None:
    """Its questions are asked again, every one is answered, and the death is told."""
    fuse = tmp_path / "burnt"

    def once() -> None:
        if not fuse.exists():
            fuse.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    told: list[str] = []
    answers = list(pool(2, How(affinity=Fate(once)), on_death=told.append, start="fork")(index, marked))
    assert [one.path for one in answers if isinstance(one, Solved)] == [recommend(index, q) for q in marked]
    assert len(told) == 1
    assert "SIGKILL" in told[0]
    assert "memory" in told[0]


def test_a_question_that_kills_every_worker_is_given_up_alone(index: Index, marked: list[Question]) -> None:
    """It is refused with what happened; its neighbours of the same chunk are answered, and nothing hangs."""
    many = marked * 2  # so many that they go out several in a chunk
    told: list[str] = []
    how = How(affinity=Fate(lambda: os._exit(3)))
    answers = list(pool(1, how, on_death=told.append, start="fork")(index, many))
    dead = [number for number, one in enumerate(answers) if isinstance(one, Refusal)]
    assert dead == list(range(7, len(many), len(marked)))
    for number in dead:
        refused = answers[number]
        assert isinstance(refused, Refusal)
        assert refused.code == "plan.worker_died"
        assert "exit code 3" in refused.message
    assert len(told) >= 2 * len(dead)


def test_an_error_in_one_question_stays_with_it(index: Index, marked: list[Question]) -> None:
    """What goes wrong inside comes out as a refusal of that question; no worker dies of it."""

    def fail() -> None:
        raise ValueError("out of reach")

    told: list[str] = []
    answers = list(pool(2, How(affinity=Fate(fail)), on_death=told.append, start="fork")(index, marked))
    (refused,) = [one for one in answers if isinstance(one, Refusal)]
    assert answers[7] is refused
    assert refused.code == "plan.failed"
    assert "out of reach" in refused.message
    assert told == []


def test_who_stops_listening_leaves_no_process(index: Index, questions: list[Question]) -> None:
    """A consumer that takes one answer and goes away ends all workers."""
    before = children()
    answers = pool(3, start="fork")(index, questions)
    next(answers)
    assert len(children()) > len(before)
    answers.close()  # type: ignore[attr-defined]
    assert children() == before


SLOW = """
import os, sys, time
from api.planning_pool import How, Stream, pool
from planning.goals import Question
from planning.solver.index import build
from tests.planning.worlds import career, curriculum

class Slow:
    def score(self, course):
        os.write(1, b"working\\n")
        time.sleep(SECONDS)

index = build(curriculum(40, 1))
role_level, state = career(index.catalogue, 1)
try:
    list(pool(2, How(affinity=Slow()))(index, [Question(needs=role_level.needs, state=state)] * 40))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_its_parent(how: signal.Signals) -> None:
    """Ctrl-C in the terminal, which reaches the workers too, ends all of them at once; a parent that is killed
    outright leaves workers that notice as soon as they have finished what they are at."""
    script = SLOW.replace("SECONDS", "60" if how == signal.SIGINT else "0.01")
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "working\n"
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    if how == signal.SIGINT:
        os.killpg(process.pid, how)
        process.wait(timeout=30)
        assert process.returncode == 130
        assert process.stderr.read() == ""  # no worker complains of its own
    else:
        process.kill()
        process.wait()
    psutil.wait_procs(family, timeout=60)
    assert [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    process.stdout.close()
    process.stderr.close()


def length(_: Index, question: str, __: How) -> int | Refusal:
    """Work that needs no planning."""
    if question == "!":
        os._exit(3)
    return len(question)


def test_questions_that_come_bit_by_bit_are_answered_in_their_order(index: Index) -> None:
    """Work that comes while other work is done gets its answers in the order of its questions; one that kills its
    worker twice is given up, and no process stays behind."""
    stream: Stream[str, int] = Stream(index, length, 2)
    texts = ["a" * n for n in range(40)]

    def come() -> None:
        for start in range(0, 40, 7):
            stream.put(texts[start : start + 7])
            time.sleep(0.02)
        stream.put(["!"])
        stream.close()

    coming = threading.Thread(target=come)
    coming.start()
    *found, last = stream.answers()
    coming.join()
    assert found == list(range(40))
    assert isinstance(last, Refusal) and last.code == "plan.worker_died"
    assert not [child for child in psutil.Process().children() if child.name() == "skillway-planning"]


def test_nothing_to_do_starts_nothing(index: Index) -> None:
    """A stream that is closed at once has no answers, and starts no process."""
    stream: Stream[str, int] = Stream(index, length, 2)
    stream.close()
    assert list(stream.answers()) == []
