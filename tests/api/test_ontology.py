"""Look-ups, labels and navigation over the edition, through GraphQL."""

from typing import Any

import pytest

from api.schema.context import preferred_language
from ontology import sample
from ontology.model import Catalogue
from tests.api.conftest import Api

pytestmark = pytest.mark.anyio


async def test_every_thing_can_be_fetched_by_its_id_and_by_its_iri(api: Api, world: Catalogue) -> None:
    """`node` finds everything that the files name, levels of scales too, and gives the same thing for both names."""
    ids = [thing.id for thing in world.things()] + [level.id for scale in world.scales for level in scale.levels]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Thing { iri label } } }"
    for start in range(0, len(ids), 200):
        some = ids[start : start + 200]
        by_id = (await api.ask(query, {"ids": some}))["nodes"]
        by_iri = (await api.ask(query, {"ids": [sample.BASE + each for each in some]}))["nodes"]
        assert [node["id"] for node in by_id] == some
        assert by_id == by_iri
        assert all(node["iri"] == sample.BASE + node["id"] for node in by_id)


async def test_nothing_is_found_as_null(api: Api) -> None:
    """`node` says null for an id that nothing has; the others are found all the same."""
    data = await api.ask('{ node(id: "no-such-thing") { id } nodes(ids: ["sql", "no-such-thing"]) { id } }')
    assert data == {"node": None, "nodes": [{"id": "sql"}, None]}


async def test_a_label_names_a_thing_in_any_language(api: Api) -> None:
    """One thing can be looked up by a label that fits it alone, in whatever language, case and blanks."""
    query = "query ($id: ID!) { competency(id: $id) { ... on Competency { id } } }"
    for name in ("sql", "SQL", " databases ", "datenbanken", sample.BASE + "databases"):
        found = await api.ask(query, {"id": name})
        assert found["competency"]["id"] in ("sql", "databases")


async def test_what_does_not_exist_is_refused_with_what_may_be_meant(api: Api) -> None:
    """An unknown name gets a code, a message that names it, and candidates: never an error, never a stack text."""
    query = """
        query ($id: ID!) { roleLevel(id: $id) { __typename ... on Refusal { code message hint candidates } } }
    """
    refusal = (await api.ask(query, {"id": "Senior data enginer"}))["roleLevel"]
    assert refusal["__typename"] == "Refusal"
    assert refusal["code"] == "role_level.unknown"
    assert "Senior data enginer" in refusal["message"]
    assert "senior-data-engineer" in refusal["candidates"]


@pytest.mark.parametrize(
    ("language", "label", "answered"),
    [
        ("en", "Databases", "en"),
        ("de", "Datenbanken", "de"),
        ("de-AT", "Datenbanken", "de"),
        ("fi", "Databases", "en"),
    ],
)
async def test_labels_come_in_the_asked_language_or_say_what_they_fell_back_to(
    api: Api, language: str, label: str, answered: str
) -> None:
    """The asked language, else its parent, else the edition's; `labelLanguage` says which it was."""
    query = """query ($language: String) {
        argument: competency(id: "databases") { ... on Competency { label(language: $language)
                                                                   labelLanguage(language: $language) } }
        inherited: competency(id: "databases", language: $language) { ... on Competency { label labelLanguage } }
    }"""
    expected = {"label": label, "labelLanguage": answered}
    assert await api.ask(query, {"language": language}) == {"argument": expected, "inherited": expected}
    plain = '{ competency(id: "databases") { ... on Competency { label labelLanguage } } }'
    by_header = await api.ask(plain, accept_language=f"{language};q=0.9, xx;q=0.1")
    assert by_header["competency"] == expected


async def test_a_language_that_is_none_is_refused(api: Api) -> None:
    """A language tag that cannot be one gets an error that shows it."""
    (error, *_) = await api.errors('{ competency(id: "sql", language: "en; drop") { __typename } }')
    assert error["extensions"]["code"] == "language.invalid"
    assert "en; drop" in error["message"]


async def test_a_language_holds_for_all_below(api: Api) -> None:
    """What is navigated to is shown in the language that the question was asked in."""
    query = """{ competency(id: "sql", language: "de") { ... on Competency {
        neededBy(first: 3) { nodes { roleLevel { label } levelLabel } } broader { label labelLanguage } } } }"""
    competency = (await api.ask(query))["competency"]
    assert competency["broader"] == [{"label": "Datenbanken", "labelLanguage": "de"}]
    assert {need["levelLabel"] for need in competency["neededBy"]["nodes"]} <= _german_levels(api)


def _german_levels(api: Api) -> set[str]:
    view = api.wiring.editions.view
    assert view is not None
    return {view.shown(level, "de").text for scale in view.catalogue.scales for level in scale.levels}


