"""The sample world shows what it promises: it is whole, teachable, and interesting to ask."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, RdfFormat, parse

from ontology import check, reading, sample
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue, CompetencyAt, Course, CourseDone, Group, RoleLevel, Text
from ontology.refusals import Refusal
from ontology.terms import PREFIXES
from planning import goals
from planning.model import LearningPath
from planning.recommend import recommend
from planning.solver import index

GUIDE = Path(__file__).parents[2] / "docs" / "curating.md"


@pytest.fixture(scope="module")
def world() -> Catalogue:
    return reading.read(sample.paths()).catalogue


def texts(world: Catalogue) -> Iterator[tuple[str, tuple[Text, ...]]]:
    for thing in world.things():
        yield thing.id, thing.labels
    for scale in world.scales:
        for level in scale.levels:
            yield level.id, level.labels


def needs(world: Catalogue, role_level: RoleLevel) -> dict[CompetencyId, int]:
    """Essential needs, each under the competency that stands for it."""
    found: dict[CompetencyId, int] = {}
    for need in role_level.needs:
        if need.essential:
            one = world.stands_for[need.competency]
            found[one] = max(found.get(one, 0), need.level)
    return found


def entry(world: Catalogue, course: Course) -> list[Group]:
    """Everything that must hold before a course, read plainly from the rules for requirements."""
    groups = list(course.requires)
    for teaching in course.teaches:
        if teaching.from_level:
            groups.append((CompetencyAt(teaching.competency, teaching.from_level),))
        for required in world.competency[teaching.competency].requires:
            if teaching.from_level < required.at_level <= teaching.to_level:
                groups.append(required.any_of)
    return groups


def reachable(world: Catalogue) -> tuple[dict[CompetencyId, int], set[CourseId]]:
    """The highest rank of each competency, and the courses, that somebody who holds nothing can come to."""
    held: dict[CompetencyId, int] = {}
    done: set[CourseId] = set()

    def holds(group: Group) -> bool:
        return any(
            one.course in done
            if isinstance(one, CourseDone)
            else held.get(world.stands_for[one.competency], 0) >= one.level
            for one in group
        )

    grown = True
    while grown:
        grown = False
        for course in world.courses:
            if course.id not in done and not course.retired and all(map(holds, entry(world, course))):
                grown = True
                done.add(course.id)
                for teaching in course.teaches:
                    one = world.stands_for[teaching.competency]
                    held[one] = max(held.get(one, 0), teaching.to_level)
    return held, done


def test_every_file_is_read_without_a_finding() -> None:
    """Nothing in the sample world lies outside the vocabulary or cannot be read."""
    assert reading.read(sample.paths()).findings == ()


def test_check_finds_what_it_shall_find() -> None:
    """The check has nothing to say but the two things that the sample world is to show."""
    checked = check.check(sample.paths())
    assert checked.ok
    assert [(finding.severity, finding.rule, finding.id) for finding in checked.findings] == [
        ("warning", "retired-still-needed", "senior-data-analyst"),
        ("information", "need-untaught", "berth-planning"),
    ]
    assert all(finding.where and finding.mend for finding in checked.findings)


def test_ids_are_the_curators_own(world: Catalogue) -> None:
    """Every id of the sample world is short: it lies under the base."""
    assert world.base == sample.BASE
    assert [thing.id for thing in world.things() if ":" in thing.id] == []


def test_it_is_as_large_as_documents_say(world: Catalogue) -> None:
    """A small company: a few families, some ten roles, some sixty competencies, some 120 courses and assessments."""
    assert 3 <= len(world.role_families) <= 4
    assert 9 <= len(world.roles) <= 12
    assert 30 <= len(world.role_levels) <= 45
    assert 55 <= len(world.competencies) <= 75
    assert 110 <= len(world.courses) + len(world.assessments) <= 150
    assert {len(scale.levels) for scale in world.scales} == {3, 4}
    assert all(3 <= len(levels) <= 6 for levels in world.levels_of.values())


def test_everything_has_a_name_in_english_and_german(world: Catalogue) -> None:
    """Every thing and every proficiency level has one preferred label in each of the two languages."""
    assert [thing for thing, labels in texts(world) if [text.language for text in labels] != ["de", "en"]] == []


def test_competencies_are_explained(world: Catalogue) -> None:
    """Every competency has a definition in English, and some lie on no scale."""
    assert [c.id for c in world.competencies if "en" not in {text.language for text in c.definitions}] == []
    assert {c.id for c in world.competencies if c.scale is None and not c.retired} == {
        "crane-licence",
        "dangerous-goods",
        "first-aid",
    }


def test_one_pair_is_equivalent(world: Catalogue) -> None:
    """SQL and the college's “relational querying” count as one, and a role level asks for the second name."""
    assert world.stands_for[CompetencyId("sql")] == world.stands_for[CompetencyId("relational-querying")]
    asked = world.role_level[RoleLevelId("junior-data-scientist")].needs
    assert CompetencyId("relational-querying") in {need.competency for need in asked}


