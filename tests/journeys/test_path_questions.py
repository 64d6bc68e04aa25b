"""What learners and script authors ask about a path, with the sample world, at both doors."""

import asyncio
import json
import os
from typing import Any

import httpx
import pytest

from api import settings
from api.server import create_app
from api.wiring import wired
from tests.journeys.conftest import Skillway

QUESTION = ("--to", "senior-data-engineer", "--from", "data-engineer")
START = "2027-01-04"


async def _ask_graphql(query: str) -> Any:
    """The data of one request to the application, on the graph that the environment names."""
    async with wired(settings.read(os.environ)) as wiring:
        transport = httpx.ASGITransport(app=create_app(wiring))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=60) as client:
            body = (await client.post("/graphql", json={"query": query})).json()
    assert "errors" not in body, body["errors"]
    return body["data"]


def asked(selection: str, arguments: str = "") -> Any:
    """What GraphQL says of the path from data engineer to senior data engineer."""
    query = f'{{ path(to: "senior-data-engineer", from: "data-engineer" {arguments}) {{'
    query += f" ... on Refusal {{ code }} ... on LearningPath {{ {selection} }} }} }}"
    return asyncio.run(_ask_graphql(query))["path"]


def ids(things: Any) -> list[str]:
    return [thing["id"] for thing in things]


def levels(shown: Any) -> list[dict[str, Any]]:
    return [{"competency": each["competency"]["id"], "level": each["level"]} for each in shown]


WHY_NOT = "... on WhyNot { course { id } verdict sentence extra extraBound proved missing { anyOf { __typename } } }"
COURSES = "kept { id } dropped { id } added { id }"
LEVELS = "lost { competency { id } level } gained { competency { id } level }"


@pytest.mark.parametrize(
    "course", ["pipelines-in-production", "port-data-platform", "data-protection-at-work", "pipelines-architecture"]
)
def test_why_not_is_the_same_at_both_doors(sampled: Skillway, course: str) -> None:
    """A verdict in a word and a sentence, and by how much a path with the course is dearer."""
    (ours,) = sampled("path", *QUESTION, "--why-not", course, "--json").json["why_not"]
    theirs = asked(f'whyNot(course: "{course}") {{ {WHY_NOT} }}')["whyNot"]
    assert (ours["verdict"], ours["sentence"]) == (theirs["verdict"].lower(), theirs["sentence"])
    assert (ours["extra"], ours["extra_bound"], ours["proved"]) == (
        theirs["extra"],
        theirs["extraBound"],
        theirs["proved"],
    )
    assert len(ours["missing"]) == len(theirs["missing"])
    assert (ours["verdict"] == "in_path") == (course == "port-data-platform")


def test_what_if_is_the_same_at_both_doors(sampled: Skillway) -> None:
    """All that is supposed is one supposition, and its answer is a whole path of its own."""
    typed = ("--if-have", "SQL=4", "--if-done", "reviewing-code", "--if-without", "port-data-platform")
    ours = sampled("path", *QUESTION, *typed, "--json").json["what_if"]
    supposed = 'have: [{competency: "SQL", level: 4}], done: ["reviewing-code"], without: ["port-data-platform"]'
    fields = f"saved sentence proved {COURSES} {LEVELS} path {{ cost hours proved steps {{ id }} }}"
    theirs = asked(f"whatIf({supposed}) {{ ... on WhatIf {{ {fields} }} }}")["whatIf"]
    for key in ("saved", "sentence", "proved"):
        assert ours[key] == theirs[key]
    for key in ("kept", "dropped", "added"):
        assert ours[key] == ids(theirs[key])
    for key in ("lost", "gained"):
        assert ours[key] == levels(theirs[key])
    assert ids(ours["path"]["steps"]) == ids(theirs["path"]["steps"])
    assert "port-data-platform" not in [step["course"] for step in ours["path"]["steps"]]


