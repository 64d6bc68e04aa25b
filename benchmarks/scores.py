"""Real scores: the Open University Learning Analytics Dataset (Kuzilek et al. 2017, CC BY 4.0), as evidence.

Each of its seven modules is taken as one competency of four ranks, with the university's own bands as cut scores:
pass at 40, then 55, 70 and 85 of 100. Every score is a fact; the state is taken right before each next one, from what
came before, and held against what happened next: whether that next score reached the rank, and at half of the module
whether it was passed in the end. Probabilities are fitted on every other student and judged on the rest.
"""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from benchmarks.measuring import Row, clock, quick
from benchmarks.simulated_people import along, calibration_error, knots
from learners import policy
from learners.estimate import estimate, unknown
from learners.evidence import Evidence
from learners.ids import EvidenceId, LearnerId
from learners.rules import Policy
from learners.states import SkillEstimate
from learners.words import Words
from ontology.ids import AssessmentId, CompetencyId, LevelId, ScaleId
from ontology.model import Assessing, Assessment, Catalogue, Competency, ProficiencyLevel, ProficiencyScale
from tests import shared_data

CUTS: Final = (0.40, 0.55, 0.70, 0.85)
ASKED: Final = (1, 3)
"""Ranks whose next outcome is looked at: passing, and the second-best band."""
STARTS: Final = {"2013B": (2013, 2), "2013J": (2013, 10), "2014B": (2014, 2), "2014J": (2014, 10)}
FEW: Final = 4_000
"""Scores that a quick run takes."""


class Score(NamedTuple):
    """One score, in [0, 1], of a student on an assessment of a module at a day; None where there is none."""

    student: str
    module: str
    presentation: str
    assessment: str
    day: int
    score: float | None


class Course(NamedTuple):
    """How a student fared in a module, and how many days it lasted."""

    passed: bool
    days: int


def run() -> list[Row]:
    folder = shared_data.path("oulad")
    if folder is None:
        return [Row(bench="real scores", what="scores", value=0, unit="", note="there is no shared data here")]
    scores = read(folder)
    if quick():
        scores = scores[:FEW]
    words, rules = _words(scores), _policy(scores)
    courses = outcomes(folder)
    started = clock()
    before: dict[int, list[tuple[bool, SkillEstimate, bool]]] = {rank: [] for rank in ASKED}
    halfway: list[tuple[bool, SkillEstimate, bool]] = []
    states = 0
    for number, said in enumerate(_by_student(scores)):
        even = number % 2 == 0
        nothing = unknown(CompetencyId(said[0].module), words, rules)
        facts = [_fact(score, index) for index, score in enumerate(said)]
        for at, score in enumerate(said):
            skill = _state(facts[:at], words, rules, facts[at].occurred_at, said[0].module) or nothing
            states += 1
            if at and score.score is not None:
                for rank in ASKED:
                    before[rank].append((even, skill, score.score >= CUTS[rank - 1]))
        course = courses[said[0].module, said[0].presentation, said[0].student]
        half = _time(said[0].presentation, course.days // 2)
        known = [fact for fact in facts if fact.occurred_at <= half]
        if known:
            skill = _state(known, words, rules, half, said[0].module) or nothing
            states += 1
            halfway.append((even, skill, course.passed))
    seconds = clock() - started
    rows = [
        Row(
            bench="real scores",
            what="scores in",
            value=len(scores),
            unit="",
            goal=None if quick() else 173_912,
            at_least=True,
        ),
        Row(
            bench="real scores",
            what="states out",
            value=states,
            unit="",
            note=f"{1000 * seconds / states:.2f} ms each",
        ),
    ]
    for rank in ASKED:
        rows += _judged(f"real scores: next one reaches rank {rank}", before[rank], rank)
    return rows + _judged("real scores: module is passed, asked at half of it", halfway, 1, goal=None)


def read(folder: Path) -> list[Score]:
    """All scores, by student, module and day."""
    with (folder / "assessments.csv").open(encoding="utf-8", newline="") as file:
        of = {row["id_assessment"]: row for row in csv.DictReader(file)}
    scores = [
        Score(
            student=row["id_student"],
            module=of[row["id_assessment"]]["code_module"],
            presentation=of[row["id_assessment"]]["code_presentation"],
            assessment=row["id_assessment"],
            day=int(row["date_submitted"]),
            score=float(row["score"]) / 100 if row["score"] not in ("", "?") else None,
        )
        for row in _rows(folder / "studentAssessment.csv.gz")
    ]
    return sorted(scores, key=lambda one: (one.module, one.presentation, one.student, one.day, one.assessment))


def outcomes(folder: Path) -> Mapping[tuple[str, str, str], Course]:
    """How each student fared in each module that they took."""
    with (folder / "courses.csv").open(encoding="utf-8", newline="") as file:
        days = {
            (row["code_module"], row["code_presentation"]): int(row["module_presentation_length"])
            for row in csv.DictReader(file)
        }
    return {
        (row["code_module"], row["code_presentation"], row["id_student"]): Course(
            passed=row["final_result"] in ("Pass", "Distinction"),
            days=days[row["code_module"], row["code_presentation"]],
        )
        for row in _rows(folder / "studentInfo.csv.gz")
    }


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file) as packed:
        yield from csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8", newline=""))