def test_one_competency_is_retired_and_still_needed(world: Catalogue) -> None:
    """Batch jobs are retired in favour of data pipelines; one role level still asks for them."""
    assert {c.id: c.replaced_by for c in world.competencies if c.retired} == {"batch-jobs": "data-pipelines"}
    asking = [r.id for r in world.role_levels if any(need.competency == "batch-jobs" for need in r.needs)]
    assert asking == ["senior-data-analyst"]


def test_one_course_is_retired(world: Catalogue) -> None:
    """One course is retired and names the one that took its place."""
    assert {c.id: c.replaced_by for c in world.courses if c.retired} == {
        "python-2-for-everyday-work": "python-at-work"
    }


def test_requirements_are_and_of_or(world: Catalogue) -> None:
    """There are courses with several groups, groups with alternatives, and one that mixes competency and course."""
    assert any(len(course.requires) > 1 for course in world.courses)
    assert any(len(group) > 1 for course in world.courses for group in course.requires)
    mixed = [
        c.id
        for c in world.courses
        for group in c.requires
        if {type(one) for one in group} == {CompetencyAt, CourseDone}
    ]
    assert mixed == ["delivery-at-work", "sql-in-depth"]
    assert any(len(required.any_of) > 1 for c in world.competencies for required in c.requires)


def test_hours_are_believable_and_few_are_unknown(world: Catalogue) -> None:
    """Courses and assessments take from a quarter of an hour to 60 hours; two or three courses do not say."""
    hours = [thing.hours for thing in (*world.courses, *world.assessments)]
    assert 2 <= hours.count(None) <= 3
    assert all(0.25 <= known <= 60 for known in hours if known is not None)


def test_careers_fork_and_cross(world: Catalogue) -> None:
    """Two roles fork into engineering and management, and moves lead from one role family to another."""
    forked = {
        role for role, levels in world.levels_of.items() if {r.track for r in levels} >= {"engineering", "management"}
    }
    assert forked == {"data-engineering", "software-engineering"}
    family = {r.id: world.role[r.role].family for r in world.role_levels}
    crossing = {(family[move.source], family[move.target]) for move in world.moves} - {
        (f, f) for f in family.values()
    }
    assert {("terminal", "data"), ("terminal", "product"), ("data", "software"), ("software", "product")} <= crossing


def test_every_course_can_be_reached(world: Catalogue) -> None:
    """Somebody who holds nothing can come to every course that is not retired."""
    assert {c.id for c in world.courses if not c.retired} - reachable(world)[1] == set()


def test_one_need_alone_cannot_be_taught(world: Catalogue) -> None:
    """From nothing, courses lead to every need of every role level but the highest level of berth planning."""
    held, _ = reachable(world)
    open_needs = {
        (role_level.id, competency, level)
        for role_level in world.role_levels
        for competency, level in needs(world, role_level).items()
        if held.get(competency, 0) < level
    }
    assert open_needs == {("principal-terminal-planner", "berth-planning", 4)}


def test_role_levels_ask_for_more_as_they_rise(world: Catalogue) -> None:
    """Each move up a ladder leaves something to learn."""
    for move in world.moves:
        if move.kind == "vertical":
            before = needs(world, world.role_level[move.source])
            after = needs(world, world.role_level[move.target])
            assert any(before.get(competency, 0) < level for competency, level in after.items()), move


