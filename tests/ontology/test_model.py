"""What follows from a catalogue: moves, ladders, and which competencies count as one."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from ontology.ids import CompetencyId, RoleId, RoleLevelId, ScaleId, expand, is_iri, is_own, shorten
from ontology.model import Catalogue, Competency, DeclaredMove, Move, ProficiencyLevel, ProficiencyScale, RoleLevel
from tests.catalogues import catalogues

BASE = "https://example.org/"


def rung(
    name: str, rank: int | None, track: str | None = None, *moves: DeclaredMove, retired: bool = False
) -> RoleLevel:
    return RoleLevel(
        id=RoleLevelId(name), role=RoleId("role"), rank=rank, track=track, moves=tuple(moves), retired=retired
    )


def ladder(*rungs: RoleLevel) -> Catalogue:
    return Catalogue(base=BASE, role_levels=tuple(sorted(rungs, key=lambda one: one.id)))


def pairs(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(move.source, move.target) for move in catalogue.moves]


def test_neighbouring_ranks_of_one_track_imply_moves() -> None:
    """From each rank to the next one that is there, up only; also where a rank between is missing."""
    catalogue = ladder(rung("a", 1), rung("b", 2), rung("d", 4))
    assert catalogue.moves == (
        Move(RoleLevelId("a"), RoleLevelId("b"), "vertical", implied=True),
        Move(RoleLevelId("b"), RoleLevelId("d"), "vertical", implied=True),
    )


def test_tracks_are_kept_apart() -> None:
    """No move is implied between tracks, nor for a level without a rank."""
    catalogue = ladder(rung("a", 1, "x"), rung("b", 2, "y"), rung("c", 2, "x"), rung("d", None, "x"))
    assert pairs(catalogue) == [("a", "c")]


def test_a_fork_implies_a_move_to_each_branch() -> None:
    """Two levels on one rank are both next, and both lead on."""
    catalogue = ladder(rung("a", 1), rung("b", 2), rung("c", 2), rung("d", 3))
    assert pairs(catalogue) == [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]


def test_a_declared_move_wins_over_an_implied_one() -> None:
    """What curators wrote counts, between levels that are there and in use."""
    to_b, to_gone = DeclaredMove(RoleLevelId("b"), "lateral"), DeclaredMove(RoleLevelId("gone"), "lateral")
    catalogue = ladder(rung("a", 1, None, to_b, to_gone), rung("b", 2))
    assert catalogue.moves == (Move(RoleLevelId("a"), RoleLevelId("b"), "lateral", implied=False),)


def test_retired_levels_have_no_moves() -> None:
    """Nothing leads to or from a retired level; the ladder closes over it."""
    back = DeclaredMove(RoleLevelId("b"), "lateral")
    catalogue = ladder(rung("a", 1), rung("b", 2, retired=True), rung("c", 3, None, back))
    assert pairs(catalogue) == [("a", "c")]


def test_levels_of_a_role_ascend() -> None:
    """By track, then rank, those without a rank last."""
    catalogue = ladder(rung("a", None), rung("b", 2), rung("c", 1), rung("d", 1, "x"))
    assert [level.id for level in catalogue.levels_of[RoleId("role")]] == ["c", "b", "a", "d"]


FOUR = ProficiencyScale(
    id=ScaleId("four"),
    levels=tuple(ProficiencyLevel(id=f"four-{rank}", rank=rank) for rank in range(1, 5)),  # type: ignore[arg-type]
)
OTHER = replace(FOUR, id=ScaleId("other"), levels=FOUR.levels[:2])


def competencies(*said: Competency) -> Catalogue:
    return Catalogue(base=BASE, scales=(FOUR, OTHER), competencies=tuple(sorted(said, key=lambda one: one.id)))


def one(
    name: str, *equivalent: str, scale: str | None = "four", retired: bool = False, by: str | None = None
) -> Competency:
    return Competency(
        id=CompetencyId(name),
        scale=None if scale is None else ScaleId(scale),
        equivalent=tuple(map(CompetencyId, equivalent)),
        retired=retired,
        replaced_by=None if by is None else CompetencyId(by),
    )


def test_equivalents_count_as_one_in_both_directions_and_through_chains() -> None:
    """Stated once and in one direction is enough; the smallest id in use stands for all."""
    catalogue = competencies(one("c", "b"), one("b"), one("a", "b"), one("z"))
    assert catalogue.stands_for == {"a": "a", "b": "a", "c": "a", "z": "z"}


def test_equivalents_on_two_scales_share_nothing() -> None:
    """Levels of two scales say different things."""
    catalogue = competencies(one("a", "b"), one("b", scale="other"))
    assert catalogue.stands_for == {"a": "a", "b": "b"}


def test_a_retired_competency_counts_as_its_replacement() -> None:
    """Through a chain of replacements, to one that is in use, even where the retired one's id is smaller."""
    catalogue = competencies(one("a", retired=True, by="b"), one("b", retired=True, by="c"), one("c"))
    assert catalogue.stands_for == {"a": "c", "b": "c", "c": "c"}


def test_a_retired_competency_without_a_scale_is_on_its_replacements() -> None:
    """Then its ranks are those of the replacement; without any scale there is one rank."""
    catalogue = competencies(one("a", scale=None, retired=True, by="b"), one("b"), one("c", scale=None))
    assert [catalogue.ranks(CompetencyId(name)) for name in "abc"] == [4, 4, 1]
    assert catalogue.stands_for[CompetencyId("a")] == "b"


def test_a_circle_of_replacements_ends() -> None:
    """Broken replacements, in a circle or to nowhere, neither hang nor raise."""
    circle = competencies(
        one("a", scale=None, retired=True, by="b"),
        one("b", scale=None, retired=True, by="a"),
        one("c", "nowhere", retired=True, by="nowhere"),
    )
    assert circle.stands_for == {"a": "a", "b": "a", "c": "c"}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues())
def test_ids_and_iris_are_inverse(catalogue: Catalogue) -> None:
    """Every id becomes one IRI and that IRI the id again; no two things share one."""
    ids = [thing.id for thing in catalogue.things()]
    iris = [expand(name, catalogue.base) for name in ids]
    assert all(map(is_iri, iris))
    assert [shorten(iri, catalogue.base) for iri in iris] == ids
    assert len(set(iris)) == len(iris)


def test_what_a_curator_may_type() -> None:
    """Letters, digits, `-`, `_` and `.` make an id; an IRI has a scheme and no blanks."""
    assert all(map(is_own, ("sql", "SQL-2", "a_b.c", "größe")))
    assert not any(map(is_own, ("", "a b", "a/b", "a:b")))
    assert all(map(is_iri, ("https://example.org/a", "urn:x:y")))
    assert not any(map(is_iri, ("", "sql", "https://a b", "1x:y", "https://a/<b>")))