def _words(scores: Sequence[Score]) -> Words:
    levels = tuple(ProficiencyLevel(id=LevelId(f"band-{rank}"), rank=rank) for rank in range(1, len(CUTS) + 1))
    scale = ProficiencyScale(id=ScaleId("bands"), levels=levels)
    of = {one.assessment: one.module for one in scores}
    return Words(
        catalogue=Catalogue(
            base="https://example.org/",
            scales=(scale,),
            competencies=tuple(
                Competency(id=CompetencyId(name), scale=scale.id) for name in sorted(set(of.values()))
            ),
            assessments=tuple(
                Assessment(id=AssessmentId(name), assesses=(Assessing(CompetencyId(of[name]), len(CUTS)),))
                for name in sorted(of)
            ),
        )
    )


def _policy(scores: Sequence[Score]) -> Policy:
    return replace(policy.default(), cuts=dict.fromkeys({one.assessment for one in scores}, CUTS))


def _by_student(scores: Sequence[Score]) -> Iterator[list[Score]]:
    group: list[Score] = []
    for one in scores:
        if group and group[0][:3] != one[:3]:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _time(presentation: str, day: int) -> datetime:
    year, month = STARTS[presentation]
    return datetime(year, month, 1, tzinfo=UTC) + timedelta(days=day)


def _fact(score: Score, number: int) -> Evidence:
    at = _time(score.presentation, score.day)
    return Evidence(
        id=EvidenceId(f"{score.student}-{score.assessment}-{number}"), learner=LearnerId(score.student),
        source="assessment", occurred_at=at, received_at=at, assessment=AssessmentId(score.assessment),
        score=score.score,
    )  # fmt: skip


def _state(facts: Sequence[Evidence], words: Words, rules: Policy, at: datetime, module: str) -> SkillEstimate | None:
    state = estimate(facts, words, rules, learner=LearnerId("somebody"), at=at)
    return state.skills.get(CompetencyId(module))


def _judged(
    bench: str, seen: Sequence[tuple[bool, SkillEstimate, bool]], rank: int, *, goal: float | None = 0.03
) -> list[Row]:
    """What was said against what happened, on every other student; fitted on those between.

    That a module is passed has no goal: who stays decides it, more than who is able.
    """
    fit = np.array([even for even, _, _ in seen])
    means = np.array([skill.levels[rank - 1].mean for _, skill, _ in seen])
    said = np.array([skill.levels[rank - 1].probability for _, skill, _ in seen])
    came = np.array([happened for _, _, happened in seen])
    own = along(knots(means[fit], came[fit]), means)
    rest = ~fit
    beside = f"base rate {float(((came[fit].mean() - came[rest]) ** 2).mean()):.3f}"
    return [
        Row(
            bench=bench, what="outcomes", value=int(rest.sum()), unit="", note=f"{100 * came[rest].mean():.0f} % did"
        ),
        Row(
            bench=bench, what="calibration error as shipped", value=calibration_error(said[rest], came[rest]), unit=""
        ),
        Row(
            bench=bench,
            what="calibration error, fitted on others",
            value=calibration_error(own[rest], came[rest]),
            unit="",
            goal=None if quick() else goal,
        ),
        Row(
            bench=bench,
            what="Brier score, fitted on others",
            value=float(((own[rest] - came[rest]) ** 2).mean()),
            unit="",
            note=beside,
        ),
        Row(
            bench=bench,
            what="validated, and did not",
            value=_share(~came[rest], [s.level >= rank for e, s, _ in seen if not e]),
            unit="%",
        ),
    ]


def _share(of: "np.ndarray[tuple[int], np.dtype[np.bool_]]", among: Sequence[bool]) -> float:
    chosen = np.array(among)
    return 100 * float(of[chosen].mean()) if chosen.any() else 0.0