async def test_navigation_says_what_the_files_say(api: Api, world: Catalogue) -> None:
    """Role families → roles → levels → needs → competency → courses: each list is what the catalogue has."""
    query = """{ roleFamilies(first: 50) { nodes { id roles(first: 50) { nodes { id family { id } levels {
        id rank track role { id } needs { level importance weight competency { id } }
        movesTo { to { id } kind implied } movesFrom { from { id } } } } } } } }"""
    families = (await api.ask(query))["roleFamilies"]["nodes"]
    levels: dict[str, Any] = {
        level["id"]: level for family in families for role in family["roles"]["nodes"] for level in role["levels"]
    }
    assert levels.keys() == {level.id for level in world.role_levels}
    for level in world.role_levels:
        shown = levels[level.id]
        assert (shown["rank"], shown["track"], shown["role"]["id"]) == (level.rank, level.track, level.role)
        assert [
            (need["competency"]["id"], need["level"], need["importance"] == "ESSENTIAL", need["weight"])
            for need in shown["needs"]
        ] == list(level.needs)
    moves = {(one, move["to"]["id"], move["implied"]) for one, level in levels.items() for move in level["movesTo"]}
    assert moves == {(move.source, move.target, move.implied) for move in world.moves}
    back = {(move["from"]["id"], one) for one, level in levels.items() for move in level["movesFrom"]}
    assert back == {(move.source, move.target) for move in world.moves}


async def test_the_way_back_is_complete(api: Api, world: Catalogue) -> None:
    """`taughtBy`, `assessedBy`, `neededBy` and `narrower` are the catalogue's links, read from the other end."""
    query = """query ($id: ID!) { competency(id: $id) { ... on Competency {
        taughtBy(first: 200) { nodes { course { id } fromLevel toLevel competency { id } } }
        assessedBy(first: 200) { nodes { assessment { id hours } upTo } }
        neededBy(first: 200) { nodes { roleLevel { id } level } }
        narrower(first: 200) { nodes { id } } } } }"""
    for competency in world.competencies:
        shown = (await api.ask(query, {"id": competency.id}))["competency"]
        assert {(t["course"]["id"], t["fromLevel"], t["toLevel"]) for t in shown["taughtBy"]["nodes"]} == {
            (c.id, t.from_level, t.to_level)
            for c in world.courses
            for t in c.teaches
            if t.competency == competency.id
        }
        assert {(a["assessment"]["id"], a["upTo"]) for a in shown["assessedBy"]["nodes"]} == {
            (a.id, x.up_to) for a in world.assessments for x in a.assesses if x.competency == competency.id
        }
        assert {(n["roleLevel"]["id"], n["level"]) for n in shown["neededBy"]["nodes"]} == {
            (r.id, n.level) for r in world.role_levels for n in r.needs if n.competency == competency.id
        }
        assert {n["id"] for n in shown["narrower"]["nodes"]} == {
            c.id for c in world.competencies if competency.id in c.broader
        }


async def test_requirements_keep_their_groups(api: Api, world: Catalogue) -> None:
    """What a course requires is groups of alternatives, competencies and courses mixed, as the catalogue has them."""
    query = """{ courses(first: 200) { nodes { id requires { anyOf { __typename
        ... on CompetencyAtLevel { competency { id } level levelLabel }
        ... on CourseDone { course { id } } } } } } }"""
    shown = {course["id"]: course["requires"] for course in (await api.ask(query))["courses"]["nodes"]}
    for course in world.courses:
        if not course.retired:
            groups = [
                [
                    (member["competency"]["id"], member["level"])
                    if member["__typename"] == "CompetencyAtLevel"
                    else (member["course"]["id"],)
                    for member in group["anyOf"]
                ]
                for group in shown[course.id]
            ]
            assert groups == [[tuple(member) for member in group] for group in course.requires]


async def test_a_retired_competency_resolves_and_says_what_to_use(api: Api) -> None:
    """Lists leave out what is retired unless asked; its id resolves, with its replacement and what it counts as."""
    query = """{ competency(id: "batch-jobs") { ... on Competency {
        retired lastEdition replacedBy { id } countsAs { id } } }
        without: competencies(first: 200) { nodes { id } }
        with: competencies(first: 200, includeRetired: true) { nodes { id } } }"""
    data = await api.ask(query)
    assert data["competency"] == {
        "retired": True,
        "lastEdition": None,
        "replacedBy": {"id": "data-pipelines"},
        "countsAs": {"id": "data-pipelines"},
    }
    listed = {name: {node["id"] for node in data[name]["nodes"]} for name in ("without", "with")}
    assert listed["with"] - listed["without"] == {"batch-jobs"}


async def test_the_edition_is_named(api: Api, world: Catalogue) -> None:
    """Every request can say which edition it was answered from, how large it is, and where to download it."""
    query = """{ edition { number digest author note publishedAt base language stale turtleUrl
        counts { competencies courses roleLevels needs } }
        editions(first: 1) { totalCount nodes { digest } } }"""
    data = await api.ask(query)
    edition = data["edition"]
    assert (edition["author"], edition["note"], edition["stale"]) == ("ana", "the sample", False)
    assert edition["publishedAt"] == "2026-03-01T00:00:00+00:00"
    assert edition["counts"]["competencies"] == len(world.competencies)
    assert edition["counts"]["needs"] == sum(len(level.needs) for level in world.role_levels)
    assert data["editions"]["nodes"] == [{"digest": edition["digest"]}]
    turtle = await api.client.get(edition["turtleUrl"])
    assert turtle.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("de", "de"),
        ("en; q=0.1, de; q=0.9", "de"),
        ("fr;q=0, de;q=0.5", "de"),
        ("de;q=nan, fr;q=inf, *", "en"),
        ("pt-BR,en;q=0.5", "pt-br"),
    ],
)
def test_the_language_that_is_liked_best(header: str | None, language: str) -> None:
    """`Accept-Language` may have blanks, weights in any order, and nonsense."""
    assert preferred_language(header) == language
