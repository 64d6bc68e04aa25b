"""Which activities a statement names: what the filters `activity` and `related_activities` look at."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from learners.xapi.statement import Statement
from learners.xapi.terms import Json, as_list


class Named(NamedTuple):
    """An activity that is named. `main`: as the object of the statement itself."""

    iri: str
    main: bool


def activities(statement: Statement) -> tuple[Named, ...]:
    """Each activity once, the object first; then those of the context, and those of a SubStatement."""
    main = statement.activity
    found = {main: True} if main is not None else {}
    for activity in definitions(statement.raw):
        found.setdefault(cast("str", activity["id"]), False)
    return tuple(Named(iri, is_main) for iri, is_main in found.items())


def definitions(raw: Json) -> Iterator[Json]:
    """Every Activity object of a statement, with its definition where it has one."""
    thing = cast("Json", raw["object"])
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        yield thing
    context = cast("Json", raw.get("context", {}))
    for given in cast("Json", context.get("contextActivities", {})).values():
        yield from as_list(given)
    if kind == "SubStatement":
        yield from definitions(thing)
