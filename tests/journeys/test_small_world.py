"""What the notes on gap and path promise, on a world small enough to do its sums by hand (`small.ttl`)."""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Skillway


@pytest.fixture(scope="module")
def small(skillway: Skillway) -> Skillway:
    """The command line on a graph whose current edition is the small world."""
    published = skillway("publish", Path(__file__).parent / "small.ttl", "--json")
    assert published.code == 0, published.out
    return skillway


def path(small: Skillway, *arguments: str) -> Any:
    """The answer about a path; also one that is partial is fine."""
    ran = small("path", *arguments, "--json")
    assert ran.code == 0, ran.out
    answer = ran.json
    assert answer["proved"]
    assert answer["hours"] == answer["bound"] == answer["cost"] == answer["cost_bound"]
    return answer


def courses(answer: Any) -> list[str]:
    return [step["course"] for step in answer["steps"]]


def open_(answer: Any) -> list[tuple[str, int, int, str]]:
    return [(u["competency"], u["level"], u["reached"], u["cause"]) for u in answer["uncloseable"]]


def test_a_step_says_what_it_gives_uses_and_waits_for(small: Skillway) -> None:
    """Names are the curators' own, the retired one too; a requirement of level 2 binds the course to level 3."""
    answer = path(small, "--to", "Weaver")
    assert courses(answer) == ["loom-tour", "first-plaits", "knots"]
    tour, plaits, knots = answer["steps"]
    assert plaits["gives"] == [{"competency": "plaiting", "level": 1}]
    assert knots["gives"] == [{"competency": "knotting", "level": 3}]
    assert knots["uses"] == [{"competency": "knotting", "level": 1}, {"competency": "loom", "level": 1}]
    assert knots["after"] == [tour["id"], plaits["id"]]
    assert (plaits["after"], tour["after"], plaits["uses"]) == ([], [], [])
    assert plaits["because"] == [
        "Weaver needs Weaving at Expert (3); what you hold is not known.",
        "Plaiting counts as Weaving.",
        "Needed first by “Knots”, which asks for Knotting at Aware (1).",
        "Plaiting counts as Knotting.",
    ]
    assert tour["because"] == [
        "Weaver needs Loom; what you hold is not known.",
        "Needed first by “Knots”: Knotting at Able (2) asks for Loom.",
    ]


def test_unknown_hours_count_at_the_median_of_courses_in_use(small: Skillway) -> None:
    """0, 10, 20 and 100 hours are known; the film of 0 hours is retired and does not count. Zero stays zero."""
    answer = path(small, "--to", "weaver")
    assert [(s["hours"], s.get("hours_estimated", False)) for s in answer["steps"]] == [
        (0.0, False),
        (15.0, True),
        (10.0, False),
    ]
    assert (answer["hours"], answer["unknown_hours"]) == (25.0, 1)


def test_from_a_role_level_is_holding_its_essential_needs(small: Skillway) -> None:
    """The novice's optional loom is not held; braiding, which is weaving today, is."""
    answer = path(small, "--from", "novice", "--to", "weaver")
    assert courses(answer) == ["loom-tour", "knots"]
    assert answer["gap"] == {"required": 2, "short": 2, "steps_short": 3}
    assert answer["steps"][1]["because"] == [
        "Weaver needs Weaving at Expert (3); you hold Braiding at Aware (1).",
        "Braiding counts as Weaving.",
        "Knotting counts as Weaving.",
    ]


def test_what_is_typed_wins_under_any_name(small: Skillway) -> None:
    """`--have plaiting=0` says that weaving is not held, whatever `--from` says; and zero is not unknown."""
    answer = small("gap", "--to", "Plaiter", "--from", "Novice", "--have", "plaiting=0", "--json").json
    assert answer["to"] == "weaver", "a retired role level is the one that replaced it"
    assert [
        (i["competency"], i["held"], i["status"], i["steps_short"], i["importance"]) for i in answer["items"]
    ] == [
        ("loom", None, "unknown", 1, "essential"),
        ("weaving", 0, "short", 3, "essential"),
        ("dyeing", None, "unknown", 1, "optional"),
    ]
    assert (answer["required"], answer["short"], answer["steps_short"]) == (2, 2, 4)
    assert answer["items"][1]["weight"] == 2.0


