"""Rules over hand-made catalogues: what each finds, what it passes over, and what it says."""

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import rules
from ontology.findings import Finding
from ontology.ids import AssessmentId, CompetencyId, CourseId, LevelId, RoleFamilyId, RoleId, RoleLevelId, ScaleId
from ontology.model import (
    Alternative,
    Assessing,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    DeclaredMove,
    LevelRequirement,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleFamily,
    RoleLevel,
    Teaching,
    Text,
)
from ontology.rules.graphs import knots, shortest_cycle
from ontology.rules.table import RULES


def label(text: str) -> tuple[Text, ...]:
    return (Text("en", text),)


def scale(name: str, ranks: int = 4) -> ProficiencyScale:
    levels = tuple(
        ProficiencyLevel(id=LevelId(f"{name}-{rank}"), rank=rank, labels=label(f"{name} {rank}"))
        for rank in range(1, ranks + 1)
    )
    return ProficiencyScale(id=ScaleId(name), labels=label(name), levels=levels)


FOUR, FIVE = scale("four"), scale("five", 5)


def skill(name: str, *requires: LevelRequirement, **rest: object) -> Competency:
    made = Competency(id=CompetencyId(name), labels=label(name.upper()), scale=FOUR.id, requires=requires)
    return replace(made, **rest)  # type: ignore[arg-type]


def course(name: str, *teaches: Teaching, **rest: object) -> Course:
    made = Course(id=CourseId(name), labels=label(f"Course {name}"), hours=8.0, teaches=teaches)
    return replace(made, **rest)  # type: ignore[arg-type]


def teaches(name: str, to: int, start: int = 0) -> Teaching:
    return Teaching(CompetencyId(name), start, to)


def at(name: str, level: int) -> CompetencyAt:
    return CompetencyAt(CompetencyId(name), level)


def done(name: str) -> CourseDone:
    return CourseDone(CourseId(name))


def needs(at_level: int, *any_of: Alternative) -> LevelRequirement:
    return LevelRequirement(at_level, any_of)


def catalogue(*things: Competency | Course | Assessment | Role | RoleLevel | RoleFamily) -> Catalogue:
    def of(kind: type) -> tuple:  # type: ignore[type-arg]
        return tuple(sorted((thing for thing in things if isinstance(thing, kind)), key=lambda thing: thing.id))

    return Catalogue(
        base="https://example.org/",
        scales=(FIVE, FOUR),
        competencies=of(Competency),
        courses=of(Course),
        assessments=of(Assessment),
        role_families=of(RoleFamily),
        roles=of(Role),
        role_levels=of(RoleLevel),
    )


