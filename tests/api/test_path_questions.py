"""What GraphQL clients ask about a path: how much of it one request may ask, and what is refused."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.errors import LimitExceeded
from api.schema.searches import Searches
from tests.api.conftest import Api, client_of

pytestmark = pytest.mark.anyio

PATH = """{ path(to: "senior-data-engineer", from: "data-engineer" %s) {
    ... on Refusal { code } ... on LearningPath { %s } } }"""


def path(selection: str, arguments: str = "") -> str:
    return PATH % (arguments, selection)


async def asked(api: Api, selection: str, arguments: str = "") -> Any:
    return (await api.ask(path(selection, arguments)))["path"]


@pytest.mark.parametrize(
    ("selection", "field", "code"),
    [
        ('whyNot(course: "no such course") { ... on Refusal { code message } }', "whyNot", "course.unknown"),
        ('whatIf(have: [{competency: "sql", level: 9}]) { ... on Refusal { code message } }', "whatIf", None),
        ('whatIf(without: ["nothing"]) { ... on Refusal { code message } }', "whatIf", "course.unknown"),
        ("alternatives(count: 11) { ... on Refusal { code message } }", "alternatives", "alternatives.out_of_range"),
        ("alternatives(count: -1) { ... on Refusal { code message } }", "alternatives", "alternatives.out_of_range"),
        ("alternatives(apart: 0) { ... on Refusal { code message } }", "alternatives", "alternatives.out_of_range"),
        (
            'schedule(startsOn: "2027-01-04", hoursPerWeek: 0) { ... on Refusal { code message } }',
            "schedule",
            "schedule.hours_per_week_out_of_range",
        ),
        (
            'schedule(startsOn: "9999-12-31", hoursPerWeek: 5) { ... on Refusal { code message } }',
            "schedule",
            "schedule.beyond_the_calendar",
        ),
    ],
)
async def test_what_cannot_be_said_of_a_path_is_refused(
    api: Api, selection: str, field: str, code: str | None
) -> None:
    """The path is answered all the same; the question about it is data with a code, not an error."""
    shown = await asked(api, f"hours {selection}")
    assert shown["hours"] > 0
    assert shown[field]["code"] == (code or "competency.level_off_scale")
    assert shown[field]["message"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("budgetMs: -1", "budget.negative"),
        ("limits: {hours: -1}", "limits.hours_out_of_range"),
        ("limits: {money: -1}", "limits.money_out_of_range"),
        (
            'limits: {deadline: {startsOn: "2027-02-01", endsOn: "2027-01-01", hoursPerWeek: 5}}',
            "limits.deadline_before_start",
        ),
        ("preferences: {money: -0.1}", "preferences.weight_out_of_range"),
        ('preferences: {language: {values: ["en"], weight: 11}}', "preferences.weight_out_of_range"),
        ('preferences: {language: {values: ["en:x"]}}', "preferences.language_invalid"),
        ('preferences: {language: {values: ["de", ""]}}', "preferences.language_invalid"),
        ('have: [{competency: "sql", level: 3}, {competency: "SQL", level: 2}]', "competency.contradicted"),
        ('goals: [{competency: "sql", level: 3}, {competency: "SQL", level: 2}]', "competency.contradicted"),
        (
            'maybe: [{competency: "sql", level: 3, probability: 0.5}, '
            '{competency: "SQL", level: 3, probability: 0.6}]',
            "competency.contradicted",
        ),
        (
            'inProgress: [{course: "reviewing-code", hoursLeft: 1}, {course: "reviewing-code", hoursLeft: 2}]',
            "course.contradicted",
        ),
        ('maybe: [{competency: "sql", level: 3, probability: 1}]', "likely.probability_out_of_range"),
        ('inProgress: [{course: "reviewing-code", hoursLeft: -1}]', "in_progress.hours_out_of_range"),
        ('inProgress: [{course: "reviewing-code", hoursLeft: 1}], done: ["reviewing-code"]', "in_progress.done"),
    ],
)
async def test_what_no_path_can_be_asked_for_is_refused(api: Api, arguments: str, code: str) -> None:
    """Figures out of their ranges, and what contradicts itself, are refused with a code."""
    assert (await asked(api, "hours", f", {arguments}"))["code"] == code


async def test_a_day_that_is_none_is_an_error(api: Api) -> None:
    """A date is checked before anything is computed."""
    (error,) = await api.errors(path('schedule(startsOn: "2027-02-30", hoursPerWeek: 5) { __typename }'))
    assert error["extensions"]["code"] == "graphql.invalid"


async def test_no_time_at_all_still_gives_a_path(api: Api) -> None:
    """With 0 ms a path comes back that closes the gap, and so do answers about it, each with what is certain."""
    best = await asked(api, "cost")
    selection = (
        'status cost costBound proved stopped whyNot(course: "python-in-depth") { ... on WhyNot { verdict proved } }'
    )
    hasty = await asked(api, selection, ", budgetMs: 0")
    assert hasty["status"] == "COMPLETE"
    assert hasty["costBound"] <= best["cost"] <= hasty["cost"]
    assert hasty["proved"] is False
    assert hasty["stopped"]
    assert hasty["whyNot"]["verdict"]


async def test_a_list_that_one_search_finds_counts_once(api: Api) -> None:
    """What `mostValuable`, `passesThrough` and `repairs` search for does not depend on how long their lists are: five
    paths with 8 searches each, or 16 with all of two, are within 50."""
    five = " ".join(f"a{n}: {path('mostValuable { saved }')[1:-1]}" for n in range(5))
    sixteen = " ".join(f"a{n}: {path('passesThrough { sentence } repairs { sentence }')[1:-1]}" for n in range(16))
    for few in (five, sixteen):
        assert "errors" not in (await api.ask("{" + few + "}"))
    (error,) = await api.errors("{" + five + " b: " + path("mostValuable { saved }")[1:-1] + "}")
    assert error["extensions"]["actual"] == 54


async def test_searches_are_counted_as_they_happen(api: Api) -> None:
    """Replacements of every step are as many searches as there are steps; past the limit nothing more is started."""
    limits = replace(api.wiring.settings.limits, searches=17)
    frugal = replace(api.wiring, settings=replace(api.wiring.settings, limits=limits))
    async with client_of(frugal) as client:
        few = Api(client, frugal)
        steps = (await asked(few, "steps { alternatives(first: 1) { __typename } }"))["steps"]
        assert len(steps) < 17
        errors = await few.errors(path("steps { alternatives(first: 3) { __typename } }"))
    codes = {error["extensions"]["code"] for error in errors}
    assert codes == {"limit.searches"}
    assert errors[0]["extensions"]["limit"] == 17
    assert errors[0]["extensions"]["actual"] > 17


async def test_paths_of_one_request_share_its_seconds() -> None:
    """What one search takes is gone for the next; a path's own budget is spent of the request's."""
    request = Searches(asyncio.Semaphore(1), seconds=0.2, most=10)
    one, other = request.within(0.05), request.within(None)
    assert await one.run(lambda remaining: remaining()) <= 0.05
    await one.run(_until_none_is_left)
    assert await one.run(lambda remaining: remaining()) <= 0.0
    assert 0.0 < await other.run(lambda remaining: remaining()) <= 0.15
    await other.run(_until_none_is_left)
    assert await request.within(None).run(lambda remaining: remaining()) <= 0.0


async def test_no_search_starts_beyond_the_limit() -> None:
    """The refusal names the limit and what was asked; what it refuses is not begun."""
    searches = Searches(asyncio.Semaphore(1), seconds=1.0, most=3)
    begun: list[int] = []
    await searches.within(None).run(lambda _: begun.append(1), count=2)
    with pytest.raises(LimitExceeded) as over:
        await searches.within(0.5).run(lambda _: begun.append(2), count=2)
    assert begun == [1]
    assert (over.value.name, over.value.limit, over.value.actual) == ("searches", 3, 4)


async def test_as_many_searches_run_at_once_as_there_are_slots() -> None:
    """Searches of all requests take turns; waiting for a turn spends no seconds."""
    slots, running, most = asyncio.Semaphore(2), 0, 0
    lock, all_in = threading.Lock(), threading.Event()

    def work(_: Callable[[], float]) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == 2:
                all_in.set()
        all_in.wait(5)
        with lock:
            running -= 1

    requests = [Searches(slots, seconds=10.0, most=5) for _ in range(6)]
    await asyncio.gather(*(request.run(work) for request in requests))
    assert most == 2


def _until_none_is_left(remaining: Callable[[], float]) -> None:
    pause = threading.Event()
    while (left := remaining()) > 0:
        pause.wait(left)