def test_alternatives_are_the_same_at_both_doors(sampled: Skillway) -> None:
    """Other paths, the cheapest first, each as far from the others as was asked."""
    printed = sampled("path", *QUESTION, "--alternatives", "3", "--apart", "2", "--json").json
    shown = "... on OtherPaths { paths { cost hours proved steps { id course { id } because } } }"
    theirs = asked(f"alternatives(count: 3, apart: 2) {{ {shown} }}")["alternatives"]["paths"]
    assert [(each["cost"], ids(each["steps"])) for each in printed["alternatives"]] == [
        (each["cost"], ids(each["steps"])) for each in theirs
    ]
    sets = [{step["course"] for step in each["steps"]} for each in (printed, *printed["alternatives"])]
    assert all(len(one - other) >= 2 for place, other in enumerate(sets) for one in sets[:place])
    costs = [each["cost"] for each in printed["alternatives"]]
    assert costs == sorted(costs)


def test_replacements_are_the_same_at_both_doors(sampled: Skillway) -> None:
    """A step is named by its id or by its course; every replacement lacks that course and says what it costs more."""
    (by_course,) = sampled("path", *QUESTION, "--replace", "Build a port's data platform", "--json").json[
        "replacements"
    ]
    (by_id,) = sampled("path", *QUESTION, "--replace", by_course["step"], "--json").json["replacements"]
    assert by_course == by_id
    fields = "extra extraBound proved sentence added { id } dropped { id }"
    steps = asked(f"steps {{ id alternatives {{ ... on Replacements {{ replacements {{ {fields} }} }} }} }}")["steps"]
    (theirs,) = [step["alternatives"]["replacements"] for step in steps if step["id"] == by_id["step"]]
    assert by_id["replacements"] == [
        {
            "added": ids(each["added"]),
            "dropped": ids(each["dropped"]),
            "extra": each["extra"],
            "extra_bound": each["extraBound"],
            "proved": each["proved"],
            "sentence": each["sentence"],
        }
        for each in theirs
    ]
    assert all("port-data-platform" in each["dropped"] for each in by_id["replacements"])


def test_a_schedule_is_the_same_at_both_doors(sampled: Skillway) -> None:
    """Weeks of so many hours from a day on; their parts add up to the hours of the path."""
    printed = sampled("path", *QUESTION, "--schedule", "--start", START, "--hours-per-week", "6.5", "--json").json
    ours = printed["schedule"]
    fields = "startsOn endsOn hoursLeft weeks { startsOn hours work { step { id } hours } }"
    fields += " steps { step { id } startsOn endsOn hours hoursEstimated }"
    shown = asked(f'schedule(startsOn: "{START}", hoursPerWeek: 6.5) {{ ... on Schedule {{ {fields} }} }}')
    theirs = shown["schedule"]
    assert (ours["starts_on"], ours["ends_on"], ours["hours_left"]) == (
        theirs["startsOn"],
        theirs["endsOn"],
        theirs["hoursLeft"],
    )
    assert [(w["starts_on"], w["hours"], [(p["step"], p["hours"]) for p in w["work"]]) for w in ours["weeks"]] == [
        (w["startsOn"], w["hours"], [(p["step"]["id"], p["hours"]) for p in w["work"]]) for w in theirs["weeks"]
    ]
    assert [(s["step"], s["starts_on"], s["ends_on"], s["hours"]) for s in ours["steps"]] == [
        (s["step"]["id"], s["startsOn"], s["endsOn"], s["hours"]) for s in theirs["steps"]
    ]
    assert sum(week["hours"] for week in ours["weeks"]) == pytest.approx(printed["hours"])


def test_explanations_are_the_same_at_both_doors(sampled: Skillway) -> None:
    """What no path avoids, what would save the most, what the hours are for, and what can start now."""
    ours = sampled("path", *QUESTION, "--explain", "--json").json
    theirs = asked(
        "indivisible prices { competency { id } level cost } nextSteps { id }"
        " passesThrough { sentence goals { competency { id } level } } mostValuable { sentence saved }"
    )
    assert [(p["sentence"], p["goals"]) for p in ours["passes_through"]] == [
        (p["sentence"], levels(p["goals"])) for p in theirs["passesThrough"]
    ]
    assert [(v["sentence"], v["saved"]) for v in ours["most_valuable"]] == [
        (v["sentence"], v["saved"]) for v in theirs["mostValuable"]
    ]
    assert ours["next_steps"] == ids(theirs["nextSteps"])
    assert [(p["competency"], p["level"], p["cost"]) for p in ours["prices"]] == [
        (p["competency"]["id"], p["level"], p["cost"]) for p in theirs["prices"]
    ]
    assert sum(p["cost"] for p in ours["prices"]) + ours["indivisible"] == pytest.approx(ours["cost_bound"])


