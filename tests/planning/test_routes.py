"""Routes against all simple ways, on small generated careers."""

import random
from itertools import pairwise, permutations

import pytest

from ontology.ids import CompetencyId, RoleId, RoleLevelId
from ontology.model import Catalogue, Competency, DeclaredMove, Requirement, Role, RoleLevel
from ontology.refusals import Refusal
from planning import routes
from planning.model import Route
from tests.planning.worlds import scale


def careers(seed: int) -> Catalogue:
    """Up to seven role levels, some on tracks, with moves both ways, and needs on four competencies."""
    r = random.Random(seed)
    names = [RoleLevelId(f"r{i}") for i in range(r.randint(2, 7))]
    competencies = [CompetencyId(f"k{i}") for i in range(4)]
    return Catalogue(
        base="https://example.org/",
        scales=(scale("s", 3),),
        competencies=tuple(Competency(id=c, scale=scale("s", 3).id) for c in competencies),
        roles=(Role(id=RoleId("role")),),
        role_levels=tuple(
            RoleLevel(
                id=name,
                role=RoleId("role"),
                rank=r.choice([None, 1, 2, 3]),
                track=r.choice([None, "a"]),
                needs=tuple(
                    Requirement(c, r.randint(1, 3), r.random() < 0.8) for c in competencies if r.random() < 0.6
                ),
                moves=tuple(
                    DeclaredMove(other, r.choice(["vertical", "lateral"]))
                    for other in names
                    if other != name and r.random() < 0.35
                ),
            )
            for name in names
        ),
    )


def every_way(catalogue: Catalogue, source: str, target: str, most: int) -> list[tuple[int, int, tuple[str, ...]]]:
    """Every way that visits nothing twice, with its steps short counted anew, best first."""
    moves = {(m.source, m.target) for m in catalogue.moves}
    needs = {
        level.id: {
            essential: {n.competency: n.level for n in level.needs if n.essential == essential}
            for essential in (True, False)
        }
        for level in catalogue.role_levels
    }

    def short(one: RoleLevelId, other: RoleLevelId) -> int:
        held = needs[one][True]
        return sum(max(0, level - held.get(c, 0)) for c, level in needs[other][True].items())

    others = [level.id for level in catalogue.role_levels if level.id not in (source, target)]
    found = []
    for size in range(min(most, len(others) + 1)):
        for between in permutations(others, size):
            way = (RoleLevelId(source), *between, RoleLevelId(target))
            if source != target and all(pair in moves for pair in pairwise(way)):
                found.append((sum(short(*pair) for pair in pairwise(way)), len(way) - 1, way))
    return sorted(found)


def told(route: Route) -> tuple[int, int, tuple[str, ...]]:
    return (
        route.steps_short,
        len(route.moves),
        (route.moves[0].source, *(move.target for move in route.moves)),
    )


@pytest.mark.parametrize("seed", range(120))
def test_routes_are_the_best_of_all_ways(seed: int) -> None:
    """The k routes are the first k of all ways by steps short, then moves, then ids; none visits anything twice."""
    catalogue = careers(seed)
    ids = [level.id for level in catalogue.role_levels]
    r = random.Random(seed)
    k, most = r.choice([1, 3, 20]), r.choice([1, 2, 4, 6])
    for source in ids[:3]:
        for target in ids[-3:]:
            ranked = routes.rank(catalogue, source, target, k=k, max_moves=most)
            assert not isinstance(ranked, Refusal)
            assert [told(route) for route in ranked] == every_way(catalogue, source, target, most)[:k]
            for route in ranked:
                assert sum(move.steps_short for move in route.moves) == route.steps_short


def test_limits_are_refused_with_the_limit() -> None:
    """Too many routes, too long ones and unknown role levels are refusals that say what can be asked."""
    catalogue = careers(1)
    one, other = catalogue.role_levels[0].id, catalogue.role_levels[1].id
    for refused, code in (
        (routes.rank(catalogue, one, other, k=21), "routes.too_many"),
        (routes.rank(catalogue, one, other, k=0), "routes.too_many"),
        (routes.rank(catalogue, one, other, max_moves=13), "routes.too_long"),
        (routes.rank(catalogue, one, RoleLevelId("nowhere")), "role_level.unknown"),
    ):
        assert isinstance(refused, Refusal)
        assert refused.code == code
        assert refused.hint


def test_no_way_is_an_empty_answer() -> None:
    """Where no move leads on, the answer is empty, and nobody needs a route to where they are."""
    catalogue = Catalogue(
        base="https://example.org/",
        roles=(Role(id=RoleId("role")),),
        role_levels=tuple(RoleLevel(id=RoleLevelId(name), role=RoleId("role")) for name in ("a", "b")),
    )
    assert routes.rank(catalogue, RoleLevelId("a"), RoleLevelId("b")) == ()
    assert routes.rank(catalogue, RoleLevelId("a"), RoleLevelId("a")) == ()