def test_a_goal_adds_to_the_role_level_or_stands_alone(small: Skillway) -> None:
    """Goals that are one thing are one goal, the higher."""
    beside = path(small, "--to", "weaver", "--goal", "chemistry=1", "--from", "novice")
    assert courses(beside) == ["loom-tour", "knots"]
    assert open_(beside) == [("chemistry", 1, 0, "no_course")]
    assert beside["gap"]["required"] == 3
    alone = path(small, "--goal", "knotting=2", "--goal", "Plaiting=3")
    assert (alone["to"], alone["gap"]["required"], alone["hours"]) == (None, 1, 25.0)


@pytest.mark.parametrize(
    ("arguments", "planned", "left", "detail"),
    [
        (
            ["--goal", "chemistry=2"],
            [],
            ("chemistry", 2, 0, "no_course"),
            "No course in use gives Chemistry at Aware (1) or above.",
        ),
        (
            ["--goal", "dyeing=2"],
            [],
            ("dyeing", 2, 0, "blocked_by"),
            "“Dyes” gives Dyeing at Aware (1), but asks for Chemistry at Aware (1), which no course in use gives.",
        ),
        (
            ["--goal", "weaving=3", "--without", "Loom tour"],
            ["first-plaits"],
            ("weaving", 3, 1, "excluded"),
            "Weaving at Able (2) would take “Loom tour”, which is left out of this question.",
        ),
        (
            ["--goal", "weaving=1", "--done", "first-plaits", "--without", "weaving-school"],
            [],
            ("weaving", 1, 0, "already_done"),
            "Weaving at Aware (1) would take “First plaits”, which is done already; "
            "a completed course proves no level, but an assessment can settle it.",
        ),
    ],
)
def test_what_stays_open_is_raised_as_far_as_it_goes(
    small: Skillway, arguments: list[str], planned: list[str], left: tuple[str, int, int, str], detail: str
) -> None:
    """A goal out of reach is listed with how far it goes, the cause and a sentence; the path is partial, and fine."""
    answer = path(small, *arguments)
    assert answer["status"] == "partial"
    assert courses(answer) == planned
    assert open_(answer) == [left]
    assert answer["uncloseable"][0]["detail"] == detail


def test_a_course_done_gives_no_level(small: Skillway) -> None:
    """What a done course teaches is learnt elsewhere, though that takes 100 hours."""
    answer = path(small, "--goal", "weaving=1", "--done", "first-plaits")
    assert (courses(answer), answer["hours"]) == (["loom-tour", "weaving-school"], 100.0)


def test_what_is_held_leaves_nothing_to_do(small: Skillway) -> None:
    """Optional needs neither cost nor count, unless they are asked for."""
    held = ("--to", "weaver", "--have", "knotting=3", "--have", "loom=1")
    answer = path(small, *held)
    assert (answer["status"], answer["steps"], answer["hours"]) == ("nothing_to_do", [], 0.0)
    assert answer["gap"] == {"required": 2, "short": 0, "steps_short": 0}
    with_optional = path(small, *held, "--include-optional")
    assert open_(with_optional) == [("dyeing", 1, 0, "blocked_by")]
    assert with_optional["gap"] == {"required": 3, "short": 1, "steps_short": 1}


def test_a_label_of_two_role_levels_is_refused_with_both(small: Skillway) -> None:
    """An ambiguous label is never guessed at; an id always says which."""
    for command in (("gap",), ("path",), ("routes", "--from", "novice")):
        refused = small(*command, "--to", "Lead", "--json")
        assert refused.code == 1
        error = refused.json["error"]
        assert error["code"] == "role_level.ambiguous"
        assert [candidate.split("(")[-1].rstrip(")") for candidate in error["candidates"]] == ["foreman", "master"]
        assert "id" in error["hint"]
        assert small(*command, "--to", "master", "--json").code == 0


def test_a_route_to_a_retired_role_level_names_its_replacement(small: Skillway) -> None:
    """No moves lead to what is retired; that is said, instead of an empty list. No route is an empty list."""
    refused = small("routes", "--from", "novice", "--to", "Plaiter", "--json")
    assert refused.code == 1
    error = refused.json["error"]
    assert (error["code"], error["candidates"]) == ("role_level.retired", ["weaver"])
    found = small("routes", "--from", "novice", "--to", "weaver", "--json").json["routes"]
    assert [[(m["from"], m["to"], m["kind"], m["short"], m["steps_short"]) for m in r["moves"]] for r in found] == [
        [("novice", "weaver", "vertical", 2, 3)]
    ]
    assert found[0]["steps_short"] == 3
    none = small("routes", "--from", "weaver", "--to", "novice", "--json")
    assert (none.code, none.json["routes"]) == (0, [])