def test_repairs_are_the_same_at_both_doors(sampled: Skillway) -> None:
    """A goal that courses left out would close is said to be closed by taking one of them in again."""
    ours = sampled("path", *QUESTION, "--without", "coaching-first-steps", "--json").json
    assert ours["status"] == "partial"
    fields = "sentence goals { competency { id } level } change { __typename ... on Readmission { course { id } } }"
    theirs = asked(f"repairs {{ {fields} }}", 'without: ["coaching-first-steps"]')["repairs"]
    assert ours["repairs"]
    assert [(r["sentence"], r["goals"]) for r in ours["repairs"]] == [
        (r["sentence"], levels(r["goals"])) for r in theirs
    ]
    back = [r["course"] for r in ours["repairs"] if r["kind"] == "readmission"]
    assert back == [r["change"]["course"]["id"] for r in theirs if r["change"]["__typename"] == "Readmission"]


def test_what_is_typed_beside_the_goal_counts(sampled: Skillway) -> None:
    """Preferences, limits, courses in progress and likely levels mean the same at both doors; the table says of a
    course that it was begun."""
    typed = ("--prefer", "money=0.05", "--prefer", "modality=online:0.5", "--in-progress", "reviewing-code=2")
    typed += ("--maybe", "stream-processing=2:0.6", "--max-hours", "60")
    ours = sampled("path", *QUESTION, *typed, "--json").json
    arguments = (
        'preferences: {money: 0.05, modality: {values: ["online"], weight: 0.5}}, limits: {hours: 60}, '
        'inProgress: [{course: "reviewing-code", hoursLeft: 2}], '
        'maybe: [{competency: "stream-processing", level: 2, probability: 0.6}]'
    )
    theirs = asked("cost costBound hours proved money steps { id kind hours money } limited { closed }", arguments)
    for one, other in (("cost", "cost"), ("cost_bound", "costBound"), ("hours", "hours"), ("money", "money")):
        assert ours[one] == theirs[other]
    assert [(s["id"], s["hours"]) for s in ours["steps"]] == [(s["id"], s["hours"]) for s in theirs["steps"]]
    assert ours["hours"] <= 60
    assert ours["limited"]["closed"] == theirs["limited"]["closed"] < 1
    shown = sampled("path", *QUESTION, *typed).out
    assert shown.count("(begun)") == shown.count("Reviewing code (begun)") == 1


