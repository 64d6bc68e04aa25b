"""What differs between two catalogues: found by thing, told in words."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.changes import Changes, Difference, between, describe
from ontology.ids import CompetencyId, RoleId, RoleLevelId, ScaleId
from ontology.model import (
    Catalogue,
    Competency,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleLevel,
    Text,
)
from tests.catalogues import catalogues

SQL, PYTHON = CompetencyId("sql"), CompetencyId("python")
FOUR = ProficiencyScale(
    id=ScaleId("four"),
    labels=(Text("en", "Four levels"),),
    levels=tuple(
        ProficiencyLevel(id=f"four-{rank}", rank=rank, labels=(Text("en", name),))  # type: ignore[arg-type]
        for rank, name in enumerate(("Aware", "Working", "Practitioner", "Expert"), 1)
    ),
)
ENGINEER = RoleLevel(
    id=RoleLevelId("data-engineer"),
    labels=(Text("en", "Data engineer"),),
    role=RoleId("data"),
    needs=(Requirement(PYTHON, 1), Requirement(SQL, 2)),
)
OLD = Catalogue(
    base="https://example.org/",
    scales=(FOUR,),
    competencies=(
        Competency(id=PYTHON, labels=(Text("en", "Python"),), scale=FOUR.id),
        Competency(id=SQL, labels=(Text("en", "SQL"),), scale=FOUR.id),
    ),
    roles=(Role(id=RoleId("data"), labels=(Text("en", "Data"),)),),
    role_levels=(ENGINEER,),
)


def with_needs(*needs: Requirement) -> Catalogue:
    return replace(OLD, role_levels=(replace(ENGINEER, needs=needs),))


def test_a_changed_need_names_competency_and_levels() -> None:
    """A need that asks for more is told as one change, with the competency by name and both levels in words."""
    changes = between(OLD, with_needs(Requirement(PYTHON, 1), Requirement(SQL, 3)))
    (change,) = changes.needs_changed
    assert change.id == "data-engineer"
    assert change.differences == (
        Difference(field="needs", of="SQL (sql)", old="level 2 (Working)", new="level 3 (Practitioner)"),
    )
    assert "    needs, SQL (sql): level 2 (Working) → level 3 (Practitioner)" in list(describe(changes))


def test_a_new_need_and_a_dropped_one_have_one_side_only() -> None:
    """What is new has no old value, and what is gone has no new one."""
    (change,) = between(OLD, with_needs(Requirement(SQL, 2, essential=False, weight=2.5))).changed
    assert change.differences == (
        Difference(field="needs", of="Python (python)", old="level 1 (Aware)", new=None),
        Difference(
            field="needs",
            of="SQL (sql)",
            old="level 2 (Working)",
            new="level 2 (Working), optional, weight 2.5",
        ),
    )


def test_a_renamed_competency_is_one_change() -> None:
    """Renaming a competency changes that competency, and nothing that names it; beside other changes either."""
    renamed = replace(OLD.competency[SQL], labels=(Text("en", "Query languages"),))
    new = replace(OLD, competencies=(OLD.competency[PYTHON], renamed))
    (change,) = between(OLD, new).changed
    assert change.differences == (Difference(field="labels", of="en", old="SQL", new="Query languages"),)
    both = between(OLD, replace(new, role_levels=(replace(ENGINEER, rank=2),)))
    (_, role_level) = both.changed
    assert [difference.field for difference in role_level.differences] == ["rank"]


def test_what_retires_is_told_apart() -> None:
    """A thing that goes out of use is retired, not changed; one that comes back is changed."""
    retired = replace(OLD.competency[SQL], retired=True, replaced_by=PYTHON)
    new = replace(OLD, competencies=(OLD.competency[PYTHON], retired))
    changes = between(OLD, new)
    assert changes.counts == {"added": 0, "removed": 0, "changed": 0, "retired": 1, "unchanged": 4}
    assert Difference(field="replaced_by", old=None, new="Python (python)") in changes.retired[0].differences
    assert between(new, OLD).counts["changed"] == 1


def test_added_and_removed_mirror_each_other() -> None:
    """What one direction adds, the other removes."""
    smaller = replace(OLD, role_levels=())
    assert between(OLD, smaller).removed == between(smaller, OLD).added
    assert [thing.label for thing in between(OLD, smaller).removed] == ["Data engineer"]


def test_the_header_is_compared_too() -> None:
    """Another base, language or title is told, though no thing differs."""
    changes = between(OLD, replace(OLD, titles=(Text("en", "Skills"),), language="de"))
    assert [difference.field for difference in changes.header] == ["language", "titles"]
    assert not changes.none


def test_nothing_differs() -> None:
    """Two equal catalogues have no changes, and a person is told so."""
    assert between(OLD, OLD) == Changes(unchanged=5)
    assert list(describe(between(OLD, OLD))) == ["Nothing differs."]


@settings(deadline=None, max_examples=60)
@given(catalogues(), st.data())
def test_every_change_is_told_once(new: Catalogue, data: st.DataObject) -> None:
    """Each thing is added, removed, changed, retired or unchanged; whatever is not equal has a difference to show."""
    old = data.draw(catalogues())
    changes = between(old, new)
    told = [(thing.kind, thing.id) for group in (changes.added, changes.changed, changes.retired) for thing in group]
    assert len(told) + changes.unchanged == sum(1 for _ in new.things())
    assert len(told) == len(set(told))
    assert all(thing.differences for thing in (*changes.changed, *changes.retired))
    assert changes.none == (old == new)
    assert all(isinstance(line, str) for line in describe(changes))


@settings(deadline=None, max_examples=60)
@given(catalogues(), st.data())
def test_a_change_to_one_thing_touches_one_thing(catalogue: Catalogue, data: st.DataObject) -> None:
    """When one competency is said differently, that one is told and no other."""
    chosen = data.draw(st.sampled_from(catalogue.competencies))
    other = replace(chosen, hidden_labels=(*chosen.hidden_labels, Text("zz", "a word that nobody uses")))
    competencies = tuple(other if one == chosen else one for one in catalogue.competencies)
    (change,) = between(catalogue, replace(catalogue, competencies=competencies)).changed
    assert change.id == chosen.id
    assert len(change.differences) == 1
