"""The schema: committed, described, and typed so that generators of client types need no `any`."""

from enum import Enum
from importlib.resources import files
from typing import get_args

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_nullable_type,
    is_non_null_type,
)

from api import explanation_printing, path_printing
from api.schema import words
from api.schema.build import core, printed
from planning import model, refresh
from planning.explaining import model as explaining

OURS = {name: kind for name, kind in core.type_map.items() if not name.startswith("__")}
FIELDED = [kind for kind in OURS.values() if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)]


def test_the_committed_schema_is_the_schema() -> None:
    """api/schema.graphql is what clients see; `python -m api.schema.build` prints it."""
    assert (files("api") / "schema.graphql").read_text("utf-8") == printed()


def test_everything_that_can_be_asked_is_described() -> None:
    """Every type and every question has a description, since GraphiQL shows them."""
    undescribed = [name for name, kind in OURS.items() if not kind.description]
    query = OURS["Query"]
    assert isinstance(query, GraphQLObjectType)
    undescribed += [f"Query.{name}" for name, field in query.fields.items() if not field.description]
    assert undescribed == []


def test_clients_need_no_any() -> None:
    """There is no catch-all scalar, statuses are enumerations, and no list holds nulls but `nodes(ids:)`."""
    scalars = {name for name, kind in OURS.items() if isinstance(kind, GraphQLScalarType)}
    assert scalars == {"Boolean", "Date", "DateTime", "Float", "ID", "Int", "String"}
    for kind, field in (("GapItem", "status"), ("LearningPath", "status"), ("Uncloseable", "cause")):
        owner = OURS[kind]
        assert isinstance(owner, GraphQLObjectType)
        assert isinstance(get_nullable_type(owner.fields[field].type), GraphQLEnumType)
    loose = [
        f"{kind.name}.{name}"
        for kind in FIELDED
        for name, field in kind.fields.items()
        if isinstance(inner := get_nullable_type(field.type), GraphQLList)
        and not isinstance(inner.of_type, GraphQLNonNull)
    ]
    assert loose == ["Query.nodes"]


def test_a_question_that_can_fail_says_so_in_its_type() -> None:
    """Whatever looks up one thing by a name, or computes, answers with a union that has a `Refusal`."""
    query = OURS["Query"]
    assert isinstance(query, GraphQLObjectType)
    single = {
        "competency",
        "course",
        "assessment",
        "roleFamily",
        "role",
        "roleLevel",
        "gap",
        "path",
        "routes",
        "neighbourhood",
    }
    for name in single:
        result = get_nullable_type(query.fields[name].type)
        assert isinstance(result, GraphQLUnionType), name
        assert "Refusal" in {member.name for member in result.types}


def test_every_object_of_the_ontology_is_a_node() -> None:
    """Whatever is named in the ontology can be fetched again by its id."""
    node, thing = OURS["Node"], OURS["Thing"]
    assert isinstance(node, GraphQLInterfaceType)
    assert isinstance(thing, GraphQLInterfaceType)
    assert {kind.name for kind in core.get_possible_types(node)} == {
        "Assessment",
        "Competency",
        "Course",
        "ProficiencyLevel",
        "ProficiencyScale",
        "Role",
        "RoleFamily",
        "RoleLevel",
    }


@pytest.mark.parametrize(
    ("enumeration", "literal"),
    [
        (words.Stage, model.Stage),
        (words.Bar, model.Bar),
        (words.Cause, model.Cause),
        (words.PathStatus, model.PathStatus),
        (words.GapStatus, model.GapStatus),
        (words.Verdict, explaining.Verdict),
    ],
)
def test_enumerations_have_every_word_of_planning(enumeration: type[Enum], literal: object) -> None:
    """No answer of the planner has a word that the schema lacks, and the schema promises none that never comes."""
    assert {member.value for member in enumeration} == set(get_args(literal))


def test_people_are_told_every_word_of_planning() -> None:
    """Where time ran out, and why a kept path is in doubt, has words for the terminal."""
    assert set(path_printing._STAGES) == set(get_args(model.Stage))
    assert set(explanation_printing._DOUBTS) == set(get_args(refresh.Doubt))


def test_inputs_are_described() -> None:
    """Each field of an input says what it takes."""
    for kind in OURS.values():
        if isinstance(kind, GraphQLInputObjectType):
            assert all(field.description for field in kind.fields.values()), kind.name


def test_what_can_be_null_says_when() -> None:
    """Types for clients are generated from the schema: whoever meets a `| null` reads there what it means."""
    for kind in OURS.values():
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                said = (field.description or "").lower()
                assert is_non_null_type(field.type) or "null" in said or "set where" in said, f"{kind.name}.{name}"
