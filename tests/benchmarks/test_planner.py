"""The planner's benchmark measures what it says, and fails when a path is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import campus, lifelike
from benchmarks.asking import SETTINGS, Setting
from benchmarks.habit import Habit
from benchmarks.measuring import Row, quantile
from ontology.model import Catalogue, CompetencyAt
from planning.goals import Question
from tests.planning.oracle import Meaning

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_runs_to_its_end(tmp_path: Path) -> None:
    """Small sizes give every figure for every setting, in a table and as JSON, and no path is wrong."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "planner"],
        cwd=tmp_path,
        env={**os.environ, "BENCH_QUICK": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    # 1 says that a goal was missed: on a busy machine times are what they are.
    assert ran.returncode in (0, 1), ran.stderr
    rows = json.loads((tmp_path / "build/bench/planner.json").read_text(encoding="utf-8"))["rows"]
    figures = {(row["bench"], row["what"]): row["value"] for row in rows}
    for bench in dict.fromkeys(bench for bench, _ in figures):
        assert figures[bench, "wrong"] == 0
        assert 0 < figures[bench, "p50"] <= figures[bench, "p95"] <= figures[bench, "max"]
        assert 0 <= figures[bench, "proved"] <= 100
        assert bench.split(",")[0].split()[0] in ran.stdout
    assert {f"{setting.name} 200" for setting in SETTINGS} <= {bench for bench, _ in figures}


def asked(setting: Setting, size: int, seed: int) -> tuple[Catalogue, Question]:
    catalogue = setting.make(size, seed)
    target, state = setting.role(catalogue, seed)
    return catalogue, Question(needs=target.needs, state=state)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize("seed", range(5))
def test_the_habit_is_followed_to_the_goals(setting: Setting, seed: int) -> None:
    """What is bought by habit can be followed in order, is bought once, and raises goals as far as they go."""
    catalogue, question = asked(setting, 400, seed)
    meaning = Meaning(catalogue)
    ranks, done = meaning.held(question), set(question.state.done)
    bought = Habit(meaning).plan(question)
    assert len({course.id for course in bought}) == len(bought)
    for course in bought:
        assert meaning.can_start(course, ranks, done)
        meaning.finish(course, ranks, done)
    assert all(ranks.get(one, 0) >= level for one, level in meaning.attainable(question).items())


@pytest.mark.parametrize("make", [lifelike.catalogue, campus.catalogue])
def test_catalogues_are_the_same_for_the_same_seed(make: Callable[[int, int], Catalogue]) -> None:
    """A seed in a report is enough to see the same again; another seed is another catalogue."""
    assert make(300, 1) == make(300, 1)
    assert make(300, 1) != make(300, 2)


def test_lifelike_catalogues_are_what_they_claim_to_be() -> None:
    """Groups of up to five, courses of up to twelve competencies, one in five without hours, chains of fifteen."""
    catalogue = lifelike.catalogue(2_000, 1)
    assert len(catalogue.courses) in range(2_000, 2_005)
    groups = [group for course in catalogue.courses for group in course.requires]
    groups += [requirement.any_of for competency in catalogue.competencies for requirement in competency.requires]
    assert max(map(len, groups)) == 5
    assert max(len(course.teaches) for course in catalogue.courses) in range(9, 13)
    assert 0.15 < sum(course.hours is None for course in catalogue.courses) / len(catalogue.courses) < 0.25
    depth: dict[str, int] = {}
    for competency in catalogue.competencies:
        before = [r.any_of[0] for r in competency.requires if r.at_level == 1 and len(r.any_of) == 1]
        depth[competency.id] = 1 + max(
            (depth[b.competency] for b in before if isinstance(b, CompetencyAt)), default=0
        )
    assert max(depth.values()) >= 15
    offers: dict[str, int] = {}
    for course in catalogue.courses:
        for row in course.teaches:
            offers[row.competency] = offers.get(row.competency, 0) + 1
    assert max(offers.values()) > 5 * sorted(offers.values())[len(offers) // 2]


def test_a_missed_goal_is_seen() -> None:
    """A figure above its goal is missed, or below where more is better; without a goal it is neither."""
    assert Row(bench="b", what="w", value=2.0, unit="ms", goal=1.0).met is False
    assert Row(bench="b", what="w", value=2.0, unit="%", goal=1.0, at_least=True).met is True
    assert Row(bench="b", what="w", value=2.0, unit="ms").met is None


def test_quantiles_are_values_that_were_measured() -> None:
    """At least that share of the values is not above the quantile, and no smaller one will do."""
    assert quantile([3.0, 1.0, 2.0, 4.0], 0.5) == 2.0
    assert quantile([float(n) for n in range(1, 101)], 0.95) == 95.0
    assert quantile([7.0], 0.5) == 7.0
