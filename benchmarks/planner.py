"""The planner from question to answer, on one core: how quick, how often proved, and what the habit would cost.

A hundred questions for each size and setting, and questions to real catalogues. What is timed is the whole call of
`recommend`, proof and reasons included, with a budget as the service gives it. Every path is judged by the checker of
the tests, outside the timing; a bad one fails the benchmark. `BENCH_QUICK=1` asks a handful of each.
"""

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.asking import SETTINGS, Setting, asking
from benchmarks.habit import Habit, excess, total
from benchmarks.measuring import Row, clock, quantile, quick
from benchmarks.real import Real, real
from ontology.model import Catalogue
from planning.goals import Question
from planning.recommend import recommend
from planning.solver.index import Index, build
from tests.planning.checker import complaints
from tests.planning.oracle import Meaning

BUDGET_SECONDS = 0.45
"""What a question may take: half a second less what follows the search."""
SIZES = (200, 2_000, 20_000, 50_000)
QUESTIONS = 100
CATALOGUES = 5
"""Questions of one size and setting are spread over so many catalogues."""
P95_MS = {50_000: 150.0}
"""The goal at a size; 100 ms at all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question and what came of it. Hours; `off` is the certified gap in per cent of the bound.

    `habit_off` is what the habit pays more than the plan, in per cent; None where there is no plan to compare with.
    """

    name: str
    milliseconds: float
    proved: bool
    off: float
    steps: int
    uncloseable: int
    habit_milliseconds: float
    habit_off: float | None
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What an index took: seconds, and the megabytes that it keeps."""

    index: Index
    seconds: float
    megabytes: float


def run() -> list[Row]:
    rows: list[Row] = []
    for size in SIZES[:1] if quick() else SIZES:
        for setting in SETTINGS:
            rows += _told(_generated(setting, size))
    for catalogue in real(5 if quick() else None):
        rows += _told(_real(catalogue))
    return rows


def _told(line: list[Row]) -> list[Row]:
    """Says the first figures of a line as soon as they are there: all of them take many minutes."""
    said = ", ".join(f"{row.what} {row.value:.4g} {row.unit}".strip() for row in line[1:6])
    print(f"{line[0].bench}: {said}", file=sys.stderr, flush=True)
    return line


def _generated(setting: Setting, size: int) -> list[Row]:
    asked: list[Asked] = []
    seconds, megabytes = 0.0, 0.0
    catalogues, questions = (1, 5) if quick() else (CATALOGUES, QUESTIONS)
    for seed in range(catalogues):
        some = asking(setting, size, seed, questions // catalogues)
        built = build_measured(some.catalogue, weigh=seed == 0)
        seconds, megabytes = max(seconds, built.seconds), max(megabytes, built.megabytes)
        asked += ask_all(built.index, some.questions)
    most = Built(index=built.index, seconds=seconds, megabytes=megabytes)
    return figures(f"{setting.name} {size:,}", asked, most, p95=P95_MS.get(size, 100.0), large=size == 20_000)


def _real(catalogue: Real) -> list[Row]:
    built = build_measured(catalogue.catalogue, weigh=True)
    asked = ask_all(built.index, catalogue.questions)
    return figures(catalogue.name, asked, built, p95=100.0, large=False)


def build_measured(catalogue: Catalogue, *, weigh: bool) -> Built:
    """The index, timed; then perhaps once more, weighed, because weighing slows it several times."""
    gc.collect()
    started = clock()
    index = build(catalogue)
    seconds = clock() - started
    if not weigh:
        return Built(index=index, seconds=seconds, megabytes=0.0)
    tracemalloc.start()
    try:
        weighed = build(catalogue)
        gc.collect()
        megabytes = tracemalloc.get_traced_memory()[0] / 2**20
        del weighed
    finally:
        tracemalloc.stop()
    return Built(index=index, seconds=seconds, megabytes=megabytes)


def ask_all(index: Index, questions: Iterable[tuple[str, Question]]) -> list[Asked]:
    """Each question once. What was built stays out of the collector's way, as in the service."""
    meaning = Meaning(index.catalogue)
    habit = Habit(meaning)
    gc.collect()
    gc.freeze()
    try:
        listed = list(questions)
        for _, question in listed[:1]:
            recommend(index, question, remaining=_countdown())
        return [_ask(name, question, index, meaning, habit) for name, question in listed]
    finally:
        gc.unfreeze()


def _countdown() -> Callable[[], float]:
    end = clock() + BUDGET_SECONDS
    return lambda: end - clock()


def _ask(name: str, question: Question, index: Index, meaning: Meaning, habit: Habit) -> Asked:
    started = clock()
    path = recommend(index, question, remaining=_countdown())
    answered = clock()
    bought = habit.plan(question)
    shopped = clock()
    wrong = complaints(index.catalogue, question, path, meaning)
    ranks, followed = meaning.after(question, bought)
    if not followed or any(ranks.get(one, 0) < level for one, level in meaning.attainable(question).items()):
        wrong.append("the habit does not reach what can be reached")
    return Asked(
        name=name,
        milliseconds=1_000 * (answered - started),
        proved=path.proved,
        off=excess(path.cost, path.cost_bound),
        steps=len(path.steps),
        uncloseable=len(path.uncloseable),
        habit_milliseconds=1_000 * (shopped - answered),
        habit_off=excess(total(meaning, bought), path.hours) if path.hours else None,
        wrong=tuple(f"{name}: {complaint}" for complaint in wrong),
    )


def figures(bench: str, asked: Sequence[Asked], built: Built, *, p95: float, large: bool) -> list[Row]:
    """One line of the table. `large` catalogues have a goal for their index."""
    times = [one.milliseconds for one in asked]
    unproved = [one for one in asked if not one.proved]
    slowest = max(asked, key=lambda one: one.milliseconds)
    worst = max(asked, key=lambda one: one.off)
    paid = [one.habit_off for one in asked if one.habit_off is not None]
    wrong = [complaint for one in asked for complaint in one.wrong]

    def row(
        what: str, value: float, unit: str, goal: float | None = None, at_least: bool = False, note: str = ""
    ) -> Row:
        return Row(bench=bench, what=what, value=value, unit=unit, goal=goal, at_least=at_least, note=note)

    return [
        row("asked", len(asked), ""),
        row("p50", quantile(times, 0.50), "ms"),
        row("p95", quantile(times, 0.95), "ms", p95),
        row("max", slowest.milliseconds, "ms", 500.0, note=slowest.name),
        row(
            "proved",
            100.0 * (1 - len(unproved) / len(asked)),
            "%",
            99.0,
            at_least=True,
            note="; ".join(one.name for one in unproved[:5]),
        ),
        row("worst gap", worst.off, "%", 1.0, note=worst.name if worst.off else ""),
        row("steps", quantile([one.steps for one in asked], 0.5), "", note="median"),
        row("partial", sum(one.uncloseable > 0 for one in asked), "", note="questions with goals out of reach"),
        row("wrong", len(wrong), "", 0.0, note="; ".join(wrong[:5])),
        row("habit p50", quantile([one.habit_milliseconds for one in asked], 0.5), "ms"),
        row("habit pays", sum(paid) / len(paid) if paid else 0.0, "% more", note="mean"),
        row("habit pays p95", quantile(paid, 0.95) if paid else 0.0, "% more"),
        row("index", built.seconds, "s", 1.0 if large else None),
        row("index MB", built.megabytes, "MB"),
    ]
