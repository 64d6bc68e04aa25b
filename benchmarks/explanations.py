"""What is asked about a path once it is there, on one core at 20,000 courses: three answers together in 150 ms.

The three: what every path passes, why a course that teaches what is missing is not in the path, and what if one of
the goals were held already. Beside them the other answers, each for itself. The path is the planner's benchmark.
"""

import sys
from collections.abc import Callable, Mapping, Sequence

from benchmarks.asking import SETTINGS, Setting, asking
from benchmarks.measuring import Row, clock, quantile, quick
from benchmarks.planner import BUDGET_SECONDS
from ontology.ids import CompetencyId, CourseId
from ontology.refusals import Refusal
from planning import variety
from planning.explaining.passes import passes
from planning.explaining.repairs import repairs
from planning.explaining.what_if import what_if
from planning.explaining.why_not import why_not
from planning.recommend import Planned, plan
from planning.solver.index import build

SIZE = 20_000
QUESTIONS = 50
THREE_MS = 150.0


def run() -> list[Row]:
    rows: list[Row] = []
    for setting in SETTINGS:
        print(f"explanations: {setting.name}", file=sys.stderr, flush=True)
        rows += _setting(setting, 500 if quick() else SIZE, 5 if quick() else QUESTIONS)
    return rows


def _setting(setting: Setting, size: int, questions: int) -> list[Row]:
    asked = asking(setting, size, 0, questions)
    index = build(asked.catalogue)
    times: dict[str, list[float]] = {}
    for _, question in asked.questions:
        planned = plan(index, question, remaining=_countdown())
        if not planned.path.steps:
            continue
        spent = {what: _milliseconds(answer) for what, answer in _answers(planned).items()}
        spent["three"] = spent["passes"] + spent["why not"] + spent["what if"]
        for what, milliseconds in spent.items():
            times.setdefault(what, []).append(milliseconds)
    return _rows(f"{setting.name} {size:,}", times)


def _answers(planned: Planned) -> dict[str, Callable[[], object]]:
    """What is asked about a path, each as something to call."""
    rival, goal = _rival(planned), _goal(planned)
    first = planned.path.steps[0].id
    answers: dict[str, Callable[[], object]] = {
        "passes": lambda: passes(planned),
        "why not": lambda: why_not(planned, rival, _countdown()),
        "what if": lambda: what_if(planned, have=goal, remaining=_countdown()),
        "replacement": lambda: variety.replacements(planned, first, 1, _countdown()),
        "another path": lambda: variety.different(planned, 1, 3, _countdown()),
    }
    if planned.path.uncloseable:
        answers["repairs"] = lambda: repairs(planned)
    return answers


def _rival(planned: Planned) -> CourseId:
    """A course that could be started, and teaches what a step gives, but is not in the path."""
    index, taken = planned.index, {step.course for step in planned.path.steps}
    given = {(g.competency, g.level) for step in planned.path.steps for g in step.gives}
    others = [course for course in index.courses if course not in taken]
    for course in others:
        taught = {(row.competency, row.to_level) for row in index.catalogue.course[course].teaches}
        if taught & given and planned.reached.courses[index.position[course]]:
            return course
    return others[0]


def _goal(planned: Planned) -> Mapping[CompetencyId, int]:
    """The most important goal, as if it were held."""
    item = planned.wanted[0]
    return {item.competency: item.required}


def _countdown() -> Callable[[], float]:
    end = clock() + BUDGET_SECONDS
    return lambda: end - clock()


def _milliseconds(answer: Callable[[], object]) -> float:
    started = clock()
    given = answer()
    spent = clock() - started
    if isinstance(given, Refusal):
        raise TypeError(f"a fair question is refused: {given.message}")
    return 1_000 * spent


def _rows(bench: str, times: Mapping[str, Sequence[float]]) -> list[Row]:
    rows = [Row(bench=bench, what="asked", value=len(times["three"]), unit="")]
    for what, spent in times.items():
        three = what == "three"
        if three:
            rows.append(Row(bench=bench, what="three p50", value=quantile(spent, 0.5), unit="ms"))
        goal = THREE_MS if three else None
        rows.append(Row(bench=bench, what=f"{what} p95", value=quantile(spent, 0.95), unit="ms", goal=goal))
    return rows
