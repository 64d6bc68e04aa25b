"""Slices and traversals say what the whole catalogue says."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise

import pytest

from api.views import EditionView
from graph import Asked, Career, Graph, Listed, Neighbourhood, counted
from ontology import naming, sample
from ontology.model import Catalogue, CompetencyAt
from ontology.reading import read
from ontology.refusals import Refusal
from planning import gaps
from planning.goals import Question, ask
from tests.graph.worlds import numbered, publish

pytestmark = pytest.mark.anyio
WORLD = read(list(sample.paths())).catalogue


@pytest.fixture
async def sampled(graph: Graph) -> Graph:
    """The graph with the sample world."""
    await publish(graph, WORLD)
    return graph


async def test_the_sample_world_is_read_back(sampled: Graph) -> None:
    """The world that demo and docs use comes back from the graph as it was read from Turtle."""
    assert (await sampled.load()).catalogue == WORLD


async def test_a_gap_from_a_slice_is_the_gap(sampled: Graph) -> None:
    """For any two role levels, the slice that they name gives the gap that the whole edition gives."""
    levels = [level.id for level in WORLD.role_levels]
    for source, target in [*pairwise(levels), (levels[-1], levels[0])][::3]:
        part = await sampled.slice(Asked(role_levels=(source, target)))
        asked, wanted = (ask(catalogue, to=target, source=source) for catalogue in (part.catalogue, WORLD))
        assert asked == wanted
        if isinstance(asked, Question):
            found = gaps.between(part.catalogue, asked.needs, asked.state)
            assert found == gaps.between(WORLD, asked.needs, asked.state)


async def test_a_slice_takes_few_statements(sampled: Graph) -> None:
    """However many needs, equivalents and replacements: at most ten statements."""
    with counted() as calls:
        part = await sampled.slice(
            Asked(role_levels=tuple(level.id for level in WORLD.role_levels),
                  competencies=tuple(c.id for c in WORLD.competencies), courses=tuple(c.id for c in WORLD.courses))
        )  # fmt: skip
    assert calls.total <= 10
    assert part.catalogue.role_levels == WORLD.role_levels
    assert part.catalogue.competencies == WORLD.competencies
    assert part.catalogue.courses == WORLD.courses
    assert part.catalogue.scales == WORLD.scales
    assert (await sampled.slice(Asked(role_levels=("nowhere",)))).catalogue.role_levels == ()


async def test_names_are_found_alike(sampled: Graph) -> None:
    """By id, by IRI, by label in any language and case, ambiguous or unknown: the graph answers as memory does."""
    edition = await sampled.current()
    assert edition is not None
    memory = EditionView(edition=edition, catalogue=WORLD)
    for kind, type_ in naming.KINDS.items():
        things = [thing for thing in WORLD.things() if isinstance(thing, type_)][:3]
        texts = {"nowhere", "", *(thing.id for thing in things), *(WORLD.base + thing.id for thing in things)}
        texts |= {f" {text.text.upper()} " for thing in things for text in thing.labels}
        texts |= {text.text[:-1] for thing in things[:2] for text in thing.labels}
        for text in sorted(texts):
            chosen = memory.choose(kind, text, WORLD.language)
            remembered = chosen if isinstance(chosen, Refusal) else chosen.id
            assert await sampled.find(kind, text) == remembered, (kind, text)


async def test_neighbourhoods(sampled: Graph) -> None:
    """Every competency within so many hops is found at its distance, with all ties between what was found."""
    ties = set(_ties(WORLD))
    for start in [competency.id for competency in WORLD.competencies][::9]:
        found = await sampled.neighbourhood(start, depth=2, limit=500)
        assert isinstance(found, Neighbourhood)
        away = {start: 0}
        for hop in (1, 2):
            edge = {end for tie in ties if tie[0] in away or tie[2] in away for end in (tie[0], tie[2])}
            away |= {end: hop for end in edge if end not in away}
        assert {neighbour.id: neighbour.distance for neighbour in found.neighbours} == away
        assert {(tie.source, tie.type, tie.target) for tie in found.ties} >= {
            tie for tie in ties if min(away.get(tie[0], 9), away.get(tie[2], 9)) < 2
        }
        assert found.complete


async def test_a_neighbourhood_is_cut_at_its_limit(empty_graph: Graph) -> None:
    """A limit keeps the nearest, the same ones each time, and says that there is more; ties stay between them."""
    await publish(empty_graph, numbered(60))
    whole = await empty_graph.neighbourhood("k00000", depth=3, limit=500)
    part = await empty_graph.neighbourhood("k00000", depth=3, limit=5)
    assert isinstance(whole, Neighbourhood)
    assert isinstance(part, Neighbourhood)
    assert part.neighbours == whole.neighbours[:5]
    assert (whole.complete, part.complete) == (True, False)
    assert set(part.ties) <= set(whole.ties)
    ids = {neighbour.id for neighbour in part.neighbours}
    assert all(tie.source in ids and tie.target in ids for tie in part.ties)
    await publish(empty_graph, WORLD)


async def test_who_teaches_and_who_needs(sampled: Graph) -> None:
    """Every course that teaches a competency and every role level that needs it is listed, and nothing else."""
    for competency in WORLD.competencies[::6]:
        teaching, needing = await asyncio.gather(sampled.teaching(competency.id), sampled.needing(competency.id))
        assert isinstance(teaching, Listed)
        assert isinstance(needing, Listed)
        assert [(t.course, t.from_level, t.to_level, t.hours) for t in teaching.items] == [
            (course.id, taught.from_level, taught.to_level, course.hours)
            for course in WORLD.courses for taught in course.teaches if taught.competency == competency.id
        ]  # fmt: skip
        assert [(n.role_level, n.level, n.essential, n.weight) for n in needing.items] == [
            (level.id, need.level, need.essential, need.weight)
            for level in WORLD.role_levels for need in level.needs if need.competency == competency.id
        ]  # fmt: skip


@pytest.mark.parametrize("max_moves", [1, 3, 6])
async def test_the_career_between_two_role_levels(sampled: Graph, max_moves: int) -> None:
    """Exactly the moves that lie on some walk of at most so many moves, with the role levels they join."""
    levels = [level.id for level in WORLD.role_levels if not level.retired]
    for source, target in list(zip(levels, levels[5:] + levels[:5], strict=True))[::3]:
        found = await sampled.career(source, target, max_moves=max_moves)
        assert isinstance(found, Career)
        there, back = _hops(WORLD, source, forwards=True), _hops(WORLD, target, forwards=False)
        assert found.moves == tuple(
            move for move in WORLD.moves
            if there.get(move.source, 99) + 1 + back.get(move.target, 99) <= max_moves
        )  # fmt: skip
        for role_level in found.catalogue.role_levels:
            assert role_level == WORLD.role_level[role_level.id]


async def test_what_is_too_much_or_unknown_is_refused(sampled: Graph) -> None:
    """Limits are named with the value that was asked for; what does not exist is refused with its code."""
    some, level = WORLD.competencies[0].id, WORLD.role_levels[0].id
    refusals = [
        await sampled.neighbourhood(some, depth=50),
        await sampled.neighbourhood(some, limit=1_000_000),
        await sampled.teaching(some, limit=0),
        await sampled.career(level, level, max_moves=13),
        await sampled.neighbourhood("nowhere"),
        await sampled.needing("nowhere"),
        await sampled.teaching("nowhere"),
        await sampled.career(level, "nowhere"),
    ]
    assert [refused.code for refused in refusals if isinstance(refused, Refusal)] == [
        "limit.depth", "limit.limit", "limit.limit", "limit.max_moves",
        "competency.unknown", "competency.unknown", "competency.unknown", "role_level.unknown",
    ]  # fmt: skip
    assert "50" in str(refusals[0])


async def test_every_edge_can_be_proved(sampled: Graph) -> None:
    """Every edge of the catalogue is in the graph, and one that is not is found out."""
    needs = [[level.id, need.competency, need.level] for level in WORLD.role_levels for need in level.needs]
    assert await sampled.missing_edges("needs", needs) == []
    assert await sampled.missing_edges("needs", [*needs, [needs[0][0], needs[0][1], 99]]) == [len(needs)]
    teaches = [
        [c.id, t.competency, rank]
        for c in WORLD.courses
        for t in c.teaches
        for rank in range(t.from_level + 1, t.to_level + 1)
    ]
    assert await sampled.missing_edges("teaches", teaches) == []
    first = WORLD.courses[0].teaches[0]
    assert await sampled.missing_edges("teaches", [[WORLD.courses[0].id, first.competency, first.from_level]]) == [0]
    members = [(course.id, member) for course in WORLD.courses for group in course.requires for member in group]
    held = [
        [course, member.competency, member.level] for course, member in members if isinstance(member, CompetencyAt)
    ]
    done = [[course, member.course] for course, member in members if not isinstance(member, CompetencyAt)]
    assert await sampled.missing_edges("requires", held) == []
    assert await sampled.missing_edges("requires_course", done) == []
    assert await sampled.missing_edges("requires_course", [["nowhere", "nowhere"]]) == [0]
    first_lifts = [
        [competency.id, requirement.at_level, member.competency, member.level]
        for competency in WORLD.competencies for requirement in competency.requires for member in requirement.any_of
        if isinstance(member, CompetencyAt)
    ]  # fmt: skip
    assert await sampled.missing_edges("lifts_after", first_lifts) == []


def _ties(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for competency in catalogue.competencies:
        for type_, others in (
            ("BROADER", competency.broader),
            ("RELATED", competency.related),
            ("EQUIVALENT", competency.equivalent),
            ("REPLACED_BY", (competency.replaced_by,) if competency.replaced_by else ()),
        ):
            yield from ((competency.id, type_, other) for other in others)
        for requirement in competency.requires:
            for member in requirement.any_of:
                if isinstance(member, CompetencyAt):
                    yield competency.id, "REQUIRES", member.competency


def _hops(catalogue: Catalogue, start: str, *, forwards: bool) -> dict[str, int]:
    away, frontier = {start: 0}, {start}
    while frontier:
        pairs = [(m.source, m.target) if forwards else (m.target, m.source) for m in catalogue.moves]
        fresh = {end for begin, end in pairs if begin in frontier} - away.keys()
        away |= dict.fromkeys(fresh, max(away.values()) + 1)
        frontier = fresh
    return away