def found(world: Catalogue, current: Catalogue | None = None) -> dict[str, list[Finding]]:
    """Errors and warnings by rule."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in rules.findings(world, current):
        if finding.severity != "information":
            by_rule.setdefault(finding.rule, []).append(finding)
    return by_rule


def only(world: Catalogue, rule: str, current: Catalogue | None = None) -> Finding:
    """The one error or warning that there is."""
    by_rule = found(world, current)
    assert list(by_rule) == [rule]
    assert len(by_rule[rule]) == 1
    return by_rule[rule][0]


# --- requires ---------------------------------------------------------------------------------------------------


def test_levels_that_wait_for_one_another_are_an_error_shown_by_labels() -> None:
    """A cycle that no order can satisfy is an error, and its message walks round it by labels and levels."""
    world = catalogue(skill("sql", needs(3, at("python", 2))), skill("python", needs(2, at("sql", 3))))
    finding = only(world, "requires-cycle")
    assert finding.severity == "error"
    assert "PYTHON 2 → SQL 3 → PYTHON 2" in finding.message
    assert (finding.id, finding.label) == ("python", "PYTHON")


def test_a_spiral_is_no_cycle() -> None:
    """SQL 3 may ask for Python 2 while Python 3 asks for SQL 2: requirements are about levels."""
    world = catalogue(skill("sql", needs(3, at("python", 2))), skill("python", needs(3, at("sql", 2))))
    assert found(world) == {}


def test_a_level_waits_for_what_lower_levels_wait_for() -> None:
    """SQL 3 comes after SQL 1, so what binds SQL 1 and leads back to SQL 3 is a cycle."""
    world = catalogue(skill("sql", needs(1, at("python", 2))), skill("python", needs(2, at("sql", 3))))
    assert "SQL 3" in only(world, "requires-cycle").message


def test_an_alternative_turns_the_error_into_a_warning() -> None:
    """A cycle with another way in is a warning: an order exists."""
    world = catalogue(
        skill("sql", needs(3, at("python", 2), at("r", 1))), skill("python", needs(2, at("sql", 3))), skill("r")
    )
    assert only(world, "requires-cycle-open").severity == "warning"


def test_alternatives_that_all_lead_back_are_told_apart() -> None:
    """Where every alternative waits too, the warning does not claim another way in."""
    world = catalogue(
        skill("sql", needs(3, at("python", 2), at("r", 1))),
        skill("python", needs(2, at("sql", 3))),
        skill("r", needs(1, at("sql", 3))),
    )
    assert only(world, "requires-cycle-closed").severity == "warning"


def test_alternatives_that_count_as_one_are_no_alternatives() -> None:
    """Equivalents are one fact: a group of a competency and its equivalent leaves no choice."""
    world = catalogue(
        skill("sql", needs(3, at("python", 2), at("snake", 2))),
        skill("python", needs(2, at("sql", 3)), equivalent=(CompetencyId("snake"),)),
        skill("snake"),
    )
    assert set(found(world)) == {"requires-cycle"}


def test_a_retired_competency_counts_as_its_replacement() -> None:
    """A cycle through a retired name is a cycle through its replacement."""
    world = catalogue(
        skill("sql", needs(3, at("old", 2))),
        skill("old", retired=True, replaced_by=CompetencyId("python")),
        skill("python", needs(2, at("sql", 3))),
    )
    assert set(found(world)) == {"requires-cycle", "retired-still-needed"}


def test_courses_that_wait_for_one_another_are_an_error() -> None:
    """Courses that require each other, directly or through what binds a level they teach, can never be taken."""
    first = course("a", teaches("sql", 1), requires=((done("b"),),))
    second = course("b", teaches("sql", 2), requires=((done("a"),),))
    assert set(found(catalogue(skill("sql"), first, second))) == {"requires-cycle"}
    bound = catalogue(skill("sql", needs(2, done("b"))), course("b", teaches("sql", 2)))
    assert {"self-requirement"} <= set(found(bound))


def test_a_course_is_bound_only_by_levels_it_lifts_through() -> None:
    """What binds SQL 3 does not bind a course that ends at SQL 2; it binds one that goes on to SQL 3."""
    bound = skill("sql", needs(3, done("b")))
    assert found(catalogue(bound, course("b", teaches("sql", 2)))) == {}
    assert set(found(catalogue(bound, course("b", teaches("sql", 3))))) == {"self-requirement"}


@pytest.mark.parametrize("required", [2, 3])
def test_a_level_that_requires_itself_or_a_higher_one_is_a_self_requirement(required: int) -> None:
    """A self-requirement is an error; asking for a lower level of itself is not."""
    world = catalogue(skill("sql", needs(2, at("sql", required))))
    assert only(world, "self-requirement").severity == "error"
    assert found(catalogue(skill("sql", needs(2, at("sql", 1))))) == {}


def test_one_knot_is_told_once() -> None:
    """Many cycles through the same members are one finding that says how many more there are."""
    members = [skill(f"s{n}", *(needs(1, at(f"s{m}", 1)) for m in range(6) if m != n)) for n in range(6)]
    assert "4 more wait in the same knot" in only(catalogue(*members), "requires-cycle").message


def test_a_cycle_of_a_thousand_is_cut_short() -> None:
    """A long cycle is found without recursion and shown in one readable line."""
    members = [skill(f"s{n:04}", needs(1, at(f"s{(n + 1) % 1000:04}", 1))) for n in range(1000)]
    message = only(catalogue(*members), "requires-cycle").message
    assert "more) …" in message
    assert len(message) < 300


# --- broader ----------------------------------------------------------------------------------------------------


def test_a_hierarchy_that_comes_back_is_an_error() -> None:
    """Cycles in broader are errors and are shown by labels; one of one member as well."""
    a = skill("a", broader=(CompetencyId("b"),))
    b = skill("b", broader=(CompetencyId("a"),))
    assert "A → B → A" in only(catalogue(a, b), "broader-cycle").message
    assert "A → A" in only(catalogue(skill("a", broader=(CompetencyId("a"),))), "broader-cycle").message
    diamond = [skill("top"), skill("l", broader=(CompetencyId("top"),)), skill("r", broader=(CompetencyId("top"),))]
    assert found(catalogue(*diamond, skill("x", broader=(CompetencyId("l"), CompetencyId("r"))))) == {}


# --- references -------------------------------------------------------------------------------------------------

ROLE = Role(id=RoleId("role"), labels=label("Role"))
RUNG = RoleLevel(
    id=RoleLevelId("rung"), labels=label("Rung"), role=ROLE.id, rank=1, needs=(Requirement(CompetencyId("sql"), 1),)
)
GHOST = CompetencyId("ghost")


@pytest.mark.parametrize(
    "broken",
    [
        skill("x", broader=(GHOST,)),
        skill("x", related=(GHOST,)),
        skill("x", equivalent=(GHOST,)),
        skill("x", needs(1, at("ghost", 1))),
        skill("x", needs(1, done("ghost"))),
        skill("x", scale=ScaleId("ghost")),
        skill("x", retired=True, replaced_by=GHOST),
        course("x", teaches("ghost", 1)),
        course("x", requires=((at("ghost", 9), at("sql", 1)),)),
        course("x", requires=((at("sql", 1), done("ghost")),)),
        Assessment(id=AssessmentId("x"), labels=label("X"), assesses=(Assessing(GHOST, 1),)),
        Role(id=RoleId("x"), labels=label("X"), family=RoleFamilyId("ghost")),
        replace(RUNG, id=RoleLevelId("x"), labels=label("X"), rank=2, role=RoleId("ghost")),
        replace(RUNG, id=RoleLevelId("x"), labels=label("X"), rank=2, needs=(Requirement(GHOST, 1),)),
        replace(
            RUNG,
            id=RoleLevelId("x"),
            labels=label("X"),
            rank=2,
            moves=(DeclaredMove(RoleLevelId("ghost"), "lateral"),),
        ),
    ],
    ids=str,
)
def test_dangling_references_name_owner_and_target(broken: Competency | Course) -> None:
    """Wherever a thing names something that is not there, one error names the owner and the missing id."""
    world = catalogue(skill("sql"), course("giver", teaches("sql", 4)), ROLE, RUNG, broken)
    by_rule = found(world)
    assert [finding.id for finding in by_rule["dangling-reference"]] == ["x"]
    assert "ghost" in by_rule["dangling-reference"][0].message
    assert not set(by_rule) - {"dangling-reference", "entry-unreachable"}


def test_a_reference_to_another_kind_says_what_it_is() -> None:
    """A need that names a course is told apart from one that names nothing."""
    world = catalogue(
        skill("sql"), course("c", teaches("sql", 1)), ROLE, replace(RUNG, needs=(Requirement(CompetencyId("c"), 1),))
    )
    assert "which is a course, not a competency" in only(world, "reference-kind").message


def test_retired_things_still_needed_offer_the_replacement() -> None:
    """What names a retired thing is warned, with the replacement as the mend; retired owners are left alone."""
    old = skill("old", retired=True, replaced_by=CompetencyId("sql"))
    rung = replace(RUNG, needs=(Requirement(old.id, 1),))
    assert "“SQL” (sql)" in only(catalogue(skill("sql"), old, ROLE, rung), "retired-still-needed").mend
    assert found(catalogue(skill("sql"), old, replace(ROLE, retired=True), replace(rung, retired=True))) == {}


def test_replacements_must_end_on_the_same_scale() -> None:
    """Circles and other scales are errors; a replacement of something in use is a warning."""
    to_b = {"retired": True, "replaced_by": CompetencyId("b")}
    to_a = {"retired": True, "replaced_by": CompetencyId("a")}
    assert "A → B → A" in only(catalogue(skill("a", **to_b), skill("b", **to_a)), "replacement-cycle").message
    assert only(catalogue(skill("a", **to_a)), "replacement-cycle").severity == "error"
    other = catalogue(skill("a", **to_b), skill("b", scale=FIVE.id))
    assert "five" in only(other, "replacement-scale").message
    assert found(catalogue(skill("a", scale=None, **to_b), skill("b"))) == {}
    assert only(catalogue(skill("a", replaced_by=CompetencyId("b")), skill("b")), "replacement-unused").id == "a"


def test_equivalents_on_two_scales_are_warned_once() -> None:
    """The warning comes once for a pair, whichever of the two says it."""
    a = skill("a", equivalent=(CompetencyId("b"),))
    b = skill("b", equivalent=(CompetencyId("a"),), scale=FIVE.id)
    assert only(catalogue(a, b), "equivalent-scale").id == "a"


def test_doubled_ids_are_an_error() -> None:
    """An id names one thing, over all kinds and levels."""
    assert only(catalogue(skill("x"), course("x", teaches("x", 1), requires=())), "id-doubled").id == "x"
    assert only(catalogue(skill("four-1")), "id-doubled").severity == "error"


def test_a_move_to_itself_is_warned() -> None:
    """A move leads elsewhere."""
    rung = replace(RUNG, moves=(DeclaredMove(RUNG.id, "vertical"),))
    assert only(catalogue(skill("sql"), ROLE, rung), "move-to-self").id == "rung"


# --- levels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        skill("x", needs(5, at("sql", 1))),
        skill("x", needs(1, at("sql", 5))),
        skill("x", needs(0, at("sql", 1))),
        course("x", teaches("sql", 5)),
        course("x", teaches("sql", 4, -1)),
        course("x", teaches("plain", 2)),
        course("x", requires=((at("sql", 5), done("giver")),)),
        Assessment(id=AssessmentId("x"), labels=label("X"), assesses=(Assessing(CompetencyId("sql"), 0),)),
        replace(RUNG, id=RoleLevelId("x"), labels=label("X"), rank=2, needs=(Requirement(CompetencyId("sql"), 5),)),
        replace(RUNG, id=RoleLevelId("x"), labels=label("X"), rank=2, needs=(Requirement(CompetencyId("sql"), 0),)),
    ],
    ids=str,
)
def test_levels_off_the_scale_are_errors_everywhere(broken: Competency | Course) -> None:
    """A level outside the scale of its competency is an error wherever it is named, and the mend says what fits."""
    plain = skill("plain", scale=None)
    finding = only(
        catalogue(skill("sql"), plain, course("giver", teaches("sql", 4)), ROLE, RUNG, broken), "level-off-scale"
    )
    assert finding.id == "x"
    assert "1" in finding.mend


@pytest.mark.parametrize("ranks", [(), (1, 3), (2, 3), (1, 1, 2)])
def test_scales_count_from_one_without_holes(ranks: tuple[int, ...]) -> None:
    """Holes, doubles and a scale without levels are errors, and levels on such a scale are not judged."""
    levels = tuple(ProficiencyLevel(id=LevelId(f"l{n}"), rank=rank) for n, rank in enumerate(ranks))
    bad = ProficiencyScale(id=ScaleId("bad"), labels=label("Bad"), levels=levels)
    world = catalogue(skill("sql", scale=bad.id), course("c", teaches("sql", 3)))
    assert only(replace(world, scales=(bad,)), "scale-ranks").id == "bad"


def test_courses_must_lift() -> None:
    """A course that ends where it starts is an error; one that asks for what it gives is a warning."""
    giver = course("giver", teaches("sql", 4))
    assert only(catalogue(skill("sql"), giver, course("c", teaches("sql", 2, 2))), "teaching-lifts-nothing").id == "c"
    asks = course("c", teaches("sql", 2), requires=((at("sql", 2),),))
    assert only(catalogue(skill("sql"), giver, asks), "teaching-already-required").id == "c"


# --- coverage ---------------------------------------------------------------------------------------------------


def test_entry_levels_that_nothing_gives_are_warned() -> None:
    """An entry level needs another course in use that gives it; the course itself does not count."""
    assert only(catalogue(skill("sql"), course("c", teaches("sql", 3, 1))), "entry-unreachable").id == "c"
    assert found(catalogue(skill("sql"), course("c", teaches("sql", 3, 1)), course("b", teaches("sql", 1)))) == {}
    retired = course("b", teaches("sql", 1), retired=True)
    assert set(found(catalogue(skill("sql"), course("c", teaches("sql", 3, 1)), retired))) == {"entry-unreachable"}
    asks = course("c", teaches("sql", 1), requires=((at("r", 1), at("python", 1)),))
    world = catalogue(skill("sql"), skill("r"), skill("python"), asks)
    assert "R 1 or PYTHON 1" in only(world, "entry-unreachable").message
    assert found(catalogue(skill("sql"), skill("r"), skill("python"), asks, course("b", teaches("r", 1)))) == {}


def test_role_levels_without_needs_are_warned() -> None:
    """A role level in use that needs nothing has no gap to show."""
    assert only(catalogue(skill("sql"), ROLE, replace(RUNG, needs=())), "role-level-without-needs").id == "rung"


def test_information_tells_what_no_course_gives() -> None:
    """Untaught competencies, needs beyond what courses lead to, empty courses: told, not held against anybody."""
    rung = replace(RUNG, needs=(Requirement(CompetencyId("sql"), 3),))
    world = catalogue(skill("sql"), skill("lonely"), course("c", teaches("sql", 2)), course("empty"), ROLE, rung)
    told = {(finding.rule, finding.id) for finding in rules.findings(world)}
    assert told == {("need-untaught", "sql"), ("competency-untaught", "lonely"), ("course-teaches-nothing", "empty")}
    assert {finding.severity for finding in rules.findings(world)} == {"information"}


# --- labels and amounts -----------------------------------------------------------------------------------------


def test_one_label_on_two_things_of_a_kind_is_warned_once() -> None:
    """Labels compare without case, within a language, a kind, and what is in use."""
    twice = (Text("de", "Eins"), Text("en", "One"))
    assert "b" in only(catalogue(skill("a", labels=twice), skill("b", labels=twice)), "label-shared").message
    assert only(catalogue(skill("a"), skill("b", labels=label("a"))), "label-shared").id == "a"
    assert found(catalogue(skill("a"), skill("b", labels=(Text("de", "A"),)))) == {}
    assert found(catalogue(skill("a"), skill("b", labels=label("A"), retired=True))) == {}
    assert found(catalogue(skill("a"), course("c", teaches("a", 1), labels=label("A")))) == {}


@pytest.mark.parametrize(("hours", "rule"), [(0.0, "hours-zero"), (10_000.5, "hours-absurd")])
def test_hours_that_cannot_be_meant_are_warned(hours: float, rule: str) -> None:
    """No time at all, or years, is a slip; unknown hours are fine."""
    assert only(catalogue(skill("sql"), course("c", teaches("sql", 1), hours=hours)), rule).id == "c"
    assert found(catalogue(skill("sql"), course("c", teaches("sql", 1), hours=None))) == {}


# --- against the current edition --------------------------------------------------------------------------------


def test_vanished_ids_are_warned_with_the_label_they_had() -> None:
    """What the current edition has and the next has not is told by its label; stubs that are retired are not."""
    current = catalogue(skill("sql"), skill("gone"), skill("stub", retired=True))
    finding = only(catalogue(skill("sql")), "id-vanished", current)
    assert (finding.id, finding.label, finding.severity) == ("gone", "GONE", "warning")


def test_ids_are_never_used_twice() -> None:
    """An id that names a thing of another kind than in the current edition is an error."""
    assert only(catalogue(skill("x")), "id-reused", catalogue(course("x"))).severity == "error"


def test_a_changed_scale_is_warned() -> None:
    """Levels that people hold would say something else."""
    assert only(catalogue(skill("sql", scale=FIVE.id)), "scale-changed", catalogue(skill("sql"))).id == "sql"


# --- for all of them --------------------------------------------------------------------------------------------


def test_every_rule_has_words_and_every_finding_a_mend() -> None:
    """The table is whole: codes are kebab-case, each has what and mend as sentences or clauses."""
    for code, rule in RULES.items():
        assert code == code.lower()
        assert rule.what[0].islower()
        assert rule.mend.endswith(".")


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10))
def test_knots_are_the_nodes_that_reach_one_another(edges: dict[int, list[int]]) -> None:
    """Knots agree with reachability, and a shortest cycle walks along edges."""

    def reach(start: int) -> set[int]:
        seen: set[int] = set()
        todo = list(edges.get(start, ()))
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo.extend(edges.get(node, ()))
        return seen

    reaches = {node: reach(node) for node in edges}
    expected = {
        frozenset(other for other in edges if other in reaches[node] and node in reaches[other])
        for node in edges
        if node in reaches[node]
    }
    tied = set(knots(edges))
    assert tied == expected
    for knot in tied:
        cycle = shortest_cycle(min(knot), knot, lambda node: edges.get(node, ()))
        assert cycle[0] == cycle[-1] == min(knot)
        assert all(after in edges[node] for node, after in pairwise(cycle))


def test_a_large_catalogue_takes_seconds() -> None:
    """14,000 competencies, 20,000 courses and 90,000 needs are through in a few seconds on a slow machine."""
    size = 14_000
    skills = [
        skill(f"k{n:05}", *([needs(2, at(f"k{n - 1:05}", 1), at(f"k{n // 2:05}", 1))] if n % 3 == 2 else []))
        for n in range(size)
    ]
    courses = [
        course(
            f"c{n:05}",
            teaches(f"k{n % size:05}", 1 + n % 4, n % 4),
            teaches(f"k{n * 7 % size:05}", 2),
            requires=((at(f"k{n * 3 % size:05}", 1),), (done(f"c{n // 2:05}"), at(f"k{n % 100:05}", 1))) if n else (),
        )
        for n in range(20_000)
    ]
    roles = [Role(id=RoleId(f"r{n}"), labels=label(f"Role {n}")) for n in range(500)]
    rungs = [
        RoleLevel(
            id=RoleLevelId(f"l{n}"),
            labels=label(f"Rung {n}"),
            role=RoleId(f"r{n % 500}"),
            rank=n // 500 + 1,
            needs=tuple(
                sorted({Requirement(CompetencyId(f"k{(n * 31 + m * 17) % size:05}"), 1 + m % 4) for m in range(30)})
            ),
        )
        for n in range(3_000)
    ]
    world = catalogue(*skills, *courses, *roles, *rungs)
    started = time.perf_counter()
    rules.findings(world)
    assert time.perf_counter() - started < 10