def said(documents: Iterable[tuple[str, str]]) -> set[tuple[str, str, object]]:
    """All (subject, predicate, value) of Turtle texts, a bracket as the set of what it says."""
    found: set[tuple[str, str, object]] = set()
    for text, base in documents:
        about: dict[object, list[tuple[str, object]]] = {}
        for triple in parse(text.encode(), RdfFormat.TURTLE, base_iri=base):
            about.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))

        def value(term: object, about: dict[object, list[tuple[str, object]]] = about) -> object:
            return frozenset((p, value(o)) for p, o in about[term]) if isinstance(term, BlankNode) else str(term)

        found |= {
            (str(s), p, value(o)) for s, pairs in about.items() if not isinstance(s, BlankNode) for p, o in pairs
        }
    return found


def test_the_guide_for_curators_quotes_it() -> None:
    """Every line of Turtle in the guide stands in the sample world."""
    blocks = re.findall(r"```turtle\n(.*?)```", GUIDE.read_text("utf-8"), flags=re.DOTALL)
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    quoted = said((prefixes + block, sample.BASE) for block in blocks)
    assert len(quoted) > 50
    assert quoted - said((path.read_text("utf-8"), sample.BASE) for path in sample.paths()) == set()


def path(world: Catalogue, asked: goals.Question | Refusal) -> LearningPath:
    """The proved path that answers what was asked."""
    assert isinstance(asked, goals.Question)
    found = recommend(index.build(world), asked)
    assert found.proved
    return found


def to_senior(world: Catalogue) -> LearningPath:
    """The path of the demo and the guide: from data engineer to senior data engineer."""
    return path(world, goals.ask(world, source=RoleLevelId("data-engineer"), to=RoleLevelId("senior-data-engineer")))


def test_the_story_of_the_guide(world: Catalogue) -> None:
    """From data engineer to senior data engineer takes nine courses and 127 hours, in the order that was told."""
    answer = to_senior(world)
    assert (answer.status, answer.hours, answer.unknown_hours) == ("complete", 127.0, 0)
    order = [step.course for step in answer.steps]
    assert set(order) == {
        "coaching-first-steps",
        "container-workshop",
        "data-governance-basics",
        "governance-clinic",
        "modelling-terminal-events",
        "port-data-platform",
        "reviewing-code",
        "streams-first-steps",
        "streams-of-the-terminal",
    }
    place = {course: number for number, course in enumerate(order)}
    assert place[CourseId("container-workshop")] < place[CourseId("port-data-platform")]
    assert place[CourseId("streams-first-steps")] < place[CourseId("streams-of-the-terminal")]


def test_one_competency_at_a_time_takes_longer(world: Catalogue) -> None:
    """The cheapest courses for each competency by itself come to 157 hours, and take the other alternative."""
    courses = set()
    for item in to_senior(world).gap.items:
        if item.essential and item.steps_short:
            alone = goals.ask(
                world, source=RoleLevelId("data-engineer"), goal={CompetencyId(item.competency): item.required}
            )
            courses |= {step.course for step in path(world, alone).steps if step.course}
    assert sum(world.course[course].hours or 0 for course in courses) == 157.0
    assert "distributed-reading" in courses
    assert "container-workshop" not in courses


def test_what_courses_cannot_close_is_named(world: Catalogue) -> None:
    """To principal terminal planner all can be learned but the highest level of berth planning."""
    source, target = RoleLevelId("senior-terminal-planner"), RoleLevelId("principal-terminal-planner")
    answer = path(world, goals.ask(world, source=source, to=target))
    assert answer.status == "partial"
    assert [(u.competency, u.level, u.reached, u.cause) for u in answer.uncloseable] == [
        ("berth-planning", 4, 3, "no_course")
    ]


def test_every_role_level_can_be_learned_from_nothing(world: Catalogue) -> None:
    """For every role level there is a proved path from nothing; one of them stays partial."""
    answers = {
        role_level.id: path(world, goals.ask(world, to=role_level.id)).status for role_level in world.role_levels
    }
    assert {role_level for role_level, status in answers.items() if status != "complete"} == {
        "principal-terminal-planner"
    }