@pytest.mark.parametrize(
    ("typed", "code", "refusal"),
    [
        (("--deadline", "2027-03-01"), 2, "usage"),
        (("--deadline", "2027-02-30", "--hours-per-week", "5"), 2, "usage"),
        (("--hours-per-week", "5"), 2, "usage"),
        (("--start", START), 2, "usage"),
        (("--schedule",), 2, "usage"),
        (("--apart", "2"), 2, "usage"),
        (("--alternatives", "0"), 2, "usage"),
        (("--alternatives", "1000"), 2, "usage"),
        (("--budget-ms", "-1"), 2, "usage"),
        (("--budget-ms", "1.5"), 2, "usage"),
        (("--max-hours", "nan"), 2, "usage"),
        (("--max-money", "inf"), 2, "usage"),
        (("--max-hours", "10", "--max-hours", "20"), 2, "usage"),
        (("--prefer", "colour=blue"), 2, "usage"),
        (("--language", "@@"), 2, "usage"),
        (("--max-hours", "-3"), 1, "limits.hours_out_of_range"),
        (("--max-hours", "0"), 1, "limits.hours_out_of_range"),
        (("--max-money", "-1"), 1, "limits.money_out_of_range"),
        (("--max-hours", "1e300"), 1, "limits.hours_out_of_range"),
        (("--prefer", "money=-1"), 1, "preferences.weight_out_of_range"),
        (("--prefer", "language=en:99"), 1, "preferences.weight_out_of_range"),
        (("--maybe", "sql=3:1.5"), 1, "likely.probability_out_of_range"),
        (("--maybe", "sql=9:0.5"), 1, "competency.level_off_scale"),
        (("--maybe", "sql=2:0.5", "--maybe", "SQL=3:0.5"), 1, "competency.contradicted"),
        (("--in-progress", "reviewing-code=-2"), 1, "in_progress.hours_out_of_range"),
        (("--in-progress", "reviewing-code=2", "--done", "reviewing-code"), 1, "in_progress.done"),
        (("--in-progress", "reviewing-code=2", "--in-progress", "Reviewing code=3"), 1, "course.contradicted"),
        (
            ("--deadline", "2026-01-01", "--start", START, "--hours-per-week", "5"),
            1,
            "limits.deadline_before_start",
        ),
        (
            ("--deadline", "2028-01-01", "--start", START, "--hours-per-week", "500"),
            1,
            "limits.hours_per_week_out_of_range",
        ),
        (("--prefer", "language=en:x"), 1, "preferences.language_invalid"),
        (("--why-not", "no such course"), 1, "course.unknown"),
        (("--replace", "no such course"), 1, "course.unknown"),
        (("--if-without", "nothing like it"), 1, "course.unknown"),
    ],
)
def test_what_cannot_be_asked_says_why(sampled: Skillway, typed: tuple[str, ...], code: int, refusal: str) -> None:
    """Every wrong option is wrong use or a refusal with a code and a mend; never a stack trace."""
    ran = sampled("path", *QUESTION, *typed, "--json")
    assert ran.code == code, ran.out
    error = json.loads(ran.out)["error"]
    assert error["code"] == refusal
    assert error["message"]
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("typed", "key", "refusal"),
    [
        (("--why-not", "english-b2", "--max-hours", "60"), "why_not", "path.limited"),
        (("--schedule", "--hours-per-week", "1e-9"), "schedule", "schedule.too_long"),
        (("--replace", "sql-first-steps"), "replacements", "step.not_in_path"),
        (("--replace", "step-000000000000"), "replacements", "step.not_in_path"),
        (("--if-have", "sql=9"), "what_if", "competency.level_off_scale"),
        (("--alternatives", "2", "--max-hours", "60"), "alternatives", "path.limited"),
    ],
)
def test_a_question_without_an_answer_leaves_the_path(
    sampled: Skillway, typed: tuple[str, ...], key: str, refusal: str
) -> None:
    """The path and all else that was asked are told, the refusal stands in the place of its answer, and the exit
    code is 1."""
    ran = sampled("path", *QUESTION, "--explain", *typed, "--json")
    assert ran.code == 1
    answer = json.loads(ran.out)
    assert "error" not in answer
    assert answer["steps"]
    assert "most_valuable" in answer
    (place,) = answer[key] if isinstance(answer[key], list) else [answer[key]]
    assert place["refused"]["code"] == refusal
    shown = sampled("path", *QUESTION, *typed)
    assert shown.code == 1
    assert f"({refusal})" in " ".join(shown.out.split())
    assert "edition 1" in shown.out


def test_no_time_at_all_still_gives_a_path(sampled: Skillway) -> None:
    """With 0 ms there is a path that closes the gap, with a bound that no path goes below, and it is not proved."""
    best = sampled("path", *QUESTION, "--json").json
    hasty = sampled("path", *QUESTION, "--budget-ms", "0", "--json").json
    assert hasty["status"] == "complete"
    assert hasty["cost_bound"] <= best["cost"] <= hasty["cost"]
    assert hasty["proved"] is False
    assert hasty["stopped"]
    shown = sampled("path", *QUESTION, "--budget-ms", "0")
    assert shown.code == 0
    assert "The time ran out" in shown.out


def test_everything_is_shown_to_people(sampled: Skillway) -> None:
    """One call with every question says each answer in words, and no line is wider than the page."""
    shown = sampled(
        "path",
        *QUESTION,
        *(
            "--explain",
            "--why-not",
            "python-in-depth",
            "--if-have",
            "data-modelling=3",
            "--replace",
            "reviewing-code",
        ),
        *("--alternatives", "2", "--schedule", "--hours-per-week", "8", "--start", START),
    )
    assert shown.code == 0, shown.err
    for words in ("proved", "start with", "Every path has", "why not", "what if", "other paths", "8 hours a week"):
        assert words in shown.out, words
    assert max(len(line) for line in shown.out.splitlines()) <= 118
